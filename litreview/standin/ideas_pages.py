"""IDEAS: item pages, series pages, the search answer and its form, the way from handle to page."""

from __future__ import annotations

import re
from html import escape

from litreview.standin.ideas_item import (
    MANY,
    citations_address,
    citations_page,
    item_page,
    missing_page,
    series_page,
)
from litreview.standin.redif_text import bibtex_entry, template
from litreview.standin.repec_item import (
    all_series,
    by_address,
    citing,
    found,
    ideas_address,
    item,
    items,
    names_as_given,
    series_of,
)
from litreview.standin.sample import SampleWork
from litreview.standin.wire import Reply, Request, html_reply, text_reply, whole

PAGE = 10
"""Results a page of the search."""

_WHERE = {"00F0": ("title",), "000F": ("author",)}
_EVERYWHERE = ("title", "author", "venue", "year")


class IdeasPages:
    """Answers IDEAS' addresses. Keeps nothing between requests."""

    def __init__(self) -> None:
        works = by_address().values()
        self._citations = {citations_address(work): work for work in works if len(citing(work)) >= MANY}

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        path = re.sub(r"/{2,}", "/", request.plain_path)
        if path in by_address():
            return html_reply(item_page(by_address()[path]))
        if path in self._citations:
            return html_reply(citations_page(self._citations[path]))
        if path.startswith("/s/"):
            return self._series(path)
        if path == "/cgi-bin/h.cgi":
            return self._by_repec_handle(request)
        if path == "/cgi-bin/htsearch2":
            return self._search(request)
        if path in ("/cgi-bin/htsearch", "/search.html"):
            return html_reply(_search_page("", ""))
        if path == "/cgi-bin/refs.cgi" and request.method == "POST":
            return self._export(request)
        return html_reply(missing_page(), 404)

    def _series(self, path: str) -> Reply:
        for series in all_series().values():
            if path == f"/s/{series.folder}.html":
                works = [work for work in items().values() if series_of(work) == series]
                return html_reply(series_page(series.name, works))
        return html_reply(missing_page(), 404)

    def _by_repec_handle(self, request: Request) -> Reply:
        work = item(request.asked.get("h", ""))
        if not work:
            return html_reply(missing_page(), 404)
        target = f"{request.base}{ideas_address(work)}"
        return Reply(status=302, kind="text/html").adding(("location", target))

    def _search(self, request: Request) -> Reply:
        """The answer of the form; words that find nothing are told so, no words give the form."""
        asked = request.asked | request.form
        text = asked.get("q", "").strip()
        if not text:
            return html_reply(_search_page("", ""))
        works = found(text, _WHERE.get(asked.get("wf", ""), _EVERYWHERE))
        works = [work for work in works if _fits(work, asked.get("ul", ""))]
        if order := {"D": -1, "d": 1}.get(asked.get("s", "")):
            works.sort(key=lambda work: order * (work.year or 0))
        first = whole(asked.get("np")) * PAGE
        if not works:
            return html_reply(_search_page(text, "<p>Sorry, no results were found.</p>"))
        lines = "".join(_result(work) for work in works[first : first + PAGE])
        answer = f'<p>{len(works)} results</p><ol class="list-group" start="{first + 1}">{lines}</ol>'
        return html_reply(_search_page(text, answer))

    def _export(self, request: Request) -> Reply:
        """The export of a list of handles joined by ``#``: BibTeX or ReDIF."""
        form = request.form
        works = [work for repec_handle in form.get("handle", "").split("#") if (work := item(repec_handle))]
        writer = {"2": bibtex_entry, "4": template}.get(form.get("output", ""))
        if not writer or not works:
            return html_reply(missing_page(), 404)
        return text_reply("\n".join(writer(work) for work in works), kind="text/plain; charset=utf-8")


def _fits(work: SampleWork, wanted: str) -> bool:
    """The filter ``ul``: ``%/a/%`` for a type, ``inm/ororsc`` for a series."""
    return wanted.replace("%", "") in ideas_address(work)


def _result(work: SampleWork) -> str:
    gate = "downgate" if work.doi else "downnone"
    names = escape(" & ".join(names_as_given(work)))
    link = f'<a href="{ideas_address(work)}">{escape(work.title)}</a>'
    return f'<li class="list-group-item {gate}"> {names} ({work.year or "undated"}): {link} <br>{escape(work.repec_handle or "")}\n'


def _search_page(text: str, answer: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Search | IDEAS/RePEc</title><meta charset="utf-8"></head>'
        '<body><div id="main"><h1>IDEAS search</h1><form action="/cgi-bin/htsearch2" method="post">'
        f'<input type="text" name="q" value="{escape(text)}">'
        '<input type="hidden" name="form" value="extended"><input type="submit" value="Search"></form>'
        f"{answer}</div></body></html>\n"
    )

"""EconPapers: search page, item pages, and the permanent address of a handle."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qsl, quote, urlencode

from litreview.standin.repec_item import (
    REDIF_TYPE,
    citing,
    econpapers_address,
    found,
    item,
    items,
    names_as_given,
    series_of,
    versions,
)
from litreview.standin.sample import SampleWork
from litreview.standin.wire import Reply, Request, html_reply, whole

PAGE = 10
"""Results a page of the search."""

_TEXTS = {
    "ft": ("title", "author", "venue", "year"),
    "kw": ("title",),
    "aus": ("author",),
}


class EconPapersPages:
    """Answers EconPapers' addresses. Keeps nothing between requests."""

    def __init__(self) -> None:
        self._by_address = {econpapers_address(work): work for work in items().values()}

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        path = request.plain_path
        if path in self._by_address:
            return html_reply(_item_page(self._by_address[path]))
        if path == "/scripts/search.pf":
            return self._search(request)
        if re.match(r"/repec:", path, re.I):
            work = item(path.lstrip("/"))
            if work:
                target = f"{request.base}{econpapers_address(work)}"
                return Reply(status=302, kind="text/html").adding(("location", target))
        return html_reply(
            "<html><head><title>Not found</title></head><body>Page not found</body></html>", 404
        )

    def _search(self, request: Request) -> Reply:
        """The search page; fields are parted by ``&`` or ``;``, pages counted from 1.

        All words must be there (``lgc=AND``, the default) or any (``OR``).
        """
        asked = dict(parse_qsl(request.query.replace(";", "&"), keep_blank_values=True))
        texts = {name: asked[name].strip() for name in _TEXTS if asked.get(name, "").strip()}
        if not texts:
            return html_reply(_page("EconPapers search", _form("")))
        keys: list[SampleWork] | None = None
        share = 0.0 if asked.get("lgc", "AND").upper() == "OR" else 1.0
        for name, text in texts.items():
            hits = found(text, _TEXTS[name], share)
            keys = hits if keys is None else [work for work in keys if work in hits]
        works = [work for work in keys or [] if _asked_type(work, asked)]
        page = max(1, whole(asked.get("pg"), 1))
        shown = works[(page - 1) * PAGE : page * PAGE]
        if not works:
            body = _form(" ".join(texts.values())) + "<p>No documents matched the search.</p>"
            return html_reply(_page("EconPapers search", body))
        body = f"<p>{len(works)} documents matched the search.</p>"
        body += f'<div class="reflist">{"".join(_result(work) for work in shown)}</div>'
        if page * PAGE < len(works):
            more = urlencode({**asked, "pg": page + 1})
            body += f'<a href="/scripts/search.pf?{escape(more)}">Next</a>'
        return html_reply(_page("EconPapers search", body))


def _asked_type(work: SampleWork, asked: dict[str, str]) -> bool:
    """Types are switched on one by one; with none switched on all are."""
    switched = {name for name in ("wp", "art", "bkchp", "soft") if name in asked}
    return not switched or ("art" if work.type == "article" else "wp") in switched


def _result(work: SampleWork) -> str:
    series = series_of(work)
    where = f"{series.name}, {series.provider}" if series else work.venue or ""
    names = escape(", ".join(names_as_given(work)))
    return (
        f'<a href="{econpapers_address(work)}">{escape(work.title)}</a> <br>{names}<br>\n'
        f"<i>{escape(where)}</i> ({work.year or ''})<br>\n"
    )


def _form(text: str) -> str:
    return (
        '<form action="/scripts/search.pf" method="get">'
        f'<input name="ft" value="{escape(text)}"><input type="submit" value="Search"></form>'
    )


def _page(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{escape(title)}</title>\n{head}</head>'
        f'<body><div class="bodytext"><h1 class="colored">{escape(title)}</h1>\n{body}</div></body></html>\n'
    )


def _item_page(work: SampleWork) -> str:
    repec_handle = work.repec_handle or ""
    permanent = f"https://EconPapers.repec.org/{repec_handle}"
    authors = "".join(f"<p><i>{escape(name)}</i></p>\n" for name in names_as_given(work))
    series = series_of(work)
    place = f"{series.provider}, {series.name}" if series else work.venue or ""
    number = (
        f"No {work.issue}"
        if work.type == "paper"
        else f"vol. {work.volume}, issue {work.issue}, {work.pages}"
    )
    body = authors + f"<p>{escape(place)}, {work.year or ''}, {escape(number)}</p>\n"
    body += f"<p><b>Date:</b> {work.year or ''}</p>\n"
    if work.doi:
        address = f"https://doi.org/{quote(work.doi, safe='/()')}"
        body += f'<p><b>Downloads:</b> (external link)<br><a href="{address}">{address}</a></p>\n'
    if count := len(citing(work)):
        shown = f"/scripts/showcites.pf?h={repec_handle};iframes=no"
        body += f'<p><a href="{shown}">View citations in EconPapers ({count})</a></p>\n'
    others = "".join(f"<li>{escape(other.title)} ({other.year or ''})" for other in versions(work))
    if others:
        body += f"<p><b>Related works:</b></p><ul>{others}</ul>\n"
    body += f'<p>Persistent link: <a href="{permanent}">{permanent}</a></p>\n'
    return _page(work.title, body, _metas(work, permanent))


def _metas(work: SampleWork, permanent: str) -> str:
    series = series_of(work)
    kind = REDIF_TYPE[work.type]
    pairs: list[tuple[str, str | int | None]] = [
        ("citation_title", work.title),
        ("citation_authors", "; ".join(name.reversed for name in work.authors)),
        ("citation_publication_date", work.year),
        ("citation_journal_title", series.name if series else work.venue),
        ("citation_publisher", series.provider if series else None),
        ("redif-type", kind),
        ("handle", work.repec_handle),
        ("DC.Title", work.title),
        *(("DC.Creator", name.reversed) for name in work.authors),
        ("DC.Date", work.year),
        ("DC.Identifier", permanent),
    ]
    if work.type == "paper":
        pairs.append(("citation_technical_report_number", work.issue))
    else:
        pairs += [("citation_volume", work.volume), ("citation_issue", work.issue)]
        pairs += [("citation_firstpage", work.first_page), ("citation_lastpage", work.last_page)]
    return "".join(
        f'<meta name="{name}" content="{escape(str(value))}">\n' for name, value in pairs if value is not None
    )

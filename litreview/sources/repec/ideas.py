"""IDEAS (ideas.repec.org): item pages, search, and pages that a person saved.

Pages are fetched one by one on a person's request; whole series come from the archives instead
(see `archive`). There is no search interface but the form of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO
from urllib.parse import urlencode

from litreview.errors import SourceMisread
from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Entry, Failure, Miss, Page, Record, Said
from litreview.model.text import clean
from litreview.sources.html_page import breaks_off, by_id, parse_page, read_whole, text_of, unwrapped
from litreview.sources.repec.addresses import handle_path, ideas_page
from litreview.sources.repec.citation_line import CitedLine, record_of
from litreview.sources.repec.ideas_page import ItemPage, list_lines, read_citing, read_page
from litreview.sources.repec.ideas_text import looks_printed, read_text
from litreview.sources.repec.series import series_of
from litreview.sources.repec.values import TERMS, TRUST
from litreview.sources.source import Answer, Declared, Net, SourceQuery
from litreview.sources.wire import decode

_PER_PAGE = 10
_SEARCH_LINE = re.compile(r"^\s*(?P<authors>.*?)\s*\((?P<year>\d{4})\)\s*:", re.S)
_HANDLE = re.compile(r"\b(?:RePEc|ReLIS|mapin):[a-z]{3}:\w{4,8}:\S+", re.I)
_NOTHING = re.compile(r"\b(?:no results|no matches|nothing found|sorry|0 results|did not match)\b", re.I)


class Ideas:
    """The catalogue that most people see RePEc through."""

    declared = Declared(
        name="ideas",
        title="IDEAS (RePEc)",
        url="https://ideas.repec.org",
        hosts=("ideas.repec.org",),
        group="repec",
        home="https://ideas.repec.org",
        terms=TERMS,
        pace={"list": 5.0, "page": 3.0},
        trust=TRUST,
        trust_default=50,
    )
    schemes = ("repec_handle",)

    def search(self, net: Net, query: SourceQuery, after: str | None = None) -> Page:
        """Ten records a page, by the form of the site; a line gives authors, year, title, handle.

        Raises `SourceMisread` where the form itself comes back instead of an answer.
        """
        number = int(after or 0)
        fields = _search_fields(query, number)
        url = f"{net.base(self.declared)}/cgi-bin/htsearch2"
        answer = _whole(net.form(self.declared, url, fields=fields, route="list"))
        said, failures, total = read_search(answer.text, self.declared.name)
        if answer.status != 200 or (total is None and not said and not number):
            raise SourceMisread(
                "IDEAS sent something else than results, mostly its empty search form.",
                "Search again later, or add works by handle or address.",
            )
        room = query.limit - number * _PER_PAGE
        more = len(said) + len(failures) >= _PER_PAGE and room > _PER_PAGE
        return Page(
            said=tuple(said[: max(room, 0)]),
            failures=tuple(failures),
            asked=f"POST {url} {urlencode(fields)}",
            total=total,
            next=str(number + 1) if more else None,
            day=answer.day,
        )

    def look_up(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """The item pages of handles, one request each."""
        for identifier in identifiers:
            if identifier.scheme not in self.schemes:
                continue
            answer = self._get(net, handle_path(identifier))
            if answer.status in (404, 410):
                miss = Miss(identifier, "IDEAS does not list it")
                yield Page(misses=(miss,), asked=f"GET {answer.url}", day=answer.day)
            else:
                yield _page(answer, self._item(answer).said)

    def references(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:  # noqa: ARG002 - one page
        """The references that IDEAS matched, with their records; the list is always partial."""
        answer = self._get(net, handle_path(identifier))
        if answer.status in (404, 410):
            return _missed(answer, identifier)
        said = self._item(answer).said
        return _page(answer, replace(said, cited_by=None))

    def cited_by(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:  # noqa: ARG002 - one page
        """What cites an item within RePEc, from its page or the page of its citations."""
        answer = self._get(net, handle_path(identifier))
        if answer.status in (404, 410):
            return _missed(answer, identifier)
        item = self._item(answer)
        if not item.citing_path:
            return _page(answer, replace(item.said, references=None))
        listing = self._get(net, item.citing_path)
        if listing.status != 200:
            return _page(answer, replace(item.said, references=None))
        cited_by, records = read_citing(listing.text, item.said.citation_count, self.declared.name)
        said = replace(item.said, references=None, cited_by=cited_by, listed=tuple(records))
        return replace(_page(answer, said), asked=f"GET {listing.url}")

    def address_of(self, text: str) -> str | None:
        """The path of an item page, from any address of IDEAS that shows one item."""
        return ideas_page(text)

    def fetch_page(self, net: Net, address: str, after: str | None = None) -> Page:  # noqa: ARG002 - one page
        """The item of an address, with its references, citing works and related items."""
        path = address if address.startswith("/") else (ideas_page(address) or "/")
        answer = self._get(net, path)
        if answer.status in (404, 410):
            failure = Failure(answer.url, "IDEAS has no page at this address")
            return Page(failures=(failure,), asked=f"GET {answer.url}", day=answer.day)
        return _page(answer, self._item(answer).said)

    def sniff(self, head: bytes) -> bool:
        """Whether a file is an item page of IDEAS, saved as HTML or printed as text."""
        text = decode(unwrapped(head))
        if re.match(r"\s*<", text):
            return "repec" in text.lower() and bool(re.search(r"biblio-body|/cgi-bin/refs\.cgi", text))
        return looks_printed(text)

    def read_file(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """One entry: the item, kept; what it lists comes along in its `Said`."""
        data = read_whole(stream, name)
        if isinstance(data, Failure):
            yield data
            return
        text = decode(data)
        if re.match(r"\s*<", text):
            found = read_page(text, name, self.declared.name)
            said = found if isinstance(found, Failure) else found.said
        else:
            said = read_text(text, name, self.declared.name)
        yield said if isinstance(said, Failure) else Entry(said=said, where=name, line=1)

    def read_body(self, body: bytes) -> Said | None:
        """What a stored item page says; a line of a list of results cannot be read by itself."""
        page = read_page(body.decode("utf-8", "replace"), "a stored page")
        return page.said if isinstance(page, ItemPage) else None

    def _get(self, net: Net, path: str) -> Answer:
        answer = net.get(self.declared, f"{net.base(self.declared)}{path}", route="page")
        return _whole(answer)

    def _item(self, answer: Answer) -> ItemPage:
        found = read_page(answer.text, answer.url, self.declared.name)
        if isinstance(found, Failure) or answer.status != 200:
            what = found.what if isinstance(found, Failure) else f"status {answer.status}"
            raise SourceMisread(
                f"IDEAS sent something else than the page of a work: {what}.", "Try again later."
            )
        return found


def read_search(text: str, source: str = "ideas") -> tuple[list[Said], list[Failure], int | None]:
    """The lines of a search answer, and how many it says there are (0 where it says none).

    The total is None where the page is no answer at all.
    """
    root = parse_page(text)
    if root is None:
        return [], [], None
    said: list[Said] = []
    failures: list[Failure] = []
    lists = root.xpath("//ol[contains(@class, 'list-group')]")
    for line in (line for found in lists for line in list_lines(found, {})):
        record = _searched(line, source)
        if record:
            said.append(Said(about=record.name, record=record, body=line.text.encode(), brief=True))
        elif line.text:
            failures.append(Failure("search", "a line that names no work", line.text[:300]))
    words = text_of(by_id(root, "content-block") if by_id(root, "content-block") is not None else root)
    told = re.search(r"\b(\d[\d,]*)\s+(?:results?|matches)\b", words, re.I)
    total = int(told[1].replace(",", "")) if told else None
    if total is None and lists and said:
        return said, failures, None
    return said, failures, 0 if total is None and _NOTHING.search(words) else total


def _searched(line: CitedLine, source: str) -> Record | None:
    """A line of results in either form: ``A & B (1998): TITLE`` or the form of a citation."""
    found = _HANDLE.search(line.text)
    handle = identifiers.repec_handle(found[0]) if found else None
    line = replace(line, handle=handle)
    if full := record_of(replace(line, text=line.text[: found.start()] if found else line.text), source):
        return full
    title = clean(line.title)
    start = _SEARCH_LINE.match(line.text)
    if not title:
        return None
    authors, year = (start["authors"], start["year"]) if start else ("", "undated")
    record = record_of(replace(line, text=f'{authors}, {year}. "{title},"'), source)
    series = series_of(handle.value) if handle else None
    if record is None or series is None or record.type not in ("article", "working_paper"):
        return record
    return replace(record, venue=series.name, series=series.name if record.type == "working_paper" else None)


def _search_fields(query: SourceQuery, number: int) -> dict[str, str]:
    fields = {"q": query.text, "ul": "", "wf": "4BFF", "s": "R", "form": "extended", "wm": "wrd"}
    if query.year_from or query.year_to:
        fields |= {
            "dt": "range",
            "db": f"01/01/{query.year_from or 1800}",
            "de": f"12/31/{query.year_to or 2100}",
        }
    return fields | {"np": str(number)}


def _whole(answer: Answer) -> Answer:
    """An answer that is no page cut in the middle."""
    if answer.status == 200 and breaks_off(answer.text):
        raise SourceMisread("IDEAS sent a page that breaks off.", "Try again later.")
    return answer


def _page(answer: Answer, said: Said) -> Page:
    return Page(said=(said,), asked=f"GET {answer.url}", day=answer.day)


def _missed(answer: Answer, identifier: Identifier) -> Page:
    miss = Miss(identifier, "IDEAS does not list it")
    return Page(misses=(miss,), asked=f"GET {answer.url}", day=answer.day)

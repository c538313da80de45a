"""EconPapers (econpapers.repec.org): search, and item pages by address or handle.

Its pages carry good metas, its addresses can be turned back into handles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import quote, urlencode, urljoin, urlsplit

from litreview.errors import SourceMisread
from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Entry, Failure, Miss, Page, Record, Said
from litreview.model.text import clean, from_markup
from litreview.sources.html_page import breaks_off, metas, parse_page, read_whole, text_of, unwrapped
from litreview.sources.repec.addresses import econpapers_handle
from litreview.sources.repec.redif_text import repaired
from litreview.sources.repec.series import series_of
from litreview.sources.repec.values import (
    HOME,
    NO_ABSTRACT,
    TERMS,
    TRUST,
    TYPES,
    author_of,
    doi_of_address,
    doi_of_handle,
    is_resolver,
    issue_of,
    pages_of,
    split_byline,
    split_jel,
    split_keywords,
    year_of,
)
from litreview.sources.source import Answer, Declared, Net, SourceQuery
from litreview.sources.wire import decode

_NOTHING = re.compile(r"\b(?:no results|no documents|no matches|nothing found|0 documents|sorry)\b", re.I)


class EconPapers:
    """The other catalogue of RePEc's items."""

    declared = Declared(
        name="econpapers",
        title="EconPapers (RePEc)",
        url="https://econpapers.repec.org",
        hosts=("econpapers.repec.org",),
        group="repec",
        home=HOME,
        terms=TERMS,
        pace={"list": 5.0, "page": 3.0},
        trust=TRUST,
        trust_default=50,
    )
    schemes = ("repec_handle",)

    def search(self, net: Net, query: SourceQuery, after: str | None = None) -> Page:
        """One page of results: title, authors, handle (from the address).

        The site has no filter for years: records of a known other year are hidden, and counted.
        Raises `SourceMisread` where the form comes back instead of an answer.
        """
        number = int(after or 1)
        fields = {
            "ft": query.text,
            "adv": "true",
            "wp": "on",
            "art": "on",
            "bkchp": "on",
            "sort": "rank",
            "lgc": "AND",
        }
        url = f"{net.base(self.declared)}/scripts/search.pf?{urlencode(fields | {'pg': str(number)})}"
        answer = _whole(net.get(self.declared, url, route="list"))
        root = parse_page(answer.text) if answer.status == 200 else None
        records = _results(root, self.declared.name) if root is not None else []
        nothing = root is not None and (number > 1 or bool(_NOTHING.search(text_of(root))))
        if root is None or not (records or nothing):
            raise SourceMisread(
                "EconPapers sent something else than results, mostly its empty search form.",
                "Search again later, or add works by handle or address.",
            )
        fitting = [record for record in records if _in_years(record, query)]
        more = [a for a in root.iter("a") if f"pg={number + 1}" in re.split(r"[?&;]", a.get("href") or "")]
        return Page(
            said=tuple(Said(about=r.name, record=r, brief=True) for r in fitting[: query.limit]),
            asked=f"GET {url}",
            total=_total(root, records),
            next=str(number + 1) if more and records else None,
            hidden=len(records) - len(fitting),
            day=answer.day,
        )

    def look_up(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """The item pages of handles, by the permanent address of each."""
        for identifier in identifiers:
            if identifier.scheme not in self.schemes:
                continue
            answer = self._get(net, f"/{quote(identifier.value, safe=':/')}")
            if answer.status in (404, 410):
                miss = Miss(identifier, "EconPapers does not list it")
                yield Page(misses=(miss,), asked=f"GET {answer.url}", day=answer.day)
            else:
                yield _page(answer, self._item(answer))

    def address_of(self, text: str) -> str | None:
        """The path of an item page of EconPapers; None for other hosts, lists, the search."""
        if "econpapers.repec.org" not in text.lower():
            return None
        return urlsplit(text.strip()).path if econpapers_handle(text) else None

    def fetch_page(self, net: Net, address: str, after: str | None = None) -> Page:  # noqa: ARG002 - one page
        """The item of an address."""
        path = address if address.startswith("/") else (self.address_of(address) or "/")
        answer = self._get(net, path)
        if answer.status in (404, 410):
            failure = Failure(answer.url, "EconPapers has no page at this address")
            return Page(failures=(failure,), asked=f"GET {answer.url}", day=answer.day)
        return _page(answer, self._item(answer))

    def sniff(self, head: bytes) -> bool:
        """Whether a file is a saved item page of EconPapers."""
        text = decode(unwrapped(head))
        return bool(
            re.match(r"\s*<", text)
            and "econpapers" in text.lower()
            and re.search(r"citation_title|DC\.Title", text, re.I)
            and not re.search(r"biblio-body|/cgi-bin/refs\.cgi", text)
        )

    def read_file(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """One entry: the item."""
        data = read_whole(stream, name)
        if isinstance(data, Failure):
            yield data
            return
        found = read_page(decode(data), name, self.declared.name)
        yield found if isinstance(found, Failure) else Entry(said=found, where=name, line=1)

    def _get(self, net: Net, path: str) -> Answer:
        answer = net.get(self.declared, f"{net.base(self.declared)}{path}", route="page")
        return _whole(answer)

    def _item(self, answer: Answer) -> Said:
        found = read_page(answer.text, answer.url, self.declared.name)
        if isinstance(found, Failure) or answer.status != 200:
            raise SourceMisread("EconPapers sent something else than the page of a work.", "Try again later.")
        return found


def read_page(text: str, where: str, source: str = "econpapers") -> Said | Failure:
    """The item of a page by its metas, completed by the bold heads of its text."""
    root = parse_page(text)
    found = metas(root) if root is not None else {}

    def meta(*names: str) -> str | None:
        values = (from_markup(repaired(v)) for name in names for v in found.get(name, ()))
        return next((value for value in values if value), None)

    title = meta("citation_title", "dc.title", "title")
    handle = _handle_of(root, found, where)
    if root is None or not title or not handle:
        return Failure(where, "not an item page of EconPapers", text[:300])
    record = _record(root, found, meta, handle, source, title, where)
    return Said(about=record.name, record=record, body=text.encode("utf-8", "replace"))


def _record(
    root: Any, found: dict[str, list[str]], meta: Any, handle: Identifier, source: str, title: str, where: str
) -> Record:
    heads = _heads(root)
    series = series_of(handle.value)
    kind = (meta("redif-type", "citation_type") or "").removeprefix("redif-").lower()
    if kind not in TYPES:
        kind = _kind_of(where, handle)
    named = meta("citation_journal_title", "citation_series_title", "series")
    venue = named or (series.name if series else None)
    book = meta("book_title", "citation_inbook_title")
    first, last = meta("citation_firstpage"), meta("citation_lastpage")
    date = dates.parse(meta("citation_publication_date", "citation_date", "dc.date", "citation_year", "date"))
    year = year_of(meta("citation_year")) or (date.year if date else None)
    doi = identifiers.doi(meta("citation_doi")) or _doi_of(root) or doi_of_handle(handle.value)
    issn = identifiers.issn(meta("citation_issn")) or (identifiers.issn(series.issn) if series else None)
    number = meta("citation_number") if kind == "paper" else None
    return Record(
        source=source,
        source_id=handle.value,
        type=TYPES[kind],
        source_type=f"ReDIF-{kind.capitalize()}",
        title=title,
        authors=_authors(found),
        venue={"chapter": book, "book": None}.get(kind, venue),
        series=None if kind == "article" else venue,
        publisher=meta("citation_publisher", "citation_technical_report_institution", "dc.publisher"),
        volume=meta("citation_volume"),
        issue=issue_of(meta("citation_issue")),
        pages=pages_of(f"{first}-{last}" if first and last else first or heads.get("pages")),
        report_number=meta("citation_technical_report_number") or number,
        year=year,
        issued=date if date and date.year == year else (dates.from_parts(year) if year else None),
        identifiers=tuple(i for i in (handle, doi, issn) if i),
        page_addresses=_own_address(found),
        abstract=_abstract(heads.get("abstract") or meta("citation_abstract"), title),
        keywords=split_keywords(found.get("citation_keywords") or [heads.get("keywords", "")]),
        jel=split_jel([*found.get("jel_code", []), heads.get("jel-codes", "")]),
    )


def _doi_of(root: Any) -> Identifier | None:
    """The DOI that the downloads link to; elsewhere on the page only one that stands alone."""
    inside = [a for p in root.iter("p") if text_of(p).lower().startswith("downloads") for a in p.iter("a")]
    links = inside or list(root.iter("a"))
    found = list(dict.fromkeys(d for a in links if (d := doi_of_address(a.get("href")))))
    return found[0] if found and (inside or len(found) == 1) else None


def _authors(found: dict[str, list[str]]) -> tuple[Author, ...]:
    names = [part for value in found.get("citation_authors", ()) for part in value.split(";")]
    names = names or found.get("citation_author", []) or found.get("dc.creator", [])
    return tuple(author for name in names if (author := author_of(name)))


def _handle_of(root: Any, found: dict[str, list[str]], where: str) -> Identifier | None:
    told = [*found.get("handle", ()), *found.get("dc.identifier", ())]
    links = [] if root is None else [node.get("href") or "" for node in root.iter("link", "a")]
    for text in (*told, where, *(link for link in links if re.search(r"repec\.org/RePEc:", link, re.I))):
        handle = identifiers.repec_handle(text) or econpapers_handle(text)
        if handle:
            return handle
    return None


def _own_address(found: dict[str, list[str]]) -> tuple[str, ...]:
    own = [clean(text, 2000) or "" for text in found.get("citation_abstract_html_url", ())]
    own += [clean(text, 2000) or "" for text in found.get("citation_pdf_url", ())]
    return tuple(dict.fromkeys(a for a in own if a.startswith("http") and not is_resolver(a)))


def _abstract(text: str | None, title: str) -> str | None:
    """An abstract; "By AUTHOR; TITLE" and the sentence of IDEAS mean that there is none."""
    value = (text or "").strip()
    repeats = re.match(r"By\s.+;\s*", value) and value.rstrip(".").endswith(title.rstrip("."))
    return None if not value or repeats or value.lower() == NO_ABSTRACT else value


def _heads(root: Any) -> dict[str, str]:
    """What follows each bold head of the page (``Abstract:``, ``Keywords:``, ``JEL-codes:``)."""
    out: dict[str, str] = {}
    for paragraph in root.iter("p"):
        bold = next(paragraph.iter("b"), None)
        name = text_of(bold).rstrip(":").lower() if bold is not None else ""
        if name:
            whole = repaired(text_of(paragraph))
            out.setdefault(name, whole[whole.find(":") + 1 :].strip())
    return out


def _results(root: Any, source: str) -> list[Record]:
    """Records of a result list, each once: a link to an item starts one."""
    out: dict[str, Record] = {}
    for link in root.xpath("//*[contains(@class,'reflist')]//a[@href] | //ol//b/a[@href] | //dt/a[@href]"):
        address = urljoin("https://econpapers.repec.org/", link.get("href"))
        handle, title = econpapers_handle(address), clean(repaired(text_of(link)))
        if handle and title:
            out[handle.value] = _result(handle, title, address, _below(link), source)
    return list(out.values())


def _result(handle: Identifier, title: str, address: str, below: list[str], source: str) -> Record:
    """One result; its journal or series follows from the handle."""
    kind = _kind_of(urlsplit(address).path, handle)
    series = series_of(handle.value)
    name = series.name if series and kind != "book" else None
    told = re.search(r"\((\d{4})\)", " ".join(below))
    year = year_of(told[1] if told else None) or _year_of_handle(handle)
    return Record(
        source=source,
        source_id=handle.value,
        type=TYPES[kind],
        source_type=f"ReDIF-{kind.capitalize()}",
        title=title,
        authors=_byline(below[0] if below else ""),
        venue=name,
        series=None if kind == "article" else name,
        year=year,
        issued=dates.from_parts(year) if year else None,
        identifiers=(handle,),
        page_addresses=(address,),
    )


def _kind_of(where: str, handle: Identifier) -> str:
    """The kind of template behind an address; books and chapters share one, their series tells."""
    told = re.search(r"(?:^|/)(paper|article|software|bookchap)/", where)
    series = series_of(handle.value)
    if told and told[1] != "bookchap":
        return told[1]
    return series.kind if series else "book" if told else "article"


def _below(link: Any) -> list[str]:
    """The lines below a link, up to the next link: authors, then series and year."""
    lines: list[list[str]] = [[]]
    for node in link.itersiblings():
        if node.tag == "a":
            break
        if node.tag == "br":
            lines.append([])
        lines[-1] += [text_of(node), node.tail or ""]
    return [line for pieces in lines[1:] if (line := " ".join(" ".join(pieces).split()))]


def _byline(text: str) -> tuple[Author, ...]:
    """The authors of a result: ``A One, B Two and C Three (1998)``, or joined by `` & `` or ``;``."""
    names = re.sub(r"\s*\(\d{4}\).*", "", text)
    if " & " in names or ";" in names:
        return split_byline(names.replace(";", " & "))
    return split_byline(re.sub(r",\s+and\s+|\s+and\s+|,\s+", " & ", names))


def _year_of_handle(handle: Identifier) -> int | None:
    found = re.search(r":y:(\d{4})(?::|$)", handle.value)
    return year_of(found[1]) if found else None


def _in_years(record: Record, query: SourceQuery) -> bool:
    if record.year is None:
        return True
    return (query.year_from or 0) <= record.year <= (query.year_to or 9999)


def _total(root: Any, records: list[Record]) -> int | None:
    told = re.search(r"\b(\d[\d,]*)\s+(?:documents?|results?|items?)\b", text_of(root), re.I)
    if told:
        return int(told[1].replace(",", ""))
    return None if records else 0


def _whole(answer: Answer) -> Answer:
    """An answer that is no page cut in the middle."""
    if answer.status == 200 and breaks_off(answer.text):
        raise SourceMisread("EconPapers sent a page that breaks off.", "Try again later.")
    return answer


def _page(answer: Answer, said: Said) -> Page:
    said = replace(said, about=said.record.name) if said.record else said
    return Page(said=(said,), asked=f"GET {answer.url}", day=answer.day)

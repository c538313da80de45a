"""Item pages of IDEAS in HTML, read by their metas first, their text second, their layout last."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Failure, Record, ReferenceList, Said
from litreview.model.text import clean, from_markup
from litreview.sources.html_page import block_of, by_id, metas, parse_page, text_of
from litreview.sources.repec.addresses import by_path, handle_of_path, hidden_handles, ideas_path
from litreview.sources.repec.citation_line import CitedLine, linked, record_of, references_of
from litreview.sources.repec.redif_text import repaired
from litreview.sources.repec.values import (
    NO_ABSTRACT,
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

_VERSIONS = ("otherversion", "publishedas")
_DOI = re.compile(r"\bDOI:\s*(10\.\d{4,9}/[^\s<>\"]+)", re.I)


@dataclass(frozen=True, slots=True)
class ItemPage:
    """What an item page says; ``citing_path`` is the page that lists its citations, where there is one."""

    said: Said
    citing_path: str | None = None


def read_page(text: str, where: str, source: str = "ideas") -> ItemPage | Failure:
    """The item of a page; a failure where it shows none ("404!", a form, anything else)."""
    root = parse_page(text)
    if root is None:
        return Failure(where, "an empty page")
    found = metas(root)
    handle = _handle(root, found)
    if not handle:
        title = clean(" ".join(root.xpath("//title/text()"))) or "no title"
        return Failure(where, f'not an item page of IDEAS ("{title[:80]}")', text[:300])
    suggested = _suggested(root, handle)
    record = _record(root, found, handle, record_of(suggested, source) if suggested else None, source)
    if record is None:
        return Failure(where, "an item page of IDEAS without a title", text[:300])
    said, citing_path = _with_lists(root, record)
    return ItemPage(replace(said, body=text.encode("utf-8", "replace")), citing_path)


def read_citing(text: str, total: int | None, source: str = "ideas") -> tuple[ReferenceList, list[Record]]:
    """The list of a page that shows what cites an item, and its records."""
    root = parse_page(text)
    lines = (
        []
        if root is None
        else _lines_below(by_id(root, "cites") if by_id(root, "cites") is not None else root)
    )
    references, records = references_of(lines, source)
    whole = bool(references) and len(references) >= (total or 0)
    return ReferenceList("given" if whole else "partial", tuple(references), total), records


def list_lines(container: Any, known: dict[str, Identifier]) -> list[CitedLine]:
    """The lines of a list: the text from one ``li`` to the next, whatever the tree makes of them.

    ``known`` are the handles of its form, by `tail_key`.
    """
    from lxml import etree

    lines: list[_Growing] = []
    within = 0
    top: int | None = None
    for event, node in etree.iterwalk(container, events=("start", "end")):
        versions = node.tag == "div" and any(name in (node.get("class") or "") for name in _VERSIONS)
        if event == "end":
            within -= versions
            if lines and node is not container:
                lines[-1].pieces.append(" " if node.tag == "br" else "")
                lines[-1].pieces.append(node.tail or "")
            continue
        within += versions
        if node.tag == "li":
            top = top if within else len(lines)
            lines.append(_Growing([], top if within else None))
        if lines:
            lines[-1].pieces.append(node.text or "")
            if node.tag == "a":
                lines[-1].see(node)
    return [line.closed(known) for line in lines]


class _Growing:
    """A line while it is read."""

    def __init__(self, pieces: list[str], version_of: int | None) -> None:
        self.pieces, self.version_of = pieces, version_of
        self.title: str | None = None
        self.series: str | None = None
        self.path: str | None = None

    def see(self, link: Any) -> None:
        href, words = link.get("href") or "", repaired(text_of(link))
        if (path := ideas_path(href)) and not self.path:
            self.path, self.title = path, words or None
        elif re.search(r"(?:^|//[^/]*)/s/", href) and not self.series:
            self.series = words or None

    def closed(self, known: dict[str, Identifier]) -> CitedLine:
        text = repaired(" ".join("".join(self.pieces).split()))
        handle = handle_of_path(self.path, known)
        return CitedLine(
            text=text, title=self.title, series=self.series, path=self.path, handle=handle,
            version_of=self.version_of,
        )  # fmt: skip


def _lines_below(element: Any | None) -> list[CitedLine]:
    if element is None:
        return []
    values = element.xpath(".//input[@name='handle']/@value")
    known = by_path(handle for value in values for handle in hidden_handles(value))
    lists = element.xpath(".//ol[contains(@class, 'list-group')]")
    return [line for found in lists[:1] for line in list_lines(found, known)]


def _handle(root: Any, found: dict[str, list[str]]) -> Identifier | None:
    written = [*found.get("handle", ()), *root.xpath("//input[@name='urn']/@value")]
    body = by_id(root, "biblio-body")
    if body is not None:
        written += body.xpath(".//i/text()")
    return next((handle for text in written if (handle := identifiers.repec_handle(text))), None)


def _suggested(root: Any, handle: Identifier) -> CitedLine | None:
    body = by_id(root, "biblio-body")
    lines = list_lines(body, {}) if body is not None else []
    if not lines:
        return None
    return replace(lines[0], text=re.split(r"\s*\bHandle:\s", lines[0].text)[0], handle=handle)


def _record(
    root: Any, found: dict[str, list[str]], handle: Identifier, cited: Record | None, source: str
) -> Record | None:
    """The item itself: metas, completed by its suggested citation."""

    def meta(*names: str) -> str | None:
        return next(
            (text for name in names for v in found.get(name, ()) if (text := from_markup(repaired(v)))), None
        )

    title = meta("citation_title", "title") or (cited.title if cited else None)
    if not title:
        return None
    kind = (meta("redif-type", "citation_type") or "").removeprefix("redif-").lower()
    kind_known = kind in TYPES
    base = cited or Record(source=source, source_id=handle.value)
    year = year_of(meta("citation_year", "citation_publication_date")) or base.year
    venue = meta("citation_journal_title", "citation_series_title") or base.venue or base.series
    first, last = meta("citation_firstpage"), meta("citation_lastpage")
    paged = f"{first}-{last}" if first and last else first
    work_type = TYPES[kind] if kind_known else base.type
    return replace(
        base,
        source_id=handle.value,
        type=work_type,
        source_type=f"ReDIF-{kind.capitalize()}" if kind_known else base.source_type,
        title=title,
        authors=_authors(root, meta("citation_authors")) or base.authors,
        venue=base.venue if work_type in ("chapter", "book", "software") else venue,
        series=None if work_type == "article" else base.series or venue,
        publisher=meta("citation_publisher") or base.publisher,
        volume=meta("citation_volume") or base.volume,
        issue=issue_of(meta("citation_issue")) or base.issue,
        pages=pages_of(paged) or base.pages,
        report_number=meta("citation_technical_report_number") or base.report_number,
        year=year,
        issued=_issued(meta("citation_publication_date"), base, year),
        identifiers=_identifiers(root, handle),
        page_addresses=_addresses(root, meta("citation_abstract_html_url"), base),
        abstract=_abstract(root, meta("citation_abstract")),
        keywords=split_keywords(
            [v for name in ("citation_keywords", "keywords") for v in found.get(name, ())]
        ),
        jel=split_jel(found.get("jel_code", [])),
        fields=(*base.fields, *_short_ids(found)),
    )


def _authors(root: Any, written: str | None) -> tuple[Any, ...]:
    names = (written or "").split(";")
    authors = tuple(author for name in names if (author := author_of(name)))
    if authors:
        return authors
    listed = [text_of(li) for li in root.xpath("//ul[@id='authorlist']/li")]
    return split_byline(" & ".join(listed))


def _issued(written: str | None, base: Record, year: int | None) -> dates.PartialDate | None:
    """The date as exact as it is told; the meta ``date`` is none (always the second of February)."""
    date = dates.parse(written)
    if date and date.month:
        return date
    return base.issued or (dates.from_parts(year) if year else None)


def _identifiers(root: Any, handle: Identifier) -> tuple[Identifier, ...]:
    body = by_id(root, "biblio-body")
    told = _DOI.search(text_of(body)) if body is not None else None
    addresses = root.xpath("//*[@id='download']//input[@name='url']/@value")
    doi = (
        (identifiers.doi(told[1]) if told else None)
        or next((d for address in addresses if (d := doi_of_address(address))), None)
        or doi_of_handle(handle.value)
    )
    return (handle, doi) if doi else (handle,)


def _addresses(root: Any, own: str | None, base: Record) -> tuple[str, ...]:
    full_texts = (clean(text, 2000) for text in root.xpath("//*[@id='download']//input[@name='url']/@value"))
    found = [own, *(base.page_addresses if not own else ()), *full_texts]
    return tuple(dict.fromkeys(a for a in found if a and a.startswith("http") and not is_resolver(a)))


def _abstract(root: Any, told: str | None) -> str | None:
    body = by_id(root, "abstract-body")
    text = repaired(block_of(body) or "") if body is not None else ""
    text = text or told or ""
    return None if text.lower() in ("", NO_ABSTRACT) else text


def _short_ids(found: dict[str, list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(("author_shortid", text) for v in found.get("author_shortid", ()) if (text := clean(v)))


def _count(root: Any, name: str) -> int | None:
    tab = by_id(root, name)
    number = re.search(r"\d[\d,]*", text_of(tab)) if tab is not None else None
    return int(number[0].replace(",", "")) if number else None


def _with_lists(root: Any, record: Record) -> tuple[Said, str | None]:
    """The record with its lists: references, citations, other versions, related items.

    IDEAS lists only references that it matched: their list is partial, of an unknown total.
    Related items come along, they are no citation links.
    """
    refs = by_id(root, "refs")
    references, listed = references_of(_lines_below(refs), record.source)
    count = _count(root, "cites-tab")
    citing, citing_records = references_of(_lines_below(by_id(root, "cites")), record.source)
    apart = next((h for h in root.xpath("//*[@id='cites-tab']/@href") if re.search(r"/r/\w{3}/", h)), None)
    cited_by = None
    if citing:
        state = "given" if len(citing) >= (count or 0) else "partial"
        cited_by = ReferenceList(state, tuple(citing), count)
    elif apart:
        cited_by = ReferenceList("withheld", (), count)
    said = Said(
        about=record.name,
        record=record,
        references=ReferenceList("partial", tuple(references)) if references else None,
        cited_by=cited_by,
        citation_count=count,
        listed=_each_once(
            [*listed, *citing_records, *_other_versions(root, record), *_related(root, record.source)]
        ),
    )
    return said, re.sub(r"^https?://[^/]+", "", apart) if apart else None


def _each_once(records: list[Record]) -> tuple[Record, ...]:
    return tuple({record.name: record for record in reversed(records)}.values())[::-1]


def _other_versions(root: Any, record: Record) -> list[Record]:
    inside = "ancestor::*[@id='refs' or @id='cites']"
    blocks = root.xpath(
        f"//div[contains(@class,'otherversion') or contains(@class,'publishedas')][not({inside})]"
    )
    found = (
        record_of(replace(line, version_of=None), record.source) for b in blocks for line in list_lines(b, {})
    )
    return [linked(version, record) for version in found if version and version.source_id != record.source_id]


def _related(root: Any, source: str) -> list[Record]:
    heads = [h for h in root.iter("h2", "h3", "h4") if "most related items" in text_of(h).lower()]
    lists = [found for head in heads[:1] for found in head.xpath("following::ol[1]")]
    return [
        record for found in lists for line in list_lines(found, {}) if (record := record_of(line, source))
    ]

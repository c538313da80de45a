"""Saved pages of any other kind: what metas, JSON-LD or the text itself tell of a work.

The last reader that is asked: it takes pages and plain text, and leaves reference files alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.people import Author, parse_name
from litreview.model.record import Entry, Failure, Record, Said
from litreview.model.text import clean, from_jats, from_markup
from litreview.sources.html_page import block_of, embedded_data, metas, parse_page, read_whole, unwrapped
from litreview.sources.nameless import digest
from litreview.sources.source import Declared
from litreview.sources.web_text import read_text, split_authors
from litreview.sources.wire import decode

_OTHERS = re.compile(
    r"^\s*@\s*(?:\w+)\s*[{(]|^TY\s{1,2}-\s|^PMID-\s|^FN\s+(?:Clarivate|Thomson|ISI)|^PT\s[JBSP]\b|^%[0AT]\s|"
    r"^\s*\\documentclass|^\w*-?Type\s*:\s*ReDIF-",
    re.M | re.I,
)
_DATES = (
    "citation_publication_date", "citation_date", "citation_cover_date", "prism.publicationdate", "dc.date",
    "dcterms.issued", "dc.date.issued", "citation_year", "citation_online_date", "article:published_time",
)  # fmt: skip
_VENUES = (
    "citation_journal_title",
    "citation_conference_title",
    "citation_inbook_title",
    "prism.publicationname",
)
_ABSTRACTS = ("citation_abstract", "dc.description", "dcterms.abstract", "og:description", "description")
_DATA_TYPES = {
    "scholarlyarticle": "article",
    "medicalscholarlyarticle": "article",
    "book": "book",
    "chapter": "chapter",
    "thesis": "thesis",
    "report": "report",
    "dataset": "dataset",
    "softwaresourcecode": "software",
}


class WebPage:
    """Pages that a person saved or pasted."""

    declared = Declared(
        name="web_page",
        title="Saved page",
        url="",
        hosts=(),
        trust={"title": 40, "authors": 40},
        trust_default=30,
    )

    def sniff(self, head: bytes) -> bool:
        """Whether a file is a page or plain text, and no reference file."""
        if not head.strip() or head.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"SQLite")):
            return False
        wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
        if b"\x00" in head and not wide:
            return False
        text = decode(_whole_letters(unwrapped(head))).lstrip("\ufeff")
        if re.match(r"\s*(?:<!doctype html|<html|<head|<body|<meta|<!--)", text, re.I):
            return True
        if re.match(r"\s*(?:<\?xml|<\w|[\[{])", text) or _OTHERS.search(text):
            return False
        odd = sum(not (c.isprintable() or c.isspace()) for c in text[:4000])
        lines = {line.strip() for line in text.splitlines() if line.strip()}
        return odd * 50 < len(text[:4000]) and len(lines) > 1  # a loose line, or one again and again, is none

    def read_file(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """One entry, kept: the work that the page is about, or the page itself."""
        data = read_whole(stream, name)
        if isinstance(data, Failure):
            yield data
            return
        text = decode(data)
        root = parse_page(text) if re.match(r"\s*<", text) else None
        said = read_text(text, self.declared.name) if root is None else read_html(root, self.declared.name)
        if said is None:
            yield Failure(name, "a page without words", text[:200], line=1)
            return
        yield Entry(said=replace(said, body=data), where=name, line=1)


def read_html(root: Any, source: str = "web_page") -> Said | None:
    """What a page says: by metas and JSON-LD, else by its text, else as the page it is."""
    found = metas(root)
    record = _of_metas(found, root, source)
    if record is None or record.type == "web_page":
        told = _of_data(embedded_data(root), root, source)
        record = told or record
    if record is None or record.type == "web_page":
        body = next(iter(root.iter("main", "article")), root)
        said = read_text(block_of(body) or "", source)
        if said and said.record and (said.record.type != "web_page" or record is None):
            addresses = (*said.record.page_addresses, *_canonical(found, root))
            return replace(said, record=replace(said.record, page_addresses=tuple(dict.fromkeys(addresses))))
    return Said(about=record.name, record=record) if record else None


def _of_metas(found: dict[str, list[str]], root: Any, source: str) -> Record | None:
    """The record of Highwire (``citation_*``), PRISM and Dublin Core metas, else of the page's own title."""

    def meta(*names: str) -> str | None:
        return next((text for n in names for v in found.get(n, ()) if (text := from_markup(v))), None)

    title = meta("citation_title", "dc.title", "dcterms.title", "prism.title")
    scholarly = title is not None
    title = title or meta("og:title", "twitter:title") or from_markup(" ".join(root.xpath("//title/text()")))
    if not title:
        return None
    named = _identifiers(found)
    doi = next((i for i in named if i.scheme == "doi"), None)
    date = dates.parse(meta(*_DATES))
    first, last = (
        meta("citation_firstpage", "prism.startingpage"),
        meta("citation_lastpage", "prism.endingpage"),
    )
    work_type = _type_of_metas(found, doi) if scholarly else "web_page"
    addresses = _canonical(found, root)
    abstract = meta(*_ABSTRACTS)
    site = meta("og:site_name") if work_type == "web_page" else None
    return Record(
        source=source,
        source_id=doi.value if doi else (addresses[0] if addresses else digest(title, abstract)),
        type=work_type,
        source_type=meta("citation_article_type", "dc.type", "og:type"),
        title=title,
        authors=_authors(found),
        venue=meta(*_VENUES) or site,
        publisher=meta("citation_publisher", "dc.publisher", "citation_dissertation_institution"),
        volume=meta("citation_volume", "prism.volume"),
        issue=meta("citation_issue", "prism.number"),
        pages=f"{first}-{last}" if first and last else first,
        report_number=meta("citation_technical_report_number"),
        year=date.year if date else None,
        issued=date if date and date.year else None,
        online=dates.parse(meta("citation_online_date")),
        identifiers=named,
        page_addresses=addresses,
        abstract=from_jats(abstract),
        language=meta("citation_language", "dc.language"),
        keywords=_keywords(_all(found, "citation_keywords", "keywords", "dc.subject")),
    )


def _identifiers(found: dict[str, list[str]]) -> tuple[Identifier, ...]:
    dois = _all(found, "citation_doi", "prism.doi", "dc.identifier", "dc.identifier.doi", "doi")
    read = (
        *map(identifiers.doi, dois),
        *map(identifiers.isbn, _all(found, "citation_isbn", "prism.isbn")),
        *map(identifiers.issn, _all(found, "citation_issn", "prism.issn")),
    )
    return tuple(dict.fromkeys(one for one in read if one))


def _type_of_metas(found: dict[str, list[str]], doi: Identifier | None) -> str:
    for name, work_type in (
        ("citation_dissertation_institution", "thesis"),
        ("citation_technical_report_institution", "report"),
        ("citation_conference_title", "conference_paper"),
        ("citation_inbook_title", "chapter"),
        ("citation_journal_title", "article"),
        ("prism.publicationname", "article"),
        ("citation_isbn", "book"),
    ):
        if found.get(name):
            return work_type
    return "article" if doi else "other" if found.get("citation_title") else "web_page"


def _all(found: dict[str, list[str]], *names: str) -> list[str]:
    return [value for name in names for value in found.get(name, ())]


def _authors(found: dict[str, list[str]]) -> tuple[Author, ...]:
    single = _all(found, "citation_author") or _all(found, "dc.creator", "dcterms.creator")
    joined = _all(found, "citation_authors") if not single else []
    names = single or [name for value in joined for name in value.split(";")]
    authors = tuple(author for name in names if (author := parse_name(from_markup(name))))
    return authors or split_authors("; ".join(_all(found, "article:author", "author")[:1]))


def _keywords(values: list[str]) -> tuple[str, ...]:
    parts = (part for value in values for part in value.split(";" if ";" in value else ","))
    return tuple(dict.fromkeys(word for part in parts if (word := from_markup(part))))


def _canonical(found: dict[str, list[str]], root: Any) -> tuple[str, ...]:
    links = [str(link) for link in root.xpath("//link[@rel='canonical']/@href")]
    links += _all(found, "citation_abstract_html_url", "og:url")
    cleaned = (clean(link, 2000) for link in links)
    return tuple(dict.fromkeys(a for a in cleaned if a and urlsplit(a).scheme in ("http", "https")))


def _of_data(objects: list[dict[str, Any]], root: Any, source: str) -> Record | None:
    """The record of the first JSON-LD object that describes a work."""
    for one in objects:
        kinds = one.get("@type")
        for kind in kinds if isinstance(kinds, list) else [kinds]:
            work_type = _DATA_TYPES.get(str(kind).lower())
            title = from_markup(_text(one.get("name")) or _text(one.get("headline")))
            if work_type and title:
                return _of_object(one, work_type, title, root, source)
    return None


def _of_object(one: dict[str, Any], work_type: str, title: str, root: Any, source: str) -> Record:
    inside = _chain(one.get("isPartOf"))
    told = [_text(one.get(name)) for name in ("doi", "identifier", "sameAs", "@id", "url")]
    doi = next((d for text in told if (d := identifiers.doi(text))), None)
    date = dates.parse(_text(one.get("datePublished")))
    people = one.get("author") or one.get("creator")
    people = people if isinstance(people, list) else [people]
    names = [_text(p.get("name")) if isinstance(p, dict) else _text(p) for p in people]
    first, last = _text(one.get("pageStart")), _text(one.get("pageEnd"))
    addresses = _canonical(metas(root), root)
    return Record(
        source=source,
        source_id=doi.value if doi else (addresses[0] if addresses else digest(title, *names)),
        type=work_type,
        source_type=clean(_text(one.get("@type"))),
        title=title,
        authors=tuple(a for name in names if name for a in _split(name)),
        venue=from_markup(next((_text(i.get("name")) for i in inside if _text(i.get("name"))), None)),
        volume=next((v for i in inside if (v := clean(_text(i.get("volumeNumber"))))), None),
        issue=next((v for i in inside if (v := clean(_text(i.get("issueNumber"))))), None),
        pages=clean(_text(one.get("pagination")) or (f"{first}-{last}" if first and last else first)),
        year=date.year if date else None,
        issued=date if date and date.year else None,
        identifiers=(doi,) if doi else (),
        page_addresses=addresses,
        abstract=from_jats(_text(one.get("abstract")) or _text(one.get("description"))),
        keywords=_keywords([_text(one.get("keywords")) or ""]),
    )


def _split(name: str) -> tuple[Author, ...]:
    if " & " in name or ";" in name:
        return split_authors(name)
    author = parse_name(from_markup(name))
    return (author,) if author else ()


def _chain(value: object) -> list[dict[str, Any]]:
    """The things that hold a thing, from the issue to the journal."""
    out: list[dict[str, Any]] = []
    queue = value if isinstance(value, list) else [value]
    while queue and len(out) < 10:
        one = queue.pop(0)
        if isinstance(one, dict):
            out.append(one)
            queue.append(one.get("isPartOf"))
    return out


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str)), None)
    if isinstance(value, dict):
        value = value.get("value")
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _whole_letters(head: bytes) -> bytes:
    """A head of 64 KiB may end inside a letter of UTF-8: the last few bytes are not looked at."""
    cut = head.rfind(b"\n") if len(head) > 60_000 else -1
    return head[:cut] if cut > 0 else head

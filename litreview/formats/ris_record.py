"""One RIS record as an entry, with what each exporter means by its tags."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from litreview.formats.found import abstract_of, identifiers_of, organisation, split_terms
from litreview.formats.plain_names import read_plain_name
from litreview.formats.ris_types import JOURNALS, PAPERS, READ
from litreview.model import dates
from litreview.model.citation_key import is_legal
from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Entry, Record, Said
from litreview.model.text import clean, clean_block, from_markup

if TYPE_CHECKING:
    from litreview.formats.ris_read import Lines

NOTE_MARK = "litreview-note: "
TAG_MARK = "litreview-tag: "
_EXPORTER_LINE = re.compile(
    r"^(?:export date|cited by|times cited|total times cited|cited reference|accession number|references:|"
    r"correspondence|source:|coden|language of original|publication (?:type|status)|date revised|copyright|"
    r"last updated|number of (?:references|pages)|usage count|compilation|<p>|query date|tradenames)",
    re.I,
)
_PAPERS_WORDS = re.compile(r"working[- ]?paper|discussion[- ]?paper|\bNBER\b|\bCEPR\b|\bSSRN\b", re.I)
_JEL = re.compile(r"(?:^JEL:?\s*|\()([A-Z]\d{1,2})\)?$")
_DATE = re.compile(r"^\s*(\d{4})\s*(?:/\s*(\d{0,2})\s*(?:/\s*(\d{0,2})\s*(?:/.*)?)?)?$")
_VOLATILE = frozenset(("ER", "ID", "LB", "L1", "L2", "L3", "L4", "Y2", "N1", "RN"))
_READ = frozenset("TY TI T1 AU A1 A2 ED PY Y1 DA VL VO SP EP DO UR LK AB N2 KW SN PB CY LA N1 C7 ER".split())
_MANY = frozenset(["AU", "A1", "A2", "ED", "KW", "UR", "LK", "SN", "N1"])
_EDITIONS = ("book", "edited_book", "chapter")
_NO_PAGES = ("no", "specified", "no specified", "n/a", "np", "no pagination specified")


def entry_of(lines: Lines, name: str) -> Entry:
    """One entry with its record; notes and tags of our own files beside it."""
    record = _record(lines)
    key = lines.one("ID", "LB")
    notes = [clean_block(n.removeprefix(NOTE_MARK)) for n in lines.all("N1") if n.startswith(NOTE_MARK)]
    tags = [clean(k.removeprefix(TAG_MARK)) for k in lines.all("KW") if k.startswith(TAG_MARK)]
    return Entry(
        said=Said(about=record.name, record=record, body="\n".join(lines.raw).encode("utf-8", "replace")),
        where=name,
        line=lines.line,
        key=key if key and is_legal(key) and not key.lower().startswith("rayyan") else None,
        tags=tuple(tag for tag in tags if tag),
        notes=tuple(note for note in notes if note),
    )


def _record(lines: Lines) -> Record:
    said_type = (lines.one("TY") or "").strip().upper()[:20]
    kind = _type(said_type, lines)
    venue, series, spent = _places(kind, lines)
    issued = _issued(lines)
    identifiers, addresses = _identifiers(lines)
    keywords, jel = _keywords(lines)
    number, spent_number = _number(kind, lines)
    authors = _people(lines.all("AU", "A1"))
    # In an article A2 holds anything but editors: Ovid lists the authors it cites there.
    editors = _people(lines.all("ED") if kind in JOURNALS else lines.all("A2", "ED"))
    record = Record(
        source="ris",
        source_id=_digest(lines),
        type="edited_book" if kind == "book" and editors and not authors else kind,
        source_type=clean(said_type),
        title=from_markup(_title(kind, lines)),
        authors=authors,
        editors=editors,
        venue=clean(venue),
        series=clean(series),
        publisher=organisation(clean(lines.one("PB"))),
        place=clean(lines.one("CY")),
        volume=clean(lines.one("VL", "VO")),
        pages=_pages(lines),
        article_number=clean(lines.one("C7")),
        edition=clean(lines.one("ET")) if kind in _EDITIONS else None,
        year=issued.year if issued else None,
        issued=issued,
        identifiers=identifiers,
        page_addresses=addresses,
        abstract=abstract_of(lines.one("AB", "N2")),
        language=clean(lines.one("LA")),
        keywords=keywords,
        jel=jel,
        remark=_remark(lines),
        fields=_other_fields(lines, kind, {*spent, *spent_number}, (venue, series)),
    )
    return replace(record, report_number=number) if kind in PAPERS else replace(record, issue=number)


def _type(said: str, lines: Lines) -> str:
    kind = READ.get(said, "other")
    if (
        kind == "conference_paper"
        and said == "CONF"
        and not lines.all("T2", "BT", "JO", "JF", "C3", "T3", "A2", "ED")
    ):
        return "conference_paper" if lines.all("AU", "A1") else "proceedings"
    hints = " ".join(lines.all("T2", "T3", "M3", "JO", "JF", "N1", "VL")[:8])
    if kind in ("report", "other") and (
        _PAPERS_WORDS.search(hints) or any(map(_is_handle, lines.all("AN", "UR")))
    ):
        return "working_paper"
    return "preprint" if kind == "working_paper" and "arxiv" in hints.lower() else kind


def _is_handle(value: str) -> bool:
    return ("repec:" in value.lower() and "/p/" in value.lower()) or bool(
        re.search(r"repec:\w{3}:\w+:\S+$", value, re.I)
    )


def _title(kind: str, lines: Lines) -> str | None:
    if kind == "chapter" and (chapter := lines.one("CT")):
        return chapter
    return lines.one("TI", "T1", "CT") or (
        lines.one("BT", "T2", "ST") if kind not in JOURNALS else lines.one("ST")
    )


def _places(kind: str, lines: Lines) -> tuple[str | None, str | None, set[str]]:
    """Venue, series, and the tags that they were taken from.

    EBSCO puts an article's subtitle into T2, so T2 is its journal only where JF and JO are silent.
    """
    order: tuple[str, ...]
    series: tuple[str, ...]
    if kind in JOURNALS:
        order, series = ("JF", "JO", "T2", "JA", "J1", "J2"), ("T3",)
    elif kind in ("chapter", "reference_entry", "conference_paper"):
        order, series = ("T2", "BT", "C3", "JF", "JO", "J2"), ("T3",)
    elif kind in ("book", "edited_book", "proceedings"):
        order, series = (), ("T2", "T3")
    elif kind in PAPERS:
        order, series = ("T2", "T3", "JF", "JO", "BT"), ("T2", "T3", "JF", "JO")
    else:
        order, series = ("T2", "JF", "JO", "BT"), ("T3",)
    title = (_title(kind, lines) or "").lower()
    places = {tag: value for tag in (*order, *series) if (value := lines.one(tag))}
    if kind not in JOURNALS:
        # Some exporters repeat a book's title as that of its series.
        places = {tag: value for tag, value in places.items() if value.lower() != title}
    used = [next((tag for tag in tags if tag in places), None) for tags in (order, series)]
    found = [places[tag] if tag else None for tag in used]
    return found[0], found[1], {tag for tag in used if tag}


def _number(kind: str, lines: Lines) -> tuple[str | None, set[str]]:
    """Issue or report number; EndNote writes both as M1."""
    if issue := clean(lines.one("IS", "CP")):
        return issue, {"IS", "CP"}
    many = lines.all("M1")
    if len(many) == 1 and (kind in PAPERS or re.fullmatch(r"[\w./() -]{1,20}", many[0])):
        return clean(many[0]), {"M1"}
    return None, set()


def _people(names: Iterable[str]) -> tuple[Author, ...]:
    return tuple(author for name in names for part in _parted(name) if (author := read_plain_name(part)))


def _parted(name: str) -> list[str]:
    """One name a line is the rule; a few exporters put all into one, with semicolons."""
    return name.split(";") if ";" in name else name.split("\n")


def _issued(lines: Lines) -> PartialDate | None:
    """DA before Y1 before PY; a month without a year (``SEP``) joins the year of another tag."""
    found = [date for tag in ("DA", "Y1", "PY") if (date := _date(lines.one(tag)))]
    years = [date for date in found if date.year is not None]
    if not years:
        return found[0] if found else None
    best = years[0]
    if best.month is None and (loose := lines.one("DA")):
        month, day = _loose_month(loose)
        if month:
            best = dates.from_parts(best.year, month, day) or best
    return best


def _date(value: str | None) -> PartialDate | None:
    found = _DATE.match(value or "")
    return dates.from_parts(found[1], found[2], found[3]) if found else dates.parse(value)


def _loose_month(value: str) -> tuple[int | None, int | None]:
    found = re.match(r"\s*([A-Za-z]{3,9})\.?[\s-]*(\d{1,2})?\s*$", value)
    return (dates.month_number(found[1]), int(found[2]) if found[2] else None) if found else (None, None)


def _pages(lines: Lines) -> str | None:
    start, end = clean(lines.one("SP")), clean(lines.one("EP"))
    if start is None:
        return clean(lines.one("PP"))
    if start.lower() in _NO_PAGES:
        return None
    start = re.sub(r"\s*[-\u2010-\u2015]+\s*", "-", re.sub(r"^pp?\.?\s*(?=\d)", "", start, flags=re.I))
    if end is None or end == start or "-" in start or end.lower() in _NO_PAGES:
        return start.strip("-") or None
    return f"{start}-{end.lstrip('-')}"


def _identifiers(lines: Lines) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    pairs: list[tuple[str, str | None]] = [("doi", value) for value in lines.all("DO", "L3", "M3", "DI")]
    pairs += [("repec_handle", value) for value in lines.all("AN", "ID", "C1")]
    medline = any("medline" in db.lower() or "pubmed" in db.lower() for db in lines.all("DB", "DP"))
    if medline:
        pairs += [("pmid", value) for value in lines.all("AN")]
    if "embase" in " ".join(lines.all("DB", "DP", "UR")).lower():
        pairs += [("pmid", value) for value in lines.all("C5")]
    pairs += [("pmcid", value) for value in lines.all("C2") if value.upper().startswith("PMC")]
    for value in lines.all("SN"):
        for part in re.split(r"[;,\n]|\s+(?=\d{4}-)", value):
            number = re.sub(r"\(.*?\)|^e?ISSN:?|^ISBN:?", "", part).strip()
            pairs += [("isbn", number), ("issn", number)]
    return identifiers_of(pairs, lines.all("UR", "LK"))


def _keywords(lines: Lines) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keywords, one a tag or several in one, and the JEL codes that EconLit puts behind them."""
    terms: dict[str, None] = {}
    codes: dict[str, None] = {}
    for value in lines.all("KW"):
        if value.startswith(TAG_MARK):
            continue
        parts = split_terms(value) if ";" in value or "\n" in value else (clean(value) or "",)
        for term in parts:
            if found := _JEL.search(term):
                codes[found[1]] = None
            if term and not term.startswith("JEL:"):
                terms[term] = None
    return tuple(terms), tuple(codes)


def _remark(lines: Lines) -> str | None:
    said = [v for v in lines.all("N1") if not _EXPORTER_LINE.match(v) and not v.startswith(NOTE_MARK)]
    return clean_block("\n\n".join(said))


def _other_fields(
    lines: Lines, kind: str, spent: set[str], known: tuple[str | None, ...]
) -> tuple[tuple[str, str], ...]:
    """What has no place in the record, in its own tags and order."""
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    read = (_READ | spent | {"ET"} if kind in _EDITIONS else _READ | spent) - (
        {"A2"} if kind in JOURNALS else set()
    )
    for tag, value in lines.pairs:
        again = tag in seen and tag not in _MANY
        seen.add(tag)
        exporters = tag == "N1" and bool(_EXPORTER_LINE.match(value))
        if (tag in read and not again and not exporters) or value in known:
            continue
        if kept := clean_block(value):
            out.append((tag, kept))
    return tuple(out)


def _digest(lines: Lines) -> str:
    """What names this content for ever: free of the order of tags, of keys, links and exporters' notes."""
    pairs = sorted({(tag, " ".join(value.split())) for tag, value in lines.pairs if tag not in _VOLATILE})
    if not lines.one("TI", "T1", "CT", "BT", "T2"):
        pairs.append(("ID", lines.one("ID") or ""))
    said = "\x1f".join(f"{tag}\x1e{value}" for tag, value in pairs)
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=10).hexdigest()

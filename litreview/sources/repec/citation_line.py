"""The lines in which IDEAS prints a work, in text and HTML alike, turned into records.

``AUTHORS, YEAR. "TITLE," SERIES [NUMBER], PROVIDER[, vol. V(I)][, issue I][, pages P][, MONTH].``
Read from the right, since journals and providers hold commas; where a page marks the title and the
series by links, their texts are taken instead of guesses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Record, Reference, VersionLink
from litreview.model.text import clean, from_markup
from litreview.sources.nameless import digest
from litreview.sources.repec.addresses import kind_of_path
from litreview.sources.repec.values import (
    TYPES,
    first_page,
    issue_of,
    pages_of,
    split_byline,
    year_of,
)

_LINE = re.compile(r"^\s*(?:(?P<authors>.*?),\s+)?(?P<year>\d{1,4}|\"?undated\"?)\.\s+(?P<rest>\".*)$", re.S)
_TITLE = re.compile(r"^\"(?P<title>.*),\"\s*(?P<rest>.*)$", re.S)
_MARK = re.compile(r",\s*(?=vol\. |issue |pages |edition |volume |number |chapter |revised |in: ?)")
_NUMBER = re.compile(r"^(?P<series>.+?)\s+(?P<number>\S*\d\S*)$")
_NOT_LISTED = re.compile(r"^\s*(?P<handle>(?:repec|relis|mapin):\S+) is not listed on IDEAS", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedLine:
    """One line as a page shows it; the later fields are what the page marks by its links.

    ``version_of`` is the position of the line that this one is another version of.
    """

    text: str
    title: str | None = None
    series: str | None = None
    path: str | None = None
    handle: Identifier | None = None
    version_of: int | None = None


@dataclass(frozen=True, slots=True)
class _Parts:
    venue: str | None = None
    provider: str | None = None
    number: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    edition: str | None = None
    month: str | None = None
    book: str | None = None
    editors: str | None = None
    kind: str = "article"


def record_of(line: CitedLine, source: str) -> Record | None:
    """The record that a line describes; None where it names no work by a title."""
    text = clean(line.text) or ""
    found = _LINE.match(text)
    if not found:
        return None
    titled = _TITLE.match(found["rest"])
    if not titled:
        return None
    title = clean(line.title) or from_markup(titled["title"])
    if not title:
        return None
    parts = _parts(titled["rest"], clean(line.series), kind_of_path(line.path))
    year = year_of(found["year"])
    kind = parts.kind
    venue = parts.book if kind == "chapter" else None if kind in ("book", "software") else parts.venue
    return Record(
        source=source,
        source_id=_name(line, text),
        type=TYPES[kind],
        source_type=f"ReDIF-{kind.capitalize()}",
        title=title,
        authors=split_byline(found["authors"]),
        editors=split_byline(parts.editors),
        venue=venue,
        series=None if kind == "article" else parts.venue,
        publisher=parts.provider,
        volume=None if parts.volume == "0" else parts.volume,
        issue=parts.issue,
        pages=pages_of(parts.pages),
        report_number=parts.number if kind == "paper" else None,
        edition=parts.edition,
        year=year,
        issued=dates.from_parts(year, dates.month_number(parts.month)) if year and parts.month else None,
        identifiers=tuple(
            i for i in (line.handle, identifiers.isbn(parts.number) if kind == "book" else None) if i
        ),
        page_addresses=(f"https://ideas.repec.org{line.path}",) if line.path else (),
    )


def references_of(lines: list[CitedLine], source: str) -> tuple[list[Reference], list[Record]]:
    """Lines of a list as references, and the records that come along.

    Other versions of a reference are records, not lines of the list; they link to it where its
    handle is known. A line that only says "is not listed on IDEAS" stays a line with its handle.
    """
    references: list[Reference] = []
    records: list[Record] = []
    tops: dict[int, Record | None] = {}
    position = 0
    for index, line in enumerate(lines):
        record = record_of(line, source)
        if line.version_of is not None:
            if record:
                records.append(linked(record, tops.get(line.version_of)))
            continue
        position += 1
        tops[index] = record
        text = clean(line.text)
        if record is None:
            missing = _NOT_LISTED.match(text or "")
            handle = identifiers.repec_handle(missing["handle"]) if missing else line.handle
            references.append(
                Reference(position=position, text=text, identifiers=(handle,) if handle else ())
            )
            continue
        records.append(record)
        references.append(_reference(position, text, record))
    return references, records


def linked(version: Record, main: Record | None) -> Record:
    """Another version of a work, with its link to it; unlinked where the work has no handle."""
    handle = next((i for i in main.identifiers if i.scheme == "repec_handle"), None) if main else None
    if main is None or handle is None:
        return version
    kind = main.type if main.type in ("article", "working_paper") else "version"
    return replace(version, versions=(*version.versions, VersionLink(kind, handle)))


def _reference(position: int, text: str | None, record: Record) -> Reference:
    byline = " & ".join(author.as_given or str(author) for author in record.authors)
    return Reference(
        position=position,
        text=text,
        title=record.title,
        byline=byline or None,
        year=record.year,
        venue=record.venue,
        volume=record.volume,
        first_page=first_page(record.pages),
        identifiers=record.identifiers,
        record=record.name,
    )


def _name(line: CitedLine, text: str) -> str:
    """How a record of a line is called: its handle, else its page, else a digest of the line."""
    if line.handle:
        return line.handle.value
    return f"page:{line.path}" if line.path else f"line:{digest(text)}"


def _parts(rest: str, series: str | None, kind: str | None) -> _Parts:
    """What follows the title. ``series`` and ``kind`` are given where links told them."""
    rest = re.sub(r"\.\s*$", "", rest.strip())
    found = _MARK.search(rest)
    head, tail = (rest[: found.start()], rest[found.start() :]) if found else (rest, "")
    venue, number, provider = _head(head, series)
    marks = _marks(tail)
    if kind is None:
        kind = _kind(marks, number)
    if kind == "article" and number and not series:
        venue, number = f"{venue} {number}", None
    editors = None
    if "in" in marks:
        marks["in"], editors, provider = _book(tail)
    return _Parts(
        venue=venue or None,
        provider=provider or None,
        number=number or marks.get("number"),
        volume=marks.get("vol") or marks.get("volume"),
        issue=issue_of(marks.get("issue")),
        pages=marks.get("pages"),
        edition=marks.get("edition"),
        month=marks.get("month"),
        book=marks.get("in") or None,
        editors=editors,
        kind=kind,
    )


def _head(head: str, series: str | None) -> tuple[str, str | None, str | None]:
    """Series, number of a paper, provider: what stands before volume and pages."""
    if series and head.startswith(series):
        after = head[len(series) :].strip()
        if after.startswith(",") or not after:
            return series, None, after.lstrip(", ") or None
        number, _, provider = after.partition(",")
        return series, number.strip() or None, provider.strip() or None
    first, _, provider = head.partition(", ")
    found = _NUMBER.match(first)
    if found:
        return found["series"], found["number"], provider or None
    return series or first, None, provider or None


def _marks(tail: str) -> dict[str, str]:
    """The named parts after the provider: vol, issue, pages, edition, volume, number, month, in."""
    out: dict[str, str] = {}
    if tail.startswith(",in:") or tail.startswith(", in:"):
        out["in"] = ""
    for part in tail.split(","):
        part = part.strip()
        name, _, value = part.partition(" ")
        name = name.rstrip(".:")
        if name == "vol":
            volume = re.match(r"([^()]*)(?:\((.*)\))?$", value.strip())
            out.setdefault("vol", volume[1].strip() if volume else value)
            if volume and volume[2]:
                out.setdefault("issue", volume[2])
        elif name in ("issue", "pages", "edition", "volume", "number") and value:
            out.setdefault(name, value.split()[0] if name == "pages" else value.strip())
        elif part and name not in ("chapter", "revised") and "in" not in out:
            out.setdefault("month", part)
    return out


def _kind(marks: dict[str, str], number: str | None) -> str:
    if "in" in marks:
        return "chapter"
    if "vol" in marks or "pages" in marks or "issue" in marks:
        return "article"
    if "edition" in marks or "number" in marks:
        return "book"
    return "paper" if number else "article"


def _book(tail: str) -> tuple[str, str | None, str | None]:
    """Book, its editors and its publisher: ``,in: A One (ed.), BOOK, chapter 17, pages 623-687 PUBLISHER``."""
    text = re.sub(r"^,\s*in:\s*", "", tail)
    editors, said, rest = text.partition(" (ed.), ")
    text = rest if said else text
    marks = list(re.finditer(r", (?:edition|volume|number|chapter|pages) (\S+?)(?=,|\s|$)", text))
    if not marks:
        return text.strip(), editors if said else None, None
    provider = text[marks[-1].end() :].strip(" ,.")
    return text[: marks[0].start()].strip(), editors if said else None, provider or None

"""What a source said: a record, its lists and counts. Kept as received, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author

TYPES = (
    "article",
    "working_paper",
    "preprint",
    "chapter",
    "book",
    "edited_book",
    "conference_paper",
    "proceedings",
    "report",
    "thesis",
    "reference_entry",
    "book_review",
    "dataset",
    "software",
    "web_page",
    "study",
    "notice",
    "other",
)
"""The types of work; a source's own word stands in ``source_type``."""

VERSION_KINDS = ("working_paper", "preprint", "article", "version", "edition", "translation", "part_of")
NOTICE_KINDS = ("correction", "retraction", "expression_of_concern", "withdrawal", "other")


@dataclass(frozen=True, slots=True)
class VersionLink:
    """A source's word that another thing is a stage of the same text, or holds it.

    ``kind`` says what the *other* is (one of `VERSION_KINDS`).
    """

    kind: str
    other: Identifier


@dataclass(frozen=True, slots=True)
class Notice:
    """A published item about another. ``other`` is the notice where ``about_this`` is true,
    else the thing that this record is a notice about."""

    kind: str
    other: Identifier
    about_this: bool
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What one source said about one thing; None or () means that it did not say.

    ``source`` and ``source_id`` name it for ever (``crossref:10.1287/orsc.9.3.285``). ``year`` is
    the year people cite. The first identifier of a scheme is the main one, others are aliases.
    ``others`` = the author list was cut ("et al."). ``fields`` keeps what a file had besides,
    as (name, value) in its own words.
    """

    source: str
    source_id: str
    type: str = "other"
    source_type: str | None = None
    title: str | None = None
    subtitle: str | None = None
    original_title: str | None = None
    authors: tuple[Author, ...] = ()
    others: bool = False
    editors: tuple[Author, ...] = ()
    venue: str | None = None
    series: str | None = None
    publisher: str | None = None
    place: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    article_number: str | None = None
    report_number: str | None = None
    edition: str | None = None
    year: int | None = None
    issued: PartialDate | None = None
    printed: PartialDate | None = None
    online: PartialDate | None = None
    accepted: PartialDate | None = None
    posted: PartialDate | None = None
    identifiers: tuple[Identifier, ...] = ()
    page_addresses: tuple[str, ...] = ()
    abstract: str | None = None
    language: str | None = None
    keywords: tuple[str, ...] = ()
    jel: tuple[str, ...] = ()
    remark: str | None = None
    versions: tuple[VersionLink, ...] = ()
    notices: tuple[Notice, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """``source:source_id``, how commands and rulings name this record."""
        return f"{self.source}:{self.source_id}"

    @property
    def full_title(self) -> str | None:
        """Title and subtitle as people print them."""
        if not (self.title and self.subtitle):
            return self.title
        return f"{self.title}{' ' if self.title[-1] in ':?!' else ': '}{self.subtitle}"

    def identifier(self, scheme: str) -> str | None:
        """The main value of a scheme; None where the source gave none."""
        return next((i.value for i in self.identifiers if i.scheme == scheme), None)


_values = attrgetter(*Record.__slots__)
_PUT = {name: getattr(Record, name).__set__ for name in Record.__slots__}


def changed(record: Record, changes: Mapping[str, Any]) -> Record:
    """A copy of a record with some fields changed: `dataclasses.replace` at a third of its cost, since
    it puts values into their places without asking a frozen class for leave, one by one."""
    made = object.__new__(Record)
    for put, value in zip(_PUT.values(), _values(record), strict=True):
        put(made, value)
    for field, value in changes.items():
        _PUT[field](made, value)
    return made


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One line of a work's list of references, or of the list of works that cite it.

    ``record`` names the record that the source delivered with the line (``semantic_scholar:...``);
    ``text`` is the line as printed. ``contexts`` are sentences around the citation.
    """

    position: int
    text: str | None = None
    title: str | None = None
    byline: str | None = None
    year: int | None = None
    venue: str | None = None
    volume: str | None = None
    first_page: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    record: str | None = None
    contexts: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    influential: bool | None = None


LIST_STATES = ("given", "partial", "withheld", "none")


@dataclass(frozen=True, slots=True)
class ReferenceList:
    """A list of references or of citing works, as a source gave it.

    ``state``: *given* whole; *partial* (``total`` says of how many, None unknown); *withheld* (there
    is one, not delivered); *none* (the source says there is none). "Nobody said" is None, no list.
    """

    state: str
    lines: tuple[Reference, ...] = ()
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """All that one answer of a source said about one thing: the unit that intake takes in.

    ``record`` is None where the answer only adds to a known record (a list, a count); ``about``
    then names it, or gives an identifier that it carries (``repec_handle:RePEc:...``). ``listed`` are
    records of other things that came along. Counts are whole numbers, None unknown. ``body`` is the
    record as received. ``brief`` marks a record of a line of results: it tells less than the
    record's own page, and never replaces what that said.
    """

    about: str
    record: Record | None = None
    references: ReferenceList | None = None
    cited_by: ReferenceList | None = None
    citation_count: int | None = None
    reference_count: int | None = None
    listed: tuple[Record, ...] = ()
    body: bytes = b""
    brief: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a file, before it is stored: what it says, and the words a person put in it.

    ``keep`` is false for things that only came along. ``line`` counts from 1. ``aliases`` are
    former citation keys that the file says still mean it (biblatex's ``ids``).
    """

    said: Said
    where: str = ""
    line: int = 0
    key: str | None = None
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    keep: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """What could not be read: a value beside the found ones, never an exception.

    ``mended`` = it was read all the same, after a repair or a guess that ``what`` tells.
    """

    where: str
    what: str
    raw: str = ""
    hint: str = ""
    line: int = 0
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Miss:
    """An identifier that was asked for and not answered, and why."""

    identifier: Identifier
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer of a source.

    ``asked`` is the exact request (no key, no mail address). ``total`` = how many the source says
    there are; ``next`` what to hand in for the next page, None at the end. ``hidden`` counts what
    is left out by rule (journals, components, peer reviews). ``day`` = the day it was received.
    """

    said: tuple[Said, ...] = ()
    failures: tuple[Failure, ...] = ()
    misses: tuple[Miss, ...] = ()
    asked: str = ""
    total: int | None = None
    next: str | None = None
    hidden: int = 0
    day: str = ""

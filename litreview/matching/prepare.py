"""A record made ready to be compared: everything folded and taken apart once."""

from __future__ import annotations

import re
from dataclasses import dataclass

from litreview.matching.names import Names, prepare_names
from litreview.matching.places import Place, Venue, prepare_place, prepare_venue
from litreview.matching.titles import Title, prepare_title
from litreview.model.identifiers import Identifier
from litreview.model.record import Record

_DRAFT_VENUE = re.compile(
    r"working paper|discussion paper|research paper|technical report|\bssrn\b|\barxiv\b|\bbiorxiv\b|\bmedrxiv\b|"
    r"\bmpra\b|preprint|\bnber\b|\bcepr\b|staff report|occasional paper|econstor|zenodo|research square",
    re.I,
)
_DRAFT_DOI = re.compile(r"^10\.(?:2139/ssrn|48550|1101/|3386/w|21203|31235|20944|31219)")
_MEETING_VENUE = re.compile(
    r"\bannual meeting|^proceedings of the \d{4}\b|\b(?:symposium|workshop|meeting abstracts)\b|best paper proceedings|"
    r"\bproceedings of the (?:academy of|.*\bconference\b)|annual .*\bconference\b",
    re.I,
)
STAGES = {
    "working_paper": "draft",
    "preprint": "draft",
    "report": "draft",
    "conference_paper": "meeting",
    "article": "article",
    "chapter": "chapter",
    "reference_entry": "chapter",
    "book": "book",
    "edited_book": "book",
    "proceedings": "volume",
    "thesis": "thesis",
    "dataset": "data",
    "software": "data",
    "web_page": "page",
    "study": "study",
    "book_review": "review",
    "notice": "notice",
}
"""Each type's stage of publication; two stages are never one work unless everything else is one."""


_NAMELESS = re.compile(r"(?:\w+:)?[0-9a-f]{16,20}")
"""A digest in the place of an id: a file has no ids of its own, and may well hold a work twice."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """One record made ready. ``stage`` is "" where the record does not say."""

    name: str
    source: str
    source_id: str
    title: Title
    names: Names
    year: int | None
    years: frozenset[int]
    venue: Venue
    place: Place
    report: str
    identifiers: tuple[Identifier, ...]
    dois: frozenset[str]
    handle: str
    others: frozenset[str]
    isbns: frozenset[str]
    stage: str
    edition: str
    linked: frozenset[tuple[str, str]]


def prepare(record: Record) -> Prepared:
    """Fold and take apart every field that `compare` looks at."""
    dois, others, isbns, handle = set(), set(), set(), ""
    for scheme, value in record.identifiers:
        if scheme == "doi":
            dois.add(value)
        elif scheme == "repec_handle":
            handle = handle or value
        elif scheme == "isbn":
            isbns.add(value)
        elif scheme != "issn":
            others.add(f"{scheme}:{value}")
    title, venue = prepare_title(record.full_title), prepare_venue(record.venue or record.series)
    if title.plain and title.plain == venue.plain:
        title = title._replace(column=True)
    return Prepared(
        name=record.name,
        source="" if _NAMELESS.fullmatch(record.source_id) else record.source,
        source_id=record.source_id,
        title=title,
        names=prepare_names(record.authors or record.editors, record.others),
        year=record.year,
        years=_years(record),
        venue=venue,
        place=prepare_place(
            record.volume, record.issue, record.pages, record.article_number, record.year, record.venue
        ),
        report=_report(record),
        identifiers=record.identifiers,
        dois=frozenset(dois),
        handle=handle,
        others=frozenset(others),
        isbns=frozenset(isbns),
        stage=_stage(record, dois, handle),
        edition=_edition(record.edition) or title.edition,
        linked=frozenset((link.kind, str(link.other)) for link in record.versions),
    )


def _years(record: Record) -> frozenset[int]:
    dates = (record.issued, record.printed, record.online)
    years = {date.year for date in dates if date is not None and date.year}
    if record.year:
        years.add(record.year)
    return frozenset(year for year in years if 1450 <= year <= 2100)


def _edition(text: str | None) -> str:
    """The number of an edition, else its first word; a first edition is like none said."""
    found = re.search(r"\d+|[a-z]+", (text or "").lower())
    return "" if found is None or found[0] in ("1", "first") else found[0]


def _report(record: Record) -> str:
    return re.sub(r"^0+|[^0-9a-z]", "", (record.report_number or "").lower())


def _stage(record: Record, dois: set[str], handle: str) -> str:
    venue = (record.venue or record.series or "").split("Conference:")[0]
    if _DRAFT_VENUE.search(venue) or any(_DRAFT_DOI.match(value) for value in dois):
        return "draft"
    stage = STAGES.get(record.type, "")
    if stage == "article" and _MEETING_VENUE.search(venue):
        return "meeting"
    if not stage and handle and re.search(r":v:\d*:y:\d{4}:", handle):
        return "article"
    return stage

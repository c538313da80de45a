"""A record made ready to be compared: everything folded and taken apart once."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from litreview.matching.names import Names, prepare_names
from litreview.matching.places import Place, Venue, prepare_place, prepare_venue
from litreview.matching.remembered import remembered
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


class Prepared(NamedTuple):
    """One record made ready. ``stage`` is "" where the record does not say. Tens of thousands are held
    at a time: what is shared is held once, and what is not said takes no room."""

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
    dois: tuple[str, ...]
    handle: str
    others: tuple[str, ...]
    isbns: tuple[str, ...]
    stage: str
    edition: str
    linked: frozenset[tuple[str, str]]


_UNLINKED: frozenset[tuple[str, str]] = frozenset()


def prepare(record: Record) -> Prepared:
    """Fold and take apart every field that `compare` looks at."""
    dois, handle, others, isbns = _identifiers(record.identifiers)
    published_in = record.venue or record.series
    title, venue = prepare_title(record.full_title), prepare_venue(published_in)
    if title.plain and title.plain == venue.plain:
        title = title._replace(column=True)
    nameless = len(record.source_id) > 15 and _NAMELESS.fullmatch(record.source_id)
    return Prepared(
        record.name,
        "" if nameless else record.source,
        record.source_id,
        title,
        prepare_names(record.authors or record.editors, record.others),
        record.year,
        _years(record),
        venue,
        prepare_place(
            record.volume, record.issue, record.pages, record.article_number, record.year, record.venue
        ),
        _report(record.report_number) if record.report_number else "",
        record.identifiers,
        dois,
        handle,
        others,
        isbns,
        _stage(record.type, published_in, dois, handle),
        (_edition(record.edition) if record.edition else "") or title.edition,
        frozenset((link.kind, str(link.other)) for link in record.versions) if record.versions else _UNLINKED,
    )


def _identifiers(
    identifiers: tuple[Identifier, ...],
) -> tuple[tuple[str, ...], str, tuple[str, ...], tuple[str, ...]]:
    """The DOIs, the RePEc handle ("" unknown), other names of the work, and ISBNs."""
    dois, others, isbns, handle = [], [], [], ""
    for scheme, value in identifiers:
        if scheme == "doi":
            dois.append(value)
        elif scheme == "repec_handle":
            handle = handle or value
        elif scheme == "isbn":
            isbns.append(value)
        elif scheme != "issn":
            others.append(f"{scheme}:{value}")
    return tuple(dois), handle, tuple(others), tuple(isbns)


def _years(record: Record) -> frozenset[int]:
    issued, printed, online = record.issued, record.printed, record.online
    return _some_years(record.year, issued and issued.year, printed and printed.year, online and online.year)


@lru_cache(maxsize=4096)
def _some_years(*years: int | None) -> frozenset[int]:
    return frozenset(year for year in years if year and 1450 <= year <= 2100)


def _edition(text: str) -> str:
    """The number of an edition, else its first word; a first edition is like none said."""
    found = re.search(r"\d+|[a-z]+", text.lower())
    return "" if found is None or found[0] in ("1", "first") else found[0]


def _report(number: str) -> str:
    return re.sub(r"^0+|[^0-9a-z]", "", number.lower())


def _stage(type: str, published_in: str | None, dois: tuple[str, ...], handle: str) -> str:
    draft, meeting = _kind_of_venue(published_in) if published_in else (False, False)
    if draft or any(_DRAFT_DOI.match(value) for value in dois):
        return "draft"
    stage = STAGES.get(type, "")
    if stage == "article" and meeting:
        return "meeting"
    if not stage and handle and re.search(r":v:\d*:y:\d{4}:", handle):
        return "article"
    return stage


@remembered
def _kind_of_venue(text: str) -> tuple[bool, bool]:
    """Whether a venue's name says that it prints drafts, or what was said at a meeting."""
    name = text.split("Conference:")[0]
    return bool(_DRAFT_VENUE.search(name)), bool(_MEETING_VENUE.search(name))

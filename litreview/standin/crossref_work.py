"""One work as Crossref's REST API gives it."""

from __future__ import annotations

import zlib
from functools import cache
from typing import Any
from urllib.parse import quote

from litreview.standin.sample import Name, SampleWork, read_table
from litreview.standin.views import View, view

DAY: dict[str, Any] = {
    "date-parts": [[2026, 11, 1]],
    "date-time": "2026-11-01T00:00:00Z",
    "timestamp": 1793491200000,
}
"""When every record of the sample was made, deposited and indexed: the day of the sample itself."""

_TYPES = {
    "article": "journal-article",
    "chapter": "book-chapter",
    "conference": "proceedings-article",
    "paper": "posted-content",
}

TYPE_NAMES = {
    "journal-article": "Journal Article",
    "book-chapter": "Chapter",
    "proceedings-article": "Conference Paper",
    "posted-content": "Posted Content",
}
"""How facets name the types."""


def crossref_type(work: SampleWork) -> str:
    """The service's word for the type of a work."""
    return _TYPES[work.type]


def years(work: SampleWork, seen: View) -> tuple[int | None, int | None]:
    """The years in print and online; a work without a volume counts as online only."""
    online = seen.online.get(work.key)
    if work.volume or work.type == "chapter":
        return work.year, online
    return (work.year, online) if online else (None, work.year)


def issued(work: SampleWork, seen: View) -> int | None:
    """The earlier of print and online, as ``issued`` has it."""
    known = [year for year in years(work, seen) if year is not None]
    return min(known, default=None)


def work_body(work: SampleWork, score: float = 1) -> dict[str, Any]:
    """The ``message`` of a single work, all keys that the sample can fill."""
    seen = view("crossref")
    doi = work.doi or ""
    publisher = _publishers().get(doi.split("/")[0])
    cited = work.cites
    body: dict[str, Any] = {
        "indexed": {**DAY, "version": "3.50.1"},
        "reference-count": len(cited),
        "content-domain": {"domain": [], "crossmark-restriction": False},
        "short-container-title": [work.printed_venue] if work.printed_venue else [],
        "DOI": doi,
        "type": crossref_type(work),
        "created": DAY,
        "source": "Crossref",
        "is-referenced-by-count": len(seen.cited_by(work.key)),
        "title": [work.title],
        "prefix": doi.split("/")[0],
        "author": _people(work.authors),
        "container-title": [work.venue] if work.venue else [],
        "original-title": [],
        "deposited": DAY,
        "score": score,
        "resource": {"primary": {"URL": f"https://doi.org/{quote(doi, safe='/()')}"}},
        "subtitle": [],
        "short-title": [],
        "references-count": len(cited),
        "URL": f"https://doi.org/{quote(doi, safe='/()')}",
        "relation": {},
    }
    if publisher:
        body |= {"publisher": publisher["publisher"], "member": publisher["member"]}
    body |= _numbers(work) | _dates(work, seen) | _issn(work)
    if cited and work.key not in seen.withheld:
        body["reference"] = [_reference(work, seen.named(key), n) for n, key in enumerate(cited, 1)]
    aliases = [alias for alias, key in seen.aliases.items() if key == work.key]
    return body | ({"aliases": aliases} if aliases else {})


def _numbers(work: SampleWork) -> dict[str, Any]:
    page = work.pages
    named: dict[str, Any] = {"volume": work.volume, "issue": work.issue, "page": page}
    if page and page.isdigit() and len(page) > 4:
        named["article-number"] = page
    if work.type == "paper":
        named = {"group-title": work.venue, "subtype": "preprint"}
    body = {name: value for name, value in named.items() if value}
    if work.issue and work.type == "article":
        body["journal-issue"] = {"issue": work.issue}
    return body


def _dates(work: SampleWork, seen: View) -> dict[str, Any]:
    printed, online = years(work, seen)
    first = issued(work, seen)
    dates: dict[str, Any] = {"issued": {"date-parts": [[first]]}}
    if first is not None:
        dates["published"] = {"date-parts": [[first]]}
    if printed is not None:
        dates["published-print"] = {"date-parts": [[printed]]}
    if online is not None:
        dates["published-online"] = {"date-parts": [[online]]}
    return dates


def _issn(work: SampleWork) -> dict[str, Any]:
    number = _issns().get((work.venue or "").strip())
    return {"ISSN": [number], "issn-type": [{"value": number, "type": "print"}]} if number else {}


def _people(authors: tuple[Name, ...]) -> list[dict[str, Any]]:
    people = []
    for n, name in enumerate(authors):
        person: dict[str, Any] = {"given": name.given} if name.given else {}
        person |= {"family": name.family, "sequence": "additional" if n else "first", "affiliation": []}
        people.append(person)
    return people


def _reference(citing: SampleWork, cited: SampleWork, position: int) -> dict[str, Any]:
    """One line of a reference list: mostly with a DOI, else in fragments or as one string.

    Which it is depends on the pair alone: of the lines whose work has a DOI, three in four have it,
    as in public records.
    """
    chance = zlib.crc32(f"{citing.key} {cited.key}".encode()) % 12
    line: dict[str, Any] = {"key": f"{(citing.doi or '').rpartition('/')[2]}-B{position}"}
    if cited.doi and chance > 2:
        # What publishers deposit keeps their spelling, mostly in capitals; Crossref's own is lower case.
        by, doi = ("crossref", cited.doi) if chance % 2 else ("publisher", cited.doi.upper())
        line |= {"doi-asserted-by": by, "DOI": doi}
    if chance == 0:
        return line | {"unstructured": _written_out(cited)}
    fragments = {
        "author": cited.authors[0].family if cited.authors else None,
        "year": str(cited.year) if cited.year else None,
        "volume": cited.volume,
        "first-page": cited.first_page,
        "volume-title" if cited.type == "chapter" else "journal-title": cited.printed_venue or cited.venue,
        "article-title": cited.title if chance % 2 or not cited.doi else None,
    }
    return line | {name: value for name, value in fragments.items() if value}


def _written_out(work: SampleWork) -> str:
    names = ", ".join(name.reversed for name in work.authors)
    where = " ".join(part for part in (work.printed_venue or work.venue, work.volume) if part)
    return f"{names} ({work.year or 'n.d.'}). {work.title}. {where}, {work.pages or ''}".rstrip(", ") + "."


@cache
def _publishers() -> dict[str, dict[str, str]]:
    return {row["prefix"]: row for row in read_table("publishers.csv")}


@cache
def _issns() -> dict[str, str]:
    return {row["venue"]: row["issn"] for row in read_table("journals.csv")}

"""What Crossref's JSON means: one work as it delivers it -> what it said. Pure.

The rules come from the service's real answers; no key but ``DOI`` is certain to be there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litreview.model import identifiers
from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author, parse_name
from litreview.model.record import Failure, Record, Said
from litreview.model.text import clean, fold, from_jats
from litreview.sources.crossref_links import (
    NOTICES,
    date_of,
    isbn_of,
    list_of,
    notice_links,
    number_of,
    objects,
    plain,
    reference_count,
    references,
    text_of,
    texts,
    version_links,
)
from litreview.sources.wire import whole

SOURCE = "crossref"

HIDDEN = frozenset(
    [
        "journal",
        "journal-issue",
        "journal-volume",
        "component",
        "peer-review",
        "grant",
        "book-series",
        "report-series",
        "proceedings-series",
    ]
)
"""Types that are no literature; searches leave them out and count them."""

_TYPES = {
    "journal-article": "article",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "book": "book",
    "monograph": "book",
    "book-set": "book",
    "reference-book": "book",
    "edited-book": "edited_book",
    "proceedings-article": "conference_paper",
    "proceedings": "proceedings",
    "report": "report",
    "report-component": "report",
    "standard": "report",
    "dissertation": "thesis",
    "reference-entry": "reference_entry",
    "dataset": "dataset",
    "database": "dataset",
}
_NO_PAGES = ("n/a", "n/a-n/a", "na-na", "no-no", "null")
_SERIES = re.compile(
    r"\b(?:series|lecture notes|\w*briefs|studies|advances|schriften\w*|reihe|progress|library|mathematics|handbooks)\b",
    re.I,
)
_ORGANISATION = re.compile(
    r"^the\s|\b(?:group|office|committee|collaboration|consortium|association|society|team|network|"
    r"organi[sz]ation|commission|council|ministry|foundation|institute|university|editors?|board)\b",
    re.I,
)
_AFFILIATION = re.compile(
    r"\b(?:universit\w*|department|institute|school|hospital|faculty|center|centre)\b", re.I
)
_WORKING_PAPER = re.compile(r"\b(?:working|discussion) papers?\b|national bureau of economic research", re.I)


def read(item: object) -> Said | Failure:
    """What Crossref said about one work: record, references, counts; a `Failure` where it is none."""
    if not isinstance(item, Mapping):
        return Failure("crossref", "a work that is no JSON object", clean(str(item), 200) or "")
    raw = item.get("DOI")
    value = clean(raw.lower(), 2000) if isinstance(raw, str) else None
    if not value:
        return Failure("crossref", "a work without a DOI", json.dumps(item, default=str)[:200])
    try:
        body = json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        record = _record(item, value)
        lines = references(item)
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
        return Failure(f"crossref:{value}", f"a work of a shape unknown ({type(error).__name__})", value)
    return Said(
        about=record.name,
        record=record,
        references=lines,
        citation_count=whole(item.get("is-referenced-by-count")),
        reference_count=reference_count(item),
        body=body,
    )


def with_alias(said: Said, asked: Identifier) -> Said:
    """``said`` with the DOI that was asked for beside the DOI that came: both name the work."""
    record = said.record
    if record is None or asked in record.identifiers:
        return said
    found = record.identifiers
    at = 1 + sum(1 for i in found[1:] if i.scheme == asked.scheme)
    return replace(said, record=replace(record, identifiers=(*found[:at], asked, *found[at:])))


def _record(item: Mapping[str, Any], doi: str) -> Record:
    kind = text_of(item.get("type"))
    titles = texts(item.get("title"))
    title, subtitle = _titles(titles, texts(item.get("subtitle")))
    type_ = _type(item, kind)
    venue, series = _venue(item, kind)
    authors, left_out = _people(item.get("author"))
    dates = _dates(item)
    pages, number = clean(text_of(item.get("page")), 100), clean(text_of(item.get("article-number")), 100)
    volume, issue = number_of(item.get("volume")), number_of(_issue(item))
    return Record(
        source=SOURCE,
        source_id=doi,
        type=type_,
        source_type=clean(":".join(x for x in (kind, text_of(item.get("subtype"))) if x), 80),
        title=title,
        subtitle=subtitle,
        original_title=next((t for t in texts(item.get("original-title")) if fold(t) != fold(title)), None),
        authors=authors,
        editors=_people(item.get("editor"))[0],
        venue=venue,
        series=series,
        publisher=_institution(item, type_) or plain(item.get("publisher")),
        place=plain(item.get("publisher-location")),
        volume=volume,
        issue=issue,
        pages=None if pages == number or (pages or "").lower() in _NO_PAGES else pages,
        article_number=number,
        edition=clean(text_of(item.get("edition-number")), 40),
        year=_year(dates, bool(volume or issue)),
        issued=dates.get("issued"),
        printed=dates.get("print"),
        online=dates.get("online"),
        accepted=date_of(item.get("accepted")),
        posted=dates.get("posted"),
        identifiers=_identifiers(item, doi, type_),
        page_addresses=_addresses(item),
        abstract=from_jats(text_of(item.get("abstract"))),
        language=clean(text_of(item.get("language")), 20),
        keywords=tuple(texts(item.get("subject"))),
        versions=version_links(item, doi),
        notices=notice_links(item, doi),
        fields=_besides(item, titles[1:], left_out, type_),
    )


def _titles(titles: list[str], subtitles: list[str]) -> tuple[str | None, str | None]:
    """Title and subtitle. A subtitle that repeats the title, or is a running head, is none."""
    title = titles[0] if titles else None
    subtitle = subtitles[0] if subtitles else None
    if title is None:
        return subtitle, None
    if subtitle and (fold(subtitle) in fold(title) or (subtitle.isupper() and not title.isupper())):
        subtitle = None
    return title, subtitle


def _type(item: Mapping[str, Any], kind: str | None) -> str:
    updates = {text_of(update.get("type")) for update in objects(item.get("update-to"))}
    if updates & NOTICES.keys():
        return "notice"
    if kind == "posted-content":
        if item.get("group-title") == "SSRN":
            return "working_paper"
        return "web_page" if item.get("subtype") == "other" else "preprint"
    if kind == "journal-article" and "SSRN Electronic Journal" in texts(item.get("container-title")):
        return "working_paper"
    if kind == "report":
        said = [item.get("publisher"), *texts(item.get("container-title")), *texts(item.get("title"))]
        if any(_WORKING_PAPER.search(text) for text in said if isinstance(text, str)):
            return "working_paper"
    return _TYPES.get(kind or "", "other")


def _venue(item: Mapping[str, Any], kind: str | None) -> tuple[str | None, str | None]:
    """Venue and series. Of two container titles one is the series, in either order."""
    names = texts(item.get("container-title"))
    if len(names) > 1 and kind != "journal-article":
        first, second = names[0], names[1]
        if _SERIES.search(second) and not _SERIES.search(first):
            return first, second
        return second, first
    if names:
        return names[0], None
    if kind == "posted-content":
        server = next((plain(one.get("name")) for one in objects(item.get("institution"))), None)
        return server or ("SSRN" if item.get("group-title") == "SSRN" else None), None
    return None, None


def _institution(item: Mapping[str, Any], type_: str) -> str | None:
    if type_ not in ("thesis", "report", "working_paper"):
        return None
    return next((name for one in objects(item.get("institution")) if (name := plain(one.get("name")))), None)


def _people(value: object) -> tuple[tuple[Author, ...], list[str]]:
    """Authors in the order of the list, and affiliations that were deposited as authors."""
    authors: list[Author] = []
    left_out = []
    for person in objects(value):
        family, given, name = (plain(person.get(key)) for key in ("family", "given", "name"))
        if name and not family:
            if "," in name and _AFFILIATION.search(name) and any(a.family for a in authors):
                left_out.append(name)
            else:
                authors.append(Author(literal=name, as_given=name))
        elif family or given:
            authors.append(_person(family, given, plain(person.get("suffix"))))
    return tuple(authors), left_out


def _person(family: str | None, given: str | None, suffix: str | None) -> Author:
    as_given = ", ".join(part for part in (family, suffix, given) if part)
    if family and not given and " " in family:
        if _ORGANISATION.search(family):
            return Author(literal=family, as_given=family)
        return parse_name(family) or Author(family=family)  # the whole name stands in one field
    if family and given and (found := parse_name(f"{family}, x")) and found.particle and "," not in family:
        return Author(found.family, given, found.particle, suffix or "", as_given=as_given)
    return Author(
        family or given or "", given or "" if family else "", suffix=suffix or "", as_given=as_given
    )


def _dates(item: Mapping[str, Any]) -> dict[str, PartialDate]:
    """The dates of publication that are known; ``issued`` is worked out where it is not given."""
    issue = item.get("journal-issue")
    printed_issue = date_of(issue.get("published-print")) if isinstance(issue, Mapping) else None
    found = {
        "print": date_of(item.get("published-print")) or printed_issue,
        "online": date_of(item.get("published-online")),
        "posted": date_of(item.get("posted")),
        "other": date_of(item.get("published-other")),
        "approved": date_of(item.get("approved")),
    }
    known = {name: date for name, date in found.items() if date is not None}
    issued = date_of(item.get("issued")) or date_of(item.get("published"))
    if issued is None and known:
        issued = min(known.values(), key=lambda date: (date.year or 9999, date.month or 99, date.day or 99))
    return {**known, "issued": issued} if issued else known


def _year(dates: Mapping[str, PartialDate], in_issue: bool) -> int | None:
    """The year people cite: print where there is a volume or issue, else issued."""
    date = dates.get("print") if in_issue else None
    date = date or dates.get("issued")
    return date.year if date else None


def _issue(item: Mapping[str, Any]) -> object:
    nested = item.get("journal-issue")
    return item.get("issue") or (nested.get("issue") if isinstance(nested, Mapping) else None)


def _identifiers(item: Mapping[str, Any], doi: str, type_: str) -> tuple[Identifier, ...]:
    """The DOI, its aliases, and ISBN and ISSN. The ISBN of a part names its book: it is no identifier."""
    found = [identifiers.doi(doi) or Identifier("doi", doi)]
    found += [one for text in list_of(item.get("aliases")) if (one := identifiers.doi(text_of(text)))]
    if type_ in ("book", "edited_book", "proceedings", "report"):
        found += [one for text in list_of(item.get("ISBN")) if (one := isbn_of(text))]
    typed = [one.get("value") for one in objects(item.get("issn-type"))]
    found += [
        one for text in [*list_of(item.get("ISSN")), *typed] if (one := identifiers.issn(text_of(text)))
    ]
    return tuple(dict.fromkeys(found))


def _addresses(item: Mapping[str, Any]) -> tuple[str, ...]:
    resource = item.get("resource")
    primary = resource.get("primary") if isinstance(resource, Mapping) else None
    address = clean(text_of(primary.get("URL")), 2000) if isinstance(primary, Mapping) else None
    return (address,) if address and address.startswith(("http://", "https://")) else ()


def _besides(
    item: Mapping[str, Any], variants: list[str], left_out: list[str], type_: str
) -> tuple[tuple[str, str], ...]:
    """What has no field of its own, in Crossref's words."""
    event = item.get("event")
    found = [("title", text) for text in variants]
    found += [("affiliation deposited as author", text) for text in left_out]
    found += [("degree", text) for text in texts(item.get("degree"))]
    found += [("group-title", text) for text in texts(item.get("group-title"))]
    if isinstance(event, Mapping):
        found += [(f"event {key}", t) for key in ("name", "location") if (t := plain(event.get(key)))]
    if type_ not in ("book", "edited_book", "proceedings", "report"):
        found += [("ISBN", one.value) for text in list_of(item.get("ISBN")) if (one := isbn_of(text))]
    return tuple(dict.fromkeys(found))

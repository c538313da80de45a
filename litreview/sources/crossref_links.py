"""What Crossref's JSON says of other works: references, versions, notices; and its plain values. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from litreview.model import identifiers
from litreview.model.dates import PartialDate, from_parts
from litreview.model.identifiers import Identifier
from litreview.model.record import Notice, Reference, ReferenceList, VersionLink
from litreview.model.text import from_markup
from litreview.sources.wire import whole

NOTICES = {
    "correction": "correction",
    "erratum": "correction",
    "corrigendum": "correction",
    "addendum": "correction",
    "clarification": "correction",
    "retraction": "retraction",
    "partial_retraction": "retraction",
    "withdrawal": "withdrawal",
    "removal": "withdrawal",
    "expression_of_concern": "expression_of_concern",
}
_VERSIONS = {
    "has-preprint": "preprint",
    "is-preprint-of": "article",
    "is-version-of": "version",
    "has-version": "version",
    "is-identical-to": "version",
    "is-same-as": "version",
    "is-translation-of": "translation",
    "has-translation": "translation",
    "is-part-of": "part_of",
}


def text_of(value: object) -> str | None:
    """A string as it is; None for anything else."""
    return value if isinstance(value, str) else None


def plain(value: object) -> str | None:
    """A string without markup, cleaned; the empty elements of MathML too."""
    text = text_of(value)
    return from_markup(re.sub(r"<mml:(?:none|mprescripts)\s*/>", "", text)) if text else None


def list_of(value: object) -> list[Any]:
    """A list as it is; a lone value as a list of one, for the shape that content negotiation gives."""
    return value if isinstance(value, list) else [] if value is None else [value]


def texts(value: object) -> list[str]:
    """The strings of a list, cleaned; empty ones left out."""
    return [text for part in list_of(value) if (text := plain(part))]


def objects(value: object) -> Iterable[Mapping[str, Any]]:
    """The JSON objects of a list."""
    return (part for part in list_of(value) if isinstance(part, Mapping))


def number_of(value: object) -> str | None:
    """A volume, issue or page; the words that some deposits hold for "none" are none."""
    text = plain(value)
    return None if text in ("null", "undefined", "-", "n/a") else text


def isbn_of(value: object) -> Identifier | None:
    """An ISBN, also in the address form of old deposits."""
    text = text_of(value)
    return identifiers.isbn(text.rsplit("/", 1)[-1]) if text else None


def date_of(value: object) -> PartialDate | None:
    """A ``date-parts`` date, as exact as it was deposited; ``[[null]]`` is unknown."""
    parts = value.get("date-parts") if isinstance(value, Mapping) else None
    first = parts[0] if isinstance(parts, list) and parts else None
    if not isinstance(first, list) or not first:
        return None
    return from_parts(*first[:3])


def version_links(item: Mapping[str, Any], doi: str) -> tuple[VersionLink, ...]:
    """Other stages of the same text, by ``relation`` and by updates that are new versions."""
    relation = item.get("relation")
    links = []
    for name, others in relation.items() if isinstance(relation, Mapping) else ():
        for other in objects(others) if name in _VERSIONS else ():
            found = identifiers.doi(text_of(other.get("id"))) if other.get("id-type") == "doi" else None
            if found and found.value != doi:
                links.append(VersionLink(_VERSIONS[name], found))
    for key in ("update-to", "updated-by"):
        for update in objects(item.get(key)):
            found = identifiers.doi(text_of(update.get("DOI")))
            if update.get("type") in ("new_version", "new_edition") and found and found.value != doi:
                links.append(VersionLink("edition" if update["type"] == "new_edition" else "version", found))
    return tuple(dict.fromkeys(links))


def notice_links(item: Mapping[str, Any], doi: str) -> tuple[Notice, ...]:
    """Notices about this work (``updated-by``), and what this is a notice about (``update-to``)."""
    found = []
    for key, about_this in (("updated-by", True), ("update-to", False)):
        for update in objects(item.get(key)):
            other = identifiers.doi(text_of(update.get("DOI")))
            kind = NOTICES.get(text_of(update.get("type")) or "")
            if other and kind and other.value != doi:
                found.append(Notice(kind, other, about_this, date_of(update.get("updated"))))
    return tuple(dict.fromkeys(found))


def reference_count(item: Mapping[str, Any]) -> int | None:
    """How many references were deposited."""
    told = item.get("reference-count")
    return whole(told if told is not None else item.get("references-count"))


def references(item: Mapping[str, Any]) -> ReferenceList | None:
    """The list of references. A count without a list means "not delivered", never "none"."""
    count = reference_count(item)
    lines = tuple(_line(n, line) for n, line in enumerate(objects(item.get("reference")), start=1))
    if lines:
        return ReferenceList(
            "partial" if count and count > len(lines) else "given", lines, count or len(lines)
        )
    if count is None:
        return None
    return ReferenceList("withheld", (), count) if count else ReferenceList("none", (), 0)


def _line(position: int, line: Mapping[str, Any]) -> Reference:
    text = plain(line.get("unstructured"))
    doi = identifiers.doi(text_of(line.get("DOI")))
    if doi is None and text and (found := re.search(r"10\.\d{4,9}/\S+", text)):
        doi = identifiers.doi(found[0])
    article, volume_title = plain(line.get("article-title")), plain(line.get("volume-title"))
    series = plain(line.get("series-title"))
    year = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", str(line.get("year") or ""))
    isbn = isbn_of(line.get("ISBN"))
    return Reference(
        position=position,
        text=text,
        title=article or volume_title or series,
        byline=plain(line.get("author")),
        year=int(year[1]) if year else None,
        venue=plain(line.get("journal-title"))
        or (volume_title if article else None)
        or (series if article else None),
        volume=number_of(line.get("volume")),
        first_page=number_of(line.get("first-page")),
        identifiers=tuple(one for one in (doi, isbn) if one),
    )

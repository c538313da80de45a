"""The stored form of what a source said: compact JSON that leaves out what is unknown."""

from __future__ import annotations

import json
from typing import Any

from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Notice, Record, Reference, VersionLink

_PLAIN = (
    "source_type",
    "title",
    "subtitle",
    "original_title",
    "venue",
    "series",
    "publisher",
    "place",
    "volume",
    "issue",
    "pages",
    "article_number",
    "report_number",
    "edition",
    "year",
    "abstract",
    "language",
    "remark",
)
_DATES = ("issued", "printed", "online", "accepted", "posted")
_PAIRS = ("page_addresses", "keywords", "jel")
_LINE = ("text", "title", "byline", "year", "venue", "volume", "first_page", "record", "influential")

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""One encoder for all: making one for each text costs as much as the text."""


def record_to_stored(record: Record) -> str:
    """One record as JSON text; the same record always gives the same text."""
    return _write(_record(record))


def record_from_stored(text: str) -> Record:
    """The record of `record_to_stored`."""
    return _to_record(json.loads(text))


def line_to_stored(line: Reference) -> str:
    """One line of a list as JSON text."""
    return _write(_line(line))


def line_from_stored(text: str) -> Reference:
    """The line of `line_to_stored`."""
    return _to_line(json.loads(text))


def record_of(got: dict[str, Any]) -> Record:
    """The record of the object that `record_to_stored` writes."""
    return _to_record(got)


def line_of(got: dict[str, Any]) -> Reference:
    """The line of the object that `line_to_stored` writes."""
    return _to_line(got)


def _author(author: Author) -> list[str]:
    parts = [author.family, author.given, author.particle, author.suffix, author.literal, author.as_given]
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _date(date: PartialDate) -> list[Any]:
    parts = [date.year, date.month, date.day, date.end, date.approximate, date.words]
    while parts and not parts[-1] and (len(parts) > 1 or parts[-1] is None):  # a year 0 is said
        parts.pop()
    return parts


def _record(record: Record) -> dict[str, Any]:
    out: dict[str, Any] = {"source": record.source, "id": record.source_id, "type": record.type}
    for name in _PLAIN:
        if (value := getattr(record, name)) is not None:
            out[name] = value
    if record.authors:
        out["authors"] = [_author(author) for author in record.authors]
    if record.others:
        out["others"] = True
    if record.editors:
        out["editors"] = [_author(author) for author in record.editors]
    for name in _DATES:
        if (date := getattr(record, name)) is not None:
            out[name] = _date(date)
    if record.identifiers:
        out["identifiers"] = [list(identifier) for identifier in record.identifiers]
    for name in _PAIRS:
        if values := getattr(record, name):
            out[name] = list(values)
    if record.versions:
        out["versions"] = [[v.kind, *v.other] for v in record.versions]
    if record.notices:
        out["notices"] = [
            [n.kind, *n.other, n.about_this, _date(n.date) if n.date else None] for n in record.notices
        ]
    if record.fields:
        out["fields"] = [list(pair) for pair in record.fields]
    return out


def _to_record(got: dict[str, Any]) -> Record:
    values: dict[str, Any] = {name: got[name] for name in _PLAIN if name in got}
    for name in _DATES:
        if name in got:
            values[name] = PartialDate(*got[name])
    for name in _PAIRS:
        if name in got:
            values[name] = tuple(got[name])
    for name in ("authors", "editors"):
        if name in got:
            values[name] = tuple(Author(*parts) for parts in got[name])
    if "identifiers" in got:
        values["identifiers"] = tuple(Identifier(*pair) for pair in got["identifiers"])
    if "versions" in got:
        values["versions"] = tuple(VersionLink(k, Identifier(s, v)) for k, s, v in got["versions"])
    if "notices" in got:
        values["notices"] = tuple(
            Notice(k, Identifier(s, v), about, PartialDate(*date) if date else None)
            for k, s, v, about, date in got["notices"]
        )
    if "fields" in got:
        values["fields"] = tuple((name, value) for name, value in got["fields"])
    return Record(
        source=got["source"],
        source_id=got["id"],
        type=got["type"],
        others=got.get("others", False),
        **values,
    )


def _line(line: Reference) -> dict[str, Any]:
    out: dict[str, Any] = {"n": line.position}
    for name in _LINE:
        if (value := getattr(line, name)) is not None:
            out[name] = value
    if line.identifiers:
        out["identifiers"] = [list(identifier) for identifier in line.identifiers]
    for name in ("contexts", "intents"):
        if values := getattr(line, name):
            out[name] = list(values)
    return out


def _to_line(got: dict[str, Any]) -> Reference:
    return Reference(
        position=got["n"],
        identifiers=tuple(Identifier(*pair) for pair in got.get("identifiers", ())),
        contexts=tuple(got.get("contexts", ())),
        intents=tuple(got.get("intents", ())),
        **{name: got[name] for name in _LINE if name in got},
    )

"""The work of one record alone, as most works are: its own values, witnessed by itself.

Here and not in the matching room, so that the library need not store what it can say again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from litreview.model.identifiers import SCHEMES
from litreview.model.record import Record, changed
from litreview.model.text import words

TEXTS = (
    "subtitle", "original_title", "venue", "series", "publisher", "place", "volume", "issue", "pages",
    "article_number", "report_number", "edition", "language", "remark",
)  # fmt: skip
DATES = ("issued", "printed", "online", "accepted", "posted")
UNITED = ("page_addresses", "keywords", "jel", "versions", "notices", "fields")
"""Fields of which a work has the values of all its records."""

_SPOKEN = ("title", *TEXTS, *DATES, "type", "authors", "editors", "abstract", "year", *UNITED)
_spoken_by = attrgetter(*_SPOKEN)
_UNSAID = {field.name: field.default for field in fields(Record)}


def alone(record: Record) -> tuple[Record, dict[str, tuple[str, ...]]]:
    """The best values of a work of this one record, and the witness of each field."""
    name: tuple[str, ...] = (record.name,)
    values = _spoken_by(record)
    witnesses = {field: name for field, value in zip(_SPOKEN, values, strict=True) if value or value == 0}
    changes: dict[str, Any] = {"source": "", "source_id": ""}
    if "" in values:
        changes.update({field: _UNSAID[field] for field in _SPOKEN if getattr(record, field) == ""})
    if record.subtitle and not record.title:
        changes["subtitle"] = None
        del witnesses["subtitle"]
    for field in UNITED:
        if len(said := getattr(record, field)) > 1:
            changes[field] = each_once(field, said)
    identifiers = record.identifiers
    if len(identifiers) > 1:
        identifiers = tuple(sorted(dict.fromkeys(identifiers), key=lambda i: scheme_place(i.scheme)))
        changes["identifiers"] = identifiers
    for one in identifiers:
        witnesses[one.scheme] = name
    if record.others and not record.authors:
        changes["others"] = False
    return changed(record, changes), witnesses


def scheme_place(scheme: str) -> int:
    """Where a scheme stands among the schemes, the strongest first."""
    return SCHEMES.index(scheme) if scheme in SCHEMES else len(SCHEMES)


def each_once(field: str, values: Iterable[Any]) -> tuple[Any, ...]:
    """Values without repeats, in their order; keywords by their words alone."""
    if field != "keywords":
        return tuple(dict.fromkeys(values))
    found: dict[str, Any] = {}
    for value in values:
        found.setdefault(" ".join(words(str(value))), value)
    return tuple(found.values())

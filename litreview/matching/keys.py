"""Blocking keys of a record: records that share one are compared."""

from __future__ import annotations

from collections.abc import Iterator

from litreview.matching.prepare import Prepared, prepare
from litreview.model import blocking
from litreview.model.record import Record


def blocking_keys(record: Record | Prepared) -> frozenset[str]:
    """The keys of a record, as `litreview.model.blocking` makes them."""
    return frozenset(_keys(record if isinstance(record, Prepared) else prepare(record)))


def _keys(ready: Prepared) -> Iterator[str]:
    title, place, year = ready.title, ready.place, ready.year
    family = ready.names.families[0] if ready.names.families else ""
    yield from blocking.identifier_keys(ready.identifiers)
    if title.column or 0 < len(title.core) < 3:
        yield from blocking.column_keys(title.plain, family, year, place.volume, ready.venue.acronym)
        if not title.column:
            yield blocking.short_title_key(title.plain, year)
    elif title.core:
        yield from blocking.title_keys(title.core, title.plain, title.head)
    if family and title.plain:
        yield from blocking.author_keys(ready.names.families, year, title.plain)
    yield from blocking.place_keys(family, year, place.volume, place.pages.first or place.number)

"""How many works have which tag, year, venue, source and type."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Any

from litreview.library.asking import ask
from litreview.model.row import Facet

MOST = 200
"""Values of one facet that are handed over; venues have thousands."""

_WORKS = "SELECT w.venue, w.sources, w.type, w.year FROM works AS w WHERE {where}"
_TAGS = (
    "SELECT t.name, count(DISTINCT m.work_id) FROM taggings AS g JOIN tags AS t ON t.id = g.tag_id"
    " JOIN membership AS m ON m.record_id = g.record_id JOIN works AS w ON w.id = m.work_id"
    " WHERE {where} GROUP BY g.tag_id"
)
_EACH_WORK = "SELECT venue, sources, type, year FROM works WHERE id IN ({ids})"
_EACH_TAG = (
    "SELECT DISTINCT m.work_id, t.name FROM membership AS m JOIN taggings AS g ON g.record_id = m.record_id"
    " JOIN tags AS t ON t.id = g.tag_id WHERE m.work_id IN ({ids})"
)


def count_where(connection: sqlite3.Connection, where: str, values: list[Any]) -> tuple[Facet, ...]:
    """The facets of all works for which a condition on ``w`` holds."""
    rows = connection.execute(_WORKS.format(where=where), values).fetchall()
    tags = Counter(dict(connection.execute(_TAGS.format(where=where), values).fetchall()))
    return _facets(tags, rows)


def count_ids(connection: sqlite3.Connection, ids: array[int]) -> tuple[Facet, ...]:
    """The facets of an answer that is in hand."""
    tags: Counter[str] = Counter(row[1] for row in ask(connection, _EACH_TAG, ids))
    return _facets(tags, list(ask(connection, _EACH_WORK, ids)))


def _facets(tags: Counter[str], rows: list[Any]) -> tuple[Facet, ...]:
    columns: Iterable[Any] = zip(*rows, strict=True) if rows else ((), (), (), ())
    venues, named, types, years = (Counter(column) for column in columns)
    del venues[None], years[None]
    sources: Counter[str] = Counter()
    for names, number in named.items():
        for source in names.split():
            sources[source] += number
    return (
        Facet("tag", _most(tags)),
        Facet("year", tuple((str(year), number) for year, number in sorted(years.items(), reverse=True))),
        Facet("venue", _most(venues)),
        Facet("source", _most(sources)),
        Facet("type", _most(types)),
    )


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST])

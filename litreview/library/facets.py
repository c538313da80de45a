"""How many works have which tag, year, venue, source and type."""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter
from collections.abc import Iterable

from litreview.library.asking import ask
from litreview.model.row import Facet

MOST = 200
"""Values of one facet that are handed over; venues have thousands."""

_TAGS = (
    "SELECT t.name, count(DISTINCT m.work_id) FROM taggings AS g JOIN tags AS t ON t.id = g.tag_id"
    " JOIN membership AS m ON m.record_id = g.record_id JOIN works AS w ON w.id = m.work_id AND w.kept = 1"
    " GROUP BY g.tag_id"
)
_EACH_TAG = (
    "SELECT DISTINCT m.work_id, t.name FROM membership AS m JOIN taggings AS g ON g.record_id = m.record_id"
    " JOIN tags AS t ON t.id = g.tag_id WHERE m.work_id IN ({ids})"
)


def count_all(connection: sqlite3.Connection) -> tuple[Facet, ...]:
    """The facets of the whole library."""
    years = connection.execute(
        "SELECT year, count(*) FROM works WHERE kept = 1 AND year IS NOT NULL GROUP BY year"
    ).fetchall()
    rows = connection.execute("SELECT venue, sources, type FROM works WHERE kept = 1")
    return _facets(
        Counter(dict(connection.execute(_TAGS).fetchall())), Counter({str(y): n for y, n in years}), rows
    )


def count_facets(connection: sqlite3.Connection, ids: array[int]) -> tuple[Facet, ...]:
    """The facets of an answer."""
    tags: Counter[str] = Counter(row[1] for row in ask(connection, _EACH_TAG, ids))
    found = list(ask(connection, "SELECT venue, sources, type, year FROM works WHERE id IN ({ids})", ids))
    years: Counter[str] = Counter(str(row[3]) for row in found if row[3] is not None)
    return _facets(tags, years, (row[:3] for row in found))


def _facets(
    tags: Counter[str], years: Counter[str], rows: Iterable[tuple[str | None, str, str]]
) -> tuple[Facet, ...]:
    venues: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    types: Counter[str] = Counter()
    for venue, named, type_ in rows:
        if venue is not None:
            venues[venue] += 1
        sources[named] += 1
        types[type_] += 1
    each: Counter[str] = Counter()
    for named, number in sources.items():
        for source in named.split():
            each[source] += number
    return (
        Facet("tag", _most(tags)),
        Facet("year", tuple(sorted(years.items(), reverse=True))),
        Facet("venue", _most(venues)),
        Facet("source", _most(each)),
        Facet("type", _most(types)),
    )


def _most(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST])

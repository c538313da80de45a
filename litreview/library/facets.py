"""How many works have which tag, year, venue, source, type, decision and read state."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from litreview.library.asking import ask
from litreview.library.cells import Cells
from litreview.library.conditions import DECIDED, Condition
from litreview.library.cube import Cell, Placed, placed
from litreview.model.row import Facet

MOST = 200
"""Values of one facet that are handed over; venues have thousands."""

_DECIDED = {decision: word for word, decision in DECIDED.items()}
_EACH = "SELECT cell, venue_id FROM works WHERE id IN ({ids})"
_CELLS = f"SELECT {', '.join(Cell._fields)}, id FROM cube WHERE id IN ({{ids}})"
_NOT_STALE = "w.id NOT IN (SELECT work_id FROM stale)"
_WHERE = f"SELECT w.cell, w.venue_id FROM works AS w WHERE {{where}} AND {_NOT_STALE}"
_BY_VENUE = f"SELECT w.venue_id, count(*) FROM works AS w WHERE {{where}} AND {_NOT_STALE} AND w.venue_id IS NOT NULL GROUP BY w.venue_id"
_IN_CELLS = "w.cell IN (SELECT value FROM json_each(?))"
_STALE = "SELECT w.id FROM stale AS s CROSS JOIN works AS w ON w.id = s.work_id WHERE {where}"
_VENUES = "SELECT id, name FROM venues WHERE id IN ({ids})"
_VENUES_NAMED = "SELECT id, name FROM venues WHERE name IN ({ids})"
_TAGS = "SELECT id, name FROM tags WHERE id IN ({ids})"
Value = TypeVar("Value", int, str)


def count_ids(connection: sqlite3.Connection, ids: Sequence[int], capped: int | None) -> tuple[Facet, ...]:
    """The facets of an answer that is in hand; ``capped`` where it is only the first so many."""
    stale = {row[0] for row in ask(connection, "SELECT work_id FROM stale WHERE work_id IN ({ids})", ids)}
    rows = list(ask(connection, _EACH, [one for one in ids if one not in stale] if stale else ids))
    numbers = Counter(cell for cell, _ in rows)
    venues = Counter(venue for _, venue in rows if venue is not None)
    named = [(*cell, numbers[one]) for *cell, one in ask(connection, _CELLS, numbers)]
    columns = zip(*named, strict=True) if named else ((),) * (len(Cell._fields) + 1)
    return _together(connection, Cells(*_any((), *columns)), venues, placed(connection, stale), capped)


def count_cells(
    connection: sqlite3.Connection,
    cells: Cells,
    mask: Sequence[bool],
    stale: Sequence[Placed],
    moved: Sequence[Placed],
) -> tuple[Facet, ...]:
    """The facets of the works of some cells: those for which the mask holds. ``stale`` works are not
    where they are counted; ``moved`` are those of them that are meant."""
    meant = cells if all(mask) else cells.where(mask)
    counted = _less(meant, Counter(one.counted_cell for one in stale))
    if all(meant.kept) and sum(meant.works) * 2 > sum(
        n for n, kept in zip(cells.works, cells.kept, strict=True) if kept
    ):
        others = [bool(kept) and not one for kept, one in zip(cells.kept, mask, strict=True)]
        venues = _kept_venues(connection, cells, stale)
        if any(others):
            venues.subtract(_venues_of(connection, cells.where(others)))
    else:
        venues = _venues_of(connection, meant)
    return _together(connection, counted, venues, moved)


def count_where(connection: sqlite3.Connection, condition: Condition, cells: Cells) -> tuple[Facet, ...]:
    """The facets of all works for which a condition on ``w`` holds."""
    where, values = condition
    numbers: Counter[int] = Counter()
    venues: Counter[int] = Counter()
    rows = connection.execute(_WHERE.format(where=where), values)
    while some := rows.fetchmany(10_000):
        for counted, column in zip((numbers, venues), zip(*some, strict=True), strict=True):
            counted.update(column)
    venues.pop(None, None)  # type: ignore[call-overload]  # a work of no venue has no number there
    counted_cells = cells._replace(works=[numbers[one] for one in cells.id])
    stale = connection.execute(_STALE.format(where=where), values).fetchall()
    return _together(connection, counted_cells, venues, placed(connection, (row[0] for row in stale)))


def _less(cells: Cells, gone: Counter[int]) -> Cells:
    if not gone:
        return cells
    return cells._replace(works=[n - gone[one] for one, n in zip(cells.id, cells.works, strict=True)])


def _venues_of(connection: sqlite3.Connection, cells: Cells) -> Counter[int]:
    import json

    sql = _BY_VENUE.format(where=_IN_CELLS)
    return Counter(dict(connection.execute(sql, (json.dumps(list(cells.id)),)).fetchall()))


def _kept_venues(connection: sqlite3.Connection, cells: Cells, stale: Sequence[Placed]) -> Counter[int]:
    """Kept works by venue, without those that are stale."""
    venues: Counter[int] = Counter(
        dict(connection.execute("SELECT id, works FROM venues WHERE works > 0").fetchall())
    )
    if stale:
        kept = dict(zip(cells.id, cells.kept, strict=True))
        venues.subtract(
            one.counted_venue for one in stale if one.counted_venue and kept.get(one.counted_cell)
        )
    return venues


def _together(
    connection: sqlite3.Connection,
    cells: Cells,
    venues: Counter[int],
    moved: Sequence[Placed],
    capped: int | None = None,
) -> tuple[Facet, ...]:
    """The facets of counted cells and venues, with single works besides."""
    fresh = Counter(one.venue for one in moved if one.venue is not None)
    least = min(sorted(venues.values(), reverse=True)[:MOST], default=0)
    shown = [venue for venue, number in venues.items() if number and number >= least]
    rows = [*ask(connection, _VENUES, shown), *ask(connection, _VENUES_NAMED, fresh)]
    named = Counter({name: venues[venue] for venue, name in rows})
    named.update(fresh)
    if moved:
        besides = zip(*(one.cell for one in moved), strict=True)
        columns = [(*old, *new) for old, new in zip(cells[1:-1], besides, strict=True)]
        cells = Cells(*_any((), *columns, (*cells.works, *(1 for _ in moved))))
    return _facets(connection, cells, named, capped)


def _facets(
    connection: sqlite3.Connection, cells: Cells, venues: Counter[str], capped: int | None
) -> tuple[Facet, ...]:
    years = _sums(cells.year, cells.works)
    del years[0]
    tags = _each(_sums(cells.tags, cells.works))
    names = {str(number): name for number, name in ask(connection, _TAGS, map(int, tags))}
    decided, read = _sums(cells.decision, cells.works), _sums(cells.read_state, cells.works)
    found = {
        "tag": _most({names[one]: number for one, number in tags.items() if one in names}),
        "year": tuple((str(year), number) for year, number in sorted(years.items(), reverse=True)),
        "venue": _most(venues),
        "source": _most(_each(_sums(cells.sources, cells.works))),
        "type": _most(_sums(cells.type, cells.works)),
        "decision": _most({_DECIDED[one]: number for one, number in decided.items() if one in _DECIDED}),
        "read": _most({one: number for one, number in read.items() if one}),
    }
    return tuple(Facet(name, values, capped) for name, values in found.items())


def _any(*columns: Any) -> tuple[Any, ...]:
    """Columns of texts and of numbers side by side."""
    return columns


def _sums(values: Iterable[Value], numbers: Iterable[int]) -> Counter[Value]:
    sums: defaultdict[Value, int] = defaultdict(int)  # a Counter takes twice as long
    for value, number in zip(values, numbers, strict=True):
        sums[value] += number
    return Counter({value: number for value, number in sums.items() if number})


def _each(listed: Counter[str]) -> Counter[str]:
    """Counts of lists as counts of what is listed."""
    sums: Counter[str] = Counter()
    for names, number in listed.items():
        for name in names.split():
            sums[name] += number
    return sums


def _most(counted: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    shown = [(name, number) for name, number in counted.items() if number > 0]
    return tuple(sorted(shown, key=lambda pair: (-pair[1], pair[0]))[:MOST])

"""The cube: how many works there are of each kind, so that facets need not look at the works.

A work is counted in one cell, named by all that facets ask of it but its venue, and in its venue.
Where words changed, the work stays counted as it was until the index follows (`stale`).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litreview.library.asking import ask, pieces
from litreview.model.decision import Decided, effective


class Cell(NamedTuple):
    """What a cell of the cube is named by. ``year`` 0 = unknown; ``sources`` and ``tags`` (ids) with
    blanks between, in order; ``decision`` and ``read_state`` "" = none."""

    kept: int
    year: int
    type: str
    sources: str
    tags: str = ""
    decision: str = ""
    read_state: str = ""


class Placed(NamedTuple):
    """Where a work stands: its cell as the tables say now, its venue, and where it was counted before."""

    work_id: int
    cell: Cell
    venue: str | None
    counted_cell: int
    counted_venue: int | None


_WORKS = (
    "SELECT id, kept, coalesce(year, 0), type, sources, venue, cell, venue_id FROM works WHERE id IN ({ids})"
)
_TAGS = (
    "SELECT DISTINCT m.work_id, g.tag_id FROM membership AS m JOIN taggings AS g ON g.record_id = m.record_id"
    " WHERE m.work_id IN ({ids}) ORDER BY m.work_id, g.tag_id"
)
_DECISIONS = (
    "SELECT m.work_id, d.stage, d.who, d.word, d.reason, d.at FROM membership AS m"
    " JOIN decisions AS d ON d.record_id = m.record_id WHERE m.work_id IN ({ids})"
)
_READ = (
    "SELECT m.work_id, r.state FROM membership AS m JOIN read_states AS r ON r.record_id = m.record_id"
    " WHERE m.work_id IN ({ids}) ORDER BY m.work_id, r.at, r.state"
)


def placed(connection: sqlite3.Connection, work_ids: Iterable[int]) -> list[Placed]:
    """Where works stand by the tables as they are now."""
    ids = list(work_ids)
    words = said(connection, ids)
    return [
        Placed(one, Cell(kept, year, type_, sources, *words.get(one, ())), venue, cell, venue_id)
        for one, kept, year, type_, sources, venue, cell, venue_id in ask(connection, _WORKS, ids)
    ]


def said(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, tuple[str, str, str]]:
    """A person's words on works as cells are named by them: tags, decision, read state; works without
    any are left out."""
    ids = list(work_ids)
    tags: dict[int, list[str]] = {}
    for work_id, tag_id in ask(connection, _TAGS, ids):
        tags.setdefault(work_id, []).append(str(tag_id))
    decided = decisions_of(connection, ids)
    read: dict[int, str] = dict(ask(connection, _READ, ids))
    return {
        one: (" ".join(tags.get(one, ())), effective(decided.get(one, ())), read.get(one, ""))
        for one in tags.keys() | decided.keys() | read.keys()
    }


def decisions_of(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, list[Decided]]:
    """Every decision that was taken on the records of works; works without are left out."""
    out: dict[int, list[Decided]] = {}
    for work_id, *row in ask(connection, _DECISIONS, work_ids):
        out.setdefault(work_id, []).append(Decided(*row))
    return out


def read_states_of(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, str]:
    """How far works were read, by the latest word of anybody; works that nobody read are left out."""
    return dict(ask(connection, _READ, work_ids))


def count_in(connection: sqlite3.Connection, works: Iterable[Placed]) -> None:
    """Count works where they stand now, and no longer where they were counted before."""
    for some in pieces(works):
        moved = misplaced(connection, some)
        leave(connection, [one.work_id for one in moved])
        cell_ids = enter(connection, [one.cell for one in moved])
        venue_ids = enter_venues(connection, [(one.venue, one.cell.kept) for one in moved])
        connection.executemany(
            "UPDATE works SET cell = ?, venue_id = ? WHERE id = ?",
            [(cell, venue, one.work_id) for cell, venue, one in zip(cell_ids, venue_ids, moved, strict=True)],
        )


def misplaced(connection: sqlite3.Connection, works: Sequence[Placed]) -> list[Placed]:
    """Those of the works that are counted in another cell or venue than where they stand."""
    cells = _cells(connection, {one.counted_cell for one in works})
    venues = _venues(connection, {one.counted_venue for one in works})
    return [
        one
        for one in works
        if cells.get(one.counted_cell) != one.cell or venues.get(one.counted_venue) != one.venue
    ]


def _cells(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, Cell]:
    sql = "SELECT id, kept, year, type, sources, tags, decision, read_state FROM cube WHERE id IN ({ids})"
    return {row[0]: Cell(*row[1:]) for row in ask(connection, sql, ids)}


def _venues(connection: sqlite3.Connection, ids: Iterable[int | None]) -> dict[int | None, str]:
    return dict(ask(connection, "SELECT id, name FROM venues WHERE id IN ({ids})", ids))


def leave(connection: sqlite3.Connection, work_ids: Iterable[int]) -> None:
    """Count works nowhere any more."""
    cells: Counter[int] = Counter()
    venues: Counter[int] = Counter()
    sql = "SELECT w.cell, w.venue_id, c.kept FROM works AS w JOIN cube AS c ON c.id = w.cell WHERE w.id IN ({ids})"
    for cell, venue, kept in ask(connection, sql, work_ids):
        cells[cell] += 1
        if venue is not None and kept:
            venues[venue] += 1
    connection.executemany(
        "UPDATE cube SET works = works - ? WHERE id = ?", [(number, one) for one, number in cells.items()]
    )
    connection.executemany(
        "UPDATE venues SET works = works - ? WHERE id = ?", [(number, one) for one, number in venues.items()]
    )


def enter(connection: sqlite3.Connection, cells: Sequence[Cell]) -> list[int]:
    """Count one work in each of these cells; the cells' ids, in order."""
    found: dict[Cell, int] = {}
    for cell, number in Counter(cells).items():
        row = connection.execute(
            "INSERT INTO cube (kept, year, type, sources, tags, decision, read_state, works)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (kept, year, type, sources, tags, decision, read_state)"
            " DO UPDATE SET works = works + excluded.works RETURNING id",
            (*cell, number),
        ).fetchall()
        found[cell] = row[0][0]
    return [found[cell] for cell in cells]


def enter_venues(
    connection: sqlite3.Connection, venues: Sequence[tuple[str | None, int]]
) -> list[int | None]:
    """Count one work in each of these venues where it is kept; the venues' ids, in order."""
    numbers: Counter[str] = Counter()
    for name, kept in venues:
        if name is not None:
            numbers[name] += kept
    found: dict[str | None, int | None] = {None: None}
    for venue, number in numbers.items():
        row = connection.execute(
            "INSERT INTO venues (name, works) VALUES (?, ?) ON CONFLICT (name)"
            " DO UPDATE SET works = works + excluded.works RETURNING id",
            (venue, number),
        ).fetchall()
        found[venue] = row[0][0]
    return [found[name] for name, _ in venues]

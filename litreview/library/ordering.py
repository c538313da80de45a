"""Works in the orders of lists: whole, a page at any depth, or those of some cells of the cube.

What is unknown comes last, oldest work first, whatever the direction.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import compress, groupby, islice
from typing import Any

from litreview.library.asking import ask
from litreview.library.cells import Cells

SORTS = {
    "year": ("year", True), "author": ("sort_author", False), "title": ("sort_title", False),
    "venue": ("sort_venue", False), "cited": ("cited", True), "added": ("id", True), "key": ("key", False),
}  # fmt: skip
"""The column of each order, and whether the greatest comes first."""

_WALK = 2
_WALK_BY_ID = 1 / 10
"""How many works an order walks past in the time that one work of a cell is fetched and sorted; by
their ids they are fetched from the index alone (measured: 2.6 us a step, 5 and 0.25 us a work)."""

_MARKED = 6
"""How many works are marked, or passed in an order without a look at their rows, in that time."""

_IN_CELLS = (
    "SELECT w.id FROM works AS w INDEXED BY works_by_cell WHERE w.cell IN (SELECT value FROM json_each(?))"
    " AND w.id NOT IN (SELECT work_id FROM stale)"
)


def column_and_way(sort: str, reverse: bool) -> tuple[str, str]:
    """The column of an order and ASC or DESC."""
    column, down = SORTS[sort]
    return column, "DESC" if down != reverse else "ASC"


def sort_ids(connection: sqlite3.Connection, ids: Sequence[int], sort: str, reverse: bool) -> list[int]:
    """These works in order."""
    column, way = column_and_way(sort, reverse)
    values: dict[int, Any] = dict(
        ask(connection, f"SELECT id, {column} FROM works WHERE id IN ({{ids}})", ids)
    )
    known = [one for one in ids if values.get(one) is not None]
    known.sort(key=lambda one: (values[one], one), reverse=way == "DESC")
    return known + sorted(one for one in ids if values.get(one) is None)


def ordered(
    connection: sqlite3.Connection, where: str, values: Sequence[Any], sort: str, reverse: bool, limit: int
) -> array[int]:
    """The works for which a condition on ``w`` holds, straight from a sort index; ``limit`` -1: all."""
    column, way = column_and_way(sort, reverse)
    out = array("q")
    sql = f"SELECT w.id FROM works AS w WHERE {where} AND w.{column} IS NOT NULL ORDER BY w.{column} {way}, w.id {way} LIMIT ?"
    out.extend(row[0] for row in connection.execute(sql, (*values, limit)))
    if column != "id" and (limit < 0 or len(out) < limit):
        sql = f"SELECT w.id FROM works AS w WHERE {where} AND w.{column} IS NULL ORDER BY w.id LIMIT ?"
        rest = limit if limit < 0 else limit - len(out)
        out.extend(row[0] for row in connection.execute(sql, (*values, rest)))
    return out


def following(
    connection: sqlite3.Connection, sort: str, reverse: bool, after: int | None, size: int
) -> list[int]:
    """The ``size`` kept works that come next in an order after a work; from the start where None.

    Each range is sought in its index, whatever the depth. Raises KeyError where ``after`` is gone.
    """
    if after is None:
        return list(ordered(connection, "w.kept = 1", (), sort, reverse, size))
    column, way = column_and_way(sort, reverse)
    row = connection.execute(f"SELECT {column} FROM works WHERE id = ?", (after,)).fetchone()
    if row is None:
        raise KeyError(after)
    sign = "<" if way == "DESC" else ">"
    ranges: list[tuple[str, tuple[Any, ...]]] = [(f"{column} IS NULL AND id > ? ORDER BY id", (after,))]
    if row[0] is not None:
        ranges = [
            (f"{column} = ? AND id {sign} ? ORDER BY id {way}", (row[0], after)),
            (f"{column} {sign} ? ORDER BY {column} {way}, id {way}", (row[0],)),
            (f"{column} IS NULL ORDER BY id", ()),
        ]
    out: list[int] = []
    for where, values in ranges[1:2] if column == "id" else ranges:
        if len(out) < size:
            sql = f"SELECT id FROM works WHERE kept = 1 AND {where} LIMIT ?"
            out += [row[0] for row in connection.execute(sql, (*values, size - len(out)))]
    return out


def in_cells(
    connection: sqlite3.Connection, cells: Cells, whole: int, sort: str, reverse: bool, limit: int
) -> list[int]:
    """The first ``limit`` works of these cells in order (-1: all), but for those that are stale.

    ``whole`` is how many works the library has. Where many of them are meant, the order meets them
    soon; where few, or where they stand far behind, they are fetched and sorted.
    """
    if sort == "year":
        return _by_year(connection, cells, reverse, limit)
    total = sum(cells.works)
    worth = int(total * (_WALK if sort != "added" else _WALK_BY_ID))
    if all(cells.kept) and limit >= 0 and worth * total > limit * whole:
        found = list(islice(_walk(connection, frozenset(cells.id), sort, reverse, worth), limit))
        if len(found) == limit:
            return found
    if all(cells.kept) and sort != "added" and total * _MARKED > whole:
        return _marked(connection, cells, sort, reverse, limit)
    return _fetched(connection, cells, *column_and_way(sort, reverse), limit)


def _by_year(connection: sqlite3.Connection, cells: Cells, reverse: bool, limit: int) -> list[int]:
    """Cells are named by their year: only those are asked that the page reaches."""
    way = column_and_way("year", reverse)[1]
    out: list[int] = []
    for year, group in groupby(_years(cells, way), key=lambda pair: pair[0]):
        if 0 <= limit <= len(out):
            break
        listed = Cells(id=[number for _, number in group])
        rest = limit if limit < 0 else limit - len(out)
        out += _fetched(connection, listed, "id", way if year else "ASC", rest)
    return out


def _years(cells: Cells, way: str) -> list[tuple[int, int]]:
    pairs = sorted(zip(cells.year, cells.id, strict=True), reverse=way == "DESC")
    return [pair for pair in pairs if pair[0]] + [pair for pair in pairs if not pair[0]]


def _fetched(connection: sqlite3.Connection, cells: Cells, column: str, way: str, limit: int) -> list[int]:
    listed = json.dumps(list(cells.id))
    if column == "id":
        rows = connection.execute(f"{_IN_CELLS} ORDER BY w.id {way} LIMIT ?", (listed, limit))
        return [row[0] for row in rows.fetchall()]
    sql = f"{_IN_CELLS} ORDER BY w.{column} IS NULL, w.{column} {way}, CASE WHEN w.{column} IS NULL THEN w.id END, w.id {way} LIMIT ?"
    return [row[0] for row in connection.execute(sql, (listed, limit)).fetchall()]


def _marked(connection: sqlite3.Connection, cells: Cells, sort: str, reverse: bool, limit: int) -> list[int]:
    """Many works of cells: each is marked by a byte, then met in the order, which is read from its index alone."""
    last = connection.execute("SELECT coalesce(max(id), 0) FROM works").fetchone()[0]
    marks = bytearray(last + 1)
    for (one,) in connection.execute(_IN_CELLS, (json.dumps(list(cells.id)),)):
        marks[one] = 1
    met = ordered(connection, "w.kept = 1", (), sort, reverse, -1)
    found = compress(met, map(marks.__getitem__, met))
    return list(islice(found, limit) if limit >= 0 else found)


def _walk(
    connection: sqlite3.Connection, wanted: frozenset[int], sort: str, reverse: bool, most: int
) -> Iterator[int]:
    """Kept works of some cells as an order meets them, among its first ``most`` works."""
    column, way = column_and_way(sort, reverse)
    stale = {row[0] for row in connection.execute("SELECT work_id FROM stale")}
    known = f"SELECT id, cell FROM works WHERE kept = 1 AND {column} IS NOT NULL ORDER BY {column} {way}, id {way} LIMIT ?"
    rest = f"SELECT id, cell FROM works WHERE kept = 1 AND {column} IS NULL ORDER BY id LIMIT ?"
    seen = 0
    for sql in (known, rest):
        with closing(connection.execute(sql, (most - seen,))) as rows:
            for one, cell in rows:
                seen += 1
                if cell in wanted and one not in stale:
                    yield one

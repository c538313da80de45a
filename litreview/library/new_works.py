"""Writing works of one record each, many at a time: what most records of most fetches become."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from litreview.library.asking import ask
from litreview.library.cube import Cell, enter, enter_venues, said
from litreview.library.keys import make_keys, show_key
from litreview.library.search_index import filter_tokens, mark_noted, notes_of, put_more
from litreview.library.work_row import ROW, index_texts, row_values

if TYPE_CHECKING:
    from litreview.model.work import Work


class LoneWork(NamedTuple):
    """A work of one record and no correction: as `model.alone` makes it; ``base`` of its made key."""

    work: Work
    record_id: int
    base: str


_NEW = (
    f"INSERT INTO works (id, {', '.join(ROW)}, cited, cited_source, key, cell, venue_id)"
    f" VALUES ({', '.join('?' * (len(ROW) + 6))})"
)
_KEPT, _YEAR, _TYPE, _SOURCES, _VENUE = map(ROW.index, ("kept", "year", "type", "sources", "venue"))
_COUNTS = (
    "SELECT record_id, value, source FROM latest_counts WHERE record_id IN ({ids})"
    " ORDER BY record_id, value DESC, source"
)


def put_new(connection: sqlite3.Connection, lone: Sequence[LoneWork]) -> list[int]:
    """Write new works, each of one record that is in no work yet; their ids, in order."""
    if not lone:
        return []
    records = [one.record_id for one in lone]
    kept = _having(connection, "kept", records)
    counts: dict[int, tuple[int, str]] = {}
    for record_id, value, source in ask(connection, _COUNTS, records):
        counts.setdefault(record_id, (value, source))
    keys = make_keys(connection, [(one.record_id, one.base) for one in lone])
    first = _next_id(connection, "works")
    ids = [first + place for place in range(len(lone))]
    rows = [row_values(one.work, one.record_id in kept) for one in lone]
    connection.executemany("INSERT INTO membership VALUES (?, ?)", list(zip(records, ids, strict=True)))
    words = said(connection, ids)
    cells = [
        Cell(row[_KEPT], row[_YEAR] or 0, row[_TYPE], row[_SOURCES], *words.get(work_id, ()))
        for work_id, row in zip(ids, rows, strict=True)
    ]
    cell_ids = enter(connection, cells)
    venue_ids = enter_venues(connection, [(row[_VENUE], row[_KEPT]) for row in rows])
    connection.executemany(
        _NEW,
        [
            (work_id, *row, *counts.get(one.record_id, (None, None)), key, cell, venue)
            for work_id, row, one, key, cell, venue in zip(
                ids, rows, lone, keys, cell_ids, venue_ids, strict=True
            )
        ],
    )
    docs = [
        (work_id, *index_texts(one.work), filter_tokens(cell))
        for work_id, one, cell in zip(ids, lone, cells, strict=True)
    ]
    connection.executemany("INSERT INTO search_docs VALUES (?, ?, ?, ?, ?)", docs)
    connection.executemany(
        "INSERT INTO search_index (rowid, title, byline, venue, filters) VALUES (?, ?, ?, ?, ?)", docs
    )
    _index_more(connection, lone, ids)
    _follow(connection, dict(zip(records, ids, strict=True)))
    return ids


def _index_more(connection: sqlite3.Connection, lone: Sequence[LoneWork], ids: Sequence[int]) -> None:
    noted = _having(connection, "note_anchors", [one.record_id for one in lone])
    for work_id, one in zip(ids, lone, strict=True):
        notes = notes_of(connection, work_id) if one.record_id in noted else []
        put_more(connection, work_id, one.work.best, notes, new=True)
        if notes:
            mark_noted(connection, work_id, True)


def _follow(connection: sqlite3.Connection, works: dict[int, int]) -> None:
    """What hung on the records before they had a work: given keys, lists and lines."""
    from litreview.library.links import relink

    for record_id in _having(connection, "citation_keys", works):
        show_key(connection, works[record_id])
    linked = _having(connection, "lists", works) | _having(connection, "line_targets", works)
    relink(connection, sorted(works[record_id] for record_id in linked), new=True)


def _having(connection: sqlite3.Connection, table: str, record_ids: Iterable[int]) -> set[int]:
    sql = f"SELECT record_id FROM {table} WHERE record_id IN ({{ids}})"
    return {row[0] for row in ask(connection, sql, record_ids)}


def _next_id(connection: sqlite3.Connection, table: str) -> int:
    """The id that AUTOINCREMENT would give next."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return (row[0] if row else 0) + 1

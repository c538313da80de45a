"""Rows of works for lists: one statement for each kind of thing, whatever the number of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from litreview.library.asking import ask
from litreview.library.counts import latest_counts
from litreview.library.keys import effective_keys, read_keys
from litreview.model.row import Row

_WORKS = (
    "SELECT id, title, byline, short_byline, year, venue, type, doi, repec, sources, cited, cited_source, kept"
    " FROM works WHERE id IN ({ids})"
)
_RECORDS = "SELECT work_id, count(*) FROM membership WHERE work_id IN ({ids}) GROUP BY work_id"
_NOTES = (
    "SELECT m.work_id, count(DISTINCT a.note_id) FROM membership AS m"
    " JOIN note_anchors AS a ON a.record_id = m.record_id WHERE m.work_id IN ({ids}) GROUP BY m.work_id"
)
_VERSIONS = (
    "SELECT f.work_id, (SELECT count(*) - 1 FROM families AS g WHERE g.family_id = f.family_id)"
    " FROM families AS f WHERE f.work_id IN ({ids})"
)
_TAGS = (
    "SELECT DISTINCT m.work_id, t.name FROM membership AS m JOIN taggings AS g ON g.record_id = m.record_id"
    " JOIN tags AS t ON t.id = g.tag_id WHERE m.work_id IN ({ids}) ORDER BY m.work_id, t.name"
)


def rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Row]:
    """The rows of works in the order of ``ids``; works that are gone are left out."""
    found: dict[int, Sequence[Any]] = {row[0]: row for row in ask(connection, _WORKS, ids)}
    records: dict[int, int] = dict(ask(connection, _RECORDS, ids))
    notes: dict[int, int] = dict(ask(connection, _NOTES, ids))
    versions: dict[int, int] = dict(ask(connection, _VERSIONS, ids))
    tags = tags_of_works(connection, ids)
    counts = latest_counts(connection, ids)
    keys = read_keys(connection, ids)
    return [
        Row(
            id=one,
            key=effective_keys(keys.get(one, ()))[0],
            short_byline=row[3],
            byline=row[2],
            year=row[4],
            title=row[1],
            venue=row[5],
            type=row[6],
            doi=row[7],
            repec=row[8],
            tags=tags.get(one, ()),
            cited=row[10],
            cited_source=row[11],
            counts=counts.get(one, ()),
            kept=bool(row[12]),
            sources=tuple(row[9].split()),
            records=records.get(one, 0),
            notes=notes.get(one, 0),
            versions=versions.get(one, 0),
        )
        for one in ids
        if (row := found.get(one)) is not None
    ]


def tags_of_works(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The tags of works: the union of the tags of their records, by name."""
    out: dict[int, tuple[str, ...]] = {}
    for work_id, name in ask(connection, _TAGS, work_ids):
        out[work_id] = (*out.get(work_id, ()), name)
    return out

"""Rows of works for lists: one statement for each kind of thing, whatever the number of rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from litreview.library.asking import ask
from litreview.library.counts import latest_counts
from litreview.library.cube import decisions_of, read_states_of
from litreview.library.keys import effective_keys, read_keys
from litreview.library.search_index import read_best
from litreview.model.decision import effective
from litreview.model.row import Row

if TYPE_CHECKING:
    from litreview.model.work import Work

_WORKS = (
    "SELECT id, title, byline, short_byline, year, venue, type, doi, repec, sources, cited, cited_source, kept, authors"
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

_NAMES = (
    "SELECT m.work_id, r.source || ':' || r.source_id FROM membership AS m JOIN records AS r ON r.id = m.record_id"
    " WHERE m.work_id IN ({ids}) ORDER BY m.work_id, r.id"
)
_NOTE_TEXTS = (
    "SELECT DISTINCT m.work_id, n.text, n.id FROM membership AS m"
    " JOIN note_anchors AS a ON a.record_id = m.record_id JOIN notes AS n ON n.id = a.note_id"
    " WHERE m.work_id IN ({ids}) ORDER BY m.work_id, n.id"
)
_OTHERS = (
    "SELECT f.work_id, g.work_id FROM families AS f JOIN families AS g ON g.family_id = f.family_id"
    " AND g.work_id <> f.work_id WHERE f.work_id IN ({ids}) ORDER BY g.preferred DESC, g.work_id"
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
    decided = decisions_of(connection, ids) if _any(connection, "decisions") else {}
    read = read_states_of(connection, ids) if _any(connection, "read_states") else {}
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
            authors=tuple(row[13].split("\n")) if row[13] else (),
            decision=effective(decided[one]) if one in decided else "",
            read_state=read.get(one, ""),
        )
        for one in ids
        if (row := found.get(one)) is not None
    ]


def _any(connection: sqlite3.Connection, table: str) -> bool:
    """Whether anybody said such a word at all: most libraries, and most lists, do without asking for each."""
    return connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is not None


def tags_of_works(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The tags of works: the union of the tags of their records, by name."""
    out: dict[int, tuple[str, ...]] = {}
    for work_id, name in ask(connection, _TAGS, work_ids):
        out[work_id] = (*out.get(work_id, ()), name)
    return out


def read_works(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Work]:
    """Works whole, with their words and counts, in the order of ``ids``."""
    from litreview.model.work import Work

    bests = read_best(connection, ids)
    kept: dict[int, int] = dict(ask(connection, "SELECT id, kept FROM works WHERE id IN ({ids})", ids))
    names = _listed(ask(connection, _NAMES, ids))
    notes = _listed(row[:2] for row in ask(connection, _NOTE_TEXTS, ids))
    tags = tags_of_works(connection, ids)
    counts = latest_counts(connection, ids)
    others = _listed(ask(connection, _OTHERS, ids))
    keys = read_keys(connection, [*ids, *(other for found in others.values() for other in found)])
    out = []
    for one in ids:
        if one not in bests:
            continue
        best, witnesses = bests[one]
        key, aliases = effective_keys(keys.get(one, ()))
        out.append(
            Work(
                best=best,
                records=tuple(names.get(one, ())),
                witnesses=witnesses,
                id=one,
                key=key,
                key_aliases=aliases,
                tags=tags.get(one, ()),
                notes=tuple(notes.get(one, ())),
                counts=counts.get(one, ()),
                kept=bool(kept[one]),
                versions=tuple(effective_keys(keys.get(other, ()))[0] for other in others.get(one, ())),
            )
        )
    return out


def _listed(pairs: Iterable[Sequence[Any]]) -> dict[int, list[Any]]:
    out: dict[int, list[Any]] = {}
    for one, value in pairs:
        out.setdefault(one, []).append(value)
    return out

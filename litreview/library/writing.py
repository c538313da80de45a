"""Writing works, many at a time: their rows, records, best values, places in the indexes, links."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.library.asking import ask
from litreview.library.counts import highest
from litreview.library.cube import Cell, count_in, enter, enter_venues, placed, said
from litreview.library.former import former_ids
from litreview.library.keys import make_keys, show_keys
from litreview.library.packing import pack
from litreview.library.search_index import MoreDoc, filter_tokens, notes_of, put_docs, put_more
from litreview.library.work_row import ROW, index_texts, row_values

if TYPE_CHECKING:
    from litreview.model.work import Work


class ToWrite(NamedTuple):
    """A work to be written, and the records it has. ``work_id`` None = a new one; ``base`` is what its
    key is made of where no record of it has a key, "" for no key. ``plain``: it says what its one record
    says (`model.alone`), and is not stored a second time."""

    work: Work
    record_ids: Sequence[int]
    work_id: int | None = None
    base: str = ""
    plain: bool = False


class Rewritten(NamedTuple):
    """The works' ids, in order; works that lost all their records, and others that lost some."""

    ids: list[int]
    empty: set[int]
    robbed: set[int]


_KEPT, _YEAR, _TYPE, _SOURCES, _VENUE = map(ROW.index, ("kept", "year", "type", "sources", "venue"))
_MADE = (*ROW, "cell", "venue_id", "id")
_NEW = f"INSERT INTO works ({', '.join(_MADE)}) VALUES ({', '.join('?' * len(_MADE))})"
_AGAIN = f"UPDATE works SET {', '.join(f'{name} = ?' for name in ROW)} WHERE id = ?"
_MEMBERS = "SELECT work_id, record_id FROM membership WHERE work_id IN ({ids})"
_SHOW_CITED = (
    "UPDATE works SET cited = ?1, cited_source = ?2 WHERE id = ?3 AND (cited, cited_source) IS NOT (?1, ?2)"
)


def write_works(connection: sqlite3.Connection, wanted: Sequence[ToWrite]) -> Rewritten:
    """Write works; records come over from the works they were in. Indexes, counts and keys follow."""
    records = [record_id for one in wanted for record_id in one.record_ids]
    former: dict[int, int] = dict(
        ask(connection, "SELECT record_id, work_id FROM membership WHERE record_id IN ({ids})", records)
    )
    ids = _number(connection, wanted)
    gone = _move(connection, wanted, ids, former)
    kept = _having(connection, "kept", records)
    rows = [row_values(one.work, not kept.isdisjoint(one.record_ids)) for one in wanted]
    old = [place for place, one in enumerate(wanted) if one.work_id is not None]
    new = [place for place, one in enumerate(wanted) if one.work_id is None]
    words = said(connection, ids)
    cells = [
        Cell(row[_KEPT], row[_YEAR] or 0, row[_TYPE], row[_SOURCES], *words.get(work_id, ()))
        for work_id, row in zip(ids, rows, strict=True)
    ]
    cell_ids = enter(connection, [cells[place] for place in new])
    venue_ids = enter_venues(connection, [(rows[place][_VENUE], rows[place][_KEPT]) for place in new])
    connection.executemany(
        _NEW,
        [
            (*rows[place], cell, venue, ids[place])
            for place, cell, venue in zip(new, cell_ids, venue_ids, strict=True)
        ],
    )
    connection.executemany(_AGAIN, [(*rows[place], ids[place]) for place in old])
    count_in(connection, placed(connection, [ids[place] for place in old]))
    _put_bests(connection, wanted, ids)
    docs = {
        work_id: (*index_texts(one.work), filter_tokens(cell))
        for work_id, one, cell in zip(ids, wanted, cells, strict=True)
    }
    put_docs(connection, docs, {ids[place] for place in old})
    _put_more(connection, wanted, ids)
    _show_counts(connection, ids, {ids[place] for place in old})
    _name(connection, wanted, ids, records)
    others = set(former.values()) - set(ids)
    robbed = {row[0] for row in ask(connection, _MEMBERS, others)}
    _link(connection, wanted, ids, gone, robbed)
    return Rewritten(ids, others - robbed, robbed)


def _number(connection: sqlite3.Connection, wanted: Iterable[ToWrite]) -> list[int]:
    """The ids of works; new ones get those that AUTOINCREMENT would give next, in a rebuild the one that
    their first record had: screens and the order of arrival stay as they are."""
    before = former_ids(connection, [min(one.record_ids) for one in wanted if one.work_id is None])
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'works'").fetchone()
    last = row[0] if row else 0
    out = []
    for one in wanted:
        found = one.work_id or before.get(min(one.record_ids))
        last += found is None
        out.append(found or last)
    return out


def _move(
    connection: sqlite3.Connection, wanted: Sequence[ToWrite], ids: Sequence[int], former: Mapping[int, int]
) -> dict[int, list[int]]:
    """Say which records the works have; those that a work no longer has and nobody took, by work."""
    connection.executemany(
        "INSERT INTO membership VALUES (?, ?) ON CONFLICT (record_id) DO UPDATE SET work_id = excluded.work_id",
        [
            (record_id, work_id)
            for one, work_id in zip(wanted, ids, strict=True)
            for record_id in one.record_ids
            if former.get(record_id) != work_id
        ],
    )
    has = {
        work_id: set(one.record_ids)
        for one, work_id in zip(wanted, ids, strict=True)
        if one.work_id is not None
    }
    gone: dict[int, list[int]] = {}
    for work_id, record_id in ask(connection, _MEMBERS, has):
        if record_id not in has[work_id]:
            gone.setdefault(work_id, []).append(record_id)
    connection.executemany(
        "DELETE FROM membership WHERE record_id = ?", [(one,) for lost in gone.values() for one in lost]
    )
    return gone


def _put_bests(connection: sqlite3.Connection, wanted: Sequence[ToWrite], ids: Sequence[int]) -> None:
    import json

    from litreview.model.stored import record_to_stored

    stored = []
    for one, work_id in zip(wanted, ids, strict=True):
        if not one.plain:
            witnesses = json.dumps(dict(one.work.witnesses), separators=(",", ":"))
            stored.append((work_id, pack(record_to_stored(one.work.best) + "\n" + witnesses)))
    connection.executemany(
        "INSERT INTO bests VALUES (?, ?) ON CONFLICT (work_id) DO UPDATE SET best = excluded.best", stored
    )
    plain = [(i,) for one, i in zip(wanted, ids, strict=True) if one.plain and one.work_id is not None]
    connection.executemany("DELETE FROM bests WHERE work_id = ?", plain)


def _put_more(connection: sqlite3.Connection, wanted: Sequence[ToWrite], ids: Sequence[int]) -> None:
    notes = notes_of(connection, ids)
    docs = {}
    for one, work_id in zip(wanted, ids, strict=True):
        best = one.work.best
        docs[work_id] = MoreDoc(best.abstract, best.keywords, best.jel, notes.get(work_id, ()))
    put_more(connection, docs)


def _show_counts(connection: sqlite3.Connection, ids: Sequence[int], old: set[int]) -> None:
    """Write the highest latest count of each work; one that has none any more shows none."""
    counts: dict[int, tuple[Any, Any]] = dict.fromkeys(old, (None, None))
    counts |= highest(connection, ids)
    connection.executemany(_SHOW_CITED, [(*count, work_id) for work_id, count in counts.items()])


def _name(
    connection: sqlite3.Connection, wanted: Sequence[ToWrite], ids: Sequence[int], records: Sequence[int]
) -> None:
    """Make keys for works whose records have none, and write the keys into the rows."""
    named = _having(connection, "citation_keys", records) | _having(connection, "made_keys", records)
    make_keys(
        connection,
        [(one.record_ids[0], one.base) for one in wanted if one.base and named.isdisjoint(one.record_ids)],
    )
    show_keys(connection, ids)


def _link(
    connection: sqlite3.Connection,
    wanted: Sequence[ToWrite],
    ids: Sequence[int],
    gone: Mapping[int, Sequence[int]],
    robbed: set[int],
) -> None:
    """Derive the links again of works that have lists, or lines of others that lead to them."""
    from litreview.library.links import relink

    touched = {
        work_id: [*one.record_ids, *gone.get(work_id, ())] for one, work_id in zip(wanted, ids, strict=True)
    }
    records = [record_id for several in touched.values() for record_id in several]
    linked = _having(connection, "lists", records) | _having(connection, "line_targets", records)
    for one, work_id in zip(wanted, ids, strict=True):
        if not linked.isdisjoint(touched[work_id]):
            relink(connection, (work_id,), new=one.work_id is None)
    relink(connection, robbed)


def _having(connection: sqlite3.Connection, table: str, record_ids: Iterable[int]) -> set[int]:
    sql = f"SELECT record_id FROM {table} WHERE record_id IN ({{ids}})"
    return {row[0] for row in ask(connection, sql, record_ids)}

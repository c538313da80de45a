"""What a rebuild needs of the library: an empty slate, a look back, and bodies that are read again."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.former import forget, remember
from litreview.library.lists import store_list
from litreview.library.new_records import drop_identifiers, put_identifiers
from litreview.library.packing import digest, pack, unpack
from litreview.library.schema import DERIVED_TABLES
from litreview.model.record import Said
from litreview.model.stored import record_from_stored, record_to_stored

_SHOWN = 200
_BOTH = " FROM membership AS m JOIN former_membership AS f ON f.record_id = m.record_id"
_JOINED = f"SELECT m.work_id{_BOTH} GROUP BY m.work_id HAVING count(DISTINCT f.work_id) > 1"
_SPLIT = f"SELECT f.work_id{_BOTH} GROUP BY f.work_id HAVING count(DISTINCT m.work_id) > 1"
_KEYS_BEFORE = f"SELECT DISTINCT k.key{_BOTH} JOIN former_keys AS k ON k.work_id = f.work_id WHERE {{side}} = ? ORDER BY 1"
_KEYS_NOW = f"SELECT DISTINCT w.key{_BOTH} JOIN works AS w ON w.id = m.work_id WHERE {{side}} = ? ORDER BY 1"


class Regrouped(NamedTuple):
    """Works that became one, or one that became several: their keys before and now."""

    kind: str
    before: tuple[str, ...]
    now: tuple[str, ...]


class Comparison(NamedTuple):
    """How many works there are now, how many of them were several before, and how many of the former
    ones are several now; ``changes`` names the first of them."""

    works: int
    joined: int
    split: int
    changes: tuple[Regrouped, ...]


class Stale(NamedTuple):
    """A record that an older version of its reader read, and its body as received."""

    record_id: int
    source: str
    body: bytes


@in_words
class Rederiving:
    """Everything here belongs inside one `library.write`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def begin(self) -> None:
        """Remember which records are one work, and empty all that is derived."""
        connection = self._door.writing()
        remember(connection)
        for table in (*DERIVED_TABLES, "search_docs", "more_docs"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
        connection.execute("INSERT INTO more_index (more_index) VALUES ('delete-all')")

    def compare(self) -> Comparison:
        """What is otherwise than before `begin`; what it remembered is forgotten."""
        connection = self._door.writing()
        works = connection.execute("SELECT count(*) FROM works").fetchone()[0]
        changes: list[Regrouped] = []
        counts: dict[str, int] = {}
        for kind, sql, side in (("joined", _JOINED, "m.work_id"), ("split", _SPLIT, "f.work_id")):
            changed = connection.execute(sql).fetchall()
            counts[kind] = len(changed)
            changes += [Regrouped(kind, *_keys(connection, side, one)) for (one,) in changed[:_SHOWN]]
        forget(connection)
        return Comparison(works, counts["joined"], counts["split"], tuple(changes))

    def stale(self, source: str, version: int, after: int, limit: int = 100) -> list[Stale]:
        """The next records of a source that an older version of its reader read and whose bodies are
        here; ``after`` is the last id seen."""
        rows = self._door.connection().execute(
            "SELECT r.id, r.source, b.body FROM records AS r JOIN bodies AS b ON b.record_id = r.id"
            " WHERE r.source = ? AND r.reader < ? AND r.id > ? ORDER BY r.id LIMIT ?",
            (source, version, after, limit),
        )
        return [Stale(one, name, zlib.decompress(body)) for one, name, body in rows.fetchall()]

    def sources(self) -> Iterator[str]:
        """The sources that have records here."""
        found = self._door.connection().execute("SELECT DISTINCT source FROM records ORDER BY source")
        return iter([row[0] for row in found.fetchall()])

    def read_again(self, record_id: int, said: Said | None, version: int) -> bool:
        """Put what a newer reader made of a body in the place of what an older one did.

        False, and what was read before stays, where it made nothing of it or a record of another
        name. Identifiers that came on other ways stay. Counts are of their day and are left alone.
        """
        connection = self._door.writing()
        row = connection.execute(
            "SELECT source, source_id, said, digest, received, said_run FROM records WHERE id = ?",
            (record_id,),
        ).fetchone()
        old = record_from_stored(unpack(row[2]))
        record = said.record if said else None
        if said is None or record is None or (record.source, record.source_id) != (row[0], row[1]):
            return False
        others = tuple(one for one in old.identifiers if one not in record.identifiers)
        text = record_to_stored(replace(record, identifiers=(*record.identifiers, *others)))
        mark = digest(text)
        if mark != row[3]:
            fresh = record_from_stored(text)
            drop_identifiers(connection, record_id, old)
            put_identifiers(connection, {record_id: fresh})
            self._door.in_hand.pop(record_id, None)
        connection.execute(
            "UPDATE records SET said = ?, digest = ?, reader = ? WHERE id = ?",
            (pack(text), mark, version, record_id),
        )
        for direction, lines in (("references", said.references), ("cited_by", said.cited_by)):
            if lines is not None:
                store_list(connection, record_id, direction, row[0], lines, row[4], row[5])
        return bool(mark != row[3])


def _keys(connection: sqlite3.Connection, side: str, work_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, now = (
        tuple(row[0] for row in connection.execute(sql.format(side=side), (work_id,)).fetchall() if row[0])
        for sql in (_KEYS_BEFORE, _KEYS_NOW)
    )
    return before, now

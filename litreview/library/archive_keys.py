"""Citation keys that were only made, out of an archive.

Intake makes a key for every new work; an archive knows which key it had at home. Works that this import
brought and that nobody kept yet take that key: it was never said to anybody here.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.keys import show_key

_BROUGHT = (
    "SELECT r.id FROM runs AS u JOIN records AS r ON r.run_id = u.id JOIN membership AS m ON m.record_id = r.id"
    " JOIN works AS w ON w.id = m.work_id AND w.kept = 0 WHERE (u.id = ?1 OR u.brought_by = ?1)"
)
_WAITING = "SELECT record_id FROM made_keys WHERE key >= char(1) AND key < char(2)"
"""Keys that are laid aside: char(1) and the record, which no key can be."""


class MadeKeysBrought:
    """Takes in the table ``made_keys``: `lay_aside`, `put` each line, `give_the_rest`."""

    def __init__(self, door: Door, run: int) -> None:
        self._connection: sqlite3.Connection = door.writing()
        self._run = run

    def lay_aside(self) -> None:
        """Free the keys that intake made for what this import brought, so that two may change places."""
        self._connection.execute(
            f"UPDATE made_keys SET key = char(1) || record_id WHERE record_id IN ({_BROUGHT})", (self._run,)
        )

    def put(self, line: dict[str, Any]) -> bool:
        """Give a record the key that it had; whether it got it. Lines come oldest first, so that the oldest
        of several keys of a work counts as it did."""
        source, _, source_id = line["record"].partition(":")
        row = self._connection.execute(
            f"SELECT id FROM records WHERE source = ? AND source_id = ? AND id IN ({_BROUGHT.replace('?1', '?3')}"
            " AND r.id = records.id)",
            (source, source_id, self._run),
        ).fetchone()
        if row is None or self._taken(line["key"]):
            return False
        self._connection.execute("DELETE FROM made_keys WHERE record_id = ?", row)
        self._connection.execute("INSERT INTO made_keys (key, record_id) VALUES (?, ?)", (line["key"], *row))
        return True

    def _taken(self, key: str) -> bool:
        sql = "SELECT 1 FROM {table} WHERE key = ?"
        tables = ("made_keys", "citation_keys")
        return any(self._connection.execute(sql.format(table=t), (key,)).fetchone() for t in tables)

    def give_the_rest(self) -> list[int]:
        """Take away what is still laid aside, and show every key; the records whose works have none now:
        intake must make them one."""
        connection = self._connection
        waiting = [row[0] for row in connection.execute(_WAITING).fetchall()]
        connection.executemany("DELETE FROM made_keys WHERE record_id = ?", [(one,) for one in waiting])
        keyed = (
            "SELECT DISTINCT m.record_id FROM membership AS m JOIN membership AS o ON o.work_id = m.work_id"
            " WHERE m.record_id IN ({ids}) AND (o.record_id IN (SELECT record_id FROM made_keys)"
            " OR o.record_id IN (SELECT record_id FROM citation_keys))"
        )
        with_key = {row[0] for row in ask(connection, keyed, waiting)}
        works = connection.execute(
            f"SELECT DISTINCT work_id FROM membership WHERE record_id IN ({_BROUGHT})", (self._run,)
        )
        for (work_id,) in works.fetchall():
            show_key(connection, work_id)
        return [one for one in waiting if one not in with_key]

"""Which records were one work before a rebuild: tables that live as long as its transaction."""

from __future__ import annotations

import sqlite3

from litreview.library.asking import ask

_FORMER = (
    "CREATE TABLE former_membership (record_id INTEGER PRIMARY KEY, work_id INTEGER NOT NULL) STRICT",
    "INSERT INTO former_membership SELECT record_id, work_id FROM membership",
    "CREATE INDEX former_membership_by_work ON former_membership(work_id)",
    "CREATE TABLE former_keys (work_id INTEGER PRIMARY KEY, key TEXT) STRICT",
    "INSERT INTO former_keys SELECT id, key FROM works WHERE key IS NOT NULL",
)
"""Tables of the transaction that rebuilds: on disk, since memory does not grow with the library, and
dropped before its end."""
_FREE = (
    "SELECT f.record_id, f.work_id FROM former_membership AS f WHERE f.record_id IN ({ids})"
    " AND NOT EXISTS (SELECT 1 FROM former_membership AS o WHERE o.work_id = f.work_id AND o.record_id < f.record_id)"
    " AND NOT EXISTS (SELECT 1 FROM works WHERE id = f.work_id)"
)


def remember(connection: sqlite3.Connection) -> None:
    """Keep in mind which records are one work now, and under which keys."""
    forget(connection)
    for statement in _FORMER:
        connection.execute(statement)


def former_ids(connection: sqlite3.Connection, record_ids: list[int]) -> dict[int, int]:
    """Within a rebuild the free ids of former works, by the record that was their first; else nothing."""
    there = "SELECT 1 FROM sqlite_master WHERE name = 'former_membership'"
    if connection.execute(there).fetchone() is None:
        return {}
    return dict(ask(connection, _FREE, record_ids))


def forget(connection: sqlite3.Connection) -> None:
    """Drop what `remember` made, if it is there."""
    for table in ("former_membership", "former_keys"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")

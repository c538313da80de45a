"""One way to open the file: the settings that every connection has, and a clean close."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path

WAIT = 10.0
"""Seconds that SQLite waits for another writer."""

RESTS = "rests"
"""The journal of a backup: there is none."""


def close(connection: sqlite3.Connection) -> None:
    """Close a connection. An interrupt that is still pending would keep SQLite from folding the log
    into the file at the last close; any statement takes it away."""
    with suppress(sqlite3.Error):
        connection.execute("SELECT 1").fetchone()
    connection.close()


def connect(path: Path, *, read_only: bool, journal: str) -> sqlite3.Connection:
    """One connection with the settings that every connection has.

    ``journal`` is the mode a writer sets (WAL or TRUNCATE), "" to leave it, `RESTS` for a file that
    nobody writes: it is read without a look at any log beside it. Never ``mmap_size``:
    with the WAL-reset fault of older SQLite it has cost a library.
    """
    if not read_only:
        return _connect(path, "mode=rwc", journal)
    if journal == RESTS:
        return _connect(path, "mode=ro&immutable=1", "")
    try:
        return _connect(path, "mode=ro", "")
    except sqlite3.OperationalError:
        if os.access(path.parent, os.W_OK):
            raise
        # A log needs a file beside the library; where none can be made, nobody writes either.
        return _connect(path, "mode=ro&immutable=1", "")


def _connect(path: Path, mode: str, journal: str) -> sqlite3.Connection:
    made = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=WAIT,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=400,
    )
    try:
        if journal:
            made.execute(f"PRAGMA journal_mode = {journal}").fetchone()
        made.execute("PRAGMA synchronous = FULL")
        made.execute("PRAGMA foreign_keys = ON")
        made.execute("PRAGMA recursive_triggers = ON")
        made.execute("PRAGMA cache_size = -16384")
        made.execute("PRAGMA temp_store = MEMORY")
        made.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.Error:
        made.close()
        raise
    return made

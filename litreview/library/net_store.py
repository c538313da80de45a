"""Pace and pages: one small file a machine, so that two libraries together keep a source's limit.

Losing it costs nothing but time. Where the folder cannot be written it lives in memory.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from litreview.model.clock import Clock

_TABLES = (
    "CREATE TABLE IF NOT EXISTS pace (source TEXT, route TEXT, free_at REAL NOT NULL, PRIMARY KEY (source, route))",
    "CREATE TABLE IF NOT EXISTS pages (url TEXT PRIMARY KEY, status INTEGER NOT NULL, headers TEXT NOT NULL,"
    " body BLOB NOT NULL, day TEXT NOT NULL)",
)
_LONGEST = 24 * 3600.0
"""Seconds: a reservation farther away than this is the work of a wrong clock."""

PAGE_DAYS = 30
"""Days after which a page is thrown away."""


class NetStore:
    """The file, with its two sides: `pace` and `pages`. Use it from any thread."""

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self.in_memory = False
        self._connection = self._open(path)
        self.pace = Pace(self)
        self.pages = PageCache(self)

    def _open(self, path: Path | None) -> sqlite3.Connection:
        try:
            if path is None:
                raise OSError("no folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            return _made(str(path))
        except (sqlite3.Error, OSError):
            self.in_memory = True
            return _made(":memory:")

    @contextmanager
    def immediate(self) -> Iterator[sqlite3.Connection]:
        """One transaction that no other thread or process comes between."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.Error:
                self._connection.close()
                self._connection = self._open(None)
                self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

    def now(self) -> float:
        """Seconds since 1970 by the clock: the one time that processes share."""
        return self._clock.now().timestamp()

    def today(self) -> date:
        """The day in UTC."""
        return self._clock.now().date()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def _made(name: str) -> sqlite3.Connection:
    made = sqlite3.connect(name, timeout=10, isolation_level=None, check_same_thread=False)
    try:
        made.execute("PRAGMA journal_mode = WAL").fetchone()
        made.execute("PRAGMA synchronous = NORMAL")
        made.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            made.execute(table)
        made.execute("COMMIT")
    except sqlite3.Error:
        made.close()
        raise
    return made


class Pace:
    """When a source may be asked again. A reservation is taken before the request is sent."""

    def __init__(self, store: NetStore) -> None:
        self._store = store

    def reserve(self, source: str, route: str, gap: float) -> float:
        """Take the next free moment of a route, ``gap`` seconds after the one before; the seconds to wait."""
        with self._store.immediate() as connection:
            now = self._store.now()
            at = max(now, _free_at(connection, source, route, now))
            _put(connection, source, route, at + gap)
        return at - now

    def hold(self, source: str, route: str, seconds: float) -> None:
        """Let nobody ask before ``seconds`` are over: the source said so."""
        with self._store.immediate() as connection:
            now = self._store.now()
            _put(connection, source, route, max(now + seconds, _free_at(connection, source, route, now)))


def _free_at(connection: sqlite3.Connection, source: str, route: str, now: float) -> float:
    row = connection.execute(
        "SELECT free_at FROM pace WHERE source = ? AND route = ?", (source, route)
    ).fetchone()
    return float(row[0]) if row and row[0] - now <= _LONGEST else 0.0


def _put(connection: sqlite3.Connection, source: str, route: str, at: float) -> None:
    connection.execute(
        "INSERT INTO pace VALUES (?, ?, ?) ON CONFLICT (source, route) DO UPDATE SET free_at = excluded.free_at",
        (source, route, at),
    )


class PageCache:
    """Pages as they were received, by their address (without keys and mail addresses)."""

    def __init__(self, store: NetStore) -> None:
        self._store = store

    def get(self, url: str, max_age_days: int) -> tuple[int, dict[str, str], bytes, str] | None:
        """``(status, headers, body, day)`` of a page not older than so many days, else None."""
        oldest = (self._store.today() - timedelta(days=max_age_days)).isoformat()
        with self._store.immediate() as connection:
            row = connection.execute(
                "SELECT status, headers, body, day FROM pages WHERE url = ? AND day >= ?", (url, oldest)
            ).fetchone()
        if row is None:
            return None
        return int(row[0]), dict(json.loads(row[1])), zlib.decompress(row[2]), str(row[3])

    def put(self, url: str, status: int, headers: Mapping[str, str], body: bytes, day: str) -> None:
        """Keep a page, and throw away those older than `PAGE_DAYS`."""
        oldest = (self._store.today() - timedelta(days=PAGE_DAYS)).isoformat()
        with self._store.immediate() as connection:
            connection.execute(
                "INSERT INTO pages VALUES (?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET status = excluded.status,"
                " headers = excluded.headers, body = excluded.body, day = excluded.day",
                (url, status, json.dumps(dict(headers)), zlib.compress(body), day),
            )
            connection.execute("DELETE FROM pages WHERE day < ?", (oldest,))

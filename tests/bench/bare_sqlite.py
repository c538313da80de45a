"""What a bare ``sqlite3`` script does for the same questions, on the tables of the same file."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from litreview.library.expressions import match, split
from litreview.model.query import parse

_FACETS = {
    "year": "SELECT year, count(*) FROM works WHERE kept = 1{and} GROUP BY year",
    "venue": "SELECT venue, count(*) FROM works WHERE kept = 1{and} GROUP BY venue",
    "source": "SELECT sources, count(*) FROM works WHERE kept = 1{and} GROUP BY sources",
    "type": "SELECT type, count(*) FROM works WHERE kept = 1{and} GROUP BY type",
    "tag": "SELECT tag_id, count(*) FROM taggings AS g JOIN works ON works.id = g.record_id WHERE kept = 1{and} GROUP BY tag_id",
    "decision": "SELECT word, count(*) FROM decisions AS d JOIN works ON works.id = d.record_id WHERE kept = 1{and} GROUP BY word",
}


class Bare:
    """One plain connection to the library's file."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        self.connection.execute("PRAGMA cache_size = -16384")

    def search(self, text: str, cap: int = 2000) -> list[Any]:
        """The 50 most cited of the newest works that have the words."""
        wanted, _ = split(parse(text).nodes)
        asked = match(wanted) if wanted else ""
        if not asked:
            return []
        sql = "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?"
        ids = ",".join(str(row[0]) for row in self.connection.execute(sql, (asked, cap)))
        rows = self.connection.execute(
            f"SELECT id, title, byline, year, cited FROM works WHERE id IN ({ids})"
        ).fetchall()
        rows.sort(key=lambda row: -math.log1p(row[4] or 0))
        return rows[:50]

    def page(self, column: str, way: str, after: int | None, size: int = 50) -> list[Any]:
        """The next works by a column."""
        order = f"ORDER BY {column} {way}, id {way} LIMIT {size}"
        if after is None:
            return self.connection.execute(f"SELECT * FROM works WHERE kept = 1 {order}").fetchall()
        value = self.connection.execute(f"SELECT {column} FROM works WHERE id = ?", (after,)).fetchone()[0]
        sign = "<" if way == "DESC" else ">"
        sql = (
            f"SELECT * FROM (SELECT * FROM works WHERE kept = 1 AND {column} = ?1 AND id {sign} ?2 ORDER BY id {way} LIMIT {size})"
            f" UNION ALL SELECT * FROM (SELECT * FROM works WHERE kept = 1 AND {column} {sign} ?1 {order}) LIMIT {size}"
        )
        return self.connection.execute(sql, (value, after)).fetchall()

    def rows(self, ids: Sequence[int]) -> list[Any]:
        """Rows of one table by id."""
        return self.connection.execute(
            f"SELECT * FROM works WHERE id IN ({','.join(map(str, ids))})"
        ).fetchall()

    def order(self, column: str) -> list[int]:
        """Every id by a column."""
        sql = f"SELECT id FROM works WHERE kept = 1 ORDER BY {column}"
        return [row[0] for row in self.connection.execute(sql)]

    def facets(self, where: str = "") -> None:
        """Counts by six things, of all works or of those for which a condition holds."""
        for sql in _FACETS.values():
            self.connection.execute(sql.replace("{and}", f" AND {where}" if where else "")).fetchall()

    def tag(self, ids: Sequence[int]) -> None:
        """So many rows into a small table, and the way back into another."""
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_tags (tag, work, who, at, PRIMARY KEY (tag, work)) WITHOUT ROWID"
        )
        self.connection.execute("CREATE TABLE IF NOT EXISTS bare_log (id INTEGER PRIMARY KEY, before, after)")
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany(
            "INSERT OR IGNORE INTO bare_tags VALUES (1, ?, 'ann', '2026')", [(one,) for one in ids]
        )
        self.connection.executemany(
            "INSERT INTO bare_log (before, after) VALUES (NULL, ?)", [(f"[1, {one}]",) for one in ids]
        )
        self.connection.execute("COMMIT")

    def count(self, rows: Sequence[tuple[int, int]]) -> None:
        """So many counts: one row of a small table each, and the number in the row of the work."""
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS bare_counts (work, day, value, PRIMARY KEY (work, day)) WITHOUT ROWID"
        )
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO bare_counts VALUES (?, '2026-02-01', ?)", rows)
        self.connection.executemany("UPDATE works SET cited = ?2 WHERE id = ?1", rows)
        self.connection.execute("COMMIT")


def take_in(path: Path, entries: Sequence[Any]) -> None:
    """One table, FTS5 and a unique identifier: what a small script would keep of records."""
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE w (id INTEGER PRIMARY KEY, title, byline, venue, year, doi UNIQUE)")
    connection.execute(
        "CREATE VIRTUAL TABLE f USING fts5(title, byline, venue, content='w', content_rowid='id', prefix='1 2 3')"
    )
    for start in range(0, len(entries), 200):
        connection.execute("BEGIN")
        for number, entry in enumerate(entries[start : start + 200], start=start + 1):
            one = entry.record
            byline = " ".join(str(author) for author in one.authors)
            connection.execute(
                "INSERT INTO w VALUES (?, ?, ?, ?, ?, ?)",
                (number, one.title, byline, one.venue, one.year, one.source_id),
            )
            connection.execute(
                "INSERT INTO f (rowid, title, byline, venue) VALUES (?, ?, ?, ?)",
                (number, one.title, byline, one.venue),
            )
        connection.execute("COMMIT")
    connection.close()

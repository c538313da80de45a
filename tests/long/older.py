"""A kept library of schema 1, grown by copies of all it holds: enough for a migration to take its time."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from tests.long.laboratory import ROOT

KEPT = ROOT / "fixtures" / "libraries" / "schema-1.litreview"

_SHIFT = {"record_id": 3, "work_id": 2, "note_id": 1, "history_id": 7}
"""Columns that name a row of another table, and how many such rows one copy has."""
_IDS = {"records": 3, "works": 2, "notes": 1, "history": 7, "changes": 14, "citation_keys": 1, "made_keys": 2}
_NAMES = {
    "records": ("source_id",), "identifiers": ("value",), "works": ("doi", "key"), "rulings": ("left_name", "right_name"),
    "citation_keys": ("key",), "made_keys": ("key",),
}  # fmt: skip
"""Columns whose values nobody else has: a copy's end in its number."""
_COPIED = (
    "records", "identifiers", "run_records", "counts", "latest_counts", "membership", "works", "bests",
    "search_docs", "kept", "removed", "taggings", "notes", "note_anchors", "rulings", "citation_keys",
    "corrections", "made_keys", "history", "changes",
)  # fmt: skip


def blow_up(to: Path, copies: int) -> Path:
    """The kept library and so many copies of all that it holds but links (their lists would name no copy)."""
    shutil.copy(KEPT, to)
    with closing(sqlite3.connect(to, isolation_level=None)) as made:
        made.execute("PRAGMA synchronous = OFF")
        triggers = made.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        made.execute("BEGIN")
        for name, _ in triggers:
            made.execute(f'DROP TRIGGER "{name}"')
        for table in _COPIED:
            _copy(made, table, copies)
        for _, sql in triggers:
            made.execute(sql)
        made.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
        made.execute("COMMIT")
    return to


def _copy(made: sqlite3.Connection, table: str, copies: int) -> None:
    columns = [row[1] for row in made.execute(f"SELECT * FROM pragma_table_info('{table}')")]
    rows = made.execute(f"SELECT * FROM {table}").fetchall()
    put = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
    for number in range(1, copies + 1):
        made.executemany(put, [_moved(table, columns, row, number) for row in rows])


def _moved(table: str, columns: list[str], row: tuple[Any, ...], number: int) -> list[Any]:
    """A row as the copy of that number has it."""
    out = list(row)
    for place, (column, value) in enumerate(zip(columns, row, strict=True)):
        if value is None:
            continue
        if table == "changes" and column in ("before", "after"):
            there = [column for column, _ in _columns(row[columns.index("word")])]
            out[place] = json.dumps(
                _moved(row[columns.index("word")], there, tuple(json.loads(value)), number)
            )
        elif column == "id" and table in _IDS:
            out[place] = value + _IDS[table] * number
        elif column in _SHIFT:
            out[place] = value + _SHIFT[column] * number
        elif column in _NAMES.get(table, ()):
            out[place] = f"{value}-{number}"
    return out


@cache
def _columns(table: str) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(f"{KEPT.as_uri()}?mode=ro&immutable=1", uri=True)) as look:
        return look.execute(f"SELECT name, type FROM pragma_table_info('{table}')").fetchall()

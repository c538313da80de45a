"""A copy of the library that was looked at before it got its name."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from litreview.errors import LibraryBusy

_COUNTED = ("records", "works", "kept", "taggings", "notes", "rulings", "citation_keys", "history")


def write_backup(connection: sqlite3.Connection, to: Path) -> None:
    """Copy the open library to ``to`` (an older file of that name is replaced at the very end).

    The copy is made online in one step, checked, counted against the original, flushed and only
    then renamed. Raises LibraryBusy where it cannot be written or does not prove sound.
    """
    half = to.with_name(f".{to.name}.half")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        half.unlink(missing_ok=True)
        with closing(sqlite3.connect(half, isolation_level=None)) as copy:
            connection.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE").fetchone()
            _verify(connection, copy, to)
        with half.open("rb+") as file:
            os.fsync(file.fileno())
        half.replace(to)
        _flush_folder(to.parent)
    except (sqlite3.Error, OSError) as error:
        raise LibraryBusy(
            f"The backup {to} could not be written: {error}.", "The library is untouched."
        ) from error
    finally:
        with suppress(OSError):
            half.unlink(missing_ok=True)


def _verify(original: sqlite3.Connection, copy: sqlite3.Connection, to: Path) -> None:
    said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise LibraryBusy(f"The backup {to} did not prove sound ({said}) and was thrown away.")
    for pragma in ("application_id", "user_version"):
        one, other = (c.execute(f"PRAGMA {pragma}").fetchone()[0] for c in (original, copy))
        if one != other:
            raise LibraryBusy(f"The backup {to} differs from the library and was thrown away.")
    there = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for table in there.intersection(_COUNTED):
        if _count(copy, table) < _count(original, table) and not original.in_transaction:
            raise LibraryBusy(f"The backup {to} lacks rows of {table} and was thrown away.")


def _count(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)

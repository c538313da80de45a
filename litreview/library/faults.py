"""What SQLite says went wrong, as sentences for people."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from litreview.errors import LibraryBusy, LibraryUnusable, LitreviewError, Stopped

_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_BESIDE = 64 * 1024
"""Bytes that the log and its index take at least (sqlite.org/walformat.html: the index 32 KiB)."""
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def primary_code(error: sqlite3.Error) -> int:
    """The primary result code of an error of SQLite; 0 where it has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def said_for_people(error: sqlite3.Error, path: Path, what: str) -> LitreviewError:
    """The one situation that an error of SQLite stands for."""
    code = primary_code(error)
    if code == sqlite3.SQLITE_IOERR and no_room(path):
        code = sqlite3.SQLITE_FULL  # opening makes files beside the library, and says only that it failed
    if code in _BUSY:
        return LibraryBusy(
            f"Another program is writing to {path.name}, so {what} had to wait too long.",
            "Nothing was changed; try again when the other is done.",
        )
    if code == sqlite3.SQLITE_FULL:
        return LibraryBusy(
            f"The disk that holds {path} is full; {what} could not be done.",
            "What was there before is safe. Free some space elsewhere and try again.",
        )
    if code == sqlite3.SQLITE_READONLY:
        return LibraryBusy(f"{path} cannot be written to.", "Check the rights on the file and its folder.")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return LibraryBusy(f"{path} cannot be read or written: {error}.", "Check the disk and its folder.")
    if code == sqlite3.SQLITE_INTERRUPT:
        return Stopped("Stopped.")
    if code in _DAMAGED or "malformed" in str(error):
        return LibraryUnusable(
            f"{path} is damaged or not a litreview library.",
            "`litreview doctor` says more; restore a backup.",
        )
    return LibraryUnusable(f"{what} failed in {path.name}: {error}.", "`litreview doctor` says more.")


def no_room(path: Path) -> bool:
    """Whether the disk has no room for the two small files that an open library needs beside it; False
    where the system does not tell."""
    try:
        disk = os.statvfs(path.parent)
    except (OSError, AttributeError):  # Windows has no statvfs
        return False
    return disk.f_bavail * disk.f_frsize < _BESIDE


Noun = TypeVar("Noun")


def in_words(noun: type[Noun]) -> type[Noun]:
    """A noun of the library whose public methods say in words what SQLite found wrong.

    The class holds its door as ``_door``.
    """
    for name, method in list(vars(noun).items()):
        if callable(method) and not name.startswith("_"):
            setattr(noun, name, _said(method))
    return noun


def _said(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def speaking(self: Any, *args: Any, **options: Any) -> Any:
        try:
            return method(self, *args, **options)
        except sqlite3.Error as error:
            raise said_for_people(error, self._door.path, f"reading or writing {method.__name__}") from error

    return speaking

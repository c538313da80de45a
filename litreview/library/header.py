"""The first bytes of a file: whose it is, of which schema, and whether it is a backup that rests.

A backup says so in its header (`BACKUP_ID`). SQLite never writes a log beside a file that rests, so a
log that lies there belongs to the file that had the name before: a killed program left it, and SQLite
would write it into the backup and damage it. Who opens a backup for writing therefore takes such a
log away first, and only then makes the file a library again, by four bytes in one sector.

Never read a file so while this very program has it open: closing it again would drop the locks that
SQLite holds on it (sqlite.org/howtocorrupt.html, 2.2).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from litreview.library.schema import APPLICATION_ID

BACKUP_ID = 0x6C697462
"""``litb``: a copy that rests. A library has ``litr`` there."""

NOTES = "backup_notes"
"""The table in which a backup says what it is; no library has it."""

MAGIC = b"SQLite format 3\x00"
LOGS = ("-wal", "-shm", "-journal")
"""What SQLite puts beside a file, by the endings of their names."""

_SIZE, _VERSION_AT, _ID_AT = 100, 60, 68


class Header(NamedTuple):
    """``kind``: library, backup, foreign (a database of another program, or a blank one), other, or
    empty (no file, or one without a byte). ``schema`` is as the file says, without its log."""

    kind: str
    schema: int = 0
    blank: bool = False


def read_header(path: Path) -> Header:
    """What a file is by its first bytes. Raises OSError where it cannot be read."""
    if not path.exists():
        return Header("empty")
    with path.open("rb") as file:
        head = file.read(_SIZE)
    if not head:
        return Header("empty")
    if not head.startswith(MAGIC):
        return Header("other")
    schema, found = (int.from_bytes(head[at : at + 4], "big") for at in (_VERSION_AT, _ID_AT))
    kind = {APPLICATION_ID: "library", BACKUP_ID: "backup"}.get(found, "foreign")
    return Header(kind, schema, found == 0)


def wake(path: Path) -> bool:
    """Make a backup a library, and take away the logs of the file that had its name; False where
    another program has done so meanwhile. Raises OSError where the file may not be written."""
    with _alone(path):
        if read_header(path).kind != "backup":
            return False
        for ending in LOGS:
            with suppress(FileNotFoundError):
                path.with_name(path.name + ending).unlink()
        with path.open("rb+") as file:
            file.seek(_ID_AT)
            file.write(APPLICATION_ID.to_bytes(4, "big"))
            file.flush()
            os.fsync(file.fileno())
    return True


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One program at a time: who wakes a backup takes logs away, and must not take a living one.

    The system frees the lock of a program that is killed.
    """
    mark = path.with_name(path.name + "-waking")
    while True:
        number = os.open(mark, os.O_RDWR | os.O_CREAT, 0o600)
        _lock(number)
        if _is(mark, number):
            break
        os.close(number)  # the one before us took the file away while we waited for it
    try:
        yield
    finally:
        with suppress(OSError):
            mark.unlink()
        os.close(number)


def _is(mark: Path, number: int) -> bool:
    try:
        return os.path.samestat(mark.stat(), os.fstat(number))
    except OSError:
        return False


def _lock(number: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(number, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]  # of Windows
        return
    with suppress(OSError):  # a network drive may know no locks; then it is as it was before there were any
        fcntl.flock(number, fcntl.LOCK_EX)


def flush_folder(folder: Path) -> None:
    """Let a new name in a folder outlive a power cut, where the system can say so."""
    if os.name != "posix":
        return
    with suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)

"""Opening a file: is it ours, is it of our age, may it be written, does it lie well."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from litreview.errors import LibraryBusy, LibraryUnusable
from litreview.library.backup import write_backup
from litreview.library.connecting import connect
from litreview.library.door import Door
from litreview.library.faults import said_for_people
from litreview.library.folders import warning_for
from litreview.library.migrations import LATEST, backup_name, make_triggers, migrate, standing_triggers
from litreview.library.schema import APPLICATION_ID
from litreview.library.triggers import triggers
from litreview.model.clock import Clock

OLDEST = (3, 37, 0)
"""The first SQLite with STRICT tables and RETURNING."""

_MAGIC = b"SQLite format 3\x00"


def open_door(path: Path, *, clock: Clock, who: str, read_only: bool) -> tuple[Door, tuple[str, ...]]:
    """The door of a library file that is sound and of our schema, and warnings for the person.

    A file that is not there is made, unless ``read_only``. A file that may not be written is
    opened for reading, with a warning. Nothing is written to a file that is not ours.
    """
    if sqlite3.sqlite_version_info < OLDEST:
        raise LibraryUnusable(
            f"This Python carries SQLite {sqlite3.sqlite_version}; litreview needs 3.37 or newer.",
            "Use a newer Python.",
        )
    warnings: list[str] = []
    if not read_only and os.access(path, os.F_OK) and not _writable(path):
        read_only = True
        warnings.append(f"{path} may not be written: it is open for reading only.")
    new = _look(path, read_only)
    try:
        if new:
            _create(path)
        if risk := warning_for(path):
            warnings.append(risk)
        door = Door(path, clock=clock, who=who, read_only=read_only, journal="TRUNCATE" if risk else "WAL")
        _bring_up_to_date(door, warnings)
    except sqlite3.Error as error:
        raise said_for_people(error, path, "opening") from error
    return door, tuple(warnings)


def _writable(path: Path) -> bool:
    return all(os.access(one, os.W_OK) for one in (path, path.parent))


def _look(path: Path, read_only: bool) -> bool:
    """Whether the library has to be made. Raises where the path cannot be one."""
    try:
        if path.is_dir():
            raise LibraryUnusable(
                f"{path} is a folder, not a library.", "Name a file, such as chapter.litreview."
            )
        if path.exists() and not path.is_file():  # a device or pipe has no end, or no way back
            raise LibraryUnusable(f"{path} is no file on a disk, so no library can be there.")
        head = _head(path)
    except OSError as error:
        raise LibraryBusy(f"{path} cannot be read: {error.strerror}.") from error
    if not head:
        if read_only:
            raise LibraryUnusable(f"There is no library at {path}.")
        return True
    if not head.startswith(_MAGIC):
        raise LibraryUnusable(
            f"{path} is not a litreview library, and was left as it is.",
            "To take in a reference file: litreview import.",
        )
    ours = int.from_bytes(head[68:72], "big")
    if ours == APPLICATION_ID:
        return False
    if ours != 0 or not _is_blank(path):
        raise LibraryUnusable(f"{path} is a database of another program, and was left as it is.")
    return True


def _head(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        return file.read(100)


def _is_blank(path: Path) -> bool:
    """Whether a database has nothing in it: what a cut creation leaves."""
    try:
        with closing(connect(path, read_only=True, journal="")) as there:
            return bool(there.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except sqlite3.Error:
        return False


def _create(path: Path) -> None:
    """Make the tables in one transaction, before WAL: the header then says at once whose file it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryBusy(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    with closing(connect(path, read_only=False, journal="")) as made:
        _migrate(made)


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < LATEST:
            migrate(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _bring_up_to_date(door: Door, warnings: list[str]) -> None:
    connection = door.connection()
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > LATEST:
        door.close()
        raise LibraryUnusable(
            f"{door.path} was made by a newer litreview (schema {version}; this one knows {LATEST}).",
            "Update litreview; the file was left as it is.",
        )
    if door.read_only:
        if version < LATEST:
            raise LibraryUnusable(
                f"{door.path} has an older schema and may not be written.", "Open a copy of it."
            )
        return
    if version < LATEST:
        write_backup(connection, backup_name(door.path, version))
        _migrate(connection)
    if standing_triggers(connection) != triggers():
        warnings.append(
            "Triggers of the library were missing and have been made again; run `litreview doctor`."
        )
        with door.write("mending the triggers"):
            make_triggers(connection)

"""Opening a file: is it ours, is it of our age, may it be written, does it lie well."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.errors import LibraryBusy, LibraryUnusable
from litreview.library.connecting import RESTS, connect
from litreview.library.door import Door
from litreview.library.faults import no_room, said_for_people
from litreview.library.folders import warning_for
from litreview.library.header import NOTES, read_header, wake
from litreview.library.migrations import LATEST, lacking, make_triggers, migrate, standing_triggers
from litreview.library.triggers import triggers
from litreview.model.clock import Clock

if TYPE_CHECKING:
    from litreview.library.rotation import Rotation

OLDEST = (3, 37, 0)
"""The first SQLite with STRICT tables and RETURNING."""

_FULL = "The disk that holds it is full: free some space elsewhere and open it again."


def open_door(
    path: Path, *, clock: Clock, who: str, read_only: bool, rotation: Rotation | None = None
) -> tuple[Door, tuple[str, ...]]:
    """The door of a library file that is sound and of our schema, and warnings for the person.

    A file that is not there is made, unless ``read_only``. A file that may not be written is
    opened for reading, with a warning; so is one on a full disk, and one that a newer litreview made. A backup becomes a
    library. ``rotation`` says where the backup before a migration goes. Nothing is written to a file
    that is not ours.
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
    kind = _look(path, read_only)
    risk = warning_for(path)
    warnings += [risk] if risk else []
    journal = RESTS if kind == "backup" and read_only else "TRUNCATE" if risk else "WAL"
    why = ""
    if kind == "library" and not read_only and not _has_log(path) and no_room(path):
        read_only, journal, why = True, RESTS, _FULL
        warnings.append(f"{path} is open for reading only. {why}")
    try:
        if kind == "new":
            _create(path)
        elif kind == "backup" and not read_only:
            warnings += _wake(path)
        door = Door(path, clock=clock, who=who, read_only=read_only, journal=journal)
        door.why_read_only = why
        try:
            return _bring_up_to_date(door, rotation, warnings), tuple(warnings)
        except BaseException:
            door.close()
            raise
    except sqlite3.Error as error:
        raise said_for_people(error, path, "opening") from error


def _has_log(path: Path) -> bool:
    """Whether somebody has it open, or was killed: what is newest then stands in the log."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size > 0
    except OSError:
        return False


def _writable(path: Path) -> bool:
    return all(os.access(one, os.W_OK) for one in (path, path.parent))


def _look(path: Path, read_only: bool) -> str:
    """What stands at the path: library, backup, or new (to be made). Raises where it cannot be one."""
    try:
        if path.is_dir():
            raise LibraryUnusable(
                f"{path} is a folder, not a library.", "Name a file, such as chapter.litreview."
            )
        if path.exists() and not path.is_file():  # a device or pipe has no end, or no way back
            raise LibraryUnusable(f"{path} is no file on a disk, so no library can be there.")
        header = read_header(path)
    except OSError as error:
        raise LibraryBusy(f"{path} cannot be read: {error.strerror}.") from error
    if header.kind in ("library", "backup"):
        return header.kind
    if header.kind == "empty":
        if read_only:
            raise LibraryUnusable(f"There is no library at {path}.")
        return "new"
    if header.kind == "other":
        raise LibraryUnusable(
            f"{path} is not a litreview library, and was left as it is.",
            "To take in a reference file: litreview import.",
        )
    if not header.blank or not _is_blank(path):
        raise LibraryUnusable(f"{path} is a database of another program, and was left as it is.")
    return "new"


def _is_blank(path: Path) -> bool:
    """Whether a database has nothing in it: what a cut creation leaves."""
    try:
        with closing(connect(path, read_only=True, journal="")) as there:
            return bool(there.execute("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])
    except sqlite3.Error:
        return False


def _wake(path: Path) -> list[str]:
    """Make a backup that was put in the place of a library one; what to say of it."""
    from litreview.library.backup import read_notes

    try:
        with closing(connect(path, read_only=True, journal=RESTS)) as resting:
            notes = read_notes(resting)
        woken = wake(path)
    except OSError as error:
        raise LibraryBusy(f"{path} is a backup and cannot be written: {error.strerror}.") from error
    return [f"{path} was a backup of {notes.made[:10]}; it is a library now."] if woken and notes else []


def _create(path: Path) -> None:
    """Make the tables in one transaction, before WAL: the header then says at once whose file it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryBusy(f"The folder {path.parent} cannot be made: {error.strerror}.") from error
    with closing(connect(path, read_only=False, journal="")) as made:
        _migrate(made)


def _migrate(connection: sqlite3.Connection, before: Callable[[int], None] = lambda _version: None) -> None:
    """Bring the file up, unless another program did so while we waited for the lock.

    ``before`` is called inside, with the schema that the file has: the backup is of the very rows
    that are changed next, and of two programs one makes it.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version < LATEST:
            before(version)
            migrate(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _bring_up_to_date(door: Door, rotation: Rotation | None, warnings: list[str]) -> Door:
    connection = door.connection()
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > LATEST:
        return _open_newer(door, version, warnings)
    if door.read_only:
        if version < LATEST:
            raise LibraryUnusable(
                f"{door.path} has an older schema and may not be written.", "Open a copy of it."
            )
        return door
    if version < LATEST:
        _migrate(connection, lambda old: warnings.extend(_back_up(door, rotation, old)))
    _drop_notes(connection)
    if standing_triggers(connection) != triggers():
        warnings.append(
            "Triggers of the library were missing and have been made again; run `litreview doctor`."
        )
        with door.write("mending the triggers"):
            make_triggers(connection)
    return door


def _back_up(door: Door, rotation: Rotation | None, version: int) -> tuple[str, ...]:
    """The backup before a migration; what to say of it."""
    from litreview.library import rotation as rotating  # late: opening has no use for it on other days

    backups = rotating.Rotating(door.path, rotation or rotating.Rotation(), door.clock, door.who)
    made = backups.write(f"schema-{LATEST}-from-{version}")
    return (*made.doubts, f"The library was brought up to date; as it was before, it is {made.path}.")


def _open_newer(door: Door, version: int, warnings: list[str]) -> Door:
    """A file of a newer litreview, for reading at most: where all tables that we read are there."""
    missing = lacking(door.connection())
    door.close()
    if missing:
        raise LibraryUnusable(
            f"{door.path} was made by a newer litreview (schema {version}; this one knows {LATEST}).",
            "Update litreview; the file was left as it is.",
        )
    why = f"It was made by a newer litreview (schema {version}; this one knows {LATEST}): update litreview to write."
    newer = Door(door.path, clock=door.clock, who=door.who, read_only=True, journal="")
    newer.why_read_only = why
    newer.connection()
    warnings.append(f"{door.path} is open for reading only. {why}")
    return newer


def _drop_notes(connection: sqlite3.Connection) -> None:
    """What a backup said of itself is nothing that a library says."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (NOTES,)).fetchone():
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(f"DROP TABLE IF EXISTS {NOTES}")
        connection.execute("COMMIT")

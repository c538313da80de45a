"""Putting a backup in the place of a library, so that neither is ever lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from litreview.errors import LibraryBusy, LibraryUnusable, Misused
from litreview.library.backup import (
    ENDING,
    BackupNotes,
    KeptSettings,
    copy_verified,
    discard,
    half_of,
    open_copy,
    problem_of,
    read_notes,
    write_backup,
)
from litreview.library.connecting import connect
from litreview.library.faults import primary_code, said_for_people
from litreview.library.header import LOGS, flush_folder, read_header, wake
from litreview.library.migrations import LATEST
from litreview.model.clock import Clock


class Restored(NamedTuple):
    """What a backup said of itself, and where that lies now which was there before (None: nothing was)."""

    notes: BackupNotes
    kept: Path | None


def restore(file: Path, to: Path, *, clock: Clock, who: str) -> Restored:
    """Put the backup (or library) ``file`` in the place of the library ``to``. ``file`` stays as it is.

    It is read through first; what is at ``to`` is kept as a dated copy; the new file takes the name in
    one step, marked as a backup, so that no log of the old one can ever get into it: whoever opens it
    takes such a log away. Other programs that have the old one open are kept from writing meanwhile,
    and find at their next write that it was replaced.

    Raises LibraryUnusable where ``file`` is no sound backup or ``to`` something else than a library,
    Misused where both are the same, LibraryBusy where another program writes or the disk refuses.
    """
    if to.exists() and file.exists() and file.samefile(to):
        raise Misused("The backup is that library itself.", "Name another place by --to.")
    there = _what_is_there(to)
    half = half_of(to)
    try:
        notes = _copy(file, half, to, clock, who)
        with _set_aside(to, there, clock, who) as kept:
            half.replace(to)
            flush_folder(to.parent)
        with suppress(OSError):  # who opens it does the same
            wake(to)
    except OSError as error:
        raise LibraryBusy(f"{to} cannot be written: {error.strerror}.", "Nothing was changed.") from error
    finally:
        discard(half)
    return Restored(notes, kept)


def _what_is_there(to: Path) -> str:
    try:
        if to.exists() and not to.is_file():
            raise LibraryUnusable(f"{to} is no file, so no library can be there.")
        there = read_header(to)
    except OSError as error:
        raise LibraryBusy(f"{to} cannot be read: {error.strerror}.") from error
    if there.kind == "other" or (there.kind == "foreign" and not there.blank):
        raise LibraryUnusable(f"{to} is no library, and was left as it is.", "Name another place by --to.")
    return there.kind


def _copy(file: Path, half: Path, to: Path, clock: Clock, who: str) -> BackupNotes:
    """A verified copy beside the place where it shall be."""
    with closing(open_copy(file)) as source:
        try:
            notes = read_notes(source)
            schema = source.execute("PRAGMA user_version").fetchone()[0]
            problem = problem_of(source, notes)
        except sqlite3.Error as error:
            raise LibraryUnusable(f"{file} is damaged: {error}; nothing was changed.") from error
        if problem:
            raise LibraryUnusable(
                f"{file} is damaged ({problem}); nothing was changed.", "Take another backup."
            )
        if schema > LATEST:
            raise LibraryUnusable(
                f"{file} was made by a newer litreview (schema {schema}; this one knows {LATEST}).",
                "Update litreview; nothing was changed.",
            )
        try:
            half.parent.mkdir(parents=True, exist_ok=True)
            made = notes.made if notes else clock.now().isoformat(timespec="seconds")
            kept = notes.settings if notes else KeptSettings()
            copied = copy_verified(
                source, half, of=to, made=made, who=notes.who if notes else who, settings=kept
            )
        except sqlite3.Error as error:
            raise LibraryBusy(f"{to} cannot be written: {error}.", "Nothing was changed.") from error
    return notes or copied


@contextmanager
def _set_aside(to: Path, there: str, clock: Clock, who: str) -> Iterator[Path | None]:
    """Keep what is there under a dated name, and let nobody write to it until the body is done."""
    if there in ("empty", "foreign"):
        yield None
        return
    now = clock.now()
    aside = to.with_name(f"{to.name}.before-restore-{now.strftime('%Y%m%d-%H%M%S')}{ENDING}")
    with _held(to, there) as connection:
        kept = None
        if connection is not None:
            with suppress(LibraryBusy):  # damaged, or no room for another: then as it is
                write_backup(to, aside, made=now.isoformat(timespec="seconds"), who=who)
                kept = aside
        yield kept or _keep_as_it_is(to, aside.with_suffix(""))


@contextmanager
def _held(to: Path, there: str) -> Iterator[sqlite3.Connection | None]:
    """The library that is there with its lock for writing taken; None where it cannot be opened any more."""
    connection = None
    try:
        if there == "library":
            connection = connect(to, read_only=False, journal="")
            connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        if connection is not None:
            connection.close()
            connection = None
        if primary_code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise said_for_people(error, to, "restoring") from error
    try:
        yield connection
    finally:
        if connection is not None:
            with suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            connection.close()


def _keep_as_it_is(to: Path, aside: Path) -> Path:
    """The file and its log under other names, without a look into them: a second name, else a copy."""
    for ending in LOGS:
        log = to.with_name(to.name + ending)
        if log.exists() and ending != "-shm":
            _second_name(log, aside.with_name(aside.name + ending))
    _second_name(to, aside)
    return aside


def _second_name(one: Path, other: Path) -> None:
    try:
        os.link(one, other)
    except OSError:
        shutil.copy2(one, other)

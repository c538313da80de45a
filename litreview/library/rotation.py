"""Backups that are made by themselves: dated, apart for each library, few kept.

Before a migration or a rebuild, and on leaving after changes. The folder may be a synced one: a
backup is written closed and verified under another name, and renamed into place.
"""

from __future__ import annotations

import platform
import re
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from litreview.errors import LibraryBusy
from litreview.library.backup import ENDING, NO_SETTINGS, BackupNotes, KeptSettings, write_backup
from litreview.library.header import read_header
from litreview.model.clock import Clock

BESIDE = "litreview-backups"
"""The folder beside the library where backups go that no folder was named for."""


class Rotation(NamedTuple):
    """Where backups go by themselves (None: beside the library, and only before a migration or
    rebuild), and how many stay: of the last so many days and months that have one."""

    folder: Path | None = None
    days: int = 7
    months: int = 12


class Made(NamedTuple):
    """A backup that stands in a folder. ``why`` is "" for a daily one."""

    path: Path
    day: str
    why: str


class Rotated(NamedTuple):
    """A backup that was made now; ``doubts`` are sentences, where the folder could not take it."""

    path: Path
    doubts: tuple[str, ...] = ()


class Rotating:
    """The backups of one library."""

    def __init__(self, library: Path, rotation: Rotation, clock: Clock, who: str) -> None:
        self._library = library
        self._rotation = rotation
        self._clock = clock
        self._who = who

    @property
    def beside(self) -> Path:
        """The folder beside the library."""
        return self._library.absolute().parent / BESIDE

    def write(self, why: str, settings: KeptSettings = NO_SETTINGS) -> Rotated:
        """Write a verified backup now, and thin the older ones. ``why``: "" or a word such as rebuild.

        Where the folder of the settings does not take it, it goes beside the library; raises
        LibraryBusy where that does not go either.
        """
        folder = self._rotation.folder
        doubts: tuple[str, ...] = ()
        if folder is not None:
            try:
                return Rotated(self._write_in(folder, why, settings)[0])
            except LibraryBusy as error:
                doubts = (f"{error.sentence} It went beside the library, into {self.beside}.",)
        return Rotated(self._write_in(self.beside, why, settings)[0], doubts)

    def write_daily(self, settings: KeptSettings) -> tuple[Path, BackupNotes]:
        """Write the backup of today into the folder of the settings, and thin. Raises LibraryBusy."""
        assert self._rotation.folder is not None
        return self._write_in(self._rotation.folder, "", settings)

    def _write_in(self, folder: Path, why: str, settings: KeptSettings) -> tuple[Path, BackupNotes]:
        if folder != self.beside and not folder.is_dir():
            raise LibraryBusy(f"The backup folder {folder} is not there.")
        now = self._clock.now()
        moment = f".{now.strftime('%H%M%S')}-before-{why}" if why else ""
        to = folder / f"{self._prefix()}.{now.date().isoformat()}{moment}{ENDING}"
        notes = write_backup(
            self._library,
            to,
            made=now.isoformat(timespec="seconds"),
            who=self._who,
            settings=settings,
        )
        for old in superfluous(self.standing(folder), self._rotation.days, self._rotation.months):
            with suppress(OSError):
                if read_header(old.path).kind == "backup":  # nothing goes that we did not make
                    old.path.unlink()
        return to, notes

    def _prefix(self) -> str:
        """Two libraries of one name, on one computer or two, keep apart in one folder."""
        from hashlib import blake2b

        where = f"{platform.node()}\n{self._library.absolute()}".encode("utf-8", "replace")
        return f"{self._library.stem}.{blake2b(where, digest_size=3).hexdigest()}"

    def standing(self, folder: Path | None = None) -> list[Made]:
        """The backups of this library, newest first: of one folder, or of all where they go."""
        folders = [folder] if folder else [one for one in (self._rotation.folder, self.beside) if one]
        name = re.compile(
            rf"{re.escape(self._prefix())}\.(\d{{4}}-\d\d-\d\d)(?:\.(\d{{6}})-before-([a-z0-9-]+))?{re.escape(ENDING)}"
        )
        found = []
        for one in folders:
            with suppress(OSError):
                found += [
                    (match[1], match[2] or "", Made(path, match[1], match[3] or ""))
                    for path in one.iterdir()
                    if (match := name.fullmatch(path.name)) and _is_day(match[1])
                ]
        return [made for *_, made in sorted(found, key=lambda one: one[:2], reverse=True)]


def superfluous(standing: Sequence[Made], days: int, months: int) -> list[Made]:
    """Of backups, newest first, those that thinning takes away.

    All of the ``days`` newest days stay (of a day that saw several rebuilds: the first before each
    kind of change, where what was changed is still whole), and the newest of each of the ``months``
    newest months. Days and months count where they have a backup: a long pause deletes nothing.
    """
    by_day: dict[str, dict[str, Made]] = {}
    by_month: dict[str, Made] = {}
    for made in standing:
        by_day.setdefault(made.day, {})[made.why] = made  # the last seen is the first made
        by_month.setdefault(made.day[:7], made)
    kept = {made.path for day in list(by_day)[:days] for made in by_day[day].values()}
    kept |= {by_month[month].path for month in list(by_month)[:months]}
    return [made for made in standing if made.path not in kept]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def change_mark(connection: sqlite3.Connection) -> str:
    """A cheap mark that is another one after anything was said by sources or people."""
    row = connection.execute(
        "SELECT (SELECT max(id) FROM history), (SELECT max(id) FROM changes), (SELECT total(undone) FROM history),"
        " (SELECT max(id) FROM runs), (SELECT max(id) FROM run_parts), (SELECT max(id) FROM records)"
    ).fetchone()
    return ":".join("" if value is None else str(int(value)) for value in row)

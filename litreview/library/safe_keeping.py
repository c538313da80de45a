"""Backups, from the side of an open library."""

from __future__ import annotations

from pathlib import Path

from litreview.library.backup import NO_SETTINGS, BackupNotes, KeptSettings, place_for, write_backup
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.rotation import Made, Rotated, Rotating, Rotation, change_mark


@in_words
class SafeKeeping:
    """What keeps the library from being lost."""

    def __init__(self, door: Door, rotation: Rotation | None) -> None:
        self._door = door
        self._rotation = rotation or Rotation()
        self._rotating = Rotating(door.path, self._rotation, door.clock, door.who)

    def backup(
        self, to: Path, force: bool = False, settings: KeptSettings = NO_SETTINGS
    ) -> tuple[Path, BackupNotes]:
        """Write a verified copy, also while others write: where it is, and what it says of itself.

        A folder stands for a dated name in it. Raises LibraryBusy where it cannot be written, Misused
        where it would take the place of something else than an older backup of this library.
        """
        place = place_for(self._door.path, to, self._door.now()[:10], force)
        notes = write_backup(
            self._door.path,
            place,
            made=self._door.now(),
            who=self._door.who,
            settings=settings,
        )
        return place, notes

    def before(self, why: str, settings: KeptSettings = NO_SETTINGS) -> Rotated:
        """The backup before a great change (``why``: "rebuild"). Raises LibraryBusy where none can be."""
        return self._rotating.write(why, settings)

    def daily(self, settings: KeptSettings = NO_SETTINGS) -> tuple[Path, BackupNotes]:
        """The backup of today, in the folder of the settings. Raises LibraryBusy where it cannot be."""
        return self._rotating.write_daily(settings)

    def change_mark(self) -> str:
        """A cheap mark that is another one after anything was said by sources or people."""
        return change_mark(self._door.connection())

    def standing(self) -> list[Made]:
        """The backups that were made by themselves and stand now, newest first."""
        return self._rotating.standing()

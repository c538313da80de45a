"""Backing up and restoring: the library and its settings, whole, in one file."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from litreview.acts.safe_results import BackedUp, Restored
from litreview.desk import source_names
from litreview.errors import LitreviewError, Misused
from litreview.library import restoring
from litreview.library.backup import BackupNotes, KeptSettings
from litreview.model.event import Event
from litreview.settings import default_file, moving
from litreview.settings.places import path_of

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.library.library import Library

_REMEMBERED = "backups"


def kept_settings(desk: Desk) -> KeptSettings:
    """The settings that go into a backup."""
    return KeptSettings(*moving.leaving(desk.settings))


def backup(desk: Desk, file: str = "", force: bool = False) -> BackedUp:
    """Write a verified copy of the library, settings in, keys left out; also while others write.

    Without ``file`` it goes into the backup folder of the settings. Raises `Misused` where that is
    not set, or another file would be lost.
    """
    settings, folder = kept_settings(desk), desk.settings.backup.folder
    if not file and folder is None:
        raise Misused(
            "Where shall the backup go?",
            "Name a file or a folder, or set one: litreview config set backup.folder FOLDER",
        )
    if file and file.endswith(("/", os.sep)) and not path_of(file).is_dir():
        raise Misused(f"There is no folder {file}.", "Make it first, or name a file; nothing was written.")
    keeping = desk.library.safe_keeping
    desk.tell(Event("backup", "writing the backup"))
    if file:
        place, notes = keeping.backup(path_of(file), force, settings)
    else:
        place, notes = keeping.daily(settings)
        _remember(desk, {"day": desk.today(), "mark": keeping.change_mark()})
    return BackedUp(
        str(place), str(desk.library_path), notes.made, notes.records, notes.words, place.stat().st_size,
        bool(settings.text), settings.left_out,
    )  # fmt: skip


def restore(desk: Desk, file: str, to: str = "") -> Restored:
    """Put a backup in the place of the library, and its settings where there are none.

    What is there now is kept as a dated copy. The library is not opened here before: another process
    that has it open finds that it was replaced.
    """
    place = path_of(to) if to else desk.library_path
    desk.tell(Event("restore", "reading the backup through"))
    done = restoring.restore(path_of(file), place, clock=desk.clock, who=desk.who)
    text, written, left_out, sentences = _settings_back(desk, done.notes)
    return Restored(
        file, str(place), done.notes.made, done.notes.records, done.notes.words,
        str(done.kept) if done.kept else None, written, text, left_out, sentences,
    )  # fmt: skip


def _settings_back(
    desk: Desk, notes: BackupNotes
) -> tuple[str, str | None, tuple[str, ...], tuple[str, ...]]:
    """Write the settings where there are none, else leave them to the person."""
    text, left_out = notes.settings
    try:
        fitting = moving.arriving(text, notes.who, desk.settings.login, source_names())
    except Misused as wrong:
        return text, None, left_out, (f"Its settings were not written: {wrong.sentence}",)
    file = default_file(os.environ)
    if not fitting.text.strip():
        return "", None, left_out, ()
    if not moving.write_new(file, fitting.text):
        return fitting.text, None, left_out, (f"The settings in {file} stay as they are.",)
    told = {
        "library": "The library's place is this one now; it was another in the settings.",
        "backup.folder": "The backup folder of the settings is not here: litreview config set backup.folder FOLDER",
    }
    return fitting.text, str(file), left_out, tuple(told[name] for name in fitting.left_out)


def back_up_on_leaving(desk: Desk, library: Library) -> tuple[str, ...]:
    """The daily backup, if a folder is set, none was made today and something was said since the last.

    Gives back what the person should know; a folder that takes no backup stops nothing, and is
    spoken of once a day.
    """
    if desk.settings.backup.folder is None or desk.is_sample or library.read_only:
        return ()
    seen = _remembered(desk).get(str(desk.library_path.absolute()), {})
    today, mark = desk.today(), library.safe_keeping.change_mark()
    if seen.get("day") == today or seen.get("mark") == mark or not any(c in "123456789" for c in mark):
        return ()
    desk.tell(Event("backup", "writing the backup of today"))
    try:
        library.safe_keeping.daily(kept_settings(desk))
    except LitreviewError as error:
        _remember(desk, {**seen, "told": today})
        return () if seen.get("told") == today else (f"{error.sentence} There is no backup of today.",)
    _remember(desk, {"day": today, "mark": mark})
    return ()


def _remembered(desk: Desk) -> dict[str, dict[str, str]]:
    """By the library's path: the ``day`` of its last backup, its ``mark`` then, the day we ``told`` of a fault."""
    found = desk.recall(_REMEMBERED)
    return found if isinstance(found, dict) else {}


def _remember(desk: Desk, seen: dict[str, str]) -> None:
    known = {**_remembered(desk), str(desk.library_path.absolute()): seen}
    desk.remember(_REMEMBERED, dict(list(known.items())[-50:]))

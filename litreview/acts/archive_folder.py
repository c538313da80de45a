"""The folder of an archive: written so that a cut export is never taken for a whole one, read as foreign data."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from litreview.acts.archive_results import ArchiveFile
from litreview.errors import LitreviewError, Misused, NothingFound, Unreadable
from litreview.model.archive import DERIVED, FILES, FORMAT, LONGEST, MANIFEST, VERSION, file_name
from litreview.model.record import Failure

_HALF = ".litreview-half"
_BUFFER = 1 << 20
_LARGEST_MANIFEST = 1 << 20
_SHOWN = 100
"""So many lines that could not be taken are kept; the others are counted."""


_OWN_WORDS = ("taggings", "notes", "decisions", "read_states", "rulings", "corrections")
"""What each person says for themselves, with their name in the line."""


class Written:
    """An archive in the making: `write` each table, then `finish`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._half = folder / _HALF
        self._told: dict[str, dict[str, Any]] = {}

    def write(self, table: str, lines: Iterable[str]) -> int:
        """Write one file into the half-made folder; how many lines."""
        from hashlib import sha256

        mark, count, size = sha256(), 0, 0
        with (self._half / file_name(table)).open("wb", buffering=_BUFFER) as file:
            for line in lines:
                data = line.encode("utf-8", "replace") + b"\n"
                mark.update(data)
                file.write(data)
                count, size = count + 1, size + len(data)
            _flush(file)
        self._told[file_name(table)] = {"lines": count, "bytes": size, "sha256": mark.hexdigest()}
        return count

    def words_of_others(self, who: str) -> int:
        """How many words of other people stand in the folder and not in what is about to take its place."""
        return sum(
            len(_said_by_others(self._folder / name, who) - _said_by_others(self._half / name, who))
            for name in map(file_name, _OWN_WORDS)
            if not _same(self._half / name, self._folder / name)
        )

    def finish(self) -> tuple[ArchiveFile, ...]:
        """Move the files into place, the manifest last. Until then the one that is there says that the
        archive is not finished."""
        files = []
        _put(self._folder / MANIFEST, {"format": FORMAT, "version": VERSION, "finished": False})
        for name, told in self._told.items():
            fresh, there = self._half / name, self._folder / name
            changed = not _same(fresh, there)
            if changed:
                fresh.replace(there)
            files.append(ArchiveFile(name, told["lines"], told["bytes"], changed))
        for table in DERIVED:
            if file_name(table) not in self._told:
                (self._folder / file_name(table)).unlink(missing_ok=True)
        _put(
            self._folder / MANIFEST,
            {"format": FORMAT, "version": VERSION, "finished": True, "files": self._told},
        )
        return tuple(files)


@contextmanager
def writing(folder: Path) -> Iterator[Written]:
    """A folder to write an archive into, made where there is none. What is there stays as it is until
    `Written.finish`; raises `Misused` where other files would be lost."""
    _may_be_written(folder)
    half = folder / _HALF
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir()
        try:
            yield Written(folder)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    except OSError as fault:
        raise LitreviewError(
            f"The archive {folder} cannot be written ({fault.strerror}).", "It is not whole: export it again."
        ) from fault


def _may_be_written(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Misused(f"{folder} is no folder.", "Name a folder for the archive; nothing was written.")
    ours = [file_name(table) for table in (*FILES, *DERIVED)]
    lost = next((name for name in ours if (folder / name).exists()), None)
    if lost and not (folder / MANIFEST).is_file():
        raise Misused(
            f"{folder} has a file {lost} and is no archive.", "Name another folder; nothing was written."
        )


def _put(path: Path, told: Mapping[str, Any]) -> None:
    fresh = path.parent / _HALF / path.name
    with fresh.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(told, indent=1) + "\n")
        _flush(file)
    fresh.replace(path)


def _flush(file: Any) -> None:
    import os

    file.flush()
    os.fsync(file.fileno())


def _said_by_others(path: Path, who: str) -> set[int]:
    """The lines of a file that another person said, as their hashes; what cannot be read says nothing."""
    mine, found = f'"who":{json.dumps(who, ensure_ascii=False)}'.encode("utf-8", "replace"), set()
    with suppress(OSError), path.open("rb") as file:
        while line := file.readline(LONGEST):
            if mine not in line:
                found.add(hash(line))
    return found


def _same(one: Path, other: Path) -> bool:
    import filecmp

    if other.is_symlink() or not other.is_file() or one.stat().st_size != other.stat().st_size:
        return False
    return filecmp.cmp(one, other, shallow=False)


class Found:
    """An archive that is read. ``failures`` are what could not be taken, the first ones whole."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.failures: list[Failure] = []
        self.failed = 0

    def check(self, edited: bool, check_stopped: Callable[[], None]) -> None:
        """Look whether all is there as it was written. Raises `NothingFound` or `Unreadable`; with
        ``edited`` files that were changed since are taken as they are."""
        told = _manifest(self.folder)
        files = told.get("files")
        for table in FILES:
            check_stopped()
            name = file_name(table)
            path = self.folder / name
            if not path.is_file():
                raise _not_whole(self.folder, f"{name} is missing")
            said = files.get(name) if isinstance(files, dict) else None
            if not edited and (not isinstance(said, dict) or said.get("sha256") != _digest(path)):
                raise _not_whole(self.folder, f"{name} is not as it was written", changed=True)
        known = {file_name(table) for table in (*FILES, *DERIVED)}
        for name in sorted(set(files if isinstance(files, dict) else ()) - known):
            self.fail(MANIFEST, 0, f"names {name}, which is no part of an archive; it was not read")

    def fail(self, name: str, line: int, what: str, raw: bytes = b"") -> None:
        """Note what could not be taken."""
        self.failed += 1
        if len(self.failures) < _SHOWN:
            shown = raw[:200].decode("utf-8", "replace")
            self.failures.append(Failure(str(self.folder / name), f"This line {what}.", shown, line=line))

    def lines(self, table: str) -> Iterator[tuple[int, bytes]]:
        """The lines of a table with their numbers, from 1."""
        with self._open(table) as file:
            number = 0
            while raw := file.readline(LONGEST):
                number += 1
                if not raw.endswith(b"\n") and len(raw) == LONGEST:
                    while (more := file.readline(_BUFFER)) and not more.endswith(b"\n"):
                        continue
                    self.fail(file_name(table), number, "is too long", raw)
                elif raw.strip():
                    yield number, raw

    def offsets(self, table: str) -> Iterator[tuple[int, bytes]]:
        """The lines of a table with the place where each begins."""
        with self._open(table) as file:
            place = 0
            while raw := file.readline(LONGEST):
                yield place, raw
                place += len(raw)

    def at(self, table: str, places: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """The lines of a table that begin at these places, with their places."""
        with self._open(table) as file:
            for place in places:
                file.seek(place)
                yield place, file.readline(LONGEST)

    def number_at(self, table: str, place: int) -> int:
        """The number of the line that begins at a place."""
        with self._open(table) as file:
            number = 1
            while place > 0 and (piece := file.read(min(place, _BUFFER))):
                number += piece.count(b"\n")
                place -= len(piece)
            return number

    def _open(self, table: str) -> Any:
        path = self.folder / file_name(table)
        try:
            return path.open("rb", buffering=_BUFFER)
        except OSError as fault:
            raise Unreadable(f"{path} cannot be read ({fault.strerror}).") from None


def _manifest(folder: Path) -> dict[str, Any]:
    """What the archive says of itself. Raises `NothingFound` or `Unreadable`, before anything is taken in."""
    path = folder / MANIFEST
    if not path.is_file():
        raise NothingFound(
            f"There is no archive in {folder}.", f"It has no {MANIFEST}; nothing was imported."
        )
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(_LARGEST_MANIFEST))
    except OSError as fault:
        raise Unreadable(f"{path} cannot be read ({fault.strerror}).", "Nothing was imported.") from None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or told.get("format") != FORMAT or type(told.get("version")) is not int:
        raise Unreadable(f"{path} does not describe an archive of litreview.", "Nothing was imported.")
    if told["version"] > VERSION:
        raise Unreadable(
            f"{folder} was written by a newer litreview.", "Update this one; nothing was imported."
        )
    if told.get("finished") is not True:
        raise _not_whole(folder, "its export did not come to an end")
    return told


def _not_whole(folder: Path, why: str, changed: bool = False) -> Unreadable:
    hint = "Export it again; nothing was imported."
    if changed:
        hint = "Where it was edited or joined on purpose, --edited takes it as it is; nothing was imported."
    return Unreadable(f"The archive {folder} is not whole: {why}.", hint)


def _digest(path: Path) -> str:
    from hashlib import sha256

    mark = sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(_BUFFER):
                mark.update(piece)
    except OSError as fault:
        raise Unreadable(f"{path} cannot be read ({fault.strerror}).", "Nothing was imported.") from None
    return mark.hexdigest()

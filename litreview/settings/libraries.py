"""Which library is the present one, and which were opened of late: two small files of this machine.

A file that cannot be read or written is none: the library itself never depends on it.
"""

# Annotations are values here: named tuples would compile each one that is a text.

from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from litreview.settings.places import folder

_MOST = 30


class Recent(NamedTuple):
    """A library that was opened, and when last, as ISO text to the minute."""

    path: Path
    opened: str


def used_library() -> Path | None:
    """The library that `library use` chose; None where none is."""
    try:
        found = _used_file().read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(found) if found else None


def use_library(path: Path | None) -> None:
    """Choose the library of the commands to come; None takes the choice back. Raises OSError."""
    if path is None:
        _used_file().unlink(missing_ok=True)
    else:
        _write(_used_file(), f"{path.absolute()}\n")


def recent_libraries() -> list[Recent]:
    """The libraries that were opened, the latest first."""
    try:
        lines = _recent_file().read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    parts = (line.partition("\t") for line in lines)
    return [Recent(Path(path), opened) for opened, tab, path in parts if tab and path]


def remember_library(path: Path, now: str) -> None:
    """Put a library at the head of those that were opened; ``now`` is ISO text."""
    here, minute = path.absolute(), now[:16]
    if not str(here).isprintable():
        return
    before = recent_libraries()
    if before[:1] != [Recent(here, minute)]:
        kept = [Recent(here, minute), *(one for one in before if one.path != here)][:_MOST]
        with suppress(OSError):
            _write(_recent_file(), "".join(f"{one.opened}\t{one.path}\n" for one in kept))


def _used_file() -> Path:
    return folder("state") / "library"


def _recent_file() -> Path:
    return folder("state") / "libraries.tsv"


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(file)

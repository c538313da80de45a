"""What acts on settings, libraries and the shell answer."""

# Annotations are values here: named tuples would compile each one that is a text.

from typing import NamedTuple


class SettingView(NamedTuple):
    """One setting as it holds. ``value`` None = not set; a secret is "(set)". ``origin``: flag,
    environment, use, file or default; ``where`` says which variable or line."""

    name: str
    value: str | None
    origin: str = "default"
    where: str = ""


class SettingsShown(NamedTuple):
    """Settings, and the file that they may stand in; ``origin``: say where each came from; ``one``:
    a single one was asked for."""

    settings: tuple[SettingView, ...]
    file: str
    origin: bool = False
    one: bool = False


class SettingChanged(NamedTuple):
    """A setting was written or taken out: ``file``, and the ``line`` on which it stands now (None: none).
    ``sentence`` is for people."""

    name: str
    value: str | None
    file: str
    line: int | None
    sentence: str


class SettingsFile(NamedTuple):
    """Where the settings file is, or would be."""

    file: str
    exists: bool


class LibraryView(NamedTuple):
    """A library on this machine. ``works``: how many it keeps, None where it is gone or unreadable;
    ``opened``: when last, None for never; ``present``: the one that this command looks at."""

    path: str
    name: str
    works: int | None
    opened: str | None
    present: bool = False


class Libraries(NamedTuple):
    """Libraries, the latest opened first; ``sentence`` says what was done."""

    libraries: tuple[LibraryView, ...]
    sentence: str = ""


class Completion(NamedTuple):
    """The shell for which a script is wanted that completes the words of litreview."""

    shell: str

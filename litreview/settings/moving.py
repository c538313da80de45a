"""Settings that travel with a backup: their text without keys, and how they arrive at another computer."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from litreview.errors import LitreviewError
from litreview.settings import parsed, read_text
from litreview.settings.checking import Layers, understood
from litreview.settings.places import path_of
from litreview.settings.values import Settings

_PRIVATE = 0o600


class Moving(NamedTuple):
    """The text of a settings file, and the names of what was left out of it."""

    text: str = ""
    left_out: tuple[str, ...] = ()


def leaving(settings: Settings) -> Moving:
    """The settings file without keys. Keys of the environment are named too: they have to be set again.

    A file that cannot be read travels not at all.
    """
    text = ""
    with suppress(LitreviewError):
        text = read_text(settings.file) if settings.file else ""
    said = parsed(text, settings.file)
    keys = {f"sources.{name}.key" for name, one in settings.sources.items() if one.key}
    for name, table in said.get("sources", {}).items():
        if isinstance(table, dict) and "key" in table:
            keys.add(f"sources.{name}.key")
    return Moving(_without(text, keys), tuple(sorted(keys)))


def arriving(text: str, person: str, login: str, source_names: Iterable[str]) -> Moving:
    """The settings as they fit this computer. Left out: the library's place, which is another one here,
    and a backup folder that is not here. ``person`` is named where the login name would be another.

    Raises `Misused` where `litreview.settings.load` would: such a file would stop every command.
    """
    import tomlkit

    named = Path("settings.toml")
    said = parsed(text, named)
    understood(Layers({}, said, text, named), source_names)
    out = {"library"} if "library" in said else set()
    folder = said.get("backup", {}).get("folder")
    if isinstance(folder, str) and not path_of(folder).is_dir():
        out.add("backup.folder")
    text = _without(text, out)
    if "name" not in said.get("person", {}) and person != login:
        document = tomlkit.parse(text)
        if "person" not in document:
            document["person"] = tomlkit.table()
        table: Any = document["person"]
        table["name"] = person
        text = tomlkit.dumps(document)
    return Moving(text, tuple(sorted(out)))


def write_new(file: Path, text: str) -> bool:
    """Write a settings file where none is; False where one is already. Raises LitreviewError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        number = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError:
        return False
    except OSError as wrong:
        raise LitreviewError(f"The settings file {file} cannot be written: {wrong.strerror}.") from wrong
    with os.fdopen(number, "w", encoding="utf-8", newline="") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return True


def _without(text: str, names: Iterable[str]) -> str:
    """The text without some settings; comments stay where TOML can be changed in place."""
    import tomlkit

    wanted = parsed(text, None)
    document = tomlkit.parse(text)
    for name in names:
        for said in (wanted, document):
            table: Any = said
            *path, last = name.split(".")
            with suppress(KeyError, TypeError):
                for part in path:
                    table = table[part]
                del table[last]
    fresh = tomlkit.dumps(document)
    return fresh if parsed(fresh, None) == wanted else tomlkit.dumps(wanted)

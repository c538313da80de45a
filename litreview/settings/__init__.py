"""Settings: one TOML file, then the environment, read once into one frozen value.

What stands nearer to the person wins: a flag over ``LITREVIEW_X`` over ``library use`` (for the
library) over the file over the default. README.md shows the file. What is given is looked at in
`litreview.settings.checking`, loaded only where something is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from litreview.errors import Misused
from litreview.settings.places import default_file, default_library, sample_library
from litreview.settings.values import BackupSettings, Secret, Settings, SourceSettings

__all__ = [
    "BackupSettings",
    "Secret",
    "Settings",
    "SourceSettings",
    "default_file",
    "default_library",
    "load",
    "nearest",
    "parsed",
    "sample_library",
]


_PLACES = ("LITREVIEW_FOLDER", "LITREVIEW_SETTINGS")
"""Variables that say where things lie, and set nothing."""


def load(
    environ: Mapping[str, str], file: Path | None, source_names: Iterable[str], used: Path | None = None
) -> Settings:
    """Read the settings: ``file`` (None or absent = none), then the variables of ``environ``.

    ``source_names`` are the sources that may have settings, looked at only if one has. ``used`` is
    the library that `library use` chose. Raises `Misused` for an unknown name or a value of the
    wrong kind, saying where it stands.
    """
    text = read_text(file) if file is not None else ""
    given = parsed(text, file)
    if given or any(name.startswith("LITREVIEW_") and name not in _PLACES for name in environ):
        from litreview.settings.checking import Layers, understood

        found = understood(Layers(environ, given, text, file, used), source_names)
    else:
        found = Settings(library=used)
    login = environ.get("USER") or environ.get("LOGNAME") or environ.get("USERNAME") or "someone"
    return found._replace(login=login, file=file if given else None)


def read_text(file: Path) -> str:
    """The text of a settings file as it stands, its line ends included; "" where there is none.

    Raises `Misused` where it cannot be read.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return opened.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise Misused(f"The settings file {file} cannot be read: {wrong}.") from wrong


def parsed(text: str, file: Path | None) -> dict[str, Any]:
    """What a settings file says. Raises `Misused` where it is not TOML."""
    if not text:
        return {}
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise Misused(f"The settings file {file} is not TOML: {wrong}.") from wrong


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was probably meant to be; None where none is near."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None

"""The folders of litreview on this machine, and what lies where in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from litreview.errors import Misused

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


_LONGEST = 255
"""Bytes of one name that every usual disk takes."""


def path_of(text: str | Path) -> Path:
    """The path that a person named, ``~`` being home.

    Raises `Misused` where ``~name`` names nobody here, or a name in it is longer than a disk takes.
    """
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        who = Path(text).parts[0]
        raise Misused(f"Nobody here has the home {who}.", "Write the folder in full.") from None
    long = next((part for part in path.parts if len(os.fsencode(part)) > _LONGEST), None)
    if long is not None or len(os.fsencode(path)) > _LONGEST * 15:
        raise Misused(f"“{(long or str(path))[:40]}…” is too long for the name of a file.")
    return path


def folder(kind: str) -> Path:
    """The folder for ``kind``: config, data, state or cache; all in one where a person says so."""
    if one := os.environ.get("LITREVIEW_FOLDER", "").strip():
        return path_of(one) / kind
    if sys.platform == "linux" and kind in _XDG:  # as platformdirs does, without its 7 ms
        variable, usual = _XDG[kind]
        return Path(os.environ.get(variable, "").strip() or Path.home() / usual) / "litreview"
    from platformdirs import PlatformDirs

    return Path(getattr(PlatformDirs("litreview", appauthor=False), f"user_{kind}_dir"))


def default_file(environ: Mapping[str, str]) -> Path:
    """The settings file: ``LITREVIEW_SETTINGS``, else ``settings.toml`` in the config folder."""
    named = environ.get("LITREVIEW_SETTINGS", "").strip()
    return path_of(named) if named else folder("config") / "settings.toml"


def default_library() -> Path:
    """The library of who never named one."""
    return folder("data") / "library.sqlite"


def sample_library() -> Path:
    """The demo's library, a file of its own beside the default one."""
    return folder("data") / "sample.sqlite"

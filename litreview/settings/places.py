"""The folders of litreview on this machine, and what lies where in them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_XDG = {
    "config": ("XDG_CONFIG_HOME", ".config"),
    "data": ("XDG_DATA_HOME", ".local/share"),
    "state": ("XDG_STATE_HOME", ".local/state"),
}


def folder(kind: str) -> Path:
    """The folder for ``kind``: config, data, state or cache; all in one where a person says so."""
    if one := os.environ.get("LITREVIEW_FOLDER", "").strip():
        return Path(one).expanduser() / kind
    if sys.platform == "linux" and kind in _XDG:  # as platformdirs does, without its 7 ms
        variable, usual = _XDG[kind]
        return Path(os.environ.get(variable, "").strip() or Path.home() / usual) / "litreview"
    from platformdirs import PlatformDirs

    return Path(getattr(PlatformDirs("litreview", appauthor=False), f"user_{kind}_dir"))


def default_file(environ: Mapping[str, str]) -> Path:
    """The settings file: ``LITREVIEW_SETTINGS``, else ``settings.toml`` in the config folder."""
    named = environ.get("LITREVIEW_SETTINGS", "").strip()
    return Path(named).expanduser() if named else folder("config") / "settings.toml"


def default_library() -> Path:
    """The library of who never named one."""
    return folder("data") / "library.sqlite"


def sample_library() -> Path:
    """The demo's library, a file of its own beside the default one."""
    return folder("data") / "sample.sqlite"

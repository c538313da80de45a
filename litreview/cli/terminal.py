"""What is at the other end: a terminal of some width, or a file or pipe."""

# Annotations are values here: named tuples would compile each one that is a text.

import os
import sys
from collections.abc import Mapping
from typing import NamedTuple, TextIO

_NARROWEST = 20


class Screen(NamedTuple):
    """Where rows go. ``width`` in cells, None where nobody looks at it; ``colour`` if wanted."""

    width: int | None
    colour: bool


def screen_of(stream: TextIO, color: str, environ: Mapping[str, str]) -> Screen:
    """The screen behind a stream. ``color`` (auto, always, never) goes before the environment.

    A non-empty ``NO_COLOR`` goes before ``FORCE_COLOR`` (no-color.org, force-color.org).
    """
    looked_at = stream.isatty()
    colour = looked_at and environ.get("TERM") != "dumb"
    if environ.get("FORCE_COLOR"):
        colour = True
    if environ.get("NO_COLOR"):
        colour = False
    if color != "auto":
        colour = color == "always"
    return Screen(width_of(stream, environ) if looked_at else None, colour)


def can_open_screen(environ: Mapping[str, str]) -> bool:
    """Whether a person sits at a terminal that can show the screen."""
    return sys.stdin.isatty() and sys.stdout.isatty() and environ.get("TERM") != "dumb"


def silence(stream: TextIO) -> None:
    """Send what is still to be written nowhere: the reader has gone, which is no fault."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def width_of(stream: TextIO, environ: Mapping[str, str]) -> int:
    """The width of a terminal in cells: ``COLUMNS``, else what it says, else 80."""
    columns = environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns) > 0:
        return max(int(columns), _NARROWEST)
    try:
        return max(os.get_terminal_size(stream.fileno()).columns, _NARROWEST)
    except (OSError, ValueError):
        return 80

"""The one printer of tables and lines. Widths are in cells: a wide letter takes two."""

# Annotations are values here: named tuples would compile each one that is a text.

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from litreview.cli.terminal import Screen

_LOOKED_AT = 200
"""So many rows are measured to choose the widths; the rest is cut to fit."""
_GAP = 2


class Column(NamedTuple):
    """One column: at least and at most so many cells.

    The one that ``gives`` shrinks first, but to two fifths of the screen; then the others; then it
    again; last those that ``keep`` (what a person must type).
    """

    heading: str
    least: int
    most: int
    right: bool = False
    gives: bool = False
    keeps: bool = False


def width_of(text: str) -> int:
    """How many cells a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def clip(text: str, width: int) -> str:
    """The text in at most so many cells; what is cut ends in an ellipsis."""
    if width_of(text) <= width:
        return text
    kept, used = [], 0
    for letter in text:
        used += _cells(letter)
        if used > width - 1:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…" if width > 0 else ""


def pad(text: str, width: int, right: bool = False) -> str:
    """The text in exactly so many cells."""
    text = clip(text, width)
    blanks = " " * (width - width_of(text))
    return blanks + text if right else text + blanks


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], screen: Screen) -> Iterator[str]:
    """Rows as lines: in columns under a heading on a terminal, else whole and apart by tabs."""
    if screen.width is None:
        yield from ("\t".join(row) for row in rows)
        return
    waiting = iter(rows)
    first = list(islice(waiting, _LOOKED_AT))
    widths = _widths(columns, first, screen.width)
    shown = [(column, width) for column, width in zip(columns, widths, strict=True) if width]
    heading = "  ".join(pad(column.heading, width, column.right) for column, width in shown)
    yield bold(heading.rstrip(), screen)
    places = [index for index, width in enumerate(widths) if width]
    for row in chain(first, waiting):
        cells = (pad(row[i], widths[i], columns[i].right) for i in places)
        yield "  ".join(cells).rstrip()


def bold(text: str, screen: Screen) -> str:
    """The text, stronger where colour is wanted."""
    return f"\x1b[1m{text}\x1b[0m" if screen.colour else text


def dim(text: str, screen: Screen) -> str:
    """The text, weaker where colour is wanted."""
    return f"\x1b[2m{text}\x1b[0m" if screen.colour else text


def wrapped(text: str, screen: Screen, indent: int = 0) -> Iterator[str]:
    """A paragraph in lines that fit; whole where nobody looks."""
    if screen.width is None:
        yield " " * indent + text
        return
    room = max(screen.width - indent, 10)
    line = ""
    for word in text.split():
        joined = f"{line} {word}".lstrip()
        if line and width_of(joined) > room:
            yield " " * indent + line
            joined = word
        line = joined
    if line:
        yield " " * indent + line


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """The width of each column; 0 for those at the end that find no room."""
    natural = [
        min(column.most, max([width_of(column.heading), *(width_of(row[index]) for row in rows)]))
        for index, column in enumerate(columns)
    ]
    widths = list(natural)
    order = sorted(range(len(columns)), key=lambda i: (columns[i].keeps, columns[i].gives, -i))
    steps = [(i, max(columns[i].least, room * 2 // 5)) for i in order if columns[i].gives]
    for index, least in [*steps, *((i, columns[i].least) for i in order)]:
        over = max(_total(widths) - room, 0)
        widths[index] = max(min(widths[index], least), widths[index] - over)
    for index in reversed(range(len(columns))):
        if _total(widths) > room and index and not columns[index].gives:
            widths[index] = 0
    if (over := _total(widths) - room) > 0:
        giver = next((i for i, column in enumerate(columns) if column.gives), 0)
        widths[giver] = max(1, widths[giver] - over)
    return widths


def _total(widths: Sequence[int]) -> int:
    shown = [width for width in widths if width]
    return sum(shown) + _GAP * (len(shown) - 1)


def _cells(letter: str) -> int:
    if unicodedata.combining(letter) or letter in "\u200d\ufe0e\ufe0f\u200c":
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1

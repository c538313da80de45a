"""Which columns a list of works has at a given width, and what stands in them. Pure."""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

from rich.cells import cell_len

from litreview.model.row import Row
from litreview.model.text import printable
from litreview.tui.text import fitted, number, spans

MARK = 3
"""Cells before the first column: cursor sign, mark sign, a blank."""
_LEAST_TAG = 5
HUES = 6
"""So many colours for tags; the name always stands beside the colour."""


class Column(NamedTuple):
    """``name`` is also the word the list is sorted by, "" where it cannot be."""

    name: str
    title: str
    width: int
    right: bool = False


class Cell(NamedTuple):
    """A piece of a line and the name of its style: plain, dim, strong, found, or tag0..."""

    text: str
    style: str = "plain"


_STEPS: tuple[tuple[int, dict[str, int]], ...] = (
    (150, {"author": 24, "year": 4, "title": 0, "venue": 28, "cited": 6, "tags": 22}),
    (112, {"author": 22, "year": 4, "title": 0, "venue": 20, "cited": 6, "tags": 16}),
    (84, {"author": 19, "year": 4, "title": 0, "cited": 6, "tags": 15}),
    (66, {"author": 18, "year": 4, "title": 0, "cited": 5, "tags": 10}),
    (50, {"author": 16, "year": 4, "title": 0, "cited": 5}),
    (36, {"author": 12, "year": 4, "title": 0}),
    (24, {"year": 4, "title": 0}),
    (0, {"title": 0}),
)
_TITLES = {
    "author": "Authors",
    "year": "Year",
    "title": "Title",
    "venue": "Venue",
    "cited": "Cited",
    "tags": "Tags",
    "place": "Where",
}


def layout(width: int, place: bool = False) -> tuple[Column, ...]:
    """The columns for ``width`` cells; the title is never left out and takes what is free.

    ``place`` adds a column that says whether a work is in the library.
    """
    room = width - MARK
    widths = dict(next(wanted for least, wanted in _STEPS if width >= least))
    if place and width >= 50:
        widths.pop("tags" if width < 90 else "", None)
        widths = {"place": 7, **widths}
    taken = sum(cells for cells in widths.values()) + len(widths) - 1
    widths["title"] = max(1, room - taken)
    return tuple(
        Column("" if name in ("tags", "place") else name, _TITLES[name], cells, name == "cited")
        for name, cells in widths.items()
    )


def cells(row: Row, columns: tuple[Column, ...], sought: tuple[str, ...] = ()) -> list[Cell]:
    """One work as cells, one blank between columns; their widths add up to that of the columns."""
    out: list[Cell] = []
    for column in columns:
        if out:
            out.append(Cell(" "))
        out.extend(_WRITERS[column.title](row, column.width, sought))
    return out


def heading(columns: tuple[Column, ...], sort: str = "", reverse: bool = False) -> str:
    """The titles of the columns as one line, with a sign beside the one that orders the list."""
    parts = []
    for column in columns:
        sign = ("↑" if reverse else "↓") if column.name and column.name == sort else ""
        title = column.title
        if sign:
            title = title[: max(0, column.width - 1)] + sign
        parts.append(fitted(title, column.width, column.right))
    return " " * MARK + " ".join(parts)


def column_at(columns: tuple[Column, ...], x: int) -> Column | None:
    """The column below the cell ``x`` of a line."""
    left = MARK
    for column in columns:
        if left <= x < left + column.width:
            return column
        left += column.width + 1
    return None


def hue(tag: str) -> int:
    """The colour of a tag: the same name has the same colour everywhere.

    The six before the name gives each of the three offered tags a colour of its own.
    """
    return crc32(b"6" + tag.encode()) % HUES


def place_of(row: Row) -> str:
    """Where a listed thing is: kept, outside, or known as printed text only."""
    if row.id < 0:
        return "as text"
    return "kept" if row.kept else "outside"


def _author(row: Row, width: int, _: tuple[str, ...]) -> list[Cell]:
    if row.short_byline:
        return [Cell(fitted(printable(row.short_byline, 400), width))]
    return [Cell(fitted("" if row.id < 0 else "no author", width), "dim")]


def _year(row: Row, width: int, _: tuple[str, ...]) -> list[Cell]:
    return [Cell(fitted("?" if row.year is None else str(row.year), width), "dim")]


def _title(row: Row, width: int, sought: tuple[str, ...]) -> list[Cell]:
    if not row.title:
        return [Cell(fitted("no title", width), "dim")]
    shown = fitted(printable(row.title, 4 * width), width)
    style = "plain" if row.id >= 0 else "dim"
    return [Cell(piece, "found" if found else style) for piece, found in spans(shown, sought)]


def _venue(row: Row, width: int, _: tuple[str, ...]) -> list[Cell]:
    return [Cell(fitted(printable(row.venue or "?", 400), width), "dim")]


def _cited(row: Row, width: int, _: tuple[str, ...]) -> list[Cell]:
    shown = number(row.cited)
    if len(shown) > width:
        shown = f"{(row.cited or 0) // 1000}k"
    return [Cell(fitted(shown, width, right=True), "plain" if row.cited is not None else "dim")]


def _tags(row: Row, width: int, _: tuple[str, ...]) -> list[Cell]:
    """All tags if they fit; else each gets its share, and what has none is counted."""
    names = [printable(tag, 200) for tag in row.tags]
    if not names:
        return [Cell(" " * width)]
    shown = min(len(names), max(1, (width + 1) // (_LEAST_TAG + 1)))
    rest = f"+{len(names) - shown}" if len(names) > shown else ""
    room = width - shown + 1 - (len(rest) + 1 if rest else 0)
    out: list[Cell] = []
    for name, cells in zip(names, _shares([cell_len(name) for name in names[:shown]], room), strict=False):
        out += [Cell(fitted(name, cells), f"tag{hue(name)}"), Cell(" ")]
    out = [*out, Cell(rest, "dim")] if rest else out[:-1]
    left = width - sum(cell_len(cell.text) for cell in out)
    return [*out, Cell(" " * left)]


def _shares(wanted: list[int], room: int) -> list[int]:
    """How many cells each gets: what it wants, or an equal part of what the small ones leave."""
    shares = [0] * len(wanted)
    left = max(0, room)
    for place, n in enumerate(sorted(range(len(wanted)), key=wanted.__getitem__)):
        shares[n] = min(wanted[n], left // (len(wanted) - place))
        left -= shares[n]
    return shares


def _place(row: Row, width: int, _: tuple[str, ...]) -> list[Cell]:
    return [Cell(fitted(place_of(row), width), "strong" if row.kept else "dim")]


_WRITERS = {
    "Authors": _author,
    "Year": _year,
    "Title": _title,
    "Venue": _venue,
    "Cited": _cited,
    "Tags": _tags,
    "Where": _place,
}

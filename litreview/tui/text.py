"""Building what a screen shows. Foreign text becomes `Content` here and nowhere else.

Textual reads ``[...]`` in plain strings as markup, and escaping does not help (a title such as
``[/x]`` ends the program). So no string with foreign text is ever handed to a widget: it passes
`printable` and becomes a `Content`, which is not parsed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.style import Style

from litreview.model.query import Either, Term, parse
from litreview.model.text import fold, printable, printable_block, words

Part = str | Content | tuple[str, str]
"""A piece of a line: text, finished content, or text with a style."""

DIM = "$muted"
STRONG = "bold"


def content(value: object, style: str = "") -> Content:
    """One line of foreign text as content."""
    return Content.styled(printable(value), style) if style else Content(printable(value))


def block(value: object, style: str = "") -> Content:
    """Foreign text whose line breaks stay, as content."""
    return Content.styled(printable_block(value), style) if style else Content(printable_block(value))


def line(*parts: Part) -> Content:
    """Pieces one after the other; every string is made printable."""
    return Content.assemble(*(_piece(part) for part in parts))


def lines(parts: Iterable[Content]) -> Content:
    """Contents below each other."""
    return Content("\n").join(parts)


def button(key: str, label: str, action: str) -> Content:
    """A key and what it does; a `Pressable` runs ``action``, which is our own, never data."""
    shown = Content.assemble((key, "bold $text-accent"), f" {label}" if label else "")
    return shown.stylize(Style.from_meta({"press": action}))


def fitted(value: str, cells: int, right: bool = False) -> str:
    """A printable text cut or filled to exactly ``cells`` cells; a cut one ends in an ellipsis."""
    if cells <= 0:
        return ""
    wide = cell_len(value) if not value.isascii() else len(value)
    if wide > cells:
        return set_cell_size(value, cells - 1) + "…" if cells > 1 else "…"
    filler = " " * (cells - wide)
    return filler + value if right else value + filler


def spans(title: str, sought: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """A title in pieces, each with whether it is a word that begins with a sought one.

    ``sought`` are folded words, so ``uber`` finds ``Über``.
    """
    if not sought:
        yield title, False
        return
    start = 0
    for begin, end in _words(title):
        if fold(title[begin:end]).startswith(sought):
            if begin > start:
                yield title[start:begin], False
            yield title[begin:end], True
            start = end
    if start < len(title):
        yield title[start:], False


def sought_words(query: str) -> tuple[str, ...]:
    """The words that a query looks for in titles, to mark them there."""
    terms = [
        term
        for node in parse(query).nodes
        for term in (node.terms if isinstance(node, Either) else (node,))
        if isinstance(term, Term) and term.kind in ("any", "title")
    ]
    return tuple(dict.fromkeys(word for term in terms for word in words(term.text)))


def number(value: int | None) -> str:
    """A count for people; unknown is ``?``, never 0."""
    return "?" if value is None else f"{value:,}"


def listed(names: Iterable[str]) -> str:
    """``crossref, ideas and citec``."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} and {every[-1]}"


def _piece(part: Part) -> Content:
    if isinstance(part, Content):
        return part
    if isinstance(part, tuple):
        return content(part[0], part[1])
    return content(part)


def _words(text: str) -> Iterator[tuple[int, int]]:
    begin = -1
    for place, letter in enumerate(text):
        if letter.isalnum():
            begin = place if begin < 0 else begin
        elif begin >= 0:
            yield begin, place
            begin = -1
    if begin >= 0:
        yield begin, len(text)

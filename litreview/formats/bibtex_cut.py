"""A .bib file cut into its blocks, a piece of text at a time.

The text is cut at its entry heads first, so that a broken entry cannot swallow its neighbours.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_HEAD = re.compile(r"@[ \t]{0,99}([A-Za-z][\w-]{0,99})[ \t\n]{0,99}[{(]")
_KEYED = re.compile(r"[^{}=,\s]{1,999}[ \t]{0,99},")
_BEFORE = 99
"""Blanks that may stand before the ``@`` of a head."""
_ROOM = 2_000
"""A head, with what stands before and behind it, is shorter; so far from its end a piece is settled."""
_ROUND_MARK = re.compile(r"[{}]|\)(?=[ \t]*(?:\n|$|@))")
_FOLLOWED = 20_000
"""How far an entry is followed past the next head, in characters, before that head is believed."""
_HELD_HEADS = 3
_NOT_ENTRIES = frozenset(("comment", "preamble", "string"))

_Head = tuple[int, str, int]
"""Where a head starts, its type word, where its content starts."""


class Cut(NamedTuple):
    """One block of the file: its type word, its text, its first line (from 1).

    ``opened`` is where its content starts in ``text``; ``rest`` what stands between its end and the
    next head; ``held`` how many heads lie inside the block.
    """

    type: str
    text: str
    opened: int
    line: int
    closed: bool
    rest: str = ""
    held: int = 0


def cut(pieces: Iterable[str]) -> Iterator[Cut]:
    """The blocks of a file in order; text between them is a comment in BibTeX and is passed over.

    A block ends where its braces balance. If a new head stands before that place, it is part of a
    value (an abstract that quotes BibTeX) when the braces do balance soon after, else the block
    was cut off and ends before the head.
    """
    text, line, scanned = "", 1, 0
    heads: list[_Head] = []
    for piece, last in _and_last(pieces):
        text += piece
        settled = len(text) if last else max(scanned, len(text) - _ROOM)
        heads += _heads(text, scanned, settled)
        scanned = settled
        # Of each block the heads after it must be known, as many as it may hold.
        ready = len(heads) if last else len(heads) - _HELD_HEADS - 2
        starts = [head[0] for head in heads]
        at, counted = 0, 0
        while at < ready:
            start = starts[at]
            line += text.count("\n", counted, start)
            counted = start
            block, at = _block(text, heads, starts, at, line)
            yield block
        done = max(min(starts[at] if at < len(starts) else scanned, scanned - _BEFORE - 1), counted)
        line += text.count("\n", counted, done)
        text, scanned = text[done:], scanned - done
        heads = [(start - done, word, opened - done) for start, word, opened in heads[at:]]


def _and_last(pieces: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """The pieces, and an empty one that is known to be the last."""
    for piece in pieces:
        yield piece, False
    yield "", True


def _heads(text: str, start: int, stop: int) -> Iterator[_Head]:
    """The heads whose ``@`` stands between two places: first on its line, or right behind a block."""
    for found in _HEAD.finditer(text, start):
        at = found.start()
        if at >= stop:
            return
        begin = at
        while begin and text[begin - 1] in " \t" and at - begin < _BEFORE:
            begin -= 1
        before = text[begin - 1 : begin]
        if before in ("", "\n") or (
            before in "})" and "\n" not in found[0] and _KEYED.match(text, found.end())
        ):
            yield begin, found[1], found.end()


def _block(text: str, heads: list[_Head], starts: list[int], at: int, line: int) -> tuple[Cut, int]:
    """The block that starts at the head number ``at``, and the number of the head after it."""
    start, word, opened = heads[at]
    word = word.lower()
    following = starts[at + 1] if at + 1 < len(starts) else len(text)
    furthest = starts[at + 2 + _HELD_HEADS] if at + 2 + _HELD_HEADS < len(starts) else len(text)
    end = _end_of(text, opened, following, min(following + _FOLLOWED, furthest))
    beyond = at + 1 if end is not None and end <= following else bisect_right(starts, (end or following) - 1)
    if end is None or (word not in _NOT_ENTRIES and beyond - at - 1 > _HELD_HEADS):
        return Cut(word, text[start:following], opened - start, line, False), at + 1
    held = max(beyond - at - 1, 0)
    return Cut(word, text[start:end], opened - start, line, True, text[end:following], held), max(
        at + 1, beyond
    )


def _end_of(text: str, opened: int, following: int, furthest: int) -> int | None:
    """Where the delimiter closes a block whose content starts at ``opened``; None if not by ``furthest``."""
    if text[opened - 1] == "(":
        return _end_of_round(text, opened, following)
    depth = 1
    while (close := text.find("}", opened, furthest)) >= 0:
        depth += text.count("{", opened, close) - 1
        opened = close + 1
        if depth == 0:
            return opened
    return None


def _end_of_round(text: str, opened: int, following: int) -> int | None:
    """The end of ``@type( ... )``: the first ``)`` outside braces that ends a line or the file."""
    depth = 0
    for found in _ROUND_MARK.finditer(text, opened, following):
        if found[0] != ")":
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            return found.end()
    return None

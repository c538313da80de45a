"""Small helpers of statements: questions over many ids, a piece at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

PIECE = 256
"""Ids in one statement: few enough for every limit of SQLite, few texts to prepare."""


def pieces(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists of at most `PIECE`."""
    feed = iter(values)
    while piece := list(islice(feed, PIECE)):
        yield piece


def marks(count: int) -> str:
    """``?, ?, ?``. Counts are rounded up so that few different statements come to be."""
    return ", ".join("?" * count)


def ask(connection: sqlite3.Connection, sql: str, ids: Iterable[Any], *before: Any) -> Iterator[Any]:
    """All rows of a statement whose ``{ids}`` stands for the ids; ``before`` are its earlier parameters."""
    for piece in pieces(ids):
        size = 1
        while size < len(piece):
            size *= 4
        padded = piece + [None] * (size - len(piece))
        yield from connection.execute(sql.format(ids=marks(size)), (*before, *padded)).fetchall()

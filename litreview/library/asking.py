"""Small helpers of statements: questions over many ids, a piece at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from functools import lru_cache
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
    """``?, ?, ?``."""
    return ", ".join("?" * count)


def ask(connection: sqlite3.Connection, sql: str, ids: Iterable[Any], *before: Any) -> Iterator[Any]:
    """All rows of a statement whose ``{ids}`` stands for the ids; ``before`` are its earlier parameters."""
    wanted = list(ids)
    if len(wanted) <= PIECE:
        return iter(_ask(connection, sql, wanted, before) if wanted else ())
    return (row for piece in pieces(wanted) for row in _ask(connection, sql, piece, before))


def _ask(connection: sqlite3.Connection, sql: str, ids: list[Any], before: tuple[Any, ...]) -> list[Any]:
    size = _size(len(ids))
    padding = [None] * (size - len(ids))
    return connection.execute(_statement(sql, size), (*before, *ids, *padding)).fetchall()


def _size(count: int) -> int:
    """Counts are rounded up, so that SQLite prepares few different texts."""
    return next(size for size in (1, 2, 4, 16, 64, PIECE) if size >= count)


@lru_cache(maxsize=1000)
def _statement(sql: str, size: int) -> str:
    return sql.format(ids=marks(size))

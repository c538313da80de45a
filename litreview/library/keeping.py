"""What the words of a person share: outside works that a word keeps, and what became of an act."""

# Annotations are values here: named tuples would compile each one that is a text.

import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from litreview.library.asking import ask, marks, pieces


class Written(NamedTuple):
    """What a word changed: so many ``works``, of which so many outside ones were ``kept`` by it."""

    works: int
    kept: int = 0


def keep_outside(connection: sqlite3.Connection, work_ids: Iterable[int], who: str, at: str) -> int:
    """Keep those of the works that are outside, as part of the act that says another word on them."""
    outside = [
        row[0] for row in ask(connection, "SELECT id FROM works WHERE id IN ({ids}) AND kept = 0", work_ids)
    ]
    for piece in pieces(outside):
        connection.execute(
            "INSERT OR IGNORE INTO kept SELECT record_id, ?, ? FROM membership"
            f" WHERE work_id IN ({marks(len(piece))})",
            (who, at, *piece),
        )
        connection.execute(
            "DELETE FROM removed WHERE record_id IN (SELECT record_id FROM membership"
            f" WHERE work_id IN ({marks(len(piece))}))",
            piece,
        )
    return len(outside)


def works_of(connection: sqlite3.Connection, record_ids: Iterable[int]) -> set[int]:
    """The works of records, each once."""
    sql = "SELECT DISTINCT work_id FROM membership WHERE record_id IN ({ids})"
    return {row[0] for row in ask(connection, sql, record_ids)}

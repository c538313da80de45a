"""Queries of filters alone, answered by the cells of the cube: exact, without a look at the works.

Which cells a query means is decided here, in Python, on a few thousand names. `conditions` says the
same in SQL, of each work.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import compress
from typing import Any, NamedTuple

from litreview.library.conditions import DECIDED, READ, tag_ids, word_of, written
from litreview.library.cube import Cell, Placed, placed
from litreview.library.door import Door
from litreview.model.query import Either, Node, Not, Term

_READ = f"SELECT id, {', '.join(Cell._fields)}, works FROM cube WHERE works > 0"


class Cells(NamedTuple):
    """Cells side by side: place n of every column is of one cell. ``works`` = how many are counted there."""

    id: Sequence[int] = ()
    kept: Sequence[int] = ()
    year: Sequence[int] = ()
    type: Sequence[str] = ()
    sources: Sequence[str] = ()
    tags: Sequence[str] = ()
    decision: Sequence[str] = ()
    read_state: Sequence[str] = ()
    works: Sequence[int] = ()

    def where(self, mask: Sequence[bool]) -> Cells:
        """The cells for which the mask holds."""
        columns: Iterable[Any] = (tuple(compress(column, mask)) for column in self)
        return Cells(*columns)


class Test(NamedTuple):
    """What a filter asks of one column of the cells."""

    column: str
    holds: Callable[[Any], bool]
    negated: bool = False


Tests = list[list[Test]]
"""All must hold, and of each one at least one."""


def read_cells(connection: sqlite3.Connection) -> Cells:
    """The cells that have works."""
    return Cells(*zip(*connection.execute(_READ).fetchall(), strict=True))


class HeldCells:
    """The cells and the works that are stale, read anew when somebody wrote."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._held: tuple[int, Cells, list[Placed]] | None = None

    def look(self, connection: sqlite3.Connection) -> tuple[Cells, list[Placed]]:
        """The cells that have works, and where the stale works stand now.

        Within a write they are read and not kept: it may still be taken back.
        """
        if self._door.in_write:
            return read_cells(connection), _stale(connection)
        token = self._door.token()
        held = self._held
        if held is None or held[0] != token:
            held = self._held = (token, read_cells(connection), _stale(connection))
        return held[1], held[2]


def _stale(connection: sqlite3.Connection) -> list[Placed]:
    ids = connection.execute("SELECT work_id FROM stale").fetchall()
    return placed(connection, (row[0] for row in ids)) if ids else []


def tests(connection: sqlite3.Connection, nodes: Iterable[Node], outside: bool) -> Tests | None:
    """A query as tests of cells; None where it asks for something that no cell tells."""
    out = [[Test("kept", int(not outside).__eq__)]]
    for node in nodes:
        made = [_test(connection, one) for one in (node.terms if isinstance(node, Either) else (node,))]
        found = [one for one in made if one is not None]
        if len(found) < len(made):
            return None
        out.append(found)
    return out


def holding(cells: Cells, asked: Tests) -> list[bool]:
    """Of which cells the tests hold."""
    mask = [True] * len(cells.id)
    for alternatives in asked:
        each = [_mask(cells, one) for one in alternatives]
        one = each[0] if len(each) == 1 else [any(found) for found in zip(*each, strict=True)]
        mask = [a and b for a, b in zip(mask, one, strict=True)]
    return mask


def holds(cell: Cell, asked: Tests) -> bool:
    """Whether the tests hold of a work that stands in this cell."""
    return all(any(one.holds(getattr(cell, one.column)) != one.negated for one in each) for each in asked)


def _mask(cells: Cells, test: Test) -> list[bool]:
    column = getattr(cells, test.column)
    values = {value for value in set(column) if test.holds(value) != test.negated}
    return [value in values for value in column]


def _test(connection: sqlite3.Connection, node: Term | Not) -> Test | None:
    if isinstance(node, Not):
        found = _test(connection, node.term)
        return found and found._replace(negated=True)
    if node.kind == "tag":
        return Test("tags", partial(_has_one, frozenset(map(str, tag_ids(connection, node)))))
    if node.kind in ("has", "is"):
        word = word_of(node)
        return _WORDS.get(f"{node.kind}:{word}") if word else Test("kept", _never)
    return _TERMS[node.kind](node) if node.kind in _TERMS else None


def _year(term: Term) -> Test:
    low = term.low if term.low is not None else -9999
    high = term.high if term.high is not None else 99999
    return Test("year", lambda year: year != 0 and low <= year <= high)


def _type(term: Term) -> Test:
    name = written(term)
    return Test("type", (lambda type_: type_.startswith(name)) if term.prefix else name.__eq__)


def _source(term: Term) -> Test:
    name = written(term)
    if term.prefix:
        return Test("sources", lambda sources: any(one.startswith(name) for one in sources.split(" ")))
    return Test("sources", partial(_has_one, frozenset((name,))))


def _has_one(wanted: frozenset[str], listed: str) -> bool:
    return not wanted.isdisjoint(listed.split(" "))


def _never(value: Any) -> bool:
    del value
    return False


_TERMS: dict[str, Callable[[Term], Test]] = {"year": _year, "type": _type, "source": _source}
_WORDS = {
    "has:tag": Test("tags", "".__ne__),
    "has:year": Test("year", (0).__ne__),
    "has:decision": Test("decision", "".__ne__),
    "is:kept": Test("kept", (1).__eq__),
    "is:outside": Test("kept", (0).__eq__),
    "is:undecided": Test("decision", "".__eq__),
    "is:unread": Test("read_state", "".__eq__),
} | {
    f"is:{word}": Test(column, value.__eq__)
    for column, named in (("decision", DECIDED), ("read_state", READ))
    for word, value in named.items()
}
"""The words after ``has:`` and ``is:`` that cells tell."""

"""Reading lists: works in an order that a person put them in.

A place hangs on every record that the work has when it is put into the list; a work stands where the
first of its records does. Places are numbers with gaps between, so that a move changes the rows of
what is moved and no others: somebody else's move can still be undone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litreview.errors import Misused, NothingFound
from litreview.library.asking import marks, pieces
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keeping import Written, keep_outside
from litreview.model.text import clean, clean_block

NAME_LENGTH = 100
GAP = 1 << 20
"""Between two places: so often a work can be moved between two others before all are numbered anew."""

_WORKS = (
    "SELECT m.work_id, min(l.place) FROM reading_list_works AS l JOIN membership AS m ON m.record_id = l.record_id"
    " WHERE l.reading_list_id = ? GROUP BY m.work_id ORDER BY min(l.place), min(l.at), m.work_id"
)
_LISTS = (
    "SELECT l.id, l.name, l.description, (SELECT count(DISTINCT m.work_id) FROM reading_list_works AS p"
    " JOIN membership AS m ON m.record_id = p.record_id JOIN works AS w ON w.id = m.work_id AND w.kept = 1"
    " WHERE p.reading_list_id = l.id), l.who, l.at FROM reading_lists AS l{where} ORDER BY l.name"
)
_OF_WORK = (
    "SELECT DISTINCT l.id, l.name FROM membership AS m JOIN reading_list_works AS p ON p.record_id = m.record_id"
    " JOIN reading_lists AS l ON l.id = p.reading_list_id WHERE m.work_id = ? ORDER BY l.name"
)


class ReadingListRow(NamedTuple):
    """A reading list and how many kept works are in it; ``who`` made it, ``at`` as ISO text."""

    id: int
    name: str
    description: str | None
    works: int
    who: str
    at: str


class Place(NamedTuple):
    """Where a work stands in a reading list, counted from 1, ``of`` how many works."""

    name: str
    place: int
    of: int


@in_words
class ReadingLists:
    """The reading lists of the library, by name, whatever its case. All that writes belongs inside
    `library.write(..., act=...)`; a name that no list has raises NothingFound."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def all(self) -> list[ReadingListRow]:
        """Every reading list, by name."""
        rows = self._door.connection().execute(_LISTS.format(where=""))
        return [ReadingListRow(*row) for row in rows.fetchall()]

    def named(self, name: str) -> ReadingListRow:
        """One reading list."""
        rows = self._door.connection().execute(_LISTS.format(where=" WHERE l.name = ?"), (_name(name),))
        for row in rows.fetchall():
            return ReadingListRow(*row)
        raise NothingFound(f"There is no reading list {name!r}.", "See `litreview reading-list list`.")

    def works(self, name: str) -> list[int]:
        """The works of a list in its order, those outside the library too."""
        return [work_id for work_id, _ in self._places(self.named(name).id)]

    def of_work(self, work_id: int) -> tuple[Place, ...]:
        """The reading lists that a work is in, by name, and where it stands in each."""
        found = self._door.connection().execute(_OF_WORK, (work_id,)).fetchall()
        out = []
        for number, name in found:
            order = [one for one, _ in self._places(number)]
            out.append(Place(name, order.index(work_id) + 1, len(order)))
        return tuple(out)

    def make(self, name: str, description: str | None = None) -> int:
        """Make an empty list; its id. Raises Misused where it has no name or another has it."""
        wanted = _wanted(name)
        connection = self._door.writing()
        self._free(connection, wanted)
        made = connection.execute(
            "INSERT INTO reading_lists (name, description, who, at) VALUES (?, ?, ?, ?)",
            (wanted, clean_block(description), self._door.who, self._door.now()),
        )
        return int(made.lastrowid or 0)

    def rename(self, name: str, other: str) -> None:
        """Give a list another name. Raises Misused where another list has it."""
        number, wanted = self.named(name).id, _wanted(other)
        connection = self._door.writing()
        self._free(connection, wanted, but=number)
        connection.execute("UPDATE reading_lists SET name = ?1 WHERE id = ?2 AND name <> ?1 COLLATE BINARY", (wanted, number))  # fmt: skip

    def describe(self, name: str, description: str | None) -> None:
        """Say what a list is for; None or "" takes the description away."""
        self._door.writing().execute(
            "UPDATE reading_lists SET description = ?1 WHERE id = ?2 AND description IS NOT ?1",
            (clean_block(description), self.named(name).id),
        )

    def drop(self, name: str) -> int:
        """Take a list away; how many works were in it. The works stay."""
        number = self.named(name).id
        had = len(self._places(number))
        connection = self._door.writing()
        connection.execute("DELETE FROM reading_list_works WHERE reading_list_id = ?", (number,))
        connection.execute("DELETE FROM reading_lists WHERE id = ?", (number,))
        return had

    def put(self, name: str, work_ids: Iterable[int]) -> Written:
        """Put works at the end of a list, which is made where there is none, and keep those that are
        outside; works that are in it stay where they are."""
        connection = self._door.writing()
        try:
            number = self.named(name).id
        except NothingFound:
            number = self.make(name)
        places = self._places(number)
        there = {work_id for work_id, _ in places}
        fresh = [one for one in dict.fromkeys(work_ids) if one not in there]
        last = max((place for _, place in places), default=0)
        for step, work_id in enumerate(fresh, start=1):
            connection.execute(
                "INSERT OR IGNORE INTO reading_list_works SELECT ?, record_id, ?, ?, ? FROM membership WHERE work_id = ?",
                (number, last + step * GAP, self._door.who, self._door.now(), work_id),
            )
        return Written(len(fresh), keep_outside(connection, fresh, self._door.who, self._door.now()))

    def take_out(self, name: str, work_ids: Iterable[int]) -> int:
        """Take works out of a list; how many were in it."""
        number = self.named(name).id
        there = {work_id for work_id, _ in self._places(number)}
        going = [one for one in dict.fromkeys(work_ids) if one in there]
        connection = self._door.writing()
        for piece in pieces(going):
            connection.execute(
                "DELETE FROM reading_list_works WHERE reading_list_id = ? AND record_id IN"
                f" (SELECT record_id FROM membership WHERE work_id IN ({marks(len(piece))}))",
                (number, *piece),
            )
        return len(going)

    def move(self, name: str, work_ids: Iterable[int], place: int) -> int:
        """Let works stand, in the order named, from a place on, counted from 1; beyond the end means
        last. How many were moved, 0 where all stand so already. Raises NothingFound for a work that
        is not in the list."""
        number = self.named(name).id
        before = self._places(number)
        moving = list(dict.fromkeys(work_ids))
        if missing := set(moving) - {work_id for work_id, _ in before}:
            raise NothingFound(
                f"{len(missing):,} of these works are not in the reading list {name!r}.",
                "`litreview reading-list add` puts them in.",
            )
        staying = [one for one in before if one[0] not in set(moving)]
        at = min(max(place, 1) - 1, len(staying))
        after = [work_id for work_id, _ in staying[:at]] + moving + [work_id for work_id, _ in staying[at:]]
        if after == [work_id for work_id, _ in before]:
            return 0
        free = _between(staying, at, len(moving))
        if free is None:
            self._stand(number, [(one, step * GAP) for step, one in enumerate(after, start=1)])
        else:
            self._stand(number, list(zip(moving, free, strict=True)))
        return len(moving)

    def _places(self, number: int) -> list[tuple[int, int]]:
        return [(row[0], row[1]) for row in self._door.connection().execute(_WORKS, (number,)).fetchall()]

    def _stand(self, number: int, places: Sequence[tuple[int, int]]) -> None:
        self._door.writing().executemany(
            "UPDATE reading_list_works SET place = ?1 WHERE reading_list_id = ?2 AND place <> ?1"
            " AND record_id IN (SELECT record_id FROM membership WHERE work_id = ?3)",
            [(place, number, work_id) for work_id, place in places],
        )

    def _free(self, connection: sqlite3.Connection, name: str, but: int = 0) -> None:
        row = connection.execute("SELECT name FROM reading_lists WHERE name = ? AND id <> ?", (name, but)).fetchone()  # fmt: skip
        if row:
            raise Misused(f"There is a reading list {row[0]!r} already.")


def _between(staying: Sequence[tuple[int, int]], at: int, count: int) -> list[int] | None:
    """So many places between the ones before and at ``at``; None where there is no room."""
    if not staying:
        return None
    if at == len(staying):
        return [staying[-1][1] + step * GAP for step in range(1, count + 1)]
    if at == 0:
        return [staying[0][1] - step * GAP for step in range(count, 0, -1)]
    low, high = staying[at - 1][1], staying[at][1]
    width = (high - low) // (count + 1)
    return [low + step * width for step in range(1, count + 1)] if width else None


def _name(name: str) -> str:
    return (clean(name) or "")[:NAME_LENGTH].strip()


def _wanted(name: str) -> str:
    if not _name(name):
        raise Misused("A reading list needs a name.")
    return _name(name)

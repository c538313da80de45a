"""Citation keys: made at intake, given by an import, pinned by the first export. Stored, never derived again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import count, product
from typing import TYPE_CHECKING, NamedTuple

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.faults import in_words

if TYPE_CHECKING:
    from litreview.library.values import GivenKey


class KeySaid(NamedTuple):
    """One key of a work. ``how``: pinned, given or made; ``order`` grows with time within each: of what
    people said when they said it, since archives may bring older keys later."""

    how: str
    order: int | str
    key: str


_RANK = {"pinned": 0, "given": 1, "made": 2}


def effective_keys(said: Iterable[KeySaid]) -> tuple[str, tuple[str, ...]]:
    """The key of a work and its aliases: pinned before given before made, oldest first."""
    ranked = sorted(said, key=lambda one: (_RANK[one.how], str(one.order).rjust(12, "0")))
    keys = list(dict.fromkeys(one.key for one in ranked))
    return (keys[0], tuple(keys[1:])) if keys else ("", ())


def suffixes() -> Iterable[str]:
    """``a``, ``b``, … ``z``, ``aa``, …: what tells equal keys apart."""
    for length in count(1):
        for letters in product("abcdefghijklmnopqrstuvwxyz", repeat=length):
            yield "".join(letters)


_SAID = (
    "SELECT m.work_id, k.how, k.at || printf(' %012d', k.id), k.key FROM membership AS m"
    " JOIN citation_keys AS k ON k.record_id = m.record_id WHERE m.work_id IN ({ids})"
)
_MADE = (
    "SELECT m.work_id, 'made', k.id, k.key FROM membership AS m"
    " JOIN made_keys AS k ON k.record_id = m.record_id WHERE m.work_id IN ({ids})"
)


def read_keys(connection: sqlite3.Connection, work_ids: Sequence[int]) -> dict[int, list[KeySaid]]:
    """Every key of works, made, given and pinned."""
    out: dict[int, list[KeySaid]] = {}
    for sql in (_SAID, _MADE):
        for work_id, how, order, key in ask(connection, sql, work_ids):
            out.setdefault(work_id, []).append(KeySaid(how, order, key))
    return out


def show_key(connection: sqlite3.Connection, work_id: int) -> None:
    """`show_keys` for one work."""
    show_keys(connection, (work_id,))


def show_keys(connection: sqlite3.Connection, work_ids: Iterable[int]) -> None:
    """Write the effective keys into the rows of works, where lists sort by them."""
    ids = list(work_ids)
    said = read_keys(connection, ids)
    keys = [(effective_keys(said[one])[0] or None if one in said else None, one) for one in ids]
    connection.executemany("UPDATE works SET key = ?1 WHERE id = ?2 AND key IS NOT ?1", keys)


def make_keys(connection: sqlite3.Connection, bases: Sequence[tuple[int, str]]) -> list[str]:
    """Make the keys of new works, by their first records; those they have where they were made before.

    A base gets a, b, … where another work holds it, whatever the case.
    """
    sql = "SELECT record_id, key FROM made_keys WHERE record_id IN ({ids})"
    made: dict[int, str] = dict(ask(connection, sql, [record_id for record_id, _ in bases]))
    wanted = dict.fromkeys(base for record_id, base in bases if record_id not in made)
    taken = {
        key.lower()
        for table in ("made_keys", "citation_keys")
        for (key,) in ask(connection, f"SELECT key FROM {table} WHERE key IN ({{ids}})", wanted)
    }
    rows = []
    for record_id, base in bases:
        if record_id in made:
            continue
        key = base
        if base.lower() in taken:
            taken |= _beginning_with(connection, base)
            key = next(base + end for end in suffixes() if (base + end).lower() not in taken)
        taken.add(key.lower())
        made[record_id] = key
        rows.append((key, record_id))
    connection.executemany("INSERT INTO made_keys (key, record_id) VALUES (?, ?)", rows)
    return [made[record_id] for record_id, _ in bases]


def _beginning_with(connection: sqlite3.Connection, base: str) -> set[str]:
    """Every key that starts as ``base`` does, in lower case."""
    ends = (base, base + "\U0010ffff")
    return {
        key.lower()
        for table in ("made_keys", "citation_keys")
        for (key,) in connection.execute(f"SELECT key FROM {table} WHERE key >= ? AND key < ?", ends)
    }


@in_words
class Keys:
    """The names used in ``\\cite{}``."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def of(self, work_ids: Iterable[int]) -> dict[int, str]:
        """The key of each work that has one."""
        found = read_keys(self._door.connection(), list(work_ids))
        return {work_id: effective_keys(said)[0] for work_id, said in found.items()}

    def make(self, record_id: int, base: str) -> str:
        """`make_keys` for one work."""
        connection = self._door.writing()
        (key,) = make_keys(connection, [(record_id, base)])
        self._show(connection, record_id)
        return key

    def give_many(self, wanted: Sequence[tuple[int, str]]) -> list[GivenKey]:
        """`give` for many records at once."""
        from litreview.library.values import GivenKey

        connection = self._door.writing()
        names = list(dict.fromkeys(key for _, key in wanted))
        held = {
            key.lower()
            for table in ("citation_keys", "made_keys")
            for (key,) in ask(connection, f"SELECT key FROM {table} WHERE key IN ({{ids}})", names)
        }
        free = {}
        for record_id, key in wanted:
            if key.lower() not in held:
                held.add(key.lower())
                free[record_id, key] = GivenKey(key, None)
        now = self._door.now()
        connection.executemany(
            "INSERT INTO citation_keys (key, record_id, how, who, at) VALUES (?, ?, 'given', ?, ?)",
            [(key, record_id, self._door.who, now) for record_id, key in free],
        )
        sql = "SELECT work_id FROM membership WHERE record_id IN ({ids})"
        show_keys(connection, [row[0] for row in ask(connection, sql, [record_id for record_id, _ in free])])
        return [free.get((record_id, key)) or self.give(record_id, key) for record_id, key in wanted]

    def give(self, record_id: int, key: str) -> GivenKey:
        """Give an imported key to a record's work. A key never changes hands: where another work
        holds it the newcomer gets a suffix, and the holder is named. Only an outside work, whose key
        was made and never said to anybody, takes another one."""
        from litreview.library.values import GivenKey

        connection = self._door.writing()
        own = self._work_of(connection, record_id)
        holder = self._holder(connection, key)
        if holder is not None and holder[1] != own and self._yields(connection, holder):
            self._make_again(connection, holder[0], key)
            holder = None
        if holder is None:
            self._put(connection, key, record_id, "given")
            return GivenKey(key, None)
        if holder[0] == record_id or (own is not None and holder[1] == own):
            if not holder[2]:
                self._put(connection, key, holder[0], "given")
            return GivenKey(key, None)
        for end in suffixes():
            other = self._holder(connection, key + end)
            if other is None:
                self._put(connection, key + end, record_id, "given")
            if other is None or other[0] == record_id or (own is not None and other[1] == own):
                return GivenKey(key + end, holder[1])
        raise AssertionError("suffixes never end")

    def only_made(self, work_ids: Iterable[int]) -> set[str]:
        """The keys of works that were made and that nobody gave or pinned."""
        found = read_keys(self._door.connection(), list(work_ids)).values()
        said = {one.key for keys in found for one in keys if one.how != "made"}
        return {one.key for keys in found for one in keys} - said

    def unpinned(self, work_ids: Iterable[int]) -> list[int]:
        """The works that have a key which nothing holds fast yet."""
        found = read_keys(self._door.connection(), list(work_ids))
        return [one for one, said in found.items() if all(key.how != "pinned" for key in said)]

    def pin(self, work_ids: Iterable[int]) -> int:
        """Fix the keys of works at their first export, so that nothing later renames them; how many were new."""
        connection = self._door.writing()
        works = self.unpinned(work_ids)
        keys = {effective_keys(said)[0]: one for one, said in read_keys(connection, works).items()}
        sql = "SELECT key FROM citation_keys WHERE key IN ({ids})"
        given = [row[0] for row in ask(connection, sql, keys)]
        connection.executemany(
            "UPDATE citation_keys SET how = 'pinned' WHERE key = ?", [(key,) for key in given]
        )
        sql = "SELECT key, record_id FROM made_keys WHERE key IN ({ids})"
        made = dict(ask(connection, sql, keys.keys() - set(given)))
        now = self._door.now()
        connection.executemany(
            "INSERT INTO citation_keys (key, record_id, how, who, at) VALUES (?, ?, 'pinned', ?, ?)",
            [(key, record_id, self._door.who, now) for key, record_id in made.items()],
        )
        show_keys(connection, works)
        return len(works)

    def _put(self, connection: sqlite3.Connection, key: str, record_id: int, how: str) -> None:
        connection.execute(
            "INSERT INTO citation_keys (key, record_id, how, who, at) VALUES (?, ?, ?, ?, ?)",
            (key, record_id, how, self._door.who, self._door.now()),
        )
        self._show(connection, record_id)

    def _yields(self, connection: sqlite3.Connection, holder: tuple[int, int | None, bool]) -> bool:
        _, work_id, said = holder
        row = connection.execute("SELECT kept FROM works WHERE id = ?", (work_id,)).fetchone()
        return not said and not (row and row[0])

    def _make_again(self, connection: sqlite3.Connection, record_id: int, base: str) -> None:
        key = next(base + end for end in suffixes() if not self._taken(connection, base + end))
        connection.execute("UPDATE made_keys SET key = ? WHERE record_id = ?", (key, record_id))
        self._show(connection, record_id)

    def _taken(self, connection: sqlite3.Connection, key: str) -> bool:
        return self._holder(connection, key) is not None

    def _holder(self, connection: sqlite3.Connection, key: str) -> tuple[int, int | None, bool] | None:
        """The record that holds a key, its work, and whether by a person's word."""
        for table in ("citation_keys", "made_keys"):
            row = connection.execute(f"SELECT record_id FROM {table} WHERE key = ?", (key,)).fetchone()
            if row:
                return row[0], self._work_of(connection, row[0]), table == "citation_keys"
        return None

    def _work_of(self, connection: sqlite3.Connection, record_id: int) -> int | None:
        row = connection.execute(
            "SELECT work_id FROM membership WHERE record_id = ?", (record_id,)
        ).fetchone()
        return row[0] if row else None

    def _show(self, connection: sqlite3.Connection, record_id: int) -> None:
        work_id = self._work_of(connection, record_id)
        if work_id is not None:
            show_key(connection, work_id)

"""What the matching found: blocking keys of records, and the stored verdicts on pairs. Derived."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Mapping

from litreview.library.asking import ask, pieces
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.packing import key_numbers
from litreview.library.values import PairVerdict

Pair = PairVerdict | tuple[int, int, str, int, tuple[str, ...]]


@in_words
class Matches:
    """Who could be the same, and what was found."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def meet(self, keys: Mapping[int, Iterable[str]], cap: int = 500) -> dict[int, list[int]]:
        """Set the blocking keys of records, former ones go; and for each record the others that share
        a key with it. Records that share none are left out; ``cap`` bounds as in `sharing`."""
        wanted = {record_id: key_numbers(of_one) for record_id, of_one in keys.items()}
        self._put_numbers(wanted)
        asking: dict[int, list[int]] = {}
        for record_id, numbers in wanted.items():
            for number in numbers:
                asking.setdefault(number, []).append(record_id)
        shared: dict[int, dict[int, None]] = {}
        bound = cap * 10
        sql = "SELECT key, record_id FROM blocks WHERE key IN ({ids}) LIMIT " + str(bound)
        for piece in pieces(asking):
            rows = list(ask(self._door.connection(), sql, piece))
            if len(rows) == bound:  # some blocks are very large: each record by itself, to the same bound
                return {one: list(self.sharing(of_one, {one}, cap)) for one, of_one in keys.items()}
            for number, other in rows:
                for record_id in asking[number]:
                    if record_id != other:
                        shared.setdefault(record_id, {})[other] = None
        return {one: list(others) for one, others in shared.items()}

    def _put_numbers(self, wanted: Mapping[int, list[int]]) -> None:
        connection = self._door.writing()
        sql = "SELECT record_id, keys FROM record_keys WHERE record_id IN ({ids})"
        former = {record_id: set(_numbers(packed)) for record_id, packed in ask(connection, sql, wanted)}
        new, rows = [], []
        for record_id, numbers in wanted.items():
            had = former.get(record_id, set())
            if had == set(numbers):
                continue
            forget_keys(connection, record_id, had.difference(numbers))
            new += [(number, record_id) for number in numbers if number not in had]
            rows.append((record_id, array("q", numbers).tobytes()))
        connection.executemany("INSERT INTO blocks VALUES (?, ?)", sorted(new))
        connection.executemany(
            "INSERT INTO record_keys VALUES (?, ?) ON CONFLICT (record_id) DO UPDATE SET keys = excluded.keys",
            rows,
        )

    def sharing(self, keys: Iterable[str], but: Collection[int] = (), cap: int = 500) -> dict[int, int]:
        """Records that share keys, and how many they share. ``but`` leaves records out; ten times
        ``cap`` bounds what is looked at for all keys together."""
        numbers = key_numbers(keys)
        shared: dict[int, int] = {}
        left_out = set(but)
        sql = "SELECT record_id FROM blocks WHERE key IN ({ids}) LIMIT " + str(cap * 10)
        for (record_id,) in ask(self._door.connection(), sql, numbers):
            if record_id not in left_out:
                shared[record_id] = shared.get(record_id, 0) + 1
        return shared

    def put_verdicts(self, verdicts: Iterable[Pair]) -> None:
        """Store what was found of pairs of records; a pair's former verdict is replaced."""
        rows = []
        for left, right, word, strength, reasons in verdicts:
            first, second = sorted((left, right))
            rows.append((first, second, word, strength, json.dumps(list(reasons), ensure_ascii=False)))
        self._door.writing().executemany(
            "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?) ON CONFLICT (left_id, right_id) DO UPDATE SET"
            " word = excluded.word, strength = excluded.strength, reasons = excluded.reasons",
            rows,
        )

    def verdicts(self, record_ids: Iterable[int], within: bool = False) -> list[PairVerdict]:
        """The stored verdicts that touch these records; ``within``: with both records among them."""
        wanted = set(record_ids)
        connection = self._door.connection()
        found: dict[tuple[int, int], PairVerdict] = {}
        for column in ("left_id", "right_id"):
            sql = (
                f"SELECT left_id, right_id, word, strength, reasons FROM verdicts WHERE {column} IN ({{ids}})"
            )
            for left, right, word, strength, reasons in ask(connection, sql, wanted):
                if not within or (left in wanted and right in wanted):
                    found[left, right] = PairVerdict(left, right, word, strength, tuple(json.loads(reasons)))
        return [found[pair] for pair in sorted(found)]

    def joined(self, record_ids: Iterable[int]) -> set[int]:
        """These records and all that hang together with them by verdicts or rulings of "same"."""
        connection = self._door.connection()
        ruled = connection.execute("SELECT 1 FROM rulings LIMIT 1").fetchone() is not None
        known: set[int] = set()
        fresh = set(record_ids)
        while fresh:
            known |= fresh
            near = {
                row[0]
                for this, other in (("left_id", "right_id"), ("right_id", "left_id"))
                for row in ask(
                    connection,
                    f"SELECT {other} FROM verdicts WHERE {this} IN ({{ids}}) AND word = 'same'",
                    fresh,
                )
            }
            if ruled:
                near |= _ruled_same(connection, fresh)
            fresh = near - known
        return known


def _ruled_same(connection: sqlite3.Connection, record_ids: set[int]) -> set[int]:
    out: set[int] = set()
    for this, other in (("left_name", "right_name"), ("right_name", "left_name")):
        sql = (
            f"SELECT o.id FROM records AS r JOIN rulings AS w ON w.{this} = r.source || ':' || r.source_id"
            f" AND w.word = 'same' JOIN records AS o ON o.source = substr(w.{other}, 1, instr(w.{other}, ':') - 1)"
            f" AND o.source_id = substr(w.{other}, instr(w.{other}, ':') + 1)"
            " WHERE r.id IN ({ids}) AND o.withdrawn = 0"
        )
        out |= {row[0] for row in ask(connection, sql, record_ids)}
    return out


def _numbers(packed: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(packed)
    return numbers


def forget_keys(connection: sqlite3.Connection, record_id: int, keys: Iterable[int]) -> None:
    """Take single keys of a record out of the blocks."""
    connection.executemany(
        "DELETE FROM blocks WHERE key = ? AND record_id = ?", [(key, record_id) for key in keys]
    )


def forget_record(connection: sqlite3.Connection, record_id: int) -> None:
    """Take a record out of all that matching found."""
    row = connection.execute("SELECT keys FROM record_keys WHERE record_id = ?", (record_id,)).fetchone()
    if row:
        forget_keys(connection, record_id, _numbers(row[0]))
        connection.execute("DELETE FROM record_keys WHERE record_id = ?", (record_id,))
    for table in ("verdicts", "questions"):
        for column in ("left_id", "right_id"):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (record_id,))

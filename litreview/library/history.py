"""What was done, and taking it back: one act, one row, one step.

Triggers keep each row of a person's tables before and after; undo puts the one in the place of
the other, redo the other way round. A row that is no longer as the act left it stays, and is named.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keys import show_keys
from litreview.library.schema import WORD_TABLES
from litreview.library.search_index import SearchIndex
from litreview.library.values import Undone
from litreview.library.works import Works
from litreview.model.row import HistoryRow

Change = tuple[str, list[Any] | None, list[Any] | None]
"""A table of words, and one row of it before and after."""

Judge = Callable[[Sequence[int]], None]
"""Judges records again, whose rulings or corrections changed or which came back."""


@in_words
class History:
    """The acts of people, newest first. Every act has its row and is never deleted."""

    def __init__(self, door: Door, works: Works, index: SearchIndex) -> None:
        self._door = door
        self._works = works
        self._index = index

    def rows(self, limit: int = 50) -> list[HistoryRow]:
        """The latest acts of everybody, newest first."""
        found = self._door.connection().execute(
            "SELECT id, at, who, act, sentence, undone, scheduler FROM history ORDER BY id DESC LIMIT ?",
            (limit,),
        )
        return [
            HistoryRow(
                one,
                at,
                who,
                act,
                sentence,
                undone > 0,
                not undone and not scheduler and who == self._door.who,
            )
            for one, at, who, act, sentence, undone, scheduler in found.fetchall()
        ]

    def undo(self, judge: Judge | None = None) -> Undone:
        """Take back this person's last act that stands; the scheduler's runs are passed over.

        ``judge`` is handed the records of `Undone.records` before the step ends: all or nothing.
        """
        done = self._step(True, judge)
        self._index.catch_up_little()
        return done

    def redo(self, judge: Judge | None = None) -> Undone:
        """Do again what this person took back last, until they do something new; ``judge`` as for `undo`."""
        done = self._step(False, judge)
        self._index.catch_up_little()
        return done

    def _step(self, back: bool, judge: Judge | None) -> Undone:
        with self._door.write("undo" if back else "redo"):
            connection = self._door.writing()
            row = connection.execute(
                "SELECT id, sentence, run_id FROM history WHERE who = ? AND scheduler = 0 AND undone = ?"
                f" ORDER BY id {'DESC' if back else 'ASC'} LIMIT 1",
                (self._door.who, int(not back)),
            ).fetchone()
            if row is None:
                return Undone("", 0)
            number, sentence, run = row
            changes = _changes(connection, number, back)
            left = _apply_all(connection, changes)
            touched, ruled = _touched(connection, changes)
            works = len(touched)
            again = set(ruled)
            if run is not None:
                from litreview.library.withdrawing import bring_back, withdraw

                gone, judged = (
                    withdraw(connection, self._works, run) if back else (0, bring_back(connection, run))
                )
                works, again = max(works, gone), _standing(connection, again | judged)
            if any(change[0] == "citation_keys" for change in changes):
                show_keys(connection, touched)
            connection.execute("UPDATE history SET undone = ? WHERE id = ?", (int(back), number))
            if judge is not None and again:
                judge(sorted(again))
            return Undone(sentence, works, tuple(_say(connection, one) for one in left), tuple(sorted(again)))


def _standing(connection: sqlite3.Connection, records: Iterable[int]) -> set[int]:
    """Those of the records that are not set aside."""
    sql = "SELECT id FROM records WHERE withdrawn = 0 AND id IN ({ids})"
    return {row[0] for row in ask(connection, sql, records)}


def _changes(connection: sqlite3.Connection, number: int, back: bool) -> list[Change]:
    """The changes of an act as steps to take: what stands now, and what shall stand."""
    import json  # late: showing the history needs none

    rows = connection.execute(
        f"SELECT word, before, after FROM changes WHERE history_id = ? ORDER BY id {'DESC' if back else 'ASC'}",
        (number,),
    ).fetchall()
    texts = (text or "null" for _, *both in rows for text in (reversed(both) if back else both))
    values = iter(json.loads(f"[{','.join(texts)}]"))  # at once: a call for each row takes four times as long
    return [(row[0], next(values), next(values)) for row in rows]


_USED = {
    "tags": "SELECT 1 FROM taggings WHERE tag_id = ?1 UNION ALL SELECT 1 FROM tags WHERE parent_id = ?1",
    "reading_lists": "SELECT 1 FROM reading_list_works WHERE reading_list_id = ?1",
}
"""What others may have put to use since: then it stays."""

_NEEDED = {
    "taggings": "SELECT 1 FROM tags WHERE id = ?",
    "reading_list_works": "SELECT 1 FROM reading_lists WHERE id = ?",
}
"""What a row is nothing without: where that cannot come back, the row does not either."""


_HANGS_ON = {"taggings": "tags", "reading_list_works": "reading_lists"}


def _apply_all(connection: sqlite3.Connection, changes: Sequence[Change]) -> list[Change]:
    """Take every step, those of one kind together; the steps that could not be taken."""
    left: list[Change] = []
    instead: dict[tuple[str, Any], Any] = {}
    for _, run in groupby(changes, lambda change: (change[0], change[1] is None, change[2] is None)):
        alike = [_hanging_on(change, instead) for change in run]
        if alike[0][0] in _USED and alike[0][1] is None:
            alike = [change for change in alike if not _stands_by_name(connection, change, instead)]
        if alike and not _apply_together(connection, alike):
            left += [change for change in alike if not _apply(connection, change)]
    return left


def _stands_by_name(
    connection: sqlite3.Connection, change: Change, instead: dict[tuple[str, Any], Any]
) -> bool:
    """Whether somebody made a tag or list of that name since: what hung on the old one hangs on that."""
    table, _, shall = change
    assert shall is not None
    row = connection.execute(
        f"SELECT id FROM {table} WHERE name = ? AND id <> ?", (shall[1], shall[0])
    ).fetchone()
    if row is not None:
        instead[table, shall[0]] = row[0]
    return row is not None


def _hanging_on(change: Change, instead: dict[tuple[str, Any], Any]) -> Change:
    table, stands, shall = change
    if instead and shall is not None and (other := instead.get((_HANGS_ON.get(table, ""), shall[0]))):
        return table, stands, [other, *shall[1:]]
    return change


def _apply_together(connection: sqlite3.Connection, changes: Sequence[Change]) -> bool:
    """Take many steps that all put in rows, or all take rows out; False, and nothing done, where any
    row is not as the act left it."""
    table, stands, shall = changes[0]
    if len(changes) == 1 or table in _USED or (stands is not None and shall is not None):
        return False
    if stands is None and not _has_needed(
        connection, table, {change[2][0] for change in changes if change[2]}
    ):
        return False
    connection.execute("SAVEPOINT together")
    rows = [change[2] or change[1] or [] for change in changes]
    done = connection.executemany(_put_in(table) if stands is None else _take_out(table), rows).rowcount
    if done != len(changes):
        connection.execute("ROLLBACK TO together")
    connection.execute("RELEASE together")
    return done == len(changes)


def _has_needed(connection: sqlite3.Connection, table: str, ids: Iterable[Any]) -> bool:
    """Whether all that rows hang on is there; ``ids`` are the firsts of their columns."""
    needed = _NEEDED.get(table)
    return needed is None or all(connection.execute(needed, (one,)).fetchone() for one in ids)


def _put_in(table: str) -> str:
    columns = WORD_TABLES[table][0]
    return f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _take_out(table: str) -> str:
    columns, size = WORD_TABLES[table]  # keys are never null, and `=` is quicker than IS
    same = [f"{column} {'=' if n < size else 'IS'} ?" for n, column in enumerate(columns)]
    return f"DELETE FROM {table} WHERE {' AND '.join(same)}"


def _apply(connection: sqlite3.Connection, change: Change) -> bool:
    """Put ``shall`` in the place of ``stands``; False where the row is not as the act left it."""
    table, stands, shall = change
    columns, size = WORD_TABLES[table]
    if stands is None:
        assert shall is not None
        needed = _has_needed(connection, table, shall[:1])
        return needed and connection.execute(_put_in(table), shall).rowcount == 1
    if shall is None:
        if table in _USED and connection.execute(_USED[table], stands[:1]).fetchone():
            return False
        return connection.execute(_take_out(table), stands).rowcount == 1
    put = ", ".join(f"{column} = ?" for column in columns[size:])
    same = " AND ".join(f"{column} IS ?" for column in columns)
    # A name that somebody took since is no reason to fail: the row stays, as any other that cannot go back.
    sql = f"UPDATE OR IGNORE {table} SET {put} WHERE {same}"
    return connection.execute(sql, (*shall[size:], *stands)).rowcount == 1


def _touched(connection: sqlite3.Connection, changes: Iterable[Change]) -> tuple[set[int], set[int]]:
    """The works that changes touch, and the records that rulings or corrections name."""
    records: set[int] = set()
    names: set[str] = set()
    again: set[int] = set()
    for table, run in groupby(changes, lambda change: change[0]):
        rows = [stands or shall or [] for _, stands, shall in run]
        columns = WORD_TABLES[table][0]
        if "record_id" in columns:
            place = columns.index("record_id")
            records.update([row[place] for row in rows])
        if table == "corrections":
            again.update([row[0] for row in rows])
        if table == "rulings":
            names.update(name for row in rows for name in row[:2])
    for name in names:
        source, _, source_id = name.partition(":")
        found = connection.execute(
            "SELECT id FROM records WHERE source = ? AND source_id = ? AND withdrawn = 0", (source, source_id)
        ).fetchone()
        again.update(found or ())
    sql = "SELECT work_id FROM membership WHERE record_id IN ({ids})"
    return {row[0] for row in ask(connection, sql, records | again)}, again


_SAID = {
    "kept": "whether {name} is kept", "removed": "whether {name} is removed",
    "taggings": "a tag on {name}", "note_anchors": "a note on {name}",
    "citation_keys": "the key “{key}”", "corrections": "a correction of {name}", "tags": "the tag “{key}”",
    "decisions": "the decision on {name}", "read_states": "how far {name} was read",
    "reading_lists": "the reading list “{key}”", "reading_list_works": "the place of {name} in a reading list",
    "saved_searches": "the saved search “{key}”",
    "notes": "a note", "rulings": "the ruling on {left} and {right}",
}  # fmt: skip


def _say(connection: sqlite3.Connection, change: Change) -> str:
    """A row that was left, for people."""
    table, stands, shall = change
    row: Sequence[Any] = stands if stands is not None else shall or ()
    columns = WORD_TABLES[table][0]
    name = ""
    if "record_id" in columns:
        found = connection.execute(
            "SELECT source || ':' || source_id FROM records WHERE id = ?", (row[columns.index("record_id")],)
        ).fetchone()
        name = found[0] if found else ""
    what = _SAID[table].format(name=name, key=row[1], left=row[0], right=row[1])
    return f"{what[0].upper()}{what[1:]} was changed since and stays as it is."

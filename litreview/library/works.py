"""Works: our opinion of which records are one thing, with a row for lists and a place in the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING

from litreview.library.asking import ask
from litreview.library.cube import leave
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.resolving import resolve
from litreview.library.rows import read_works, rows
from litreview.library.search_index import drop_doc, read_best
from litreview.library.writing import ToWrite, write_works
from litreview.model.row import Row

if TYPE_CHECKING:
    from litreview.library.values import PairVerdict, QuestionRow
    from litreview.model.identifiers import Identifier
    from litreview.model.work import Work


@in_words
class Works:
    """The derived works of the library. All of it can be dropped and derived again."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def of_records(self, record_ids: Iterable[int]) -> dict[int, int]:
        """The work of each record; records of no work are left out."""
        sql = "SELECT record_id, work_id FROM membership WHERE record_id IN ({ids})"
        return {row[0]: row[1] for row in ask(self._door.connection(), sql, record_ids)}

    def members(self, work_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
        """The records of each work, oldest first."""
        out: dict[int, list[int]] = {}
        sql = "SELECT work_id, record_id FROM membership WHERE work_id IN ({ids}) ORDER BY work_id, record_id"
        for work_id, record_id in ask(self._door.connection(), sql, work_ids):
            out.setdefault(work_id, []).append(record_id)
        return {work_id: tuple(found) for work_id, found in out.items()}

    def put(self, work: Work, record_ids: Sequence[int], work_id: int | None = None) -> int:
        """Write a work and say which records it has; its id (``work_id`` None: a new one).

        Inside `write` or `slices`. Records come over from the works they were in; a work that
        has none left is dropped. Row, search index and links follow.
        """
        return self.put_many([ToWrite(work, record_ids, work_id)])[0]

    def put_many(self, wanted: Sequence[ToWrite]) -> list[int]:
        """`put` for many works at once; a record stands in one of them at most. Keys are made of their
        bases where no record has one."""
        connection = self._door.writing()
        written = write_works(connection, wanted)
        self.drop(written.empty)
        for work_id in written.robbed:
            connection.execute(
                "UPDATE works SET kept = EXISTS (SELECT 1 FROM membership AS m JOIN kept AS k"
                " ON k.record_id = m.record_id WHERE m.work_id = works.id) WHERE id = ?",
                (work_id,),
            )
            connection.execute("INSERT OR IGNORE INTO stale VALUES (?)", (work_id,))
        return written.ids

    def drop(self, work_ids: Iterable[int]) -> None:
        """Forget works; their records stay, in no work until they are put into one."""
        connection = self._door.writing()
        gone = list(work_ids)
        leave(connection, gone)
        sql = "SELECT DISTINCT family_id FROM families WHERE work_id IN ({ids})"
        smaller = [row[0] for row in ask(connection, sql, gone)]
        for work_id in gone:
            drop_doc(connection, work_id)
            _relink(connection, {work_id}, gone=True)
            for table in ("membership", "bests", "families", "stale", "noted_docs"):
                connection.execute(f"DELETE FROM {table} WHERE work_id = ?", (work_id,))
            connection.execute("DELETE FROM works WHERE id = ?", (work_id,))
        for family in smaller:
            _without_the_gone(connection, family)

    def rows(self, ids: Iterable[int]) -> list[Row]:
        """Works as lists show them, in the order of ``ids``; works that are gone are left out."""
        return rows(self._door.connection(), list(ids))

    def read(self, work_id: int) -> Work:
        """A work whole, with its words and counts. Raises KeyError where it is gone."""
        found = self.read_many((work_id,))
        if not found:
            raise KeyError(work_id)
        return found[0]

    def read_many(self, work_ids: Iterable[int]) -> list[Work]:
        """Works whole, in their order; works that are gone are left out."""
        return read_works(self._door.connection(), list(work_ids))

    def identifiers(self, work_ids: Iterable[int]) -> dict[int, tuple[Identifier, ...]]:
        """The identifiers of works, of all their records, the strongest scheme first."""
        from litreview.model.identifiers import SCHEMES

        best = read_best(self._door.connection(), list(work_ids))
        rank = {scheme: place for place, scheme in enumerate(SCHEMES)}
        return {
            work_id: tuple(sorted(found.identifiers, key=lambda one: rank[one.scheme]))
            for work_id, (found, _) in best.items()
        }

    def partition(self) -> set[frozenset[int]]:
        """Which records are one work, all of it: to compare libraries by."""
        members: dict[int, list[int]] = {}
        for record_id, work_id in self._door.connection().execute(
            "SELECT record_id, work_id FROM membership"
        ):
            members.setdefault(work_id, []).append(record_id)
        return {frozenset(found) for found in members.values()}

    def resolve(self, text: str) -> list[int]:
        """The works that a person means by a key, an alias, a record's name, an identifier or ``#id``."""
        return resolve(self._door.connection(), text)

    def count(self, outside: bool = False) -> int:
        """How many works are in the library, or outside of it."""
        connection = self._door.connection()
        kept = connection.execute("SELECT count(*) FROM works WHERE kept = 1").fetchone()[0]
        if not outside:
            return int(kept)
        return int(connection.execute("SELECT count(*) FROM works").fetchone()[0] - kept)

    def put_family(self, work_ids: Sequence[int], preferred: int) -> None:
        """Say that works are stages of one text, and which one lists prefer. One work alone has none."""
        connection = self._door.writing()
        former = [family for (family,) in ask(
            connection, "SELECT DISTINCT family_id FROM families WHERE work_id IN ({ids})", work_ids
        )]  # fmt: skip
        for family in former:
            connection.execute("DELETE FROM families WHERE family_id = ?", (family,))
        if len(work_ids) > 1:
            connection.executemany(
                "INSERT INTO families VALUES (?, ?, ?)",
                [(one, min(work_ids), int(one == preferred)) for one in work_ids],
            )

    def forget_families(self, work_ids: Iterable[int]) -> None:
        """Say that works are stages of no text of several, and so of those they stood with."""
        connection = self._door.writing()
        sql = "SELECT DISTINCT family_id FROM families WHERE work_id IN ({ids})"
        former = list(ask(connection, sql, work_ids))
        connection.executemany("DELETE FROM families WHERE family_id = ?", former)

    def family(self, work_id: int) -> list[tuple[int, bool]]:
        """The works of a family and whether each is the preferred one, that first; empty for one alone."""
        rows = self._door.connection().execute(
            "SELECT work_id, preferred FROM families WHERE family_id ="
            " (SELECT family_id FROM families WHERE work_id = ?) ORDER BY preferred DESC, work_id",
            (work_id,),
        )
        return [(row[0], bool(row[1])) for row in rows.fetchall()]

    def fellows(self, work_ids: Iterable[int]) -> set[int]:
        """The works of the families of these works, themselves too; works alone are left out."""
        sql = (
            "SELECT DISTINCT g.work_id FROM families AS f JOIN families AS g ON g.family_id = f.family_id"
            " WHERE f.work_id IN ({ids})"
        )
        return {row[0] for row in ask(self._door.connection(), sql, set(work_ids))}

    def preferred(self, work_ids: Iterable[int]) -> dict[int, int]:
        """The preferred work of the family of each work; works alone are left out."""
        sql = (
            "SELECT f.work_id, g.work_id FROM families AS f JOIN families AS g ON g.family_id = f.family_id"
            " WHERE g.preferred = 1 AND f.work_id IN ({ids}) ORDER BY g.work_id DESC"
        )
        return dict(ask(self._door.connection(), sql, work_ids))

    def put_questions(self, record_ids: Iterable[int], questions: Iterable[PairVerdict]) -> None:
        """Replace the open questions that touch ``record_ids`` by these."""
        import json

        connection = self._door.writing()
        wanted = {(one.left, one.right): one for one in questions}
        sql = "SELECT id, left_id, right_id FROM questions WHERE {{column}} IN ({ids})"
        touched = list(record_ids)
        for column in ("left_id", "right_id"):
            for number, left, right in ask(connection, sql.replace("{{column}}", column), touched):
                if (left, right) not in wanted:
                    connection.execute("DELETE FROM questions WHERE id = ?", (number,))
        connection.executemany(
            "INSERT INTO questions (left_id, right_id, word, strength, reasons) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (left_id, right_id) DO UPDATE SET word = excluded.word,"
            " strength = excluded.strength, reasons = excluded.reasons",
            [(q.left, q.right, q.word, q.strength, json.dumps(q.reasons)) for q in wanted.values()],
        )

    def questions(self, limit: int = 50) -> list[QuestionRow]:
        """Open questions, those about kept works first, the strongest first."""
        import json

        from litreview.library.values import QuestionRow

        found = self._door.connection().execute(
            "SELECT q.id, q.left_id, q.right_id, q.word, q.strength, q.reasons FROM questions AS q"
            " LEFT JOIN membership AS l ON l.record_id = q.left_id LEFT JOIN works AS lw ON lw.id = l.work_id"
            " LEFT JOIN membership AS r ON r.record_id = q.right_id LEFT JOIN works AS rw ON rw.id = r.work_id"
            " ORDER BY coalesce(lw.kept, 0) + coalesce(rw.kept, 0) DESC, q.strength DESC, q.id LIMIT ?",
            (limit,),
        )
        return [QuestionRow(*row)._replace(reasons=tuple(json.loads(row[5]))) for row in found.fetchall()]

    def question_count(self, work_ids: Iterable[int] | None = None) -> int:
        """Open questions: all of them, or those on these works, each once."""
        connection = self._door.connection()
        if work_ids is None:
            return int(connection.execute("SELECT count(*) FROM questions").fetchone()[0])
        found: set[int] = set()
        for side in ("left_id", "right_id"):
            sql = (
                "SELECT q.id FROM membership AS m JOIN questions AS q"
                f" ON q.{side} = m.record_id WHERE m.work_id IN ({{ids}})"
            )
            found |= {row[0] for row in ask(connection, sql, work_ids)}
        return len(found)


def _without_the_gone(connection: sqlite3.Connection, family: int) -> None:
    """One work alone is no family; of several the first is preferred until they are judged again."""
    rows = connection.execute(
        "SELECT work_id, preferred FROM families WHERE family_id = ? ORDER BY work_id", (family,)
    ).fetchall()
    if len(rows) == 1:
        connection.execute("DELETE FROM families WHERE family_id = ?", (family,))
    elif rows and not any(preferred for _, preferred in rows):
        connection.execute("UPDATE families SET preferred = 1 WHERE work_id = ?", rows[0][:1])


def _relink(connection: sqlite3.Connection, work_ids: Collection[int], **how: bool) -> None:
    """Follow with the links, loaded late: lists do without them."""
    from litreview.library.links import relink

    relink(connection, work_ids, **how)

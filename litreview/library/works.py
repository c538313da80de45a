"""Works: our opinion of which records are one thing, with a row for lists and a place in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from litreview.library.asking import ask
from litreview.library.counts import latest_counts, show_cited
from litreview.library.door import Door
from litreview.library.keys import effective_keys, read_keys, show_key
from litreview.library.links import relink
from litreview.library.packing import pack
from litreview.library.resolving import resolve
from litreview.library.rows import rows, tags_of_works
from litreview.library.schema import DERIVED_TABLES
from litreview.library.search_index import (
    authors_text,
    drop_doc,
    filter_tokens,
    mark_noted,
    notes_of,
    put_doc,
    put_more,
    read_best,
    tags_of,
)
from litreview.library.search_text import index_text
from litreview.library.values import PairVerdict, QuestionRow
from litreview.model.identifiers import Identifier
from litreview.model.row import Row
from litreview.model.stored import record_to_stored
from litreview.model.text import fold
from litreview.model.work import Work

SORT_LENGTH = 24
"""Letters of a sort key: enough to order, few enough to keep the index small."""


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
        connection = self._door.writing()
        moved, left = self._moved(connection, record_ids, work_id)
        made = self._put_row(connection, work, record_ids, work_id)
        connection.executemany(
            "INSERT INTO membership VALUES (?, ?) ON CONFLICT (record_id) DO UPDATE SET work_id = excluded.work_id",
            [(record_id, made) for record_id in moved],
        )
        text = record_to_stored(work.best) + "\n" + json.dumps(dict(work.witnesses), separators=(",", ":"))
        connection.execute(
            "INSERT INTO bests VALUES (?, ?) ON CONFLICT (work_id) DO UPDATE SET best = excluded.best",
            (made, pack(text)),
        )
        self._index(connection, work, made)
        show_cited(connection, record_ids[0])
        show_key(connection, made)
        if moved or left:
            self._after_moves(connection, made, left)
        return made

    def _moved(
        self, connection: sqlite3.Connection, record_ids: Sequence[int], work_id: int | None
    ) -> tuple[list[int], set[int]]:
        """Records that come to the work, and the other works they come from; records that go are let go."""
        known = self.of_records(record_ids)
        moved = [record_id for record_id in record_ids if work_id is None or known.get(record_id) != work_id]
        left = set(known.values()) - {work_id}
        if work_id is not None:
            gone = set(self.members((work_id,)).get(work_id, ())) - set(record_ids)
            connection.executemany("DELETE FROM membership WHERE record_id = ?", [(one,) for one in gone])
            if gone:
                left.add(work_id)
        return moved, left

    def _after_moves(self, connection: sqlite3.Connection, made: int, left: set[int]) -> None:
        empty = left - set(self.members(left)) - {made}
        self.drop(empty)
        relink(connection, {made} | left - empty)
        for work_id in left - empty - {made}:
            connection.execute(
                "UPDATE works SET kept = EXISTS (SELECT 1 FROM membership AS m JOIN kept AS k"
                " ON k.record_id = m.record_id WHERE m.work_id = works.id) WHERE id = ?",
                (work_id,),
            )
            connection.execute("INSERT OR IGNORE INTO stale VALUES (?)", (work_id,))

    def _put_row(
        self, connection: sqlite3.Connection, work: Work, record_ids: Sequence[int], work_id: int | None
    ) -> int:
        best = work.best
        sources = sorted({name.partition(":")[0] for name in work.records})
        kept = any(
            connection.execute("SELECT 1 FROM kept WHERE record_id = ?", (one,)).fetchone()
            for one in record_ids
        )
        values = (
            best.full_title, work.byline, work.short_byline, best.year, best.venue, best.type,
            best.identifier("doi"), best.identifier("repec_handle"), " ".join(sources), int(kept),
            int(best.abstract is not None), _sort_title(best.full_title), _sort(work.byline), _sort(best.venue),
        )  # fmt: skip
        if work_id is None:
            made = connection.execute(
                "INSERT INTO works (title, byline, short_byline, year, venue, type, doi, repec, sources, kept,"
                " with_abstract, sort_title, sort_author, sort_venue)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            return int(made.lastrowid or 0)
        connection.execute(
            "INSERT INTO works (title, byline, short_byline, year, venue, type, doi, repec, sources, kept,"
            " with_abstract, sort_title, sort_author, sort_venue, id)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " title = excluded.title, byline = excluded.byline, short_byline = excluded.short_byline,"
            " year = excluded.year, venue = excluded.venue, type = excluded.type, doi = excluded.doi,"
            " repec = excluded.repec, sources = excluded.sources, kept = excluded.kept,"
            " with_abstract = excluded.with_abstract, sort_title = excluded.sort_title,"
            " sort_author = excluded.sort_author, sort_venue = excluded.sort_venue",
            (*values, work_id),
        )
        return work_id

    def _index(self, connection: sqlite3.Connection, work: Work, work_id: int) -> None:
        best = work.best
        kept, sources = connection.execute(
            "SELECT kept, sources FROM works WHERE id = ?", (work_id,)
        ).fetchone()
        tags = tags_of(connection, work_id)
        filters = filter_tokens(bool(kept), best.year, best.type, sources.split(), tags)
        put_doc(
            connection,
            work_id,
            (
                index_text(best.full_title),
                index_text(authors_text(best.authors)),
                index_text(best.venue),
                filters,
            ),
        )
        notes = notes_of(connection, work_id)
        put_more(connection, work_id, best, notes)
        mark_noted(connection, work_id, bool(notes))

    def drop(self, work_ids: Iterable[int]) -> None:
        """Forget works; their records stay, in no work until they are put into one."""
        connection = self._door.writing()
        for work_id in work_ids:
            drop_doc(connection, work_id)
            relink(connection, {work_id}, gone=True)
            for table in ("membership", "bests", "families", "stale", "noted_docs"):
                connection.execute(f"DELETE FROM {table} WHERE work_id = ?", (work_id,))
            connection.execute("DELETE FROM works WHERE id = ?", (work_id,))

    def rows(self, ids: Iterable[int]) -> list[Row]:
        """Works as lists show them, in the order of ``ids``; works that are gone are left out."""
        return rows(self._door.connection(), list(ids))

    def read(self, work_id: int) -> Work:
        """A work whole, with its words and counts. Raises KeyError where it is gone."""
        connection = self._door.connection()
        best, witnesses = read_best(connection, (work_id,))[work_id]
        kept = connection.execute("SELECT kept FROM works WHERE id = ?", (work_id,)).fetchone()[0]
        names = connection.execute(
            "SELECT r.source || ':' || r.source_id FROM membership AS m JOIN records AS r ON r.id = m.record_id"
            " WHERE m.work_id = ? ORDER BY r.id",
            (work_id,),
        ).fetchall()
        key, aliases = effective_keys(read_keys(connection, (work_id,)).get(work_id, ()))
        return Work(
            best=best,
            records=tuple(name for (name,) in names),
            witnesses=witnesses,
            id=work_id,
            key=key,
            key_aliases=aliases,
            tags=tags_of_works(connection, (work_id,)).get(work_id, ()),
            notes=tuple(notes_of(connection, work_id)),
            counts=latest_counts(connection, (work_id,)).get(work_id, ()),
            kept=bool(kept),
            versions=tuple(self._versions(connection, work_id)),
        )

    def read_many(self, work_ids: Iterable[int]) -> list[Work]:
        """Works whole, in the order of ``work_ids``."""
        return [self.read(one) for one in work_ids]

    def identifiers(self, work_ids: Iterable[int]) -> dict[int, tuple[Identifier, ...]]:
        """All identifiers of works."""
        found = read_best(self._door.connection(), work_ids)
        return {work_id: best.identifiers for work_id, (best, _) in found.items()}

    def partition(self) -> frozenset[frozenset[int]]:
        """The records of every work: what `rebuild` compares before and after."""
        rows = self._door.connection().execute("SELECT work_id, record_id FROM membership").fetchall()
        groups: dict[int, set[int]] = {}
        for work_id, record_id in rows:
            groups.setdefault(work_id, set()).add(record_id)
        return frozenset(frozenset(members) for members in groups.values())

    def _versions(self, connection: sqlite3.Connection, work_id: int) -> list[str]:
        others = [other for other, _ in self.family(work_id) if other != work_id]
        return [effective_keys(found)[0] for _, found in sorted(read_keys(connection, others).items())]

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

    def family(self, work_id: int) -> list[tuple[int, bool]]:
        """The works of a family and whether each is the preferred one, that first; empty for one alone."""
        rows = self._door.connection().execute(
            "SELECT work_id, preferred FROM families WHERE family_id ="
            " (SELECT family_id FROM families WHERE work_id = ?) ORDER BY preferred DESC, work_id",
            (work_id,),
        )
        return [(row[0], bool(row[1])) for row in rows.fetchall()]

    def put_questions(self, record_ids: Iterable[int], questions: Iterable[PairVerdict]) -> None:
        """Replace the open questions that touch ``record_ids`` by these."""
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
        found = self._door.connection().execute(
            "SELECT q.id, q.left_id, q.right_id, q.word, q.strength, q.reasons FROM questions AS q"
            " LEFT JOIN membership AS l ON l.record_id = q.left_id LEFT JOIN works AS lw ON lw.id = l.work_id"
            " LEFT JOIN membership AS r ON r.record_id = q.right_id LEFT JOIN works AS rw ON rw.id = r.work_id"
            " ORDER BY coalesce(lw.kept, 0) + coalesce(rw.kept, 0) DESC, q.strength DESC, q.id LIMIT ?",
            (limit,),
        )
        return [QuestionRow(*row)._replace(reasons=tuple(json.loads(row[5]))) for row in found.fetchall()]

    def question_count(self, work_id: int | None = None) -> int:
        """Open questions, of all works or of one."""
        connection = self._door.connection()
        if work_id is None:
            return int(connection.execute("SELECT count(*) FROM questions").fetchone()[0])
        row = connection.execute(
            "SELECT count(*) FROM questions WHERE left_id IN (SELECT record_id FROM membership WHERE work_id = ?1)"
            " OR right_id IN (SELECT record_id FROM membership WHERE work_id = ?1)",
            (work_id,),
        ).fetchone()
        return int(row[0])

    def clear_derived(self) -> None:
        """Empty every derived table and index, for `rebuild`; records and words stay."""
        connection = self._door.writing()
        for table in DERIVED_TABLES:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM search_docs")
        connection.execute("DELETE FROM more_docs")
        connection.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")
        connection.execute("INSERT INTO more_index (more_index) VALUES ('delete-all')")


def _sort(text: str | None) -> str | None:
    folded = fold(text).strip() if text else ""
    return folded[:SORT_LENGTH] or None


def _sort_title(title: str | None) -> str | None:
    """Titles are ordered without quotes before them and without the article."""
    folded = fold(title).lstrip(" \"'“”‘’«»([¿¡…-–—*#")
    for article in ("the ", "a ", "an "):
        if folded.startswith(article) and len(folded) > len(article):
            folded = folded[len(article) :]
            break
    return folded[:SORT_LENGTH] or None

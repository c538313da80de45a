"""A person's words on works: kept, notes, rulings, corrections. No source ever writes here.

A word hangs on every record that its work has when it is said, so a merge copies nothing and a
split loses nothing. Triggers log each change for undo and note what became stale.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from litreview.errors import Misused, NothingFound
from litreview.library.asking import ask
from litreview.library.cube import decisions_of
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keeping import keep_outside
from litreview.library.schema import WORD_TABLES
from litreview.model.decision import effective
from litreview.model.row import NoteView
from litreview.model.ruling import Ruling
from litreview.model.text import clean_block

if TYPE_CHECKING:
    from litreview.model.correction import CorrectionView


@in_words
class Words:
    """What people said. All that writes belongs inside `library.write(..., act=...)`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def keep(self, record_ids: Iterable[int]) -> int:
        """Put records, and so their works, into the library; how many were not kept before."""
        rows = [(one, self._door.who, self._door.now()) for one in record_ids]
        connection = self._door.writing()
        connection.executemany("DELETE FROM removed WHERE record_id = ?", [row[:1] for row in rows])
        made = connection.executemany("INSERT OR IGNORE INTO kept VALUES (?, ?, ?)", rows)
        return max(0, made.rowcount)

    def unsaid(self, record_ids: Iterable[int], by_work: bool = False) -> list[int]:
        """Of these records, those that nobody kept or removed; with ``by_work`` none of whose work
        was removed, or excluded while outside: a fetch does not bring back what a person took out."""
        connection = self._door.connection()
        wanted = list(dict.fromkeys(record_ids))
        said = {
            row[0] for row in ask(connection, "SELECT record_id FROM kept WHERE record_id IN ({ids})", wanted)
        }
        sql = (
            "SELECT m.record_id FROM membership AS m JOIN membership AS o ON o.work_id = m.work_id"
            " JOIN removed AS r ON r.record_id = o.record_id WHERE m.record_id IN ({ids})"
            if by_work
            else "SELECT record_id FROM removed WHERE record_id IN ({ids})"
        )
        said |= {row[0] for row in ask(connection, sql, wanted)}
        if by_work:
            said |= _excluded(connection, wanted)
        return [one for one in wanted if one not in said]

    def unkeep(self, work_ids: Iterable[int]) -> int:
        """Take works out of the library; how many were in it. Records and other words stay."""
        connection = self._door.writing()
        changed = 0
        for work_id in work_ids:
            connection.execute(
                "INSERT OR IGNORE INTO removed SELECT record_id, ?, ? FROM membership WHERE work_id = ?",
                (self._door.who, self._door.now(), work_id),
            )
            gone = connection.execute(
                "DELETE FROM kept WHERE record_id IN (SELECT record_id FROM membership WHERE work_id = ?)",
                (work_id,),
            )
            changed += gone.rowcount > 0
        return changed

    def note(self, work_id: int, text: str) -> int:
        """Add a note to a work, which it keeps in the same act; the note's id. Raises Misused for no text."""
        connection = self._door.writing()
        made = self._note(connection, text)
        connection.execute(
            "INSERT INTO note_anchors SELECT ?, record_id FROM membership WHERE work_id = ?", (made, work_id)
        )
        keep_outside(connection, (work_id,), self._door.who, self._door.now())
        return made

    def edit_note(self, work_id: int, note_id: int, text: str) -> bool:
        """Write a note on a work anew; whether it said something else. Whose it is and since when
        stays, ``edited`` says when it was changed. Raises NothingFound where the work has no such note,
        Misused for no text."""
        connection = self._door.writing()
        self._note_on(connection, work_id, note_id)
        changed = connection.execute(
            "UPDATE notes SET text = ?1, edited = ?2 WHERE id = ?3 AND text <> ?1",
            (_note_text(text), self._door.now(), note_id),
        )
        return changed.rowcount == 1

    def remove_note(self, work_id: int, note_id: int) -> None:
        """Take a note away. Raises NothingFound where the work has no such note."""
        connection = self._door.writing()
        self._note_on(connection, work_id, note_id)
        connection.execute("DELETE FROM note_anchors WHERE note_id = ?", (note_id,))
        connection.execute("DELETE FROM notes WHERE id = ?", (note_id,))

    def _note_on(self, connection: sqlite3.Connection, work_id: int, note_id: int) -> None:
        sql = (
            "SELECT 1 FROM note_anchors AS a JOIN membership AS m ON m.record_id = a.record_id"
            " WHERE a.note_id = ? AND m.work_id = ?"
        )
        if connection.execute(sql, (note_id, work_id)).fetchone() is None:
            raise NothingFound(
                f"There is no note {note_id} on this work.", "`litreview show` names its notes."
            )

    def note_records(self, record_ids: Iterable[int], text: str) -> int:
        """Add a note to records: for words that come with an import; the note's id.

        The same text on one of the records already is not written again.
        """
        connection = self._door.writing()
        wanted = list(record_ids)
        said = clean_block(text) or ""
        for note_id, known in ask(
            connection,
            "SELECT n.id, n.text FROM note_anchors AS a JOIN notes AS n ON n.id = a.note_id"
            " WHERE a.record_id IN ({ids})",
            wanted,
        ):
            if known == said:
                return int(note_id)
        made = self._note(connection, text)
        connection.executemany("INSERT INTO note_anchors VALUES (?, ?)", [(made, one) for one in wanted])
        return made

    def _note(self, connection: sqlite3.Connection, text: str) -> int:
        made = connection.execute(
            "INSERT INTO notes (text, who, at) VALUES (?, ?, ?)",
            (_note_text(text), self._door.who, self._door.now()),
        )
        return int(made.lastrowid or 0)

    def notes(self, work_id: int) -> tuple[NoteView, ...]:
        """The notes on a work, oldest first, each once."""
        rows = self._door.connection().execute(
            "SELECT DISTINCT n.id, n.text, n.who, n.at, n.edited FROM membership AS m"
            " JOIN note_anchors AS a ON a.record_id = m.record_id JOIN notes AS n ON n.id = a.note_id"
            " WHERE m.work_id = ? ORDER BY n.id",
            (work_id,),
        )
        return tuple(NoteView(*row) for row in rows.fetchall())

    def rule(self, ruling: Ruling) -> None:
        """Write a person's word on two records, by name; a later word replaces the earlier."""
        self._door.writing().execute(
            "INSERT INTO rulings VALUES (?, ?, ?, ?, ?) ON CONFLICT (left_name, right_name, who) DO UPDATE SET"
            " word = excluded.word, at = excluded.at WHERE word <> excluded.word",
            (ruling.left, ruling.right, self._door.who, ruling.word, self._door.now()),
        )

    def rulings(self, names: Iterable[str]) -> list[Ruling]:
        """The rulings that touch any of these records; of several people's on one pair the latest."""
        wanted = list(names)
        connection = self._door.connection()
        sql = "SELECT at, left_name, right_name, word FROM rulings WHERE {column} IN ({{ids}})"
        said = {
            tuple(row)
            for column in ("left_name", "right_name")
            for row in ask(connection, sql.format(column=column), wanted)
        }
        found = {(left, right): Ruling(left, right, word) for _, left, right, word in sorted(said)}
        return [found[pair] for pair in sorted(found)]

    def correct(self, work_id: int, field: str, value: object) -> bool:
        """A person's value for a field of `Record` or a scheme of identifiers, as `model.correction`
        types it: wins over every witness at the next merge. Whether it said something else before."""
        import json

        from litreview.model.correction import to_stored

        changed = self._door.writing().execute(
            "INSERT INTO corrections SELECT record_id, ?, ?, ?, ? FROM membership WHERE work_id = ?"
            " ON CONFLICT (record_id, field, who) DO UPDATE SET value = excluded.value,"
            " at = excluded.at WHERE value <> excluded.value",
            (
                field,
                self._door.who,
                json.dumps(to_stored(value), ensure_ascii=False),
                self._door.now(),
                work_id,
            ),
        )
        return changed.rowcount > 0

    def uncorrect(self, work_id: int, field: str) -> bool:
        """Take this person's correction of a field back; whether there was one."""
        gone = self._door.writing().execute(
            "DELETE FROM corrections WHERE field = ? AND who = ? AND record_id IN"
            " (SELECT record_id FROM membership WHERE work_id = ?)",
            (field, self._door.who, work_id),
        )
        return gone.rowcount > 0

    def corrections(self, record_ids: Iterable[int]) -> dict[str, object]:
        """The latest correction of each field over these records."""
        sql = "SELECT at, field, who, value FROM corrections WHERE record_id IN ({ids})"
        return {
            field: value
            for _, field, _, value in _typed(sorted(ask(self._door.connection(), sql, record_ids)))
        }

    def corrected(self, work_id: int) -> tuple[CorrectionView, ...]:
        """Each person's latest correction of each field of a work, by field, the latest one first."""
        from litreview.model.correction import CorrectionView, as_text

        rows = self._door.connection().execute(
            "SELECT c.at, c.field, c.who, c.value FROM membership AS m"
            " JOIN corrections AS c ON c.record_id = m.record_id WHERE m.work_id = ?",
            (work_id,),
        )
        latest = {(field, who): (at, value) for at, field, who, value in _typed(sorted(rows.fetchall()))}
        said = sorted(((at, *known, value) for known, (at, value) in latest.items()), key=lambda one: one[:3])
        standing = {field: who for _, field, who, _ in said}
        out = [
            CorrectionView(field, as_text(value), who, at, standing[field] == who)
            for at, field, who, value in reversed(said)
        ]
        return tuple(sorted(out, key=lambda one: one.field))

    def digest(self) -> str:
        """A digest of all that people said: `rebuild` compares it before and after."""
        from hashlib import blake2b

        connection = self._door.connection()
        mark = blake2b(digest_size=16)
        for table, (columns, size) in WORD_TABLES.items():
            order = ", ".join(columns[:size])
            for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}"):
                mark.update(repr((table, row)).encode("utf-8", "replace"))
        return mark.hexdigest()


def _excluded(connection: sqlite3.Connection, record_ids: Iterable[int]) -> set[int]:
    """The records of outside works that were excluded."""
    sql = (
        "SELECT m.record_id, m.work_id FROM membership AS m JOIN works AS w ON w.id = m.work_id AND w.kept = 0"
        " WHERE m.record_id IN ({ids})"
    )
    outside = dict(ask(connection, sql, record_ids))
    decided = decisions_of(connection, set(outside.values()))
    excluded = {work_id for work_id, said in decided.items() if effective(said) == "exclude"}
    return {record_id for record_id, work_id in outside.items() if work_id in excluded}


def _note_text(text: str) -> str:
    said = clean_block(text)
    if not said:
        raise Misused("A note needs some text.")
    return said


def _typed(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[str, str, str, Any]]:
    """Corrections with their values; what no value of its field can be (another program wrote it) is passed over."""
    import json

    from litreview.model.correction import from_stored

    for at, field, who, value in rows:
        with suppress(ValueError):
            yield at, field, who, from_stored(field, json.loads(value))

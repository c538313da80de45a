"""Keeping the search indexes in step with works and with a person's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING

from litreview.errors import LibraryBusy
from litreview.library.asking import ask
from litreview.library.cube import Cell, count_in, placed
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keys import show_key
from litreview.library.packing import unpack

if TYPE_CHECKING:
    from litreview.model.people import Author
    from litreview.model.record import Record

_ONLY_RECORDS = (
    "SELECT m.work_id, r.said FROM membership AS m JOIN records AS r ON r.id = m.record_id"
    " WHERE m.work_id IN ({ids})"
)
"""Works without stored best values have one record, whose values they are."""

AUTHORS = 300
"""Authors of a work that are indexed; the longest lists have thousands."""


def authors_text(authors: Iterable[Author]) -> str:
    """Names as people type them: surname, then given names."""
    listed = [f"{author.surname} {author.given}" for author, _ in zip(authors, range(AUTHORS), strict=False)]
    return " , ".join(listed)


def filter_tokens(cell: Cell) -> str:
    """What a work is filtered by, as tokens of the index."""
    tokens = ["@k" if cell.kept else "@o", f"@w{plain(cell.type)}"]
    if cell.year:
        tokens += [f"@y{cell.year}", f"@d{cell.year // 10}"]
    tokens += [f"@s{plain(source)}" for source in cell.sources.split()]
    tokens += [f"@t{tag_id}" for tag_id in cell.tags.split()]
    if cell.decision:
        tokens.append(f"@e{cell.decision}")
    if cell.read_state:
        tokens.append(f"@r{cell.read_state}")
    return " ".join(tokens)


def plain(word: str) -> str:
    """A name as part of a token."""
    return "".join(c for c in word.lower() if c.isalnum())


def put_doc(
    connection: sqlite3.Connection, work_id: int, doc: tuple[str, str, str, str], new: bool = False
) -> None:
    """Index a work: title, authors, venue, filters. FTS5 must be told the old text to forget it."""
    if not new:
        old = connection.execute(
            "SELECT title, byline, venue, filters FROM search_docs WHERE work_id = ?", (work_id,)
        ).fetchone()
        if old == doc:
            return
        if old is not None:
            _forget(connection, work_id, old)
    connection.execute(
        "INSERT INTO search_docs VALUES (?, ?, ?, ?, ?) ON CONFLICT (work_id) DO UPDATE SET"
        " title = excluded.title, byline = excluded.byline, venue = excluded.venue, filters = excluded.filters",
        (work_id, *doc),
    )
    connection.execute(
        "INSERT INTO search_index (rowid, title, byline, venue, filters) VALUES (?, ?, ?, ?, ?)",
        (work_id, *doc),
    )


def drop_doc(connection: sqlite3.Connection, work_id: int) -> None:
    """Take a work out of the indexes."""
    old = connection.execute(
        "SELECT title, byline, venue, filters FROM search_docs WHERE work_id = ?", (work_id,)
    ).fetchone()
    if old is not None:
        _forget(connection, work_id, old)
        connection.execute("DELETE FROM search_docs WHERE work_id = ?", (work_id,))
    connection.execute("DELETE FROM more_docs WHERE work_id = ?", (work_id,))


def _forget(connection: sqlite3.Connection, work_id: int, old: tuple[str, str, str, str]) -> None:
    connection.execute(
        "INSERT INTO search_index (search_index, rowid, title, byline, venue, filters)"
        " VALUES ('delete', ?, ?, ?, ?, ?)",
        (work_id, *old),
    )


def put_more(
    connection: sqlite3.Connection, work_id: int, best: Record, notes: Iterable[str], new: bool = False
) -> None:
    """Index abstract, keywords and notes. A text is never deleted from this index: it gets a new
    number, and numbers that no work has any longer are passed over until the next rebuild."""
    from litreview.library.search_text import index_text

    abstract = index_text(best.abstract)
    keywords = index_text(" , ".join(best.keywords))
    keywords = " ".join([keywords, *(f"@j{plain(code)}" for code in best.jel)])
    noted = " ".join(index_text(note) for note in notes)
    if not new:
        connection.execute("DELETE FROM more_docs WHERE work_id = ?", (work_id,))
    if not (abstract or keywords.strip() or noted):
        return
    number = connection.execute("INSERT INTO more_docs (work_id) VALUES (?)", (work_id,)).lastrowid
    connection.execute(
        "INSERT INTO more_index (rowid, abstract, keywords, notes) VALUES (?, ?, ?, ?)",
        (number, abstract, keywords, noted),
    )


def notes_of(connection: sqlite3.Connection, work_id: int) -> list[str]:
    """The texts of the notes on a work."""
    rows = connection.execute(
        "SELECT DISTINCT n.id, n.text FROM membership AS m JOIN note_anchors AS a ON a.record_id = m.record_id"
        " JOIN notes AS n ON n.id = a.note_id WHERE m.work_id = ? ORDER BY n.id",
        (work_id,),
    )
    return [row[1] for row in rows.fetchall()]


@in_words
class SearchIndex:
    """Follows what became stale, in slices."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def catch_up(self, most: int | None = None) -> int:
        """Index again up to ``most`` stale works (None: all of them); how many were done."""
        connection = self._door.connection()
        done = 0
        while most is None or done < most:
            limit = 500 if most is None else min(500, most - done)
            ids = [
                row[0] for row in connection.execute("SELECT work_id FROM stale LIMIT ?", (limit,)).fetchall()
            ]
            if not ids:
                break
            self._door.slices(ids, self._again, "bringing the index up to date")
            done += len(ids)
        return done

    def catch_up_little(self, most: int = 50) -> None:
        """After a small act: index at once, in one go. What is much waits for `catch_up`; filters
        are right meanwhile, and so they are where another program holds the file."""
        connection = self._door.connection()
        rows = connection.execute("SELECT work_id FROM stale LIMIT ?", (most + 1,)).fetchall()
        if not rows or len(rows) > most:
            return
        try:
            with self._door.write("bringing the index up to date"):
                for (work_id,) in rows:
                    self._again(work_id)
        except LibraryBusy:
            return

    def _again(self, work_id: int) -> None:
        connection = self._door.writing()
        row = connection.execute(
            "SELECT title, byline, venue FROM search_docs WHERE work_id = ?", (work_id,)
        ).fetchone()
        if row is not None and (stands := placed(connection, (work_id,))):
            put_doc(connection, work_id, (*row, filter_tokens(stands[0].cell)))
            count_in(connection, (work_id,))
            self._notes_again(connection, work_id)
            show_key(connection, work_id)
        connection.execute("DELETE FROM stale WHERE work_id = ?", (work_id,))

    def _notes_again(self, connection: sqlite3.Connection, work_id: int) -> None:
        notes = notes_of(connection, work_id)
        noted = connection.execute("SELECT 1 FROM noted_docs WHERE work_id = ?", (work_id,)).fetchone()
        if not notes and noted is None:
            return
        best = read_best(connection, (work_id,)).get(work_id)
        if best is not None:
            put_more(connection, work_id, best[0], notes)
            mark_noted(connection, work_id, bool(notes))


def mark_noted(connection: sqlite3.Connection, work_id: int, noted: bool) -> None:
    """Remember whether notes stand in the second index, so that untouched works are left alone."""
    if noted:
        connection.execute("INSERT OR IGNORE INTO noted_docs VALUES (?)", (work_id,))
    else:
        connection.execute("DELETE FROM noted_docs WHERE work_id = ?", (work_id,))


def read_best(
    connection: sqlite3.Connection, work_ids: Iterable[int]
) -> dict[int, tuple[Record, dict[str, tuple[str, ...]]]]:
    """The best values of works, and for each field the names of the records that gave them."""
    import json

    from litreview.model.alone import alone  # late: lists do without records
    from litreview.model.stored import record_from_stored

    ids = list(work_ids)
    out = {}
    for work_id, packed in ask(connection, "SELECT work_id, best FROM bests WHERE work_id IN ({ids})", ids):
        best, _, witnesses = unpack(packed).partition("\n")
        named = {field: tuple(names) for field, names in json.loads(witnesses).items()}
        out[work_id] = (record_from_stored(best), named)
    for work_id, said in ask(connection, _ONLY_RECORDS, [one for one in ids if one not in out]):
        out[work_id] = alone(record_from_stored(unpack(said)))
    return out

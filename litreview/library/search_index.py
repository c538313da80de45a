"""Keeping the search indexes in step with works and with a person's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from litreview.errors import LibraryBusy
from litreview.library.asking import ask
from litreview.library.cube import Cell, count_in, placed
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keys import show_keys
from litreview.library.packing import digest, unpack

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


Doc = tuple[str, str, str, str]
"""Title, authors, venue and filters of a work, as tokens."""

_STANDING = "SELECT work_id, title, byline, venue, filters FROM search_docs WHERE work_id IN ({ids})"
_FORGET = (
    "INSERT INTO search_index (search_index, rowid, title, byline, venue, filters)"
    " VALUES ('delete', ?, ?, ?, ?, ?)"
)


def put_docs(connection: sqlite3.Connection, docs: Mapping[int, Doc], known: Iterable[int]) -> None:
    """Index works; ``known`` are those that may stand in the index already, which must be told the old
    text to forget it."""
    standing = {row[0]: row[1:] for row in ask(connection, _STANDING, known)}
    rows = [(work_id, *doc) for work_id, doc in docs.items() if standing.get(work_id) != doc]
    connection.executemany(_FORGET, [(row[0], *standing[row[0]]) for row in rows if row[0] in standing])
    connection.executemany(
        "INSERT INTO search_docs VALUES (?, ?, ?, ?, ?) ON CONFLICT (work_id) DO UPDATE SET"
        " title = excluded.title, byline = excluded.byline, venue = excluded.venue, filters = excluded.filters",
        rows,
    )
    connection.executemany(
        "INSERT INTO search_index (rowid, title, byline, venue, filters) VALUES (?, ?, ?, ?, ?)", rows
    )


def drop_doc(connection: sqlite3.Connection, work_id: int) -> None:
    """Take a work out of the indexes."""
    connection.executemany(_FORGET, list(ask(connection, _STANDING, (work_id,))))
    connection.execute("DELETE FROM search_docs WHERE work_id = ?", (work_id,))
    connection.execute("DELETE FROM more_docs WHERE work_id = ?", (work_id,))


class MoreDoc(NamedTuple):
    """What the second index holds of a work."""

    abstract: str | None
    keywords: tuple[str, ...]
    jel: tuple[str, ...]
    notes: tuple[str, ...]


def put_more(connection: sqlite3.Connection, docs: Mapping[int, MoreDoc]) -> None:
    """Index abstracts, keywords and notes of works. A text is never deleted from this index: it gets a
    new number, and numbers that no work has any longer are passed over until the next rebuild."""
    sql = "SELECT work_id, digest FROM more_docs WHERE work_id IN ({ids})"
    standing: dict[int, bytes | None] = dict(ask(connection, sql, docs))
    marks = {one: digest(repr(tuple(doc))) for one, doc in docs.items() if any(doc)}
    fresh = [one for one, mark in marks.items() if standing.get(one) != mark]
    gone = [one for one in standing if one in fresh or one not in marks]
    connection.executemany("DELETE FROM more_docs WHERE work_id = ?", [(one,) for one in gone])
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'more_docs'").fetchone()
    numbers = dict(zip(fresh, count(1 + (row[0] if row else 0)), strict=False))
    connection.executemany(
        "INSERT INTO more_docs (id, work_id, digest) VALUES (?, ?, ?)",
        [(number, one, marks[one]) for one, number in numbers.items()],
    )
    connection.executemany(
        "INSERT INTO more_index (rowid, abstract, keywords, notes) VALUES (?, ?, ?, ?)",
        [(number, *_more_texts(docs[one])) for one, number in numbers.items()],
    )
    connection.executemany("DELETE FROM noted_docs WHERE work_id = ?", [(one,) for one in gone])
    connection.executemany(
        "INSERT OR IGNORE INTO noted_docs VALUES (?)", [(one,) for one in numbers if docs[one].notes]
    )


def _more_texts(doc: MoreDoc) -> tuple[str, str, str]:
    from litreview.library.search_text import index_text

    keywords = index_text(" , ".join(doc.keywords))
    keywords = " ".join([keywords, *(f"@j{plain(code)}" for code in doc.jel)])
    return index_text(doc.abstract), keywords, " ".join(index_text(note) for note in doc.notes)


_NOTES = (
    "SELECT DISTINCT m.work_id, n.id, n.text FROM membership AS m JOIN note_anchors AS a ON a.record_id = m.record_id"
    " JOIN notes AS n ON n.id = a.note_id WHERE m.work_id IN ({ids}) ORDER BY m.work_id, n.id"
)


def notes_of(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The texts of the notes on works, oldest first; works without are left out."""
    notes: dict[int, tuple[str, ...]] = {}
    for work_id, _, text in ask(connection, _NOTES, work_ids):
        notes[work_id] = (*notes.get(work_id, ()), text)
    return notes


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
            self._door.pieces(ids, self._again, "bringing the index up to date")
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
                self._again([work_id for (work_id,) in rows])
        except LibraryBusy:
            return

    def _again(self, work_ids: list[int]) -> list[int]:
        connection = self._door.writing()
        stands = placed(connection, work_ids)
        cells = {one.work_id: one.cell for one in stands}
        texts = list(ask(connection, _STANDING, cells))
        put_docs(connection, {row[0]: (*row[1:4], filter_tokens(cells[row[0]])) for row in texts}, cells)
        count_in(connection, stands)
        self._notes_again(connection, list(cells))
        show_keys(connection, cells)
        connection.executemany("DELETE FROM stale WHERE work_id = ?", [(one,) for one in work_ids])
        return work_ids

    def _notes_again(self, connection: sqlite3.Connection, work_ids: list[int]) -> None:
        """Only where notes stand in the second index, or shall: reading abstracts takes time."""
        notes = notes_of(connection, work_ids)
        sql = "SELECT work_id FROM noted_docs WHERE work_id IN ({ids})"
        noted = {row[0] for row in ask(connection, sql, work_ids)}
        bests = read_best(connection, notes.keys() | noted)
        docs = {
            one: MoreDoc(best.abstract, best.keywords, best.jel, notes.get(one, ()))
            for one, (best, _) in bests.items()
        }
        put_more(connection, docs)


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

"""What the doctor may mend by itself: derived things and leftovers, never a person's word."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from litreview.library.counts import show_cited
from litreview.library.cube import count_in, placed
from litreview.library.door import Door
from litreview.library.keys import show_keys
from litreview.library.leftovers import leftovers
from litreview.library.migrations import make_triggers
from litreview.library.search_index import MoreDoc, SearchIndex, notes_of, put_more, read_best
from litreview.library.work_row import best_texts

_PIECE = 200


def mend(door: Door, names: Iterable[str], folders: Iterable[Path] = ()) -> list[str]:
    """Mend what findings name (`CheckFinding.mend`), each in one write; a sentence for each."""
    told = []
    for name in dict.fromkeys(names):
        if name == "stale":
            told.append(f"{SearchIndex(door).catch_up():,} works were indexed again.")
        elif name == "leftovers":
            told += _leftovers(door, folders)
        else:
            way, sentence = _WAYS[name]
            with door.write("mending"):
                way(door.writing())
            told.append(sentence)
    return told


def _index(connection: sqlite3.Connection) -> None:
    for works in _all_works(connection):
        docs = {one: best_texts(best) for one, (best, _) in read_best(connection, works).items()}
        connection.executemany(
            "UPDATE search_docs SET title = ?, byline = ?, venue = ? WHERE work_id = ?",
            [(*texts, one) for one, texts in docs.items()],
        )
    connection.execute("DELETE FROM search_docs WHERE work_id NOT IN (SELECT id FROM works)")
    connection.execute("INSERT INTO search_index (search_index) VALUES ('rebuild')")


def _second_index(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM more_docs")
    connection.execute("DELETE FROM noted_docs")
    connection.execute("INSERT INTO more_index (more_index) VALUES ('delete-all')")
    for works in _all_works(connection):
        notes = notes_of(connection, works)
        bests = read_best(connection, works)
        put_more(
            connection,
            {
                one: MoreDoc(best.abstract, best.keywords, best.jel, notes.get(one, ()))
                for one, (best, _) in bests.items()
            },
        )


def _cube(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE works SET cell = 0, venue_id = NULL")
    for table in ("cube", "venues"):
        connection.execute(f"DELETE FROM {table}")
    for works in _all_works(connection):
        count_in(connection, placed(connection, works))


def _marks(connection: sqlite3.Connection) -> None:
    connection.execute(
        "UPDATE works SET kept = NOT kept WHERE kept <> EXISTS (SELECT 1 FROM membership AS m"
        " JOIN kept AS k ON k.record_id = m.record_id WHERE m.work_id = works.id)"
    )
    for works in _all_works(connection):
        least, most = works[0], works[-1]
        connection.execute(
            "UPDATE works SET cited = NULL, cited_source = NULL WHERE id BETWEEN ? AND ? AND cited IS NOT NULL",
            (least, most),
        )
        counted = "SELECT DISTINCT m.record_id FROM membership AS m JOIN latest_counts AS c ON c.record_id = m.record_id WHERE m.work_id BETWEEN ? AND ?"
        show_cited(connection, [row[0] for row in connection.execute(counted, (least, most)).fetchall()])
        show_keys(connection, works)
    _cube(connection)  # works are counted by whether they are kept
    connection.execute("INSERT OR IGNORE INTO stale SELECT id FROM works")


_WAYS: dict[str, tuple[Callable[[sqlite3.Connection], None], str]] = {
    "triggers": (make_triggers, "The triggers were made again."),
    "index": (_index, "The search index was made again."),
    "second index": (_second_index, "The index of abstracts, keywords and notes was made again."),
    "cube": (_cube, "The works were counted again."),
    "marks": (_marks, "Marks of being kept, citation counts and keys were written again."),
}


def _all_works(connection: sqlite3.Connection) -> Iterator[list[int]]:
    after = 0
    sql = "SELECT id FROM works WHERE id > ? ORDER BY id LIMIT ?"
    while works := [row[0] for row in connection.execute(sql, (after, _PIECE)).fetchall()]:
        yield works
        after = works[-1]


def _leftovers(door: Door, folders: Iterable[Path]) -> Iterator[str]:
    for path in leftovers(door.path, door.clock.now().timestamp(), folders):
        try:
            path.unlink()
        except OSError as error:
            yield f"{path} could not be taken away: {error.strerror}."
        else:
            yield f"{path} was taken away."

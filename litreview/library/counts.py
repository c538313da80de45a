"""Citation counts: how many a source says cite a work, by day. Never a sum, never a zero for unknown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.model.row import CountSaid


@in_words
class Counts:
    """The latest count of each source, and how each came to be."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def put(self, record_id: int, source: str, value: int, day: str, run: int) -> str:
        """Store a count received on ``day``; answers new, changed, same or doubted.

        A count that falls to zero is not believed: the old one stays, marked. An unchanged count
        adds no row to the history, its day moves on.
        """
        connection = self._door.writing()
        old = connection.execute(
            "SELECT value, day FROM latest_counts WHERE record_id = ? AND source = ?", (record_id, source)
        ).fetchone()
        if old is not None and value == 0 and old[0] > 0:
            connection.execute(
                "UPDATE latest_counts SET doubted = 1 WHERE record_id = ? AND source = ?", (record_id, source)
            )
            return "doubted"
        if old is not None and day < old[1]:
            return "same"
        connection.execute(
            "INSERT INTO latest_counts (record_id, source, value, day) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (record_id, source) DO UPDATE SET value = excluded.value, day = excluded.day, doubted = 0",
            (record_id, source, value, day),
        )
        if old is not None and old[0] == value:
            return "same"
        connection.execute(
            "INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT (record_id, source, day)"
            " DO UPDATE SET value = excluded.value, run_id = excluded.run_id",
            (record_id, source, day, value, run),
        )
        show_cited(connection, record_id)
        return "new" if old is None else "changed"

    def latest(self, work_ids: Iterable[int]) -> dict[int, tuple[CountSaid, ...]]:
        """For each work the highest latest count of each source, by source."""
        return latest_counts(self._door.connection(), work_ids)

    def due(self, before_day: str, limit: int = 1000) -> list[int]:
        """Kept works of which no count was received on ``before_day`` or later."""
        rows = self._door.connection().execute(
            "SELECT w.id FROM works AS w WHERE w.kept = 1 AND NOT EXISTS (SELECT 1 FROM membership AS m"
            " JOIN latest_counts AS c ON c.record_id = m.record_id WHERE m.work_id = w.id AND c.day >= ?)"
            " ORDER BY w.id LIMIT ?",
            (before_day, limit),
        )
        return [row[0] for row in rows.fetchall()]

    def history(self, work_id: int) -> list[CountSaid]:
        """Every count that was new when it came, oldest first."""
        rows = self._door.connection().execute(
            "SELECT c.source, c.value, c.day FROM membership AS m JOIN counts AS c ON c.record_id = m.record_id"
            " WHERE m.work_id = ? ORDER BY c.day, c.source, c.value",
            (work_id,),
        )
        return [CountSaid(*row) for row in rows.fetchall()]


def latest_counts(
    connection: sqlite3.Connection, work_ids: Iterable[int]
) -> dict[int, tuple[CountSaid, ...]]:
    """For each work the highest latest count of each source, by source; works without are left out."""
    best: dict[tuple[int, str], CountSaid] = {}
    sql = (
        "SELECT m.work_id, c.source, c.value, c.day FROM membership AS m"
        " JOIN latest_counts AS c ON c.record_id = m.record_id WHERE m.work_id IN ({ids})"
    )
    for work_id, source, value, day in ask(connection, sql, work_ids):
        known = best.get((work_id, source))
        if known is None or (value, day) > (known.value, known.day):
            best[work_id, source] = CountSaid(source, value, day)
    out: dict[int, tuple[CountSaid, ...]] = {}
    for (work_id, _), count in sorted(best.items()):
        out[work_id] = (*out.get(work_id, ()), count)
    return out


def show_cited(connection: sqlite3.Connection, record_id: int) -> None:
    """Write the highest latest count into the row of the record's work."""
    connection.execute(
        "UPDATE works SET (cited, cited_source) = (SELECT c.value, c.source FROM membership AS m"
        " JOIN latest_counts AS c ON c.record_id = m.record_id WHERE m.work_id = works.id"
        " ORDER BY c.value DESC, c.source LIMIT 1)"
        " WHERE id = (SELECT work_id FROM membership WHERE record_id = ?)",
        (record_id,),
    )

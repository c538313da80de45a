"""Citation counts: how many a source says cite a work, by day. Never a sum, never a zero for unknown."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.model.row import CountSaid


@in_words
class Counts:
    """The latest count of each source, and how each came to be."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def put_many(self, said: Mapping[int, int], source: str, day: str, run: int) -> dict[int, str]:
        """Store what a source said on ``day`` of records; of each new, changed, same or doubted.

        A count that falls to zero is not believed: the old one stays, marked. An unchanged count
        adds no row to the history, its day moves on.
        """
        connection = self._door.writing()
        sql = "SELECT record_id, value, day FROM latest_counts WHERE source = ? AND record_id IN ({ids})"
        old = {row[0]: row for row in ask(connection, sql, said, source)}
        out: dict[int, str] = {}
        latest, fresh = [], []
        for record_id, value in said.items():
            before = old.get(record_id)
            if before is not None and value == 0 and before[1] > 0:
                out[record_id] = "doubted"
                continue
            out[record_id] = "new" if before is None else "same" if before[1] == value else "changed"
            if before is not None and day < before[2]:
                out[record_id] = "same"
                continue
            latest.append((record_id, source, value, day))
            if out[record_id] != "same":
                fresh.append((record_id, source, day, value, run))
        connection.executemany(
            "UPDATE latest_counts SET doubted = 1 WHERE record_id = ? AND source = ?",
            [(one, source) for one, state in out.items() if state == "doubted"],
        )
        connection.executemany(
            "INSERT INTO latest_counts (record_id, source, value, day) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (record_id, source) DO UPDATE SET value = excluded.value, day = excluded.day, doubted = 0",
            latest,
        )
        connection.executemany(
            "INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT (record_id, source, day)"
            " DO UPDATE SET value = excluded.value, run_id = excluded.run_id",
            fresh,
        )
        show_cited(connection, [row[0] for row in fresh])
        return out

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


_OF_WORKS = (
    "SELECT m.work_id, c.value, c.source FROM membership AS m JOIN latest_counts AS c ON c.record_id = m.record_id"
    " WHERE m.work_id IN ({ids}) ORDER BY m.work_id, c.value DESC, c.source"
)


def highest(connection: sqlite3.Connection, work_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """The highest latest count of works and who said it; works without are left out."""
    out: dict[int, tuple[int, str]] = {}
    for work_id, value, source in ask(connection, _OF_WORKS, work_ids):
        out.setdefault(work_id, (value, source))
    return out


def show_cited(connection: sqlite3.Connection, record_ids: Iterable[int]) -> None:
    """Write the highest latest counts into the rows of the records' works."""
    sql = "SELECT DISTINCT work_id FROM membership WHERE record_id IN ({ids})"
    best = highest(connection, {row[0] for row in ask(connection, sql, record_ids)})
    connection.executemany(
        "UPDATE works SET cited = ?, cited_source = ? WHERE id = ?",
        [(*count, work_id) for work_id, count in best.items()],
    )

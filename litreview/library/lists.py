"""Lists of references and of citing works, as each source gave them, line by line."""

from __future__ import annotations

import sqlite3

from litreview.library.packing import digest, key_number
from litreview.model.record import Reference, ReferenceList
from litreview.model.stored import line_from_stored, line_to_stored

DIRECTIONS = ("references", "cited_by")


def store_list(
    connection: sqlite3.Connection,
    record_id: int,
    direction: str,
    source: str,
    lines: ReferenceList,
    day: str,
    run: int,
) -> bool:
    """Store what a source said of one list; False where it was not believed and the old one stays.

    A list that had lines and comes back without any is a form or a failure more often than the
    truth. A *partial* list adds to what is known by position, a whole one replaces it.
    """
    said = [(line.position, line_to_stored(line), line) for line in lines.lines]
    mark = digest("\n".join((lines.state, str(lines.total), *(text for _, text, _ in said))))
    old = connection.execute(
        "SELECT id, digest, (SELECT count(*) FROM lines WHERE list_id = lists.id) FROM lists"
        " WHERE record_id = ? AND direction = ? AND source = ?",
        (record_id, direction, source),
    ).fetchone()
    if old is not None and old[1] == mark:
        connection.execute("UPDATE lists SET day = ?, doubted = 0 WHERE id = ?", (day, old[0]))
        return True
    if old is not None and old[2] and not said:
        if lines.state != "partial":
            connection.execute("UPDATE lists SET doubted = 1 WHERE id = ?", (old[0],))
        return lines.state == "partial"
    list_id = _put_list(connection, record_id, direction, source, lines, day, run, mark)
    if lines.state != "partial":
        _drop_lines(connection, list_id, {(place, text) for place, text, _ in said})
    _put_lines(connection, list_id, said)
    return True


def _put_list(
    connection: sqlite3.Connection,
    record_id: int,
    direction: str,
    source: str,
    lines: ReferenceList,
    day: str,
    run: int,
    mark: bytes,
) -> int:
    row = connection.execute(
        "INSERT INTO lists (record_id, direction, source, state, total, day, run_id, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record_id, direction, source) DO UPDATE SET"
        " state = excluded.state, total = coalesce(excluded.total, total), day = excluded.day,"
        " run_id = excluded.run_id, digest = excluded.digest, doubted = 0 RETURNING id",
        (record_id, direction, source, lines.state, lines.total, day, run, mark),
    ).fetchall()
    return int(row[0][0])


def _drop_lines(connection: sqlite3.Connection, list_id: int, staying: set[tuple[int, str]]) -> None:
    for line_id, position, text in connection.execute(
        "SELECT id, position, said FROM lines WHERE list_id = ?", (list_id,)
    ).fetchall():
        if (position, text) not in staying:
            _drop_line(connection, line_id)


def _drop_line(connection: sqlite3.Connection, line_id: int) -> None:
    connection.execute("DELETE FROM line_targets WHERE line_id = ?", (line_id,))
    connection.execute("DELETE FROM lines WHERE id = ?", (line_id,))


def _put_lines(connection: sqlite3.Connection, list_id: int, said: list[tuple[int, str, Reference]]) -> None:
    ask = "SELECT position, id FROM lines WHERE list_id = ?"
    known = dict(connection.execute(ask, (list_id,)).fetchall())
    fresh = []
    for position, text, line in said:
        if position in known:
            same = "SELECT 1 FROM lines WHERE id = ? AND said = ?"
            if connection.execute(same, (known[position], text)).fetchone():
                continue
            _drop_line(connection, known[position])
        fresh.append((list_id, position, text, line))
    connection.executemany(
        "INSERT OR IGNORE INTO lines (list_id, position, said) VALUES (?, ?, ?)", [row[:3] for row in fresh]
    )
    numbers = dict(connection.execute(ask, (list_id,)).fetchall())
    _point(connection, {numbers[position]: line for _, position, _, line in fresh})


def _point(connection: sqlite3.Connection, lines: dict[int, Reference]) -> None:
    """Where the source delivered the record with a line, the target is known; else its keys are."""
    named = [
        (number, line.record, *line.record.partition(":")[::2])
        for number, line in lines.items()
        if line.record is not None
    ]
    if named:
        connection.executemany(
            "INSERT INTO line_targets SELECT ?, id FROM records WHERE source = ? AND source_id = ?",
            [(number, source, source_id) for number, _, source, source_id in named],
        )
    waiting = [(key_number(name), number) for number, name, _, _ in named]
    waiting += [(key_number(str(one)), number) for number, line in lines.items() for one in line.identifiers]
    connection.executemany(
        "INSERT OR IGNORE INTO line_keys SELECT ?1, ?2 WHERE NOT EXISTS"
        " (SELECT 1 FROM line_targets WHERE line_id = ?2)",
        waiting,
    )


def answer_waiting_lines(connection: sqlite3.Connection, record_id: int, name: str) -> None:
    """A record arrived: lines that named it while it was unknown have their target now."""
    connection.execute(
        "INSERT OR IGNORE INTO line_targets SELECT k.line_id, ? FROM line_keys AS k"
        " JOIN lines AS l ON l.id = k.line_id WHERE k.key = ?",
        (record_id, key_number(name)),
    )


def read_lists(connection: sqlite3.Connection, record_id: int, source: str) -> dict[str, ReferenceList]:
    """The lists of a record as one source gave them, by direction."""
    out = {}
    for list_id, direction, state, total in connection.execute(
        "SELECT id, direction, state, total FROM lists WHERE record_id = ? AND source = ?",
        (record_id, source),
    ).fetchall():
        lines = connection.execute(
            "SELECT said FROM lines WHERE list_id = ? ORDER BY position", (list_id,)
        ).fetchall()
        out[direction] = ReferenceList(state, tuple(line_from_stored(row[0]) for row in lines), total)
    return out

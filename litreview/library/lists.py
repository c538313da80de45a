"""Lists of references and of citing works, as each source gave them.

A list is one packed text, a line of it in each line. A line is known by one number: its list's id
and its position (`line_number`), so that what is derived of it needs no row of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from litreview.library.asking import ask
from litreview.library.packing import digest, key_number, pack, unpack
from litreview.model.record import Reference, ReferenceList
from litreview.model.stored import line_from_stored, line_to_stored

DIRECTIONS = ("references", "cited_by")
SHIFT = 20
"""Bits of a line's number that are its position: lists of a million lines."""

LAST = (1 << SHIFT) - 1


def line_number(list_id: int, position: int) -> int:
    """The one number of a line."""
    return (list_id << SHIFT) + position


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
    said = _by_position(lines.lines)
    mark = digest("\n".join((lines.state, str(lines.total), *said.values())))
    old = connection.execute(
        "SELECT id, digest, size, lines FROM lists WHERE record_id = ? AND direction = ? AND source = ?",
        (record_id, direction, source),
    ).fetchone()
    if old is not None and old[1] == mark:
        connection.execute("UPDATE lists SET day = ?, doubted = 0 WHERE id = ?", (day, old[0]))
        return True
    if old is not None and old[2] and not said:
        if lines.state != "partial":
            connection.execute("UPDATE lists SET doubted = 1 WHERE id = ?", (old[0],))
        return lines.state == "partial"
    known = split_lines(old[3]) if old is not None else {}
    wanted = {**known, **said} if lines.state == "partial" else said
    text = "\n".join(wanted[position] for position in sorted(wanted))
    row = connection.execute(
        "INSERT INTO lists (record_id, direction, source, state, total, day, run_id, digest, size, lines)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record_id, direction, source) DO UPDATE SET"
        " state = excluded.state, total = coalesce(excluded.total, total), day = excluded.day,"
        " run_id = excluded.run_id, digest = excluded.digest, doubted = 0, size = excluded.size,"
        " lines = excluded.lines RETURNING id",
        (record_id, direction, source, lines.state, lines.total, day, run, mark, len(wanted), pack(text)),
    ).fetchall()
    _point_again(connection, int(row[0][0]), known, wanted, {line.position: line for line in lines.lines})
    return True


def _by_position(lines: Iterable[Reference]) -> dict[int, str]:
    """Lines as stored, by position; a position that is taken moves on to the next free one."""
    out: dict[int, str] = {}
    for line in lines:
        position = max(0, line.position)
        while position in out:
            position += 1
        out[position] = line_to_stored(line)
    return out


def split_lines(packed: bytes) -> dict[int, str]:
    """The lines of a stored list, as stored, by position."""
    text = unpack(packed)
    return _numbered(text.split("\n")) if text else {}


def _numbered(texts: list[str]) -> dict[int, str]:
    out: dict[int, str] = {}
    for text in texts:
        position = int(text[5 : text.index("}" if "," not in text else ",", 5)])
        while position in out:
            position += 1
        out[position] = text
    return out


def _point_again(
    connection: sqlite3.Connection,
    list_id: int,
    known: dict[int, str],
    wanted: dict[int, str],
    lines: dict[int, Reference],
) -> None:
    """Lines that changed or went lose their target; new ones get one where the source delivered it."""
    gone = [position for position, text in known.items() if wanted.get(position) != text]
    connection.executemany(
        "DELETE FROM line_targets WHERE line_id = ?", [(line_number(list_id, one),) for one in gone]
    )
    fresh = {
        line_number(list_id, position): lines[position]
        for position, text in wanted.items()
        if known.get(position) != text and position in lines
    }
    if fresh:
        point(connection, fresh)


def point(connection: sqlite3.Connection, lines: dict[int, Reference]) -> None:
    """Where the source delivered the record with a line, the target is known; else its keys are."""
    named = [
        (number, line.record, *line.record.partition(":")[::2])
        for number, line in lines.items()
        if line.record is not None
    ]
    if named:
        connection.executemany(
            "INSERT OR IGNORE INTO line_targets SELECT ?, id FROM records WHERE source = ? AND source_id = ?",
            [(number, source, source_id) for number, _, source, source_id in named],
        )
    waiting = [(key_number(name), number) for number, name, _, _ in named]
    waiting += [(key_number(str(one)), number) for number, line in lines.items() for one in line.identifiers]
    connection.executemany(
        "INSERT OR IGNORE INTO line_keys SELECT ?1, ?2 WHERE NOT EXISTS"
        " (SELECT 1 FROM line_targets WHERE line_id = ?2)",
        waiting,
    )


def answer_waiting_lines(connection: sqlite3.Connection, records: Mapping[str, int]) -> None:
    """Records arrived, by name: lines that named them while they were unknown have their target now."""
    named = {key_number(name): record_id for name, record_id in records.items()}
    waiting = ask(connection, "SELECT line_id, key FROM line_keys WHERE key IN ({ids})", named)
    connection.executemany(
        "INSERT OR IGNORE INTO line_targets VALUES (?, ?)", [(line, named[key]) for line, key in waiting]
    )


def read_line(connection: sqlite3.Connection, line_id: int) -> Reference | None:
    """One line by its number; None where the list no longer has it."""
    row = connection.execute("SELECT lines FROM lists WHERE id = ?", (line_id >> SHIFT,)).fetchone()
    text = split_lines(row[0]).get(line_id & LAST) if row else None
    return line_from_stored(text) if text else None


def read_lists(connection: sqlite3.Connection, record_id: int, source: str) -> dict[str, ReferenceList]:
    """The lists of a record as one source gave them, by direction."""
    out = {}
    for direction, state, total, packed in connection.execute(
        "SELECT direction, state, total, lines FROM lists WHERE record_id = ? AND source = ?",
        (record_id, source),
    ).fetchall():
        lines = tuple(line_from_stored(text) for text in split_lines(packed).values())
        out[direction] = ReferenceList(state, lines, total)
    return out

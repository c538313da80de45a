"""Storing records that nobody has seen before, many at a time, and what finds them by identifier."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from litreview.library.asking import ask
from litreview.library.lists import answer_waiting_lines
from litreview.library.packing import digest, pack
from litreview.model.record import Record, Said
from litreview.model.stored import record_to_stored


class Fresh(NamedTuple):
    """A record that is seen for the first time, and how it came."""

    record: Record
    body: bytes
    listed: bool


_NEW = (
    "INSERT INTO records (id, source, source_id, received, reader, digest, run_id, said_run, listed, said)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def unseen(connection: sqlite3.Connection, answers: Iterable[Said]) -> list[Fresh]:
    """The records of answers that the library does not have, each once, as it first comes."""
    first: dict[tuple[str, str], Fresh] = {}
    for said in answers:
        for one in said.listed:
            first.setdefault((one.source, one.source_id), Fresh(one, b"", True))
        if (record := said.record) is not None:
            first.setdefault((record.source, record.source_id), Fresh(record, said.body, said.brief))
    by_source: dict[str, list[str]] = {}
    for source, source_id in first:
        by_source.setdefault(source, []).append(source_id)
    for source, source_ids in by_source.items():
        sql = "SELECT source_id FROM records WHERE source = ? AND source_id IN ({ids})"
        for (source_id,) in ask(connection, sql, source_ids, source):
            del first[source, source_id]
    return list(first.values())


def store_new(
    connection: sqlite3.Connection, fresh: Sequence[Fresh], run: int, day: str, reader: int
) -> dict[str, tuple[int, Record]]:
    """Store them; by name the id and the record. Lines that waited for them have their target now."""
    if not fresh:
        return {}
    last = connection.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()[0]
    out: dict[str, tuple[int, Record]] = {}
    rows, bodies = [], []
    for record_id, (record, body, listed) in enumerate(fresh, start=last + 1):
        text = record_to_stored(record)
        rows.append((record_id, record.source, record.source_id, day, reader, digest(text), run, run, int(listed), pack(text)))  # fmt: skip
        if body:
            bodies.append((record_id, body))
        out[record.name] = (record_id, record)
    connection.executemany(_NEW, rows)
    put_bodies(connection, bodies)
    put_identifiers(connection, dict(out.values()))
    connection.executemany("INSERT INTO run_records VALUES (?, ?)", [(row[0], run) for row in rows])
    answer_waiting_lines(connection, {name: record_id for name, (record_id, _) in out.items()})
    return out


def put_bodies(connection: sqlite3.Connection, bodies: Iterable[tuple[int, bytes]]) -> None:
    """Keep what was received of records, squeezed."""
    connection.executemany(
        "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (record_id) DO UPDATE SET body = excluded.body",
        [(record_id, zlib.compress(body, 6)) for record_id, body in bodies],
    )


def put_identifiers(connection: sqlite3.Connection, records: Mapping[int, Record]) -> None:
    """Make records findable by their identifiers; ISSNs name venues."""
    connection.executemany(
        "INSERT OR IGNORE INTO identifiers VALUES (?, ?, ?)",
        [
            (one.value, one.scheme, record_id)
            for record_id, record in records.items()
            for one in record.identifiers
            if one.scheme != "issn"
        ],
    )


def drop_identifiers(connection: sqlite3.Connection, record_id: int, record: Record | None) -> None:
    """The other way round."""
    connection.executemany(
        "DELETE FROM identifiers WHERE value = ? AND scheme = ? AND record_id = ?",
        [(one.value, one.scheme, record_id) for one in (record.identifiers if record else ())],
    )

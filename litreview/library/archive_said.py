"""What sources said, out of an archive: put beside what is here, so that the order of archives does not matter.

Of two things said of one record the later counts (what a source said itself before what it said in a list),
the other stays among the former ones. Of two lists the later counts, one with lines before one without; a
part of a list adds to the other part. Counts are joined by day. A run is known by `archive.run_names`.
"""

from __future__ import annotations

import base64
import json
import sqlite3
import zlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from litreview.library.archive import run_names
from litreview.library.asking import ask
from litreview.library.counts import show_cited
from litreview.library.door import Door
from litreview.library.links import relink_record
from litreview.library.lists import split_lines, store_list
from litreview.library.new_records import drop_identifiers, put_identifiers
from litreview.library.packing import digest, pack, unpack
from litreview.model.record import Record, Reference, ReferenceList
from litreview.model.stored import line_from_stored, line_of, record_from_stored, record_of, record_to_stored

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

LARGEST_BODY = 1 << 28
"""Bytes of a record as received: more is a trap for whoever unpacks it."""


class _Known(NamedTuple):
    """A record as it stands in the library."""

    id: int
    digest: bytes
    received: str
    reader: int
    listed: int
    run: int
    said_run: int
    reference_count: int | None
    said: bytes


_KNOWN = (
    "SELECT id, digest, received, reader, listed, run_id, said_run, reference_count, said FROM records"
    " WHERE source = ? AND source_id = ?"
)
_UNDONE = (
    "UPDATE runs SET brought_by = ?1 WHERE brought_by <> ?1 AND NOT EXISTS"
    " (SELECT 1 FROM history AS h WHERE h.run_id = runs.brought_by AND h.undone = 0)"
)


class SaidBrought:
    """Takes in the tables of `model.archive.SAID`. Everything that writes belongs inside `library.write`.

    ``run`` is the run of this import: it stands for runs that the archive does not name.
    """

    def __init__(self, door: Door, run: int) -> None:
        self._door = door
        self._run = run
        self._runs = run_names(door.connection())
        self._names = {number: name for name, number in self._runs.items()}

    def begin(self) -> None:
        """Runs that came with an import that was taken back, or never ended, come with this one."""
        self._door.writing().execute(_UNDONE, (self._run,))

    def run_of(self, name: str | None) -> int:
        """The run of a name, else the run of this import."""
        return self._runs.get(name or "", self._run)

    def put_run(self, line: dict[str, Any]) -> bool:
        """Write a run that is not here, or how one went on; whether it is new."""
        connection = self._door.writing()
        known = self._runs.get(line["run"])
        if known is not None:
            sql = "SELECT finished FROM runs WHERE id = ?"
            if line["finished"] is None or connection.execute(sql, (known,)).fetchone()[0] is not None:
                return False
            connection.execute("DELETE FROM run_parts WHERE run_id = ?", (known,))
            connection.execute("UPDATE runs SET finished = ? WHERE id = ?", (line["finished"], known))
            self._put_parts(connection, known, line["parts"])
            return False
        made = connection.execute(
            "INSERT INTO runs (act, asked, who, started, finished, name, brought_by) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*(line[name] for name in ("act", "asked", "who", "started", "finished", "name")), self._run),
        )
        number = int(made.lastrowid or 0)
        self._runs[line["run"]], self._names[number] = number, line["run"]
        self._put_parts(connection, number, line["parts"])
        return True

    def _put_parts(self, connection: sqlite3.Connection, run: int, parts: list[dict[str, Any]]) -> None:
        columns = ("source", "asked", "found", "new", "failed", "hidden", "next", "state", "sentence")
        connection.executemany(
            f"INSERT INTO run_parts (run_id, {', '.join(columns)}) VALUES (?{', ?' * len(columns)})",
            [(run, *(part[name] for name in columns)) for part in parts],
        )

    def unseen(self, names: list[str]) -> set[str]:
        """Those of the records that the library does not have, or set aside when an import was undone."""
        by_source: dict[str, list[str]] = {}
        for name in names:
            source, _, source_id = name.partition(":")
            by_source.setdefault(source, []).append(source_id)
        known = {
            f"{source}:{row[0]}"
            for source, ids in by_source.items()
            for row in ask(
                self._door.connection(),
                "SELECT source_id FROM records WHERE source = ? AND withdrawn = 0 AND source_id IN ({ids})",
                ids,
                source,
            )
        }
        return set(names) - known

    def put_record(self, line: dict[str, Any], record: Record, fresh: bool = False) -> int | None:
        """Join what an archive says of a record that is here with what the library has; its id where it
        says something else now and must be judged again. ``fresh``: this import brought it, so that it
        was said by the run that the archive names."""
        connection = self._door.writing()
        old = _Known(*connection.execute(_KNOWN, (record.source, record.source_id)).fetchone())
        text = record_to_stored(record)
        said_run = self.run_of(line["said_run"])
        changed = None
        if digest(text) == old.digest:
            new = (
                min(old.received, line["received"]), max(old.reader, line["reader"]),
                int(old.listed and line["listed"]),
                said_run if fresh else self._older(old.said_run, said_run),
            )  # fmt: skip
            if new != (old.received, old.reader, old.listed, old.said_run):
                connection.execute(
                    "UPDATE records SET received = ?, reader = ?, listed = ?, said_run = ? WHERE id = ?",
                    (*new, old.id),
                )
        elif (not line["listed"], line["received"], text) > (not old.listed, old.received, unpack(old.said)):
            self._replace(connection, old, line, record, text)
            changed = old.id
        else:
            self._put_former(connection, old.id, line, text, said_run, None)
        count = max(
            (c for c in (old.reference_count, line["reference_count"]) if c is not None), default=None
        )
        first = self._older(old.run, self.run_of(line["run"]))
        if (first, count) != (old.run, old.reference_count):
            connection.execute(
                "UPDATE records SET run_id = ?, reference_count = ? WHERE id = ?", (first, count, old.id)
            )
        self._say_runs(connection, old.id, line["runs"])
        return changed

    def _say_runs(self, connection: sqlite3.Connection, record_id: int, names: list[str]) -> None:
        runs = {self._runs[name] for name in names if name in self._runs}
        rows = [(record_id, run) for run in runs]
        connection.executemany("INSERT OR IGNORE INTO run_records VALUES (?, ?)", rows)
        if runs:
            sql = "DELETE FROM run_records WHERE record_id = ? AND run_id = ?"
            connection.execute(sql, (record_id, self._run))

    def _older(self, one: int, other: int) -> int:
        """The run that began first: names begin with the time. This import's own is the youngest."""
        last = "\U0010ffff"
        return min((one, other), key=lambda run: (self._names.get(run, last), run))

    def _replace(
        self, connection: sqlite3.Connection, old: _Known, line: dict[str, Any], record: Record, text: str
    ) -> None:
        body = connection.execute("SELECT body FROM bodies WHERE record_id = ?", (old.id,)).fetchone()
        former = {"received": old.received, "reader": old.reader}
        self._put_former(connection, old.id, former, unpack(old.said), old.said_run, body and body[0])
        connection.execute("DELETE FROM bodies WHERE record_id = ?", (old.id,))
        drop_identifiers(connection, old.id, record_from_stored(unpack(old.said)))
        connection.execute(
            "UPDATE records SET received = ?, reader = ?, digest = ?, listed = ?, said_run = ?, said = ? WHERE id = ?",
            (
                line["received"], line["reader"], digest(text), int(line["listed"]),
                self.run_of(line["said_run"]), pack(text), old.id,
            ),
        )  # fmt: skip
        put_identifiers(connection, {old.id: record})
        self._door.in_hand.pop(old.id, None)

    def _put_former(
        self,
        connection: sqlite3.Connection,
        record_id: int,
        line: dict[str, Any],
        text: str,
        run: int,
        body: bytes | None,
    ) -> bool:
        """Keep what was said before, once for each day; whether it is new."""
        mark = digest(text)
        known = connection.execute(
            "SELECT id, reader, said_run, body FROM former_records WHERE record_id = ? AND digest = ? AND received = ?",
            (record_id, mark, line["received"]),
        ).fetchone()
        if known is None:
            connection.execute(
                "INSERT INTO former_records (record_id, received, reader, digest, said_run, said, body)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (record_id, line["received"], line["reader"], mark, run, pack(text), body),
            )
            return True
        number, *before = known
        after = [max(before[0], line["reader"]), self._older(before[1], run), _larger(before[2], body)]
        if before != after:
            connection.execute(
                "UPDATE former_records SET reader = ?, said_run = ?, body = ? WHERE id = ?", (*after, number)
            )
        return False

    def put_former(self, line: dict[str, Any], record_id: int) -> bool:
        """What a record said before; whether it is new."""
        text = record_to_stored(record_of(line["said"]))
        body = _unpacked(line["body"]) if line["body"] is not None else None
        return self._put_former(
            self._door.writing(), record_id, line, text, self.run_of(line["said_run"]), body
        )

    def put_body(self, line: dict[str, Any], record_id: int) -> bool:
        """A record as received, beside what was read from it; whether it is new. Raises ValueError."""
        connection = self._door.writing()
        body, mark = _unpacked(line["body"]), bytes.fromhex(line["said"])
        sql = "SELECT r.digest, b.body FROM records AS r LEFT JOIN bodies AS b ON b.record_id = r.id WHERE r.id = ?"
        now, known = connection.execute(sql, (record_id,)).fetchone()
        if now != mark:
            sql = "UPDATE former_records SET body = ? WHERE record_id = ? AND digest = ? AND body IS NULL"
            return connection.execute(sql, (body, record_id, mark)).rowcount > 0
        if _larger(known, body) == known:
            return False
        connection.execute(
            "INSERT INTO bodies VALUES (?, ?) ON CONFLICT (record_id) DO UPDATE SET body = excluded.body",
            (record_id, body),
        )
        return True

    def put_list(self, line: dict[str, Any], record_id: int) -> bool:
        """A list of references or of citing works; whether anything came of it, and links may be new."""
        connection = self._door.writing()
        place = (record_id, line["direction"], line["by"])
        row = connection.execute(
            "SELECT state, total, day, run_id, doubted, lines FROM lists"
            " WHERE record_id = ? AND direction = ? AND source = ?",
            place,
        ).fetchone()
        run = self.run_of(line["run"])
        same = (line["state"], line["total"], line["day"], run, int(line["doubted"]))
        if row is not None and row[:5] == same and unpack(row[5]) == "\n".join(map(_write, line["lines"])):
            return False
        theirs = tuple(line_of(one) for one in line["lines"])
        new: tuple[Any, ...] = (*same, theirs)
        if row is not None:
            lines = tuple(line_from_stored(text) for text in split_lines(row[5]).values())
            old = (*row[:5], lines)
            new = self._joined_list(new, old)
            if new == old:
                return False
        state, total, day, said_in, doubted, wanted = new
        store_list(connection, *place, ReferenceList(state, wanted, total), day, said_in)
        connection.execute(
            "UPDATE lists SET day = ?, run_id = ?, doubted = ? WHERE record_id = ? AND direction = ? AND source = ?",
            (day, said_in, doubted, *place),
        )
        relink_record(connection, record_id)
        return True

    def _joined_list(self, one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
        """The later of two lists, one with lines before one without; a part adds to the other part."""

        def weight(said: tuple[Any, ...]) -> tuple[Any, ...]:
            return (
                bool(said[5]),
                said[2],
                len(said[5]),
                said[0],
                repr(said[5]),
                self._names.get(said[3], ""),
            )

        earlier, later = sorted((one, other), key=weight)
        state, total, day, run, doubted, lines = later
        if state == "partial":
            joined = {**_placed(earlier[5]), **_placed(lines)}
            lines = tuple(joined[position] for position in sorted(joined))
        total = earlier[1] if total is None else total
        return state, total, day, run, doubted, lines

    def put_counts(self, line: dict[str, Any], record_id: int) -> bool:
        """The counts of one source on a record, by day; whether any is new."""
        connection = self._door.writing()
        by, new = line["by"], 0
        for one in line["counts"]:
            run, place = self.run_of(one["run"]), (record_id, by, one["day"])
            sql = "SELECT value, run_id FROM counts WHERE record_id = ? AND source = ? AND day = ?"
            known = connection.execute(sql, place).fetchone()
            if known is not None and known[0] == one["value"]:
                run = self._older(known[1], run)
            if known is None or known[0] < one["value"] or (known[0] == one["value"] and run != known[1]):
                connection.execute(
                    "INSERT INTO counts VALUES (?, ?, ?, ?, ?) ON CONFLICT (record_id, source, day)"
                    " DO UPDATE SET value = excluded.value, run_id = excluded.run_id",
                    (*place, one["value"], run),
                )
                new += known is None or known[0] != one["value"]
        new += connection.execute(
            "INSERT INTO latest_counts (record_id, source, value, day, doubted) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (record_id, source) DO UPDATE SET value = excluded.value, day = excluded.day,"
            " doubted = excluded.doubted WHERE (excluded.day, excluded.value, excluded.doubted) > (day, value, doubted)",
            (record_id, by, line["value"], line["day"], int(line["doubted"])),
        ).rowcount
        if new:
            show_cited(connection, (record_id,))
        return new > 0


def _placed(lines: Iterable[Reference]) -> dict[int, Reference]:
    """Lines by position, as `store_list` places them: one whose place is taken moves on."""
    out: dict[int, Reference] = {}
    for line in lines:
        position = line.position
        while position in out:
            position += 1
        out[position] = line
    return out


def _larger(one: bytes | None, other: bytes | None) -> bytes | None:
    return max((one, other), key=lambda body: (body is not None, len(body or b""), body or b""))


def _unpacked(text: str) -> bytes:
    """The packed bytes of a body, once they proved to be some. Raises ValueError."""
    packed = base64.b64decode(text)
    try:
        unpacker = zlib.decompressobj()
        unpacker.decompress(packed, LARGEST_BODY)
    except zlib.error:
        raise ValueError("has a `body` that is not packed as it should be") from None
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("has a `body` that is cut or too large")
    return packed

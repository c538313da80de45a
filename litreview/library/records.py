"""Records: everything a source said, stored as received and never edited."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence

from litreview.library.asking import ask
from litreview.library.counts import Counts
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.identified import corrected_to
from litreview.library.links import relink_record
from litreview.library.lists import read_lists, store_list
from litreview.library.new_records import drop_identifiers, put_bodies, put_identifiers, store_new, unseen
from litreview.library.packing import digest, pack, unpack
from litreview.library.values import RecordSeen, Stored
from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Record, Said
from litreview.model.row import CountSaid
from litreview.model.stored import record_from_stored, record_to_stored


@in_words
class Records:
    """What sources said, by record."""

    def __init__(self, door: Door, counts: Counts) -> None:
        self._door = door
        self._counts = counts

    def store(self, said: Said, run: int, day: str, reader: int = 1, source: str = "") -> list[Stored]:
        """`store_many` for one answer."""
        return self.store_many((said,), run, day, reader, source)[0]

    def store_many(
        self, answers: Sequence[Said], run: int, day: str, reader: int = 1, source: str = ""
    ) -> list[list[Stored]]:
        """Store all that was said: records, the records listed with them, lists and counts.

        Inside `write` or `slices`; for each answer what became of its records. ``day`` is the day the
        answers were received, ``reader`` the version of the reading function, ``source`` who said
        lists and counts where that is not the source of ``said.about``. An answer without a record
        hangs on the record ``about``, named or by an identifier; where that is unknown only the listed
        records are stored. The same again is "same" and changes nothing; a listed or brief record
        never overwrites what the source itself said of it before.
        """
        connection = self._door.writing()
        known = self._spoken_of({said.about for said in answers if said.record is None})
        fresh = store_new(connection, unseen(connection, answers), run, day, reader)
        self._door.in_hand.update(fresh.values())
        came_along = {name: Stored(made[0], name, "same", True) for name, made in fresh.items()}
        counted: dict[str, dict[int, int]] = {}
        out = []
        for said in answers:
            stored = [
                self._store_record(connection, one, b"", run, day, reader, True, fresh) for one in said.listed
            ]
            if said.record is not None:
                main = self._store_record(
                    connection, said.record, said.body, run, day, reader, said.brief, fresh
                )._replace(main=True)
            elif (about := known.get(said.about) or came_along.get(said.about)) is not None:
                main = about
            else:
                out.append(stored)
                continue
            by = source or main.name.partition(":")[0]
            doubted = self._store_lists(connection, main.record_id, said, run, day, by)
            if said.citation_count is not None:
                counted.setdefault(by, {})[main.record_id] = said.citation_count
            out.append([main._replace(doubted=doubted), *stored])
        for by, counts in counted.items():
            states = self._counts.put_many(counts, by, day, run)
            if "doubted" in states.values():
                out = [[_doubt(one, states) for one in stored] for stored in out]
        return out

    def _spoken_of(self, abouts: Iterable[str]) -> dict[str, Stored]:
        """The records that answers without one speak of: by name, or the oldest that carries the
        identifier (``repec_handle:RePEc:...``), by which alone a source may name it. Asked before
        anything is stored: a record that comes along is not the one a person has.
        """
        named = self.ids(abouts)
        out = {about: Stored(record_id, about, "same", True) for about, record_id in named.items()}
        for about in set(abouts) - named.keys():
            scheme, _, value = about.partition(":")
            identifier = identifiers.parse(scheme, value) or identifiers.guess(value)
            found = self.with_identifiers((identifier,)).get(identifier) if identifier else None
            if found:
                out[about] = Stored(found[0], self.names(found[:1])[found[0]], "same", True)
        return out

    def _store_lists(
        self, connection: sqlite3.Connection, record_id: int, said: Said, run: int, day: str, by: str
    ) -> tuple[str, ...]:
        """Store the lists of an answer; those that were not believed."""
        doubted = []
        for direction, lines in (("references", said.references), ("cited_by", said.cited_by)):
            if lines is not None and not store_list(connection, record_id, direction, by, lines, day, run):
                doubted.append(direction)
        if said.references is not None or said.cited_by is not None:
            relink_record(connection, record_id)
        if said.reference_count is not None:
            connection.execute(
                "UPDATE records SET reference_count = ?1 WHERE id = ?2 AND reference_count IS NOT ?1",
                (said.reference_count, record_id),
            )
        return tuple(doubted)

    def _store_record(
        self,
        connection: sqlite3.Connection,
        record: Record,
        body: bytes,
        run: int,
        day: str,
        reader: int,
        listed: bool,
        fresh: dict[str, tuple[int, Record]],
    ) -> Stored:
        """Store a record that is here already; one of ``fresh`` was just stored and is only told."""
        name = record.name
        if (made := fresh.get(name)) is not None and made[1] is record:
            del fresh[name]
            return Stored(made[0], name, "new", not listed)
        text = record_to_stored(record)
        mark = digest(text)
        record_id, known, was_listed, withdrawn, size = connection.execute(
            "SELECT id, digest, listed, withdrawn, length(said) FROM records WHERE source = ? AND source_id = ?",
            (record.source, record.source_id),
        ).fetchone()
        same = known == mark
        state = "new" if withdrawn else "same"
        packed = b"" if same else pack(text)
        if not same and (not listed or (was_listed and len(packed) > size)):
            self._replace(connection, record_id, record, packed, mark, run, day, reader)
            state = "new" if withdrawn else "changed"
        if withdrawn:
            connection.execute("UPDATE records SET withdrawn = 0, run_id = ? WHERE id = ?", (run, record_id))
            put_identifiers(connection, {record_id: self.read((record_id,))[record_id]})
        if was_listed and not listed:
            connection.execute("UPDATE records SET listed = 0, reader = ? WHERE id = ?", (reader, record_id))
        if body and (state != "same" or was_listed):
            put_bodies(connection, [(record_id, body)])
        connection.execute("INSERT OR IGNORE INTO run_records VALUES (?, ?)", (record_id, run))
        return Stored(record_id, name, state, not listed)

    def _replace(
        self,
        connection: sqlite3.Connection,
        record_id: int,
        record: Record,
        packed: bytes,
        mark: bytes,
        run: int,
        day: str,
        reader: int,
    ) -> None:
        """The source says something else now: what it said before stays among the former records."""
        connection.execute(
            "INSERT INTO former_records (record_id, received, reader, digest, said_run, said, body)"
            " SELECT id, received, reader, digest, said_run, said, body"
            " FROM records LEFT JOIN bodies ON record_id = id WHERE id = ?",
            (record_id,),
        )
        drop_identifiers(connection, record_id, self.read((record_id,)).get(record_id))
        self._door.in_hand[record_id] = record
        connection.execute(
            "UPDATE records SET received = ?, reader = ?, digest = ?, said_run = ?, said = ? WHERE id = ?",
            (day, reader, mark, run, packed, record_id),
        )
        put_identifiers(connection, {record_id: record})

    def ids(self, names: Iterable[str]) -> dict[str, int]:
        """The ids of records by name; unknown names are left out."""
        connection = self._door.connection()
        by_source: dict[str, list[str]] = {}
        for name in names:
            source, _, source_id = name.partition(":")
            by_source.setdefault(source, []).append(source_id)
        out: dict[str, int] = {}
        for source, source_ids in by_source.items():
            sql = "SELECT source_id, id FROM records WHERE source = ? AND source_id IN ({ids}) AND withdrawn = 0"
            for source_id, record_id in ask(connection, sql, source_ids, source):
                out[f"{source}:{source_id}"] = record_id
        return out

    def names(self, ids: Iterable[int]) -> dict[int, str]:
        """The names of records by id."""
        sql = "SELECT id, source || ':' || source_id FROM records WHERE id IN ({ids})"
        return {row[0]: row[1] for row in ask(self._door.connection(), sql, ids)}

    def read(self, ids: Iterable[int]) -> dict[int, Record]:
        """Records by id. Within a write those that it stored are in hand: nobody else can change them."""
        wanted = list(ids)
        hand = self._door.in_hand if self._door.in_write else {}
        out = {one: hand[one] for one in wanted if one in hand}
        if len(out) < len(wanted):
            sql = "SELECT id, said FROM records WHERE id IN ({ids})"
            for record_id, said in ask(
                self._door.connection(), sql, [one for one in wanted if one not in out]
            ):
                out[record_id] = record_from_stored(unpack(said))
                if self._door.in_write:
                    hand[record_id] = out[record_id]
        return out

    def put_down(self) -> None:
        """Hold no records in hand any more: a long write that reads them all would hold them all."""
        self._door.in_hand.clear()

    def read_said(self, record_id: int) -> Said:
        """All that the record's own source said of it, with the lists; the records listed with it
        stand on their own. Raises KeyError where there is no such record."""
        connection = self._door.connection()
        row = connection.execute(
            "SELECT r.said, r.reference_count, r.source, b.body FROM records AS r"
            " LEFT JOIN bodies AS b ON b.record_id = r.id WHERE r.id = ?",
            (record_id,),
        ).fetchone()
        if row is None:
            raise KeyError(record_id)
        record = record_from_stored(unpack(row[0]))
        lists = read_lists(connection, record_id, row[2])
        count = connection.execute(
            "SELECT value FROM latest_counts WHERE record_id = ? AND source = ?", (record_id, row[2])
        ).fetchone()
        return Said(
            about=record.name,
            record=record,
            references=lists.get("references"),
            cited_by=lists.get("cited_by"),
            citation_count=count[0] if count else None,
            reference_count=row[1],
            body=zlib.decompress(row[3]) if row[3] else b"",
        )

    def views(self, work_id: int) -> tuple[RecordSeen, ...]:
        """The records of a work as people may look at them, oldest first."""
        rows = self._door.connection().execute(
            "SELECT record_id FROM membership WHERE work_id = ?", (work_id,)
        )
        return self.views_of(row[0] for row in rows.fetchall())

    def views_of(self, record_ids: Iterable[int]) -> tuple[RecordSeen, ...]:
        """Records as people may look at them, oldest first."""
        connection = self._door.connection()
        sql = (
            "SELECT r.id, r.source || ':' || r.source_id, r.said, r.received, k.record_id IS NOT NULL"
            " FROM records AS r LEFT JOIN kept AS k ON k.record_id = r.id WHERE r.id IN ({ids})"
        )
        rows = sorted(ask(connection, sql, list(record_ids)))
        counts: dict[int, list[CountSaid]] = {}
        sql = "SELECT record_id, source, value, day FROM latest_counts WHERE record_id IN ({ids}) ORDER BY source"
        for record_id, *count in ask(connection, sql, [row[0] for row in rows]):
            counts.setdefault(record_id, []).append(CountSaid(*count))
        return tuple(
            RecordSeen(i, name, record_from_stored(unpack(said)), day, bool(kept), tuple(counts.get(i, ())))
            for i, name, said, day, kept in rows
        )

    def with_identifiers(self, identifiers: Iterable[Identifier]) -> dict[Identifier, list[int]]:
        """The records that carry each identifier, else those whose work a person gave it; ISSNs name
        venues and find nothing."""
        connection = self._door.connection()
        corrected = connection.execute("SELECT 1 FROM corrections LIMIT 1").fetchone() is not None
        out: dict[Identifier, list[int]] = {}
        for one in identifiers:
            rows = connection.execute(
                "SELECT record_id FROM identifiers WHERE value = ? AND scheme = ?", (one.value, one.scheme)
            ).fetchall()
            if not rows and corrected:
                rows = corrected_to(connection, one)
            if rows:
                out[one] = [row[0] for row in rows]
        return out

    def count(self) -> int:
        """How many records are here."""
        sql = "SELECT count(*) FROM records WHERE withdrawn = 0"
        return int(self._door.connection().execute(sql).fetchone()[0])

    def all_ids(self, after: int = 0, limit: int = 1000) -> list[int]:
        """The next ids in order: ask again with the last one until there are none."""
        sql = "SELECT id FROM records WHERE id > ? AND withdrawn = 0 ORDER BY id LIMIT ?"
        return [row[0] for row in self._door.connection().execute(sql, (after, limit)).fetchall()]


def _doubt(stored: Stored, states: Mapping[int, str]) -> Stored:
    if not stored.main or states.get(stored.record_id) != "doubted":
        return stored
    return stored._replace(doubted=(*stored.doubted, "citation_count"))

"""A library as lines of text, in an order that depends on nothing but what is in it.

Read in one transaction, so that an archive is one moment of the library however many write meanwhile.
Records go by name, tags, lists and searches by theirs, runs by when and who: never by a row id.
The fields of each line are those of `model.archive.SHAPES`; ``docs/archive.md`` says what they mean.
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from litreview.library.asking import pieces
from litreview.library.connecting import connect
from litreview.library.door import Door
from litreview.library.faults import said_for_people
from litreview.library.packing import unpack
from litreview.library.search_index import read_best
from litreview.model.archive import ACT

if TYPE_CHECKING:
    from litreview.library.archive_keys import MadeKeysBrought
    from litreview.library.archive_said import SaidBrought
    from litreview.library.archive_words import WordsBrought

_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

_BY_RECORD = "FROM records AS r CROSS JOIN {table} AS w ON w.record_id = r.id WHERE r.withdrawn = 0"
_RECORD = "r.source || ':' || r.source_id AS record"
_SORTED = "ORDER BY r.source, r.source_id"

_PLAIN: dict[str, str] = {
    "kept": f"SELECT {_RECORD}, w.who, w.at {_BY_RECORD.format(table='kept')} {_SORTED}",
    "removed": f"SELECT {_RECORD}, w.who, w.at {_BY_RECORD.format(table='removed')} {_SORTED}",
    "tags": (
        "SELECT t.name AS tag, t.offered, t.pinned, t.description, t.colour, p.name AS parent FROM tags AS t"
        " LEFT JOIN tags AS p ON p.id = t.parent_id ORDER BY t.name COLLATE BINARY"
    ),
    "taggings": (
        f"SELECT {_RECORD}, t.name AS tag, w.who, w.at FROM records AS r CROSS JOIN taggings AS w"
        " ON w.record_id = r.id CROSS JOIN tags AS t ON t.id = w.tag_id WHERE r.withdrawn = 0"
        f" {_SORTED}, t.name COLLATE BINARY"
    ),
    "decisions": (
        f"SELECT {_RECORD}, w.stage, w.who, w.at, w.word, w.reason {_BY_RECORD.format(table='decisions')}"
        f" {_SORTED}, w.stage, w.who"
    ),
    "read_states": (
        f"SELECT {_RECORD}, w.who, w.at, w.state {_BY_RECORD.format(table='read_states')} {_SORTED}, w.who"
    ),
    "rulings": (
        'SELECT left_name AS "left", right_name AS "right", who, at, word FROM rulings'
        " ORDER BY left_name, right_name, who"
    ),
    "corrections": (
        f"SELECT {_RECORD}, w.who, w.at, w.field, w.value {_BY_RECORD.format(table='corrections')}"
        f" {_SORTED}, w.field, w.who"
    ),
    "citation_keys": (
        f"SELECT w.key, {_RECORD}, w.how, w.who, w.at FROM citation_keys AS w"
        " JOIN records AS r ON r.id = w.record_id WHERE r.withdrawn = 0 ORDER BY w.at, w.id"
    ),
    "made_keys": (
        f"SELECT w.key, {_RECORD} FROM made_keys AS w JOIN records AS r ON r.id = w.record_id"
        " WHERE r.withdrawn = 0 ORDER BY w.id"
    ),
    "reading_lists": (
        "SELECT name AS list, description, who, at FROM reading_lists ORDER BY name COLLATE BINARY"
    ),
    "reading_list_works": (
        f"SELECT l.name AS list, w.place, {_RECORD}, w.who, w.at FROM reading_lists AS l"
        " JOIN reading_list_works AS w ON w.reading_list_id = l.id JOIN records AS r ON r.id = w.record_id"
        " WHERE r.withdrawn = 0 ORDER BY l.name COLLATE BINARY, w.place, r.source, r.source_id"
    ),
    "saved_searches": (
        "SELECT name AS search, text, sources, years, most, who, at FROM saved_searches"
        " ORDER BY name COLLATE BINARY"
    ),
}
"""Tables whose rows are lines as they are. Keys come oldest first: that order says which one counts."""

_RECORDS = (
    f"SELECT {_RECORD}, r.received, r.reader, r.listed, r.reference_count, r.run_id, r.said_run,"
    " (SELECT group_concat(run_id, ' ') FROM run_records WHERE record_id = r.id), r.said"
    f" FROM records AS r WHERE r.withdrawn = 0 {_SORTED}"
)
_FORMER = (
    f"SELECT {_RECORD}, w.received, w.reader, w.said_run, w.said, w.body"
    f" {_BY_RECORD.format(table='former_records')} {_SORTED}, w.received, w.id"
)
_BODIES = f"SELECT {_RECORD}, r.digest, w.body {_BY_RECORD.format(table='bodies')} {_SORTED}"
_LISTS = (
    f"SELECT {_RECORD}, w.direction, w.source, w.state, w.total, w.day, w.run_id, w.doubted, w.lines"
    f" {_BY_RECORD.format(table='lists')} {_SORTED}, w.direction, w.source"
)
_COUNTS = (
    f"SELECT {_RECORD}, w.source, w.value, w.day, w.doubted, r.id"
    f" {_BY_RECORD.format(table='latest_counts')} {_SORTED}, w.source"
)
_COUNTS_BEFORE = "SELECT day, value, run_id FROM counts WHERE record_id = ? AND source = ? ORDER BY day"
_RUNS = "SELECT id, act, asked, who, started, finished, name FROM runs WHERE act <> ? ORDER BY id"
_PARTS = (
    "SELECT source, asked, found, new, failed, hidden, next, state, sentence FROM run_parts"
    " WHERE run_id = ? ORDER BY id"
)
_PART = ("source", "asked", "found", "new", "failed", "hidden", "next", "state", "sentence")
_NOTES = "SELECT id, who, at, edited, text FROM notes ORDER BY at, id"
_ANCHORS = (
    "SELECT r.source || ':' || r.source_id FROM note_anchors AS a JOIN records AS r ON r.id = a.record_id"
    f" WHERE a.note_id = ? AND r.withdrawn = 0 {_SORTED}"
)
_WORK_NAME = (
    "coalesce(w.key, (SELECT s.source || ':' || s.source_id FROM membership AS m JOIN records AS s"
    " ON s.id = m.record_id WHERE m.work_id = w.id ORDER BY s.source, s.source_id LIMIT 1))"
)
_WORKS = (
    f"SELECT w.id, {_WORK_NAME}, w.title, w.byline, w.authors, w.year, w.venue, w.type, w.doi, w.repec, w.cited,"
    " w.cited_source, w.kept, w.sources, f.preferred FROM works AS w"
    " LEFT JOIN families AS f ON f.work_id = w.id ORDER BY 2"
)
_WORK = (
    "title", "byline", "authors", "year", "venue", "type", "doi", "repec", "cited", "cited_source", "kept",
    "sources",
)  # fmt: skip
_OF_WORK = {
    "records": (
        "SELECT DISTINCT r.source || ':' || r.source_id FROM membership AS m JOIN records AS r"
        " ON r.id = m.record_id WHERE m.work_id = ? ORDER BY 1"
    ),
    "tags": (
        "SELECT DISTINCT t.name FROM membership AS m JOIN taggings AS g ON g.record_id = m.record_id"
        " JOIN tags AS t ON t.id = g.tag_id WHERE m.work_id = ? ORDER BY 1"
    ),
}
_OTHER_VERSIONS = (
    f"SELECT {_WORK_NAME} FROM families AS f JOIN families AS g ON g.family_id = f.family_id"
    " AND g.work_id <> f.work_id JOIN works AS w ON w.id = g.work_id WHERE f.work_id = ? ORDER BY 1"
)
_LINKS = (
    f"SELECT {_WORK_NAME.replace('w.', 'a.')}, {_WORK_NAME.replace('w.', 'b.')} FROM links AS l"
    " JOIN works AS a ON a.id = l.citing JOIN works AS b ON b.id = l.cited ORDER BY 1, 2"
)


class _Json(str):
    """Text that is JSON already."""

    __slots__ = ()


class Snapshot:
    """One moment of a library, as lines."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._runs = {number: name for name, number in run_names(connection).items()}

    def count(self) -> int:
        """How many records there are: what an export counts by."""
        return int(self._connection.execute("SELECT count(*) FROM records WHERE withdrawn = 0").fetchone()[0])

    def lines(self, table: str) -> Iterator[str]:
        """The lines of one table, without their ends."""
        if table in _PLAIN:
            return self._plain(table)
        tellers: dict[str, Callable[[], Iterator[dict[str, Any]]]] = {
            "runs": self._told_runs, "records": self._records, "former_records": self._former,
            "bodies": self._bodies, "lists": self._lists, "counts": self._counts, "notes": self._notes,
            "works": self._works, "links": self._links,
        }  # fmt: skip
        return map(_line, tellers[table]())

    def _plain(self, table: str) -> Iterator[str]:
        """Rows as they are: sqlite-utils gives them by name, in the order of the statement."""
        from sqlite_utils import Database

        database = Database(self._connection, execute_plugins=False, recursive_triggers=False)
        for row in database.query(_PLAIN[table]):
            if table == "tags":
                row["offered"] = bool(row["offered"])
            if table == "corrections":
                row["correction"] = {"field": row.pop("field"), "value": json.loads(row.pop("value"))}
            yield _write(row)

    def _told_runs(self) -> Iterator[dict[str, Any]]:
        for number, act, asked, who, started, finished, name in self._connection.execute(_RUNS, (ACT,)):
            parts = self._connection.execute(_PARTS, (number,))
            yield {
                "run": self._runs[number], "act": act, "asked": asked, "who": who, "started": started,
                "finished": finished, "name": name,
                "parts": [dict(zip(_PART, part, strict=True)) for part in parts],
            }  # fmt: skip

    def _records(self) -> Iterator[dict[str, Any]]:
        for record, received, reader, listed, count, run, said_run, runs, said in self._all(_RECORDS):
            named = {self._runs[one] for one in map(int, (runs or "").split()) if one in self._runs}
            yield {
                "record": record, "received": received, "reader": reader, "listed": bool(listed),
                "reference_count": count, "run": self._runs.get(run), "said_run": self._runs.get(said_run),
                "runs": sorted(named), "said": _Json(unpack(said)),
            }  # fmt: skip

    def _former(self) -> Iterator[dict[str, Any]]:
        for record, received, reader, run, said, body in self._all(_FORMER):
            yield {
                "record": record, "received": received, "reader": reader, "said_run": self._runs.get(run),
                "said": _Json(unpack(said)), "body": _base64(body) if body is not None else None,
            }  # fmt: skip

    def _bodies(self) -> Iterator[dict[str, Any]]:
        for record, digest, body in self._all(_BODIES):
            yield {"record": record, "said": digest.hex(), "body": _base64(body)}

    def _lists(self) -> Iterator[dict[str, Any]]:
        for record, direction, by, state, total, day, run, doubted, lines in self._all(_LISTS):
            yield {
                "record": record, "direction": direction, "by": by, "state": state, "total": total, "day": day,
                "run": self._runs.get(run), "doubted": bool(doubted),
                "lines": _Json(f"[{unpack(lines).replace(chr(10), ',')}]"),
            }  # fmt: skip

    def _counts(self) -> Iterator[dict[str, Any]]:
        for record, by, value, day, doubted, number in self._all(_COUNTS):
            before = self._connection.execute(_COUNTS_BEFORE, (number, by))
            counts = [{"day": d, "value": v, "run": self._runs.get(run)} for d, v, run in before]
            yield {
                "record": record, "by": by, "value": value, "day": day, "doubted": bool(doubted),
                "counts": counts,
            }  # fmt: skip

    def _notes(self) -> Iterator[dict[str, Any]]:
        """Each note once: the same words on the same records in the same second are one."""
        moment: str | None = None
        seen: set[tuple[str, str, tuple[str, ...]]] = set()
        for number, who, at, edited, text in self._all(_NOTES):
            records = [row[0] for row in self._connection.execute(_ANCHORS, (number,))]
            if at != moment:
                moment, seen = at, set()
            if (same := (who, text, tuple(records))) not in seen:
                seen.add(same)
                yield {"records": records, "who": who, "at": at, "edited": edited, "text": text}

    def _works(self) -> Iterator[dict[str, Any]]:
        for piece in pieces(self._all(_WORKS)):
            bests = read_best(self._connection, [row[0] for row in piece])
            for number, key, *values, preferred in piece:
                row = dict(zip(_WORK, values, strict=True))
                row["authors"] = row["authors"].split("\n") if row["authors"] else []
                row["kept"], row["sources"] = bool(row["kept"]), row["sources"].split()
                best = bests[number][0] if number in bests else None
                row |= {name: getattr(best, name, None) for name in ("volume", "issue", "pages", "abstract")}
                row["keywords"] = list(best.keywords) if best else []
                row |= {name: self._column(sql, number) for name, sql in _OF_WORK.items()}
                row["versions"] = self._column(_OTHER_VERSIONS, number)
                yield {"key": key, **row, "preferred": preferred is None or bool(preferred)}

    def _links(self) -> Iterator[dict[str, Any]]:
        return ({"citing": citing, "cited": cited} for citing, cited in self._all(_LINKS))

    def _column(self, sql: str, number: int) -> list[str]:
        return [row[0] for row in self._connection.execute(sql, (number,))]

    def _all(self, sql: str) -> Iterable[tuple[Any, ...]]:
        return self._connection.execute(sql)


def _line(fields: Mapping[str, Any]) -> str:
    parts = (
        f'"{name}":{value if isinstance(value, _Json) else _write(value)}' for name, value in fields.items()
    )
    return f"{{{','.join(parts)}}}"


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def run_names(connection: sqlite3.Connection) -> dict[str, int]:
    """The runs of the library by the names that archives give them: when it began, and a digest of who
    asked what. A second run that is the same in all this has ``-2`` at the end."""
    from hashlib import blake2b

    out: dict[str, int] = {}
    for number, act, asked, who, started, *_ in connection.execute(_RUNS, (ACT,)).fetchall():
        mark = blake2b(_write([act, asked, who]).encode("utf-8", "replace"), digest_size=6).hexdigest()
        name, times = f"{started}-{mark}", 1
        while name in out:
            times += 1
            name = f"{started}-{mark}-{times}"
        out[name] = number
    return out


class Archive:
    """The library as text, and text that comes into the library. All that writes belongs inside `write`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """One moment of the library, for as long as the block lasts; others may write meanwhile.

        Raises what the library raises elsewhere where the file cannot be read.
        """
        path = self._door.path
        with closing(connect(path, read_only=True, journal="")) as connection:
            connection.execute("PRAGMA temp_store = FILE")  # what must be sorted must not fill the memory
            try:
                connection.execute("BEGIN")
                yield Snapshot(connection)
            except sqlite3.Error as error:
                raise said_for_people(error, path, "reading the library") from error

    def said(self, run: int) -> SaidBrought:
        """What sources said, coming in by the import that is ``run``."""
        from litreview.library.archive_said import SaidBrought

        return SaidBrought(self._door, run)

    def words(self) -> WordsBrought:
        """A person's words, coming in, within an act."""
        from litreview.library.archive_words import WordsBrought

        return WordsBrought(self._door)

    def made_keys(self, run: int) -> MadeKeysBrought:
        """Keys that were only made, coming in by the import that is ``run``."""
        from litreview.library.archive_keys import MadeKeysBrought

        return MadeKeysBrought(self._door, run)

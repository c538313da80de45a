"""Citation links: the lines of lists, where they lead, and which works cite which."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.lists import DIRECTIONS
from litreview.library.packing import key_numbers
from litreview.library.values import LinkLine, OpenLine
from litreview.model.identifiers import Identifier
from litreview.model.record import Reference
from litreview.model.row import ListView
from litreview.model.stored import line_from_stored
from litreview.model.text import words

_OWN_LISTS = (
    "SELECT l.source, n.said, t.work_id FROM membership AS m"
    " JOIN lists AS l ON l.record_id = m.record_id AND l.direction = ?2"
    " JOIN lines AS n ON n.list_id = l.id LEFT JOIN line_targets AS x ON x.line_id = n.id"
    " LEFT JOIN membership AS t ON t.record_id = x.record_id"
    " WHERE m.work_id = ?1 AND t.work_id IS NOT ?1 ORDER BY l.source, l.id, n.position"
)
_OTHERS_LISTS = (
    "SELECT l.source, n.said, o.work_id FROM membership AS m"
    " JOIN line_targets AS x ON x.record_id = m.record_id JOIN lines AS n ON n.id = x.line_id"
    " JOIN lists AS l ON l.id = n.list_id AND l.direction = ?2"
    " JOIN membership AS o ON o.record_id = l.record_id"
    " WHERE m.work_id = ?1 AND o.work_id <> ?1 ORDER BY o.work_id"
)
_NEW_LINKS = (
    "INSERT OR IGNORE INTO links SELECT m.work_id, t.work_id FROM membership AS m"
    " JOIN lists AS l ON l.record_id = m.record_id AND l.direction = 'references'"
    " JOIN lines AS n ON n.list_id = l.id JOIN line_targets AS x ON x.line_id = n.id"
    " JOIN membership AS t ON t.record_id = x.record_id WHERE m.work_id = ?1 AND t.work_id <> ?1",
    "INSERT OR IGNORE INTO links SELECT t.work_id, m.work_id FROM membership AS m"
    " JOIN lists AS l ON l.record_id = m.record_id AND l.direction = 'cited_by'"
    " JOIN lines AS n ON n.list_id = l.id JOIN line_targets AS x ON x.line_id = n.id"
    " JOIN membership AS t ON t.record_id = x.record_id WHERE m.work_id = ?1 AND t.work_id <> ?1",
    "INSERT OR IGNORE INTO links SELECT CASE l.direction WHEN 'references' THEN o.work_id ELSE ?1 END,"
    " CASE l.direction WHEN 'references' THEN ?1 ELSE o.work_id END FROM membership AS m"
    " JOIN line_targets AS x ON x.record_id = m.record_id JOIN lines AS n ON n.id = x.line_id"
    " JOIN lists AS l ON l.id = n.list_id JOIN membership AS o ON o.record_id = l.record_id"
    " WHERE m.work_id = ?1 AND o.work_id <> ?1",
)


class Links:
    """What a work cites and what cites it. ``direction`` is "references" or "cited_by"."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def references(self, work_id: int) -> list[LinkLine]:
        """What a work cites, in the order of its lists; the same line of several sources once."""
        return self._lines(work_id, "references")

    def cited_by(self, work_id: int) -> list[LinkLine]:
        """What cites a work."""
        return self._lines(work_id, "cited_by")

    def _lines(self, work_id: int, direction: str) -> list[LinkLine]:
        connection = self._door.connection()
        own = connection.execute(_OWN_LISTS, (work_id, direction)).fetchall()
        other = DIRECTIONS[1 - DIRECTIONS.index(direction)]
        theirs = connection.execute(_OTHERS_LISTS, (work_id, other)).fetchall()
        found: dict[object, LinkLine] = {}
        for source, said, target in own:
            line = line_from_stored(said)
            _add(
                found,
                _sameness(line, target),
                LinkLine(line_text(line), target, (source,), line.contexts, line.year),
            )
        texts = self._work_texts(
            connection, {row[2] for row in theirs} - {line.work for line in found.values()}
        )
        for source, said, target in theirs:
            text, year = texts.get(target, ("", None))
            _add(found, target, LinkLine(text, target, (source,), line_from_stored(said).contexts, year))
        return list(found.values())

    def _work_texts(self, connection: sqlite3.Connection, ids: set[int]) -> dict[int, tuple[str, int | None]]:
        sql = "SELECT id, short_byline, year, title, venue FROM works WHERE id IN ({ids})"
        return {row[0]: (_one_line(*row[1:]), row[2]) for row in ask(connection, sql, ids)}

    def summaries(self, work_id: int, direction: str) -> tuple[ListView, ...]:
        """What each source said of the list: its state, lines delivered, total, day received."""
        rows = self._door.connection().execute(
            "SELECT l.source, l.state, (SELECT count(*) FROM lines AS n WHERE n.list_id = l.id), l.total, l.day"
            " FROM membership AS m JOIN lists AS l ON l.record_id = m.record_id AND l.direction = ?"
            " WHERE m.work_id = ? ORDER BY l.source, 3",
            (direction, work_id),
        )
        return tuple({row[0]: ListView(*row) for row in rows.fetchall()}.values())

    def known(self, work_id: int) -> tuple[int, int]:
        """How many works it is known to cite, and how many are known to cite it."""
        row = (
            self._door.connection()
            .execute(
                "SELECT (SELECT count(*) FROM links WHERE citing = ?1), (SELECT count(*) FROM links WHERE cited = ?1)",
                (work_id,),
            )
            .fetchone()
        )
        return int(row[0]), int(row[1])

    def neighbours(self, work_id: int, direction: str, limit: int = 200) -> list[int]:
        """Works one link away, newest in the library first, at most ``limit``."""
        near, far = ("citing", "cited") if direction == "references" else ("cited", "citing")
        rows = self._door.connection().execute(
            f"SELECT {far} FROM links WHERE {near} = ? ORDER BY {far} DESC LIMIT ?", (work_id, limit)
        )
        return [row[0] for row in rows.fetchall()]

    def open_lines(self, record_ids: Iterable[int]) -> list[OpenLine]:
        """Lines in the lists of these records whose target is not known yet."""
        sql = (
            "SELECT n.id, l.record_id, l.direction, n.said FROM lists AS l JOIN lines AS n ON n.list_id = l.id"
            " LEFT JOIN line_targets AS x ON x.line_id = n.id"
            " WHERE l.record_id IN ({ids}) AND x.line_id IS NULL ORDER BY l.id, n.position"
        )
        return [_open_line(row) for row in ask(self._door.connection(), sql, record_ids)]

    def put_line_keys(self, line_id: int, keys: Iterable[str]) -> None:
        """So that a record that arrives later finds the line; its identifiers are keyed by themselves."""
        self._door.writing().executemany(
            "INSERT OR IGNORE INTO line_keys VALUES (?, ?)", [(key, line_id) for key in key_numbers(keys)]
        )

    def lines_sharing(
        self, keys: Iterable[str], identifiers: Iterable[Identifier] = (), cap: int = 500
    ) -> list[OpenLine]:
        """Open lines of any list that share a key or an identifier, at most ``cap``."""
        numbers = key_numbers([*keys, *(str(one) for one in identifiers)])
        sql = (
            "SELECT DISTINCT n.id, l.record_id, l.direction, n.said FROM line_keys AS k"
            " JOIN lines AS n ON n.id = k.line_id JOIN lists AS l ON l.id = n.list_id"
            " LEFT JOIN line_targets AS x ON x.line_id = n.id WHERE k.key IN ({ids}) AND x.line_id IS NULL"
        )
        found = {row[0]: _open_line(row) for row in ask(self._door.connection(), sql, numbers)}
        return [found[line_id] for line_id in sorted(found)][:cap]

    def put_resolved(self, resolved: Iterable[tuple[int, int | None]]) -> None:
        """Say where lines lead: (line, record of the target's work), None for nowhere.

        Work links follow by themselves, also when works are joined or split later.
        """
        connection = self._door.writing()
        touched: set[int] = set()
        for line_id, record_id in resolved:
            if record_id is None:
                connection.execute("DELETE FROM line_targets WHERE line_id = ?", (line_id,))
            else:
                connection.execute(
                    "INSERT INTO line_targets VALUES (?, ?) ON CONFLICT (line_id)"
                    " DO UPDATE SET record_id = excluded.record_id",
                    (line_id, record_id),
                )
            row = connection.execute(
                "SELECT m.work_id FROM lines AS n JOIN lists AS l ON l.id = n.list_id"
                " JOIN membership AS m ON m.record_id = l.record_id WHERE n.id = ?",
                (line_id,),
            ).fetchone()
            if row:
                touched.add(row[0])
        relink(connection, touched)


def relink(
    connection: sqlite3.Connection, work_ids: Iterable[int], gone: bool = False, new: bool = False
) -> None:
    """Derive the links of works again, both ways; a ``new`` work has none to forget."""
    for work_id in work_ids:
        if not new:
            connection.execute("DELETE FROM links WHERE citing = ?", (work_id,))
            connection.execute("DELETE FROM links WHERE cited = ?", (work_id,))
        for sql in () if gone else _NEW_LINKS:
            connection.execute(sql, (work_id,))


def relink_record(connection: sqlite3.Connection, record_id: int) -> None:
    """Derive the links of the record's work again, where it is in one."""
    row = connection.execute("SELECT work_id FROM membership WHERE record_id = ?", (record_id,)).fetchone()
    if row:
        relink(connection, (row[0],))


def line_text(line: Reference) -> str:
    """A line as people read it: as printed, else made from its parts."""
    return (
        line.text
        or _one_line(line.byline, line.year, line.title, line.venue)
        or "; ".join(one.value for one in line.identifiers)
    )


def _one_line(byline: str | None, year: int | None, title: str | None, venue: str | None) -> str:
    head = " ".join(part for part in (byline or "", f"({year})" if year else "") if part)
    return ". ".join(part for part in (head, title or "", venue or "") if part)


def _sameness(line: Reference, target: int | None) -> object:
    """What makes two lines of different sources the same line."""
    if target is not None:
        return target
    if doi := next((one for one in line.identifiers if one.scheme != "issn"), None):
        return doi
    return tuple(words(line.title or line.text)) or (line.position, line.byline, line.year)


def _add(found: dict[object, LinkLine], same: object, line: LinkLine) -> None:
    known = found.get(same)
    if known is None:
        found[same] = line
        return
    found[same] = known._replace(
        text=known.text or line.text,
        sources=tuple(dict.fromkeys((*known.sources, *line.sources))),
        contexts=tuple(dict.fromkeys((*known.contexts, *line.contexts))),
        year=known.year or line.year,
    )


def _open_line(row: Any) -> OpenLine:
    return OpenLine(row[0], row[1], row[2], line_from_stored(row[3]))

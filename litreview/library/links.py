"""Citation links: the lines of lists, where they lead, and which works cite which."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.lists import DIRECTIONS, LAST, SHIFT, line_number, point, read_line, split_lines
from litreview.library.packing import key_numbers
from litreview.library.values import LinkLine, OpenLine
from litreview.model.identifiers import Identifier
from litreview.model.record import Reference
from litreview.model.row import ListView
from litreview.model.stored import line_from_stored
from litreview.model.text import words

_OWN_LISTS = (
    "SELECT l.id, l.source, l.lines FROM membership AS m JOIN lists AS l ON l.record_id = m.record_id"
    " WHERE m.work_id = ? AND l.direction = ? ORDER BY l.source, l.id"
)
_TARGETS = (
    "SELECT x.line_id, t.work_id FROM line_targets AS x JOIN membership AS t ON t.record_id = x.record_id"
    " WHERE x.line_id BETWEEN ? AND ?"
)
_OTHERS_LISTS = (
    "SELECT x.line_id, l.source, l.lines, o.work_id FROM membership AS m"
    " JOIN line_targets AS x ON x.record_id = m.record_id JOIN lists AS l ON l.id = x.line_id >> 20"
    " JOIN membership AS o ON o.record_id = l.record_id"
    " WHERE m.work_id = ?1 AND l.direction = ?2 AND o.work_id <> ?1 ORDER BY o.work_id"
)
_TARGETED = "SELECT line_id FROM line_targets WHERE line_id BETWEEN ? AND ?"
_LIST = "SELECT record_id, direction FROM lists WHERE id = ?"
_OF_LIST = "x.line_id BETWEEN l.id << 20 AND (l.id << 20) + 1048575"
_INTO = "INSERT OR IGNORE INTO links "
_NEW_LINKS = (
    "INSERT OR IGNORE INTO links SELECT m.work_id, t.work_id FROM membership AS m"
    " CROSS JOIN lists AS l ON l.record_id = m.record_id AND l.direction = 'references'"
    f" CROSS JOIN line_targets AS x ON {_OF_LIST}"
    " CROSS JOIN membership AS t ON t.record_id = x.record_id WHERE m.work_id = ?1 AND t.work_id <> ?1",
    "INSERT OR IGNORE INTO links SELECT t.work_id, m.work_id FROM membership AS m"
    " CROSS JOIN lists AS l ON l.record_id = m.record_id AND l.direction = 'cited_by'"
    f" CROSS JOIN line_targets AS x ON {_OF_LIST}"
    " CROSS JOIN membership AS t ON t.record_id = x.record_id WHERE m.work_id = ?1 AND t.work_id <> ?1",
    "INSERT OR IGNORE INTO links SELECT CASE l.direction WHEN 'references' THEN o.work_id ELSE ?1 END,"
    " CASE l.direction WHEN 'references' THEN ?1 ELSE o.work_id END FROM membership AS m"
    " CROSS JOIN line_targets AS x ON x.record_id = m.record_id CROSS JOIN lists AS l ON l.id = x.line_id >> 20"
    " CROSS JOIN membership AS o ON o.record_id = l.record_id WHERE m.work_id = ?1 AND o.work_id <> ?1",
)
"""Work links out of the lines of lists. CROSS JOIN keeps SQLite to the order of the text."""


@in_words
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
        found: dict[object, LinkLine] = {}
        for list_id, source, packed in connection.execute(_OWN_LISTS, (work_id, direction)).fetchall():
            targets = dict(connection.execute(_TARGETS, _ends(list_id)).fetchall())
            for position, text in split_lines(packed).items():
                line = line_from_stored(text)
                target = targets.get(line_number(list_id, position))
                if target != work_id:
                    said = LinkLine(line_text(line), target, (source,), line.contexts, line.year)
                    _add(found, _sameness(line, target), said)
        self._add_theirs(connection, found, work_id, direction)
        return list(found.values())

    def _add_theirs(
        self, connection: sqlite3.Connection, found: dict[object, LinkLine], work_id: int, direction: str
    ) -> None:
        """What the lists of other works say of this one, the other way round."""
        other = DIRECTIONS[1 - DIRECTIONS.index(direction)]
        theirs = connection.execute(_OTHERS_LISTS, (work_id, other)).fetchall()
        texts = self._work_texts(
            connection, {row[3] for row in theirs} - {one.work for one in found.values()}
        )
        for line_id, source, packed, target in theirs:
            text, year = texts.get(target, ("", None))
            stored = split_lines(packed).get(line_id & LAST)
            contexts = line_from_stored(stored).contexts if stored and "contexts" in stored else ()
            _add(found, target, LinkLine(text, target, (source,), contexts, year))

    def _work_texts(self, connection: sqlite3.Connection, ids: set[int]) -> dict[int, tuple[str, int | None]]:
        sql = "SELECT id, short_byline, year, title, venue FROM works WHERE id IN ({ids})"
        return {row[0]: (_one_line(*row[1:]), row[2]) for row in ask(connection, sql, ids)}

    def summaries(self, work_id: int, direction: str) -> tuple[ListView, ...]:
        """What each source said of the list: its state, lines delivered, total, day received."""
        rows = self._door.connection().execute(
            "SELECT l.source, l.state, l.size, l.total, l.day"
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

    def open_lines(self, record_ids: Iterable[int]) -> list[OpenLine]:
        """Lines in the lists of these records whose target is not known yet.

        Within a write, lines whose record is here get their target first, and the others their keys:
        after a rebuild nothing of it is left.
        """
        connection = self._door.connection()
        sql = "SELECT id, record_id, direction, lines FROM lists WHERE record_id IN ({ids}) AND size > 0 ORDER BY id"
        out = []
        for list_id, record_id, direction, packed in ask(connection, sql, record_ids):
            lines = {line_number(list_id, place): text for place, text in split_lines(packed).items()}
            left = self._left_open(connection, list_id, lines)
            if left and self._door.in_write:
                point(connection, left)
                left = self._left_open(connection, list_id, lines)
                relink_record(connection, record_id)
            out += [OpenLine(number, record_id, direction, line) for number, line in left.items()]
        return out

    def _left_open(
        self, connection: sqlite3.Connection, list_id: int, lines: dict[int, str]
    ) -> dict[int, Reference]:
        known = {row[0] for row in connection.execute(_TARGETED, _ends(list_id)).fetchall()}
        return {number: line_from_stored(text) for number, text in lines.items() if number not in known}

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
        connection = self._door.connection()
        sql = (
            "SELECT DISTINCT k.line_id FROM line_keys AS k LEFT JOIN line_targets AS x ON x.line_id = k.line_id"
            " WHERE k.key IN ({ids}) AND x.line_id IS NULL"
        )
        out = []
        for number in sorted(row[0] for row in ask(connection, sql, numbers))[:cap]:
            line = read_line(connection, number)
            row = connection.execute(_LIST, (number >> SHIFT,)).fetchone()
            if line is not None:
                out.append(OpenLine(number, row[0], row[1], line))
        return out

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
                "SELECT m.work_id FROM lists AS l JOIN membership AS m ON m.record_id = l.record_id WHERE l.id = ?",
                (line_id >> SHIFT,),
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


def links_as_lists_say(connection: sqlite3.Connection, work_id: int) -> set[tuple[int, int]]:
    """The links of a work as its lists and those of others say now, both ways: what `relink` would write."""
    found: set[tuple[int, int]] = set()
    for sql in _NEW_LINKS:
        found.update(connection.execute(sql.removeprefix(_INTO), (work_id,)).fetchall())
    return found


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


def _ends(list_id: int) -> tuple[int, int]:
    return line_number(list_id, 0), line_number(list_id, LAST)

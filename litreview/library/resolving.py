"""What a person means by a key, a name or an identifier."""

from __future__ import annotations

import sqlite3

from litreview.library.asking import ask

_BY_KEY = (
    "SELECT m.work_id FROM citation_keys AS k JOIN membership AS m ON m.record_id = k.record_id WHERE k.key = ?1"
    " UNION SELECT m.work_id FROM made_keys AS k JOIN membership AS m ON m.record_id = k.record_id WHERE k.key = ?1"
)
_BY_NAME = (
    "SELECT m.work_id FROM records AS r JOIN membership AS m ON m.record_id = r.id"
    " WHERE r.source = ? AND r.source_id = ?"
)
_BY_IDENTIFIER = (
    "SELECT DISTINCT m.work_id FROM identifiers AS i JOIN membership AS m ON m.record_id = i.record_id"
    " JOIN works AS w ON w.id = m.work_id WHERE i.value = ? AND i.scheme = ? ORDER BY w.kept DESC, w.id"
)


def resolve(connection: sqlite3.Connection, text: str) -> list[int]:
    """The works meant by ``text``, best first: a citation key or alias whatever its case, a record's
    name, any identifier (kept works first; one that a person corrected too), ``#id``. Empty where
    nothing is meant."""
    value = text.strip().removeprefix("@")
    if not value:
        return []
    if value.startswith("#") and value[1:].isascii() and value[1:].isdigit():
        return _ids(connection, "SELECT id FROM works WHERE id = ?", int(value[1:]))
    if found := _ids(connection, _BY_KEY, value):
        return found
    source, colon, source_id = value.partition(":")
    if colon and (found := _ids(connection, _BY_NAME, source, source_id)):
        return found
    from litreview.library.identified import corrected_to
    from litreview.model.identifiers import guess

    identifier = guess(value)
    if identifier is None:
        return []
    if found := _ids(connection, _BY_IDENTIFIER, identifier.value, identifier.scheme):
        return found
    sql = "SELECT DISTINCT work_id FROM membership WHERE record_id IN ({ids}) ORDER BY work_id"
    return [row[0] for row in ask(connection, sql, [one for (one,) in corrected_to(connection, identifier)])]


def _ids(connection: sqlite3.Connection, sql: str, *values: object) -> list[int]:
    return [row[0] for row in connection.execute(sql, values).fetchall()]

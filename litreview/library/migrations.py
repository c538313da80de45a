"""Bringing a file to the schema of this program, in one transaction, after a verified backup.

sqlite-utils keeps the books of what was applied; it is imported only when there is something to do.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from litreview.library import schema, schema_2
from litreview.library.triggers import triggers

SET = "litreview"


def _ground(connection: sqlite3.Connection) -> None:
    for part in (schema.SAID, schema.DERIVED, schema.WORDS, schema.DESK):
        run_script(connection, part)


def _screening_and_cube(connection: sqlite3.Connection) -> None:
    from litreview.library.cube import count_in, placed

    for name in standing_triggers(connection):
        connection.execute(f'DROP TRIGGER "{name}"')
    run_script(connection, schema_2.WORDS)
    run_script(connection, schema_2.REST)
    schema_2.move_log(connection)
    count_in(
        connection,
        placed(connection, [row[0] for row in connection.execute("SELECT id FROM works").fetchall()]),
    )


STEPS: tuple[tuple[str, Callable[[sqlite3.Connection], None]], ...] = (
    ("001_ground", _ground),
    ("002_screening_and_cube", _screening_and_cube),
)
"""Every migration that ever landed, in order. `user_version` is how many a file has had."""

LATEST = len(STEPS)


def run_script(connection: sqlite3.Connection, script: str) -> None:
    """Statements one by one: ``executescript`` would commit the open transaction."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if statement.strip() and sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""


def migrate(connection: sqlite3.Connection) -> None:
    """Apply what is missing inside the open transaction; make the triggers again; check the result.

    Raises whatever a step raises; the caller rolls back, and the file is as it was.
    """
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    books = Migrations(SET)
    for name, step in STEPS:
        books(name=name)(_stepper(step))
    books.apply(Database(connection, execute_plugins=False, recursive_triggers=False))
    make_triggers(connection)
    connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {LATEST}")


def _stepper(step: Callable[[sqlite3.Connection], None]) -> Callable[[Any], None]:
    def apply(database: Any) -> None:
        step(database.conn)

    return apply


def make_triggers(connection: sqlite3.Connection) -> None:
    """Drop every trigger that differs from the list and make what is missing."""
    wanted = triggers()
    for name, sql in standing_triggers(connection).items():
        if wanted.get(name) == sql:
            del wanted[name]
        else:
            connection.execute(f'DROP TRIGGER "{name}"')
    for sql in wanted.values():
        connection.execute(sql)


def standing_triggers(connection: sqlite3.Connection) -> dict[str, str]:
    """The triggers of the file by name."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())


def lacking(connection: sqlite3.Connection) -> list[str]:
    """The tables and columns (``works.title``) of today's schema that a file does not have."""
    there = shape(connection)
    return [name for name in shape_of_today() if name not in there]


def shape(connection: sqlite3.Connection) -> dict[str, str]:
    """The tables, columns and indexes of a file by name (``works``, ``works.title``, ``works_by_year``), with
    the declared type of each column; what SQLite and the books keep for themselves is left out."""
    from sqlite_utils import Database

    found: dict[str, str] = {}
    for table in Database(connection, execute_plugins=False, recursive_triggers=False).tables:
        if table.name.startswith(("_sqlite_migrations", "sqlite_", "search_index_", "more_index_")):
            continue
        found[table.name] = "table"
        found |= {f"{table.name}.{column.name}": column.type for column in table.columns}
        found |= {one.name: "index" for one in table.indexes if not one.name.startswith("sqlite_")}
    return found


def shape_of_today() -> dict[str, str]:
    """The `shape` of a library that is made now."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        return shape(fresh)

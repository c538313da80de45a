"""Taking back what a run brought, and bringing it again. Records are set aside, never deleted."""

from __future__ import annotations

import sqlite3

from litreview.library.asking import ask
from litreview.library.matches import forget_record
from litreview.library.new_records import drop_identifiers, put_identifiers
from litreview.library.packing import unpack
from litreview.library.works import Works
from litreview.model.record import Record
from litreview.model.stored import record_from_stored

_FAMILY = "(SELECT id FROM runs WHERE id = {run} OR brought_by = {run})"
"""A run, and those whose log it brought: an archive comes with runs that were made elsewhere."""

_OF_RUN = (
    "FROM run_records AS s CROSS JOIN records AS r ON r.id = s.record_id"
    f" WHERE s.run_id IN {_FAMILY.format(run='?1')}"
)
"""The records that a run brought or told again; CROSS JOIN keeps SQLite from reading all records."""

_NEEDED = (
    f"SELECT EXISTS (SELECT 1 FROM run_records WHERE record_id = ?1 AND run_id NOT IN {_FAMILY.format(run='?2')})"
    " OR EXISTS (SELECT 1 FROM kept WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM taggings WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM note_anchors WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM citation_keys WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM corrections WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM decisions WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM read_states WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM reading_list_works WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM rulings AS w JOIN records AS r ON r.id = ?1"
    " AND (w.left_name = r.source || ':' || r.source_id OR w.right_name = r.source || ':' || r.source_id))"
)

_TIES = "SELECT DISTINCT {1} FROM verdicts WHERE {0} IN ({{ids}}) AND word IN ('same', 'version')"
_TIED = (("left_id", "right_id"), ("right_id", "left_id"))


def withdraw(connection: sqlite3.Connection, works: Works, run: int) -> tuple[int, set[int]]:
    """Set aside the records that only this run brought, unless a person's word hangs on them.

    Answers how many works went, and the records that must be judged again: those that shared a work
    with one that went or were tied to it, and those that are told again as they were before the run.
    """
    rows = connection.execute(
        f"SELECT DISTINCT r.id {_OF_RUN} AND r.run_id IN {_FAMILY.format(run='?1')} AND r.withdrawn = 0",
        (run,),
    ).fetchall()
    going = [row[0] for row in rows if not connection.execute(_NEEDED, (row[0], run)).fetchone()[0]]
    touched = set(works.of_records(going).values())
    tied = {other for this, that in _TIED for (other,) in ask(connection, _TIES.format(this, that), going)}
    for record_id in going:
        drop_identifiers(connection, record_id, _record(connection, record_id))
        forget_record(connection, record_id)
        connection.execute("DELETE FROM membership WHERE record_id = ?", (record_id,))
        connection.execute("DELETE FROM made_keys WHERE record_id = ?", (record_id,))
        connection.execute("DELETE FROM run_records WHERE record_id = ? AND run_id = ?", (record_id, run))
        connection.execute("UPDATE records SET withdrawn = ? WHERE id = ?", (run, record_id))
    left = works.members(touched)
    works.drop(touched - set(left))
    again = tied.difference(going).union(*left.values())
    return len(touched - set(left)), again | _tell_as_before(connection, run)


def bring_back(connection: sqlite3.Connection, run: int) -> set[int]:
    """The other way round: the records that must be judged, and put into works, again."""
    rows = connection.execute(
        "SELECT id FROM records WHERE withdrawn = ? AND withdrawn <> 0", (run,)
    ).fetchall()
    for (record_id,) in rows:
        connection.execute("UPDATE records SET withdrawn = 0 WHERE id = ?", (record_id,))
        connection.execute("INSERT OR IGNORE INTO run_records VALUES (?, ?)", (record_id, run))
        put_identifiers(connection, {record_id: _record(connection, record_id)})
    back = {row[0] for row in rows}
    for former_id, record_id, _latest in connection.execute(
        "SELECT f.id, f.record_id, max(f.received) FROM former_records AS f JOIN records AS r ON r.id = f.record_id"
        f" WHERE f.said_run IN {_FAMILY.format(run='?1')} AND r.said_run < ?1 GROUP BY f.record_id",
        (run,),
    ).fetchall():
        _swap(connection, record_id, former_id)
        back.add(record_id)
    return back


def _tell_as_before(connection: sqlite3.Connection, run: int) -> set[int]:
    """Records that the run changed get back what their source had said before."""
    rows = connection.execute(
        "SELECT id, (SELECT max(f.id) FROM former_records AS f WHERE f.record_id = changed.id AND f.said_run < ?1)"
        f" AS former FROM (SELECT DISTINCT r.id AS id {_OF_RUN} AND r.said_run IN {_FAMILY.format(run='?1')}"
        f" AND r.run_id NOT IN {_FAMILY.format(run='?1')}) AS changed WHERE former IS NOT NULL",
        (run,),
    ).fetchall()
    for record_id, former_id in rows:
        _swap(connection, record_id, former_id)
    return {row[0] for row in rows}


def _swap(connection: sqlite3.Connection, record_id: int, former_id: int) -> None:
    """Exchange what a record says with one of its former sayings."""
    drop_identifiers(connection, record_id, _record(connection, record_id))
    now, then = (
        connection.execute(
            f"SELECT received, reader, digest, said_run, said FROM {table} WHERE id = ?", (number,)
        ).fetchone()
        for table, number in (("records", record_id), ("former_records", former_id))
    )
    bodies = (
        connection.execute("SELECT body FROM bodies WHERE record_id = ?", (record_id,)).fetchone(),
        connection.execute("SELECT body FROM former_records WHERE id = ?", (former_id,)).fetchone(),
    )
    for table, number, values in (("records", record_id, then), ("former_records", former_id, now)):
        connection.execute(
            f"UPDATE {table} SET received = ?, reader = ?, digest = ?, said_run = ?, said = ? WHERE id = ?",
            (*values, number),
        )
    connection.execute("DELETE FROM bodies WHERE record_id = ?", (record_id,))
    if bodies[1][0] is not None:
        connection.execute("INSERT INTO bodies VALUES (?, ?)", (record_id, bodies[1][0]))
    connection.execute(
        "UPDATE former_records SET body = ? WHERE id = ?", (bodies[0][0] if bodies[0] else None, former_id)
    )
    put_identifiers(connection, {record_id: _record(connection, record_id)})


def _record(connection: sqlite3.Connection, record_id: int) -> Record:
    row = connection.execute("SELECT said FROM records WHERE id = ?", (record_id,)).fetchone()
    return record_from_stored(unpack(row[0]))

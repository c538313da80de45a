"""Looking the library over: the file, its indexes, what is derived, where it lies."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable

from litreview.library.door import Door
from litreview.library.folders import warning_for
from litreview.library.migrations import LATEST, standing_triggers
from litreview.library.triggers import triggers
from litreview.library.values import CheckFinding

_LOW = 200 * 1024 * 1024
"""Bytes of free disk below which a person should know."""

_ORPHANS = {
    "kept": "SELECT count(*) FROM kept AS x LEFT JOIN records AS r ON r.id = x.record_id WHERE r.id IS NULL",
    "tags": "SELECT count(*) FROM taggings AS x LEFT JOIN records AS r ON r.id = x.record_id"
    " LEFT JOIN tags AS t ON t.id = x.tag_id WHERE r.id IS NULL OR t.id IS NULL",
    "notes": "SELECT count(*) FROM note_anchors AS x LEFT JOIN records AS r ON r.id = x.record_id"
    " LEFT JOIN notes AS n ON n.id = x.note_id WHERE r.id IS NULL OR n.id IS NULL",
    "citation keys": "SELECT count(*) FROM citation_keys AS x LEFT JOIN records AS r ON r.id = x.record_id"
    " WHERE r.id IS NULL",
    "lists": "SELECT count(*) FROM lists AS x LEFT JOIN records AS r ON r.id = x.record_id WHERE r.id IS NULL",
}
_DERIVED = {
    "records in no work": "SELECT count(*) FROM records AS r LEFT JOIN membership AS m ON m.record_id = r.id"
    " WHERE m.record_id IS NULL AND r.withdrawn = 0",
    "works without records": "SELECT count(*) FROM works AS w LEFT JOIN membership AS m ON m.work_id = w.id"
    " WHERE m.work_id IS NULL",
    "memberships without a work": "SELECT count(*) FROM membership AS m LEFT JOIN works AS w ON w.id = m.work_id"
    " WHERE w.id IS NULL",
    "works with a wrong mark of being kept": "SELECT count(*) FROM works AS w WHERE w.kept <> EXISTS (SELECT 1"
    " FROM membership AS m JOIN kept AS k ON k.record_id = m.record_id WHERE m.work_id = w.id)",
    "works that are not indexed": "SELECT count(*) FROM works AS w LEFT JOIN search_docs AS d ON d.work_id = w.id"
    " WHERE d.work_id IS NULL",
    "works with a wrong count": "SELECT count(*) FROM works AS w WHERE w.cited IS NOT (SELECT max(c.value)"
    " FROM membership AS m JOIN latest_counts AS c ON c.record_id = m.record_id WHERE m.work_id = w.id)",
    "links to no work": "SELECT count(*) FROM links AS l LEFT JOIN works AS a ON a.id = l.citing"
    " LEFT JOIN works AS b ON b.id = l.cited WHERE a.id IS NULL OR b.id IS NULL",
}


def check(door: Door) -> list[CheckFinding]:
    """Everything that can be looked at without the net, in reading order."""
    connection = door.connection()
    looks: tuple[Callable[[], CheckFinding], ...] = (
        lambda: _program(),
        lambda: _schema(connection),
        lambda: _pages(connection),
        lambda: _triggers(connection),
        lambda: _index(connection, door),
        lambda: _numbers(
            connection, "words", _ORPHANS, "error", "Restore a backup: what they hung on is gone."
        ),
        lambda: _numbers(connection, "derived", _DERIVED, "warning", "litreview rebuild"),
        lambda: _stale(connection),
        lambda: _place(door),
        lambda: _disk(door),
    )
    found = []
    for look in looks:
        try:
            found.append(look())
        except sqlite3.Error as error:
            found.append(
                CheckFinding(
                    "file", "error", f"The file cannot be read through: {error}.", "Restore a backup."
                )
            )
    return found


def wal_reset_fault(version: tuple[int, ...]) -> bool:
    """Whether this SQLite has the WAL-reset fault (3.7.0 to 3.51.2; mended in 3.51.3, 3.50.7, 3.44.6)."""
    if version[:2] in ((3, 44), (3, 50)):
        return version < {44: (3, 44, 6), 50: (3, 50, 7)}[version[1]]
    return (3, 7, 0) <= version < (3, 51, 3)


def _program() -> CheckFinding:
    version = sqlite3.sqlite_version
    if wal_reset_fault(sqlite3.sqlite_version_info):
        return CheckFinding(
            "sqlite", "note",
            f"SQLite {version} has the WAL-reset fault; the risk is very low, and litreview avoids what provokes it.",
            "A Python built with SQLite 3.51.3 or newer is free of it.",
        )  # fmt: skip
    return CheckFinding("sqlite", "ok", f"SQLite {version}.")


def _schema(connection: sqlite3.Connection) -> CheckFinding:
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    return CheckFinding("schema", "ok", f"Schema {version} of {LATEST}, journal {journal}.")


def _pages(connection: sqlite3.Connection) -> CheckFinding:
    said = [row[0] for row in connection.execute("PRAGMA integrity_check(10)").fetchall()]
    if said == ["ok"]:
        return CheckFinding("integrity", "ok", "Every page of the file is sound.")
    return CheckFinding("integrity", "error", f"The file is damaged: {said[0]}.", "Restore a backup, then litreview doctor again.")  # fmt: skip


def _triggers(connection: sqlite3.Connection) -> CheckFinding:
    missing = set(triggers()) - set(standing_triggers(connection))
    if not missing:
        return CheckFinding("triggers", "ok", "Undo and indexing are wired up.")
    return CheckFinding(
        "triggers", "warning", f"{len(missing)} triggers are missing.", "Open the library once for writing."
    )


def _index(connection: sqlite3.Connection, door: Door) -> CheckFinding:
    """FTS5 compares its index with the content only when asked with rank 1; that is a write to SQLite."""
    if door.read_only:
        return CheckFinding("search index", "note", "Not compared: the library is open for reading only.")
    try:
        with door.write("comparing the index"):
            connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
            connection.execute("INSERT INTO more_index (more_index) VALUES ('integrity-check')")
    except Exception as error:
        return CheckFinding("search index", "warning", f"The search index does not agree with the works: {error}", "litreview rebuild")  # fmt: skip
    return CheckFinding("search index", "ok", "The search index agrees with the works.")


def _numbers(
    connection: sqlite3.Connection, name: str, questions: dict[str, str], level: str, fix: str
) -> CheckFinding:
    wrong = [f"{n} {what}" for what, sql in questions.items() if (n := connection.execute(sql).fetchone()[0])]
    if not wrong:
        return CheckFinding(
            name, "ok", "Nothing hangs loose." if name == "words" else "A recount finds the same."
        )
    return CheckFinding(name, level, f"{'; '.join(wrong)}.", fix)


def _stale(connection: sqlite3.Connection) -> CheckFinding:
    number = connection.execute("SELECT count(*) FROM stale").fetchone()[0]
    if not number:
        return CheckFinding("stale", "ok", "The index is up to date.")
    return CheckFinding(
        "stale", "note", f"{number} works wait to be indexed again; filters are right meanwhile."
    )


def _place(door: Door) -> CheckFinding:
    risk = warning_for(door.path)
    if risk:
        return CheckFinding(
            "place",
            "warning",
            risk,
            "Copy the file to this computer while litreview is not running, and name it by --library.",
        )
    return CheckFinding("place", "ok", f"{door.path} lies on this computer.")


def _disk(door: Door) -> CheckFinding:
    free = shutil.disk_usage(door.path.parent).free
    level = "ok" if free > max(_LOW, 2 * door.path.stat().st_size) else "warning"
    fix = "" if level == "ok" else "Free some space: a backup needs as much as the library."
    return CheckFinding("disk", level, f"{free / 1e9:.1f} GB free where the library lies.", fix)

"""Looking the library over: the file, its indexes, what is derived, where it lies."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from litreview.errors import LibraryBusy, LitreviewError
from litreview.library.door import Door
from litreview.library.folders import warning_for
from litreview.library.leftovers import leftovers, logs_without_library
from litreview.library.migrations import LATEST, shape, shape_of_today, standing_triggers
from litreview.library.recounting import recount
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
    **{
        what: f"SELECT count(*) FROM {table} AS x LEFT JOIN records AS r ON r.id = x.record_id WHERE r.id IS NULL"
        for what, table in (
            ("decisions", "decisions"),
            ("read states", "read_states"),
            ("corrections", "corrections"),
            ("works of reading lists", "reading_list_works"),
        )
    },
    "reading lists": "SELECT count(*) FROM reading_list_works AS x LEFT JOIN reading_lists AS l"
    " ON l.id = x.reading_list_id WHERE l.id IS NULL",
    "parents of tags": "SELECT count(*) FROM tags AS x LEFT JOIN tags AS p ON p.id = x.parent_id"
    " WHERE x.parent_id IS NOT NULL AND p.id IS NULL",
}


def check(door: Door, folders: Iterable[Path] = ()) -> list[CheckFinding]:
    """Everything that can be looked at without the net, in reading order. ``folders``: where leftovers
    are looked for besides where the library is."""
    connection = door.connection()
    looks: tuple[Callable[[], Iterable[CheckFinding]], ...] = (
        lambda: [_program()],
        lambda: _schema(connection),
        lambda: [_pages(connection)],
        lambda: [_triggers(connection)],
        lambda: [_index(connection, door)],
        lambda: [_words(connection)],
        lambda: recount(connection),
        lambda: [_stale(connection)],
        lambda: [_place(door)],
        lambda: [_disk(door)],
        lambda: _beside(door, folders),
    )
    found: list[CheckFinding] = []
    for look in looks:
        try:
            found += look()
        except sqlite3.Error as error:
            found.append(
                CheckFinding(
                    "file",
                    "error",
                    f"The file cannot be read through: {error}.",
                    "Restore a backup: litreview restore FILE",
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


def _schema(connection: sqlite3.Connection) -> Iterator[CheckFinding]:
    """The version, and the tables, columns and indexes as sqlite-utils sees them against those of a new library."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    journal = connection.execute("PRAGMA journal_mode").fetchone()[0]
    yield CheckFinding("schema", "ok", f"Schema {version} of {LATEST}, journal {journal}.")
    if version > LATEST:
        return
    wanted, there = shape_of_today(), shape(connection)
    for name in sorted(wanted.keys() - there.keys()):
        level = "warning" if wanted[name] == "index" else "error"
        yield CheckFinding("schema", level, f"{name} is missing.", "Restore a backup: litreview restore FILE")
    if others := sorted(there.keys() - wanted.keys()):
        yield CheckFinding(
            "schema",
            "note",
            f"There is more than litreview made: {', '.join(others[:10])}.",
            "Another program added it; it does no harm.",
        )
    if wrong := sorted(name for name in wanted.keys() & there.keys() if wanted[name] != there[name]):
        yield CheckFinding(
            "schema",
            "warning",
            f"Another type than ours: {', '.join(wrong[:10])}.",
            "Restore a backup: litreview restore FILE",
        )


def _pages(connection: sqlite3.Connection) -> CheckFinding:
    said = [row[0] for row in connection.execute("PRAGMA integrity_check(10)").fetchall()]
    if said == ["ok"]:
        return CheckFinding("integrity", "ok", "Every page of the file is sound.")
    return CheckFinding("integrity", "error", f"The file is damaged: {said[0]}.", "Restore a backup (litreview restore FILE), then litreview doctor again.")  # fmt: skip


def _triggers(connection: sqlite3.Connection) -> CheckFinding:
    missing = set(triggers()) - set(standing_triggers(connection))
    if not missing:
        return CheckFinding("triggers", "ok", "Undo and indexing are wired up.")
    return CheckFinding(
        "triggers",
        "warning",
        f"{len(missing)} triggers are missing.",
        "litreview doctor --fix makes them again.",
        "triggers",
    )


def _index(connection: sqlite3.Connection, door: Door) -> CheckFinding:
    """FTS5 compares its index with the content only when asked with rank 1; that is a write to SQLite."""
    if door.read_only:
        return CheckFinding("search index", "note", "Not compared: the library is open for reading only.")
    try:
        with door.write("comparing the index"):
            connection.execute("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
            connection.execute("INSERT INTO more_index (more_index) VALUES ('integrity-check')")
    except LibraryBusy as busy:
        return CheckFinding("search index", "note", f"Not compared: {busy.sentence}")
    except LitreviewError:  # SQLite calls an index that differs damaged; the file need not be
        return CheckFinding(
            "search index", "warning", "The search index does not agree with the works.",
            "litreview doctor --fix makes it again.", "index",
        )  # fmt: skip
    return CheckFinding("search index", "ok", "The search index agrees with the works.")


def _words(connection: sqlite3.Connection) -> CheckFinding:
    wrong = [f"{n} {what}" for what, sql in _ORPHANS.items() if (n := connection.execute(sql).fetchone()[0])]
    if not wrong:
        return CheckFinding("words", "ok", "Nothing hangs loose.")
    fix = "Restore a backup (litreview restore FILE): what they hung on is gone."
    return CheckFinding("words", "error", f"{'; '.join(wrong)}: hang on nothing.", fix)


def _stale(connection: sqlite3.Connection) -> CheckFinding:
    number = connection.execute("SELECT count(*) FROM stale").fetchone()[0]
    if not number:
        return CheckFinding("stale", "ok", "The index is up to date.")
    return CheckFinding(
        "stale",
        "note",
        f"{number} works wait to be indexed again; filters are right meanwhile.",
        "litreview doctor --fix does it now.",
        "stale",
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


def _beside(door: Door, folders: Iterable[Path]) -> Iterator[CheckFinding]:
    for log in logs_without_library(door.path):
        yield CheckFinding(
            "logs", "warning", f"{log} is the log of a library that is not here: its last words may be in it.",
            "Bring the library back beside it and open it; or take the log away.",
        )  # fmt: skip
    if left := leftovers(door.path, door.clock.now().timestamp(), folders):
        names = ", ".join(str(path) for path in left[:5])
        yield CheckFinding(
            "leftovers", "warning", f"{len(left)} half-written files of killed programs: {names}.",
            "litreview doctor --fix takes them away.", "leftovers",
        )  # fmt: skip

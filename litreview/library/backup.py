"""A copy of the library that was looked at before it got its name, and what it says of itself.

A backup is a library file that rests: closed, without a log beside it, marked in its header
(`litreview.library.header`), with one table more (`backup_notes`). It can be opened like any library.
"""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from litreview.errors import LibraryBusy, LibraryUnusable, Misused, NothingFound
from litreview.library.connecting import connect
from litreview.library.header import BACKUP_ID, LOGS, NOTES, flush_folder, read_header
from litreview.library.schema import WORD_TABLES

ENDING = ".backup"
_HALF = ".half"


class KeptSettings(NamedTuple):
    """The settings that travel with a backup: the text of their file without keys, and what was left out."""

    text: str = ""
    left_out: tuple[str, ...] = ()


NO_SETTINGS = KeptSettings()


class BackupNotes(NamedTuple):
    """What a backup says of itself. ``made`` is ISO time; ``of`` the library it is a copy of, ``host``
    the computer's name; ``words`` counts a person's rows, ``digest`` is of all of them."""

    made: str
    of: str
    host: str
    who: str
    schema: int
    records: int
    words: int
    digest: str
    settings: KeptSettings = NO_SETTINGS


def write_backup(
    library: Path, to: Path, *, made: str, who: str, settings: KeptSettings = NO_SETTINGS
) -> BackupNotes:
    """Copy the library to ``to`` (an older file of that name is replaced at the very end).

    The copy is made online in one step, from one moment of the library whoever writes meanwhile;
    closed, flushed, read through, its records and words counted and compared, and only then
    renamed. It is read by a connection of its own: SQLite copies from none that writes. Raises
    LibraryBusy where it cannot be written or does not prove sound.
    """
    half = half_of(to)
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with closing(connect(library, read_only=True, journal="")) as source:
            notes = copy_verified(source, half, of=library, made=made, who=who, settings=settings)
        half.replace(to)
        flush_folder(to.parent)
    except (sqlite3.Error, OSError) as error:
        raise LibraryBusy(
            f"The backup {to} could not be written: {error}.", "The library is untouched."
        ) from error
    finally:
        discard(half)
    return notes


def half_of(to: Path) -> Path:
    """Where a backup is written until it is whole. The number keeps two programs apart."""
    return to.with_name(f".{to.name}.{os.getpid()}{_HALF}")


def is_half(name: str) -> bool:
    """Whether a file's name is one that a killed program may have left."""
    parts = name.split(".")
    return name.startswith(".") and name.endswith(_HALF) and len(parts) > 3 and parts[-2].isdigit()


def discard(half: Path) -> None:
    """Take away what a failed copy left."""
    for ending in ("", *LOGS):
        with suppress(OSError):
            half.with_name(half.name + ending).unlink(missing_ok=True)


def copy_verified(
    connection: sqlite3.Connection, half: Path, *, of: Path, made: str, who: str, settings: KeptSettings
) -> BackupNotes:
    """Write a marked copy and prove it sound. Raises LibraryBusy, sqlite3.Error or OSError where it is not."""
    discard(half)
    with _one_moment(connection):
        with closing(sqlite3.connect(half, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous = OFF")  # it is flushed whole before it gets its name
            connection.backup(copy, pages=-1)
        notes = _notes(connection, of, made, who, settings)
    with closing(sqlite3.connect(half, isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = DELETE").fetchone()
        _write_notes(copy, notes)
    with suppress(OSError):
        half.chmod(of.stat().st_mode & 0o666)
    with half.open("rb+") as file:
        os.fsync(file.fileno())
    _verify(half, notes)
    return notes


@contextmanager
def _one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """Let everything that is read be of one moment, whoever writes meanwhile."""
    connection.execute("BEGIN")
    try:
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        yield
    finally:
        connection.execute("ROLLBACK")


def _notes(
    connection: sqlite3.Connection, of: Path, made: str, who: str, settings: KeptSettings
) -> BackupNotes:
    words, digest = words_of(connection)
    schema = connection.execute("PRAGMA user_version").fetchone()[0]
    records = connection.execute("SELECT count(*) FROM records").fetchone()[0]
    return BackupNotes(
        made, str(of.absolute()), platform.node(), who, schema, records, words, digest, settings
    )


def words_of(connection: sqlite3.Connection) -> tuple[int, str]:
    """How many rows people wrote, and a digest of all of them, whatever schema the file has."""
    from hashlib import blake2b

    mark, count = blake2b(digest_size=16), 0
    for table in WORD_TABLES:
        columns = connection.execute(f"SELECT name, pk FROM pragma_table_info('{table}')").fetchall()
        order = ", ".join(name for name, _ in sorted((c for c in columns if c[1]), key=lambda c: int(c[1])))
        if not columns:
            continue
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY {order}"):
            mark.update(repr((table, row)).encode("utf-8", "replace"))
            count += 1
    return count, mark.hexdigest()


def _write_notes(copy: sqlite3.Connection, notes: BackupNotes) -> None:
    copy.execute("BEGIN IMMEDIATE")
    copy.execute(f"DROP TABLE IF EXISTS {NOTES}")
    copy.execute(f"CREATE TABLE {NOTES} (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
    said = {
        **notes._asdict(),
        "settings": notes.settings.text,
        "left_out": json.dumps(notes.settings.left_out),
    }
    copy.executemany(
        f"INSERT INTO {NOTES} VALUES (?, ?)", [(name, str(value)) for name, value in said.items()]
    )
    copy.execute(f"PRAGMA application_id = {BACKUP_ID}")
    copy.execute("COMMIT")


def resting(path: Path) -> sqlite3.Connection:
    """A connection to a file that nobody writes: no log beside it is looked at, nothing is locked."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)


def read_notes(connection: sqlite3.Connection) -> BackupNotes | None:
    """What an open backup says of itself; None where it says nothing."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (NOTES,)).fetchone()
    if there is None:
        return None
    said = dict(connection.execute(f"SELECT name, value FROM {NOTES}").fetchall())
    try:
        kept = KeptSettings(said["settings"], tuple(json.loads(said["left_out"])))
        schema, records, words = (int(said[name]) for name in ("schema", "records", "words"))
        named = (said["made"], said["of"], said["host"], said["who"])
        return BackupNotes(*named, schema, records, words, said["digest"], kept)
    except (KeyError, ValueError):
        return None


def _verify(half: Path, notes: BackupNotes) -> None:
    with closing(resting(half)) as copy:
        problem = problem_of(copy, notes)
    if problem:
        raise LibraryBusy(f"The backup did not prove sound ({problem}) and was thrown away.")


def problem_of(copy: sqlite3.Connection, notes: BackupNotes | None) -> str:
    """What is wrong with an open copy, by its pages and by what it says of itself; "" for nothing."""
    said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        return str(said)
    if notes is None:
        return ""
    if copy.execute("PRAGMA user_version").fetchone()[0] != notes.schema:
        return "another schema"
    if copy.execute("SELECT count(*) FROM records").fetchone()[0] != notes.records:
        return "another number of records"
    return "" if words_of(copy) == (notes.words, notes.digest) else "other words of yours"


def place_for(library: Path, to: Path, day: str, force: bool) -> Path:
    """Where a backup goes that a person asked for: a folder stands for a dated name in it.

    Raises Misused where another file would be lost: the library itself always, any other file but
    an older backup of this library unless ``force``.
    """
    if to.is_dir():
        to = to / f"{library.stem}-{day}{ENDING}"
    own = [library.with_name(library.name + ending) for ending in ("", *LOGS)]
    if any(to.absolute() == one.absolute() or _same(to, one) for one in own):
        raise Misused(
            "A backup needs another place than the library itself.", "Name another file or a folder."
        )
    try:
        header = read_header(to)
    except OSError as error:
        raise LibraryBusy(f"{to} cannot be read: {error.strerror}.", "Nothing was written.") from error
    if to.exists() and not to.is_file():
        raise Misused(f"{to} is no file on a disk.", "Name a file or a folder.")
    if header.kind == "empty" or force:
        return to
    if header.kind == "backup":
        with closing(resting(to)) as copy, suppress(sqlite3.Error):
            notes = read_notes(copy)
            if notes and (notes.of, notes.host) == (str(library.absolute()), platform.node()):
                return to
    what = {"library": "is a library", "backup": "is a backup of another library"}
    raise Misused(
        f"{to} {what.get(header.kind, 'is there already, and is no backup')}.",
        "Name another file or a folder, or add --force to replace it; nothing was written.",
    )


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def open_copy(file: Path) -> sqlite3.Connection:
    """A backup or library, open for reading, to be restored from.

    Raises Misused for a folder, NothingFound where nothing is there, LibraryUnusable where the file is
    neither, or damaged; LibraryBusy where it cannot be read.
    """
    if file.is_dir():
        raise Misused(f"{file} is a folder.", "Name one of the backups in it.")
    try:
        kind = read_header(file).kind
        if kind == "empty" and not file.exists():
            raise NothingFound(f"There is no backup at {file}.")
        if kind not in ("backup", "library"):
            raise LibraryUnusable(f"{file} is no backup or library of litreview; nothing was changed.")
        if kind == "backup":
            return resting(file)
        return sqlite3.connect(
            f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=10, isolation_level=None
        )
    except (OSError, sqlite3.Error) as error:
        raise LibraryBusy(f"{file} cannot be read: {error}.") from error

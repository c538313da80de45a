"""What the long runs have in common: a seed, a folder, children that are killed, and the look afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

from litreview.desk import Desk, SystemClock, source_names
from litreview.errors import LitreviewError
from litreview.library.library import Library
from litreview.library.schema import WORD_TABLES
from litreview.settings import load

ROOT = Path(__file__).parents[2]
WHO = "ann"
MACHINE = ("disk", "place", "free disk")
"""Findings of the doctor that are about the machine, not about the library."""

OFFERED = 3
"""So many tags are there from the start."""


class Seen(NamedTuple):
    """One line of the table. ``lost`` counts what must never be; ``figures`` go into the JSON."""

    fault: str
    seen: str
    lost: int = 0
    figures: Mapping[str, Any] = {}


def seen(fault: str, said: str, wrong: Sequence[str] = (), more: int = 0, **figures: Any) -> Seen:
    """A line of the table; what is ``wrong`` is lost, the first of it is told. ``more`` is lost besides."""
    told = f"; WRONG: {counted(wrong)}" if wrong else ""
    return Seen(fault, f"{said}{told}", len(wrong) + more, figures)


class Lab:
    """What a check is handed. ``quick`` asks for a short form of it."""

    def __init__(self, folder: Path, seed: int = 1, quick: bool = False) -> None:
        self.folder = folder
        self.seed = seed
        self.quick = quick
        self.chance = random.Random(seed)

    def place(self, name: str) -> Path:
        """A new empty folder."""
        made = self.folder / f"{name}-{len(list(self.folder.iterdir()))}"
        made.mkdir()
        return made

    def times(self, long: int, quick: int) -> int:
        """How often, by the length of the run."""
        return quick if self.quick else long


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child runs in: this tree, no net but this machine, a person of its own."""
    path = os.pathsep.join((str(ROOT / "tests" / "guard"), str(ROOT)))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LITREVIEW_")}
    folder = os.environ.get("LITREVIEW_FOLDER", "")
    return {**kept, "LITREVIEW_FOLDER": folder, "USER": WHO, "LITREVIEW_NAME": WHO, "PYTHONPATH": path, **(more or {})}  # fmt: skip


def open_library(path: Path, who: str = WHO) -> Library:
    """The library as a person opens it."""
    return Library.open(path, clock=SystemClock(), who=who)


def open_desk(path: Path, environ: Mapping[str, str] | None = None) -> Desk:
    """A desk on a library, as the command line opens it; ``environ`` holds all that may be set."""
    return Desk.open(load(environment() if environ is None else environ, None, source_names()), library=path)


class Child:
    """A Python of its own that does acts on a library and says each one that is done.

    ``acknowledged`` grows by what it said in whole lines; a line that was cut is no word.
    """

    def __init__(self, kind: str, *arguments: str | Path, environ: Mapping[str, str] | None = None) -> None:
        self.kind = kind
        self.acknowledged: list[Any] = []
        self.errors = ""
        self._started = subprocess.Popen(
            [sys.executable, "-m", "tests.long.child", kind, *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0, cwd=ROOT, env=environment(environ),
        )  # fmt: skip
        if self._first_line() != b"ready\n":
            raise RuntimeError(self._started.communicate()[1].decode())
        self.began = time.monotonic()

    @property
    def pid(self) -> int:
        """Its number."""
        return self._started.pid

    def hold(self) -> None:
        """Stop it where it stands, until `go_on`."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it work again."""
        os.kill(self.pid, signal.SIGCONT)

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._started.poll() is None

    def kill_after(self, seconds: float) -> None:
        """Let it work so long, then end it without a word of warning."""
        while (left := self.began + seconds - time.monotonic()) > 0 and self.running():
            time.sleep(min(left, 0.01))
        self._started.send_signal(signal.SIGKILL)
        self._listen()

    def end(self, timeout: float = 300.0) -> int:
        """Let it come to its end; its exit code."""
        self._listen(timeout)
        return self._started.returncode

    def _first_line(self) -> bytes:
        """The first line and no byte more: what comes after it is for `_listen`."""
        assert self._started.stdout is not None
        line = b""
        while not line.endswith(b"\n") and (byte := self._started.stdout.read(1)):
            line += byte
        return line

    def _listen(self, timeout: float = 60.0) -> None:
        out, errors = self._started.communicate(timeout=timeout)
        self.errors = errors.decode("utf-8", "replace")
        whole = out.decode("utf-8", "replace").rpartition("\n")[0]
        self.acknowledged = [json.loads(line) for line in whole.splitlines()]


def command(
    *words: str | Path, environ: Mapping[str, str] | None = None, timeout: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """A whole command in a Python of its own."""
    return subprocess.run(
        [sys.executable, "-m", "litreview", *map(str, words)],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=timeout,
        cwd=ROOT, env=environment(environ),
    )  # fmt: skip


def not_clear(said: str) -> list[str]:
    """What is wrong with the words of a command that could not be done: they are one sentence and a hint."""
    wrong = [word for word in ("Traceback", "does not know", "sqlite3.") if word in said]
    lines = [line for line in said.splitlines() if line.strip()]
    if not lines or len(lines) > 4:
        wrong.append(f"{len(lines)} lines")
    return wrong


def wrong_with(path: Path, undone: bool = False) -> list[str]:
    """All that is wrong with a library: it opens, is sound, and words and history agree (unless somebody
    has ``undone`` something: the history keeps what was).
    """
    try:
        with open_library(path) as library:
            found = [
                f"{one.name}: {one.sentence}"
                for one in library.check()
                if one.level in ("warning", "error") and one.name not in MACHINE
            ]
            found += [warning for warning in library.warnings if "Triggers" in warning]
            return found if undone else found + half_acts(library._door.connection())
    except (LitreviewError, sqlite3.Error) as error:
        return [f"{type(error).__name__}: {error}"]


def half_acts(connection: sqlite3.Connection) -> list[str]:
    """Where words and the history of them do not agree. For libraries in which nobody undid anything.

    The last change of every row that the history knows is what the row says now, and there is no
    word that no act brought. An export pins keys, which is no act: nobody would undo it.
    """
    wrong = ["an act is still open"] if connection.execute("SELECT 1 FROM acting").fetchone() else []
    orphans = "SELECT count(*) FROM changes WHERE history_id NOT IN (SELECT id FROM history)"
    if lone := connection.execute(orphans).fetchone()[0]:
        wrong.append(f"{lone} changes of no act")
    last: dict[tuple[str, Any], Any] = {}
    for table, before, after in connection.execute("SELECT word, before, after FROM changes ORDER BY id"):
        size = WORD_TABLES[table][1]
        row = json.loads(after if after is not None else before)
        last[table, tuple(row[:size])] = None if after is None else row
    for (table, key), said in last.items():
        columns, size = WORD_TABLES[table]
        if table == "citation_keys":
            columns, said = columns[:3], said and said[:3]
        same = " AND ".join(f"{column} = ?" for column in columns[:size])
        got = connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {same}", key).fetchone()
        if (list(got) if got else None) != said:
            wrong.append(f"{table} {key}: the history says {said}, the table {got}")
    for table, (columns, size) in WORD_TABLES.items():
        rows = connection.execute(f"SELECT {', '.join(columns[:size])} FROM {table}").fetchall()
        wrong += [
            f"{table} {row} came by no act"
            for row in rows
            if (table, row) not in last and not _of_no_act(table, row)
        ]
    return wrong


def _of_no_act(table: str, row: tuple[Any, ...]) -> bool:
    return (table == "tags" and row[0] <= OFFERED) or table == "citation_keys"


def rows_of(path: Path, tables: Iterable[str] | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the ordinary tables of a file, looked at without the library."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as look:
        names = tables or [
            row[0]
            for row in look.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%'"
            )
        ]
        return {name: sorted(look.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}


def copy_library(source: Path, to: Path) -> Path:
    """A library that nobody has open, elsewhere: the file, and a log that a killed writer left."""
    for ending in ("", "-wal"):
        beside = source.with_name(source.name + ending)
        if beside.exists():
            to.with_name(to.name + ending).write_bytes(beside.read_bytes())
    return to


def beside(path: Path) -> list[str]:
    """What lies beside a library that is closed and should lie alone, but for its backups."""
    return sorted(
        one.name
        for one in path.parent.iterdir()
        if one.name.startswith((path.name, f".{path.name}")) and one != path and one.suffix != ".backup"
    )


def bib(first: int, count: int, seed: int = 1) -> str:
    """A .bib file of so many entries, their keys ``k{number}``."""
    chance = random.Random(f"{seed}/{first}")
    words = (
        "learning alliance trust knowledge firm network capability governance theory evidence venture".split()
    )
    entries = []
    for number in range(first, first + count):
        title = (
            " ".join(chance.choices(words, k=6)) + f" {_letters(number)} {_letters(chance.randrange(10**6))}"
        )
        entries.append(
            f"@article{{k{number},\n  author = {{{_letters(number * 7).title()}, Anna and"
            f" {_letters(chance.randrange(10**5)).title()}, Bo}},\n  title = {{{title}}},\n"
            f"  journal = {{Journal {chance.randrange(30)}}}, year = {chance.randint(1960, 2025)},"
            f" volume = {chance.randint(1, 60)}, pages = {{{number % 900}--{number % 900 + 20}}},\n"
            f"  doi = {{10.5555/{seed}.{number}}}\n}}\n"
        )
    return "".join(entries)


def _letters(number: int) -> str:
    out = ""
    while number or not out:
        number, left = divmod(number, 26)
        out += "aeioubcdfghklmnprstvwzjxyq"[left]
    return f"qu{out}"


def spread(chance: random.Random, times: int, seconds: float) -> Iterator[float]:
    """Moments over a span of work and a little after it, in random order, none of it left out."""
    moments = [(place + chance.random()) / times * seconds * 1.05 for place in range(times)]
    chance.shuffle(moments)
    yield from moments


def counted(words: Sequence[str], most: int = 2) -> str:
    """A few of many, for the table."""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return "; ".join(word[:300] for word in words[:most]) + more

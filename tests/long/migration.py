"""A migration that is interrupted before any of its statements leaves the old library, and then completes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from unittest.mock import patch

from litreview.library.migrations import LATEST
from tests.long.laboratory import ROOT, Lab, Seen, copy_library, open_library, rows_of, seen, wrong_with

LIBRARIES = ROOT / "fixtures" / "libraries"


class Interrupted(Exception):
    """What ends the migration."""


class Counting(sqlite3.Connection):
    """A connection that counts its statements, and fails before one of them."""

    said = 0
    last = 10**9
    opened: ClassVar[list[sqlite3.Connection]] = []

    def _count(self) -> None:
        Counting.said += 1
        if Counting.said > Counting.last:
            raise Interrupted

    def execute(self, *words: Any) -> sqlite3.Cursor:
        """As always, if it may."""
        self._count()
        return super().execute(*words)

    def executemany(self, *words: Any) -> sqlite3.Cursor:
        """As always, if it may."""
        self._count()
        return super().executemany(*words)


@contextmanager
def interrupted_before(statement: int) -> Iterator[None]:
    """Every connection that is opened meanwhile stops before the statement of that number, counted together."""
    real: Callable[..., sqlite3.Connection] = sqlite3.connect
    Counting.said, Counting.last = 0, statement - 1

    def connect(*words: Any, **options: Any) -> sqlite3.Connection:
        Counting.opened.append(real(*words, **options, factory=Counting))
        return Counting.opened[-1]

    try:
        with patch("sqlite3.connect", connect):
            yield
    finally:
        while Counting.opened:  # a program that ends lets go of the file
            Counting.opened.pop().close()


def run(lab: Lab) -> Iterator[Seen]:
    """Every kept library of an older schema."""
    for version in range(1, LATEST):
        yield interrupted(lab.place("migration"), LIBRARIES / f"schema-{version}.litreview", lab.times(1, 25))


def interrupted(place: Path, kept: Path, step: int) -> Seen:
    """Interrupt before every ``step``-th statement that bringing the file up takes; then let it pass."""
    before = rows_of(copy_library(kept, place / "before.sqlite"))
    whole = _opened(copy_library(kept, place / "whole.sqlite"))
    statements = Counting.said
    wrong, old, new = [], 0, 0
    for statement in range(1, statements + 1, step):
        for one in place.glob("cut.sqlite*"):
            one.unlink()
        path = copy_library(kept, place / "cut.sqlite")
        try:
            with interrupted_before(statement):
                open_library(path).close()
        except Interrupted:
            pass
        if _version(path) == LATEST:
            new += 1
        else:
            old += 1
            if rows_of(path) != before:
                wrong.append(f"before statement {statement}: rows are others")
        wrong += [f"before statement {statement}: {one}" for one in wrong_with(path)]
        if _opened(path, counting=False) != whole:
            wrong.append(f"before statement {statement}: other words afterwards")
    return seen(
        f"{kept.name} to schema {LATEST}, interrupted before each of {statements} statements (every {step})",
        f"{old} times the old library whole, {new} times the new one; all complete afterwards",
        wrong,
        statements=statements,
    )


def _opened(path: Path, counting: bool = True) -> tuple[str, Any]:
    """The words and works of a file that was brought up, counting the statements that took."""
    if counting:
        with interrupted_before(10**9):
            open_library(path).close()
    with open_library(path) as library:
        return library.words.digest(), library.works.partition()


def _version(path: Path) -> int:
    look = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    try:
        return int(look.execute("PRAGMA user_version").fetchone()[0])
    finally:
        look.close()

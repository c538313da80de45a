"""A program that is not ours holds the file: reading goes on, writing waits and then says why it cannot."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litreview.acts.tagging import add
from tests.long.laboratory import (  # fmt: skip
    ROOT,
    Lab,
    Seen,
    command,
    environment,
    not_clear,
    open_desk,
    seen,
    wrong_with,
)
from tests.long.power import made

_HOLDER = """
import sqlite3, sys
c = sqlite3.connect(sys.argv[1], isolation_level=None)
for one in sys.argv[2].split(";"):
    c.execute(one).fetchone()
print("held", flush=True)
sys.stdin.read()
"""
EXCLUSIVE = "BEGIN EXCLUSIVE"
READING = "BEGIN;SELECT count(*) FROM works"
PATIENCE = 10.0


def run(lab: Lab) -> Iterator[Seen]:
    """Held for writing, held by a long read, and held for writing where there is no log."""
    path = made(lab.place("locked"), 30)
    assert command("export", "-", "--library", path).returncode == 0, "the first export pins the keys"
    with held(path, EXCLUSIVE):
        yield _reads("held for writing by another program, reading", path)
        yield _writes("held for writing by another program, writing", path)
    yield _free("after it", path)
    with held(path, READING):
        yield long_read(path, lab.times(400, 60))
    yield _free("after the long read", path)
    synced = lab.place("locked") / "Dropbox"
    synced.mkdir()
    path = made(synced, 30)
    with held(path, EXCLUSIVE):
        yield _writes("held for writing in a synced folder (no log there)", path)
    yield _free("after it", path)


@contextmanager
def held(path: Path, statements: str) -> Iterator[None]:
    """Another program has said these statements and waits, for as long as the block lasts."""
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path), statements],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment(),
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    try:
        yield
    finally:
        holder.communicate("")


def _reads(fault: str, path: Path) -> Seen:
    wrong = []
    started = time.monotonic()
    for words in (("list",), ("list", "learning", "--json"), ("show", "k1"), ("export", "-")):
        ended = command(*words, "--library", path)
        if ended.returncode or not ended.stdout:
            wrong.append(f"{words}: {ended.returncode} {ended.stderr.strip()}")
    return seen(fault, f"4 commands in {time.monotonic() - started:.1f} s", wrong)


def _writes(fault: str, path: Path) -> Seen:
    started = time.monotonic()
    ended = command("tag", "add", "trust", "k1", "--library", path)
    spent = time.monotonic() - started
    wrong = not_clear(ended.stderr)
    if ended.returncode != 7 or spent < PATIENCE - 1 or spent > PATIENCE + 20:
        wrong.append(f"ended with {ended.returncode} after {spent:.1f} s")
    return seen(
        fault, f"{ended.returncode} after {spent:.0f} s: {(ended.stderr.splitlines() or [''])[0]}", wrong
    )


def _free(fault: str, path: Path) -> Seen:
    ended = command("tag", "add", "trust", "k1", "--library", path)
    wrong = wrong_with(path)
    if ended.returncode:
        wrong.append(ended.stderr.strip())
    return seen(f"{fault}, the same again", f"ended with {ended.returncode}", wrong)


def long_read(path: Path, acts: int) -> Seen:
    """While somebody reads for long the log grows; afterwards it is folded into the file."""
    desk = open_desk(path)
    for number in range(acts):
        add(desk, f"t{number}", [f"k{number % 30}"])
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size
    desk.close()
    wrong = [
        f"{one} is not there" for one in (f"t{number}" for number in range(acts)) if not _tagged(path, one)
    ]
    return seen("a long read by another program", f"{acts} acts written, log {size / 1e6:.1f} MB", wrong)


def _tagged(path: Path, tag: str) -> bool:
    with sqlite3.connect(path) as look:
        sql = "SELECT 1 FROM tags AS t JOIN taggings AS g ON g.tag_id = t.id WHERE t.name = ?"
        return look.execute(sql, (tag,)).fetchone() is not None

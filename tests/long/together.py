"""A person, the scheduler and two importers on one library: nothing that was acknowledged is lost, nobody is locked out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litreview.desk import SystemClock
from litreview.library.library import Library
from tests.bench.filled import entries, fill
from tests.long.laboratory import ROOT, Lab, Seen, environment, open_library, seen, wrong_with

MINUTES, WORKS = 10.0, 100_000
READS, WORDS = 5.0, 50.0
"""Milliseconds that reads may be slower beside a refresh (p95), and that a person's word may take (p95)."""


def run(lab: Lab, minutes: float = MINUTES, works: int = WORKS) -> Iterator[Seen]:
    """The person alone, beside a refresh, and beside all the others."""
    if lab.quick:
        minutes, works = 1 / 3, 5_000
    place = lab.place("together")
    path = place / "chapter.sqlite"
    fill(path, entries(works, lab.seed), SystemClock())
    seconds = minutes * 60
    idle = play(place, path, ["person"], seconds / 6)
    yield told("a person alone", path, idle, None)
    beside = play(place, path, ["person", "scheduler"], seconds / 3)
    yield told(f"a person beside a refresh of {works:,} counts", path, beside, idle)
    every = play(place, path, ["person", "scheduler", "importer", "importer"], seconds)
    yield told("a person, a refresh and two importers", path, every, None)


def play(place: Path, path: Path, roles: list[str], seconds: float) -> list[list[Any]]:
    """Let them all work for so long; the ledger of each, its last line being how it ended."""
    books: list[Path] = []
    running = []
    for number, role in enumerate(roles):
        books.append(place / f"{role}-{len(list(place.iterdir()))}.ledger")
        words = [
            "-m",
            "tests.long.roles",
            role,
            str(path),
            str(seconds),
            f"{number}/{seconds}",
            str(books[-1]),
        ]
        running.append(
            subprocess.Popen(
                [sys.executable, *words], cwd=ROOT, env=environment(), stderr=subprocess.PIPE, text=True
            )
        )
        books[-1].touch()
    ledgers = []
    for one, book in zip(running, books, strict=True):
        errors = one.communicate(timeout=seconds * 3 + 120)[1]
        lines = [json.loads(line) for line in book.read_text(encoding="utf-8").splitlines()]
        ledgers.append([*lines, ["ended", one.returncode, errors.strip()[-300:]]])
    return ledgers


def told(fault: str, path: Path, ledgers: list[list[Any]], idle: list[list[Any]] | None) -> Seen:
    """What was acknowledged is there; how long the person waited, against the figure ``idle``."""
    wrong = [
        f"ended with {line[1]}: {line[2]}"
        for book in ledgers
        for line in book
        if line[0] == "ended" and line[1]
    ]
    wrong += lost(path, ledgers) + wrong_with(path, undone=True)
    done = Counter(line[0] for book in ledgers for line in book if line[0] not in ("ended", "waits"))
    figures = {}
    for name, (p50, p95, cpu) in waited(ledgers[0]).items():
        before = waited(idle[0])[name] if idle else None
        figures[name] = {"p50": p50, "p95": p95, "cpu p95": cpu, "p95 alone": before[1] if before else None}
    said = ", ".join(f"{count} {what}" for what, count in done.items()) + "; ms p50/p95 (CPU p95): "
    said += "; ".join(
        f"{name} {f['p50']:.1f}/{f['p95']:.1f} ({f['cpu p95']:.1f})" for name, f in figures.items()
    )
    return Seen(fault, said + (seen("", "", wrong).seen), len(wrong), figures)


def waited(ledger: list[Any]) -> dict[str, tuple[float, float, float]]:
    """p50 and p95 of the wall and p95 of the CPU, in milliseconds, by what was done."""
    for line in ledger:
        if line[0] == "waits":
            return {
                name: (_at(wall, 0.5), _at(wall, 0.95), _at(line[2][name], 0.95))
                for name, wall in line[1].items()
            }
    return {}


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def lost(path: Path, ledgers: list[list[Any]]) -> list[str]:
    """Which acknowledged words, files and counts are not there."""
    wrong: list[str] = []
    with open_library(path) as library:
        for book in ledgers:
            wrong += [
                f"{line} is lost" for line in book if line[0] in ("tag", "note") and not _said(library, line)
            ]
            wrong += [f"{line}: {here} of 200 entries" for line in book if line[0] == "import" and (here := _kept(library, line[1])) != 200]  # fmt: skip
            wrong += _counts(library, [line for line in book if line[0] == "counts"])
    return wrong


def _said(library: Library, line: list[Any]) -> bool:
    kind, word, key = line
    (work,) = library.works.resolve(key)[:1]
    return word in (
        library.works.read(work).tags if kind == "tag" else [note.text for note in library.words.notes(work)]
    )


def _kept(library: Library, first: int) -> int:
    sql = (
        "SELECT count(*) FROM citation_keys AS k JOIN kept AS p ON p.record_id = k.record_id WHERE k.key = ?"
    )
    connection = library._door.connection()
    return sum(connection.execute(sql, (f"k{number}",)).fetchone()[0] for number in range(first, first + 200))


def _counts(library: Library, lines: list[Any]) -> list[str]:
    """The count of every record is the last one that was acknowledged for it, or a later one."""
    last: dict[int, int] = {}
    for _, value, first, end in lines:
        last |= dict.fromkeys(range(first, end + 1), value)
    sql = "SELECT record_id, value FROM latest_counts WHERE source = 'crossref'"
    rows = dict(library._door.connection().execute(sql).fetchall())
    known = library.records.names(last)
    return [f"record {one} has {rows.get(one)} and not {value}" for one, value in last.items() if one in known and rows.get(one, 0) < value]  # fmt: skip

"""What the programs do that have one library open together: a person, the scheduler, importers.

``python -m tests.long.roles ROLE LIBRARY SECONDS SEED LEDGER``: started by `together.py`. Each writes
down what was acknowledged to it, and at the end how long it waited.
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from litreview.acts import noting, reading, tagging
from litreview.acts.asking import intake_of
from litreview.acts.importing import import_files
from litreview.desk import Desk
from litreview.model.record import Said
from tests.long.laboratory import bib, open_desk

QUERIES = ("learning", "trust", "the", "alliance cap", "network tag:w1", "y:1990-2000", "a:qu", "")
THINKING = 0.03
"""Seconds between two things a person does."""
PAGE = 200


class Waits:
    """How long things took, in milliseconds of the wall and of this thread's CPU."""

    def __init__(self) -> None:
        self.wall: dict[str, list[float]] = {}
        self.cpu: dict[str, list[float]] = {}

    def of(self, name: str, body: Callable[..., Any], *arguments: Any) -> Any:
        """Do it and write down how long it took."""
        wall, cpu = time.perf_counter(), time.thread_time()
        done = body(*arguments)
        self.wall.setdefault(name, []).append((time.perf_counter() - wall) * 1000)
        self.cpu.setdefault(name, []).append((time.thread_time() - cpu) * 1000)
        return done


def person(desk: Desk, until: float, chance: random.Random, waits: Waits) -> Iterator[Any]:
    """Look, look, count, and now and then say something; as the screen does it, page by page."""
    number = 0
    ids = reading.find(desk, "", sort="key").ids
    keys = desk.library.keys.of(ids[:500])
    while time.monotonic() < until:
        number += 1
        asked = chance.choice(QUERIES)
        found = waits.of("find and a page", _look, desk, asked)
        if number % 5 == 0:
            waits.of("facets", reading.facets, desk, asked)
        if found and number % 4 == 0:
            waits.of("show", reading.show, desk, found[0])
        if number % 10 == 0:
            key = chance.choice(list(keys.values()))
            word = f"w{number // 10}"
            if number % 20:
                waits.of("a word", tagging.add, desk, word, [key])
                yield ["tag", word, key]
            else:
                waits.of("a word", noting.note, desk, key, word)
                yield ["note", word, key]
        time.sleep(THINKING)


def _look(desk: Desk, asked: str) -> list[int]:
    found = reading.find(desk, asked).ids[:50]
    reading.page(desk, found)
    return list(found)


def scheduler(desk: Desk, until: float, chance: random.Random, waits: Waits) -> Iterator[Any]:
    """Write the counts of every record, again and again, as answers of a source come in: page by page."""
    del chance
    library = desk.library
    after, value = 0, 1
    with library.write("run"):
        run = library.runs.start("refresh", "long run")
    while time.monotonic() < until:
        ids = library.records.all_ids(after, PAGE)
        if not ids:
            after, value = 0, value + 1
            continue
        names = library.records.names(ids)
        said = [Said(about=names[one], citation_count=value * 10 + 1) for one in ids]
        waits.of("a page of counts", _counts, desk, said, run)
        yield ["counts", value * 10 + 1, ids[0], ids[-1]]
        after = ids[-1]


def _counts(desk: Desk, said: list[Said], run: int) -> None:
    intake_of(desk).take_in(said, run=run, day=desk.today(), source="crossref")


def importer(desk: Desk, until: float, chance: random.Random, waits: Waits) -> Iterator[Any]:
    """Take in one file of new entries after the other."""
    first = (1 + chance.randrange(10_000)) * 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < until:
            file = Path(folder) / f"{first}.bib"
            file.write_text(bib(first, PAGE, seed=first), encoding="utf-8")
            waits.of("a file of 200", import_files, desk, [str(file)])
            yield ["import", first]
            first += PAGE


ROLES = {"person": person, "scheduler": scheduler, "importer": importer}


def main() -> None:
    """Play the role for so many seconds, keeping the ledger."""
    role, library, seconds, seed, ledger = sys.argv[1:]
    waits, started = Waits(), time.process_time()
    desk = open_desk(Path(library), os.environ)
    with Path(ledger).open("w", encoding="utf-8") as book:
        for line in ROLES[role](desk, time.monotonic() + float(seconds), random.Random(seed), waits):
            _write(book, line)
        _write(book, ["waits", waits.wall, waits.cpu, time.process_time() - started])
    desk.close()


def _write(book: TextIO, line: Any) -> None:
    book.write(json.dumps(line) + "\n")
    book.flush()


if __name__ == "__main__":
    main()

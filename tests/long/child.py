"""Acts on a library in a Python of its own, each said on standard output when it is done.

``python -m tests.long.child KIND LIBRARY ...``: what `laboratory.Child` starts, and kills.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from litreview.acts import archiving, deciding, listing, noting, safe_keeping, tagging
from litreview.acts.exporting import export as write
from litreview.acts.importing import import_files
from litreview.acts.looking_after import rebuild as derive
from litreview.acts.reading import find
from litreview.acts.refreshing import refresh as ask
from litreview.acts.searching import search
from litreview.desk import Desk
from tests.long.laboratory import open_desk


def import_(desk: Desk, *files: str) -> Iterator[Any]:
    """Take in one file after the other."""
    for file in files:
        got = import_files(desk, [file]).files[0]
        yield [file, got.read]


def fetch(desk: Desk, *queries: str) -> Iterator[Any]:
    """Search the sources and keep every hit, one query after the other."""
    for query in queries:
        found = search(desk, query, "crossref,semantic_scholar", limit=25, yes=True)
        yield [query, [row.key for row in found.rows]]


def refresh(desk: Desk, size: str) -> Iterator[Any]:
    """Ask for the counts of all that is kept, so many works at a time."""
    ids = list(find(desk, "", sort="key").ids)
    for start in range(0, len(ids), int(size)):
        got = ask(desk, works=ids[start : start + int(size)], source="crossref,semantic_scholar")
        yield [[change.row.key, change.source, change.after] for change in got.changed]


def words(desk: Desk, times: str) -> Iterator[Any]:
    """Say every kind of word on works by their keys, again and again; a tag touches two works."""
    keys = _keys(desk)
    for number in range(int(times)):
        one, other = (keys[(number * 2 + step) % len(keys)] for step in (0, 1))
        text = f"w{number}"
        match number % 5:
            case 0:
                tagging.add(desk, text, [one, other])
            case 1:
                noting.note(desk, one, text)
            case 2:
                deciding.decide(desk, "include", [one], reason=text)
            case 3:
                deciding.read(desk, [one])
            case 4:
                listing.add(desk, text, [one])
        yield [number % 5, text, one, other]


def _keys(desk: Desk) -> list[str]:
    return list(desk.library.keys.of(find(desk, "", sort="key").ids).values())


def rebuild(desk: Desk, times: str) -> Iterator[Any]:
    """Derive all again, so many times."""
    for _ in range(int(times)):
        yield ["rebuilt", derive(desk, yes=True).works]


def open_(desk: Desk) -> Iterator[Any]:
    """Open the library: an older one is brought to the schema of today."""
    yield ["open", desk.library.works.count()]


def backup(desk: Desk, file: str, times: str) -> Iterator[Any]:
    """Write a backup, so many times, each after one word more."""
    key = _keys(desk)[0]
    for number in range(int(times)):
        tagging.add(desk, f"b{number}", [key])
        safe_keeping.backup(desk, file)
        yield [key, f"b{number}"]


def restore(desk: Desk, times: str, *files: str) -> Iterator[Any]:
    """Put one backup and then the other in the place of the library, so many times."""
    for number in range(int(times)):
        safe_keeping.restore(desk, files[number % len(files)])
        yield files[number % len(files)]


def archive(desk: Desk, folder: str, times: str) -> Iterator[Any]:
    """Write an archive, so many times, each after one word more."""
    key = _keys(desk)[0]
    for number in range(int(times)):
        tagging.add(desk, f"b{number}", [key])
        archiving.export_archive(desk, folder)
        yield [key, f"b{number}"]


def take_archive(desk: Desk, folder: str) -> Iterator[Any]:
    """Take an archive in."""
    yield archiving.import_archive(desk, folder).words


def export(desk: Desk, file: str, times: str) -> Iterator[Any]:
    """Write one half of the library and then the other to the same file, so many times."""
    for number in range(int(times)):
        half = "even" if number % 2 else "odd"
        write(desk, file, f"tag:{half}", force=True)
        yield half


KINDS: dict[str, Callable[..., Iterator[Any]]] = {
    "import": import_, "fetch": fetch, "refresh": refresh, "words": words, "rebuild": rebuild, "open": open_,
    "backup": backup, "restore": restore, "archive": archive, "take_archive": take_archive, "export": export,
}  # fmt: skip


def main() -> None:
    """Do the acts that were asked for and say each."""
    kind, library, *rest = sys.argv[1:]
    desk = open_desk(Path(library), os.environ)
    print("ready", flush=True)
    for done in KINDS[kind](desk, *rest):
        print(json.dumps(done), flush=True)
    desk.close()


if __name__ == "__main__":
    main()

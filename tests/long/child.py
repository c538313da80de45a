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

from litreview.acts import noting, tagging
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


def tag(desk: Desk, times: str) -> Iterator[Any]:
    """Tag and annotate works by their keys, again and again: each act touches two works."""
    keys = list(desk.library.keys.of(find(desk, "", sort="key").ids).values())
    for number in range(int(times)):
        one, other = (keys[(number * 2 + step) % len(keys)] for step in (0, 1))
        if number % 3:
            tagging.add(desk, f"t{number}", [one, other])
            yield ["tag", f"t{number}", one, other]
        else:
            noting.note(desk, one, f"n{number} of {one}")
            yield ["note", f"n{number} of {one}", one]


def rebuild(desk: Desk, times: str) -> Iterator[Any]:
    """Derive all again, so many times."""
    for _ in range(int(times)):
        yield ["rebuilt", derive(desk).words_untouched]


def open_(desk: Desk) -> Iterator[Any]:
    """Open the library: an older one is brought to the schema of today."""
    yield ["open", desk.library.works.count()]


def backup(desk: Desk, file: str, times: str) -> Iterator[Any]:
    """Write a backup, so many times, each after one word more."""
    key = desk.library.keys.of(find(desk, "", sort="key").ids[:1]).popitem()[1]
    for number in range(int(times)):
        tagging.add(desk, f"b{number}", [key])
        desk.library.backup(Path(file))
        yield ["backup", key, f"b{number}"]


def export(desk: Desk, file: str, times: str) -> Iterator[Any]:
    """Write one half of the library and then the other to the same file, so many times."""
    for number in range(int(times)):
        half = "even" if number % 2 else "odd"
        write(desk, file, f"tag:{half}", force=True)
        yield half


KINDS: dict[str, Callable[..., Iterator[Any]]] = {
    "import": import_, "fetch": fetch, "refresh": refresh, "tag": tag, "rebuild": rebuild, "open": open_,
    "backup": backup, "export": export,
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

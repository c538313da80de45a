"""How quick the library is: ``python -m tests.bench.bench_library [--works 10000 100000] [--json FILE]``.

Prints a table; times are milliseconds of CPU unless said (the machine is shared). Beside the library's figures stand those of a
bare ``sqlite3`` script that does a comparable thing in the same run.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from litreview.library.library import Library
from litreview.model.query import parse
from tests.library.making import QuietClock, records, said, store_as_works

_TYPED = (
    "alliance capability",
    "the theory of the firm",
    "inter-organizational learning",
    '"joint ventures"',
)
_OTHER = (
    "a",
    "t",
    "10.1001/a.1",
    "o'brien",
    "C++",
    "组织",
    "the of",
    "a:ba",
    "j:journal",
    "qqqq",
    "learning -trust",
)
_FILTERS = ("", " tag:trust", " y:2000-2010", " tag:trust y:1990-2020 source:crossref")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--works", type=int, nargs="+", default=[10_000])
    options.add_argument("--json", type=Path)
    options.add_argument("--bodies", action="store_true", help="store a body of 2 KB with each record")
    chosen = options.parse_args()
    found: dict[int, dict[str, Any]] = {}
    for works in chosen.works:
        print(f"{works:,} works", flush=True)
        found[works] = {}
        with tempfile.TemporaryDirectory() as folder:
            for name, value in _measure(Path(folder) / "bench.litreview", works, chosen.bodies):
                print(f"  {name:52s} {value}", flush=True)
                found[works][name] = value
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1))


def _measure(path: Path, works: int, bodies: bool) -> Iterator[tuple[str, Any]]:
    yield from _fill(path, works, bodies)
    yield "file, bytes a work", round(path.stat().st_size / works)
    opened = _times(lambda: Library.open(path, clock=QuietClock(), who="bench").close(), 20)
    yield "open", _summary(opened)
    with Library.open(path, clock=QuietClock(), who="bench") as library:
        yield from _words(library, works)
        yield from _find(library)
        yield from _pages(library, path)
        yield from _counts(library, works)
    yield "peak memory, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _fill(path: Path, works: int, bodies: bool) -> Iterator[tuple[str, Any]]:
    entries = []
    recent: list[Any] = []
    body = b'{"message":' + bytes(range(32, 127)) * 20 + b"}"
    for number, record in enumerate(records(works)):
        entries.append(said(record, tuple(recent[-10:]), number % 500, body if bodies else b""))
        recent = [*recent[-9:], record]
    with Library.open(path, clock=QuietClock(), who="bench") as library:
        run = library.runs.start("import", "bench")
        started = time.process_time()
        feed = iter(entries)
        while batch := list(islice(feed, 200)):
            with library.write("bench"):
                store_as_works(library, run, batch)
        spent = time.process_time() - started
    yield "stored, works a CPU second", round(works / spent)
    bare = _bare_fill(path.with_name("bare"), entries)
    yield "bare sqlite3: one table and FTS5, works a CPU second", round(works / bare)


def _bare_fill(path: Path, entries: list[Any]) -> float:
    path.unlink(missing_ok=True)
    started = time.process_time()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE w (id INTEGER PRIMARY KEY, title, byline, venue, year, doi UNIQUE)")
    connection.execute("CREATE VIRTUAL TABLE f USING fts5(title, byline, venue, content='w', content_rowid='id', prefix='1 2 3')")  # fmt: skip
    for number, entry in enumerate(entries, start=1):
        one = entry.record
        byline = " ".join(str(author) for author in one.authors)
        connection.execute("INSERT INTO w VALUES (?, ?, ?, ?, ?, ?)", (number, one.title, byline, one.venue, one.year, one.source_id))  # fmt: skip
        connection.execute("INSERT INTO f (rowid, title, byline, venue) VALUES (?, ?, ?, ?)", (number, one.title, byline, one.venue))  # fmt: skip
    connection.commit()
    spent = time.process_time() - started
    connection.close()
    return spent


def _words(library: Library, works: int) -> Iterator[tuple[str, Any]]:
    ids = list(library.finding.find(parse("")).ids)
    chosen = ids[:: max(1, works // 10_000)][:10_000]

    def tag() -> None:
        with library.write("tag", act="tag add", sentence="bench"):
            library.tags.tag(chosen, "trust")

    yield f"tag {len(chosen)} works", _summary(_times(tag, 1))
    yield f"undo it ({len(chosen)})", _summary(_times(lambda: library.history.undo(), 1))
    tag()
    yield "index caught up, s", round(_times(lambda: library.catch_up(), 1)[0] / 1000, 2)


def _find(library: Library) -> Iterator[tuple[str, Any]]:
    texts = [text[:n] for text in _TYPED for n in range(1, len(text) + 1)] + list(_OTHER)
    for name, asked in (("typed letter by letter, rare, CJK, ...", texts), ("the same, filtered", None)):
        queries = asked or [text + more for text in texts[::3] for more in _FILTERS[1:]]
        spent = [_times(lambda q=query: library.finding.find(parse(q), limit=50), 1)[0] for query in queries]
        yield f"find top 50: {name}", _summary(spent)
        slowest = max(zip(spent, queries, strict=True))
        yield "   slowest", f"{slowest[0]:.1f} {slowest[1]!r}"


def _pages(library: Library, path: Path) -> Iterator[tuple[str, Any]]:
    for sort in ("added", "year", "title", "cited"):
        yield f"all ids by {sort}", _summary(_times(lambda s=sort: library.finding.find(parse(""), s), 3))
    ids = library.finding.find(parse(""), "title").ids
    places = range(0, len(ids), max(1, len(ids) // 50))
    yield (
        "50 rows at any place",
        _summary([_times(lambda p=p: library.works.rows(ids[p : p + 50]), 1)[0] for p in places]),
    )
    with sqlite3.connect(path) as bare:
        ask = f"SELECT * FROM works WHERE id IN ({','.join('?' * 50)})"
        yield "bare sqlite3: 50 rows of one table", _summary([_times(lambda p=p: bare.execute(ask, _fifty(ids, p)).fetchall(), 1)[0] for p in places])  # fmt: skip
    yield "facets of the whole, first time", _summary(_times(lambda: library.finding.facets(parse("")), 1))
    yield "facets of the whole, again", _summary(_times(lambda: library.finding.facets(parse("")), 5))
    found = library.finding.find(parse("learning")).ids
    yield (
        f"facets of an answer ({len(found)})",
        _summary(_times(lambda: library.finding.facets(parse("learning"), ids=found), 5)),
    )


def _fifty(ids: array[int], place: int) -> list[int]:
    return (list(ids[place : place + 50]) + [0] * 50)[:50]


def _counts(library: Library, works: int) -> Iterator[tuple[str, Any]]:
    ids = library.records.all_ids(limit=min(works, 100_000))
    run = library.runs.start("refresh", "bench")
    started = time.process_time()
    library.slices(
        ids, lambda one: library.counts.put(one, "crossref", one % 503 + 1, "2026-02-01", run), "counts"
    )
    yield f"refresh {len(ids)} counts, CPU s", round(time.process_time() - started, 2)


def _times(body: Callable[[], Any], times: int) -> list[float]:
    out = []
    for _ in range(times):
        started = time.thread_time()
        body()
        out.append((time.thread_time() - started) * 1000)
    return out


def _summary(spent: list[float]) -> str:
    ranked = sorted(spent)
    if len(ranked) == 1:
        return f"{ranked[0]:.1f}"
    return f"p50 {ranked[len(ranked) // 2]:.1f}  p95 {ranked[int(len(ranked) * 0.95) - 1]:.1f}  max {ranked[-1]:.1f}"


if __name__ == "__main__":
    main()

"""What `bench_library` measures, part by part."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from litreview.intake.intake import Intake
from litreview.library.library import Library
from litreview.library.ordering import SORTS
from litreview.model.query import parse
from tests.bench import bare_sqlite
from tests.bench.bench_start import PROGRAM, cost, surroundings
from tests.bench.filled import DAY, entries, fill
from tests.library.making import QuietClock

TYPED = (
    "alliance capability", "the theory of the firm", "inter-organizational learning", '"joint ventures"', "o'brien and",
    "C++ of", "10.1001/a.123", *"abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
"""Typed letter by letter."""

WHOLE = (
    "组织", "the of", "of and in", "t o a", "m f p", "a:ba", "j:journal", "qqqq", "the qqqq", "learning -trust", "the -of",
    "learning or trust", "the or of", "a or b", "t:theory or t:trust", "ab:trust", "n:x", "=the", '"the theory"', '"of the"',
    "inter organizational", "k:bi",
)  # fmt: skip
FILTERS = {
    "tag": "tag:trust", "year": "y:2000-2010", "venue": "j:journal", "source": "source:crossref",
    "decision": "is:included", "not tag": "-tag:trust", "tag, year, source": "tag:trust y:1990-2020 source:crossref",
}  # fmt: skip


class Figure(NamedTuple):
    """One row: milliseconds (or ``unit``) of CPU and wall, those of the bare script, and the targets
    at 100,000 and at 1,000,000 works. ``asked`` = a question, which may grow threefold at most."""

    name: str
    cpu: list[float]
    wall: Sequence[float] = ()
    bare: Sequence[float] = ()
    targets: tuple[float, float] | None = None
    asked: bool = False
    unit: str = ""
    sign: str = "<="
    more: str = ""
    by_max: float | None = None

    @property
    def figure(self) -> float:
        """The figure that counts: the 95th of a hundred, or the only one."""
        return summary(self.cpu)[1]

    def target(self, works: int) -> float | None:
        """What it is to be at this size; between the two sizes that of the larger."""
        return None if self.targets is None else self.targets[works > 100_000]

    def holds(self, works: int) -> bool | None:
        """Whether it is what it is to be; None where nothing was asked."""
        target = self.target(works)
        if target is None:
            return None
        if self.sign == ">=":
            return self.figure >= target
        return self.figure <= target and (self.by_max is None or max(self.cpu) <= self.by_max)


def summary(values: Sequence[float]) -> tuple[float, float, float]:
    """p50, p95 and the largest."""
    if not values:
        return 0.0, 0.0, 0.0
    ranked = sorted(values)
    return ranked[len(ranked) // 2], ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))], ranked[-1]


class Stage:
    """The library that is measured, open."""

    def __init__(self, path: Path, works: int) -> None:
        self.path, self.works = path, works
        self.chance = random.Random(works)

    @cached_property
    def library(self) -> Library:
        return Library.open(self.path, clock=QuietClock(), who="bench")

    @cached_property
    def bare(self) -> bare_sqlite.Bare:
        return bare_sqlite.Bare(self.path)

    @cached_property
    def ids(self) -> list[int]:
        return list(self.library.finding.find(parse(""), "title").ids)


def times(bodies: Sequence[Callable[[], Any]]) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU and of the clock on the wall, each body once."""
    cpu, wall = [], []
    for body in bodies:
        began, started = time.perf_counter(), time.thread_time()
        body()
        cpu.append((time.thread_time() - started) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    return cpu, wall


def opening(stage: Stage) -> Iterator[Figure]:
    def open_it() -> None:
        Library.open(stage.path, clock=QuietClock(), who="bench").close()

    open_it()
    bare = times([lambda: bare_sqlite.Bare(stage.path).connection.close()] * 20)[0]
    yield Figure("open and close", *times([open_it] * 20), bare, (50, 100), asked=True)


def searching(stage: Stage) -> Iterator[Figure]:
    texts = [text[:length] for text in TYPED for length in range(1, len(text) + 1)] + list(WHOLE)
    yield _searched(stage, "search, letter by letter", texts)
    for name, added in FILTERS.items():
        yield _searched(stage, f"search, filtered by {name}", [f"{text} {added}" for text in texts[::2] if text.count('"') != 1])  # fmt: skip
    filters = [*FILTERS.values(), "has:tag ", "is:undecided ", "y:1950", "-source:crossref "]
    finding = stage.library.finding
    bodies = [
        lambda q=q, s=s: finding.find(parse(q), s, limit=50)
        for q in filters
        for s in SORTS
        if q != "j:journal"
    ]
    yield Figure("filters alone, top 50, any order", *times(bodies), asked=True)
    bodies = [
        lambda q=q: finding.find(parse(q), limit=50) for q in ("has:doi ", "-has:abstract ", "has:count ")
    ]
    yield Figure("filters that no cell tells (has:doi)", *times(bodies), asked=True)


def _searched(stage: Stage, name: str, texts: list[str]) -> Figure:
    finding, bare = stage.library.finding, stage.bare
    cpu, wall = times([lambda q=query: finding.find(parse(q), limit=50) for query in texts])
    other = times([lambda q=query: bare.search(q) for query in texts])[0]
    slowest = max(zip(cpu, texts, strict=True))
    return Figure(name, cpu, wall, other, (25, 75), True, more=f" (slowest {slowest[1]!r})", by_max=200 if stage.works > 100_000 else None)  # fmt: skip


def paging(stage: Stage) -> Iterator[Figure]:
    library, bare = stage.library, stage.bare
    places = [stage.chance.choice(stage.ids) for _ in range(15)]
    cases = [
        (sort, reverse, after) for sort in SORTS for reverse in (False, True) for after in (None, *places)
    ]

    def page(sort: str, reverse: bool, after: int | None) -> None:
        library.works.rows(library.finding.page(parse(""), sort, reverse, after=after))

    keyed = times([lambda c=case: library.finding.page(parse(""), c[0], c[1], after=c[2]) for case in cases])
    other = times([lambda c=case: bare.page(SORTS[c[0]][0], "DESC" if SORTS[c[0]][1] != c[1] else "ASC", c[2]) for case in cases])[0]  # fmt: skip
    yield Figure("next page of 50, any order and depth: its ids", *keyed, other, (2, 5), asked=True)
    yield Figure("next page of 50: with all that rows show", *times([lambda c=case: page(*c) for case in cases]), other, asked=True)  # fmt: skip
    starts = [stage.chance.randrange(max(1, len(stage.ids) - 50)) for _ in range(100)]
    jumps = times([lambda p=place: library.works.rows(stage.ids[p : p + 50]) for place in starts])
    other = times([lambda p=place: bare.rows(stage.ids[p : p + 50]) for place in starts])[0]
    yield Figure("jump to any position: 50 rows", *jumps, other, (2, 5), asked=True)
    sorts = [sort for sort in SORTS if sort != "added"]
    whole = times([lambda s=sort: library.finding.find(parse(""), s) for sort in sorts])
    yield Figure("all ids of an order, for jumps", *whole, times([lambda s=sort: bare.order(SORTS[s][0]) for sort in sorts])[0])  # fmt: skip


def facets(stage: Stage) -> Iterator[Figure]:
    finding, bare = stage.library.finding, stage.bare

    def first(query: str) -> Callable[[], Any]:
        def count() -> None:
            finding.forget()
            finding.facets(parse(query))

        return count

    other = times([bare.facets])[0]
    yield Figure("facets of the whole, first time", *times([first("")] * 5), other, (20, 50), asked=True)
    yield Figure("facets of the whole, again", *times([lambda: finding.facets(parse(""))] * 20), other, (20, 50), asked=True)  # fmt: skip
    wheres = {"y:2005": "year = 2005", "y:2000-2010": "year BETWEEN 2000 AND 2010", "source:crossref ": "sources = 'crossref'", "type:article ": "type = 'article'", "y:1950-1980": "year <= 1980"}  # fmt: skip
    queries = ["tag:trust ", "is:included ", "-tag:trust ", *wheres, "tag:trust y:2000-2010 "]
    other = times([lambda w=where: bare.facets(w) for where in wheres.values()])[0]
    for query in queries:
        finding.facets(parse(query))
    spent = times([lambda q=query: finding.facets(parse(q)) for query in queries])
    slowest = max(zip(spent[0], queries, strict=True))
    yield Figure(
        "facets of filters, exact", *spent, other, (20, 50), asked=True, more=f" (slowest {slowest[1]!r})"
    )
    texts = [
        "learning ",
        "the ",
        "trust alliance ",
        "firm or network ",
        "the tag:trust ",
        "knowledge y:2000-2010 ",
    ]
    answers = [(parse(query), finding.find(parse(query))) for query in texts for _ in range(3)]
    bodies = [lambda a=answer: finding.facets(a[0], found=a[1]) for answer in answers]
    yield Figure("facets of words, their answer in hand", *times(bodies), targets=(20, 50), asked=True)
    both = times([lambda q=query: finding.facets(parse(q)) for query in texts])
    yield Figure("facets of words, with their search", *both, asked=True)


def said(stage: Stage) -> Iterator[Figure]:
    library, bare = stage.library, stage.bare
    chosen = stage.ids[:: max(1, len(stage.ids) // 10_000)][:10_000]

    def tag() -> None:
        with library.write("tag", act="tag add", sentence="bench"):
            library.tags.tag(chosen, "marked")

    other = times([lambda: bare.tag(chosen)])[0]
    yield Figure(f"tag {len(chosen):,} marked works", *times([tag]), other, (150, 150))
    queries = ["tag:marked ", "learning tag:marked ", "-tag:marked ", "the tag:marked "]
    yield Figure("find by that tag, the index behind", *times([lambda q=query: library.finding.find(parse(q), limit=50) for query in queries]))  # fmt: skip
    yield Figure(f"undo it ({len(chosen):,})", *times([library.history.undo]), other, (150, 150))
    tag()
    cpu, wall = times([library.catch_up])
    yield Figure("the index has caught up, s", [cpu[0] / 1000], [wall[0] / 1000], targets=(5, 5), unit=" s")


def counts(stage: Stage) -> Iterator[Figure]:
    library = stage.library
    ids = library.records.all_ids(limit=stage.works)
    run = library.runs.start("refresh", "bench")

    def write(some: list[int]) -> list[str]:
        written = library.counts.put_many({one: one % 503 + 1 for one in some}, "crossref", "2026-02-01", run)
        return list(written.values())

    cpu, wall = times([lambda: library.pieces(ids, write, "counts")])
    other = times([lambda: stage.bare.count([(one, one % 503 + 1) for one in ids])])[0]
    figures = ([value / 1000] for value in (cpu[0], wall[0], other[0]))
    yield Figure(f"refresh of {len(ids):,} counts written", *figures, (1, 12), unit=" s")


def intake(stage: Stage) -> Iterator[Figure]:
    fresh = [one.said for one in entries(6_000, seed=9)]
    with tempfile.TemporaryDirectory() as folder:
        other = times([lambda: bare_sqlite.take_in(Path(folder) / "bare", fresh)])[0]
        bare_rate = [len(fresh) / other[0] * 1000]
        with Library.open(Path(folder) / "empty.litreview", clock=QuietClock(), who="bench") as empty:
            cpu, wall = times([lambda: _take_in(empty, fresh)])
        yield Figure("intake into an empty file, works a s", [len(fresh) / cpu[0] * 1000], [len(fresh) / wall[0] * 1000], bare_rate, (2500, 2500), sign=">=")  # fmt: skip
    cpu, wall = times([lambda: _take_in(stage.library, fresh[:100])])
    yield Figure("intake of 100 records, s", [cpu[0] / 1000], [wall[0] / 1000], targets=(0.3, 0.3), unit=" s")
    cpu, wall = times([lambda: _take_in(stage.library, fresh[100:])])
    number = len(fresh) - 100
    yield Figure("intake into the library, works a s", [number / cpu[0] * 1000], [number / wall[0] * 1000], bare_rate, (1200, 800), sign=">=")  # fmt: skip


def _take_in(library: Library, fresh: Sequence[Any]) -> None:
    taking = Intake(library, lambda *_: 50, lambda _: None, lambda: None)
    run = library.runs.start("import", "bench")
    for start in range(0, len(fresh), 200):
        taking.take_in(fresh[start : start + 200], run=run, day=DAY)


def sizes(stage: Stage) -> Iterator[Figure]:
    yield Figure("file without bodies, bytes a work", [_used(stage.path) / stage.works], targets=(1200, 1200) if stage.works <= 100_000 else None)  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bodies.litreview"
        fill(path, entries(5_000, body=2_000), QuietClock())
        yield Figure("with a body of 2 KB, bytes a work (5,000)", [_used(path) / 5_000], targets=(3000, 3000))


def _used(path: Path) -> float:
    """Bytes of the pages in use."""
    bare = bare_sqlite.Bare(path)
    used = bare.connection.execute("SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE").fetchone()[0]
    bare.connection.close()
    return float(used)


_SCRIPT = """
import sys, json, sqlite3, click
path, word = sys.argv[1:]
c = sqlite3.connect(path)
ids = [r[0] for r in c.execute("SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT 2000", (word + "*",))]
rows = c.execute(f"SELECT id, title, byline, year, venue, cited FROM works WHERE id IN ({','.join(map(str, ids))}) ORDER BY cited DESC").fetchall()
for row in rows[:50]:
    click.echo(json.dumps(row))
"""
_MEMORY = """
import sys, resource
from pathlib import Path
from litreview.library.library import Library
from litreview.model.query import parse
from tests.library.making import QuietClock
library = Library.open(Path(sys.argv[1]), clock=QuietClock(), who="bench")
ids = library.finding.page(parse(""), "title")
library.works.rows(ids)
for query in ("learning", "the of", "tag:trust ", "source:crossref y:2000-2010"):
    library.works.rows(library.finding.find(parse(query), limit=50).ids)
    library.finding.facets(parse(query))
with library.write("tag", act="tag add", sentence="tag"):
    library.tags.tag(ids, "seen")
status = Path("/proc/self/status")  # what getrusage says counts the process before it became this one
if status.exists():
    print(next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM")) // 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def processes(stage: Stage) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        around = surroundings(folder)
        ours = ["-c", PROGRAM, "list", "learning", "--json", "--limit", "50", "--library", str(stage.path)]
        theirs = ["-c", _SCRIPT, str(stage.path), "learning"]
        for words in (ours, theirs):
            cost(words, around)
        spent = [(cost(ours, around) * 1000, cost(theirs, around) * 1000) for _ in range(9)]
        middle = [summary([pair[side] for pair in spent])[0] for side in (0, 1)]
        yield Figure("litreview list WORD --json, whole process", [middle[0]], bare=[middle[1]], asked=True, more=" (1.6 x at most)")  # fmt: skip
    ended = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(stage.path)], capture_output=True, text=True, check=True
    )
    yield Figure("memory that lists, searches, tags, MB", [float(ended.stdout)], asked=True, unit=" MB")
    yield Figure("peak memory of this bench, MB", [resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024], unit=" MB")  # fmt: skip


PARTS: dict[str, Callable[[Stage], Iterator[Figure]]] = {
    "open": opening, "search": searching, "pages": paging, "facets": facets, "processes": processes, "sizes": sizes,
    "words": said, "intake": intake, "counts": counts,
}  # fmt: skip
"""In this order: those that write come last."""

"""A library of any size, made at once: the rows that intake would write, written in bulk.

`tests/bench/test_filled.py` checks that they are the same rows. One record a work, Zipf words, one
to four authors, up to 3,000 venues, counts, keys, ten references by name (as OpenAlex gives them);
of the works a few carry tags, decisions, read states. ``python -m tests.bench.filled FILE WORKS`` makes one.
"""

from __future__ import annotations

import sqlite3
import sys
import time
import zlib
from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from litreview.library.cube import Cell
from litreview.library.keys import suffixes
from litreview.library.library import Library
from litreview.library.lists import line_number
from litreview.library.packing import digest, key_numbers, pack
from litreview.library.search_index import authors_text, filter_tokens
from litreview.library.search_text import index_text
from litreview.matching.keys import blocking_keys
from litreview.matching.merge import merge
from litreview.model.citation_key import make_base
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.stored import line_to_stored, record_to_stored
from tests.library.making import Vocabulary

DAY, AT, WHO = "2026-01-01", "2026-01-01T00:00:00+00:00", "bench"
TAGS = ("learning dilemma", "alliance capability", "trust", *(f"theme {n}" for n in range(4, 25)))
_BATCH = 20_000
_SOURCES = ("crossref", "openalex", "ideas", "semantic_scholar")
_TYPES = ("article", "working_paper", "chapter", "book")


class Taken(NamedTuple):
    """One entry of the generated library, and the words a person says on it."""

    said: Said
    tags: tuple[int, ...] = ()
    decision: str = ""
    read: str = ""


def entries(count: int, seed: int = 1, body: int = 0) -> Iterator[Taken]:
    """``count`` entries, the same for a seed; ``body`` is the size of what came over the wire."""
    vocabulary = Vocabulary(seed, 60_000)
    words, chance = _Words(vocabulary), vocabulary.random
    venues = [f"Journal of {words.text(1, 3)}".title() for _ in range(max(20, min(3000, count // 30)))]
    venue_places = list(accumulate(1 / (place + 5) for place in range(len(venues))))
    years = list(accumulate(1.03**n for n in range(77)))
    tag_places = list(accumulate(1 / (place + 1) for place in range(len(TAGS))))
    recent: deque[Record] = deque(maxlen=3000)
    for number in range(count):
        source = chance.choices(_SOURCES, (60, 22, 10, 8))[0]
        doi = f"10.{1000 + seed}/{chance.choice('abcdef')}.{number}"
        many = chance.random() < 0.05
        record = Record(
            source=source, source_id=doi, type=chance.choices(_TYPES, (82, 10, 5, 3))[0],
            title=words.text(6, 12).capitalize(),
            authors=tuple(Author(words.one().capitalize(), words.one().capitalize()) for _ in range(chance.randint(1, 4))),
            venue=chance.choices(venues, cum_weights=venue_places)[0], volume=str(chance.randint(1, 60)),
            issue=str(chance.randint(1, 6)), pages=f"{number % 900 + 1}-{number % 900 + 20}",
            year=1950 + chance.choices(range(77), cum_weights=years)[0] if number % 199 else None,
            identifiers=(Identifier("doi", doi),), abstract=words.text(80, 140) if many else None,
            keywords=(words.text(1, 2), words.text(1, 2)) if many else (),
        )  # fmt: skip
        cites = {id(one): one for one in chance.choices(recent, k=10)} if recent else {}
        lines = tuple(
            Reference(position=place, record=one.name) for place, one in enumerate(cites.values(), start=1)
        )
        recent.append(record)
        tagged = sorted(
            set(chance.choices(range(len(TAGS)), cum_weights=tag_places, k=chance.choice((1, 1, 2))))
        )
        yield Taken(
            Said(about=record.name, record=record, references=ReferenceList("given", lines) if lines else None,
                 citation_count=int(chance.paretovariate(0.8)) if chance.random() < 0.8 else None,
                 body=_body(record, body)),
            tuple(tagged) if chance.random() < 0.03 else (),
            chance.choice(("include", "exclude", "maybe")) if chance.random() < 0.01 else "",
            chance.choice(("reading", "read")) if chance.random() < 0.01 else "",
        )  # fmt: skip


class _Words:
    """The vocabulary, drawn from in large lots."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._chance = vocabulary.random
        self._words = vocabulary.words
        self._weights = list(accumulate(1 / (rank + 1) ** 1.02 for rank in range(len(self._words))))
        self._lot: list[str] = []

    def one(self) -> str:
        if not self._lot:
            self._lot = self._chance.choices(self._words, cum_weights=self._weights, k=20_000)
        return self._lot.pop()

    def text(self, least: int, most: int) -> str:
        return " ".join(self.one() for _ in range(self._chance.randint(least, most)))


def _body(record: Record, size: int) -> bytes:
    if not size:
        return b""
    text = f'{{"message":{record_to_stored(record)},"DOI":"{record.source_id}","rest":"'
    chance = Random(record.source_id)
    while len(text) < size:
        text += f'","{chance.choice(TAGS)}-{chance.randrange(10**6)}":"{chance.choice(_TYPES)}'
    return f'{text}"}}'.encode()


def fill(path: Path, taken: Iterable[Taken], clock: Any) -> None:
    """Make the library at ``path`` with these entries, kept, each a work of its own."""
    with Library.open(path, clock=clock, who=WHO) as library:
        run = library.runs.start("import", "bench")
        library.runs.finish(run)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = -1500000")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA wal_autocheckpoint = 20000")
    feed = iter(taken)
    writer = _Writer(connection, run)
    while batch := list(islice(feed, _BATCH)):
        connection.execute("BEGIN IMMEDIATE")
        writer.write(batch)
        connection.execute("COMMIT")
    connection.execute("BEGIN IMMEDIATE")
    writer.finish()
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


class _Writer:
    """Gathers the rows of a batch by statement and writes them, statement by statement."""

    def __init__(self, connection: sqlite3.Connection, run: int) -> None:
        self._connection, self._run = connection, run
        self._number = 0
        self._lists = self._more = 0
        self._ids: dict[str, int] = {}
        self._keys: set[str] = set()
        self._ends: dict[str, Iterator[str]] = {}
        self._cells: Counter[Cell] = Counter()
        self._cell_ids: dict[Cell, int] = {}
        self._venues: Counter[str] = Counter()
        self._venue_ids: dict[str, int] = {}
        self._rows: dict[str, list[tuple[Any, ...]]] = {}
        self._venue_text = lru_cache(5000)(index_text)
        connection.executemany("INSERT INTO tags (id, name) VALUES (?, ?)", [(n, name) for n, name in enumerate(TAGS, start=1) if n > 3])  # fmt: skip

    def write(self, batch: list[Taken]) -> None:
        for taken in batch:
            self._number += 1
            self._gather(self._number, taken)
        for table in ("blocks", "identifiers", "links"):
            self._rows.get(table, []).sort()
        for table, rows in self._rows.items():
            self._connection.executemany(_STATEMENTS[table], rows)
        self._rows = {}

    def finish(self) -> None:
        cells = [(self._cell_ids[cell], *cell, number) for cell, number in self._cells.items()]
        self._connection.executemany(f"INSERT INTO cube VALUES ({', '.join('?' * 9)})", cells)
        venues = [(self._venue_ids[name], name, number) for name, number in self._venues.items()]
        self._connection.executemany("INSERT INTO venues VALUES (?, ?, ?)", venues)
        self._connection.execute("DELETE FROM stale")

    def _put(self, table: str, *row: Any) -> None:
        self._rows.setdefault(table, []).append(row)

    def _gather(self, one: int, taken: Taken) -> None:
        said, record = taken.said, taken.said.record
        assert record is not None
        text = record_to_stored(record)
        self._put("records", one, record.source, record.source_id, DAY, 1, digest(text), self._run, self._run, 0, 0, None, pack(text))  # fmt: skip
        self._put("run_records", one, self._run)
        self._put("kept", one, WHO, AT)
        self._words(one, taken)
        if said.body:
            self._put("bodies", one, zlib.compress(said.body, 6))
        for identifier in record.identifiers:
            self._put("identifiers", identifier.value, identifier.scheme, one)
        if said.citation_count is not None:
            self._put("counts", one, record.source, DAY, said.citation_count, self._run)
            self._put("latest_counts", one, record.source, said.citation_count, DAY)
        if said.references is not None:
            self._list(one, record.source, said.references.lines)
        numbers = key_numbers(blocking_keys(record))
        self._rows.setdefault("blocks", []).extend((key, one) for key in numbers)
        self._put("record_keys", one, array("q", numbers).tobytes())
        self._put("membership", one, one)
        self._ids[record.name] = one
        self._work(one, record, said.citation_count, taken)

    def _words(self, one: int, taken: Taken) -> None:
        for tag in taken.tags:
            self._put("taggings", tag + 1, one, WHO, AT)
        if taken.decision:
            self._put("decisions", one, "title_abstract", WHO, taken.decision, "", AT)
        if taken.read:
            self._put("read_states", one, WHO, taken.read, AT)

    def _list(self, one: int, source: str, lines: tuple[Reference, ...]) -> None:
        self._lists += 1
        texts = [line_to_stored(line) for line in lines]
        mark = digest("\n".join(("given", "None", *texts)))
        self._put("lists", self._lists, one, "references", source, "given", None, DAY, self._run, mark, 0, len(lines), pack("\n".join(texts)))  # fmt: skip
        for line in lines:
            target = self._ids[line.record or ""]
            self._put("line_targets", line_number(self._lists, line.position), target)
            self._put("links", one, target)

    def _work(self, one: int, record: Record, cited: int | None, taken: Taken) -> None:
        import json

        from litreview.library.work_row import _sort, _sort_title

        work = merge([record], lambda *_: 50)
        best, title = work.best, work.best.full_title
        tags = " ".join(str(tag + 1) for tag in taken.tags)
        cell = Cell(1, best.year or 0, best.type, record.source, tags, taken.decision, taken.read)
        venue_id = None
        if best.venue is not None:
            venue_id = self._venue_ids.setdefault(best.venue, len(self._venue_ids) + 1)
            self._venues[best.venue] += 1
        self._cells[cell] += 1
        cell_id = self._cell_ids.setdefault(cell, len(self._cell_ids) + 1)
        authors = "\n".join(str(author) for author in best.authors)
        self._put(
            "works", one, title, work.byline, work.short_byline, authors, best.year, best.venue, best.type,
            best.identifier("doi"), None, record.source, cited, record.source if cited is not None else None, 1,
            int(best.abstract is not None), self._key(one, best), _sort_title(title), _sort(work.byline),
            _sort(best.venue), cell_id, venue_id,
        )  # fmt: skip
        packed = record_to_stored(best) + "\n" + json.dumps(dict(work.witnesses), separators=(",", ":"))
        self._put("bests", one, pack(packed))
        texts = (index_text(title), index_text(authors_text(best.authors)), self._venue_text(best.venue), filter_tokens(cell))  # fmt: skip
        self._put("search_docs", one, *texts)
        self._put("search_index", one, *texts)
        if best.abstract or best.keywords:
            self._more += 1
            number = self._more
            self._put("more_docs", number, one)
            self._put("more_index", number, index_text(best.abstract), index_text(" , ".join(best.keywords)) + " ", "")  # fmt: skip

    def _key(self, one: int, best: Record) -> str:
        base = make_base(best)
        key = base
        ends = self._ends.setdefault(base, iter(suffixes()))
        while key in self._keys:
            key = base + next(ends)
        self._keys.add(key)
        self._put("made_keys", one, key, one)
        return key


def _insert(table: str, columns: int) -> str:
    return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"


_STATEMENTS = {
    table: _insert(table, columns)
    for table, columns in {
        "records": 12, "run_records": 2, "kept": 3, "taggings": 4, "decisions": 6, "read_states": 4, "bodies": 2,
        "identifiers": 3, "counts": 5, "lists": 12, "line_targets": 2, "links": 2, "blocks": 2, "record_keys": 2,
        "works": 21, "bests": 2, "search_docs": 5, "more_docs": 2, "made_keys": 3, "membership": 2,
    }.items()
} | {
    "latest_counts": "INSERT INTO latest_counts (record_id, source, value, day) VALUES (?, ?, ?, ?)",
    "search_index": "INSERT INTO search_index (rowid, title, byline, venue, filters) VALUES (?, ?, ?, ?, ?)",
    "more_index": "INSERT INTO more_index (rowid, abstract, keywords, notes) VALUES (?, ?, ?, ?)",
}  # fmt: skip


def main() -> None:
    from tests.library.making import QuietClock

    path, works = Path(sys.argv[1]), int(sys.argv[2])
    path.unlink(missing_ok=True)
    started = time.process_time()
    fill(path, entries(works), QuietClock())
    print(
        f"{works:,} works in {time.process_time() - started:.0f} s of CPU, {path.stat().st_size / works:.0f} bytes a work"
    )


if __name__ == "__main__":
    main()

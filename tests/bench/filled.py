"""A library of any size, made in bulk: by the functions that intake writes with, but nothing compared.

`tests/bench/test_filled.py` checks that intake writes the same rows. One record a work, Zipf words, one
to four authors, up to 3,000 venues, counts, keys, ten references by name (as OpenAlex gives them);
of the works a few carry tags, decisions, read states. ``python -m tests.bench.filled FILE WORKS`` makes one.
"""

from __future__ import annotations

import sqlite3
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from litreview.library.library import Library
from litreview.library.writing import ToWrite
from litreview.matching.keys import blocking_keys
from litreview.matching.merge import merge
from litreview.model.citation_key import make_base
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.stored import record_to_stored
from tests.library.making import Vocabulary

DAY, AT, WHO = "2026-01-01", "2026-01-01T00:00:00+00:00", "bench"
TAGS = ("learning dilemma", "alliance capability", "trust", *(f"theme {n}" for n in range(4, 25)))
_BATCH = 2_000
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
        connection = library._door.connection()
        connection.execute("PRAGMA cache_size = -1500000")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA wal_autocheckpoint = 50000")
        with library.write("tags"):
            for name in TAGS[3:]:
                connection.execute("INSERT INTO tags (name) VALUES (?)", (name,))
        feed = iter(taken)
        while batch := list(islice(feed, _BATCH)):
            with library.write("fill"):
                _write(library, run, batch)
        library.runs.finish(run)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _write(library: Library, run: int, batch: Sequence[Taken]) -> None:
    """What intake does with records that nothing ties to others, by the same functions."""
    stored = library.records.store_many([one.said for one in batch], run, DAY)
    records = {parts[0].record_id: one for parts, one in zip(stored, batch, strict=True)}
    _say(library._door.writing(), records)
    library.matches.meet({number: blocking_keys(_record(one)) for number, one in records.items()})
    works = []
    for number, one in records.items():
        work = merge([_record(one)], lambda *_: 50)
        works.append(ToWrite(work, [number], base=make_base(work.best), plain=True))
    library.works.put_many(works)


def _record(taken: Taken) -> Record:
    assert taken.said.record is not None
    return taken.said.record


def _say(connection: sqlite3.Connection, records: Mapping[int, Taken]) -> None:
    """A person's words, before there are works that could become stale."""
    connection.executemany("INSERT INTO kept VALUES (?, ?, ?)", [(one, WHO, AT) for one in records])
    connection.executemany(
        "INSERT INTO taggings VALUES (?, ?, ?, ?)",
        [(tag + 1, one, WHO, AT) for one, taken in records.items() for tag in taken.tags],
    )
    connection.executemany(
        "INSERT INTO decisions VALUES (?, 'title_abstract', ?, ?, '', ?)",
        [(one, WHO, taken.decision, AT) for one, taken in records.items() if taken.decision],
    )
    connection.executemany(
        "INSERT INTO read_states VALUES (?, ?, ?, ?)",
        [(one, WHO, taken.read, AT) for one, taken in records.items() if taken.read],
    )


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

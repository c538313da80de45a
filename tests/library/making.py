"""Generated works with realistic words, and a clock that never waits: for tests and benches."""

from __future__ import annotations

import random
import time
from bisect import bisect
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import accumulate

from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.work import Work

_SYLLABLES = "ba be bi bo bu da de di do du fa fe ka ke ki ko la le li lo lu ma me mi mo na ne ni no pa pe pi po ra re ri ro ru sa se si so ta te ti to tu va ve vi za".split()  # fmt: skip
_COMMON = "the of and in a to on for with from learning alliance alliances trust knowledge firm firms strategic organizational inter-organizational networks capability performance governance theory evidence theory innovation joint ventures".split()  # fmt: skip


class QuietClock:
    """The real time, but no waiting."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        del seconds


class Vocabulary:
    """Words by Zipf's law, the commonest ones real."""

    def __init__(self, seed: int = 1, size: int = 20_000) -> None:
        self.random = random.Random(seed)
        made = {"".join(self.random.choices(_SYLLABLES, k=self.random.randint(2, 5))) for _ in range(size)}
        self.words = [*_COMMON, *sorted(made)]
        self._weights = list(accumulate(1 / (rank + 1) ** 1.02 for rank in range(len(self.words))))

    def word(self) -> str:
        return self.words[bisect(self._weights, self.random.random() * self._weights[-1])]

    def text(self, least: int, most: int) -> str:
        return " ".join(self.word() for _ in range(self.random.randint(least, most)))


def records(count: int, seed: int = 1, source: str = "crossref", abstract: bool = False) -> Iterator[Record]:
    """So many different records."""
    vocabulary = Vocabulary(seed)
    chance = vocabulary.random
    venues = [f"Journal of {vocabulary.text(1, 3)}".title() for _ in range(max(20, min(3000, count // 30)))]
    for number in range(count):
        doi = f"10.{1000 + seed}/{chance.choice('abcdef')}.{number}"
        authors = tuple(
            Author(vocabulary.word().capitalize(), vocabulary.word().capitalize())
            for _ in range(chance.randint(1, 4))
        )
        yield Record(
            source=source, source_id=doi, type="article", title=vocabulary.text(6, 12).capitalize(), authors=authors,
            venue=chance.choice(venues), volume=str(chance.randint(1, 60)), issue=str(chance.randint(1, 6)),
            pages=f"{number % 900 + 1}-{number % 900 + 20}", year=chance.randint(1950, 2026),
            identifiers=(Identifier("doi", doi),), abstract=vocabulary.text(80, 140) if abstract else None,
        )  # fmt: skip


def said(record: Record, cites: tuple[Record, ...] = (), count: int | None = None, body: bytes = b"") -> Said:
    """What a source says of a record, with the lines that name what it cites."""
    lines = tuple(
        Reference(position=place, title=other.title, year=other.year, record=other.name)
        for place, other in enumerate(cites, start=1)
    )
    references = ReferenceList("given", lines) if lines else None
    return Said(about=record.name, record=record, references=references, citation_count=count, body=body)


def store_as_works(library: Library, run: int, entries: list[Said], day: str = "2026-01-01") -> list[int]:
    """Each entry as a record and a work of its own, kept; the works' ids. For tests below intake."""
    out = []
    for entry in entries:
        stored = library.records.store(entry, run, day)[0]
        assert entry.record is not None
        one = Work(best=entry.record, records=(entry.record.name,), witnesses={"title": (entry.record.name,)})
        library.words.keep([stored.record_id])
        work_id = library.works.put(one, [stored.record_id])
        library.keys.make(stored.record_id, f"key{stored.record_id}")
        out.append(work_id)
    return out


def one(title: str, number: int = 1, source: str = "crossref", **fields: object) -> Record:
    """A small record with a DOI."""
    doi = f"10.1234/{number}"
    values: dict[str, object] = {"year": 2000, "type": "article", "identifiers": (Identifier("doi", doi),)}
    return Record(source=source, source_id=doi, title=title, **(values | fields))  # type: ignore[arg-type]


def put(library: Library, *taken: Record, keep: bool = True) -> list[int]:
    """Records as works of their own, in the library unless ``keep`` is false; the works' ids."""
    run = library.runs.start("import")
    out = []
    with library.write("put"):
        for record in taken:
            stored = library.records.store(said(record), run, "2026-01-01")[0]
            if keep:
                library.words.keep([stored.record_id])
            out.append(library.works.put(work_of(record), [stored.record_id]))
    return out


def work_of(record: Record, *others: Record) -> Work:
    """The work of records, the first one giving every value."""
    names = (record.name, *(other.name for other in others))
    return Work(best=record, records=names, witnesses={"title": names[:1]})


def act(library: Library, name: str, body: object) -> object:
    """Run ``body`` as one act of a person."""
    with library.write(name, act=name, sentence=name):
        return body()  # type: ignore[operator]

"""What the pure functions of matching cost: ``python -m tests.bench.bench_matching [--records N] [--data DIR] [--json FILE]``.

Prints microseconds of CPU per call, the median of five stretches of the records: no stretch sees a
record twice, so that a cache helps only where records of one library really repeat themselves. DIR
is a folder as `tests.bench.bench_dedupe` takes it; without it, the records are generated alone.
"""

from __future__ import annotations

import argparse
import csv
import gc
import json
import sys
import time
import tracemalloc
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations, islice
from pathlib import Path
from statistics import median
from typing import Any

from litreview.citations.resolve import reference_keys
from litreview.library.search_text import index_text
from litreview.matching.compare import compare
from litreview.matching.decide import decide
from litreview.matching.group import group
from litreview.matching.keys import blocking_keys
from litreview.matching.merge import merge
from litreview.matching.prepare import Prepared, prepare
from litreview.model.citation_key import make_base
from litreview.model.record import Record, Reference
from litreview.model.text import clean, fold, words
from tests.bench import generated
from tests.bench.bench_dedupe import record_of
from tests.library import making

SETS = ("depression", "digital_work", "dblp_acm")
STRETCHES = 5
PAIRS = 5_000


def trust(source: str, field: str) -> int:
    """As far as the sources of a merge are believed here."""
    return len(source) * 7 % 50 + len(field) % 3


def per_call(body: Callable[[Any], object], given: Sequence[Any]) -> float:
    """Microseconds of CPU of one call, over stretches of what is given to it."""
    size = max(1, len(given) // STRETCHES)
    found = []
    gc.collect()
    for start in range(0, size * STRETCHES, size):
        stretch = given[start : start + size]
        began = time.process_time()
        for one in stretch:
            body(one)
        found.append((time.process_time() - began) / max(1, len(stretch)))
    return round(1e6 * median(found), 2)


def pairs_of(ready: Sequence[Prepared]) -> Iterable[tuple[Prepared, Prepared]]:
    """The pairs that share a blocking key, each once."""
    blocks: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(ready):
        for key in blocking_keys(one):
            blocks[key].append(place)
    found = {pair for members in blocks.values() for pair in combinations(members, 2)}
    return [(ready[one], ready[other]) for one, other in sorted(found)]


def bytes_each(records: Sequence[Record]) -> int:
    """Bytes that a prepared record holds beside its record."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    ready = [prepare(record) for record in records]
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    return held // len(ready)


def judged(pair: tuple[Prepared, Prepared]) -> str:
    """The word on a pair."""
    return decide(compare(*pair)).word


def reference(record: Record) -> Reference:
    """A line that means a record, as a catalogue takes it apart."""
    return Reference(
        position=1,
        title=record.title,
        byline=", ".join(author.surname for author in record.authors),
        year=record.year,
        volume=record.volume,
        first_page=record.pages,
    )


def measure(records: Sequence[Record]) -> dict[str, float]:
    """Every figure over these records."""
    found: dict[str, float] = {"records": len(records)}
    titles = [record.title for record in records]
    found["fold a title"] = per_call(fold, titles)
    found["words of a title"] = per_call(words, titles)
    found["clean a title"] = per_call(clean, titles)
    found["index_text of a title"] = per_call(index_text, titles)
    found["make_base"] = per_call(make_base, records)
    found["prepare"] = per_call(prepare, records)
    ready = [prepare(record) for record in records]
    found["blocking_keys"] = per_call(blocking_keys, ready)
    found["prepare + blocking_keys"] = round(found["prepare"] + found["blocking_keys"], 2)
    found["reference_keys"] = per_call(reference_keys, [reference(record) for record in records])
    found["merge of one"] = per_call(lambda record: merge((record,), trust), records)
    found |= _measure_pairs(records, ready)
    found["bytes of a prepared record"] = bytes_each(records[:2000])
    return found


def _measure_pairs(records: Sequence[Record], ready: Sequence[Prepared]) -> dict[str, float]:
    """What pairs cost by their verdicts, and the works that they become."""
    by_name = {record.name: record for record in records}
    by_word: dict[str, list[tuple[Prepared, Prepared]]] = defaultdict(list)
    for pair in pairs_of(ready):
        by_word[judged(pair)].append(pair)
    found: dict[str, float] = {}
    for word, pairs in sorted(by_word.items()):
        if len(pairs) >= STRETCHES:
            step = max(1, len(pairs) // PAIRS)
            found[f"compare + decide, {word} ({len(pairs):,})"] = per_call(judged, pairs[::step])
    same = by_word["same"][:PAIRS]
    doubles = [(by_name[one.name], by_name[other.name]) for one, other in same]
    found["merge of two"] = per_call(lambda pair: merge(pair, trust), doubles)
    small = [({one.name, other.name}, {(one.name, other.name): ("same", 90)}) for one, other in same]
    found["group of two"] = per_call(lambda one: group(tuple(one[0]), one[1]), small)
    return found


def from_set(folder: Path, count: int) -> list[Record]:
    """The first records of a labelled set."""
    with (folder / "records.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [record_of(row, row["id"]) for row in islice(csv.DictReader(stream), count)]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    made: dict[str, Callable[[], list[Record]]] = {
        "generated, with doubles": lambda: list(generated.records(options.records)),
        "generated, all different": lambda: list(making.records(options.records)),
    }
    for name in SETS:
        if options.data is not None and (folder := options.data / "data" / name).exists():
            made[name] = lambda folder=folder: from_set(folder, options.records)  # type: ignore[misc]
    results = {}
    for name, records in made.items():
        results[name] = measure(records())
        print(name, flush=True)
        for what, value in results[name].items():
            print(f"  {what:44s} {value:>10,}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

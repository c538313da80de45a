"""How fast and how lean reference files are read and written, beside the bare splitter of bibtexparser.

    python -m tests.bench.bench_formats [--entries N] [--json]

Each line is a process of its own, so that its peak memory is its own; seconds are CPU seconds.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from litreview.formats import format as formats
from litreview.formats.format import WriteOptions
from litreview.model.record import Entry
from litreview.model.work import Work

WORDS = (
    "learning alliance trust knowledge partner firm network capability governance dynamic strategic "
    "capacity absorptive interorganizational venture performance theory evidence"
).split()
FAMILIES = (
    "Larsson",
    'M{\\"u}ller',
    "Garc{\\'\\i}a",
    "van den Bosch",
    "Kale",
    "Singh",
    "{\\O}stergaard",
    "Inkpen",
)


def bib_file(entries: int) -> bytes:
    """Synthetic articles with accents, doubled braces, macros, and an abstract in six of ten."""
    return "\n".join(_article(number) for number in range(entries)).encode()


def _article(number: int) -> str:
    dice = random.Random(number)
    people = " and ".join(
        f"{dice.choice(FAMILIES)}, {dice.choice('ABCDE')}. X." for _ in range(dice.randint(1, 6))
    )
    title = " ".join(dice.choice(WORDS) for _ in range(9)).title()
    length = dice.randint(120, 220) if dice.random() < 0.6 else 0
    abstract = f"  abstract = {{{' '.join(dice.choice(WORDS) for _ in range(length))}}},\n" if length else ""
    return (
        f"@article{{key{number},\n  author = {{{people}}},\n  title = {{{{{title} {number}}}}},\n"
        f"  journal = {{Journal of {dice.choice(WORDS)} \\& {dice.choice(WORDS)}}},\n"
        f"  year = {{{dice.randint(1970, 2025)}}}, month = {dice.choice(('jan', 'feb', 'mar'))},\n"
        f"  volume = {{{dice.randint(1, 60)}}}, number = {{{dice.randint(1, 6)}}}, pages = {{{number}--{number + 20}}},\n"
        f"  doi = {{10.1234/j{number}}}, publisher = {{INFORMS}}, keywords = {{{', '.join(dice.sample(WORDS, 4))}}},\n"
        f"{abstract}}}\n"
    )


def _works(entries: int) -> list[Work]:
    return [
        Work(best=entry.said.record, records=(), key=entry.key or "")
        for entry in formats.load("bibtex").read(io.BytesIO(bib_file(entries)), "bench")
        if isinstance(entry, Entry) and entry.said.record is not None
    ]


def _bare(data: bytes) -> int:
    import bibtexparser

    return len(bibtexparser.parse_string(data.decode(), parse_stack=[]).entries)


def _count(items: Iterable[object]) -> int:
    return sum(1 for _ in items)


def _job(name: str, entries: int) -> Callable[[], int]:
    """What a line measures, with everything prepared that it does not measure."""
    if name == "bibtexparser splits":
        data = bib_file(entries)
        return lambda: _bare(data)
    verb, _, kind = name.partition(" ")
    form = formats.load("ris" if kind == "ris" else "bibtex")
    options = WriteOptions(dialect=kind if kind == "biblatex" else "bibtex")
    if verb == "write":
        works = _works(entries)
        return lambda: _count(form.write(works, options))
    if kind == "ris":
        data = "".join(form.write(_works(entries), options)).encode()
    else:
        data = bib_file(entries)
    return lambda: _count(form.read(io.BytesIO(data), "bench"))


LINES = ("bibtexparser splits", "read bibtex", "read ris", "write bibtex", "write biblatex", "write ris")


def measure(name: str, entries: int) -> dict[str, object]:
    """Seconds and MiB that one line takes beyond its preparation."""
    job = _job(name, entries)
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    count = job()
    seconds = time.process_time() - started
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    return {"what": name, "entries": count, "seconds": round(seconds, 2), "more_mib": more}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--line", choices=LINES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.line:
        print(json.dumps(measure(asked.line, asked.entries)))
        return
    if not asked.json:
        print(f"{'what':22} {'entries':>8} {'CPU s':>7} {'a second':>9} {'more MiB':>9}")
    for line in LINES:
        command = [
            sys.executable,
            "-m",
            "tests.bench.bench_formats",
            "--entries",
            str(asked.entries),
            "--line",
            line,
        ]
        got = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        if asked.json:
            print(json.dumps(got))
        else:
            rate = int(got["entries"] / max(got["seconds"], 0.01))
            print(
                f"{got['what']:22} {got['entries']:>8} {got['seconds']:>7.2f} {rate:>9} {got['more_mib']:>9}"
            )


if __name__ == "__main__":
    main()

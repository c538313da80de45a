"""How fast and how lean reference files are read, written and exported, beside bare scripts.

    python -m tests.bench.bench_formats [--entries 10000 50000] [--json FILE]

Each line is a process of its own, so that its peak memory is its own; seconds are CPU seconds. Reading
stands beside `bibtexparser.parse_string` of the same text, export (the act) beside a script that writes out
the rows of a plain SQLite table; ``more MiB`` is what a line takes beyond its
preparation, ``peak MiB`` the whole process.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from litreview.formats import format as formats
from litreview.formats.format import WriteOptions
from litreview.model.record import Entry
from litreview.model.work import Work
from tests.bench import bib_files
from tests.bench.bench_import import PROGRAM

LINES = (
    "bibtexparser parses", "bibtexparser splits", "read bibtex", "read ris", "write bibtex", "write biblatex", "write ris",
    "rows written out", "export bibtex",
)  # fmt: skip
BESIDE = dict.fromkeys(LINES[1:4], "bibtexparser parses") | {"export bibtex": "rows written out"}
"""What each line is a ratio to."""
_FIELDS = "key, author, title, journal, year, month, volume, number, pages, doi, issn, keywords"


def bib_file(entries: int) -> bytes:
    """The generated file of so many entries."""
    stream = io.StringIO()
    bib_files.write(stream, entries)
    return stream.getvalue().encode()


def _works(entries: int) -> list[Work]:
    return [
        Work(best=entry.said.record, records=(), key=entry.key or "")
        for entry in formats.load("bibtex").read(io.BytesIO(bib_file(entries)), "bench")
        if isinstance(entry, Entry) and entry.said.record is not None
    ]


def _bare(text: str, whole: bool) -> int:
    from bibtexparser.entrypoint import parse_string

    return len((parse_string(text) if whole else parse_string(text, parse_stack=[])).entries)


def _count(items: Iterable[object]) -> int:
    return sum(1 for _ in items)


def _rows(folder: Path, entries: int) -> Callable[[], int]:
    """Writes rows that hold each field as text, with no rule of LaTeX or of BibTeX's types."""
    connection = sqlite3.connect(folder / "rows.sqlite")
    connection.execute(f"CREATE TABLE works ({_FIELDS})")
    for work in _works(entries):
        best = work.best
        author = " and ".join(f"{one.surname}, {one.given}" for one in best.authors)
        month = best.issued.month if best.issued else None
        row = (
            work.key, author, best.title, best.venue, best.year, month, best.volume, best.issue, best.pages,
            best.identifier("doi"), best.identifier("issn"), ", ".join(best.keywords) or None,
        )  # fmt: skip
        connection.execute(f"INSERT INTO works VALUES ({', '.join('?' * 12)})", row)
    connection.commit()
    names = _FIELDS.split(", ")[1:]

    def write() -> int:
        rows = connection.execute("SELECT * FROM works ORDER BY key")
        with (folder / "rows.bib").open("w", encoding="utf-8") as out:
            for key, *values in rows:
                fields = [f"  {n} = {{{v}}},\n" for n, v in zip(names, values, strict=True) if v is not None]
                out.write(f"@article{{{key},\n{''.join(fields)}}}\n\n")
        return entries

    return write


def _export(folder: Path, entries: int) -> Callable[[], int]:
    from litreview.acts.exporting import export
    from litreview.desk import Desk
    from litreview.settings import Settings

    file, library = folder / "big.bib", folder / "bench.litreview"
    with file.open("w", encoding="utf-8") as stream:
        bib_files.write(stream, entries)
    took_in = [sys.executable, "-c", PROGRAM, "import", str(file), "--json", "--library", str(library)]
    subprocess.run(took_in, capture_output=True, check=True)
    desk = Desk.open(Settings(), library=library)
    return lambda: export(desk, str(folder / "out.bib")).works


def _job(name: str, entries: int, folder: Path) -> Callable[[], int]:
    """What a line measures, with everything prepared that it does not measure."""
    if name.startswith("bibtexparser"):
        text = bib_file(entries).decode()
        return lambda: _bare(text, name.endswith("parses"))
    if name in ("rows written out", "export bibtex"):
        return (_rows if name.startswith("rows") else _export)(folder, entries)
    verb, _, kind = name.partition(" ")
    form = formats.load("ris" if kind == "ris" else "bibtex")
    options = WriteOptions(dialect=kind if kind == "biblatex" else "bibtex")
    if verb == "write":
        works = _works(entries)
        return lambda: _count(form.write(works, options))
    data = "".join(form.write(_works(entries), options)).encode() if kind == "ris" else bib_file(entries)
    return lambda: _count(form.read(io.BytesIO(data), "bench"))


def measure(name: str, entries: int) -> dict[str, float]:
    """Seconds and MiB that one line takes."""
    with tempfile.TemporaryDirectory() as folder:
        job = _job(name, entries, Path(folder))
        before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        count = job()
        seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "items": count,
        "seconds": round(seconds, 3),
        "more_mib": (peak - before) // 1024,
        "peak_mib": peak // 1024,
    }


def _one(line: str, entries: int) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.bench_formats", "--entries", str(entries), "--line", line]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000])
    parser.add_argument("--json", type=Path)
    parser.add_argument("--line", choices=LINES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.line:
        print(json.dumps(measure(asked.line, asked.entries[0])))
        return
    heads = ("items", "CPU s", "a second", "x bare", "more MiB", "peak MiB")
    print(f"{'what':22}" + "".join(f"{head:>9}" for head in heads), flush=True)
    result: dict[int, dict[str, dict[str, float]]] = {}
    for entries in asked.entries:
        found = result.setdefault(entries, {})
        for line in LINES:
            got = found[line] = _one(line, entries)
            bare = found.get(BESIDE.get(line, ""))
            ratio = f"{got['seconds'] / bare['seconds']:.2f}" if bare else ""
            rate = int(got["items"] / max(got["seconds"], 0.001))
            print(
                f"{line:22}{got['items']:>9}{got['seconds']:>9.2f}{rate:>9}{ratio:>9}"
                f"{got['more_mib']:>9}{got['peak_mib']:>9}",
                flush=True,
            )
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

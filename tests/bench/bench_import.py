"""What a whole ``litreview import`` costs beside a script that only parses the file with bibtexparser.

    python -m tests.bench.bench_import [--entries 10000 50000] [--rounds N] [--json FILE]

Every figure is that of a process of its own: CPU seconds (user and system) and peak memory. The
file is generated from a seed (`tests.bench.bib_files`); one entry in five is a double of another.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from tests.bench import bib_files

PARSE = "import sys, bibtexparser; print(len(bibtexparser.parse_file(sys.argv[1], encoding='utf-8').entries))"
SPLIT = (
    "import sys, bibtexparser\n"
    "text = open(sys.argv[1], encoding='utf-8').read()\n"
    "print(len(bibtexparser.parse_string(text, parse_stack=[]).entries))"
)
READ = (
    "import sys\nfrom litreview.formats.format import load\nfrom litreview.model.record import Entry\n"
    "with open(sys.argv[1], 'rb') as stream:\n"
    "    print(sum(isinstance(item, Entry) for item in load('bibtex').read(stream, 'bench')))"
)
PROGRAM = "import sys; from litreview.cli.main import run; sys.exit(run())"


class Cost(NamedTuple):
    """CPU seconds and peak megabytes of a process that has ended."""

    seconds: float
    megabytes: float


def cost(words: list[str], environ: dict[str, str]) -> Cost:
    """What a new Python costs. Raises RuntimeError with its words where it fails."""
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen([sys.executable, *words], stdout=said, stderr=said, env=environ) as one:
            _, status, used = os.wait4(one.pid, 0)
            one.returncode = os.waitstatus_to_exitcode(status)
        if one.returncode not in (0, 5):
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace")[-2000:])
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _surroundings(folder: Path) -> dict[str, str]:
    """A home of its own, and compiled code that is kept, as it is where people install."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    places = {
        name: str(folder / name.lower()) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")
    }
    return kept | places | {"HOME": str(folder), "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def measure(entries: int, rounds: int = 1) -> dict[str, Cost]:
    """The least of some rounds for each line of the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = _surroundings(folder)
        small, big = folder / "small.bib", folder / "big.bib"
        for file, count in ((small, 20), (big, entries)):
            with file.open("w", encoding="utf-8") as stream:
                bib_files.write(stream, count)
        found: dict[str, Cost] = {}
        for number in range(-1, rounds):
            file = small if number < 0 else big  # the first round compiles, and is not counted
            lines = {
                "bibtexparser parses": ["-c", PARSE, str(file)],
                "bibtexparser splits": ["-c", SPLIT, str(file)],
                "litreview reads": ["-c", READ, str(file)],
                "litreview import": [
                    "-c", PROGRAM, "import", str(file), "--json", "--library", str(folder / f"{number}.litreview"),
                ],
            }  # fmt: skip
            lines["again, nothing new"] = lines["litreview import"]
            for what, words in lines.items():
                got = cost(words, environ)
                if number >= 0:
                    found[what] = min(found.get(what, got), got)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    result = {}
    print(f"{'entries':>8}  {'what':22} {'CPU s':>7} {'x parse':>8} {'peak MB':>8}", flush=True)
    for entries in asked.entries:
        found = measure(entries, asked.rounds)
        bare = found["bibtexparser parses"].seconds
        for what, got in found.items():
            print(
                f"{entries:>8}  {what:22} {got.seconds:>7.2f} {got.seconds / bare:>8.2f} {got.megabytes:>8.0f}",
                flush=True,
            )
        result[entries] = {what: got._asdict() for what, got in found.items()}
    if asked.json:
        asked.json.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()

"""How long a command takes before it does anything, as ratios to a bare Python and to click.

``python -m tests.bench.bench_start [--rounds N] [--count] [--json] [--imports]``. User and system
CPU seconds of a new process, the median of some rounds taken in turn, so that a busy machine slows
all alike; ``--count`` counts instructions instead, where valgrind is. ``--imports`` prints the
dearest imports of ``list`` in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

BUDGETS = {
    "litreview --version": 1.1,
    "litreview --help": 1.3,
    "litreview list": 1.6,
    "litreview list kale": 1.6,
    "litreview show kale2000": 1.6,
    "litreview tag list": 1.6,
    "litreview history": 1.6,
}
"""At most so many times the cost of ``import click``."""
PROGRAM = "import sys; from litreview.cli.main import run; sys.exit(run())"


def commands(library: Path) -> dict[str, list[str]]:
    """What is started, by its name in the table."""
    bare = {"python -c pass": ["-c", "pass"], 'python -c "import click"': ["-c", "import click"]}
    ours = {name: ["-c", PROGRAM, *name.split()[1:]] for name in BUDGETS}
    return bare | {
        n: w if w[-1].startswith("-") else [*w, "--library", str(library)] for n, w in ours.items()
    }


def surroundings(folder: str) -> dict[str, str]:
    """An environment in which compiled code is kept, as it is where people install."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}


def cost(words: list[str], environ: dict[str, str]) -> float:
    """CPU seconds of one new Python."""
    with subprocess.Popen(
        [sys.executable, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environ
    ) as one:
        _, status, used = os.wait4(one.pid, 0)
        one.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime


def counted(words: list[str], environ: dict[str, str]) -> float:
    """Instructions of one new Python in millions, which other work on the machine does not change."""
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", f"--cachegrind-out-file={os.devnull}"]
    ended = subprocess.run(
        [*tool, sys.executable, *words], capture_output=True, text=True, check=False, env=environ
    )
    said = re.search(r"I\s+refs:\s+([\d,]+)", ended.stderr)
    assert said, ended.stderr
    return int(said[1].replace(",", "")) / 1e6


def measure(rounds: int, count: bool) -> dict[str, float]:
    """The median cost of each command in milliseconds, or its instructions in millions."""
    with tempfile.TemporaryDirectory() as folder:
        wanted, environ = commands(Path(folder) / "library.sqlite"), surroundings(folder)
        small_library(str(Path(folder) / "library.sqlite"))
        taken: dict[str, list[float]] = {name: [] for name in wanted}
        for words in wanted.values():
            cost(words, environ)  # once to compile, and to fill the caches of the machine
        if count:
            return {name: counted(words, environ) for name, words in wanted.items()}
        for _ in range(rounds):
            for name, words in wanted.items():
                taken[name].append(cost(words, environ) * 1000)
    return {name: statistics.median(values) for name, values in taken.items()}


def small_library(path: str) -> None:
    """A library of two works, imported as a person would."""
    file = Path(path).with_suffix(".bib")
    file.write_text(
        "@article{kale2000, author={Kale, Prashant}, title={Learning and Protection}, year={2000}}\n"
        "@article{gulati1995, author={Gulati, Ranjay}, title={Does Familiarity Breed Trust}, year={1995}}\n",
        encoding="utf-8",
    )
    words = [sys.executable, "-c", PROGRAM, "import", str(file), "--library", path]
    subprocess.run(words, check=True, capture_output=True)


def dearest_imports(count: int = 15) -> list[tuple[float, str]]:
    """The imports of ``list`` that cost most by themselves, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        words = commands(Path(folder) / "library.sqlite")["litreview list"]
        small_library(str(Path(folder) / "library.sqlite"))
        for _ in range(2):  # the first one compiles
            ended = subprocess.run(
                [sys.executable, "-X", "importtime", *words],
                capture_output=True,
                text=True,
                check=False,
                env=surroundings(folder),
            )
    rows = [line.removeprefix("import time:").split("|") for line in ended.stderr.splitlines() if "|" in line]
    own = [(int(row[0]) / 1000, row[2].strip()) for row in rows if row[0].strip().isdigit()]
    return sorted(own, reverse=True)[:count]


def main() -> int:
    """Print the table; the exit code is 1 where a budget is passed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--count", action="store_true", help="count instructions, by valgrind")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--imports", action="store_true")
    wishes = parser.parse_args()
    taken, unit = measure(wishes.rounds, wishes.count), "M instructions" if wishes.count else "ms CPU"
    bare, click = taken["python -c pass"], taken['python -c "import click"']
    rows = [
        {
            "command": n,
            "cost": round(v, 1),
            "unit": unit,
            "to_pass": round(v / bare, 2),
            "to_click": round(v / click, 2),
        }
        for n, v in taken.items()
    ]
    for row in rows:
        budget = BUDGETS.get(str(row["command"]))
        if wishes.json:
            print(json.dumps({**row, "budget": budget}))
        else:
            print(
                "{command:<26}{cost:>8} {unit}{to_pass:>8} x pass{to_click:>8} x click".format(**row),
                budget or "",
            )
    if wishes.imports:
        for milliseconds, name in dearest_imports():
            print(f"{milliseconds:8.1f} ms  {name}")
    return int(any(taken[name] / click > budget for name, budget in BUDGETS.items()))


if __name__ == "__main__":
    sys.exit(main())

"""How quick the library is: ``python -m tests.bench.bench_library [--works 10000 100000 1000000] [--json FILE]``.

Each row stands for something a person or a program does: CPU and wall milliseconds, p50/p95/max,
beside them the CPU of a bare ``sqlite3`` script that does the same in the same run, and the ratio,
which counts more than the figures on a busy machine. At the end the growth from the smallest to the
largest library. ``--keep FOLDER`` keeps the generated libraries, so that the next run starts at once;
what is measured is a copy. ``--only PART ...`` measures these parts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.filled import entries, fill
from tests.bench.library_figures import PARTS, Figure, Stage
from tests.bench.library_figures import summary as summarised
from tests.library.making import QuietClock

GROWTH = 3.0
"""How many times as long a question may take of the largest library as of the smallest."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--works", type=int, nargs="+", default=[10_000])
    options.add_argument("--json", type=Path)
    options.add_argument("--keep", type=Path, help="the folder of generated libraries")
    options.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    chosen = options.parse_args()
    found: dict[int, list[Figure]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for works in sorted(chosen.works):
            print(f"\n{works:,} works", flush=True)
            path = library_of(works, Path(folder), chosen.keep)
            print(
                f"  {'':48s} {'CPU p50':>9s} {'p95':>9s} {'max':>9s} {'wall p95':>9s} {'bare p95':>9s} {'ratio':>6s}"
            )
            found[works] = list(_printed(path, works, chosen.only))
            for leftover in Path(folder).iterdir():
                leftover.unlink()
    if len(found) > 1:
        growth(found)
    if chosen.json:
        chosen.json.write_text(json.dumps({works: [as_json(one, works) for one in rows] for works, rows in found.items()}, indent=1))  # fmt: skip


def library_of(works: int, folder: Path, keep: Path | None) -> Path:
    """A library of so many works in ``folder``: a copy of the kept one, which is made where it is not."""
    path = folder / f"{works}.litreview"
    kept = keep / f"{works}.litreview" if keep else None
    if kept is not None and kept.exists():
        shutil.copy(kept, path)
        return path
    started = time.process_time()
    fill(path, entries(works), QuietClock())
    print(f"  made in {time.process_time() - started:.0f} s of CPU", flush=True)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, kept.with_suffix(".part"))
        kept.with_suffix(".part").rename(kept)
    return path


def _printed(path: Path, works: int, only: Sequence[str]) -> Iterator[Figure]:
    stage = Stage(path, works)
    for name, part in PARTS.items():
        if name in only:
            for figure in part(stage):
                print(line(figure, works), flush=True)
                yield figure


def line(figure: Figure, works: int) -> str:
    """A row of the table."""
    target = figure.target(works)
    verdict = (
        "" if target is None else f"{'ok  ' if figure.holds(works) else 'MISS'} {figure.sign} {target:g}"
    )
    if len(figure.cpu) == 1:
        shown = f"{figure.cpu[0]:>9,.1f} {'':>9s} {'':>9s} {_number(figure.wall[-1:]):>9s}"
    else:
        p50, p95, most = summarised(figure.cpu)
        shown = f"{p50:>9,.1f} {p95:>9,.1f} {most:>9,.1f} {summarised(figure.wall)[1]:>9,.1f}"
    bare = summarised(figure.bare)[1] if figure.bare else None
    ratio = f"{figure.figure / bare:>6.1f}" if bare else " " * 6
    bare_shown = f"{bare:>9,.1f}" if bare else " " * 9
    return f"  {figure.name:48s} {shown} {bare_shown} {ratio} {verdict} {figure.unit}{figure.more}".rstrip()


def _number(values: Sequence[float]) -> str:
    return f"{values[0]:,.1f}" if values else ""


def growth(found: dict[int, list[Figure]]) -> None:
    """How much longer each question takes of the largest library than of the smallest."""
    least, most = min(found), max(found)
    before = {figure.name: figure for figure in found[least]}
    print(f"\nfrom {least:,} to {most:,} works, p95 (p50)")
    for figure in found[most]:
        small = before.get(figure.name)
        if small is None or not figure.asked or not small.figure:
            continue
        times = figure.figure / small.figure
        middle = summarised(figure.cpu)[0] / (summarised(small.cpu)[0] or 1)
        verdict = "ok" if times <= GROWTH else "MISS"
        print(f"  {figure.name:48s} {times:>6.1f} x ({middle:.1f} x)  {verdict}")


def as_json(figure: Figure, works: int) -> dict[str, Any]:
    """A row for a program."""
    p50, p95, most = summarised(figure.cpu)
    wall, bare = summarised(figure.wall), summarised(figure.bare)
    return {
        "name": figure.name, "unit": figure.unit, "p50": p50, "p95": p95, "max": most, "wall_p95": wall[1],
        "bare_p95": bare[1], "ratio": figure.figure / bare[1] if bare[1] else None, "target": figure.target(works),
        "ok": figure.holds(works), "more": figure.more.strip(),
    }  # fmt: skip


if __name__ == "__main__":
    main()

"""What an archive costs: ``python -m tests.bench.bench_archive [--works 10000] [--body 0] [--json FILE]``.

Each step runs in a Python of its own: CPU seconds, works a CPU second, peak memory, and beside it a bare
script: for an export one that writes the same rows as JSON without order or names, for an import one that
only reads every line and its JSON. Memory must not depend on the size of the library: give two sizes.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from litreview.acts import archiving
from litreview.desk import Desk
from litreview.library.packing import unpack
from litreview.settings import Settings
from tests.bench.filled import entries, fill
from tests.library.making import QuietClock


def main() -> None:
    """Measure every step at every size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--works", type=int, nargs="+", default=[10_000])
    options.add_argument("--body", type=int, default=0, help="bytes of a record as received")
    options.add_argument("--json", type=Path)
    options.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.step:
        print(json.dumps(_measured(chosen.step[0], Path(chosen.step[1]))))
        return
    found = {}
    for works in chosen.works:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder)
            fill(place / "full.sqlite", entries(works, body=chosen.body), QuietClock())
            found[works] = _table(works, place)
    if chosen.json:
        chosen.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


STEPS = ("export", "bare export", "export --works", "import", "bare import", "import again")


def _table(works: int, place: Path) -> dict[str, Any]:
    print(f"\n{works:,} works, library {_megabytes(place / 'full.sqlite'):.1f} MB")
    print(f"  {'':16s} {'CPU s':>8s} {'works/s':>9s} {'MB peak':>8s} {'ratio':>6s}")
    found: dict[str, Any] = {}
    for step in STEPS:
        command = [sys.executable, "-m", "tests.bench.bench_archive", "--step", step, str(place)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1]
        found[step] = json.loads(told)
    for step in STEPS:
        cpu, peak = found[step]["cpu"], found[step]["peak"]
        bare = found.get(f"bare {step.split()[0]}", {}).get("cpu")
        ratio = f"{cpu / bare:6.1f}" if bare and not step.startswith("bare") else ""
        print(f"  {step:16s} {cpu:8.2f} {works / cpu:9,.0f} {peak:8.0f} {ratio}", flush=True)
    size = sum(file.stat().st_size for file in (place / "archive").iterdir()) / 1e6
    print(f"  archive {size:.1f} MB without works and links, {size * 1e6 / works:,.0f} bytes a work")
    return {**found, "archive_mb": size}


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def _measured(step: str, place: Path) -> dict[str, float]:
    started = time.process_time()
    _do(step, place)
    cpu = time.process_time() - started
    return {"cpu": cpu, "peak": _peak()}


def _peak() -> float:
    """The most memory that this Python had, in MB. (``getrusage`` would tell that of who started it.)"""
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")
    return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="utf-8"))[1]) / 1024  # type: ignore[index]


def _do(step: str, place: Path) -> None:
    if step == "bare export":
        _bare_export(place)
    elif step == "bare import":
        for file in (place / "archive").glob("*.jsonl"):
            with file.open("rb") as lines:
                for line in lines:
                    json.loads(line)
    else:
        name = "full" if step.startswith("export") else "other"
        desk = Desk.open(Settings(name="bench"), library=place / f"{name}.sqlite")
        if step == "export":
            archiving.export_archive(desk, str(place / "archive"))
        elif step == "export --works":
            archiving.export_archive(desk, str(place / "with works"), works=True)
        else:
            archiving.import_archive(desk, str(place / "archive"))
        desk.close()


def _bare_export(place: Path) -> None:
    """The rows of what sources and people said, as they come, with what is packed unpacked."""
    copy = place / "bare.sqlite"
    shutil.copy(place / "full.sqlite", copy)
    with sqlite3.connect(copy) as connection, (place / "bare.jsonl").open("w", encoding="utf-8") as file:
        for table in (
            "records",
            "lists",
            "counts",
            "latest_counts",
            "kept",
            "taggings",
            "made_keys",
            "decisions",
        ):
            for row in connection.execute(f"SELECT * FROM {table}"):
                if table in ("records", "lists"):
                    row = (*row[:-1], unpack(row[-1]))
                file.write(json.dumps(row, ensure_ascii=False, default=bytes.hex) + "\n")
    connection.close()


if __name__ == "__main__":
    main()

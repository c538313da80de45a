"""Whether anything is ever lost: ``python -m tests.long [--only NAME...] [--seed N] [--json FILE] [--quick]``.

Every check does harm to libraries and prints what was seen of it; the end is 1 where anything was lost.
All of it takes about an hour of one core; ``--quick`` some minutes, with the same harm done less often.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from tests.long.laboratory import Lab, Seen

CHECKS = (
    "kills", "exports", "power", "full", "readonly", "locked", "migration", "flipped", "hostile", "machine",
    "together",
)  # fmt: skip


def main() -> int:
    """Run the checks that were asked for; the exit code."""
    options = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    options.add_argument(
        "--only", nargs="+", choices=CHECKS, default=CHECKS, metavar="NAME", help=", ".join(CHECKS)
    )
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", type=Path, help="write the table there as JSON too")
    options.add_argument("--quick", action="store_true", help="the same harm, less often")
    chosen = options.parse_args()
    lines: list[dict[str, object]] = []
    for name in chosen.only:
        lines += _check(name, chosen.seed, chosen.quick)
        if chosen.json:
            chosen.json.write_text(json.dumps(lines, indent=1), encoding="utf-8")
    lost = sum(int(str(line["lost"])) for line in lines)
    print(f"Lost: {lost}." if lost else "Nothing was lost.")
    return 1 if lost else 0


def _check(name: str, seed: int, quick: bool) -> list[dict[str, object]]:
    lines = []
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="litreview-long-") as folder:
        home = Path(folder) / "home"
        home.mkdir()
        os.environ["LITREVIEW_FOLDER"] = str(home)
        for seen in import_module(f"tests.long.{name}").run(Lab(Path(folder), seed, quick)):
            _print(name, seen)
            lines.append({"check": name, **seen._asdict()})
    print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
    return lines


def _print(name: str, seen: Seen) -> None:
    mark = f"LOST {seen.lost}" if seen.lost else "ok"
    print(f"{mark:7} {name:10} {seen.fault:56} -> {seen.seen}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

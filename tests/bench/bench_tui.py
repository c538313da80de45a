# ruff: noqa: ARG002
"""Key to frame of the screen, at two sizes of library, with rows made on the fly.

    python -m tests.bench.bench_tui [--json]

Measures what a person waits for: from a key event to the painted frame, headless at 120x40. The acts
are in memory, so the figures are those of the screen alone.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from array import array
from collections.abc import Sequence
from typing import Any

from textual import events

from litreview.model.row import Found, Row
from tests.tui import screen
from tests.tui.fake import FakeCalls, make_row

SIZES = (1_000, 1_000_000)
MOVES = (
    ("down, within the screen", ("down",) * 20),
    ("down, scrolling", ("down",) * 60),
    ("page down", ("pagedown",) * 40),
    ("home and end", ("end", "home") * 15),
    ("letter typed, its first frame", tuple("alliance")),
)


class ManyCalls(FakeCalls):
    """A library of ``size`` works that are made when they are looked at."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.ids = array("q", range(1, size + 1))

    def find(self, desk: Any, query: str, sort: str, reverse: bool, outside: bool) -> Found:
        return Found(query, sort, self.ids, len(self.ids))

    def page(self, desk: Any, ids: Sequence[int]) -> list[Row]:
        return [self._row(one) for one in ids]

    def show(self, desk: Any, work: str | int) -> Any:
        self.rows[int(work)] = self._row(int(work))
        return super().show(desk, work)

    @staticmethod
    def _row(one: int) -> Row:
        title = f"Work {one} on learning in strategic alliances between organizations"
        return make_row(one, "Larsson|Bengtsson|Sparks", 1950 + one % 75, title, "Organization Science", None)


async def measure(size: int) -> dict[str, Any]:
    """Milliseconds from key to frame, by kind of move: p50, p95, max."""
    began = time.perf_counter()
    app = screen.make(ManyCalls(size))
    out: dict[str, Any] = {"works": size}
    async with app.run_test(size=(120, 40)) as pilot:
        await screen.settle(pilot)
        out["open_ms"] = round((time.perf_counter() - began) * 1000)
        painted = _watch(app)
        for label, keys in MOVES:
            if label.startswith("letter"):
                await screen.press(pilot, "slash")
            taken = [await _time(pilot, app, painted, key) for key in keys]
            taken.sort()
            out[label] = [
                round(x, 1) for x in (taken[len(taken) // 2], taken[int(len(taken) * 0.95)], taken[-1])
            ]
    out["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return out


def _watch(app: Any) -> asyncio.Event:
    painted = asyncio.Event()
    display = app._display

    def noting(shown: Any, renderable: Any) -> None:
        if renderable is not None and hasattr(renderable, "render_segments"):
            renderable.render_segments(app.console)
            painted.set()
        display(shown, renderable)

    app._display = noting
    return painted


async def _time(pilot: Any, app: Any, painted: asyncio.Event, key: str) -> float:
    await screen.settle(pilot)
    painted.clear()
    began = time.perf_counter()
    app.post_message(events.Key(key, key if len(key) == 1 else None))
    await asyncio.wait_for(painted.wait(), 5)
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Print the table, or JSON."""
    found = [asyncio.run(measure(size)) for size in SIZES]
    if "--json" in sys.argv:
        print(json.dumps(found))
        return
    for one in found:
        print(f"{one['works']:,} works: open to idle {one['open_ms']} ms, process {one['memory_mb']} MB")
        for label, _ in MOVES:
            p50, p95, worst = one[label]
            print(f"  {label:32} p50 {p50:6.1f}  p95 {p95:6.1f}  max {worst:6.1f} ms")


if __name__ == "__main__":
    main()

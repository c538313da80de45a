"""Screens as text: `python -m tests.tui.snapshots` writes them again after a wanted change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from litreview.acts import results
from tests.tui import screen
from tests.tui.fake import FakeCalls, FakeDesk
from tests.tui.questions import question

FOLDER = Path(__file__).parents[2] / "fixtures" / "tui"
SCREENS: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "library_80x24": ((80, 24), ()),
    "library_120x40": ((120, 40), ("3", "down", "space")),
    "library_200x60": ((200, 60), ()),
    "library_20x5": ((20, 5), ()),
    "search_80x24": ((80, 24), ("slash", "type:alli")),
    "nothing_80x24": ((80, 24), ("slash", "type:zebra", "enter")),
    "empty_80x24": ((80, 24), ()),
    "read_80x24": ((80, 24), ("enter",)),
    "references_80x24": ((80, 24), ("r",)),
    "references_120x40": ((120, 40), ("r",)),
    "sources_80x24": ((80, 24), ("S", "type:learning", "enter")),
    "duplicates_80x24": ((80, 24), ("D",)),
    "duplicates_120x40": ((120, 40), ("D",)),
    "tags_80x24": ((80, 24), ("t",)),
    "export_80x24": ((80, 24), ("E",)),
    "keys_80x24": ((80, 24), ("question_mark",)),
    "history_80x24": ((80, 24), ("1", "H")),
}


def made(name: str) -> str:
    """A screen as text, made now."""
    size, keys = SCREENS[name]
    return asyncio.run(_made(_calls(name), size, keys))


def _calls(name: str) -> FakeCalls:
    if name.startswith("empty"):
        return FakeCalls(())
    calls = FakeCalls()
    calls.lines[1] = (
        results.Line("Gulati 1995", calls.rows[4]),
        results.Line("Hamel 1991", calls.rows[5]._replace(kept=False)),
        results.Line(
            "Peterson, R. B. & Shimada, J. Y. 1977. Sources of management problems [/x]", None, year=1977
        ),
    )
    calls.questions = [question()]
    return calls


async def _made(calls: FakeCalls, size: tuple[int, int], keys: tuple[str, ...]) -> str:
    app = screen.make(calls, FakeDesk())
    async with app.run_test(size=size) as pilot:
        await screen.settle(pilot)
        await screen.press(pilot, *keys)
        return screen.text(app).rstrip("\n") + "\n"


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in SCREENS:
        (FOLDER / f"{name}.txt").write_text(made(name), encoding="utf-8")


if __name__ == "__main__":
    main()

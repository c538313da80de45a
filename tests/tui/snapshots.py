"""Screens as text: `python -m tests.tui.snapshots` writes them again after a wanted change."""

from __future__ import annotations

import asyncio
from pathlib import Path

from litreview.acts import results
from tests.tui import screen
from tests.tui.fake import FakeCalls, FakeDesk
from tests.tui.questions import question

FOLDER = Path(__file__).parents[2] / "fixtures" / "tui"
FULL, EMPTY = "full", "empty"
TOURS: dict[tuple[str, tuple[int, int]], dict[str, tuple[str, ...]]] = {
    (FULL, (80, 24)): {
        "library": (),
        "read": ("enter",),
        "references": ("r",),
        "duplicates": ("D",),
        "tags": ("t",),
        "export": ("E",),
        "keys": ("question_mark",),
        "history": ("H",),
        "sources": ("S", "type:learning", "enter"),
        "search": ("slash", "type:alli"),
        "nothing": ("type:zebra", "enter"),
    },
    (FULL, (120, 40)): {"references": ("r",), "duplicates": ("D",), "library": ("3", "down", "space")},
    (FULL, (200, 60)): {"library": ()},
    (FULL, (20, 5)): {"library": ()},
    (EMPTY, (80, 24)): {"library": ()},
}
"""Which library at which size, then screens by name: the keys that lead to each from the library."""


def made(tour: tuple[str, tuple[int, int]]) -> dict[str, str]:
    """The screens of a tour as text, made now, by the name of their file."""
    return asyncio.run(_made(tour))


def _calls(library: str) -> FakeCalls:
    if library == EMPTY:
        return FakeCalls(())
    calls = FakeCalls()
    calls.lines[1] = (
        results.Line("Gulati 1995", calls.rows[4]),
        results.Line("Hamel 1991", calls.rows[5]._replace(kept=False)),
        results.Line("Peterson, R. B. & Shimada, J. Y. 1977. Sources of problems [/x]", None, year=1977),
    )
    calls.questions = [question()]
    return calls


async def _made(tour: tuple[str, tuple[int, int]]) -> dict[str, str]:
    library, size = tour
    app = screen.make(_calls(library), FakeDesk())
    out = {}
    async with app.run_test(size=size) as pilot:
        await screen.settle(pilot)
        for name, keys in TOURS[tour].items():
            await screen.press(pilot, *keys)
            file = f"{'empty' if library == EMPTY else name}_{size[0]}x{size[1]}"
            out[file] = screen.text(app).rstrip("\n") + "\n"
            while len(app.screen_stack) > 1:
                await app.pop_screen()
            await screen.settle(pilot)
    return out


def main() -> None:
    """Write all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for tour in TOURS:
        for name, text in made(tour).items():
            (FOLDER / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Reading the screen as a person would: as lines of text."""

from __future__ import annotations

from typing import Any

from litreview.tui.app import LitreviewApp
from tests.tui.fake import FakeCalls, FakeDesk


def make(calls: FakeCalls | None = None, desk: Any = None) -> LitreviewApp:
    """The program on a library in memory."""
    return LitreviewApp(desk or FakeDesk(), calls or FakeCalls())


def lines(app: LitreviewApp) -> list[str]:
    """What the screen shows, line by line."""
    width, height = app.size
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips[:height]]


def text(app: LitreviewApp) -> str:
    """The whole screen."""
    return "\n".join(lines(app))


async def settle(pilot: Any) -> None:
    """Wait until every act has answered and its answer is painted."""
    for _ in range(4):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Any, *keys: str) -> None:
    """Press keys, then wait for what they did."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)

"""Reading the screen as a person would, as lines of text; pressing keys without idle waiting."""

from __future__ import annotations

import unicodedata
from typing import Any

from textual import events
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key

from litreview.tui.app import LitreviewApp
from tests.tui.fake import FakeCalls, FakeDesk


def make(calls: FakeCalls | None = None, desk: Any = None) -> LitreviewApp:
    """The program on a library in memory."""
    return LitreviewApp(desk or FakeDesk(), calls or FakeCalls())


def lines(app: LitreviewApp) -> list[str]:
    """What the screen shows, line by line."""
    _, height = app.size
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips[:height]]


def text(app: LitreviewApp) -> str:
    """The whole screen."""
    return "\n".join(lines(app))


async def settle(pilot: Any) -> None:
    """Wait until every act has answered and its answer is painted."""
    quiet = 0
    while quiet < 2:
        await pilot._wait_for_screen()
        busy = [worker for worker in pilot.app.workers if not worker.is_finished]
        quiet = 0 if busy or pilot.app.asking.busy or not pilot.app.key_queue.empty else quiet + 1
        await pilot.app.workers.wait_for_complete(busy)
        await pilot._wait_for_screen()
        pilot.app.screen._on_timer_update()
        await pilot._wait_for_screen()


async def press(pilot: Any, *keys: str) -> None:
    """Press keys, waiting after each for what it did; ``type:words`` types letters in a row."""
    for key in keys:
        for one in key.removeprefix("type:") if key.startswith("type:") else (key,):
            _send(pilot.app, one)
            await pilot._wait_for_screen()
        await settle(pilot)


async def rush(pilot: Any, *keys: str) -> None:
    """Press keys at once, as a fast typist or a paste over a slow line does, and wait at the end."""
    for key in keys:
        for one in key.removeprefix("type:") if key.startswith("type:") else (key,):
            _send(pilot.app, one)
    await settle(pilot)


def _send(app: LitreviewApp, key: str) -> None:
    name = _character_to_key(key) if len(key) == 1 and not key.isalnum() else key
    try:
        letter: str | None = unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(name, name)))
    except KeyError:
        letter = key if len(key) == 1 else None
    event = events.Key(name, letter)
    event.set_sender(app)
    app._driver.send_message(event)

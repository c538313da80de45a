"""Keys one after the other: each sees the focus that the key before it left behind.

Textual hands a key to the widget that has the focus when the key arrives. Keys that come fast (a quick
typist, a slow line) arrive before the key in front has moved the focus: ``/cite`` would trace citations
and take works out of the library. So a key waits until the one before it has gone its whole way, and a
window that opens with a field keeps the keys that come before its field is there.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen

if TYPE_CHECKING:
    from textual.widgets import Input, TextArea


class KeyDone(Message):
    """Goes behind a key, from widget to widget up to the program."""


class KeyQueue:
    """The keys that wait, and the one that is on its way."""

    def __init__(self, app: App[Any], send: Callable[[events.Event], Awaitable[None]]) -> None:
        self._app = app
        self._send = send
        self._waiting: deque[events.Key] = deque()
        self._under_way: KeyDone | None = None
        self._looked_at: KeyDone | None = None

    @property
    def empty(self) -> bool:
        """Whether every key has gone its whole way."""
        return not self._waiting and self._under_way is None

    async def take(self, event: events.Key) -> None:
        """Send a key, or let it wait for its turn."""
        self._waiting.append(event)
        await self._next()

    async def done(self) -> None:
        """The key that was under way has arrived."""
        self._under_way = None
        await self._next()

    async def look(self) -> None:
        """Called now and then: a key whose widget went away meanwhile holds nobody up."""
        if self._under_way is not None and self._looked_at is self._under_way:
            await self.done()
        self._looked_at = self._under_way

    async def _next(self) -> None:
        while self._waiting and self._under_way is None:
            key, behind = self._waiting.popleft(), KeyDone()
            target = self._app.focused or self._app.screen
            self._under_way = behind
            await self._send(key)
            if not target.post_message(behind):
                self._under_way = None


class TypedInto:
    """What a screen with a field adds: keys wait in ``early`` until the field has the focus."""

    AUTO_FOCUS: ClassVar[str | None] = ""
    early: list[events.Key] | None = None

    def expect(self) -> None:
        """The field will open: keep keys for it."""
        self.early = []

    def open_field(self, field: Input | TextArea) -> None:
        """The field is there: give it the focus and the keys that waited."""
        waiting, self.early = self.early or [], None
        assert isinstance(self, Screen)
        self.set_focus(field)
        for event in waiting:
            field._forward_event(events.Key(event.key, event.character).set_sender(field.app))


def kept_for_field(screen: Screen[Any], event: events.Key) -> bool:
    """Whether a key was kept for a field that is about to open."""
    if isinstance(screen, TypedInto) and screen.early is not None:
        screen.early.append(event)
        return True
    return False

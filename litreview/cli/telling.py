"""Progress on stderr: one line that changes on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TextIO

from litreview.cli.printing import clip
from litreview.cli.terminal import Screen
from litreview.model.text import printable, printable_block

if TYPE_CHECKING:
    from litreview.model.clock import Clock
    from litreview.model.event import Event

_REDRAW = 0.1
_FIRST_LINE, _NEXT_LINE = 1.0, 5.0


class Teller:
    """Says how far the work is. May be called from any thread; loses events rather than time."""

    def __init__(self, stream: TextIO, screen: Screen, clock: Clock) -> None:
        self._stream = stream
        self._screen = screen
        self._clock = clock
        self._lock = threading.Lock()
        self._parts: dict[tuple[str, str], Event] = {}
        self._due = clock.monotonic() + (0 if screen.width else _FIRST_LINE)
        self._drawn = False

    def __call__(self, event: Event, /) -> None:
        if "\n" in event.sentence:
            self._say(event.sentence)
            return
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._parts.pop((event.what, event.part), None)
            self._parts[event.what, event.part] = event
            now = self._clock.monotonic()
            if now >= self._due:
                self._due = now + (_REDRAW if self._screen.width else _NEXT_LINE)
                self._show(event)
        except (OSError, ValueError):
            self._due = float("inf")  # nobody listens any more
        finally:
            self._lock.release()

    def end(self) -> None:
        """Take the changing line away; what comes next stands in its place."""
        with self._lock:
            if self._drawn:
                self._stream.write("\r\x1b[2K")
                self._stream.flush()
            self._drawn = False
            self._due = float("inf")

    def _say(self, lines: str) -> None:
        """Several lines are no progress but a message: they are said whole, and stay."""
        with self._lock, suppress(OSError, ValueError):
            erase = "\r\x1b[2K" if self._drawn else ""
            print(erase + printable_block(lines), file=self._stream, flush=True)
            self._drawn = False

    def _show(self, event: Event) -> None:
        if self._screen.width is None:
            print(said(event), file=self._stream, flush=True)
            return
        latest = [one for one in self._parts.values() if one.what == event.what]
        line = " · ".join(said(one) for one in latest[-4:])
        self._stream.write("\r\x1b[2K" + clip(line, self._screen.width - 1))
        self._stream.flush()
        self._drawn = True


def said(event: Event) -> str:
    """One event in words: ``Crossref: 20 records (20 of 50)``."""
    words = printable(event.sentence) or " ".join(word for word in (event.what, event.part) if word)
    if event.total and f"{event.total:,}" not in words:
        words += f" ({event.done:,} of {event.total:,})"
    if event.waiting >= 1:
        words += f", waiting {event.waiting:.0f} s"
    return words

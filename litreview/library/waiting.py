"""Who waits to write: a mark beside the library, so that background work makes room for a person.

SQLite does not tell the holder of its lock that somebody waits. An empty file does; it costs nothing
where nobody waits, and a mark that a killed process left behind is soon too old to count.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from litreview.model.clock import Clock

OLD = 2.0
"""Seconds after which a mark counts no more; one who still waits renews it long before."""


class Waiting:
    """The mark of one library, from the side of those who wait and of the one who makes room."""

    def __init__(self, library: Path, clock: Clock) -> None:
        self._clock = clock
        self._mark = library.with_name(library.name + "-waiting")
        self.said = False

    def say(self) -> None:
        """Say that somebody waits. Where the folder cannot be written nobody hears it, and waits longer."""
        self.said = True
        with suppress(OSError):
            self._mark.touch()

    def done(self) -> None:
        """The wait is over."""
        if self.said:
            self.said = False
            with suppress(OSError):
                self._mark.unlink(missing_ok=True)

    def anybody(self) -> bool:
        """Whether somebody waits now."""
        try:
            return abs(self._clock.now().timestamp() - self._mark.stat().st_mtime) < OLD
        except OSError:
            return False

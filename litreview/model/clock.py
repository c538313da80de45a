"""What a clock is. The one real clock stands in `desk.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present, with its zone (UTC)."""
        ...

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait in short slices; raises `Stopped` as soon as the person stops the work."""
        ...

"""How fast a source may be asked: slots shared by processes, limits learned from its answers."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

from litreview.model.clock import Clock
from litreview.sources.wire import gap_of

if TYPE_CHECKING:
    from litreview.sources.source import Declared

SLOWEST = 30.0
"""Longest gap, in seconds, that refusals alone can bring about."""

_REFUSALS = 5
_REST = 300.0
_TRUST_AGAIN = 10


class PaceKeeper(Protocol):
    """Where the next free moment of each source and route is kept, for all processes of a machine."""

    def reserve(self, source: str, route: str, gap: float) -> float:
        """Take the next slot, ``gap`` seconds or more after the last; the seconds to wait for it."""
        ...

    def hold(self, source: str, route: str, seconds: float) -> None:
        """Give no slot before so many seconds have passed."""
        ...


class MemoryPace:
    """A pace keeper of one process, for want of a shared file."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._next: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def reserve(self, source: str, route: str, gap: float) -> float:
        """The seconds to wait for the slot that is now taken."""
        with self._lock:
            now = self._clock.monotonic()
            slot = max(now, self._next.get((source, route), now))
            self._next[source, route] = slot + gap
            return slot - now

    def hold(self, source: str, route: str, seconds: float) -> None:
        """Give no slot before so many seconds have passed."""
        with self._lock:
            until = self._clock.monotonic() + seconds
            self._next[source, route] = max(self._next.get((source, route), until), until)


class Pacer:
    """What is known of each source's limits in this run.

    A refusal (429) doubles the gap up to `SLOWEST`, ten answers in a row halve it again. Five
    refusals in a row, whatever the route, send the source to rest for five minutes.
    """

    def __init__(
        self,
        keeper: PaceKeeper,
        factors: Mapping[str, float],
        clock: Clock,
        elsewhere: Mapping[str, str] | None = None,
    ) -> None:
        self._keeper = keeper
        self._factors = factors
        self._elsewhere = elsewhere or {}
        self._clock = clock
        self._learned: dict[tuple[str, str], float] = {}
        self._slow: dict[tuple[str, str], float] = {}
        self._good: dict[tuple[str, str], int] = {}
        self._refusals: dict[str, int] = {}
        self._resting: dict[str, float] = {}

    def factor(self, source: Declared) -> float:
        """What this source's own waits are multiplied by; 0 = no waiting."""
        return self._factors.get(source.name, 1.0)

    def allowed_gap(self, source: Declared, route: str) -> float:
        """Seconds between two requests on a route, as declared or learned from its limits."""
        start = source.pace.get(route, source.pace.get("list", 1.0))
        return self._learned.get((source.name, route), start)

    def gap(self, source: Declared, route: str) -> float:
        """Seconds between two requests that we keep: longer after refusals, scaled by the factor."""
        gap = self.allowed_gap(source, route)
        slow = self._slow.get((source.name, route), 1.0)
        return max(gap, min(gap * slow, SLOWEST)) * self.factor(source)

    def reserve(self, source: Declared, route: str) -> float:
        """Seconds to wait before the next request."""
        gap = self.gap(source, route)
        return self._keeper.reserve(self._name(source), route, gap) if gap > 0 else 0.0

    def hold(self, source: Declared, route: str, seconds: float) -> None:
        """The service wants quiet for so many seconds: every process keeps it."""
        self._keeper.hold(self._name(source), route, seconds)

    def _name(self, source: Declared) -> str:
        """Whose pace it is: a source at another address (a mirror, the stand-in) is another server."""
        address = self._elsewhere.get(source.name)
        return f"{source.name} at {address}" if address else source.name

    def sent_late(self, source: Declared, route: str) -> None:
        """A request went out some time after its slot: the gap counts from now."""
        if (gap := self.gap(source, route)) > 0:
            self.hold(source, route, gap)

    def answered(self, source: Declared, route: str, headers: Mapping[str, str]) -> None:
        """Learn from an answer that was no refusal."""
        key = (source.name, route)
        self.learn(source, route, headers)
        self._refusals[source.name] = 0
        self._good[key] = self._good.get(key, 0) + 1
        if self._good[key] >= _TRUST_AGAIN and key in self._slow:
            self._good[key] = 0
            self._slow[key] = max(self._slow[key] / 2, 1.0)

    def refused(self, source: Declared, route: str, headers: Mapping[str, str]) -> None:
        """Learn from a 429."""
        key = (source.name, route)
        self.learn(source, route, headers)
        self._good[key] = 0
        self._slow[key] = min(self._slow.get(key, 1.0) * 2, 64.0)
        self._refusals[source.name] = self._refusals.get(source.name, 0) + 1
        if self._refusals[source.name] >= _REFUSALS:
            self._resting[source.name] = self._clock.monotonic() + _REST
            self._refusals[source.name] = 0

    def learn(self, source: Declared, route: str, headers: Mapping[str, str]) -> None:
        """Take over the limits that an answer's headers tell."""
        told = gap_of(headers)
        if told is not None:
            self._learned[source.name, route] = told

    def resting(self, source: Declared) -> float:
        """Seconds for which a source is not asked any more; 0 where it may be."""
        return max(self._resting.get(source.name, 0.0) - self._clock.monotonic(), 0.0)

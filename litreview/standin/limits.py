"""The services' real limits: requests a second by service, route and pool, and how many at once.

Crossref announces its limits in headers; Semantic Scholar allows one request a second over all
routes and announces nothing. The RePEc services publish no numbers, so none are kept for them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import NamedTuple

from litreview.standin.wire import Request


class Pool(NamedTuple):
    """A limit: so many requests in ``interval`` seconds, so many at the same time."""

    name: str
    limit: int
    interval: float = 1.0
    concurrency: int | None = None


CROSSREF_POOLS = {
    "public-single": Pool("public-single", 5, 1.0, 1),
    "public-array": Pool("public-array", 1, 1.0, 1),
    "polite-single": Pool("polite-single", 10, 1.0, 3),
    "polite-array": Pool("polite-array", 3, 1.0, 3),
}
"""Crossref's pools as seen in autumn 2026; "array" is every route that returns items."""

SEMANTIC_SCHOLAR_POOL = Pool("semantic_scholar", 1)
"""One request a second over all routes together."""

GENEROUS = Pool("polite", 50)
"""What Crossref announced until 2022, and what the stand-in announces while it keeps no limit."""

_SLACK = 0.02
"""Part of the interval by which a punctual client may be early: clocks differ a little."""


def pool_of(service: str, request: Request) -> Pool | None:
    """The pool that a request falls into; None where the service has no known limit."""
    if service == "semantic_scholar":
        return SEMANTIC_SCHOLAR_POOL
    if service != "crossref":
        return None
    polite = "mailto" in request.asked or "mailto:" in request.headers.get("user-agent", "")
    single = request.path.removeprefix("/v1").startswith("/works/") and len(request.path) > len("/works/")
    return CROSSREF_POOLS[f"{'polite' if polite else 'public'}-{'single' if single else 'array'}"]


def announced(service: str, pool: Pool | None) -> tuple[tuple[str, str], ...]:
    """The headers in which a service tells its limit."""
    if service != "crossref" or pool is None:
        return ()
    headers = (
        ("x-rate-limit-limit", str(pool.limit)),
        ("x-rate-limit-interval", f"{pool.interval:.0f}s"),
        ("x-api-pool", pool.name),
    )
    return (*headers, ("x-concurrency-limit", str(pool.concurrency))) if pool.concurrency else headers


class Limits:
    """Counts requests by pool over a sliding interval of the clock that it is given."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._served: dict[str, deque[float]] = {}
        self._running: dict[str, int] = {}
        self._lock = Lock()

    def enter(self, pool: Pool) -> bool:
        """Let a request in, or refuse it. A request let in must `leave` again."""
        now = self._monotonic()
        with self._lock:
            served = self._served.setdefault(pool.name, deque())
            while served and now - served[0] >= pool.interval * (1 - _SLACK):
                served.popleft()
            running = self._running.get(pool.name, 0)
            if len(served) >= pool.limit or (pool.concurrency and running >= pool.concurrency):
                return False
            served.append(now)
            self._running[pool.name] = running + 1
            return True

    def leave(self, pool: Pool) -> None:
        """A request that was let in is answered."""
        with self._lock:
            self._running[pool.name] -= 1

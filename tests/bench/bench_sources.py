"""How near the sources come to the limits of the services, and that they never go beyond.

    python -m tests.bench.bench_sources [--seconds N] [--json FILE]

Asks the stand-in with its real limits switched on, by the real clock. "bound" is what the limit
allows, "share" how much of it was used, "refused" how often the service said 429.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from litreview.model.identifiers import Identifier
from litreview.sources.http import HttpNet
from litreview.sources.source import load
from litreview.standin.server import StandIn


class RealClock:
    """The clock of this machine."""

    monotonic = staticmethod(time.monotonic)
    sleep = staticmethod(time.sleep)

    def now(self) -> datetime:
        return datetime.now(UTC)


def known(number: int) -> Identifier:
    """A DOI of which nobody knows; each is asked for once."""
    return Identifier("doi", f"10.1287/bench.{number}")


def singles(net: HttpNet, number: int) -> None:
    """One work of Crossref (which is not known, hence also its agency)."""
    list(load("crossref").look_up(net, [known(number)]))  # type: ignore[attr-defined]


def lists(net: HttpNet, number: int) -> None:
    """One request to Crossref's list route, by our own door."""
    source: Any = load("crossref")
    net.get(source.declared, f"{net.base(source.declared)}/works?query=trust&rows=1&offset={number}", route="list", private={"mailto": "you@example.org"})  # fmt: skip


def batches(net: HttpNet, number: int) -> None:
    """One batch of Semantic Scholar."""
    list(load("semantic_scholar").look_up(net, [known(number)]))  # type: ignore[attr-defined]


CASES: dict[str, tuple[str, float, Callable[[HttpNet, int], None]]] = {
    "Crossref, single works": ("crossref", 10.0, singles),
    "Crossref, lists": ("crossref", 3.0, lists),
    "Semantic Scholar with key, batches": ("semantic_scholar", 1.0, batches),
}


def measure(
    service: str, bound: float, ask: Callable[[HttpNet, int], None], seconds: float
) -> dict[str, Any]:
    """Requests a second of one case."""
    told: list[Any] = []
    with StandIn(limits=True) as server:
        net = HttpNet(
            clock=RealClock(),
            tell=told.append,
            user_agent="litreview/bench",
            addresses=server.addresses,
            secrets={"mailto": "you@example.org", "semantic_scholar_key": "k"},
        )
        ask(net, 0)  # connects, and learns the pace
        before, began, number = len(server.asked(service)), time.monotonic(), 0
        while time.monotonic() - began < seconds:
            ask(net, number := number + 1)
        rate = (len(server.asked(service)) - before) / (time.monotonic() - began)
        net.close()
    refused = sum("429" in event.sentence for event in told)
    return {"bound": bound, "per_second": round(rate, 2), "share": round(rate / bound, 2), "refused": refused}


def main() -> None:
    """Print one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table = {name: measure(*case, options.seconds) for name, case in CASES.items()}
    print(f"{'':36} {'bound/s':>8} {'got/s':>8} {'share':>6} {'refused':>8}")
    for name, row in table.items():
        print(
            f"{name:36} {row['bound']:8.1f} {row['per_second']:8.2f} {row['share']:6.0%} {row['refused']:8}"
        )
    if options.json:
        options.json.write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()

"""Asking the sources whether they can be reached from here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from litreview.acts.results import Finding
from litreview.errors import KeyRefused, LitreviewError
from litreview.sources import source as sources

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.http import HttpNet
    from litreview.sources.source import Declared


def reaching(desk: Desk) -> list[Finding]:
    """A finding for each source that has an address: one request to its home, within its pace."""
    declared = [source.declared for source in sources.load_all() if source.declared.url]
    net = desk.net()
    try:
        with ThreadPoolExecutor(max_workers=len(declared)) as pool:
            return list(pool.map(lambda one: _reach(net, one), declared))
    finally:
        net.close()


def _reach(net: HttpNet, source: Declared) -> Finding:
    """Any answer will do, "not found" and "refused" too: somebody is there, and nothing was asked for."""
    try:
        answer = net.get(source, net.base(source) + "/", route=next(iter(source.pace), "list"), fresh=True)
    except KeyRefused:
        return Finding(source.title, "ok", "is reachable (its bare address is refused)")
    except LitreviewError as error:
        return Finding(source.title, "warning", error.sentence, error.hint or "Try again later.")
    return Finding(source.title, "ok", f"is reachable (answered {answer.status})")

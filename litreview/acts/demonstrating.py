"""The demo: the whole job, offline, on a sample of real works. And its server alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litreview.acts import asking, reading, refreshing, searching, tracing
from litreview.acts.adding import all_pages
from litreview.acts.results import Demonstrated, SourceReport
from litreview.errors import Misused
from litreview.model.event import Event
from litreview.model.record import Page
from litreview.model.text import number_of
from litreview.settings import SourceSettings, sample_library
from litreview.sources import source as sources
from litreview.sources.source import ReadsPages, Searches, SourceQuery

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.source import Net, Source

PACE = 0.005
"""What the waits of every source are multiplied with: the stand-in is ours and needs no courtesy."""

QUERIES = ("strategic alliances", "interorganizational learning", "knowledge transfer", "trust")
ITEMS = (
    "https://ideas.repec.org/a/inm/ororsc/v9y1998i3p285-305.html",
    "https://ideas.repec.org/a/inm/orisre/v13y2002i3p334-359.html",
    "https://ideas.repec.org/p/unm/unumer/2018022.html",
)


class Wanted(NamedTuple):
    """What the demo asks of one source: searches, up to so many records each, and addresses."""

    queries: tuple[str, ...] = ()
    limit: int = 200
    addresses: tuple[str, ...] = ()


PLAN: dict[str, Wanted] = {
    "crossref": Wanted(QUERIES),
    "semantic_scholar": Wanted(QUERIES),
    "econpapers": Wanted(("trust",), 20),
    "ideas": Wanted(addresses=ITEMS),
    "repec_archive": Wanted(addresses=("RePEc:inm",)),
}

START_SET = 25


def demo(desk: Desk, screen: bool = True) -> Demonstrated:
    """Fetch from all three sources, deduplicate, store, trace, count; report each step.

    Works on a library of its own; the sources are the ordinary ones, pointed at the stand-in.
    A second run adds a run to the log and nothing else.
    """
    from litreview.standin.server import StandIn

    clock = desk.clock
    started = clock.monotonic()
    serving = ExitStack()
    addresses = serving.enter_context(StandIn()).addresses
    there = desk.at(
        _library_path(desk), {n: SourceSettings(url, PACE) for n, url in addresses.items()}, serving
    )
    steps = [
        "The stand-in serves the sample on this machine; nothing leaves it.",
        f"The library is {there.library_path}.",
        f"Waits between requests are cut to {PACE:.1%}: the server is ours.",
    ]
    with asking.running(there, "demo", "; ".join(QUERIES)) as run:
        found = asking.gather(there, "search", [sources.load(name) for name in PLAN], _fetch, run=run)
        steps += [_said(report) for report in found.reports]
        kept = _keep_all(there, found.records)
        works = list(dict.fromkeys(there.library.works.of_records(found.records).values()))
        steps.append(_deduplicated(found, works, kept))
        lists = tracing.fetch_lists(there, _start_set(there), "both", None, tracing.MOST, run)
        steps += [f"references and cited by: {_said(report)}" for report in lists]
        counted = refreshing.refresh(there, run=run)
        steps += [f"counts: {_said(report)}" for report in counted.reports]
    total = there.library.works.count()
    steps.append(
        f"{number_of(total)} in the library, {number_of(there.library.works.count(True))} outside it."
    )
    return Demonstrated(
        library=str(there.library_path),
        steps=tuple(steps),
        records={report.source: report.got for report in found.reports},
        works=len(works),
        kept=total,
        questions=there.library.works.question_count(),
        seconds=round(clock.monotonic() - started, 2),
        open_screen=screen,
        desk=there,
    )


def standin(desk: Desk, port: int = 8765, limits: bool = False, fault: Sequence[str] = ()) -> None:
    """Serve the sample until stopped, and print the settings that point litreview at it.

    Raises `Misused` for a fault that does not exist or a port that is taken.
    """
    from litreview.standin.server import StandIn

    try:
        server = StandIn(port=port, limits=limits, faults=tuple(fault))
    except ValueError as wrong:
        raise Misused(str(wrong), "See `litreview standin --help`.") from None
    except OSError as wrong:
        raise Misused(f"Port {port} cannot be served ({wrong.strerror}).", "Try --port 0.") from None
    with server:
        lines = [f"LITREVIEW_{name.upper()}_URL={address}" for name, address in server.addresses.items()]
        desk.tell(Event("standin", "\n".join([*lines, "Ctrl-C stops it."])))
        while True:
            desk.clock.sleep(3600)


def _library_path(desk: Desk) -> Path:
    return desk.library_path if desk.library_named else sample_library()


def _fetch(source: Source, net: Net) -> Iterator[Page]:
    wanted = PLAN[source.declared.name]
    for query in wanted.queries:
        if isinstance(source, Searches):
            yield from searching.pages_of(SourceQuery(text=query, limit=wanted.limit))(source, net)
    for named in wanted.addresses:
        if isinstance(source, ReadsPages) and (address := source.address_of(named)):
            yield from all_pages(source, net, address)


def _start_set(desk: Desk) -> list[int]:
    return list(reading.find(desk, "", sort="cited").ids[:START_SET])


def _keep_all(desk: Desk, records: Sequence[int]) -> int:
    """Keep the sample. No act of the person's: undo on the screen takes back what they did there."""
    fresh = desk.library.words.unsaid(records, by_work=True)
    if fresh:
        with desk.library.write("keep"):
            desk.library.words.keep(fresh)
        desk.library.catch_up()
    return len(fresh)


def _said(report: SourceReport) -> str:
    asked = number_of(len(report.asked), "request")
    line = f"{report.title}: {number_of(report.got, 'record')} in {asked}"
    return f"{line}. {report.sentence}" if report.sentence else line


def _deduplicated(found: asking.Gathered, works: list[int], kept: int) -> str:
    return (
        f"{number_of(len(found.records), 'record')} describe {number_of(len(works))}; "
        f"{number_of(found.outside, 'listed record')} stay outside; {number_of(kept, 'record')} kept now."
    )

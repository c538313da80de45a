"""How acts ask several sources at once: a thread for each, one intake, a report for every source."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litreview.acts.results import SourceReport
from litreview.errors import KeyRefused, LitreviewError, Stopped
from litreview.intake.intake import Intake, TakenIn
from litreview.model.event import Event
from litreview.model.record import Failure, Miss, Page
from litreview.model.text import number_of
from litreview.sources import source as sources

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.source import Net, Source

log = logging.getLogger(__name__)

Job = Callable[["Source", "Net"], Iterator[Page]]


def trust(source: str, field_name: str) -> int:
    """How far a source is believed on a field, 0 to 100; files that people keep are believed most."""
    if source not in sources.REGISTRY:
        return 60
    declared = sources.load(source).declared
    return declared.trust.get(field_name, declared.trust_default)


def intake_of(desk: Desk) -> Intake:
    """The intake of a desk's library."""
    return Intake(desk.library, trust=trust, tell=desk.tell, check_stopped=desk.check_stopped)


def would_ask(source: Source, what: str) -> SourceReport:
    """What a dry run says of a source."""
    declared = source.declared
    return SourceReport(declared.name, declared.title, "skipped", sentence=f"would be asked for {what}")


@dataclass
class _Tally:
    """What one source has done so far."""

    source: Source
    asked: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    misses: list[Miss] = field(default_factory=list)
    total: int | None = None
    got: int = 0
    new: int = 0
    hidden: int = 0
    next: str | None = None
    fault: LitreviewError | None = None

    def add(self, page: Page, taken: TakenIn) -> None:
        self.asked.append(page.asked)
        self.failures += page.failures
        self.misses += page.misses
        self.total = page.total if page.total is not None else self.total
        self.got += len(page.said)
        self.new += taken.new
        self.hidden += page.hidden
        self.next = page.next

    def report(self) -> SourceReport:
        declared = self.source.declared
        return SourceReport(
            source=declared.name,
            title=declared.title,
            state=self._state(),
            asked=tuple(self.asked),
            total=self.total,
            got=self.got,
            new=self.new,
            hidden=self.hidden,
            sentence=str(self.fault) if self.fault else "",
            failures=tuple(self.failures),
            misses=tuple(self.misses),
        )

    def _state(self) -> str:
        if self.fault is not None:
            if self.got:
                return "partly"
            if isinstance(self.fault, Stopped):
                return "stopped"
            return "refused" if isinstance(self.fault, KeyRefused) else "unreachable"
        if not all(failure.mended for failure in self.failures):
            return "partly"
        return "answered" if self.got else "nothing"


class Gathered:
    """Everything that a run over several sources brought. ``records`` are the main ones, in order,
    ``fresh`` those of them that nobody had told before."""

    def __init__(self) -> None:
        self.reports: tuple[SourceReport, ...] = ()
        self.records: list[int] = []
        self.fresh: set[int] = set()
        self.new = 0
        self.known = 0
        self.outside = 0
        self.doubted = 0
        self.pages: list[tuple[str, Page]] = []

    def add(self, taken: TakenIn) -> None:
        self.records = list(dict.fromkeys([*self.records, *taken.main]))
        self.fresh |= {one.record_id for one in taken.each if one.state == "new"}
        self.new += taken.new
        self.known += taken.known
        self.outside += taken.outside
        self.doubted += taken.doubted

    @property
    def answered(self) -> bool:
        return any(report.answered for report in self.reports)


def gather(
    desk: Desk, what: str, asked: Sequence[Source], job: Job, *, run: int, keep_pages: bool = False
) -> Gathered:
    """Run ``job`` on each source in a thread of its own, and take in the pages as they come.

    A source that fails leaves the others alone. Stopping keeps what was taken in and raises
    `Stopped` after every thread has ended.
    """
    gathered = Gathered()
    tallies = {source.declared.name: _Tally(source) for source in asked}
    pages: queue.Queue[tuple[str, Page | LitreviewError | None]] = queue.Queue(maxsize=8)
    net = desk.net()
    threads = [
        threading.Thread(target=_ask, args=(desk, source, net, job, pages), daemon=True) for source in asked
    ]
    intake = intake_of(desk)
    for thread in threads:
        thread.start()
    try:
        _take_in_all(desk, what, pages, tallies, intake, gathered, run, keep_pages)
    except BaseException:  # also Ctrl-C: no thread may go on asking for nobody
        desk.stop()
        _drain(pages, threads)
        raise
    finally:
        net.close()
        gathered.reports = tuple(tally.report() for tally in tallies.values())
        _note(desk, run, tallies)
    desk.check_stopped()
    return gathered


def _ask(desk: Desk, source: Source, net: Net, job: Job, pages: queue.Queue[Any]) -> None:
    name = source.declared.name
    try:
        for page in job(source, net):
            desk.check_stopped()
            pages.put((name, page))
        pages.put((name, None))
    except LitreviewError as fault:
        pages.put((name, fault))
    except Exception as fault:  # a reader's own mistake must not take the other sources down
        log.exception("reading %s failed", name)
        pages.put((name, LitreviewError(f"{source.declared.title} could not be read ({fault!r}).")))


def _take_in_all(
    desk: Desk,
    what: str,
    pages: queue.Queue[tuple[str, Page | LitreviewError | None]],
    tallies: dict[str, _Tally],
    intake: Intake,
    gathered: Gathered,
    run: int,
    keep_pages: bool,
) -> None:
    running = set(tallies)
    while running:
        name, page = pages.get()
        tally = tallies[name]
        if not isinstance(page, Page):
            running.discard(name)
            tally.fault = page
            continue
        taken = intake.take_in(
            page.said,
            run=run,
            day=page.day or desk.today(),
            reader=tally.source.declared.reader,
            source=name,
        )
        tally.add(page, taken)
        gathered.add(taken)
        if keep_pages:
            gathered.pages.append((name, page))
        sentence = f"{tally.source.declared.title}: {number_of(tally.got, 'record')}"
        known = tally.total is not None and tally.total >= tally.got
        desk.tell(Event(what, sentence, name, tally.got, tally.total if known else None))


def _drain(pages: queue.Queue[Any], threads: Sequence[threading.Thread]) -> None:
    while any(thread.is_alive() for thread in threads):
        try:
            pages.get(timeout=0.05)
        except queue.Empty:
            continue


def _note(desk: Desk, run: int, tallies: dict[str, _Tally]) -> None:
    with desk.library.write("run"):
        for name, tally in tallies.items():
            report = tally.report()
            desk.library.runs.note(
                run,
                name,
                asked="\n".join(tally.asked),
                found=tally.got,
                new=tally.new,
                failed=len(tally.failures),
                hidden=tally.hidden,
                next=tally.next,
                state=report.state,
                sentence=report.sentence,
            )


@contextmanager
def running(
    desk: Desk, act: str, asked: str = "", run: int | None = None, name: str | None = None
) -> Iterator[int]:
    """A run in the log, closed at the end whatever happens; ``run`` goes on with one that is open,
    ``name`` is that of a saved search."""
    if run is not None:
        yield run
        return
    with desk.library.write("run"):
        own = desk.library.runs.start(act, asked, name)
    try:
        yield own
    finally:
        with desk.library.write("run"):
            desk.library.runs.finish(own)

"""Citation counts of today, and when to ask again."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.results import CountChange, Refreshed, Schedule
from litreview.errors import NothingFound
from litreview.model.identifiers import Identifier
from litreview.model.record import Page
from litreview.model.text import number_of
from litreview.sources import source as sources
from litreview.sources.source import Counts

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.model.row import CountSaid
    from litreview.sources.source import Net, Source


def refresh(
    desk: Desk,
    works: Sequence[str | int] = (),
    source: str | None = None,
    due: int | None = None,
    limit: int | None = None,
    dry_run: bool = False,
    run: int | None = None,
) -> Refreshed:
    """Ask the sources for the counts of works: those named, or all kept that are due.

    A count that falls to zero suddenly is not believed. Raises `NothingFound` where no work is due
    or none has an identifier that a source knows.
    """
    ids = choosing.work_ids(desk, works) if works else _due(desk, due, limit)
    plan = _plan(desk, ids, source)
    if not plan:
        raise NothingFound(
            "There is nothing to refresh.", "No work is due, or none has an identifier to ask by."
        )
    if dry_run:
        return Refreshed(
            len(ids),
            tuple(
                asking.would_ask(one, f"the counts of {number_of(len(wanted))}")
                for one, wanted in plan.items()
            ),
            dry_run=True,
        )
    before = desk.library.counts.latest(ids)
    with asking.running(desk, "refresh", f"counts of {number_of(len(ids))}", run) as own:
        gathered = asking.gather(desk, "refresh", list(plan), _pages_of(plan), run=own)
    after = desk.library.counts.latest(ids)
    changed = tuple(_changes(desk, before, after))
    told = {report.source for report in gathered.reports if report.got}
    unchanged = sum(count.source in told for counts in after.values() for count in counts) - len(changed)
    return Refreshed(len(ids), gathered.reports, changed, max(unchanged, 0), gathered.doubted)


def schedule(desk: Desk, every: str = "week") -> Schedule:
    """The line that makes this machine refresh the counts regularly; nothing is installed."""
    when = {"day": "15 6 * * *", "week": "15 6 * * 1", "month": "15 6 1 * *"}[every]
    days = {"day": 1, "week": 7, "month": 30}[every]
    program = shutil.which("litreview") or f"{sys.executable} -m litreview"
    command = f'{program} --library "{desk.library_path.resolve()}" refresh --due {days} --no-input'
    if sys.platform == "win32":
        kind = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}[every]
        escaped = command.replace('"', '\\"')
        line = f'schtasks /Create /TN litreview /SC {kind} /ST 06:15 /TR "{escaped}"'
        return Schedule(every, line, "Run this line once in a Command Prompt.")
    return Schedule(every, f"{when} {command}".replace("%", "\\%"), "Add this line by `crontab -e`.")


def _due(desk: Desk, days: int | None, limit: int | None) -> list[int]:
    today = desk.clock.now().date()
    back = timedelta(days=min(days or 0, today.toordinal() - 1))  # there is no day before 0001-01-01
    before = (today - back).isoformat() if days is not None else "9999-12-31"
    return desk.library.counts.due(before, limit or 1_000_000_000)


def _plan(desk: Desk, ids: Sequence[int], names: str | None) -> dict[Source, list[Identifier]]:
    plan: dict[Source, list[Identifier]] = {}
    known = desk.library.works.identifiers(ids)
    for one in sources.named(names):
        if not isinstance(one, Counts):
            continue
        for identifiers in known.values():
            fitting = (i for scheme in one.schemes for i in identifiers if i.scheme == scheme)
            if identifier := next(fitting, None):
                plan.setdefault(one, []).append(identifier)
    return plan


def _pages_of(plan: dict[Source, list[Identifier]]) -> asking.Job:
    def pages(source: Source, net: Net) -> Iterator[Page]:
        assert isinstance(source, Counts)
        yield from source.counts(net, plan[source])

    return pages


def _changes(
    desk: Desk, before: dict[int, tuple[CountSaid, ...]], after: dict[int, tuple[CountSaid, ...]]
) -> Iterator[CountChange]:
    old = {(work, c.source): c.value for work, counts in before.items() for c in counts}
    new = {(work, c.source): c.value for work, counts in after.items() for c in counts}
    changed = [(work, name) for (work, name), value in new.items() if old.get((work, name)) != value]
    rows = {row.id: row for row in desk.library.works.rows(list(dict.fromkeys(w for w, _ in changed)))}
    for work, name in changed:
        yield CountChange(rows[work], name, old.get((work, name)), new[work, name])

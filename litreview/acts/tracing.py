"""Tracing who cites whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.results import Line, SourceReport, Traced
from litreview.errors import NothingFound
from litreview.model.identifiers import Identifier
from litreview.model.record import Page
from litreview.model.row import ListView
from litreview.sources import source as sources
from litreview.sources.source import ListsCitedBy, ListsReferences

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.source import Net, Source

MOST = 2_000
"""So many lines of one list are fetched where no limit is given."""


def trace(
    desk: Desk,
    work: str | int,
    direction: str = "both",
    fetch: bool = False,
    source: str | None = None,
    limit: int | None = None,
    dry_run: bool = False,
) -> Traced:
    """The references and the citing works of a work, each known one with its row.

    ``fetch`` asks the sources first. Raises `NothingFound` where the work is not here.
    """
    one = choosing.work_id(desk, work)
    reports: tuple[SourceReport, ...] = ()
    if dry_run:
        reports = tuple(_would_ask(desk, one, direction, source))
    elif fetch:
        reports = fetch_lists(desk, [one], direction, source, limit or MOST)
        one = choosing.work_id(desk, one)
    references = _lines(desk, one, "references", limit) if direction != "cited-by" else ()
    cited_by = _lines(desk, one, "cited_by", limit) if direction != "references" else ()
    row = choosing.rows(desk, [one])[0]
    return Traced(row, references, cited_by, _summaries(desk, one), reports, direction)


def fetch_lists(
    desk: Desk, works: list[int], direction: str, source: str | None, limit: int, run: int | None = None
) -> tuple[SourceReport, ...]:
    """Ask the sources for the lists of works, and take them in; ``run`` None = a run of its own."""
    plan = _plan(desk, works, direction, source)
    if not plan:
        raise NothingFound(
            "No source can list these works: they have no identifier that one knows.",
            "Add a DOI, a handle or a Semantic Scholar id by `litreview add`.",
        )
    with asking.running(desk, "trace", direction, run) as own:
        gathered = asking.gather(desk, "trace", list(plan), _pages_of(plan, direction, limit), run=own)
    return gathered.reports


def _abilities(one: object, direction: str) -> list[str]:
    found = []
    if direction != "cited-by" and isinstance(one, ListsReferences):
        found.append("references")
    if direction != "references" and isinstance(one, ListsCitedBy):
        found.append("cited_by")
    return found


def _plan(desk: Desk, works: list[int], direction: str, names: str | None) -> dict[Source, list[Identifier]]:
    plan: dict[Source, list[Identifier]] = {}
    bests = [desk.library.works.read(work).best for work in works]
    for one in sources.named(names):
        if not _abilities(one, direction):
            continue
        schemes: tuple[str, ...] = getattr(one, "schemes", ())
        for best in bests:
            known = (Identifier(s, v) for s in schemes if (v := best.identifier(s)))
            if identifier := next(known, None):
                plan.setdefault(one, []).append(identifier)
    return plan


def _pages_of(plan: dict[Source, list[Identifier]], direction: str, limit: int) -> asking.Job:
    def pages(source: Source, net: Net) -> Iterator[Page]:
        for ability in _abilities(source, direction):
            for identifier in plan[source]:
                yield from _whole_list(getattr(source, ability), net, identifier, limit)

    return pages


def _whole_list(ask: Callable[..., Page], net: Net, identifier: Identifier, limit: int) -> Iterator[Page]:
    got, after = 0, None
    while got < limit:
        page: Page = ask(net, identifier, after)
        yield page
        for said in page.said:
            lists = (one for one in (said.references, said.cited_by) if one is not None)
            got += sum(len(one.lines) for one in lists)
        after = page.next
        if after is None:
            return


def _summaries(desk: Desk, work: int) -> tuple[tuple[str, ListView], ...]:
    ways = ("references", "cited_by")
    return tuple((way, view) for way in ways for view in desk.library.links.summaries(work, way))


def _lines(desk: Desk, work: int, direction: str, limit: int | None) -> tuple[Line, ...]:
    links = desk.library.links
    found = (links.references(work) if direction == "references" else links.cited_by(work))[:limit]
    rows = {row.id: row for row in desk.library.works.rows([f.work for f in found if f.work is not None])}
    return tuple(
        Line(f.text, rows.get(f.work) if f.work is not None else None, f.sources, f.contexts, f.year)
        for f in found
    )


def _would_ask(desk: Desk, work: int, direction: str, names: str | None) -> Iterator[SourceReport]:
    for one, ids in _plan(desk, [work], direction, names).items():
        lists = " and ".join(ability.replace("_", " ") for ability in _abilities(one, direction))
        yield asking.would_ask(one, f"{lists} of {ids[0]}")

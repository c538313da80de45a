"""Adding by identifier, address or saved page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.results import Added
from litreview.errors import Misused
from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Page
from litreview.sources import source as sources
from litreview.sources.source import LooksUp, ReadsPages

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.source import Net, Source


def add(desk: Desk, what: Sequence[str] | str, source: str | None = None, dry_run: bool = False) -> Added:
    """Look up each thing named, and keep what is found, in one act.

    A DOI is asked of every source that knows DOIs, so that each can witness. Raises `Misused` for
    what is neither identifier, address nor file.
    """
    named = [what] if isinstance(what, str) else list(what)
    files = [one for one in named if _is_file(one)]
    plans = {one: _plan(one, source) for one in named if one not in files}
    if dry_run:
        reports = (asking.would_ask(one, text) for text, plan in plans.items() for one in plan)
        return Added((), tuple(reports), dry_run=True)
    imported = _import(desk, files)
    if not plans:
        return imported
    asked = list({id(s): s for plan in plans.values() for s in plan}.values())
    with asking.running(desk, "add", "\n".join(plans)) as run:
        gathered = asking.gather(desk, "add", asked, _pages_of(plans), run=run, keep_pages=True)
    if gathered.records:
        sentence = f"add {', '.join(plans)}"[:200]
        with desk.library.write("keep", act="add", sentence=sentence):
            desk.library.words.keep(gathered.records)
    works = list(dict.fromkeys(desk.library.works.of_records(gathered.records).values()))
    return Added(
        rows=imported.rows + choosing.rows(desk, works),
        reports=gathered.reports,
        not_found=tuple(one for one in plans if not _answered(one, plans[one], gathered)),
        new=gathered.new + imported.new,
        outside=gathered.outside + imported.outside,
        questions=desk.library.works.question_count(works),
    )


Plan = dict["Source", "Identifier | str"]


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except OSError:
        return False


def _plan(text: str, names: str | None) -> Plan:
    """Which sources to ask, each with the identifier or the page address to ask for."""
    plan: Plan = {}
    identifier = identifiers.guess(text)
    for source in sources.named(names):
        if isinstance(source, ReadsPages) and (address := source.address_of(text)):
            plan[source] = address
        elif identifier and isinstance(source, LooksUp) and identifier.scheme in source.schemes:
            plan[source] = identifier
    if not plan and names and _plan(text, None):
        raise Misused(f"{names} cannot look up {text!r}.", "Leave --source away to ask all that can.")
    if not plan:
        raise Misused(
            f"{text!r} is no identifier, page address or file that litreview knows.",
            "Give a DOI, a RePEc handle, an IDEAS or EconPapers address, a Semantic Scholar id, or a file.",
        )
    return plan


def _pages_of(plans: dict[str, Plan]) -> asking.Job:
    def pages(source: Source, net: Net) -> Iterator[Page]:
        wanted = [target for plan in plans.values() for one, target in plan.items() if one is source]
        ids = [target for target in wanted if isinstance(target, Identifier)]
        if ids and isinstance(source, LooksUp):
            yield from source.look_up(net, ids)
        for address in wanted:
            if isinstance(address, str) and isinstance(source, ReadsPages):
                yield from all_pages(source, net, address)

    return pages


def all_pages(source: ReadsPages, net: Net, address: str) -> Iterator[Page]:
    """Every page of an address, one after the other."""
    after: str | None = None
    while True:
        page = source.fetch_page(net, address, after)
        yield page
        after = page.next
        if after is None:
            return


def _answered(text: str, plan: Plan, gathered: asking.Gathered) -> bool:
    identifier = identifiers.guess(text)
    for name, page in gathered.pages:
        for said in page.said:
            if said.record is None:
                continue
            if identifier and identifier in said.record.identifiers:
                return True
            if any(s.declared.name == name and isinstance(t, str) for s, t in plan.items()):
                return True
    return False


def _import(desk: Desk, files: list[str]) -> Added:
    if not files:
        return Added((), ())
    from litreview.acts import importing

    imported = importing.import_files(desk, files)
    return Added(
        rows=imported.rows,
        reports=(),
        new=sum(report.new for report in imported.files),
        outside=sum(report.outside for report in imported.files),
        questions=imported.questions,
    )

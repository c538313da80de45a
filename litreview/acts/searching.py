"""Asking the sources for what a person looks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.results import Searched
from litreview.acts.saved_searches import saved_search, taken
from litreview.errors import Misused
from litreview.library.saved_searches import Definition, name_of
from litreview.model.record import Page
from litreview.model.text import number_of
from litreview.sources import source as sources
from litreview.sources.source import Searches, SourceQuery

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.source import Net, Source

USUAL = 20
"""So many records are asked of each source where no limit is given."""


def search(
    desk: Desk,
    text: Sequence[str] | str = (),
    source: str | None = None,
    limit: int | None = None,
    years: str | None = None,
    save: str | None = None,
    saved: str | None = None,
    yes: bool = False,
    dry_run: bool = False,
) -> Searched:
    """Ask each source for records; all are stored, with ``yes`` all are kept, in one act, but what a
    person removed or excluded. A work that somebody decided on before is not new, whoever tells it.

    ``save`` is a name under which ``saved`` asks the same again, and says what is new since.
    """
    words = (text if isinstance(text, str) else " ".join(text)).strip()
    wish = Definition(words, source, years, limit)
    name, wish = _named(desk, wish, save, saved) if save or saved else ("", wish)
    query, asked = _understood(wish)
    if dry_run:
        most = f"up to {number_of(query.limit, 'record')}"
        reports = tuple(asking.would_ask(one, most) for one in asked)
        return Searched(query.text, reports, dry_run=True, name=name)
    with (
        _saving(desk, name if save else "", wish, f"search '{query.text}'") as said,
        asking.running(desk, "search", repr(query), name=name or None) as run,
    ):
        gathered = asking.gather(desk, "search", asked, pages_of(query), run=run)
        said.records = gathered.records if yes else []
    found = _found(desk, query.text, gathered, said.kept)
    return _since(desk, found, name, run) if name else found


def _understood(wish: Definition) -> tuple[SourceQuery, Sequence[Source]]:
    """What the sources are asked, and which; `Misused` for what cannot be meant."""
    if not wish.text:
        raise Misused("A search needs words.", "Example: litreview search learning alliances")
    limit = USUAL if wish.most is None else wish.most
    if limit < 1:
        raise Misused("--limit must be at least 1.")
    first, last = _years(wish.years)
    asked = [one for one in sources.named(wish.sources) if isinstance(one, Searches)]
    if not asked:
        raise Misused("None of these sources can be searched.", "See `litreview search --help`.")
    return SourceQuery(text=wish.text, year_from=first, year_to=last, limit=limit), asked


def _named(desk: Desk, wish: Definition, save: str | None, saved: str | None) -> tuple[str, Definition]:
    """The name of the search and what it asks: saved before, or to be saved."""
    if save and saved:
        raise Misused("--save gives a search a name, --saved runs one that has it.", "Use one of them.")
    if save:
        name, before = name_of(save), desk.library.saved_searches.find(save)
        if before is not None and before.definition != wish:
            raise taken(before)
        return name, wish
    if wish != Definition(""):
        raise Misused("--saved asks what was saved, and nothing else.", f"Example: litreview search --saved {saved}")  # fmt: skip
    found = saved_search(desk, saved or "")
    return found.name, found.definition


class _Said:
    """What a search says beside its run: records to keep, and how many were."""

    def __init__(self) -> None:
        self.records: Sequence[int] = ()
        self.kept = 0


@contextmanager
def _saving(desk: Desk, name: str, wish: Definition, what: str) -> Iterator[_Said]:
    """Save the search and keep what it found, in one act, also where asking the sources was stopped."""
    said = _Said()
    try:
        yield said
    finally:
        fresh = desk.library.words.unsaid(said.records, by_work=True)
        if fresh or name:
            parts = [f"save it as '{name}'"] * bool(name)
            parts += [f"keep {number_of(len(fresh), 'record')}"] * bool(fresh)
            with desk.library.write("keep", act="search", sentence=" and ".join((what, *parts))):
                said.kept = desk.library.words.keep(fresh)
                if name:
                    desk.library.saved_searches.save(name, wish)
            desk.library.catch_up()


def _found(desk: Desk, text: str, gathered: asking.Gathered, kept: int) -> Searched:
    of = desk.library.works.of_records(gathered.records)
    works = list(dict.fromkeys(of.values()))
    questions = desk.library.works.question_count(works)
    rows = choosing.rows(desk, works)
    decided = {*desk.library.screening.decided(works), *desk.library.screening.removed(works)}
    new = sum(of.get(one) not in decided for one in gathered.fresh)
    known = gathered.new + gathered.known - new
    return Searched(text, gathered.reports, rows, new, known, kept, questions, len(decided))


def _since(desk: Desk, found: Searched, name: str, run: int) -> Searched:
    """The same with what is new since the search ran before: new works first, never one that was
    decided on or removed."""
    searches = desk.library.saved_searches
    works = [row.id for row in found.rows]
    old = searches.found_before(name, run, works)
    old |= {*desk.library.screening.decided(works), *desk.library.screening.removed(works)}
    fresh = tuple(one for one in works if one not in old)
    rows = tuple(sorted(found.rows, key=lambda row: row.id in old))
    return found._replace(rows=rows, name=name, last=searches.last_run(name, run), fresh=fresh)


def pages_of(query: SourceQuery) -> asking.Job:
    """The job that asks a source page by page, until it has as many as the query wants."""

    def pages(source: Source, net: Net) -> Iterator[Page]:
        assert isinstance(source, Searches)
        got, after = 0, None
        while got < query.limit:
            page = source.search(net, query, after)
            yield page
            got += len(page.said) + len(page.failures)
            after = page.next
            if after is None:
                return

    return pages


def _years(text: str | None) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    found = re.fullmatch(r"(\d{4})?\s*-\s*(\d{4})?|(\d{4})", text.strip())
    if not found or text.strip() == "-":
        raise Misused(f"{text!r} is no span of years.", "Write 1990-2005, 1990-, -2005 or 1998.")
    if found[3]:
        return int(found[3]), int(found[3])
    first, last = (int(part) if part else None for part in found.groups()[:2])
    if first and last and first > last:
        raise Misused(f"The years {text} run backwards.", "Write 1990-2005.")
    return first, last

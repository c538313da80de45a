"""Asking the sources for what a person looks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.results import Searched
from litreview.errors import Misused
from litreview.model.record import Page
from litreview.model.text import number_of
from litreview.sources import source as sources
from litreview.sources.source import Searches, SourceQuery

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.sources.source import Net, Source


def search(
    desk: Desk,
    text: Sequence[str] | str,
    source: str | None = None,
    limit: int = 20,
    years: str | None = None,
    yes: bool = False,
    dry_run: bool = False,
) -> Searched:
    """Ask each source for records; all are stored, with ``yes`` all are kept, in one act, but what a
    person removed or excluded. A work that somebody decided on before is not new, whoever tells it."""
    words = (text if isinstance(text, str) else " ".join(text)).strip()
    if not words:
        raise Misused("A search needs words.", "Example: litreview search learning alliances")
    if limit < 1:
        raise Misused("--limit must be at least 1.")
    first, last = _years(years)
    query = SourceQuery(text=words, year_from=first, year_to=last, limit=limit)
    asked = [one for one in sources.named(source) if isinstance(one, Searches)]
    if not asked:
        raise Misused("None of these sources can be searched.", "See `litreview search --help`.")
    if dry_run:
        most = f"up to {number_of(limit, 'record')}"
        return Searched(words, tuple(asking.would_ask(one, most) for one in asked), dry_run=True)
    with asking.running(desk, "search", repr(query)) as run:
        gathered = asking.gather(desk, "search", asked, pages_of(query), run=run)
    kept = 0
    if yes:
        kept = keep_found(desk, gathered.records, f"search '{words}'")
    of = desk.library.works.of_records(gathered.records)
    works = list(dict.fromkeys(of.values()))
    questions = desk.library.works.question_count(works)
    rows = choosing.rows(desk, works)
    decided = {*desk.library.screening.decided(works), *desk.library.screening.removed(works)}
    new = sum(of.get(one) not in decided for one in gathered.fresh)
    known = gathered.new + gathered.known - new
    return Searched(words, gathered.reports, rows, new, known, kept, questions, len(decided))


def keep_found(desk: Desk, records: Sequence[int], what: str) -> int:
    """Keep what a fetch brought, in one act; what a person removed or excluded stays outside."""
    fresh = desk.library.words.unsaid(records, by_work=True)
    if not fresh:
        return 0
    sentence = f"{what} and keep {number_of(len(fresh), 'record')}"
    with desk.library.write("keep", act="search", sentence=sentence):
        kept = desk.library.words.keep(fresh)
    desk.library.catch_up()
    return kept


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

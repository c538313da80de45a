"""Looking at the library: find, page, list, show, facets."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.errors import NothingFound
from litreview.model import query as queries
from litreview.model.row import Facet, Found, Listed, Row

_ALL = 2**62
"""More works than there are."""

if TYPE_CHECKING:
    from litreview.acts.results import Shown
    from litreview.desk import Desk


def find(
    desk: Desk,
    query: str = "",
    sort: str = "fit",
    reverse: bool = False,
    outside: bool = False,
    limit: int | None = None,
) -> Found:
    """The ids of the works that answer a query, in order, at most ``limit``; outside works if asked.

    A single word that finds nothing may be a citation key or an identifier, and then finds its work.
    """
    found = desk.library.finding.find(queries.parse(query), sort, reverse, outside, limit=limit)
    if found.total or not query.strip() or " " in query.strip():
        return found
    named = [work for work in desk.library.works.resolve(query.strip()) if _stands(desk, work, outside)]
    return found._replace(ids=array("q", named[:limit]), total=len(named))


def _stands(desk: Desk, work: int, outside: bool) -> bool:
    """Whether a work is on the side that was asked for."""
    return any(row.kept is not outside for row in desk.library.works.rows([work]))


def page(desk: Desk, ids: Sequence[int]) -> list[Row]:
    """The rows of works by id, in that order."""
    return desk.library.works.rows(ids)


def count(desk: Desk) -> int:
    """How many works are in the library."""
    return desk.library.finding.find(queries.parse(""), limit=1).total


def facets(
    desk: Desk, query: str = "", outside: bool = False, found: Found | None = None
) -> tuple[Facet, ...]:
    """How the works that answer a query spread over tags, years, venues, sources, types, decisions and
    read states. ``found`` is their whole answer where the caller has it: they are not sought again."""
    return desk.library.finding.facets(queries.parse(query), outside, found=found)


def token(desk: Desk) -> int:
    """A number that changes whenever anybody changed the library."""
    return desk.library.token()


def list_works(
    desk: Desk,
    query: Sequence[str] | str = "",
    sort: str = "fit",
    reverse: bool = False,
    limit: int | None = None,
    outside: bool = False,
    explain: bool = False,
    after: str | None = None,
) -> Listed:
    """The rows that answer a query; ``limit`` cuts the list, ``total`` tells how many there are.

    ``after`` names a work of the list, and the rows are those that follow it. Raises `NothingFound`
    where it is not in the list.
    """
    text = query if isinstance(query, str) else queries.from_arguments(query)
    found = find(desk, text, sort, reverse, outside, limit if after is None else 1)
    ids = found.ids if after is None else _following(desk, after, text, sort, reverse, outside, limit)
    explained = found.explained if explain else ()
    return Listed(tuple(desk.library.works.rows(ids)), found.total, text, found.capped, explained)


def _following(
    desk: Desk, after: str, text: str, sort: str, reverse: bool, outside: bool, limit: int | None
) -> list[int]:
    one = choosing.work_id(desk, after)
    size = _ALL if limit is None else limit
    try:
        return desk.library.finding.page(queries.parse(text), sort, reverse, outside, one, size)
    except KeyError:
        raise NothingFound(
            f"{after} is not in this list, so nothing comes after it.", "Name a work that the list shows."
        ) from None


def show(desk: Desk, work: str | int, records: bool = False) -> Shown:
    """One work whole. Raises `NothingFound` where it is not here."""
    from litreview.acts import results

    library = desk.library
    one = choosing.work_id(desk, work)
    row = library.works.rows([one])[0]
    read = library.works.read(one)
    family = [(other, preferred) for other, preferred in library.works.family(one) if other != one]
    preferred = dict(family)
    known = library.links.known(one)
    return results.Shown(
        row=row,
        best=read.best,
        witnesses=read.witnesses,
        records=tuple(results.RecordView(*view[1:]) for view in library.records.views(one)),
        notes=tuple(library.words.notes(one)),
        versions=tuple(
            results.VersionView(other, preferred[other.id]) for other in library.works.rows(list(preferred))
        ),
        key_aliases=read.key_aliases,
        references=library.links.summaries(one, "references"),
        cited_by=library.links.summaries(one, "cited_by"),
        known_references=known[0],
        known_citing=known[1],
        questions=library.works.question_count([one]),
        all_records=records,
        decisions=tuple(library.screening.decisions([one]).get(one, ())),
        reading_lists=library.reading_lists.of_work(one),
        corrections=library.words.corrected(one),
    )

"""Finding works: ranked where there are words, in an order of lists where there are none.

With words the index hands over at most ``cap`` candidates, newest first; they are filtered, scored
and ordered here. Ranking inside the index reads the whole list of every word: seconds at a million
works. Without words the answer is exact, from the sort indexes.
"""

from __future__ import annotations

import sqlite3
from array import array
from typing import Any

from litreview.library import facets as counting
from litreview.library.candidates import Candidates, answer, any_match, check, driving, named
from litreview.library.cells import HeldCells, holding, holds, tests
from litreview.library.conditions import BY_MORE, Condition, condition, more_match
from litreview.library.door import Door
from litreview.library.expressions import apart, match, split
from litreview.library.faults import in_words
from litreview.library.ordering import following, in_cells, ordered, sort_ids
from litreview.library.scoring import score
from litreview.model.query import Node, Query, Term, explain
from litreview.model.row import Facet, Found
from litreview.model.text import words

CAP = 2000
FEW = 20
"""Fewer answers than this, and the second index (abstracts, keywords, notes) is asked too."""

_SIDE = (
    "SELECT (SELECT coalesce(sum(works), 0) FROM cube WHERE kept = ?1)"
    " + (SELECT count(*) FROM stale AS s CROSS JOIN works AS w ON w.id = s.work_id WHERE w.kept = ?1)"
    " - (SELECT count(*) FROM stale AS s CROSS JOIN works AS w ON w.id = s.work_id"
    " CROSS JOIN cube AS c ON c.id = w.cell WHERE c.kept = ?1)"
)
"""How many works are kept, or outside: as they are counted, but for those whose words changed since."""


@in_words
class Finding:
    """Queries over the works of the library, or of those outside."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._cells = HeldCells(door)
        self._whole: tuple[int, tuple[Facet, ...]] | None = None

    def find(
        self,
        query: Query,
        sort: str = "fit",
        reverse: bool = False,
        outside: bool = False,
        cap: int = CAP,
        limit: int | None = None,
    ) -> Found:
        """The ids of the works that answer, in order; `Stopped` where a newer query took over.

        ``sort`` is fit or one of `SORTS`; fit without words is newest first. ``limit`` hands over
        only the first so many ids; ``total`` counts all of the answer. Where more than ``cap``
        works have the words, sort and total are about the newest ``cap`` of them, and ``capped``
        says so.
        """
        with self._door.finding() as connection:
            wanted, rest = split(query.nodes)
            if wanted or driving(rest):
                ids, capped = self._ranked(connection, query, wanted, rest, sort, reverse, outside, cap)
                total = len(ids)
                ids = ids if limit is None else ids[:limit]
            else:
                order = "added" if sort == "fit" else sort
                ids, total = self._filtered(connection, rest, order, reverse, outside, limit)
                capped = None
        return Found(query.text, sort, ids, total, capped, explain(query))

    def page(
        self,
        query: Query,
        sort: str = "fit",
        reverse: bool = False,
        outside: bool = False,
        after: int | None = None,
        size: int = 50,
    ) -> list[int]:
        """The ids that come next in `find` after the work ``after``, from the start where None.

        The whole library is paged in its sort indexes, at any depth alike; an answer is found first.
        Raises KeyError where ``after`` is not in the answer.
        """
        if not query.nodes and not outside:
            with self._door.finding() as connection:
                return following(connection, "added" if sort == "fit" else sort, reverse, after, size)
        ids = self.find(query, sort, reverse, outside, limit=size if after is None else None).ids
        if after is None:
            return list(ids)
        try:
            start = ids.index(after) + 1
        except ValueError:
            raise KeyError(after) from None
        return list(ids[start : start + size])

    def facets(
        self, query: Query, outside: bool = False, cap: int = CAP, found: Found | None = None
    ) -> tuple[Facet, ...]:
        """How many of the works that answer have which tag, year, venue, source, type, decision and
        read state.

        Of a query with words these are its candidates, and ``capped`` says where there are more;
        ``found`` is the whole answer where the caller has it. Without words the count is exact.
        The whole library's is kept until somebody writes.
        """
        wanted, rest = split(query.nodes)
        if wanted or driving(rest):
            found = found or self.find(query, outside=outside, cap=cap)
            with self._door.finding() as connection:
                return counting.count_ids(connection, found.ids, found.capped)
        token = self._door.token()
        whole = not query.nodes and not outside
        if whole and self._whole is not None and self._whole[0] == token:
            return self._whole[1]
        with self._door.finding() as connection:
            counted = self._count(connection, rest, outside)
        if whole:
            self._whole = (token, counted)
        return counted

    def forget(self) -> None:
        """Hold nothing that was counted: the next question counts anew."""
        self._cells = HeldCells(self._door)
        self._whole = None

    def _filtered(
        self,
        connection: sqlite3.Connection,
        nodes: list[Node],
        sort: str,
        reverse: bool,
        outside: bool,
        limit: int | None,
    ) -> tuple[array[int], int]:
        """Works for which filters hold, in order, and how many there are: exact both."""
        most = -1 if limit is None else limit
        asked = tests(connection, nodes, outside) if nodes else None
        if asked is None:
            where, values = _where(nodes, outside)
            ids = ordered(connection, where, values, sort, reverse, most)
            if limit is None or len(ids) < limit:
                return ids, len(ids)
            if not nodes:
                return ids, connection.execute(_SIDE, (int(not outside),)).fetchone()[0]
            return ids, _count(connection, where, values)
        cells, stale = self._cells.look(connection)
        meant = cells.where(holding(cells, asked))
        moved = [one.work_id for one in stale if holds(one.cell, asked)]
        numbers = set(meant.id)
        total = sum(meant.works) - sum(one.counted_cell in numbers for one in stale) + len(moved)
        found = in_cells(connection, meant, sum(cells.works), sort, reverse, most) if numbers else []
        if moved:
            found = sort_ids(connection, [*found, *moved], sort, reverse)[:limit]
        return array("q", found), total

    def _count(self, connection: sqlite3.Connection, nodes: list[Node], outside: bool) -> tuple[Facet, ...]:
        asked = tests(connection, nodes, outside)
        cells, stale = self._cells.look(connection)
        if asked is None:
            return counting.count_where(connection, _where(nodes, outside), cells)
        moved = [one for one in stale if holds(one.cell, asked)]
        return counting.count_cells(connection, cells, holding(cells, asked), stale, moved)

    def _ranked(
        self,
        connection: sqlite3.Connection,
        query: Query,
        wanted: list[Node],
        rest: list[Node],
        sort: str,
        reverse: bool,
        outside: bool,
        cap: int,
    ) -> tuple[array[int], int | None]:
        found = self._candidates(connection, wanted, rest, outside, cap)
        capped = cap if found.more else None
        if sort != "fit":
            ids = sort_ids(connection, found.ids, sort, reverse)
        else:
            ids = score(connection, found.ids, query) if wanted else found.ids
            ids = ids[::-1] if reverse else ids
        if wanted and len(ids) < FEW and capped is None:
            ids += self._more(connection, wanted, rest, outside, set(ids), cap)
        return array("q", ids), capped

    def _candidates(
        self, connection: sqlite3.Connection, wanted: list[Node], rest: list[Node], outside: bool, cap: int
    ) -> Candidates:
        if not wanted:
            return named(connection, rest, outside, cap)
        whole = _as_whole_word(wanted)
        if whole:
            if not any_match(connection, match(apart(wanted))):
                return Candidates([], False)
            found = self._matching(connection, whole, rest, outside, cap)
            if found.more:
                return found
        return self._matching(connection, wanted, rest, outside, cap)

    def _matching(
        self, connection: sqlite3.Connection, wanted: list[Node], rest: list[Node], outside: bool, cap: int
    ) -> Candidates:
        matched = match(wanted)
        if not matched:
            return Candidates([], False)
        return answer(connection, matched, rest, outside, cap, lambda: self._cells.look(connection)[0])

    def _more(
        self,
        connection: sqlite3.Connection,
        wanted: list[Node],
        rest: list[Node],
        outside: bool,
        known: set[int],
        cap: int,
    ) -> list[int]:
        """Works that have the words in abstract, keywords or notes, newest first, after the others."""
        terms = [node for node in wanted if isinstance(node, Term) and node.kind == "any"]
        if len(terms) < len(wanted) or any(_begun(term) for term in terms):
            return []
        matched = " AND ".join(made for term in terms if (made := more_match(term)))
        if not matched:
            return []
        rows = connection.execute(f"{BY_MORE} LIMIT ?", (matched, cap)).fetchall()
        fresh = [row[0] for row in rows if row[0] not in known]
        found = set(check(connection, fresh, [condition(node) for node in rest], outside))
        return [one for one in fresh if one in found]


def _as_whole_word(wanted: list[Node]) -> list[Node] | None:
    """The same with the word that is being typed as a whole one, where it may well be: of a word that
    more works have than are looked at, the longer ones need not be gathered, which takes the index long."""
    last = wanted[-1]
    if not isinstance(last, Term) or not last.prefix or len((words(last.text) or [""])[-1]) < 4:
        return None
    return [*wanted[:-1], last._replace(prefix=False)]


def _begun(term: Term) -> bool:
    """Whether so little of a word is typed that half of the second index begins so."""
    return term.prefix and len((words(term.text) or [""])[-1]) < 3


def _count(connection: sqlite3.Connection, where: str, values: list[Any]) -> int:
    return int(connection.execute(f"SELECT count(*) FROM works AS w WHERE {where}", values).fetchone()[0])


def _where(nodes: list[Node], outside: bool) -> Condition:
    made = [condition(node) for node in nodes]
    where = " AND ".join([f"w.kept = {int(not outside)}", *(f"({sql})" for sql, _ in made)])
    return where, [one for _, values in made for one in values]

"""Finding works: ranked where there are words, in an order of lists where there are none.

With words the index hands over at most ``cap`` candidates, newest first; they are filtered, scored
and ordered here. Ranking inside the index reads the whole list of every word: seconds at a million
works. Without words the answer is exact, from the sort indexes.
"""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections.abc import Iterable
from typing import Any

from litreview.library.asking import ask
from litreview.library.candidates import answer, check
from litreview.library.conditions import condition, more_condition, more_match, text_match
from litreview.library.door import Door
from litreview.library.facets import count_ids, count_where
from litreview.library.faults import in_words
from litreview.model.query import TEXT_KINDS, Either, Node, Not, Query, Term, explain
from litreview.model.row import Facet, Found
from litreview.model.text import fold, words

CAP = 2000
FEW = 20
"""Fewer answers than this, and the second index (abstracts, keywords, notes) is asked too."""

SORTS = {
    "year": ("year", True), "author": ("sort_author", False), "title": ("sort_title", False),
    "venue": ("sort_venue", False), "cited": ("cited", True), "added": ("id", True), "key": ("key", False),
}  # fmt: skip
"""The column of each order, and whether the greatest comes first. What is unknown comes last."""


@in_words
class Finding:
    """Queries over the works of the library, or of those outside."""

    def __init__(self, door: Door) -> None:
        self._door = door
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
            wanted, rest = _split(query.nodes)
            if wanted:
                ids, capped = self._ranked(connection, query, wanted, rest, sort, reverse, outside, cap)
                total = len(ids)
                ids = ids if limit is None else ids[:limit]
            else:
                ids, capped = (
                    _ordered(connection, rest, "added" if sort == "fit" else sort, reverse, outside, limit),
                    None,
                )
                total = len(ids) if limit is None or len(ids) < limit else _count(connection, rest, outside)
        return Found(query.text, sort, ids, total, capped, explain(query))

    def facets(self, query: Query, outside: bool = False, ids: array[int] | None = None) -> tuple[Facet, ...]:
        """How many of the works that answer have which tag, year, venue, source and type.

        ``ids`` is the answer where the caller has it. Of a query with words these are its
        candidates; without words the count is exact. The whole library's is kept until somebody writes.
        """
        wanted, rest = _split(query.nodes)
        if wanted:
            answer = ids if ids is not None else self.find(query, outside=outside).ids
            with self._door.finding() as connection:
                return count_ids(connection, answer)
        token = self._door.token()
        whole = not query.nodes and not outside
        if whole and self._whole is not None and self._whole[0] == token:
            return self._whole[1]
        with self._door.finding() as connection:
            counted = count_where(connection, *_where(rest, outside))
        if whole:
            self._whole = (token, counted)
        return counted

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
        matched = _match(wanted)
        if not matched:
            return array("q"), None
        found, more = answer(connection, matched, rest, outside, cap)
        capped = cap if more else None
        ordered = (
            _score(connection, found, query) if sort == "fit" else _sorted(connection, found, sort, reverse)
        )
        if sort == "fit" and reverse:
            ordered.reverse()
        if len(ordered) < FEW and capped is None:
            ordered += self._more(connection, wanted, rest, outside, set(ordered), cap)
        return array("q", ordered), capped

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
        if not all(isinstance(node, Term) and node.kind == "any" for node in wanted):
            return []
        matched = " AND ".join(
            made for node in wanted if isinstance(node, Term) and (made := more_match(node))
        )
        rows = connection.execute(
            f"SELECT w.id FROM works AS w WHERE {more_condition()} ORDER BY w.id DESC LIMIT ?", (matched, cap)
        ).fetchall()
        fresh = [row[0] for row in rows if row[0] not in known]
        found = set(check(connection, fresh, [condition(node) for node in rest], outside))
        return [one for one in fresh if one in found]


def _split(nodes: Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """The parts that the index of words answers, if any asks for words, and the rest."""
    wanted = [node for node in nodes if _is_text(node)]
    if not any(not isinstance(node, Not) for node in wanted):
        return [], list(nodes)
    return wanted, [node for node in nodes if not _is_text(node)]


def _is_text(node: Node) -> bool:
    if isinstance(node, Either):
        return all(isinstance(term, Term) and term.kind in TEXT_KINDS for term in node.terms)
    return (node.term if isinstance(node, Not) else node).kind in TEXT_KINDS


def _match(wanted: list[Node]) -> str:
    """One FTS5 expression of all text parts; "" where a part has nothing to look for."""
    positive: list[str] = []
    negative: list[str] = []
    place = 0
    while place < len(wanted):
        node = wanted[place]
        after = wanted[place + 1] if place + 1 < len(wanted) else None
        place += 1
        if isinstance(node, Not):
            negative.append(text_match(node.term))
        elif isinstance(node, Either):
            made = [text_match(term) for term in node.terms if isinstance(term, Term)]
            positive.append("(" + " OR ".join(f"({one})" for one in made if one) + ")")
        elif isinstance(after, Term) and _may_join(node, after):
            joined = after._replace(text=f"{node.text}-{after.text}")
            positive.append(text_match(joined))
            place += 1
        else:
            positive.append(text_match(node))
    if not all(one and one != "()" for one in positive):
        return ""
    asked = " AND ".join(f"({one})" for one in positive)
    left_out = " OR ".join(f"({one})" for one in negative if one)
    return f"({asked}) NOT ({left_out})" if left_out else asked


def _may_join(first: Term, second: Term) -> bool:
    from litreview.library.search_text import LEADING

    plain_words = not (first.phrase or second.phrase or first.exact or second.exact)
    leads = words(first.text) == [first.text.lower()] and first.text.lower() in LEADING
    return plain_words and first.kind == second.kind and leads and len(words(second.text)) == 1


def _score(connection: sqlite3.Connection, ids: list[int], query: Query) -> list[int]:
    """Candidates by fit: where the words stand in title and names, how often cited, how recent."""
    sought = [
        word
        for node in query.nodes
        if isinstance(node, Term) and node.kind in TEXT_KINDS
        for word in words(node.text)
    ]
    sought = list(dict.fromkeys(sought))
    whole = " ".join(sought)
    scored: list[tuple[float, int]] = []
    for at in range(0, len(ids), 2000):
        listed = ",".join(map(str, ids[at : at + 2000]))
        for work_id, title, byline, year, cited in connection.execute(
            f"SELECT id, title, byline, year, cited FROM works WHERE id IN ({listed})"
        ):
            title, byline = fold(title), fold(byline)
            score = 0.35 * math.log1p(cited or 0) + 0.02 * ((year or 1950) - 1950)
            for word in sought:
                at_word = title.find(word)
                if at_word == 0:
                    score += 3
                elif at_word > 0:
                    score += 2 if title[at_word - 1] == " " else 0.5
                if word in byline:
                    score += 2.5 if byline.startswith(word) else 1
            if len(sought) > 1 and whole in title:
                score += 4
            scored.append((-score, -work_id))
    scored.sort()
    return [-work_id for _, work_id in scored]


def _sorted(connection: sqlite3.Connection, ids: list[int], sort: str, reverse: bool) -> list[int]:
    column, down = SORTS[sort]
    values: dict[int, Any] = dict(
        ask(connection, f"SELECT id, {column} FROM works WHERE id IN ({{ids}})", ids)
    )
    known = [one for one in ids if values.get(one) is not None]
    known.sort(key=lambda one: (values[one], one), reverse=down != reverse)
    return known + sorted(one for one in ids if values.get(one) is None)


def _ordered(
    connection: sqlite3.Connection,
    nodes: list[Node],
    sort: str,
    reverse: bool,
    outside: bool,
    limit: int | None,
) -> array[int]:
    """Every work that answers a query without words, straight from a sort index."""
    column, down = SORTS[sort]
    where, values = _where(nodes, outside)
    way = "DESC" if down != reverse else "ASC"
    out = array("q")
    most = -1 if limit is None else limit
    sql = f"SELECT w.id FROM works AS w WHERE {where} AND w.{column} IS NOT NULL ORDER BY w.{column} {way}, w.id {way} LIMIT ?"
    out.extend(row[0] for row in connection.execute(sql, (*values, most)))
    if column != "id" and (limit is None or len(out) < limit):
        sql = f"SELECT w.id FROM works AS w WHERE {where} AND w.{column} IS NULL ORDER BY w.id LIMIT ?"
        out.extend(
            row[0] for row in connection.execute(sql, (*values, most if limit is None else most - len(out)))
        )
    return out


def _count(connection: sqlite3.Connection, nodes: list[Node], outside: bool) -> int:
    where, values = _where(nodes, outside)
    return int(connection.execute(f"SELECT count(*) FROM works AS w WHERE {where}", values).fetchone()[0])


def _where(nodes: list[Node], outside: bool) -> tuple[str, list[Any]]:
    made = [condition(node) for node in nodes]
    where = " AND ".join([f"w.kept = {int(not outside)}", *(f"({sql})" for sql, _ in made)])
    return where, [one for _, values in made for one in values]

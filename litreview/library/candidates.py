"""Who may answer a query with words: the newest works that have them, narrowed by filter tokens.

The tokens of the index may lag behind a person's words. While works wait to be indexed again the
tokens only narrow: those works are candidates whatever their tokens say, and every condition is
checked in the tables. What no token says is checked too, of so many works at most.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from typing import NamedTuple

from litreview.library.asking import ask
from litreview.library.cells import Cells, holding, holds, tests
from litreview.library.conditions import DECIDED, READ, Condition, condition, driver, tag_ids, word_of
from litreview.library.cube import placed
from litreview.library.search_index import plain
from litreview.model.query import Either, Node, Not, Term

_JOINED = 100
"""Up to so many works the index is asked for each (0.3 ms a work, measured at a million); beyond, once
for all that match."""

_RARE = 5000
"""A filter that so few works pass is asked of the index alone, and the others of their cells: each
token more makes the index step through a long list."""

_LOOKED_AT = 10
"""Candidates that are looked at for each one that may be handed over, where something has to be checked."""

_PIECE = 2000
_EARLIEST, _LATEST = 1000, 2109
"""Years that a date can have, in whole decades."""

_NOTHING = '"@t0"'
"""A token that no work has."""

_WORDS = {
    "has:tag": '"@t"*', "has:year": '"@y"*', "has:decision": '"@e"*', "is:kept": '"@k"', "is:outside": '"@o"',
} | {f"is:{word}": f'"@e{decision}"' for word, decision in DECIDED.items()} | {f"is:{one}": f'"@r{one}"' for one in READ}  # fmt: skip
_ABSENT = {"is:undecided": '"@e"*', "is:unread": '"@r"*'}
"""The tokens of the words after ``has:`` and ``is:``, and of those that mean that there is none."""

_NAMES = {
    "type": ("w", "SELECT DISTINCT type FROM cube"),
    "source": ("s", "SELECT DISTINCT sources FROM cube"),
}
"""The letter of a name's token, and where the names are listed."""

_MATCHING = "SELECT rowid FROM search_index WHERE search_index MATCH ?"


_OUTSIDE = "SELECT 1 FROM cube WHERE kept = 0 AND works > 0 LIMIT 1"


class Candidates(NamedTuple):
    """Works in hand, newest first, and whether there are more than were looked at."""

    ids: list[int]
    more: bool


def answer(
    connection: sqlite3.Connection,
    matched: str,
    rest: Sequence[Node],
    outside: bool,
    cap: int,
    cells: Callable[[], Cells],
) -> Candidates:
    """Works that match the FTS5 expression and for which the rest of a query holds, at most ``cap``.

    ``cells`` reads the cells of the cube, where more than one filter is asked.
    """
    asked, untold = _asked(connection, matched, rest, outside)
    rare = (
        _by_the_rarest(connection, matched, rest, outside, cells()) if len(rest) > 1 and not untold else None
    )
    if untold:
        found = _narrowed(connection, asked, untold, outside, cap)
    elif rare is not None:
        found = Candidates(rare[:cap], len(rare) > cap)
    else:
        ids = _ids(connection, f"{_MATCHING} ORDER BY rowid DESC LIMIT ?", asked, cap + 1)
        found = Candidates(ids[:cap], len(ids) > cap)
    if not connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone():
        return found  # where nothing is stale the tokens are the truth
    lagging = {
        row[0] for row in ask(connection, "SELECT work_id FROM stale WHERE work_id IN ({ids})", found.ids)
    }
    again = _still(connection, _stale(connection, matched, cap + 1), rest, outside)
    ids = sorted({*found.ids} - lagging | {*again}, reverse=True)
    return Candidates(ids[:cap], found.more or len(ids) > cap)


def _by_the_rarest(
    connection: sqlite3.Connection, matched: str, rest: Sequence[Node], outside: bool, cells: Cells
) -> list[int] | None:
    """All works that match and stand in the cells of the filters, found by the rarest of these; None
    where none is rare."""
    asked = tests(connection, rest, outside)
    if asked is None:
        return None
    each = [
        (sum(cells.where(holding(cells, [test])).works), node)
        for test, node in zip(asked[1:], rest, strict=True)
        if not isinstance(node, Not)
    ]
    works, rarest = min(each, key=lambda pair: pair[0], default=(_RARE + 1, None))
    token = _token(connection, rarest) if rarest is not None and works <= _RARE else ""
    if not token:
        return None
    ids = _ids(connection, f"{_MATCHING} ORDER BY rowid DESC", f"({matched}) AND filters : ({token})")
    meant = frozenset(cells.where(holding(cells, asked)).id)
    stand = dict(ask(connection, "SELECT id, cell FROM works WHERE id IN ({ids})", ids))
    return [one for one in ids if stand.get(one) in meant]


def any_match(connection: sqlite3.Connection, matched: str) -> bool:
    """Whether any work matches; so does every work where nothing is asked."""
    return not matched or connection.execute(f"{_MATCHING} LIMIT 1", (matched,)).fetchone() is not None


def driving(nodes: Iterable[Node]) -> Term | None:
    """The first term that names works by an index of its own: an identifier, a key, words of abstracts."""
    return next((node for node in nodes if isinstance(node, Term) and driver(node)), None)


def named(connection: sqlite3.Connection, nodes: Sequence[Node], outside: bool, cap: int) -> Candidates:
    """Works for which a query holds that has no words but a term of `driving`, at most ``cap``."""
    term = driving(nodes)
    assert term is not None
    ids, more = _driven(connection, term, cap)
    others = [condition(node) for node in nodes if node is not term]
    return Candidates(sorted(check(connection, ids, others, outside), reverse=True), more)


def _driven(connection: sqlite3.Connection, term: Term, cap: int) -> tuple[list[int], bool]:
    sql, values = driver(term) or ("", [])
    found = _ids(connection, f"SELECT DISTINCT * FROM ({sql}) LIMIT ?", *values, cap + 1)
    ids = [one for one in found if one is not None]
    return ids[:cap], len(ids) > cap


def _asked(
    connection: sqlite3.Connection, matched: str, rest: Sequence[Node], outside: bool
) -> tuple[str, list[Node]]:
    """The FTS5 expression with the tokens of the filters, and the filters that no token tells."""
    positive, negative, untold = [], [], []
    if outside or connection.execute(_OUTSIDE).fetchone():
        positive.append('filters : "@o"' if outside else 'filters : "@k"')
    for node in rest:
        inner = node.term if isinstance(node, Not) else node
        token = _token(connection, inner)
        absent = "" if token or isinstance(inner, Either) else _absent_token(inner)
        if not token and not absent:
            untold.append(node)
        elif bool(absent) != isinstance(node, Not):
            negative.append(f"filters : ({token or absent})")
        else:
            positive.append(f"filters : ({token or absent})")
    asked = " AND ".join([f"({matched})", *positive])
    return (f"({asked}) NOT ({' OR '.join(negative)})" if negative else asked), untold


def _narrowed(
    connection: sqlite3.Connection, asked: str, untold: Sequence[Node], outside: bool, cap: int
) -> Candidates:
    """Works that match and for which what no token tells holds too."""
    term = driving(untold)
    if term is not None:
        few, more = _driven(connection, term, cap)
        conditions = [condition(node) for node in untold if node is not term]
        return Candidates(check(connection, _among(connection, asked, few), conditions, outside), more)
    conditions = [condition(node) for node in untold]
    for sql, values in conditions:
        if sql.lstrip("(").startswith("w.id IN "):  # so found by an index of its own
            few = _ids(connection, f"SELECT w.id FROM works AS w WHERE {sql} LIMIT ?", *values, cap + 1)
            if len(few) <= cap:
                return Candidates(
                    check(connection, _among(connection, asked, few), conditions, outside), False
                )
    return _looked_at(connection, asked, conditions, outside, cap)


def _among(connection: sqlite3.Connection, asked: str, ids: list[int]) -> list[int]:
    """Those of some works that match."""
    if len(ids) <= _JOINED:
        listed = ",".join(map(str, ids))
        return _ids(connection, f"{_MATCHING} AND rowid IN ({listed})", asked)
    sql = f"{_MATCHING} AND +rowid IN (SELECT value FROM json_each(?))"
    return _ids(connection, sql, asked, json.dumps(ids))


def _looked_at(
    connection: sqlite3.Connection, asked: str, conditions: list[Condition], outside: bool, cap: int
) -> Candidates:
    """The newest works that match, looked at one by one until enough are found."""
    out: list[int] = []
    with closing(connection.execute(f"{_MATCHING} ORDER BY rowid DESC", (asked,))) as rows:
        for _ in range(max(1, cap * _LOOKED_AT // _PIECE)):
            piece = [row[0] for row in rows.fetchmany(_PIECE)]
            out += check(connection, piece, conditions, outside)
            if len(out) > cap or len(piece) < _PIECE:
                return Candidates(sorted(out, reverse=True)[:cap], len(out) > cap)
        return Candidates(sorted(out, reverse=True), rows.fetchone() is not None)


def _ids(connection: sqlite3.Connection, sql: str, *values: object) -> list[int]:
    return [row[0] for row in connection.execute(sql, values).fetchall()]


def _still(connection: sqlite3.Connection, ids: list[int], rest: Sequence[Node], outside: bool) -> list[int]:
    """Those of some stale works for which the rest of a query holds as they stand now."""
    asked = tests(connection, rest, outside)
    if asked is None:
        return check(connection, ids, [condition(node) for node in rest], outside)
    return [one.work_id for one in placed(connection, ids) if holds(one.cell, asked)]


def _stale(connection: sqlite3.Connection, matched: str, limit: int) -> list[int]:
    waiting = len(connection.execute("SELECT 1 FROM stale LIMIT ?", (_JOINED + 1,)).fetchall())
    if waiting <= _JOINED:
        sql = (
            "SELECT s.work_id FROM stale AS s CROSS JOIN search_index AS f ON f.rowid = s.work_id"
            " WHERE search_index MATCH ? LIMIT ?"
        )
    else:
        sql = (
            "SELECT work_id FROM stale WHERE work_id IN"
            " (SELECT rowid FROM search_index WHERE search_index MATCH ?) ORDER BY work_id DESC LIMIT ?"
        )
    return _ids(connection, sql, matched, limit)


def check(
    connection: sqlite3.Connection, ids: list[int], conditions: list[Condition], outside: bool
) -> list[int]:
    """Those of the candidates for which everything else holds too, as it stands now."""
    where = "".join(f" AND ({sql})" for sql, _ in conditions)
    values = [one for _, more in conditions for one in more]
    out: list[int] = []
    for at in range(0, len(ids), _PIECE):
        listed = ",".join(map(str, ids[at : at + _PIECE]))
        sql = f"SELECT w.id FROM works AS w WHERE w.id IN ({listed}) AND w.kept = {int(not outside)}{where}"
        out += [row[0] for row in connection.execute(sql, values).fetchall()]
    return out


def _token(connection: sqlite3.Connection, node: Node) -> str:
    """What the index says for a part of a query; "" where it cannot say it."""
    if isinstance(node, Either):
        made = ["" if isinstance(term, Not) else _token(connection, term) for term in node.terms]
        return " OR ".join(made) if all(made) else ""
    if isinstance(node, Not):
        return ""
    if node.kind == "tag":
        return _tag_token(connection, node)
    if node.kind in _NAMES and plain(node.text):
        return _name_tokens(connection, node)
    if node.kind in ("has", "is"):
        word = word_of(node)
        return _WORDS.get(f"{node.kind}:{word}", "") if word else _NOTHING
    if node.kind == "year" and (node.low is not None or node.high is not None):
        return _year_tokens(node.low or _EARLIEST, node.high or _LATEST)
    return ""


def _name_tokens(connection: sqlite3.Connection, term: Term) -> str:
    """The tokens of a type or source; of all that begin so while it is typed. They are listed from the
    cube: of a word that is only begun the index would gather all works before it hands over the first."""
    letter, sql = _NAMES[term.kind]
    begun = plain(term.text)
    names = {begun}
    if term.prefix:
        listed = {name for row in connection.execute(sql) for name in row[0].split()}
        names = {name for name in map(plain, listed) if name.startswith(begun)}
    return " OR ".join(f'"@{letter}{name}"' for name in sorted(names)) or _NOTHING


def _absent_token(term: Term) -> str:
    """What the index does not say of a work for which a term holds; "" where it tells no such thing."""
    return _ABSENT.get(f"is:{word_of(term)}", "") if term.kind == "is" else ""


def _tag_token(connection: sqlite3.Connection, term: Term) -> str:
    return " OR ".join(f'"@t{tag_id}"' for tag_id in tag_ids(connection, term)) or _NOTHING


def _year_tokens(low: int, high: int) -> str:
    low, high = max(low, _EARLIEST), min(high, _LATEST)
    out: list[str] = []
    year = low
    while year <= high:
        if year % 10 == 0 and year + 9 <= high:
            out.append(f'"@d{year // 10}"')
            year += 10
        else:
            out.append(f'"@y{year}"')
            year += 1
    return " OR ".join(out)

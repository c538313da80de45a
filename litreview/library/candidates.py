"""Who may answer a query with words: the newest works that have them, narrowed by filter tokens.

The tokens of the index may lag behind a person's words. While works wait to be indexed again the
tokens only narrow: those works are candidates whatever their tokens say, and every condition is
checked in the tables.
"""

from __future__ import annotations

import sqlite3

from litreview.library.conditions import Condition, condition, tag_ids
from litreview.library.search_index import plain
from litreview.model.query import Either, Node, Not, Term

_JOINED_STALE = 300
"""Up to so many stale works the index is asked for each; beyond, once for all that match."""

_EARLIEST, _LATEST = 1000, 2109
"""Years that a date can have, in whole decades."""


def answer(
    connection: sqlite3.Connection, matched: str, rest: list[Node], outside: bool, cap: int
) -> tuple[list[int], bool]:
    """Works that match the FTS5 expression and for which the rest of a query holds, newest first;
    and whether there are more than ``cap``, of which only these were looked at."""
    positive, negative, untold = ['filters : "@o"' if outside else 'filters : "@k"'], [], []
    for node in rest:
        token = _token(connection, node.term if isinstance(node, Not) else node)
        if not token:
            untold.append(condition(node))
        elif isinstance(node, Not):
            negative.append(f"filters : ({token})")
        else:
            positive.append(f"filters : ({token})")
    asked = " AND ".join([f"({matched})", *positive])
    if negative:
        asked = f"({asked}) NOT ({' OR '.join(negative)})"
    where = "".join(f" AND ({sql})" for sql, _ in untold)
    narrowed = f" AND rowid IN (SELECT w.id FROM works AS w WHERE 1{where})" if untold else ""
    values = [one for _, more in untold for one in more]
    sql = f"SELECT rowid FROM search_index WHERE search_index MATCH ?{narrowed} ORDER BY rowid DESC LIMIT ?"
    ids = [row[0] for row in connection.execute(sql, (asked, *values, cap + 1)).fetchall()]
    if not connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone():
        return ids[:cap], len(ids) > cap  # where nothing is stale the tokens are the truth
    ids = sorted({*ids, *_stale(connection, matched, cap + 1)}, reverse=True)
    return check(connection, ids[:cap], [condition(node) for node in rest], outside), len(ids) > cap


def _stale(connection: sqlite3.Connection, matched: str, limit: int) -> list[int]:
    waiting = len(connection.execute("SELECT 1 FROM stale LIMIT ?", (_JOINED_STALE + 1,)).fetchall())
    if waiting <= _JOINED_STALE:
        sql = (
            "SELECT s.work_id FROM stale AS s CROSS JOIN search_index AS f ON f.rowid = s.work_id"
            " WHERE search_index MATCH ? LIMIT ?"
        )
    else:
        sql = (
            "SELECT work_id FROM stale WHERE work_id IN"
            " (SELECT rowid FROM search_index WHERE search_index MATCH ?) ORDER BY work_id DESC LIMIT ?"
        )
    return [row[0] for row in connection.execute(sql, (matched, limit)).fetchall()]


def check(
    connection: sqlite3.Connection, ids: list[int], conditions: list[Condition], outside: bool
) -> list[int]:
    """Those of the candidates for which everything else holds too, as it stands now."""
    where = "".join(f" AND ({sql})" for sql, _ in conditions)
    values = [one for _, more in conditions for one in more]
    out: list[int] = []
    for at in range(0, len(ids), 2000):
        listed = ",".join(map(str, ids[at : at + 2000]))
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
    star = "*" if node.prefix else ""
    if node.kind == "tag":
        return _tag_token(connection, node)
    if node.kind in ("type", "source") and plain(node.text):
        return f'"@{"w" if node.kind == "type" else "s"}{plain(node.text)}"{star}'
    if node.kind == "year" and (node.low is not None or node.high is not None):
        return _year_tokens(node.low or _EARLIEST, node.high or _LATEST)
    return ""


def _tag_token(connection: sqlite3.Connection, term: Term) -> str:
    return " OR ".join(f'"@t{tag_id}"' for tag_id in tag_ids(connection, term))


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

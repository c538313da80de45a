"""Terms of a query as conditions of SQL. These are the truth about who answers; the filter tokens of
the index only make it quick, since an index may lag behind a person's words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from litreview.library import word_conditions
from litreview.library.search_index import plain
from litreview.library.word_conditions import OF_WORK
from litreview.model.decision import DISPUTED, READ_STATES
from litreview.model.query import Either, Node, Not, Term
from litreview.model.text import clean, fold

Condition = tuple[str, list[Any]]
"""A condition on ``w``, a row of works, and its parameters."""

_NEVER: Condition = ("0", [])
_HAS = {
    "tag": OF_WORK.format(table="taggings", where=""),
    "note": OF_WORK.format(table="note_anchors", where=""),
    "doi": "w.doi IS NOT NULL",
    "repec": "w.repec IS NOT NULL",
    "handle": "w.repec IS NOT NULL",
    "abstract": "w.with_abstract = 1",
    "year": "w.year IS NOT NULL",
    "venue": "w.venue IS NOT NULL",
    "title": "w.title IS NOT NULL",
    "author": "w.byline <> ''",
    "count": "w.cited IS NOT NULL",
    "references": OF_WORK.format(table="lists", where=" WHERE a.direction = 'references'"),
    "cited-by": OF_WORK.format(table="lists", where=" WHERE a.direction = 'cited_by'"),
    "version": "w.id IN (SELECT work_id FROM families)",
    "question": "w.id IN (SELECT m.work_id FROM membership AS m JOIN questions AS q"
    " ON q.left_id = m.record_id OR q.right_id = m.record_id)",
    **word_conditions.HAS,
}
_IS = {
    "kept": "w.kept = 1",
    "outside": "w.kept = 0",
    "version": _HAS["version"],
    "question": _HAS["question"],
    "preferred": "w.id IN (SELECT work_id FROM families WHERE preferred = 1)",
    **word_conditions.IS,
}
_NAMED = {"has": _HAS, "is": _IS}
DECIDED = {"included": "include", "excluded": "exclude", "maybe": "maybe", "disputed": DISPUTED}
"""What ``is:`` says of a decision, and the decision."""

READ = {state: state for state in READ_STATES}
"""What ``is:`` says of how far a work is read."""

TAGS_BELOW = (
    "WITH RECURSIVE below(id) AS (SELECT id FROM tags WHERE {where}"
    " UNION SELECT child.id FROM tags AS child JOIN below ON child.parent_id = below.id) SELECT id FROM below"
)
"""The ids of tags for which a condition holds, and of all tags below them."""

_BY_KEY = (
    "SELECT m.work_id FROM citation_keys AS k JOIN membership AS m ON m.record_id = k.record_id"
    " WHERE k.key >= ? AND k.key < ?"
    " UNION ALL SELECT m.work_id FROM made_keys AS k JOIN membership AS m ON m.record_id = k.record_id"
    " WHERE k.key >= ? AND k.key < ?"
)
_BY_IDENTIFIER = (
    "SELECT m.work_id FROM identifiers AS i JOIN membership AS m ON m.record_id = i.record_id"
    " WHERE i.value >= ? AND i.value {end} ? UNION ALL SELECT m.work_id FROM corrections AS c"
    " JOIN membership AS m ON m.record_id = c.record_id WHERE c.value >= ? AND c.value {end} ?"
)
"""Of a record, or given by a person, whose corrections are stored as JSON texts."""

_BY_RUN = (
    "w.id IN (SELECT m.work_id FROM runs AS r JOIN run_records AS s ON s.run_id = r.id"
    " JOIN membership AS m ON m.record_id = s.record_id WHERE r.act = 'search'"
    " AND (r.id = ? OR r.name = ? COLLATE NOCASE))"
)
BY_MORE = (
    "SELECT d.work_id FROM more_index AS x CROSS JOIN more_docs AS d ON d.id = x.rowid"
    " WHERE more_index MATCH ? ORDER BY x.rowid DESC"
)
"""Works whose text in the second index matches, the latest indexed first."""

_NOBODY: Condition = ("SELECT NULL", [])
_BEHIND = "\U0010ffff"


def condition(node: Node) -> Condition:
    """What must hold of a work for a part of a query."""
    if isinstance(node, Not):
        sql, values = condition(node.term)
        return f"NOT coalesce({sql}, 0)", values
    if isinstance(node, Either):
        made = [condition(term) for term in node.terms]
        return "(" + " OR ".join(sql for sql, _ in made) + ")", [one for _, values in made for one in values]
    return _CONDITIONS.get(node.kind, _never)(node)


def _never(term: Term) -> Condition:
    """A term whose data no schema holds yet: nothing answers it."""
    del term
    return _NEVER


def text_match(term: Term) -> str:
    """The FTS5 expression of a text term with its columns; "" where there is nothing to look for."""
    from litreview.library.search_text import COLUMNS, match_term  # late: only queries need it

    matched = match_term(term)
    return f"{COLUMNS[term.kind]} : ({matched})" if matched else ""


def more_match(term: Term) -> str:
    """The same for the second index."""
    from litreview.library.search_text import MORE_COLUMNS, match_term

    matched = match_term(term)
    return f"{MORE_COLUMNS[term.kind]} : ({matched})" if matched else ""


def _text(term: Term) -> Condition:
    matched = text_match(term)
    if not matched:
        return _NEVER
    return "w.id IN (SELECT rowid FROM search_index WHERE search_index MATCH ?)", [matched]


def _more(term: Term) -> Condition:
    matched = more_match(term)
    return (BY_MORE, [matched]) if matched else _NOBODY


def driver(term: Term) -> Condition | None:
    """The works of a term that names works by an index of its own, as a statement; None for others."""
    return _DRIVERS[term.kind](term) if term.kind in _DRIVERS else None


def _driven(term: Term) -> Condition:
    sql, values = _DRIVERS[term.kind](term)
    return f"w.id IN ({sql})", values


def _identifier(term: Term) -> Condition:
    import json

    end = "<" if term.prefix else "<="
    last = term.text + _BEHIND if term.prefix else term.text
    whole = json.dumps(term.text, ensure_ascii=False)
    corrected = [whole[:-1], whole[:-1] + _BEHIND] if term.prefix else [whole, whole]
    return _BY_IDENTIFIER.format(end=end), [term.text, last, *corrected]


def _year(term: Term) -> Condition:
    if term.low is not None and term.high is not None:
        return "w.year BETWEEN ? AND ?", [term.low, term.high]
    if term.low is not None:
        return "w.year >= ?", [term.low]
    return ("w.year <= ?", [term.high]) if term.high is not None else ("w.year IS NOT NULL", [])


def _key(term: Term) -> Condition:
    last = term.text + (_BEHIND if term.prefix else "\x01")
    return _BY_KEY, [term.text, last, term.text, last]


def _tag(term: Term) -> Condition:
    named, values = _tags_named(term)
    return OF_WORK.format(table="taggings", where=f" WHERE a.tag_id IN ({named})"), values


def tag_ids(connection: sqlite3.Connection, term: Term) -> list[int]:
    """The tags that a term means: the one of that name, else those that begin so while it is typed."""
    named, values = _tags_named(term)
    return [row[0] for row in connection.execute(named, values).fetchall()]


def _tags_named(term: Term) -> Condition:
    """The tag of that name, else those that begin so while it is typed, each with the tags below it;
    ``tag:=name`` is without those below."""
    name = clean(term.text) or ""
    where = "name = ?"
    values: list[Any] = [name]
    if term.prefix:
        where += (
            " OR (substr(name, 1, ?) = ? COLLATE NOCASE AND NOT EXISTS (SELECT 1 FROM tags WHERE name = ?))"
        )
        values = [name, len(name), name, name]
    return (f"SELECT id FROM tags WHERE {where}" if term.exact else TAGS_BELOW.format(where=where)), values


def word_of(term: Term) -> str | None:
    """The word after ``has:`` or ``is:`` that a term means, whole or begun; None for an unknown one."""
    table = _NAMED[term.kind]
    name = fold(term.text)
    if name in table:
        return name
    return next((word for word in table if word.startswith(name)), None) if term.prefix and name else None


def _named(term: Term) -> Condition:
    word = word_of(term)
    return (_NAMED[term.kind][word], []) if word else _NEVER


def written(term: Term) -> str:
    """A type or source as it is stored, however a person writes it: ``working-paper`` -> ``working_paper``."""
    return fold(term.text).replace(" ", "_").replace("-", "_")


def _type(term: Term) -> Condition:
    name = written(term)
    return ("substr(w.type, 1, ?) = ?", [len(name), name]) if term.prefix else ("w.type = ?", [name])


def _source(term: Term) -> Condition:
    name = written(term)
    return "instr(' ' || w.sources || ?, ?) > 0", (["", f" {name}"] if term.prefix else [" ", f" {name} "])


def _jel(term: Term) -> Condition:
    code = plain(term.text)
    return (BY_MORE, [f'keywords : "@j{code}"*']) if code else _NOBODY


def _reading_list(term: Term) -> Condition:
    name = clean(term.text) or ""
    if not term.prefix:
        return word_conditions.IN_LIST.format(more=""), [name]
    return word_conditions.IN_LIST_BEGUN, [name, len(name), name, name]


_DIGITS = 19
"""No row of SQLite has a number of so many digits."""


def _search(term: Term) -> Condition:
    is_number = term.text.isascii() and term.text.isdigit() and len(term.text) < _DIGITS
    number = int(term.text) if is_number else -1
    return _BY_RUN, [number, clean(term.text) or ""]


_DRIVERS: dict[str, Callable[[Term], Condition]] = {
    "abstract": _more, "note": _more, "jel": _jel, "identifier": _identifier, "key": _key,
}  # fmt: skip
_CONDITIONS: dict[str, Callable[[Term], Condition]] = {
    "any": _text, "author": _text, "title": _text, "venue": _text, "year": _year, "tag": _tag, "has": _named,
    "is": _named, "type": _type, "search": _search, "source": _source, "list": _reading_list,
    **dict.fromkeys(_DRIVERS, _driven),
}  # fmt: skip

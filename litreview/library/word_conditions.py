"""What a query asks of decisions, read states and reading lists, as conditions on ``w``, a row of works.

They say of the tables what `model.decision` says of values, and stay right while the index lags.
"""

from __future__ import annotations

from litreview.model.decision import DISPUTED

OF_WORK = (
    "w.id IN (SELECT m.work_id FROM {table} AS a JOIN membership AS m ON m.record_id = a.record_id{where})"
)
"""Works of which a record stands in ``table`` (``a``), under a condition on it."""

_EFFECTIVE = (
    f"(SELECT CASE WHEN min(d.word) = max(d.word) THEN min(d.word) ELSE '{DISPUTED}' END"
    " FROM membership AS n JOIN decisions AS d ON d.record_id = n.record_id WHERE n.work_id = w.id"
    " AND NOT EXISTS (SELECT 1 FROM membership AS o JOIN decisions AS e ON e.record_id = o.record_id"
    " WHERE o.work_id = w.id AND ((e.stage = 'full_text') > (d.stage = 'full_text') OR (e.stage = d.stage"
    " AND e.who = d.who AND (e.at, e.word, e.reason) > (d.at, d.word, d.reason)))))"
)
"""`model.decision.effective`: of each person's latest words at the furthest stage the one they share."""

_LATEST_READ = (
    "(SELECT r.state FROM membership AS n JOIN read_states AS r ON r.record_id = n.record_id"
    " WHERE n.work_id = w.id ORDER BY r.at DESC, r.state DESC LIMIT 1)"
)


def _decided(word: str) -> str:
    """Works whose decision is this: those of which anybody said so, looked at one by one."""
    where = "" if word == DISPUTED else f" WHERE a.word = '{word}'"
    return f"({OF_WORK.format(table='decisions', where=where)} AND {_EFFECTIVE} = '{word}')"


def _read(state: str) -> str:
    where = f" WHERE a.state = '{state}'"
    return f"({OF_WORK.format(table='read_states', where=where)} AND {_LATEST_READ} = '{state}')"


HAS = {
    "decision": OF_WORK.format(table="decisions", where=""),
    "full-text": OF_WORK.format(table="decisions", where=" WHERE a.stage = 'full_text'"),
    "list": OF_WORK.format(table="reading_list_works", where=""),
    "correction": OF_WORK.format(table="corrections", where=""),
}
"""The conditions of ``has:`` by their word."""

IS = {
    "included": _decided("include"),
    "excluded": _decided("exclude"),
    "maybe": _decided("maybe"),
    "disputed": _decided(DISPUTED),
    "undecided": f"NOT {HAS['decision']}",
    "read": _read("read"),
    "reading": _read("reading"),
    "unread": f"NOT {OF_WORK.format(table='read_states', where='')}",
}
"""The conditions of ``is:`` by their word."""

IN_LIST = OF_WORK.format(
    table="reading_list_works",
    where=" WHERE a.reading_list_id IN (SELECT id FROM reading_lists WHERE name = ?{more})",
)
IN_LIST_BEGUN = IN_LIST.format(
    more=" OR (substr(name, 1, ?) = ? COLLATE NOCASE AND NOT EXISTS (SELECT 1 FROM reading_lists WHERE name = ?))"
)
"""Works of the reading list of a name; of those whose names begin so while it is typed."""

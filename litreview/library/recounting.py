"""Counting again what is derived: what the tables say of works against what their records and words say."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from litreview.library.asking import ask, pieces
from litreview.library.cube import misplaced, placed
from litreview.library.links import links_as_lists_say
from litreview.library.search_index import read_best
from litreview.library.search_text import index_text
from litreview.library.values import CheckFinding
from litreview.library.work_row import best_texts

SAMPLE = 5_000
"""Works that are looked at one by one, spread over the library; what a statement can count is counted whole."""

_REBUILD = "litreview rebuild derives them again."
_NUMBERS: tuple[tuple[str, str, str], ...] = (
    ("records in no work", "", "SELECT count(*) FROM records AS r LEFT JOIN membership AS m ON m.record_id = r.id"
     " WHERE m.record_id IS NULL AND r.withdrawn = 0"),
    ("works without records", "", "SELECT count(*) FROM works AS w LEFT JOIN membership AS m ON m.work_id = w.id"
     " WHERE m.work_id IS NULL"),
    ("memberships without a work", "", "SELECT count(*) FROM membership AS m LEFT JOIN works AS w ON w.id = m.work_id"
     " WHERE w.id IS NULL"),
    ("works with a wrong mark of being kept", "marks", "SELECT count(*) FROM works AS w WHERE w.kept <> EXISTS"
     " (SELECT 1 FROM membership AS m JOIN kept AS k ON k.record_id = m.record_id WHERE m.work_id = w.id)"),
    ("works with a wrong citation count", "marks", "SELECT count(*) FROM works AS w WHERE w.cited IS NOT"
     " (SELECT max(c.value) FROM membership AS m JOIN latest_counts AS c ON c.record_id = m.record_id WHERE m.work_id = w.id)"),
    ("works under a key that none of their records has", "marks", "SELECT count(*) FROM works AS w WHERE w.key IS NOT NULL"
     " AND NOT EXISTS (SELECT 1 FROM membership AS m JOIN made_keys AS k ON k.record_id = m.record_id"
     " WHERE m.work_id = w.id AND k.key = w.key) AND NOT EXISTS (SELECT 1 FROM membership AS m"
     " JOIN citation_keys AS k ON k.record_id = m.record_id WHERE m.work_id = w.id AND k.key = w.key)"
     " AND NOT EXISTS (SELECT 1 FROM stale WHERE work_id = w.id)"),
    ("works that are not indexed", "", "SELECT count(*) FROM works AS w LEFT JOIN search_docs AS d ON d.work_id = w.id"
     " WHERE d.work_id IS NULL"),
    ("indexed works that are gone", "", "SELECT count(*) FROM search_docs AS d LEFT JOIN works AS w ON w.id = d.work_id"
     " WHERE w.id IS NULL"),
    ("links to no work", "", "SELECT count(*) FROM links AS l LEFT JOIN works AS a ON a.id = l.citing"
     " LEFT JOIN works AS b ON b.id = l.cited WHERE a.id IS NULL OR b.id IS NULL"),
    ("families of one, or without one preferred work", "", "SELECT count(*) FROM (SELECT family_id FROM families GROUP BY"
     " family_id HAVING count(*) < 2 OR sum(preferred) <> 1)"),
    ("works of families that are gone", "", "SELECT count(*) FROM families AS f LEFT JOIN works AS w ON w.id = f.work_id"
     " WHERE w.id IS NULL"),
    ("questions on records of one work or of none", "", "SELECT count(*) FROM questions AS q LEFT JOIN membership AS l"
     " ON l.record_id = q.left_id LEFT JOIN membership AS r ON r.record_id = q.right_id"
     " WHERE l.work_id IS NULL OR r.work_id IS NULL OR l.work_id = r.work_id"),
    ("cells of the cube with a wrong count", "cube", "SELECT count(*) FROM cube AS c WHERE c.works <>"
     " (SELECT count(*) FROM works AS w WHERE w.cell = c.id)"),
    ("works in no cell of the cube", "cube", "SELECT count(*) FROM works AS w LEFT JOIN cube AS c ON c.id = w.cell"
     " WHERE c.id IS NULL"),
    ("venues with a wrong count", "cube", "SELECT count(*) FROM venues AS v LEFT JOIN (SELECT w.venue_id AS id,"
     " sum(c.kept) AS works FROM works AS w JOIN cube AS c ON c.id = w.cell WHERE w.venue_id IS NOT NULL GROUP BY 1) AS n"
     " ON n.id = v.id WHERE v.works <> coalesce(n.works, 0)"),
)  # fmt: skip
"""What is wrong, the mend for it ("" = a rebuild), and how many there are."""


def recount(connection: sqlite3.Connection) -> Iterator[CheckFinding]:
    """A finding for each thing that a recount finds otherwise, or one that all is well."""
    wrong = 0
    for what, mend, sql in _NUMBERS:
        if number := connection.execute(sql).fetchone()[0]:
            wrong += 1
            yield _finding(f"{number:,} {what}.", mend)
    works = _sample(connection)
    looks: tuple[tuple[Callable[[sqlite3.Connection, list[int]], int], str, str], ...] = (
        (_misplaced, "works counted in a wrong cell or venue", "cube"),
        (_mislinked, "works whose links are not those that their lists say", ""),
        (_misworded, "works that are indexed under other words than theirs", "index"),
        (_unfound, "works whose abstract, keywords or notes are not found by their words", "second index"),
    )
    total = connection.execute("SELECT count(*) FROM works").fetchone()[0]
    of = f" of {len(works):,} looked at ({total:,} works in all)" if len(works) < total else ""
    for look, what, mend in looks:
        if number := look(connection, works):
            wrong += 1
            yield _finding(f"{number:,} {what}{of}.", mend)
    if not wrong:
        yield CheckFinding("derived", "ok", f"A recount finds the same{of}.")


def _finding(sentence: str, mend: str) -> CheckFinding:
    fix = "litreview doctor --fix mends it." if mend else _REBUILD
    return CheckFinding("derived", "warning", sentence, fix, mend)


def _sample(connection: sqlite3.Connection) -> list[int]:
    total = connection.execute("SELECT count(*) FROM works").fetchone()[0]
    step = max(1, total // SAMPLE)
    return [row[0] for row in connection.execute("SELECT id FROM works WHERE id % ? = 0", (step,)).fetchall()]


def _misplaced(connection: sqlite3.Connection, works: list[int]) -> int:
    """Works that wait to be indexed are counted as they were, and that is right."""
    wrong = 0
    for piece in pieces(works):
        waiting = {
            row[0] for row in ask(connection, "SELECT work_id FROM stale WHERE work_id IN ({ids})", piece)
        }
        stands = placed(connection, [one for one in piece if one not in waiting])
        wrong += len(misplaced(connection, stands))
    return wrong


def _mislinked(connection: sqlite3.Connection, works: list[int]) -> int:
    wrong = 0
    for work_id in works:
        stored = connection.execute(
            "SELECT citing, cited FROM links WHERE citing = ?1 OR cited = ?1", (work_id,)
        )
        wrong += set(stored.fetchall()) != links_as_lists_say(connection, work_id)
    return wrong


def _misworded(connection: sqlite3.Connection, works: list[int]) -> int:
    wrong = 0
    for piece in pieces(works[: SAMPLE // 5]):
        sql = "SELECT work_id, title, byline, venue FROM search_docs WHERE work_id IN ({ids})"
        docs = {row[0]: tuple(row[1:]) for row in ask(connection, sql, piece)}
        bests = read_best(connection, piece)
        wrong += sum(docs[one] != best_texts(best) for one, (best, _) in bests.items() if one in docs)
    return wrong


def _unfound(connection: sqlite3.Connection, works: list[int]) -> int:
    """The second index has no content to be compared with: a few of each work's words are asked for."""
    wrong = 0
    for piece in pieces(works[: SAMPLE // 5]):
        sql = "SELECT work_id, id FROM more_docs WHERE work_id IN ({ids})"
        numbers = dict(ask(connection, sql, piece))
        for work_id, (best, _) in read_best(connection, piece).items():
            words = index_text(best.abstract).split()[:3] or index_text(" ".join(best.keywords)).split()[:3]
            if not words:
                continue
            asked = " ".join('"' + word.replace('"', '""') + '"' for word in words)
            found = connection.execute(
                "SELECT 1 FROM more_index WHERE more_index MATCH ? AND rowid = ?",
                (asked, numbers.get(work_id, -1)),
            )
            wrong += found.fetchone() is None
    return wrong

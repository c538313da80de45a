"""How SQLite goes about each hot statement: by an index, never through a whole table."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest

from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.query import parse
from litreview.model.record import Reference, ReferenceList, Said
from litreview.model.ruling import ruling
from tests.library.making import one, put, records, said, store_as_works, work_of

ORDERS = ("added", "year", "author", "title", "venue", "cited", "key")
SMALL = {"tags", "runs", "changed", "below", "stale", "acting", "sqlite_master", "history", "rulings", "cube",
         "venues", "sqlite_sequence"}  # fmt: skip
"""Tables that hold few rows, or of which one row is asked for; ``below`` are the tags
below one. The cube is read whole."""

BRINGS_AN_IMPORT_BACK = r"f\.said_run IN \(SELECT id FROM runs WHERE id = \d+ OR brought_by"
"""Redoing an import looks once at all that sources said before: rare, and an index would be paid by each."""


@pytest.fixture
def filled(library: Library) -> Library:
    made = list(records(300))
    run = library.runs.start("search", "trust")
    with library.write("fill"):
        entries = [said(record, tuple(made[max(0, n - 3) : n]), n) for n, record in enumerate(made)]
        ids = store_as_works(library, run, entries)
        for record_id in range(1, 300):
            library.matches.meet({record_id: [f"y:{record_id % 50}", f"t:{record_id}"]})
        library.matches.put_verdicts([(n, n + 1, "maybe", 1, ()) for n in range(1, 200, 7)])
        library.works.put_questions([], library.matches.verdicts(range(1, 200)))
        library.works.put_family(ids[:3], ids[0])
    with library.write("tag", act="tag"):
        library.tags.tag(ids[::3], "trust")
        library.words.note(ids[5], "a note")
        library.keys.give(7, "given7")
    return library


def scenario(library: Library) -> list[Callable[[], object]]:
    """What happens while a person types, scrolls, looks at a work, and while records come in."""
    ids = list(library.finding.find(parse("")).ids)
    queries = ("learning", "the of", "learning tag:trust y:1990-2010", "tag:trust", "y:2000", "a:ba", "has:note",
               "10.1001/a.1", "k:key1", "source:crossref trust", "search:trust", "-tag:trust alliance", "is:question",
               "learning or tag:trust", "jel:L2", "ab:trust", "learning has:doi", "learning has:note", "the 10.1001/",
               "tag:trust y:1990-2010 source:crossref learning", "has:question -tag:trust", "-has:note")  # fmt: skip
    looks: list[Callable[[], object]] = [lambda q=q: library.finding.find(parse(q)) for q in queries]
    looks += [
        lambda s=s: library.finding.find(parse(""), s, limit=50)
        for s in ("added", "year", "title", "cited", "key")
    ]
    looks += [
        lambda q=q, s=s, n=n: library.finding.find(parse(q), s, limit=n)
        for q in ("tag:trust ", "y:2000-2004", "-tag:trust ", "is:outside ")
        for s in ORDERS
        for n in (10, None)
    ]
    looks += [
        lambda s=s, r=r: library.finding.page(parse(""), s, r, after=ids[60])
        for s in ORDERS
        for r in (False, True)
    ]
    looks += [
        lambda q=q: library.finding.facets(parse(q)) for q in ("", "tag:trust ", "-tag:trust ", "has:note ")
    ]
    looks += [
        lambda: library.works.rows(ids[:50]), lambda: library.works.read_many(ids[:20]),
        lambda: library.works.resolve("key5"), lambda: library.works.resolve("10.1001/a.1"),
        lambda: library.works.resolve("crossref:x"), lambda: library.works.family(ids[0]),
        lambda: library.works.question_count(ids[:1]), lambda: library.records.views(ids[0]),
        lambda: library.records.with_identifiers([Identifier("doi", "10.1/x")]),
        lambda: library.records.ids(["crossref:x"]), lambda: library.records.read_said(3),
        lambda: library.records.all_ids(10, 50),
        lambda: library.matches.sharing(["y:3", "t:9"]), lambda: library.matches.verdicts([1, 2]),
        lambda: library.matches.joined([1, 2]), lambda: library.links.references(ids[9]),
        lambda: library.links.cited_by(ids[9]), lambda: library.links.known(ids[9]),
        lambda: library.links.summaries(ids[9], "references"),
        lambda: library.links.open_lines([9]), lambda: library.links.lines_sharing(["x"]),
        lambda: library.words.notes(ids[5]), lambda: library.words.rulings(["crossref:x"]),
        lambda: library.words.unsaid([1, 2], by_work=True), lambda: library.words.corrections([1, 2]),
        lambda: library.keys.of(ids[:50]), lambda: library.counts.latest(ids[:50]),
        lambda: library.counts.history(ids[0]), lambda: library.history.rows(),
        lambda: library.finding.facets(parse("learning")), lambda: library.tags.rows(),
        lambda: library.saved_searches.found_before("trust", 9, ids[:50]), lambda: library.saved_searches.last_run("trust"),
        lambda: library.runs.rows(),
        lambda: _take_in(library), lambda: _say(library, ids), lambda: library.history.undo(), lambda: library.history.redo(),
        lambda: _bring(library), lambda: library.history.undo(), lambda: library.history.redo(),
        lambda: library.history.undo(),
    ]  # fmt: skip
    return [*looks, *screening(library, ids)]


def screening(library: Library, ids: list[int]) -> list[Callable[[], object]]:
    """What a person decides, reads, lists and corrects, and asks for afterwards."""
    queries = ("is:included", "is:disputed", "is:undecided", "is:reading", "is:unread", "has:decision", "has:list",
               "list:core ", "list:co", "trust is:excluded", "has:correction")  # fmt: skip
    words, lists = library.screening, library.reading_lists
    return [
        lambda: _decide(library, ids),
        *(lambda q=q: library.finding.find(parse(q)) for q in queries),
        lambda: library.works.rows(ids[:50]), lambda: words.decisions(ids[:50]), lambda: words.removed(ids[:50]),
        lambda: words.read_states(ids[:50]), lambda: lists.works("core"), lambda: lists.of_work(ids[3]),
        lambda: lists.all(), lambda: library.words.corrected(ids[4]), lambda: library.works.resolve("10.5555/x"),
        lambda: library.history.undo(),
    ]  # fmt: skip


def _decide(library: Library, ids: list[int]) -> None:
    with library.write("decide", act="decide"):
        library.screening.decide(ids[:30], "include", "title_abstract")
        library.screening.decide(ids[20:40], "exclude", "full_text", "no firms")
        library.screening.undecide(ids[35:40])
        library.screening.mark_read(ids[:9], "reading")
        library.screening.mark_unread(ids[:2])
        library.reading_lists.put("core", ids[:9])
        library.reading_lists.move("core", ids[3:5], 1)
        library.reading_lists.take_out("core", ids[:2])
        library.words.correct(ids[4], "doi", "10.5555/x")
        library.words.uncorrect(ids[4], "title")
        note = library.words.note(ids[6], "n")
        library.words.edit_note(ids[6], note, "m")
        library.words.remove_note(ids[6], note)


def _take_in(library: Library) -> None:
    put(library, one("fresh", 1), keep=False)
    run = library.runs.start("trace")
    lines = ReferenceList(
        "given", (Reference(position=1, title="x", identifiers=(Identifier("doi", "10.1/x"),)),)
    )
    with library.write("more"):
        library.records.store(
            Said(about="crossref:10.1234/1", references=lines, citation_count=3), run, "2026-01-02"
        )
        work = library.works.of_records([301])[301]
        library.works.put(work_of(one("fresh", 1), one("x", 2)), [301, 5], work)
        library.works.put(work_of(one("fresh", 1)), [301], work)
        library.works.put(work_of(one("x", 2)), [5])


def _bring(library: Library) -> None:
    """An import that says something else of a record, and something new."""
    run = library.runs.start("import")
    with library.write("import", act="import", sentence="import") as made:
        made.run = run
        library.records.store(said(one("a title", 4001)), run, "2026-01-03")
        library.records.store(said(one("another title", 4001)), run, "2026-01-04")


def _say(library: Library, ids: list[int]) -> None:
    with library.write("say", act="say"):
        library.tags.tag(ids[:20], "x")
        library.tags.untag(ids[:5], "trust")
        library.tags.describe("x", parent="trust")
        library.tags.merge(["x"], "y")
        library.tags.rename("y", "z")
        library.words.unkeep(ids[30:32])
        library.words.note(ids[3], "n")
        library.words.rule(ruling("crossref:10.1001/a.1", "crossref:x", "same"))
        library.words.correct(ids[4], "title", "T")
        library.keys.pin(ids[:3])


def test_no_hot_statement_walks_through_a_table(filled: Library) -> None:
    connection = filled._door.connection()
    asked: set[str] = set()
    connection.set_trace_callback(asked.add)
    for step in scenario(filled):
        step()
    connection.set_trace_callback(None)
    slow = {}
    for sql in sorted(asked):
        ours = re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql) and not _inside_fts5(sql)
        if ours and not re.search(BRINGS_AN_IMPORT_BACK, sql) and (scans := _scans(connection, sql)):
            slow[sql[:200]] = scans
    assert slow == {}


def test_orders_of_the_library_come_from_an_index(filled: Library) -> None:
    connection = filled._door.connection()
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    for sort in ORDERS:
        for reverse in (False, True):
            filled.finding.find(parse(""), sort, reverse, limit=50)
            filled.finding.page(parse(""), sort, reverse, after=60)
    connection.set_trace_callback(None)
    assert len(asked) >= 28
    for sql in asked:
        plan = str(connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall())
        assert "TEMP B-TREE" not in plan, sql


def test_every_index_is_used(filled: Library) -> None:
    connection = filled._door.connection()
    asked: set[str] = set()
    connection.set_trace_callback(asked.add)
    for step in scenario(filled):
        step()
    connection.set_trace_callback(None)
    used: set[str] = set()
    for sql in asked:
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", sql) and not _inside_fts5(sql):
            plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
            used |= {name for row in plan for name in re.findall(r"INDEX (\w+)", row[3])}
    made = {
        row[0]
        for row in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name NOT LIKE '\\_sqlite%' ESCAPE '\\'"
        )
    }
    assert made - used == set()


def _inside_fts5(sql: str) -> bool:
    """FTS5 speaks to tables of its own."""
    return re.search(r"'main'|main\.|search_index \(search_index", sql) is not None


def _scans(connection: sqlite3.Connection, sql: str) -> list[str]:
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]
    tables = re.findall(r"\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?", sql)
    names = {alias or table: table for table, alias in tables}
    return [
        line
        for line in plan
        if line.startswith("SCAN ")
        and "VIRTUAL TABLE" not in line
        and "CONSTANT ROW" not in line
        and "USING" not in line
        and "(subquery" not in line
        and names.get(line.split()[1], line.split()[1]) not in SMALL
    ]

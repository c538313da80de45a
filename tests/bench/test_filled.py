"""The generated library has the rows that intake writes."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from litreview.intake.intake import Intake
from litreview.library.library import Library
from tests.bench.filled import DAY, TAGS, WHO, Taken, entries, fill
from tests.library.making import QuietClock

WORKS = 300

ROWS = {
    "records": "*", "run_records": "*", "identifiers": "*", "counts": "*", "latest_counts": "*", "lists": "*",
    "line_targets": "*", "membership": "*", "blocks": "*", "record_keys": "*", "bests": "*", "links": "*",
    "search_docs": "*", "more_docs": "*", "made_keys": "*", "stale": "*", "kept": "record_id, who",
    "tags": "id, name", "taggings": "tag_id, record_id, who", "decisions": "record_id, stage, who, word, reason",
    "read_states": "record_id, who, state", "bodies": "*",
    "works": "id, title, byline, short_byline, authors, year, venue, type, doi, repec, sources, cited, cited_source,"
    " kept, with_abstract, key, sort_title, sort_author, sort_venue",
}  # fmt: skip
COUNTED = {
    "cube": "SELECT kept, year, type, sources, tags, decision, read_state, works FROM cube WHERE works > 0",
    "venues": "SELECT name, works FROM venues WHERE works > 0",
    "cells": "SELECT w.id, c.kept, c.year, c.type, c.sources, c.tags, c.decision, c.read_state, v.name FROM works AS w"
    " JOIN cube AS c ON c.id = w.cell LEFT JOIN venues AS v ON v.id = w.venue_id",
}  # fmt: skip


def test_it_has_the_rows_that_intake_writes(tmp_path: Path) -> None:
    taken = list(entries(WORKS, body=500))
    fill(tmp_path / "filled.litreview", taken, QuietClock())
    _take_in(tmp_path / "taken.litreview", taken)
    ours, theirs = (sqlite3.connect(tmp_path / f"{name}.litreview") for name in ("filled", "taken"))
    for table, columns in ROWS.items():
        asked = f"SELECT {columns} FROM {table}"
        assert _rows(ours, asked) == _rows(theirs, asked), table
    for name, asked in COUNTED.items():
        assert _rows(ours, asked) == _rows(theirs, asked), name
    for table in ("search_index", "more_index"):
        sql = f"SELECT rowid FROM {table} WHERE {table} MATCH ? ORDER BY rowid"
        for word in ("the", "alliance", '"@k"', '"@wbook"', '"@t1"'):
            if table == "search_index" or word.isalpha():
                assert ours.execute(sql, (word,)).fetchall() == theirs.execute(sql, (word,)).fetchall(), word


def _rows(connection: sqlite3.Connection, sql: str) -> list[Any]:
    return sorted(connection.execute(sql).fetchall(), key=repr)


def _take_in(path: Path, taken: list[Taken]) -> None:
    with Library.open(path, clock=QuietClock(), who=WHO) as library:
        with library.write("tags"):
            for name in TAGS[3:]:
                library._door.writing().execute("INSERT INTO tags (name) VALUES (?)", (name,))
        run = library.runs.start("import", "bench")
        intake = Intake(library, lambda *_: 50, lambda _: None, lambda: None)
        records = intake.take_in([one.said for one in taken], run=run, day=DAY).main
        library.runs.finish(run)
        with library.write("words", act="words"):
            library.words.keep(records)
            for record, one in zip(records, taken, strict=True):
                for tag in one.tags:
                    library.tags.tag_records([record], TAGS[tag])
                _screen(library, record, one)
        library.catch_up()


def _screen(library: Library, record: int, one: Taken) -> None:
    connection = library._door.writing()
    if one.decision:
        row = (record, "title_abstract", WHO, one.decision, "", DAY)
        connection.execute("INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?)", row)
    if one.read:
        connection.execute("INSERT INTO read_states VALUES (?, ?, ?, ?)", (record, WHO, one.read, DAY))

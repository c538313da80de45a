"""The second step of the schema: screening words, reading lists, saved searches; and the cube.

``cube`` counts the works of each cell: what facets ask of a work at once. ``works.cell`` is the cell
a work was counted in, and may lag behind a person's words while the work is ``stale``. An unknown
year is 0 there; ``sources`` and ``tags`` are names and ids with blanks between, in order.
``runs.brought_by`` is the run of the archive import that brought the log of a run made elsewhere.
"""

from __future__ import annotations

import json
import sqlite3

WORDS = """
ALTER TABLE tags ADD COLUMN description TEXT;
ALTER TABLE tags ADD COLUMN colour TEXT;
ALTER TABLE tags ADD COLUMN parent_id INTEGER;
ALTER TABLE notes ADD COLUMN edited TEXT;
CREATE TABLE decisions (
  record_id INTEGER NOT NULL, stage TEXT NOT NULL, who TEXT NOT NULL, word TEXT NOT NULL,
  reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (record_id, stage, who)) STRICT, WITHOUT ROWID;
CREATE INDEX decisions_by_word ON decisions(word);
CREATE TABLE read_states (
  record_id INTEGER NOT NULL, who TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (record_id, who)) STRICT, WITHOUT ROWID;
CREATE INDEX read_states_by_state ON read_states(state);
CREATE TABLE reading_lists (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE UNIQUE, description TEXT,
  who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE reading_list_works (
  reading_list_id INTEGER NOT NULL, record_id INTEGER NOT NULL, place INTEGER NOT NULL,
  who TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (reading_list_id, record_id)) STRICT, WITHOUT ROWID;
CREATE INDEX reading_list_works_by_record ON reading_list_works(record_id);
CREATE TABLE saved_searches (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE UNIQUE, text TEXT NOT NULL,
  sources TEXT, years TEXT, most INTEGER, who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE rulings_2 (
  left_name TEXT NOT NULL, right_name TEXT NOT NULL, who TEXT NOT NULL, word TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (left_name, right_name, who)) STRICT, WITHOUT ROWID;
INSERT INTO rulings_2 SELECT left_name, right_name, who, word, at FROM rulings;
DROP TABLE rulings;
ALTER TABLE rulings_2 RENAME TO rulings;
CREATE INDEX rulings_by_right ON rulings(right_name);
CREATE TABLE corrections_2 (
  record_id INTEGER NOT NULL, field TEXT NOT NULL, who TEXT NOT NULL, value TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (record_id, field, who)) STRICT, WITHOUT ROWID;
INSERT INTO corrections_2 SELECT record_id, field, who, value, at FROM corrections;
DROP TABLE corrections;
ALTER TABLE corrections_2 RENAME TO corrections;
CREATE INDEX corrections_by_value ON corrections(value);
"""

REST = """
ALTER TABLE runs ADD COLUMN name TEXT;
ALTER TABLE runs ADD COLUMN brought_by INTEGER;
ALTER TABLE works ADD COLUMN cell INTEGER NOT NULL DEFAULT 0;
ALTER TABLE works ADD COLUMN venue_id INTEGER;
ALTER TABLE more_docs ADD COLUMN digest BLOB;
CREATE TABLE cube (
  id INTEGER PRIMARY KEY, kept INTEGER NOT NULL, year INTEGER NOT NULL, type TEXT NOT NULL,
  sources TEXT NOT NULL, tags TEXT NOT NULL, decision TEXT NOT NULL, read_state TEXT NOT NULL,
  works INTEGER NOT NULL, UNIQUE (kept, year, type, sources, tags, decision, read_state)) STRICT;
CREATE TABLE venues (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, works INTEGER NOT NULL) STRICT;
CREATE INDEX works_by_cell ON works(cell, venue_id);
CREATE INDEX records_withdrawn ON records(withdrawn) WHERE withdrawn <> 0;
"""

_MOVED = {"tags": (0, 1, 2, 3, None, None, None), "notes": (0, 1, 2, 3, None), "rulings": (0, 1, 3, 2, 4), "corrections": (0, 1, 3, 2, 4)}  # fmt: skip
"""Where the columns of a logged row were before; None for a column that is new."""


def move_log(connection: sqlite3.Connection) -> None:
    """Rows that the history keeps get the columns of today, so that older acts can still be undone."""
    for table, places in _MOVED.items():
        rows = connection.execute("SELECT id, before, after FROM changes WHERE word = ?", (table,)).fetchall()
        for number, *texts in rows:
            moved = []
            for text in texts:
                row = json.loads(text) if text is not None else None
                moved.append(row and json.dumps([None if p is None else row[p] for p in places]))
            connection.execute("UPDATE changes SET before = ?, after = ? WHERE id = ?", (*moved, number))

"""The tables. Three kinds, never mixed: what sources said, what is derived, a person's words.

This is schema 1, as it landed; `library/schema_2.py` adds to it, `library/migrations.py` applies both,
`library/triggers.py` holds the triggers. The two lists at the end are of today's schema.
``history.undone``: 0 stands, 1 taken back, 2 taken back and no longer to be redone. Days are ISO days,
times ISO times in UTC. Names that end in ``_id`` are row ids of the table named before; ``citing``,
``cited`` are works.
"""

from __future__ import annotations

APPLICATION_ID = 0x6C697472
"""``litr``: what tells a library from any other SQLite file."""

SAID = """
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, act TEXT NOT NULL, asked TEXT NOT NULL, who TEXT NOT NULL,
  started TEXT NOT NULL, finished TEXT) STRICT;
CREATE TABLE run_parts (
  id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, source TEXT NOT NULL, asked TEXT NOT NULL,
  found INTEGER NOT NULL, new INTEGER NOT NULL, failed INTEGER NOT NULL, hidden INTEGER NOT NULL,
  next TEXT, state TEXT NOT NULL, sentence TEXT NOT NULL) STRICT;
CREATE INDEX run_parts_by_run ON run_parts(run_id);
CREATE TABLE records (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, source_id TEXT NOT NULL, received TEXT NOT NULL,
  reader INTEGER NOT NULL, digest BLOB NOT NULL, run_id INTEGER NOT NULL, said_run INTEGER NOT NULL,
  listed INTEGER NOT NULL, withdrawn INTEGER NOT NULL DEFAULT 0, reference_count INTEGER, said BLOB NOT NULL,
  UNIQUE (source, source_id)) STRICT;
CREATE TABLE bodies (record_id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT;
CREATE TABLE former_records (
  id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, received TEXT NOT NULL, reader INTEGER NOT NULL,
  digest BLOB NOT NULL, said_run INTEGER NOT NULL, said BLOB NOT NULL, body BLOB) STRICT;
CREATE INDEX former_records_by_record ON former_records(record_id);
CREATE TABLE run_records (
  record_id INTEGER NOT NULL, run_id INTEGER NOT NULL, PRIMARY KEY (record_id, run_id)) STRICT, WITHOUT ROWID;
CREATE INDEX run_records_by_run ON run_records(run_id);
CREATE TABLE identifiers (
  value TEXT NOT NULL, scheme TEXT NOT NULL, record_id INTEGER NOT NULL,
  PRIMARY KEY (value, scheme, record_id)) STRICT, WITHOUT ROWID;
CREATE TABLE counts (
  record_id INTEGER NOT NULL, source TEXT NOT NULL, day TEXT NOT NULL, value INTEGER NOT NULL,
  run_id INTEGER NOT NULL, PRIMARY KEY (record_id, source, day)) STRICT, WITHOUT ROWID;
CREATE TABLE latest_counts (
  record_id INTEGER NOT NULL, source TEXT NOT NULL, value INTEGER NOT NULL, day TEXT NOT NULL,
  doubted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (record_id, source)) STRICT, WITHOUT ROWID;
CREATE TABLE lists (
  id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL, direction TEXT NOT NULL, source TEXT NOT NULL,
  state TEXT NOT NULL, total INTEGER, day TEXT NOT NULL, run_id INTEGER NOT NULL, digest BLOB NOT NULL,
  doubted INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL, lines BLOB NOT NULL, UNIQUE (record_id, direction, source)) STRICT;
"""

DERIVED = """
CREATE TABLE line_keys (
  key INTEGER NOT NULL, line_id INTEGER NOT NULL, PRIMARY KEY (key, line_id)) STRICT, WITHOUT ROWID;
CREATE TABLE line_targets (line_id INTEGER PRIMARY KEY, record_id INTEGER NOT NULL) STRICT;
CREATE INDEX line_targets_by_record ON line_targets(record_id);
CREATE TABLE membership (record_id INTEGER PRIMARY KEY, work_id INTEGER NOT NULL) STRICT;
CREATE INDEX membership_by_work ON membership(work_id);
CREATE TABLE blocks (
  key INTEGER NOT NULL, record_id INTEGER NOT NULL, PRIMARY KEY (key, record_id)) STRICT, WITHOUT ROWID;
CREATE TABLE record_keys (record_id INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT;
CREATE TABLE verdicts (
  left_id INTEGER NOT NULL, right_id INTEGER NOT NULL, word TEXT NOT NULL, strength INTEGER NOT NULL,
  reasons TEXT NOT NULL, PRIMARY KEY (left_id, right_id)) STRICT, WITHOUT ROWID;
CREATE INDEX verdicts_by_right ON verdicts(right_id);
CREATE TABLE questions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, left_id INTEGER NOT NULL, right_id INTEGER NOT NULL,
  word TEXT NOT NULL, strength INTEGER NOT NULL, reasons TEXT NOT NULL, UNIQUE (left_id, right_id)) STRICT;
CREATE INDEX questions_by_right ON questions(right_id);
CREATE TABLE works (
  id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT, byline TEXT NOT NULL, short_byline TEXT NOT NULL,
  authors TEXT NOT NULL, year INTEGER, venue TEXT, type TEXT NOT NULL, doi TEXT, repec TEXT, sources TEXT NOT NULL,
  cited INTEGER, cited_source TEXT, kept INTEGER NOT NULL, with_abstract INTEGER NOT NULL, key TEXT,
  sort_title TEXT, sort_author TEXT, sort_venue TEXT) STRICT;
CREATE INDEX works_added ON works(id) WHERE kept = 1;
CREATE INDEX works_by_year ON works(year) WHERE kept = 1;
CREATE INDEX works_by_cited ON works(cited) WHERE kept = 1;
CREATE INDEX works_by_title ON works(sort_title) WHERE kept = 1;
CREATE INDEX works_by_author ON works(sort_author) WHERE kept = 1;
CREATE INDEX works_by_venue ON works(sort_venue) WHERE kept = 1;
CREATE INDEX works_by_key ON works(key) WHERE kept = 1;
CREATE TABLE bests (work_id INTEGER PRIMARY KEY, best BLOB NOT NULL) STRICT;
CREATE TABLE families (work_id INTEGER PRIMARY KEY, family_id INTEGER NOT NULL, preferred INTEGER NOT NULL) STRICT;
CREATE INDEX families_by_family ON families(family_id);
CREATE TABLE links (
  citing INTEGER NOT NULL, cited INTEGER NOT NULL, PRIMARY KEY (citing, cited)) STRICT, WITHOUT ROWID;
CREATE INDEX links_back ON links(cited);
CREATE TABLE search_docs (
  work_id INTEGER PRIMARY KEY, title TEXT NOT NULL, byline TEXT NOT NULL, venue TEXT NOT NULL,
  filters TEXT NOT NULL) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5(
  title, byline, venue, filters, content='search_docs', content_rowid='work_id', columnsize=0,
  detail=full, prefix='1 2 3', tokenize="unicode61 remove_diacritics 2 tokenchars '~@'");
CREATE TABLE more_docs (id INTEGER PRIMARY KEY AUTOINCREMENT, work_id INTEGER NOT NULL UNIQUE) STRICT;
CREATE VIRTUAL TABLE more_index USING fts5(
  abstract, keywords, notes, content='', columnsize=0, detail=full,
  tokenize="unicode61 remove_diacritics 2 tokenchars '~@'");
CREATE TABLE noted_docs (work_id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE stale (work_id INTEGER PRIMARY KEY) STRICT;
"""

WORDS = """
CREATE TABLE kept (record_id INTEGER PRIMARY KEY, who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE removed (record_id INTEGER PRIMARY KEY, who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL COLLATE NOCASE UNIQUE,
  offered INTEGER NOT NULL DEFAULT 0, pinned INTEGER) STRICT;
CREATE TABLE taggings (
  tag_id INTEGER NOT NULL, record_id INTEGER NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (tag_id, record_id)) STRICT, WITHOUT ROWID;
CREATE INDEX taggings_by_record ON taggings(record_id);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE TABLE note_anchors (
  note_id INTEGER NOT NULL, record_id INTEGER NOT NULL, PRIMARY KEY (note_id, record_id)) STRICT, WITHOUT ROWID;
CREATE INDEX note_anchors_by_record ON note_anchors(record_id);
CREATE TABLE rulings (
  left_name TEXT NOT NULL, right_name TEXT NOT NULL, word TEXT NOT NULL, who TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (left_name, right_name)) STRICT, WITHOUT ROWID;
CREATE INDEX rulings_by_right ON rulings(right_name);
CREATE TABLE citation_keys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL COLLATE NOCASE UNIQUE, record_id INTEGER NOT NULL,
  how TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL) STRICT;
CREATE INDEX citation_keys_by_record ON citation_keys(record_id);
CREATE TABLE corrections (
  record_id INTEGER NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL,
  at TEXT NOT NULL, PRIMARY KEY (record_id, field)) STRICT, WITHOUT ROWID;
INSERT INTO tags (name, offered, pinned) VALUES
  ('learning dilemma', 1, 1), ('alliance capability', 1, 2), ('trust', 1, 3);
"""

DESK = """
CREATE TABLE made_keys (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL COLLATE NOCASE UNIQUE, record_id INTEGER NOT NULL UNIQUE) STRICT;
CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, act TEXT NOT NULL,
  sentence TEXT NOT NULL, scheduler INTEGER NOT NULL, run_id INTEGER, undone INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE changes (
  id INTEGER PRIMARY KEY, history_id INTEGER NOT NULL, word TEXT NOT NULL, before TEXT, after TEXT) STRICT;
CREATE INDEX changes_by_history ON changes(history_id);
CREATE TABLE acting (history_id INTEGER NOT NULL) STRICT;
"""

WORD_TABLES: dict[str, tuple[tuple[str, ...], int]] = {
    "kept": (("record_id", "who", "at"), 1),
    "removed": (("record_id", "who", "at"), 1),
    "tags": (("id", "name", "offered", "pinned", "description", "colour", "parent_id"), 1),
    "taggings": (("tag_id", "record_id", "who", "at"), 2),
    "notes": (("id", "text", "who", "at", "edited"), 1),
    "note_anchors": (("note_id", "record_id"), 2),
    "decisions": (("record_id", "stage", "who", "word", "reason", "at"), 3),
    "read_states": (("record_id", "who", "state", "at"), 2),
    "rulings": (("left_name", "right_name", "who", "word", "at"), 3),
    "citation_keys": (("id", "key", "record_id", "how", "who", "at"), 1),
    "corrections": (("record_id", "field", "who", "value", "at"), 3),
    "reading_lists": (("id", "name", "description", "who", "at"), 1),
    "reading_list_works": (("reading_list_id", "record_id", "place", "who", "at"), 2),
    "saved_searches": (("id", "name", "text", "sources", "years", "most", "who", "at"), 1),
}
"""A person's tables: their columns, and how many of the first make the primary key."""

DERIVED_TABLES = (
    "line_targets", "line_keys", "membership", "blocks", "record_keys", "verdicts", "questions", "works",
    "bests", "families", "links", "noted_docs", "stale", "cube", "venues",
)  # fmt: skip
"""What a rebuild empties, beside the indexes of words."""

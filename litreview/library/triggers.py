"""The triggers: a person's tables log each change both ways, and note which works became stale.

They come from this one list, are made again after every migration and compared at every opening,
because some ways of changing a table drop them silently. The log follows SQLite's own
"automatic undo/redo" technique; instead of SQL text it keeps the row before and after, so that
the same line serves undo, redo and the look whether somebody changed the row since.
"""

from __future__ import annotations

from litreview.library.schema import WORD_TABLES

_ONCE = " ON CONFLICT DO NOTHING"
"""Not ``OR IGNORE``: within an upsert SQLite lets the outer statement's rule win over that."""

_WORK = "(SELECT work_id FROM membership WHERE record_id = {row}.record_id)"


def triggers() -> dict[str, str]:
    """Every trigger by name, as its CREATE statement."""
    made: dict[str, str] = {}
    for table, (columns, _) in WORD_TABLES.items():
        made.update(_logging(table, columns))
    for table in ("taggings", "note_anchors", "kept", "decisions", "read_states"):
        made.update(_staleness(table))
    for table in ("decisions", "read_states"):
        made[f"{table}_update_stale"] = _stale(f"{table}_update_stale", f"UPDATE ON {table}", "NEW")
    made["notes_update_stale"] = (
        "CREATE TRIGGER notes_update_stale AFTER UPDATE ON notes BEGIN INSERT INTO stale "
        "SELECT m.work_id FROM note_anchors AS a JOIN membership AS m ON m.record_id = a.record_id "
        f"WHERE a.note_id = NEW.id{_ONCE}; END"
    )
    made["saved_searches_renamed"] = (
        "CREATE TRIGGER saved_searches_renamed AFTER UPDATE OF name ON saved_searches BEGIN "
        "UPDATE runs SET name = NEW.name WHERE act = 'search' AND name = OLD.name COLLATE NOCASE; END"
    )
    made["kept_shows"] = (
        "CREATE TRIGGER kept_shows AFTER INSERT ON kept BEGIN UPDATE works SET kept = 1 "
        f"WHERE id = {_WORK.format(row='NEW')} AND kept = 0; END"
    )
    made["kept_hides"] = (
        "CREATE TRIGGER kept_hides AFTER DELETE ON kept BEGIN UPDATE works SET kept = EXISTS "
        "(SELECT 1 FROM membership AS m JOIN kept AS k ON k.record_id = m.record_id WHERE m.work_id = works.id) "
        f"WHERE id = {_WORK.format(row='OLD')}; END"
    )
    return made


def _logging(table: str, columns: tuple[str, ...]) -> dict[str, str]:
    before, after = (f"json_array({', '.join(f'{row}.{c}' for c in columns)})" for row in ("OLD", "NEW"))
    kinds = {"insert": ("NULL", after), "update": (before, after), "delete": (before, "NULL")}
    return {
        f"{table}_{kind}_logged": (
            f"CREATE TRIGGER {table}_{kind}_logged AFTER {kind.upper()} ON {table} BEGIN "
            f"INSERT INTO changes (history_id, word, before, after) "
            f"SELECT history_id, '{table}', {old}, {new} FROM acting; END"
        )
        for kind, (old, new) in kinds.items()
    }


def _staleness(table: str) -> dict[str, str]:
    return {
        f"{table}_{kind}_stale": _stale(f"{table}_{kind}_stale", f"{kind.upper()} ON {table}", row)
        for kind, row in (("insert", "NEW"), ("delete", "OLD"))
    }


def _stale(name: str, when: str, row: str) -> str:
    return (
        f"CREATE TRIGGER {name} AFTER {when} BEGIN "
        f"INSERT INTO stale SELECT work_id FROM membership WHERE record_id = {row}.record_id{_ONCE}; END"
    )

"""The doctor finds what is wrong, says what to do, and mends what it may."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from litreview.intake.intake import Intake
from litreview.library.library import Library
from litreview.library.rotation import Rotation
from litreview.library.values import CheckFinding
from litreview.model.query import parse
from litreview.model.record import Reference, ReferenceList, Said
from tests.library.making import QuietClock, act, one


@pytest.fixture
def path(blank: Path, tmp_path: Path) -> Path:
    """A library of works with links, counts, tags, notes and abstracts, closed."""
    made = tmp_path / "here" / "chapter.litreview"
    made.parent.mkdir()
    shutil.copy(blank, made)
    with opened(made) as library:
        run = library.runs.start("search")
        first = one("learning alliances", 1, abstract="Partners race to learn from each other.", venue="SMJ")
        second = one("trust in networks", 2, abstract="Familiarity breeds trust.", venue="AMJ", year=1995)
        lines = ReferenceList("given", (Reference(position=1, title="learning", record=first.name),))
        said = [
            Said(about=first.name, record=first, citation_count=7),
            Said(about=second.name, record=second, references=lines),
        ]
        Intake(library, lambda *_: 50, lambda _event: None, lambda: None).take_in(
            said, run=run, day="2026-11-24"
        )
        works = library.works.resolve(first.name)
        act(library, "tag", lambda: library.tags.tag(works, "trust"))
        act(library, "note", lambda: library.words.note(works[0], "read twice"))
        library.catch_up()
    return made


def opened(path: Path) -> Library:
    return Library.open(path, clock=QuietClock(), who="ann")


def wrong(library: Library) -> list[CheckFinding]:
    return [one for one in library.check() if one.level in ("warning", "error") and one.name != "disk"]


SPOILED = {
    "kept": "UPDATE works SET kept = 0",
    "count": "UPDATE works SET cited = 8 WHERE cited = 7",
    "count of nobody": "UPDATE works SET cited = 1, cited_source = 'x' WHERE cited IS NULL",
    "key": "UPDATE works SET key = 'nobody2000'",
    "cell": "UPDATE works SET cell = (SELECT min(id) FROM cube)",
    "no cell": "UPDATE works SET cell = 999",
    "cube": "UPDATE cube SET works = works + 1",
    "venue": "UPDATE venues SET works = works + 1",
    "other venue": "UPDATE works SET venue_id = (SELECT max(id) FROM venues)",
    "index": "UPDATE search_docs SET title = 'other'",
    "second index": "INSERT INTO more_index (more_index) VALUES ('delete-all')",
    "second index numbers": "DELETE FROM more_docs",
    "trigger": "DROP TRIGGER taggings_insert_logged",
}
"""What `doctor --fix` mends."""
DERIVED_ANEW = {
    "link": "DELETE FROM links",
    "wrong link": "UPDATE links SET citing = cited, cited = citing",
    "membership": "DELETE FROM membership WHERE record_id = 1",
    "no document": "DELETE FROM search_docs WHERE work_id = 1",
    "family": "INSERT INTO families VALUES (1, 1, 1)",
    "question": "INSERT INTO questions (left_id, right_id, word, strength, reasons) VALUES (1, 1, 'maybe', 1, '[]')",
}
"""What a rebuild mends."""
LOST = {
    "tag": "INSERT INTO taggings VALUES (1, 999, 'ann', '2026-11-24')",
    "no tag": "INSERT INTO taggings VALUES (999, 1, 'ann', '2026-11-24')",
    "decision": "INSERT INTO decisions VALUES (999, 'title', 'ann', 'include', '', '2026-11-24')",
    "reading list": "INSERT INTO reading_list_works VALUES (999, 1, 1, 'ann', '2026-11-24')",
    "parent": "UPDATE tags SET parent_id = 999 WHERE id = 1",
    "column": "ALTER TABLE notes DROP COLUMN edited",
}
"""Words that hang on nothing: no program may guess."""


def _spoil(library: Library, statement: str) -> None:
    library._door.connection().execute(statement)


def test_a_sound_library_is_found_well(path: Path) -> None:
    with opened(path) as library:
        assert wrong(library) == []
        assert {one.name for one in library.check()} >= {
            "sqlite",
            "schema",
            "integrity",
            "words",
            "derived",
            "place",
        }


@pytest.mark.parametrize("what", SPOILED)
def test_what_may_be_mended_is_found_and_mended(path: Path, what: str) -> None:
    with opened(path) as library:
        words = library.words.digest()
        _spoil(library, SPOILED[what])
        found = wrong(library)
        assert found and all(one.mend and "--fix" in one.fix for one in found), found
        assert library.mend(one.mend for one in found)
        library.catch_up()
        assert wrong(library) == []
        assert library.words.digest() == words
        for query in ("learning", "race", "tag:trust", "n:twice", "y:2000"):
            assert library.finding.find(parse(query)).total == 0 or what, query
        assert (
            library.finding.find(parse("ab:race")).total == library.finding.find(parse("t:alliances")).total
        )


@pytest.mark.parametrize("what", DERIVED_ANEW)
def test_what_has_to_be_derived_anew_is_found_and_a_rebuild_helps(path: Path, what: str) -> None:
    with opened(path) as library:
        _spoil(library, DERIVED_ANEW[what])
        assert any("rebuild" in one.fix for one in wrong(library))
        Intake(library, lambda *_: 50, lambda _event: None, lambda: None).rebuild()
        assert wrong(library) == []


@pytest.mark.parametrize("what", LOST)
def test_what_is_lost_is_an_error_and_nothing_is_guessed(path: Path, what: str) -> None:
    with opened(path) as library:
        if what == "column":
            _spoil(library, "DROP TRIGGER notes_insert_logged")
            _spoil(library, "DROP TRIGGER notes_update_logged")
            _spoil(library, "DROP TRIGGER notes_delete_logged")
        _spoil(library, LOST[what])
        (found,) = [one for one in library.check() if one.level == "error"]
        assert found.mend == "" and "restore" in found.fix


def test_works_that_wait_are_a_note_and_can_be_indexed_now(path: Path) -> None:
    with opened(path) as library:
        _spoil(library, "INSERT INTO stale SELECT id FROM works")
        assert wrong(library) == []
        (found,) = [one for one in library.check() if one.mend]
        assert (found.name, found.level) == ("stale", "note")
        assert library.mend(["stale"]) == ["2 works were indexed again."]
        assert [one for one in library.check() if one.mend] == []


def test_what_another_program_added_is_a_note(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE shelves (id INTEGER)")
    with opened(path) as library:
        assert any("shelves" in one.sentence and one.level == "note" for one in library.check())


def test_leftovers_of_killed_programs_are_taken_away_when_they_are_old(path: Path) -> None:
    folder = path.parent
    ours = [
        ".chapter.backup.4711.half",
        ".chapter.backup.4711.half-journal",
        ".chapter-3.bib.x7_abc12",
        "chapter.litreview-waiting",
    ]
    others = ["notes.half", ".bibrc", "letter.bib", ".chapter.half", "other-waiting"]
    for name in [*ours, *others]:
        (folder / name).write_text("x")
    with opened(path) as library:
        assert wrong(library) == []
        for name in [*ours, *others]:
            os.utime(folder / name, (1, 1))
        (found,) = wrong(library)
        assert found.name == "leftovers" and found.mend
        library.mend(["leftovers"])
        assert wrong(library) == []
    assert sorted(one.name for one in folder.iterdir()) == sorted([path.name, *others])


def test_half_backups_in_the_backup_folder_are_found_too(path: Path, tmp_path: Path) -> None:
    half = tmp_path / ".chapter.1a2b3c.2026-11-24.backup.4711.half"
    half.write_text("x")
    os.utime(half, (1, 1))
    with Library.open(path, clock=QuietClock(), who="ann", rotation=Rotation(tmp_path)) as library:
        assert [one.name for one in wrong(library)] == ["leftovers"]
        library.mend(["leftovers"])
    assert not half.exists()


def test_a_log_whose_library_is_not_here_is_told(path: Path) -> None:
    (path.parent / "moved.litreview-wal").write_bytes(b"x" * 100)
    with opened(path) as library:
        (found,) = wrong(library)
        assert "moved.litreview-wal" in found.sentence and found.mend == ""

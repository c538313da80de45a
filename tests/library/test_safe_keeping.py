"""Backups are whole, restoring loses nothing, and few of many stay."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.errors import LibraryBusy, LibraryUnusable, Misused, NothingFound
from litreview.library.backup import KeptSettings, open_copy, read_notes, words_of
from litreview.library.header import LOGS, read_header
from litreview.library.library import Library
from litreview.library.restoring import restore
from litreview.library.rotation import Made, Rotation, superfluous
from litreview.model.query import parse
from tests.library.making import QuietClock, act, one, put

ROOT = Path(__file__).parents[2]


class OneDay(QuietClock):
    """A clock that stands at noon of a day."""

    def __init__(self, day: str = "2026-11-24") -> None:
        self.day = day

    def now(self) -> datetime:
        return datetime.fromisoformat(f"{self.day}T12:00:00").replace(tzinfo=UTC)


def opened(path: Path, day: str = "2026-11-24", rotation: Rotation | None = None) -> Library:
    return Library.open(path, clock=OneDay(day), who="ann", rotation=rotation)


@pytest.fixture
def path(blank: Path, tmp_path: Path) -> Path:
    """A library with one tagged work, closed."""
    made = tmp_path / "here" / "chapter.litreview"
    made.parent.mkdir()
    shutil.copy(blank, made)
    with opened(made) as library:
        ids = put(library, one("learning", 1))
        act(library, "tag", lambda: library.tags.tag(ids, "trust"))
    return made


def titles(path: Path) -> list[str]:
    """What the works of a library are called, in order; a backup stays one."""
    resting = read_header(path).kind == "backup"
    with Library.open(path, clock=OneDay(), who="ann", read_only=resting) as library:
        return sorted(str(row.title) for row in library.works.rows(library.finding.find(parse("")).ids))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


# Backups


def test_a_backup_says_what_it_is_and_is_read_without_a_change(path: Path, tmp_path: Path) -> None:
    to = tmp_path / "b.backup"
    with opened(path) as library:
        place, notes = library.safe_keeping.backup(to, settings=KeptSettings("mailto = 'x'\n", ("key",)))
    assert place == to and read_header(to).kind == "backup"
    before = to.read_bytes()
    with closing(open_copy(to)) as copy:
        assert read_notes(copy) == notes
    assert (notes.made[:10], notes.who, notes.records, notes.settings.left_out) == (
        "2026-11-24",
        "ann",
        1,
        ("key",),
    )
    assert titles(to) == ["learning"]
    assert to.read_bytes() == before and names(tmp_path) == ["b.backup", "here"]


def test_a_backup_is_of_one_moment_while_another_program_writes(path: Path, tmp_path: Path) -> None:
    """Each write of the other keeps two tables in step; no backup ever sees one without the other."""
    program = (
        "import sys; from pathlib import Path; from litreview.library.library import Library;"
        "from tests.library.making import QuietClock, one, put;"
        "library = Library.open(Path(sys.argv[1]), clock=QuietClock(), who='bob');"
        "print('ready', flush=True); number = 10\n"
        "while True:\n    put(library, one(f'work {number}', number)); number += 1"
    )
    writer = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True, cwd=ROOT,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])})  # fmt: skip
    try:
        assert writer.stdout is not None and writer.stdout.readline() == "ready\n"
        seen: list[int] = []
        with opened(path) as library:
            while (
                len(seen) < 5 or seen[-1] == seen[0]
            ):  # a writer that never came would end by the time limit
                to, notes = library.safe_keeping.backup(tmp_path / f"{len(seen)}.backup")
                with closing(open_copy(to)) as copy:
                    counts = {
                        copy.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
                        for t in ("records", "works", "kept")
                    }
                    assert counts == {notes.records} and words_of(copy) == (notes.words, notes.digest)
                seen.append(notes.records)
        assert seen == sorted(seen)
    finally:
        writer.kill()
        writer.communicate()


def test_a_folder_stands_for_a_dated_name(path: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    with opened(path) as library:
        for _ in range(2):
            library.safe_keeping.backup(tmp_path / "copies")
    assert names(tmp_path / "copies") == ["chapter-2026-11-24.backup"]


@pytest.mark.parametrize("name", ["chapter.litreview", "chapter.litreview-wal", "link"])
def test_a_library_is_never_its_own_backup(path: Path, name: str) -> None:
    (path.parent / "link").symlink_to(path)
    with opened(path) as library, pytest.raises(Misused):
        library.safe_keeping.backup(path.parent / name, force=True)
    assert titles(path) == ["learning"]


def test_other_files_are_replaced_only_by_force(path: Path, tmp_path: Path, blank: Path) -> None:
    other, refs, foreign = tmp_path / "other.litreview", tmp_path / "refs.bib", tmp_path / "foreign.backup"
    shutil.copy(blank, other)
    refs.write_text("@book{a}")
    with opened(other) as library:
        library.safe_keeping.backup(foreign)
    with opened(path) as library:
        for place in (other, refs, foreign):
            before = place.read_bytes()
            with pytest.raises(Misused, match="--force"):
                library.safe_keeping.backup(place)
            assert place.read_bytes() == before
            library.safe_keeping.backup(place, force=True)
            assert titles(place) == ["learning"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_backup_needs_a_place_on_a_disk(path: Path) -> None:
    with opened(path) as library:
        with pytest.raises(Misused):
            library.safe_keeping.backup(Path("/dev/full"), force=True)
        with pytest.raises(LibraryBusy, match="could not be written"):
            library.safe_keeping.backup(path.parent / "none" / ("x" * 300))


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_backup_that_cannot_be_finished_leaves_the_older_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    to = tmp_path / "b.backup"
    with opened(path) as library:
        library.safe_keeping.backup(to)
        before = to.read_bytes()
        monkeypatch.setattr(*((os, "fsync", full) if step == "fsync" else (Path, "replace", full)))
        with pytest.raises(LibraryBusy, match="No space left"):
            library.safe_keeping.backup(to)
        monkeypatch.undo()
    assert to.read_bytes() == before and names(tmp_path) == ["b.backup", "here"]


# Restoring


def test_what_was_there_is_kept_and_the_backup_stays(path: Path, tmp_path: Path) -> None:
    to = tmp_path / "b.backup"
    with opened(path) as library:
        library.safe_keeping.backup(to)
        put(library, one("trust", 2))
    before = to.read_bytes()
    done = restore(to, path, clock=OneDay(), who="ann")
    assert done.kept == path.parent / "chapter.litreview.before-restore-20261124-120000.backup"
    assert titles(done.kept) == ["learning", "trust"]
    with opened(path) as library:
        assert library.warnings == () and library.history.undo().sentence == "tag"
        assert [one for one in library.check() if one.level == "error"] == []
    assert titles(path) == ["learning"] and to.read_bytes() == before
    assert [name for name in names(path.parent) if "backup" not in name] == ["chapter.litreview"]


def test_a_backup_moved_over_a_killed_library_is_not_damaged_by_its_log(path: Path, tmp_path: Path) -> None:
    """The log of the killed program would be written into whatever has the name."""
    to = tmp_path / "b.backup"
    with opened(path) as library:
        library.safe_keeping.backup(to)
        put(library, *(one(f"work {number}", number) for number in range(50, 150)))
        copies = {ending: (path.parent / f"{path.name}{ending}").read_bytes() for ending in ("-wal", "-shm")}
    for ending, content in copies.items():
        (path.parent / f"{path.name}{ending}").write_bytes(content)
    damaged = tmp_path / "as SQLite alone does it"
    shutil.copy(to, damaged)
    (tmp_path / f"{damaged.name}-wal").write_bytes(copies["-wal"])
    with closing(sqlite3.connect(damaged)) as look:
        assert look.execute("SELECT count(*) FROM works").fetchone() != (1,)
    to.replace(path)
    with opened(path) as library:
        assert library.warnings == (f"{path} was a backup of 2026-11-24; it is a library now.",)
        assert library.works.count() == 1
        assert [one for one in library.check() if one.level in ("warning", "error")] == []
    assert titles(path) == ["learning"]


def test_who_has_the_old_library_open_loses_nothing_into_it(path: Path, tmp_path: Path) -> None:
    to = tmp_path / "b.backup"
    with opened(path) as library:
        library.safe_keeping.backup(to)
        put(library, one("trust", 2))
        done = restore(to, path, clock=OneDay(), who="bob")
        with pytest.raises(LibraryBusy, match="replaced"):
            put(library, one("lost", 3))
        with opened(path) as fresh:
            put(fresh, one("new", 4))
    assert done.kept is not None and len(titles(done.kept)) == 2
    assert titles(path) == ["learning", "new"]


def test_a_library_that_is_being_written_is_not_replaced(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = tmp_path / "b.backup"
    monkeypatch.setattr("litreview.library.connecting.WAIT", 0.05)
    with opened(path) as library:
        library.safe_keeping.backup(to)
        with library.write("long"), pytest.raises(LibraryBusy, match="writing"):
            restore(to, path, clock=OneDay(), who="ann")
        put(library, one("trust", 2))
    assert len(titles(path)) == 2 and names(path.parent) == ["chapter.litreview"]


@pytest.mark.parametrize(
    "what", ["cut", "flipped", "words", "text", "foreign", "none", "folder", "newer", "itself"]
)
def test_what_is_no_sound_backup_is_refused_and_nothing_changes(
    path: Path, tmp_path: Path, what: str
) -> None:
    to = tmp_path / "b.backup"
    with opened(path) as library:
        put(library, *(one(f"work {number}", number) for number in range(50, 100)))
        library.safe_keeping.backup(to)
    _spoil(to, what)
    before = path.read_bytes()
    wrong = {"none": NothingFound, "folder": Misused}.get(what, (LibraryUnusable, Misused))
    with pytest.raises(wrong):
        restore(path if what == "itself" else to, path, clock=OneDay(), who="ann")
    assert path.read_bytes() == before and names(path.parent) == ["chapter.litreview"]


def _spoil(to: Path, what: str) -> None:
    content = to.read_bytes()
    if what == "cut":
        to.write_bytes(content[: len(content) // 2])
    elif what == "flipped":
        middle = content.index(b"10.1234/60")
        to.write_bytes(content[: middle - 2000] + b"\x07" * 4000 + content[middle + 2000 :])
    elif what == "text":
        to.write_text("@book{a}")
    elif what in ("none", "folder"):
        to.unlink()
        if what == "folder":
            to.mkdir()
    else:
        statement = {
            "words": "UPDATE taggings SET who = 'eve'",
            "foreign": "PRAGMA application_id = 7",
            "newer": "PRAGMA user_version = 99",
        }.get(what, "SELECT 1")
        with closing(sqlite3.connect(to, isolation_level=None)) as copy:
            copy.execute(statement)


@pytest.mark.parametrize("what", ["refs.bib", "folder"])
def test_nothing_but_a_library_is_replaced(path: Path, tmp_path: Path, what: str) -> None:
    place = tmp_path / what
    place.mkdir() if what == "folder" else place.write_text("@book{a}")
    with opened(path) as library:
        library.safe_keeping.backup(tmp_path / "b.backup")
    with pytest.raises(LibraryUnusable):
        restore(tmp_path / "b.backup", place, clock=OneDay(), who="ann")
    assert place.is_dir() or place.read_text() == "@book{a}"


def test_a_damaged_library_is_kept_as_it_is_and_replaced(path: Path, tmp_path: Path) -> None:
    with opened(path) as library:
        library.safe_keeping.backup(tmp_path / "b.backup")
    content = path.read_bytes()
    path.write_bytes(content[:100] + b"\x07" * 8000 + content[8100:])
    spoiled = path.read_bytes()
    done = restore(tmp_path / "b.backup", path, clock=OneDay(), who="ann")
    assert done.kept is not None and done.kept.read_bytes() == spoiled
    assert titles(path) == ["learning"]


def test_a_library_can_be_restored_from_with_its_log(path: Path, tmp_path: Path) -> None:
    """Not only backups: a library of another place, even one that is open."""
    with opened(path) as library:
        put(library, one("trust", 2))
        restore(path, tmp_path / "new" / "copy.litreview", clock=OneDay(), who="ann")
    assert len(titles(tmp_path / "new" / "copy.litreview")) == 2


@pytest.mark.parametrize("at", range(3))
def test_a_restore_that_is_cut_leaves_a_whole_library(
    path: Path, tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cut before the copy of the old one gets its name, before the new one does, before it is woken."""
    with opened(path) as library:
        library.safe_keeping.backup(tmp_path / "b.backup")
        put(library, one("trust", 2))
    steps = iter(range(3))
    replace = Path.replace

    def cut(one: Path, other: Path) -> Path:
        if next(steps) == at:
            raise KeyboardInterrupt
        return replace(one, other)

    monkeypatch.setattr(Path, "replace", cut)
    monkeypatch.setattr("litreview.library.restoring.wake", lambda _to: cut(_to, _to))
    with pytest.raises(KeyboardInterrupt):
        restore(tmp_path / "b.backup", path, clock=OneDay(), who="ann")
    monkeypatch.undo()
    assert titles(path) == (["learning", "trust"] if at < 2 else ["learning"])
    restore(tmp_path / "b.backup", path, clock=OneDay("2026-11-25"), who="ann")
    assert titles(path) == ["learning"]
    assert not any(name.startswith(".") for name in names(path.parent))


# Rotation


def test_rotating_backups_are_apart_for_each_library_and_thinned(
    path: Path, tmp_path: Path, blank: Path
) -> None:
    folder = tmp_path / "cloud"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    other = tmp_path / "chapter.litreview"
    shutil.copy(blank, other)
    for library_path in (path, other):
        for day in range(1, 13):
            with opened(library_path, f"2026-11-{day:02d}", Rotation(folder, days=3, months=2)) as library:
                library.safe_keeping.daily()
    with opened(path, "2026-11-12", Rotation(folder, 3, 2)) as library:
        standing = library.safe_keeping.standing()
    assert [made.day for made in standing] == ["2026-11-12", "2026-11-11", "2026-11-10"]
    assert len(names(folder)) == 7 and (folder / "letter.txt").read_text() == "mine"
    assert all(read_header(made.path).kind == "backup" for made in standing)


def test_a_file_that_is_in_use_as_a_library_is_not_thinned_away(path: Path, tmp_path: Path) -> None:
    rotation = Rotation(tmp_path, days=1, months=1)
    with opened(path, "2026-11-01", rotation) as library:
        used, _ = library.safe_keeping.daily()
    with opened(used) as library:
        put(library, one("mine now", 7))
    with opened(path, "2026-11-02", rotation) as library:
        library.safe_keeping.daily()
    assert used.exists()


def test_a_folder_that_takes_nothing_is_one_sentence_and_the_backup_goes_beside(
    path: Path, tmp_path: Path
) -> None:
    with opened(path, rotation=Rotation(tmp_path / "unplugged")) as library:
        with pytest.raises(LibraryBusy, match="not there"):
            library.safe_keeping.daily()
        made = library.safe_keeping.before("rebuild")
        assert len(made.doubts) == 1 and "not there" in made.doubts[0]
        assert made.path.parent == path.parent / "litreview-backups" and titles(made.path) == ["learning"]
        assert [(one.day, one.why) for one in library.safe_keeping.standing()] == [("2026-11-24", "rebuild")]
    assert not (tmp_path / "unplugged").exists()


days = st.dates(date(2024, 1, 1), date(2026, 12, 31)).map(date.isoformat)


@given(
    st.sets(st.tuples(days, st.sampled_from(["", "rebuild", "schema-2-from-1"])), max_size=60),
    st.integers(1, 8),
    st.integers(1, 13),
)
def test_thinning_keeps_the_newest_days_and_months(
    made: set[tuple[str, str]], most_days: int, months: int
) -> None:
    standing = [Made(Path(f"{day}{why}"), day, why) for day, why in sorted(made, reverse=True)]
    gone = superfluous(standing, most_days, months)
    left = [one for one in standing if one not in gone]
    seen = sorted({one.day for one in standing}, reverse=True)
    assert {one for one in standing if one.day in seen[:most_days]} <= set(left)
    assert {one.day[:7] for one in left} >= set(sorted({day[:7] for day in seen}, reverse=True)[:months])
    assert len({one.day for one in left}) <= most_days + months
    assert superfluous(left, most_days, months) == []


def test_of_several_rebuilds_of_a_day_the_backup_before_the_first_stays() -> None:
    standing = [Made(Path(str(hour)), "2026-11-24", "rebuild") for hour in (12, 11, 10)]
    assert [one.path.name for one in superfluous(standing, 1, 1)] == ["11"]


def test_the_mark_of_change_follows_words_and_records(path: Path) -> None:
    with opened(path) as library:
        marks = [library.safe_keeping.change_mark()]
        assert library.safe_keeping.change_mark() == marks[0]
        for change in (
            lambda: act(library, "tag", lambda: library.tags.tag([1], "x")),
            library.history.undo,
            lambda: library.runs.start("refresh"),
            lambda: put(library, one("trust", 2)),
        ):
            change()
            marks.append(library.safe_keeping.change_mark())
        assert len(set(marks)) == len(marks)
    with opened(path) as library:
        assert library.safe_keeping.change_mark() == marks[-1]


def test_no_backup_leaves_anything_beside(path: Path, tmp_path: Path) -> None:
    with opened(path) as library:
        library.safe_keeping.backup(tmp_path / "b.backup")
    assert names(path.parent) == ["chapter.litreview"] and names(tmp_path) == ["b.backup", "here"]
    assert not any((tmp_path / f"b.backup{ending}").exists() for ending in LOGS)

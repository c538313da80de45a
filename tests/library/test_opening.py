"""Opening: what is a library, what is not, and nothing is written to what is not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from litreview.errors import LibraryBusy, LibraryUnusable, Misused
from litreview.library import migrations, opening
from litreview.library.checking import wal_reset_fault
from litreview.library.folders import kind_of_folder
from litreview.library.library import Library
from litreview.library.migrations import LATEST
from litreview.model.query import parse
from tests.library.making import QuietClock, act, one, put

KEPT = Path(__file__).parents[2] / "fixtures" / "libraries"


def opened(path: Path, **options: bool) -> Library:
    return Library.open(path, clock=QuietClock(), who="ann", **options)


def test_a_new_library_is_made_with_its_folder(tmp_path: Path) -> None:
    with opened(tmp_path / "new" / "chapter.litreview") as library:
        assert library.works.count() == 0 and library.warnings == ()
    with pytest.raises(LibraryUnusable, match="no library"):
        opened(tmp_path / "none", read_only=True)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("content", [b"@article{x,\n title={y}}\n" * 20, b"short", b"\x00" * 4096])
def test_a_file_that_is_no_library_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "refs.db"
    path.write_bytes(content)
    with pytest.raises(LibraryUnusable) as caught:
        opened(path)
    assert caught.value.exit_code == 7 and path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE t (x)")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(LibraryUnusable, match="another program"):
        opened(path)
    assert path.read_bytes() == before


def test_what_a_cut_creation_leaves_becomes_a_library(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    with closing(sqlite3.connect(tmp_path / "blank")) as blank:
        blank.execute("VACUUM")
    for name in ("empty", "blank"):
        with opened(tmp_path / name) as library:
            assert library.works.count() == 0


def test_a_folder_is_no_library(tmp_path: Path) -> None:
    with pytest.raises(LibraryUnusable, match="folder"):
        opened(tmp_path)


def test_a_library_of_a_newer_litreview_is_read_at_most(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "newer"
    shutil.copy(blank, path)
    with opened(path) as library:
        put(library, one("learning", 1))
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute("ALTER TABLE works ADD COLUMN shelf TEXT")
        newer.execute("CREATE TABLE shelves (id INTEGER PRIMARY KEY)")
        newer.execute(f"PRAGMA user_version = {LATEST + 1}")
    before = path.read_bytes()
    with opened(path) as library:
        assert library.read_only and [w for w in library.warnings if "newer litreview" in w] == [
            *library.warnings
        ]
        assert library.finding.find(parse("learning")).total == 1
        assert [row.title for row in library.works.rows([1])] == ["learning"]
        with pytest.raises(LibraryBusy, match="update litreview"):
            put(library, one("trust", 2))
    assert path.read_bytes() == before


def test_a_newer_library_without_a_table_that_is_read_is_refused(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "newer"
    shutil.copy(blank, path)
    with closing(sqlite3.connect(path, isolation_level=None)) as newer:
        newer.execute("ALTER TABLE works RENAME COLUMN byline TO people")
        newer.execute(f"PRAGMA user_version = {LATEST + 1}")
    before = path.read_bytes()
    with pytest.raises(LibraryUnusable, match="newer litreview"):
        opened(path)
    assert path.read_bytes() == before


def test_missing_triggers_are_made_again_and_undo_works(blank: Path, tmp_path: Path) -> None:
    path = tmp_path / "dropped"
    shutil.copy(blank, path)
    with closing(sqlite3.connect(path)) as broken:
        broken.execute("DROP TRIGGER taggings_insert_logged")
        broken.execute("DROP TRIGGER kept_shows")
    with opened(path) as library:
        assert "made again" in library.warnings[0]
        ids = put(library, one("a", 1))
        act(library, "tag", lambda: library.tags.tag(ids, "x"))
        assert library.history.undo().sentence == "tag"
        assert library.works.rows(ids)[0].tags == ()
    with opened(path) as library:
        assert library.warnings == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="rights are tried as another user, by fork")
@pytest.mark.parametrize("folder_too", [False, True])
def test_a_file_that_may_not_be_written_is_opened_for_reading(
    blank: Path, tmp_path: Path, folder_too: bool
) -> None:
    path = tmp_path / "folder" / "readonly"
    path.parent.mkdir()
    shutil.copy(blank, path)
    with opened(path) as library:
        put(library, one("learning", 1))
    path.chmod(0o444)
    path.parent.chmod(0o555 if folder_too else 0o777)
    ours = [folder for folder in tmp_path.parents if folder.name.startswith(("pytest-", "popen-"))]
    for above in [*ours, tmp_path]:
        above.chmod(0o755)
    child = os.fork()
    if child == 0:
        seen = 1
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            with opened(path) as library:
                read = library.finding.find(parse("learning")).total == 1
                seen = 0 if read and library.read_only and "reading only" in library.warnings[0] else 2
        finally:
            os._exit(seen)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    path.parent.chmod(0o755)


def test_an_older_schema_is_backed_up_verified_and_brought_up(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old"
    before = LATEST
    shutil.copy(blank, path)
    with opened(path) as library:
        put(library, one("a", 1))

    def step(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE notes ADD COLUMN shelf TEXT")
        if fails:
            raise sqlite3.OperationalError("cut here")

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, ("999_test", step)))
    for module in ("litreview.library.migrations", "litreview.library.opening"):
        monkeypatch.setattr(f"{module}.LATEST", before + 1)
    fails = True
    with pytest.raises(LibraryUnusable):
        opened(path)
    with closing(sqlite3.connect(path)) as untouched:
        assert untouched.execute("PRAGMA user_version").fetchone() == (before,)
        assert "shelf" not in str(
            untouched.execute("SELECT sql FROM sqlite_master WHERE name = 'notes'").fetchone()
        )
    fails = False
    with opened(path) as library:
        assert library.works.count() == 1
    (backup, *_) = (tmp_path / "litreview-backups").glob(f"*-before-schema-{before + 1}-from-{before}.backup")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT count(*) FROM works").fetchone() == (1,)


class Cutting(sqlite3.Connection):
    """A connection that is cut before its n-th statement of SQL, as by a full disk or Ctrl-C."""

    left = -1

    def execute(self, sql: str, *values: object) -> sqlite3.Cursor:
        self._count()
        return super().execute(sql, *values)  # type: ignore[arg-type]  # as it was called

    def executemany(self, sql: str, *values: object) -> sqlite3.Cursor:
        self._count()
        return super().executemany(sql, *values)  # type: ignore[arg-type]  # as it was called

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("version", range(1, LATEST))
def test_a_migration_that_is_cut_before_any_statement_is_rolled_back(version: int, tmp_path: Path) -> None:
    """Each statement of each step in turn; the uncut one at the end brings the same file up."""
    path = tmp_path / "cut"
    shutil.copy(KEPT / f"schema-{version}.litreview", path)

    def dump() -> list[str]:
        with closing(sqlite3.connect(path)) as look:
            rows = look.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall()
            said = [
                look.execute(f"SELECT * FROM {table}").fetchall()
                for table in ("taggings", "changes", "works")
            ]
            checked = look.execute("PRAGMA integrity_check").fetchall()
            return [repr((rows, said, checked, look.execute("PRAGMA user_version").fetchone()))]

    before, cuts = dump(), 0
    with closing(sqlite3.connect(path, isolation_level=None, factory=Cutting)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        while True:
            cuts += 1
            connection.left = cuts
            try:
                opening._migrate(connection)
                break
            except KeyboardInterrupt:
                connection.left = -1
                assert not connection.in_transaction
                if cuts % 7 == 0:
                    assert dump() == before
    assert cuts > 100
    with opened(path) as library:
        assert library.works.count() == 1


@pytest.mark.parametrize("old", [False, True], ids=["made", "brought up"])
def test_two_processes_may_make_or_bring_up_the_same_library_at_once(tmp_path: Path, old: bool) -> None:
    root = Path(__file__).parents[2]
    program = (
        "import sys; from pathlib import Path; from litreview.library.library import Library;"
        "from tests.library.making import QuietClock;"
        "print(Library.open(Path(sys.argv[1]), clock=QuietClock(), who='x').works.count())"
    )
    path = str(tmp_path / "both")
    if old:
        shutil.copy(KEPT / "schema-1.litreview", path)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    makers = [
        subprocess.Popen(
            [sys.executable, "-c", program, path],
            stdout=subprocess.PIPE,
            text=True,
            cwd=root,
            env=environment,
        )
        for _ in range(2)
    ]
    works = "1" if old else "0"
    assert [maker.communicate(timeout=60)[0].strip() for maker in makers] == [works, works]
    assert len(list(tmp_path.glob("litreview-backups/*"))) == int(old)


def test_opening_and_listing_load_no_heavy_library(blank: Path) -> None:
    root = Path(__file__).parents[2]
    program = (
        "import sys; from pathlib import Path; from litreview.library.library import Library;"
        "from tests.library.making import QuietClock; from litreview.model.query import parse;"
        "l = Library.open(Path(sys.argv[1]), clock=QuietClock(), who='x'); l.works.rows(l.finding.find(parse('x')).ids);"
        "print(*{'sqlite_utils', 'httpx', 'lxml', 'rich', 'click', 'textual'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    done = subprocess.run([sys.executable, "-c", program, str(blank)], capture_output=True, text=True, cwd=root, env=environment, timeout=60)  # fmt: skip
    assert done.stdout.strip() == "", done.stderr


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/ann/Dropbox/chapter.litreview", ("synced", "Dropbox")),
        ("/home/ann/OneDrive - University/x", ("synced", "OneDrive")),
        ("/net/home/ann/x", ("network", "nfs4")),
        ("/home/ann/x", ("", "")),
        ("/home/ann/my dropbox notes/x", ("", "")),
    ],
)
def test_a_risky_folder_is_known(tmp_path: Path, path: str, expected: tuple[str, str]) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/sda1 / ext4 rw 0 0\nserver:/home /net/home nfs4 rw 0 0\n")
    assert kind_of_folder(Path(path), mounts) == expected


def test_a_library_in_a_synced_folder_warns_and_keeps_no_log_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "Dropbox" / "chapter.litreview"
    path.parent.mkdir()
    with opened(path) as library:
        put(library, one("a", 1))
        assert "synced (Dropbox)" in library.warnings[0]
        assert sorted(file.name for file in path.parent.iterdir() if file.stat().st_size) == [
            "chapter.litreview"
        ]
        assert any(finding.name == "place" and finding.level == "warning" for finding in library.check())


def test_a_backup_is_whole_and_replaces_an_older_one_at_the_end(tmp_path: Path, blank: Path) -> None:
    path = tmp_path / "a"
    shutil.copy(blank, path)
    with opened(path) as library:
        put(library, one("learning", 1))
        library.safe_keeping.backup(tmp_path / "copies" / "a.backup")
        put(library, one("learning too", 2))
        library.safe_keeping.backup(tmp_path / "copies" / "a.backup")
        with pytest.raises(LibraryBusy, match="backup"):
            library.safe_keeping.backup(tmp_path / "a" / "below a file")
        with pytest.raises(Misused):
            library.safe_keeping.backup(path)
    assert [file.name for file in (tmp_path / "copies").iterdir()] == ["a.backup"]
    with opened(tmp_path / "copies" / "a.backup") as copy:
        assert copy.finding.find(parse("learning")).total == 2


def test_a_closed_library_is_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "whole"
    with opened(path) as library:
        put(library, one("learning", 1))
        library.interrupt()
    assert [file.name for file in tmp_path.iterdir()] == ["whole"]
    shutil.copy(path, tmp_path / "copy")
    with opened(tmp_path / "copy") as copy:
        assert copy.works.count() == 1


def test_a_damaged_file_is_found_out(tmp_path: Path, blank: Path) -> None:
    path = tmp_path / "damaged"
    shutil.copy(blank, path)
    with opened(path) as library:
        put(library, *(one(f"work {number}", number) for number in range(300)))
    with closing(sqlite3.connect(path)) as look:
        page = look.execute("SELECT rootpage FROM sqlite_master WHERE name = 'works_by_title'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\x07" * 4096
    path.write_bytes(bytes(content))
    with opened(path) as library:
        assert any(finding.level == "error" for finding in library.check())
        with pytest.raises(LibraryUnusable, match="damaged"):
            library.finding.find(parse(""), "title")


def test_a_cut_file_is_one_sentence(tmp_path: Path, blank: Path) -> None:
    path = tmp_path / "cut"
    path.write_bytes(blank.read_bytes()[:6000])
    with pytest.raises(LibraryUnusable, match="damaged"):
        opened(path)


def test_the_search_index_is_compared_with_the_works(tmp_path: Path, blank: Path) -> None:
    path = tmp_path / "lag"
    shutil.copy(blank, path)
    with opened(path) as library:
        ids = put(library, one("learning", 1))
        library._door.connection().execute("UPDATE search_docs SET title = 'other' WHERE work_id = ?", ids)
        findings = {finding.name: finding for finding in library.check()}
    assert findings["search index"].level == "warning" and "--fix" in findings["search index"].fix


def test_an_sqlite_that_is_too_old_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(LibraryUnusable, match=r"needs 3\.37"):
        opened(tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("version", "faulty"),
    [((3, 40, 1), True), ((3, 44, 6), False), ((3, 50, 4), True), ((3, 50, 7), False), ((3, 51, 2), True),
     ((3, 51, 3), False), ((3, 53, 0), False)],
)  # fmt: skip
def test_the_fault_of_older_sqlites_is_known(version: tuple[int, ...], faulty: bool) -> None:
    assert wal_reset_fault(version) is faulty


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_device_is_no_library() -> None:
    with pytest.raises(LibraryUnusable, match="no file"):
        opened(Path("/dev/full"))


def test_a_name_that_no_disk_takes_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises((LibraryBusy, LibraryUnusable)):
        opened(tmp_path / ("x" * 300))

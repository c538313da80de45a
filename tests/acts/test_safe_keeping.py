"""The whole move to another computer, the daily backup, and a rebuild that can be refused."""

from __future__ import annotations

import json
import os
import sqlite3
import tomllib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from litreview.cli import performing
from litreview.cli.main import run

CHAPTER = "@article{gulati1995does,\n author = {Gulati, Ranjay},\n title = {Does Familiarity Breed Trust?},\n year = {1995}\n}\n"
SETTINGS = """# my settings
library = "~/thesis/chapter.litreview"
mailto = "you@example.org"

[backup]
folder = "~/stick"  # the blue one

[sources.semantic_scholar]
key = "s3cret-key"  # from their form
pace = 2.0
"""


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Litreview = Callable[..., Ran]


@pytest.fixture
def litreview(capsys: pytest.CaptureFixture[str]) -> Litreview:
    """Runs a command line as a program of its own would."""

    def ran(*words: str) -> Ran:
        capsys.readouterr()
        code = run(list(words))
        return Ran(code, *capsys.readouterr())

    return ran


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Path]:
    """Sits down at a computer: another home, another login."""
    monkeypatch.delenv("LITREVIEW_FOLDER")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "LOGNAME"):
        monkeypatch.delenv(name, raising=False)

    def sit_down(name: str, user: str) -> Path:
        home = tmp_path / name
        home.mkdir(exist_ok=True)
        monkeypatch.setenv("HOME", str(home))
        monkeypatch.setenv("USER", user)
        return home

    return sit_down


def _config(home: Path) -> Path:
    return home / ".config" / "litreview" / "settings.toml"


def test_a_library_moves_to_another_computer_with_its_settings(
    litreview: Litreview, computer: Callable[[str, str], Path], tmp_path: Path
) -> None:
    """Two commands are the whole move; the words stay one person's, no key is in the file."""
    stick = tmp_path / "stick.backup"
    home = computer("old", "ann")
    _config(home).parent.mkdir(parents=True)
    _config(home).write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    assert litreview("import", str(tmp_path / "chapter.bib")).code == 0
    assert litreview("tag", "add", "trust", "gulati1995does").code == 0
    made = litreview("backup", str(stick))
    assert made.code == 0 and "sources.semantic_scholar.key" in made.err
    assert b"s3cret-key" not in stick.read_bytes()

    home = computer("new", "aberg")
    back = litreview("restore", str(stick))
    assert back.code == 0 and "Set again: sources.semantic_scholar.key" in back.err
    assert (home / ".local/share/litreview/library.sqlite").is_file()
    written = _config(home).read_text(encoding="utf-8")
    assert {name: one for name, one in tomllib.loads(written).items() if one} == {
        "mailto": "you@example.org", "person": {"name": "ann"}, "sources": {"semantic_scholar": {"pace": 2.0}},
    }  # fmt: skip
    assert "# my settings" in written and "backup folder" in back.err
    if os.name == "posix":
        assert _config(home).stat().st_mode & 0o777 == 0o600
    works = litreview("list", "tag:trust", "--json")
    assert [json.loads(line)["key"] for line in works.out.splitlines()] == ["gulati1995does"]
    assert "tag" in litreview("undo").out
    assert litreview("doctor").code in (0, 1)


def test_settings_that_are_there_stay_and_the_others_are_shown(
    litreview: Litreview, computer: Callable[[str, str], Path], tmp_path: Path
) -> None:
    home = computer("old", "ann")
    _config(home).parent.mkdir(parents=True)
    _config(home).write_text('mailto = "you@example.org"\n', encoding="utf-8")
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))
    litreview("backup", str(tmp_path / "b.backup"))
    _config(home).write_text('person.name = "Ann"\n', encoding="utf-8")
    back = litreview("restore", str(tmp_path / "b.backup"))
    assert "stay as they are" in back.err and 'mailto = "you@example.org"' in back.err
    assert _config(home).read_text(encoding="utf-8") == 'person.name = "Ann"\n'
    told = json.loads(
        litreview("restore", str(tmp_path / "b.backup"), "--to", str(tmp_path / "x"), "--json").out
    )
    assert (told["kind"], told["kept"], told["settings"]) == ("restore", None, None)


@pytest.mark.parametrize("said", ["person = 3", "colour = 1", "[", "backup = []"])
def test_settings_that_are_not_understood_are_shown_and_not_written(
    litreview: Litreview, computer: Callable[[str, str], Path], tmp_path: Path, said: str
) -> None:
    home = computer("old", "ann")
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))
    litreview("backup", str(tmp_path / "b.backup"))
    with closing(sqlite3.connect(tmp_path / "b.backup")) as backup, backup:
        backup.execute("UPDATE backup_notes SET value = ? WHERE name = 'settings'", (said,))
    back = litreview("restore", str(tmp_path / "b.backup"))
    assert back.code == 0 and "not written" in back.err and said in back.err
    assert not _config(home).exists() and litreview("list").code == 0


def test_keys_of_the_environment_are_named_and_left_out(
    litreview: Litreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITREVIEW_SEMANTIC_SCHOLAR_KEY", "env-s3cret")
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))
    told = json.loads(litreview("backup", str(tmp_path / "b.backup"), "--json").out)
    assert told["left_out"] == ["sources.semantic_scholar.key"] and told["settings"] is False
    assert b"env-s3cret" not in (tmp_path / "b.backup").read_bytes()


def test_a_backup_needs_to_know_where_to(litreview: Litreview, tmp_path: Path) -> None:
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))
    ran = litreview("backup")
    assert ran.code == 2 and "config set backup.folder" in ran.err
    away = litreview("backup", f"{tmp_path / 'stick'}/")
    assert away.code == 2 and "no folder" in away.err and not (tmp_path / "stick").exists()
    assert litreview("restore", str(tmp_path / "none")).code == 3
    assert litreview("restore", str(tmp_path)).code == 2


# On leaving


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "cloud"
    made.mkdir()
    monkeypatch.setenv("LITREVIEW_BACKUP_FOLDER", str(made))
    return made


def test_on_leaving_after_changes_a_backup_is_made_once_a_day(
    litreview: Litreview, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def backups() -> list[str]:
        return [one.name for one in sorted(folder.iterdir())]

    day = "2026-11-24"
    monkeypatch.setattr("litreview.desk.Desk.today", lambda _desk: day)
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("list")
    assert backups() == []
    assert litreview("import", str(tmp_path / "chapter.bib")).code == 0
    assert len(backups()) == 1
    (made,) = folder.iterdir()
    with closing(sqlite3.connect(made)) as look:
        assert look.execute("SELECT key FROM citation_keys").fetchall() == [("gulati1995does",)]
    written = made.stat().st_mtime_ns
    litreview("tag", "add", "trust", "gulati1995does")
    assert made.stat().st_mtime_ns == written
    day = "2026-11-25"
    litreview("list")
    assert made.stat().st_mtime_ns > written
    written, day = made.stat().st_mtime_ns, "2026-11-26"
    litreview("list")
    assert made.stat().st_mtime_ns == written


def test_a_backup_folder_that_is_away_is_spoken_of_once_a_day_and_stops_nothing(
    litreview: Litreview, folder: Path, tmp_path: Path
) -> None:
    folder.rmdir()
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    first = litreview("import", str(tmp_path / "chapter.bib"))
    again = litreview("list")
    assert (first.code, again.code) == (0, 0)
    assert "is not there" in first.err and "is not there" not in again.err
    folder.mkdir()
    litreview("list")
    assert len(list(folder.iterdir())) == 1


def test_backup_without_a_file_goes_into_the_folder(
    litreview: Litreview, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))
    ran = litreview("backup")
    assert ran.code == 0 and Path(ran.out.strip()).parent == folder
    assert litreview("restore", ran.out.strip(), "--to", str(tmp_path / "copy")).code == 0
    works = litreview("list", "--library", str(tmp_path / "copy"), "--json").out
    assert json.loads(works)["key"] == "gulati1995does"


# Asking


@pytest.mark.parametrize(("answer", "goes_on"), [("y\n", True), ("n\n", False), ("\n", False), ("", False)])
def test_a_rebuild_is_shown_first_and_can_be_refused(
    litreview: Litreview, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, goes_on: bool
) -> None:
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))

    class Person:
        def isatty(self) -> bool:
            return True

        def readline(self) -> str:
            return answer

    monkeypatch.setattr(performing.sys, "stdin", Person())
    monkeypatch.setattr(performing.sys.stderr, "isatty", lambda: True, raising=False)
    ran = litreview("rebuild")
    assert ran.code == 0
    assert "would be joined" in ran.out and "Go on?" in ran.err
    assert ("Nothing was changed" in ran.err) is not goes_on
    assert (ran.out.count("joined") == 2) is goes_on


def test_where_nobody_can_answer_a_rebuild_wants_to_be_told(litreview: Litreview, tmp_path: Path) -> None:
    (tmp_path / "chapter.bib").write_text(CHAPTER, encoding="utf-8")
    litreview("import", str(tmp_path / "chapter.bib"))
    ran = litreview("rebuild", "--no-input")
    assert ran.code == 2 and "--yes" in ran.err
    assert litreview("rebuild", "--yes").code == 0
    assert litreview("rebuild", "--dry-run").code == 0

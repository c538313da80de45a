"""Settings: what stands nearer wins, nothing unknown passes silently, no secret is shown."""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path

import pytest

from litreview.errors import Misused
from litreview.settings import Secret, Settings, default_file, load, sample_library
from litreview.settings.file import remove_setting

NAMES = ("crossref", "semantic_scholar", "repec_archive")


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_nothing_given_is_sound(tmp_path: Path) -> None:
    found = load({"USER": "anna"}, tmp_path / "absent.toml", NAMES)
    assert found.person_name() == "anna"
    assert found.addresses() == found.secrets() == found.pace_factors() == {}
    assert found.library_path().name == "library.sqlite"
    assert found.library_path() != sample_library()
    assert found.doubts == ()


def test_the_file_is_read(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        'library = "~/a.sqlite"\nmailto = "you@example.org"\n[person]\nname = "Anna Berg"\n'
        '[sources.semantic_scholar]\nurl = "http://127.0.0.1:8765/s2/"\npace = 0.5\nkey = "abc123"\n',
    )
    found = load({}, file, NAMES)
    assert found.library_path() == Path("~/a.sqlite").expanduser()
    assert found.person_name() == "Anna Berg"
    assert found.addresses() == {"semantic_scholar": "http://127.0.0.1:8765/s2"}
    assert found.pace_factors() == {"semantic_scholar": 0.5}
    assert found.secrets() == {"mailto": "you@example.org", "semantic_scholar_key": "abc123"}
    assert found.file == file


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'library = "a.sqlite"\n[sources.crossref]\nurl = "https://one.example"\n')
    environ = {
        "LITREVIEW_LIBRARY": "b.sqlite",
        "LITREVIEW_CROSSREF_URL": "http://two.example:8080",
        "LITREVIEW_REPEC_ARCHIVE_URL": "http://three.example/RePEc",
        "LITREVIEW_MAILTO": "you@example.org",
        "LITREVIEW_SEMANTIC_SCHOLAR_KEY": "k",
        "LITREVIEW_NAME": "Bo",
    }
    found = load(environ, file, NAMES)
    assert found.library_path() == Path("b.sqlite")
    assert found.addresses() == {
        "crossref": "http://two.example:8080",
        "repec_archive": "http://three.example/RePEc",
    }
    assert found.secrets()["semantic_scholar_key"] == "k"
    assert found.person_name() == "Bo"


def test_an_empty_variable_is_none() -> None:
    environ = {"LITREVIEW_LIBRARY": "", "LITREVIEW_CROSSREF_URL": "  "}
    assert load(environ, None, NAMES).addresses() == {}


@pytest.mark.parametrize(
    ("text", "line", "near"),
    [
        ('librari = "x"\n', 1, "library"),
        ('# one\n[person]\nnaem = "x"\n', 3, "name"),
        ('[sources.crosref]\nurl = "http://x.example"\n', 1, "crossref"),
        ("mailto = 'you@example.org'\n[sources.crossref]\nulr = 'http://x.example'\n", 3, "url"),
    ],
)
def test_an_unknown_setting_is_named_with_its_line_and_neighbour(
    tmp_path: Path, text: str, line: int, near: str
) -> None:
    with pytest.raises(Misused) as caught:
        load({}, written(tmp_path, text), NAMES)
    assert f"line {line}:" in caught.value.sentence
    assert near in caught.value.hint
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "text",
    [
        "library = 3\n",
        "sources = 'crossref'\n",
        "library = \n",
        'mailto = "nobody"\n',
        'mailto = "you@example.org\\nX-Evil: 1"\n',
        '[sources.crossref]\nurl = "file:///etc/passwd"\n',
        '[sources.crossref]\nurl = "http://me:secret@host.example"\n',
        '[sources.crossref]\nurl = "http://host.example"\npace = -1\n',
        '[sources.crossref]\nurl = "http://host.example"\npace = true\n',
        "[sources.crossref]\npace = 0.1\n",
        '[sources.semantic_scholar]\nkey = "two words"\n',
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Misused):
        load({}, written(tmp_path, text), NAMES)


def test_a_mistyped_variable_is_doubted_not_fatal() -> None:
    found = load({"LITREVIEW_CROSREF_URL": "http://x.example"}, None, NAMES)
    assert found.addresses() == {}
    assert "LITREVIEW_CROSSREF_URL" in found.doubts[0]
    assert load({"LITREVIEW_CROSSREF_FOO": "1"}, None, NAMES).doubts


def test_a_secret_shows_nowhere() -> None:
    found = load(
        {"LITREVIEW_SEMANTIC_SCHOLAR_KEY": "hush-hush", "LITREVIEW_MAILTO": "you@example.org"}, None, NAMES
    )
    for text in (repr(found), str(found), f"{found}", f"{found.mailto}"):
        assert "hush" not in text
        assert "you@" not in text
    with pytest.raises(TypeError):
        pickle.dumps(Secret("hush"))
    with pytest.raises(TypeError):
        json.dumps(found)


def test_settings_are_frozen() -> None:
    with pytest.raises(AttributeError):
        Settings().name = "x"  # type: ignore[misc]


def test_one_folder_holds_everything_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITREVIEW_FOLDER", str(tmp_path))
    found = Settings()
    places = [found.library_path(), found.net_store_path(), found.state_path(), default_file({})]
    assert len(set(places)) == 4
    assert all(tmp_path in place.parents for place in places)


def test_the_settings_file_can_be_elsewhere(tmp_path: Path) -> None:
    assert default_file({"LITREVIEW_SETTINGS": str(tmp_path / "x.toml")}) == tmp_path / "x.toml"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has the shorter way")
@pytest.mark.parametrize("home", ["", "/tmp/elsewhere"])
def test_the_shorter_way_to_the_folders_is_that_of_platformdirs(
    home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from platformdirs import PlatformDirs

    monkeypatch.delenv("LITREVIEW_FOLDER")
    monkeypatch.setenv("XDG_CONFIG_HOME", home)
    monkeypatch.setenv("XDG_DATA_HOME", home)
    folders = PlatformDirs("litreview", appauthor=False)
    assert default_file({}).parent == folders.user_config_path
    assert Settings().library_path().parent == folders.user_data_path


def test_a_variable_of_a_source_to_come_is_not_called_a_mistake() -> None:
    (doubt,) = load({"LITREVIEW_OPENALEX_KEY": "x"}, None, ("crossref", "ideas")).doubts
    assert "does not have yet" in doubt
    assert "did you mean" not in doubt


def test_where_backups_go_and_how_many_stay(tmp_path: Path) -> None:
    assert load({}, None, NAMES).backup == (None, 7, 12)
    file = written(tmp_path, '[backup]\nfolder = "~/Sync"\ndays = 30\n')
    assert load({"LITREVIEW_BACKUP_MONTHS": "0"}, file, NAMES).backup == (Path("~/Sync").expanduser(), 30, 0)
    for wrong in ("0", "-1", "1.5", "true", "ten"):
        with pytest.raises(Misused, match=r"backup\.days"):
            load({"LITREVIEW_BACKUP_DAYS": wrong}, None, NAMES)


def test_the_chosen_library_goes_before_the_file_and_after_the_environment(tmp_path: Path) -> None:
    file = written(tmp_path, 'library = "file.sqlite"\n')
    used = Path("used.sqlite")
    assert load({}, file, NAMES, used).library == used
    assert load({}, None, NAMES, used).library == used
    assert load({"LITREVIEW_LIBRARY": "env.sqlite"}, file, NAMES, used).library == Path("env.sqlite")


@pytest.mark.parametrize("path", ["~nobody-of-this-name/review.sqlite", "x" * 300])
@pytest.mark.parametrize("setting", ["library", "backup.folder"])
def test_a_path_that_can_be_none_is_said_so_and_locks_nobody_out(
    tmp_path: Path, setting: str, path: str
) -> None:
    file = written(tmp_path, f'{setting} = "{path}"\n')
    with pytest.raises(Misused):
        load({}, file, NAMES)
    remove_setting(file, setting, NAMES)
    assert load({}, file, NAMES).library is None

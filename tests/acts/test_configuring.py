"""Settings on the command line: what holds, where it came from, and changing it."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.acts import configuring
from litreview.acts.machine_results import SettingView
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound
from litreview.settings import Settings, default_library
from litreview.settings.libraries import use_library


@pytest.fixture
def plain() -> Desk:
    return Desk.open(Settings(login="anna"))


def shown(desk: Desk) -> dict[str, SettingView]:
    return {one.name: one for one in configuring.show(desk, origin=True).settings}


def test_what_follows_late_is_said_at_once(plain: Desk, tmp_path: Path) -> None:
    assert "no such folder" in configuring.put(plain, "backup.folder", str(tmp_path / "away")).sentence
    assert "folder yet" not in configuring.put(plain, "backup.folder", str(tmp_path)).sentence
    assert "stays" not in configuring.put(plain, "person.name", "Anna Berg").sentence, "nothing was said yet"
    plain.library.token()
    assert "'anna' stays" in configuring.put(plain, "person.name", "Anna Berg").sentence


def test_what_is_written_holds_and_says_on_which_line(plain: Desk) -> None:
    assert shown(plain)["backup.days"] == ("backup.days", "7", "default", "")
    file = configuring.path(plain)
    assert not file.exists
    done = configuring.put(plain, "backup.days", "9")
    assert done.sentence == f"backup.days = 9, in {file.file}, line 2"
    assert shown(plain)["backup.days"] == ("backup.days", "9", "file", f"{file.file}, line 2")
    assert configuring.get(plain, "backup.days").settings[0].value == "9"
    assert configuring.path(plain).exists
    configuring.unset(plain, "backup.days")
    assert shown(plain)["backup.days"].origin == "default"


def test_secrets_are_only_said_to_be_set(plain: Desk) -> None:
    done = configuring.put(plain, "sources.semantic_scholar.key", "hush")
    configuring.put(plain, "mailto", "you@example.org")
    said = [
        done,
        configuring.show(plain),
        configuring.get(plain, "mailto"),
        configuring.unset(plain, "mailto"),
    ]
    assert "hush" not in repr(said) and "you@" not in repr(said)
    assert shown(plain)["sources.semantic_scholar.key"].value == "(set)"


def test_the_library_says_which_of_four_places_chose_it(
    plain: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert shown(plain)["library"][1:3] == (str(default_library()), "default")
    configuring.put(plain, "library", "file.sqlite")
    assert shown(plain)["library"][1:3] == ("file.sqlite", "file")
    use_library(tmp_path / "used.sqlite")
    assert shown(plain)["library"][1:] == (str(tmp_path / "used.sqlite"), "use", "litreview library use")
    assert "goes before it" in configuring.put(plain, "library", "other.sqlite").sentence
    monkeypatch.setenv("LITREVIEW_LIBRARY", "env.sqlite")
    assert shown(plain)["library"][1:] == ("env.sqlite", "environment", "LITREVIEW_LIBRARY")
    assert "LITREVIEW_LIBRARY is set" in configuring.put(plain, "library", "other.sqlite").sentence
    flagged = Desk.open(Settings(), library=Path("flag.sqlite"))
    assert shown(flagged)["library"][1:] == ("flag.sqlite", "flag", "--library")


def test_what_is_not_set_or_not_known_is_said(plain: Desk) -> None:
    with pytest.raises(NothingFound, match="config set mailto"):
        configuring.get(plain, "mailto")
    with pytest.raises(NothingFound, match="not set in"):
        configuring.unset(plain, "mailto")
    for act in (configuring.get, configuring.unset):
        with pytest.raises(Misused, match=r"Did you mean 'backup\.folder'"):
            act(plain, "backup.foldr")
    assert configuring.get(plain, "person.name").settings[0] == (
        "person.name",
        "anna",
        "default",
        "your login name",
    )

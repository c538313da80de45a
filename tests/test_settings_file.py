"""Writing settings: the one thing changes, all else stays as a person wrote it, and nothing is half-written."""

from __future__ import annotations

import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.errors import LitreviewError, Misused
from litreview.settings import load
from litreview.settings.checking import line_of
from litreview.settings.file import remove_setting, write_setting

NAMES = ("crossref", "ideas")
README = """mailto = "you@example.org"            # Crossref serves those it can reach faster
person.name = "Anna Berg"             # whose tags and notes these are

[sources.crossref]
# a mirror
url = "http://127.0.0.1:8765/crossref"   # another host
pace = 2.0

[backup]
days = 14
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    return file


@pytest.mark.parametrize(
    ("name", "value", "before", "after"),
    [
        ("mailto", "me@example.org", '"you@example.org"', '"me@example.org"'),
        ("person.name", "Bo", '"Anna Berg"', '"Bo"'),
        ("sources.crossref.pace", "3.5", "2.0", "3.5"),
        ("backup.days", "30", "14", "30"),
    ],
)
def test_a_value_changes_in_its_place_and_nothing_else(
    file: Path, name: str, value: str, before: str, after: str
) -> None:
    line = write_setting(written(file, README), name, value, NAMES)
    assert file.read_text() == README.replace(before, after, 1)
    assert after in file.read_text().splitlines()[line - 1]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("library", "~/a.litreview"),
        ("backup.months", "3"),
        ("backup.folder", "/b c"),
        ("sources.ideas.pace", "2"),
    ],
)
@pytest.mark.parametrize(
    "text",
    ["", "# mine\n", README, "person = { name = 'x' }\n", "[sources]\ncrossref = { pace = 3 }\n", "sources.crossref.pace = 2\n",
     "[person]\nname = 'y'\n[sources.crossref]\npace = 2\n# end\n"],
)  # fmt: skip
def test_a_new_setting_is_added_and_its_removal_leaves_no_trace_of_meaning(
    file: Path, text: str, name: str, value: str, end: str
) -> None:
    text = text.replace("\n", end)
    said = tomllib.loads(text)
    line = write_setting(written(file, text), name, value, NAMES)
    added = file.read_bytes().decode()
    assert "\r" not in added.replace("\r\n", "") and (
        "\n" not in added.replace("\r\n", "") or end == "\n" or not text
    )
    assert set(text.splitlines()) <= set(added.splitlines()), "every line of before is still there"
    assert added.splitlines()[line - 1].strip().endswith((f'"{value}"', value))
    assert remove_setting(file, name, NAMES)
    assert tomllib.loads(file.read_text()) == said
    assert not remove_setting(file, name, NAMES)


def test_a_file_that_is_made_is_its_owners_alone_and_rights_and_links_stay(
    file: Path, tmp_path: Path
) -> None:
    write_setting(file, "mailto", "you@example.org", NAMES)
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    link = tmp_path / "link.toml"
    link.symlink_to(file)
    write_setting(link, "mailto", "me@example.org", NAMES)
    assert link.is_symlink() and "me@example.org" in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert [one.name for one in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("name", "value"),
    [("backup.days", "0"), ("backup.days", "ten"), ("backup.days", "3.5"), ("mailto", "nobody"), ("library", " "), ("sources.crossref.pace", "0.1"),
     ("sources.crossref.key", "two words"), ("sources.crossref.url", "ftp://x"), ("person.name", "a\nb"), ("backup.dayz", "3"), ("sources.nobody.key", "x")],
)  # fmt: skip
def test_what_reading_would_refuse_is_not_written(file: Path, name: str, value: str) -> None:
    text = '# mine\nmailto="you@example.org"\n'
    with pytest.raises(Misused):
        write_setting(written(file, text), name, value, NAMES)
    assert file.read_text() == text


@pytest.mark.parametrize("text", ["not toml = = ", "person = 3\n", "library = 3\n", "[backup]\ndayz = 3\n"])
def test_a_file_that_is_wrong_elsewhere_is_left_alone(file: Path, text: str) -> None:
    with pytest.raises(Misused):
        write_setting(written(file, text), "person.name", "Anna", NAMES)
    assert file.read_text() == text


def test_a_wrong_value_is_mended_and_a_wrong_name_taken_out(file: Path) -> None:
    write_setting(written(file, "library = 3\n"), "library", "a.litreview", NAMES)
    assert load({}, file, NAMES).library == Path("a.litreview")
    written(file, "[backup]\ndayz = 3\n# mine\n")
    assert remove_setting(file, "backup.dayz", NAMES)
    assert file.read_text() == "[backup]\n# mine\n"
    assert load({}, file, NAMES).backup.days == 7


def test_what_another_setting_needs_is_not_taken_out(file: Path) -> None:
    text = '[sources.ideas]\nurl = "http://127.0.0.1/x"\npace = 0.1\n'
    with pytest.raises(Misused, match="hurry"):
        remove_setting(written(file, text), "sources.ideas.url", NAMES)
    assert file.read_text() == text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_is_said_in_words(file: Path) -> None:
    written(file, "").parent.chmod(0o500)
    with pytest.raises(LitreviewError, match="cannot be written"):
        write_setting(file, "person.name", "Anna", NAMES)


def test_a_folder_in_the_place_of_the_file_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(LitreviewError, match="cannot be read"):
        write_setting(tmp_path, "person.name", "Anna", NAMES)


VALUES = st.one_of(
    st.text(max_size=12), st.sampled_from(("3", "2.5", "you@example.org", 'say "x" # no', "a\\b"))
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                (
                    "mailto",
                    "person.name",
                    "backup.days",
                    "backup.folder",
                    "sources.ideas.key",
                    "sources.crossref.pace",
                    "library",
                )
            ),
            VALUES,
        ),
        max_size=6,
    )
)
def test_whatever_is_written_in_turn_can_be_read_again(file: Path, steps: list[tuple[str, str]]) -> None:
    written(file, README)
    meant = tomllib.loads(README)
    for name, value in steps:
        try:
            write_setting(file, name, value, NAMES)
        except Misused:
            pass
        else:
            *path, last = name.split(".")
            table = meant
            for part in path:
                table = table.setdefault(part, {})
            number = isinstance(table.get(last), int | float) or last in ("days", "pace")
            table[last] = (float(value) if "." in value else int(value)) if number else value.strip()
        assert tomllib.loads(file.read_text(encoding="utf-8")) == meant
        load({}, file, NAMES)
        assert "# a mirror" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("mailto", 1),
        ("person.name", 2),
        ("sources.crossref.url", 6),
        ("backup.days", 10),
        ("backup", 9),
        ("library", 1),
    ],
)
def test_the_line_of_a_setting_is_found(name: str, line: int) -> None:
    assert line_of(name, README) == line

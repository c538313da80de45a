"""What the README shows is true: its tables, its settings, and each line a person may copy."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from litreview.cli.exits import DONE, NOTHING
from litreview.cli.main import run
from litreview.settings import load
from litreview.sources.source import REGISTRY
from tests import readme_tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHAPTER = """@article{gulati1995does,
  author = {Gulati, Ranjay},
  title = {Does Familiarity Breed Trust? The Implications of Repeated Ties for Contractual Choice in Alliances},
  journal = {Academy of Management Journal},
  year = {1995}
}
"""


def blocks(language: str) -> list[str]:
    """The blocks of code in one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.S)


def tour() -> list[list[str]]:
    """The commands of the tour, as a shell would read them."""
    (block,) = (one for one in blocks("sh") if "litreview import" in one)
    return [shlex.split(line, comments=True) for line in block.splitlines() if line.strip()]


def test_its_tables_are_as_declared() -> None:
    renewed = readme_tables.renewed(README)
    assert renewed == README, "python -m tests.readme_tables renews them"


def test_its_settings_are_read(tmp_path: Path) -> None:
    (block,) = blocks("toml")
    file = tmp_path / "settings.toml"
    file.write_text(block, encoding="utf-8")
    found = load({}, file, REGISTRY)
    assert found.mailto is not None
    assert found.person_name() == "Anna Berg"
    assert found.pace_factors()


def test_its_variables_exist() -> None:
    named = set(re.findall(r"LITREVIEW_[A-Z_]+", README))
    values = {"URL": "http://127.0.0.1:1", "KEY": "k", "MAILTO": "you@example.org"}
    environ = {name: values.get(name.rpartition("_")[2], "x") for name in named}
    found = load(environ, None, REGISTRY)
    assert found.doubts == ()
    assert len(found.addresses()) == sum(name.endswith("_URL") for name in named)


def test_it_names_every_exit_code_and_how_to_quit() -> None:
    (line,) = (line for line in README.splitlines() if line.startswith("Exit codes:"))
    assert re.findall(r"\b\d+\b", line) == ["0", "1", "2", "3", "4", "5", "6", "7", "130"]
    assert "`ctrl+q`" in README


def test_its_pictures_and_links_are_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_its_first_two_lines_are_the_demo_and_the_tests() -> None:
    first, second = blocks("sh")[:2]
    assert first.strip().endswith("litreview demo")
    assert second.strip().endswith("-m pytest")
    first, second = blocks("powershell")[:2]
    assert first.strip().endswith("litreview demo")
    assert second.strip().endswith("-m pytest")


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The stand-in, in the place of every service."""
    from litreview.standin.server import StandIn

    with StandIn() as standin:
        for name, address in standin.addresses.items():
            monkeypatch.setenv(f"LITREVIEW_{name.upper()}_URL", address)
            monkeypatch.setenv(f"LITREVIEW_{name.upper()}_PACE", "0.02")
        yield


@pytest.mark.usefixtures("services")
def test_its_tour_can_be_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each line in turn, against the stand-in; only the line that opens the screen is passed over."""
    monkeypatch.chdir(tmp_path)
    Path("chapter.bib").write_text(CHAPTER, encoding="utf-8")
    Path("chapter-3.tex").write_text(r"Trust grows \cite{gulati1995does}.", encoding="utf-8")
    walked = [words for words in tour() if words != ["litreview"]]
    for words in walked:
        assert words[0] == "litreview"
        code = run(words[1:])
        captured = capsys.readouterr()
        # what was asked for a moment ago is not due again
        allowed = (DONE, NOTHING) if words[1] == "refresh" else (DONE,)
        assert code in allowed, (words, code, captured.err)
    assert "gulati1995does" in Path("chapter-3.bib").read_text(encoding="utf-8")
    assert len(walked) >= 10


def test_without_a_terminal_the_screen_is_refused_with_a_hint() -> None:
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    ended = subprocess.run(
        [sys.executable, "-m", "litreview"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert ended.returncode == 2
    assert "litreview list" in ended.stderr

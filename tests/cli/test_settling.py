"""Settings, libraries and the shell's completion, through the command line."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from litreview.cli.main import run
from litreview.settings import default_file, default_library

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> Path:
    """A library with two works and a tag, named by the environment."""
    path, bib = tmp_path / "chapter.litreview", tmp_path / "two.bib"
    bib.write_text("@book{march1991, title={Exploration}}\n@book{argyris1978, title={Learning, and more}}\n")
    monkeypatch.setenv("LITREVIEW_LIBRARY", str(path))
    assert run(["import", str(bib)]) == 0
    assert run(["tag", "add", "exploring", "march1991"]) == 0
    capsys.readouterr()
    return path


def offered(monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: str) -> list[str]:
    """What bash would offer after ``words``; a blank at the end begins a new word."""
    monkeypatch.setenv("_LITREVIEW_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split()) - (not words.endswith(" "))))
    with pytest.raises(SystemExit):
        run([])
    return [line.partition(",")[2] for line in capsys.readouterr().out.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("litreview show ma", ["march1991"]),
        ("litreview show ", ["argyris1978", "march1991"]),
        ("litreview tag add exp", ["exploring"]),
        ("litreview tag add exploring arg", ["argyris1978"]),
        ("litreview tag des", ["describe"]),
        ("litreview config get backup.", ["backup.folder", "backup.days", "backup.months"]),
        ("litreview completion ", ["bash", "zsh", "fish"]),
        ("litreview list --sort ye", ["year"]),
        ("litreview show zzz", []),
    ],
)
@pytest.mark.usefixtures("library")
def test_a_shell_is_offered_what_may_be_meant(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: str, wanted: list[str]
) -> None:
    assert offered(monkeypatch, capsys, words) == wanted


def test_a_shell_is_offered_the_keys_of_the_library_that_was_named(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("LITREVIEW_LIBRARY")
    assert offered(monkeypatch, capsys, "litreview show ma") == []
    assert offered(monkeypatch, capsys, f"litreview --library {library} show ma") == ["march1991"]
    assert not default_library().exists()


def test_a_damaged_library_or_setting_offers_nothing_and_says_nothing(
    library: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    default_file({}).parent.mkdir(parents=True)
    default_file({}).write_text("not toml = = ")
    assert offered(monkeypatch, capsys, f"litreview --library {library} show ma") == ["march1991"]
    library.write_bytes(b"x" * 5000)
    assert offered(monkeypatch, capsys, f"litreview --library {library} show ma") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_a_shell_is_read_by_it(shell: str, capsys: Capture) -> None:
    assert run(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "_LITREVIEW_COMPLETE" in script
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    subprocess.run([shell, "-n"], input=script, text=True, check=True, timeout=20)


@pytest.mark.skipif(not shutil.which("bash"), reason="no bash here")
@pytest.mark.usefixtures("library")
def test_bash_completes_with_the_script(tmp_path: Path, capsys: Capture) -> None:
    assert run(["completion", "bash"]) == 0
    command = tmp_path / "litreview"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m litreview "$@"\n')
    command.chmod(0o755)
    ask = f"{capsys.readouterr().out}\nCOMP_WORDS=(litreview show ma); COMP_CWORD=2\n_litreview_completion {command}\necho \"${{COMPREPLY[*]}}\"\n"  # fmt: skip
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join((root, os.environ.get("PYTHONPATH", "")))
    ran = subprocess.run(["bash"], input=ask, text=True, capture_output=True, check=True, timeout=60, env={**os.environ, "PYTHONPATH": path})  # fmt: skip
    assert ran.stdout.strip() == "march1991", ran.stderr


def test_settings_that_cannot_be_read_can_be_mended(capsys: Capture) -> None:
    default_file({}).parent.mkdir(parents=True)
    default_file({}).write_text('librari = "x"\nmailto = "you@example.org"\n')
    assert run(["list"]) == 2
    assert run(["config", "path"]) == 0
    assert run(["config", "show"]) == 2
    capsys.readouterr()
    assert run(["config", "unset", "librari"]) == 0
    assert default_file({}).read_text() == 'mailto = "you@example.org"\n'
    assert run(["list"]) == 3


def test_a_key_is_read_from_standard_input_and_never_shown(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"hush-hush\n")))
    assert run(["config", "set", "sources.semantic_scholar.key", "-"]) == 0
    assert 'key = "hush-hush"' in default_file({}).read_text()
    assert run(["config", "show", "--origin", "--json"]) == 0
    ran = capsys.readouterr()
    assert "hush" not in ran.out + ran.err and "(set)" in ran.out


@pytest.mark.parametrize(
    "words",
    [
        ["list"],
        ["show", "a"],
        ["tag", "list"],
        ["undo"],
        ["keep", "a"],
        ["history"],
        ["doctor"],
        ["duplicates"],
    ],
)
def test_a_mistyped_library_is_an_error_and_makes_no_file(
    words: list[str], tmp_path: Path, capsys: Capture
) -> None:
    path = tmp_path / "mistyped.litreview"
    assert run([*words, "--library", str(path)]) == 7
    assert "There is no library" in capsys.readouterr().err
    assert not path.exists()


def test_what_brings_works_makes_the_library_that_was_named_and_says_so(
    tmp_path: Path, capsys: Capture
) -> None:
    path, bib = tmp_path / "new.litreview", tmp_path / "one.bib"
    bib.write_text("@book{march1991, title={Exploration}}")
    assert run(["import", str(bib), "--library", str(path)]) == 0
    assert f"A new library was made: {path}" in capsys.readouterr().err
    assert run(["list", "--library", str(path)]) == 0
    assert "new library" not in capsys.readouterr().err


@pytest.mark.parametrize("words", [["list", "--library", ""], ["--library", " ", "list"]])
def test_an_empty_name_of_a_library_is_an_error(words: list[str], capsys: Capture) -> None:
    assert run(words) == 2
    assert "--library" in capsys.readouterr().err


@pytest.mark.usefixtures("library")
def test_the_library_in_use_is_that_of_the_commands_to_come(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.delenv("LITREVIEW_LIBRARY")
    assert run(["list"]) == 3
    assert run(["library", "use", "chapter"]) == 0
    capsys.readouterr()
    assert run(["list", "k:march1991"]) == 0
    assert capsys.readouterr().out.startswith("march1991\t")
    assert run(["library", "list"]) == 0
    assert any(line.startswith("*\tchapter\t2\t") for line in capsys.readouterr().out.splitlines())
    assert run(["library", "use", "--none"]) == 0
    assert run(["list"]) == 3

"""Commands on a real library and the stand-in: what they end with, and that nothing waits for a person."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from litreview.cli.main import run
from litreview.standin.server import StandIn

ROOT = Path(__file__).parents[2]
Serve = Callable[..., StandIn]


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    """Puts a stand-in with faults in the place of every service."""
    opened = ExitStack()

    def start(*faults: str) -> StandIn:
        one = opened.enter_context(StandIn(faults=faults))
        for name, address in one.addresses.items():
            monkeypatch.setenv(f"LITREVIEW_{name.upper()}_URL", address)
            monkeypatch.setenv(f"LITREVIEW_{name.upper()}_PACE", "0")
        return one

    with opened:
        yield start


def test_a_search_with_nothing_wrong_ends_with_0_and_lists_outside_works(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    serve()
    code = run(["search", "learning", "alliances", "--source", "crossref", "--limit", "5", "--json"])
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert found[0]["kind"] == "source"
    assert [one["kept"] for one in found[1:]] == [False] * 5
    assert run(["list"]) == 3  # nothing is kept without a word of the person
    assert run(["keep", found[1]["key"]]) == 0
    assert run(["list"]) == 0


def test_a_library_in_a_folder_that_is_copied_elsewhere_is_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "one.bib").write_text("@book{march1991, title={Exploration}}", encoding="utf-8")
    library = ["--library", str(tmp_path / "Dropbox" / "chapter.sqlite")]
    assert run(["import", str(tmp_path / "one.bib"), *library]) == 0
    capsys.readouterr()
    assert run(["list", "nothing", *library]) == 3
    ran = capsys.readouterr()
    assert ran.out == ""
    assert "Dropbox" in ran.err.splitlines()[-1]


def test_a_search_for_nothing_ends_with_3(serve: Serve) -> None:
    serve()
    assert run(["search", "zzzzqqqq", "--source", "crossref,ideas"]) == 3


@pytest.mark.parametrize(
    ("fault", "sources", "code"),
    [
        ("crossref:404", "crossref", 6),
        ("crossref:html-200", "crossref,ideas", 5),
        ("semantic_scholar:403", "semantic_scholar", 4),
        ("semantic_scholar:401", "semantic_scholar,ideas", 5),
    ],
)
def test_a_search_ends_as_its_sources_did(
    serve: Serve, capsys: pytest.CaptureFixture[str], fault: str, sources: str, code: int
) -> None:
    serve(fault)
    assert run(["search", "trust", "--source", sources, "--limit", "5"]) == code
    assert fault.partition(":")[0].split("_")[0].lower() in capsys.readouterr().err.lower()


def test_a_dry_run_asks_nobody(serve: Serve) -> None:
    standin = serve()
    assert run(["search", "trust", "--dry-run"]) == 0
    assert run(["add", "10.1287/orsc.9.3.285", "--dry-run"]) == 0
    assert standin.requests == []


def test_one_file_may_come_by_pipe_and_go_by_pipe(tmp_path: Path) -> None:
    """A library of its own, standard input and output, no terminal anywhere: nothing waits."""
    library = ["--library", str(tmp_path / "one.sqlite")]
    entry = "@book{march1991, author={March, James G.}, title={Exploration}, year={1991}}\n"
    assert piped(["import", "-", *library], entry).returncode == 0
    again = piped(["import", "-", *library], entry)
    assert again.returncode == 0
    assert "Nothing new" in again.stderr
    keys = piped(["list", *library], "").stdout
    assert piped(["tag", "add", "classics", "-", *library], keys).returncode == 0
    assert "classics" in piped(["list", "tag:classics", "--json", *library], "").stdout
    exported = piped(["export", "-", "tag:classics", *library], "")
    assert exported.stdout.startswith("@book{march1991,")
    assert piped(["undo", *library], "").returncode == 0
    assert piped(["list", "tag:classics", *library], "").returncode == 3


def piped(words: list[str], given: str) -> subprocess.CompletedProcess[str]:
    """A command in a Python of its own, with pipes at all ends."""
    path = os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", "")))
    return subprocess.run(
        [sys.executable, "-m", "litreview", *words],
        input=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": path},
    )


def test_what_is_no_library_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleague,", encoding="utf-8")
    assert run(["list", "--library", str(file)]) == 7
    assert file.read_text(encoding="utf-8") == "Dear colleague,"
    assert capsys.readouterr().err.count("\n") <= 2

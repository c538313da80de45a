"""Archives on the command line: what is said, and what a run ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from litreview.cli.main import run

BIB = """@article{kale2000, author = {Kale, Prashant}, title = {Learning and Protection of Proprietary Assets},
  journal = {Strategic Management Journal}, year = 2000, volume = 21, pages = {217--237}}
@article{hamel1991, author = {Hamel, Gary}, title = {Competition for Competence},
  journal = {Strategic Management Journal}, year = 1991, volume = 12, pages = {83--103}}
"""


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """The folder of an archive that Ann wrote; from here on it is Bob who works."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LITREVIEW_NAME", "Ann")
    Path("works.bib").write_text(BIB, encoding="utf-8")
    for words in (
        ["import", "works.bib"],
        ["decide", "include", "kale2000"],
        ["archive", "export", "shared"],
    ):
        assert run([*words, "--library", "ann.sqlite", "--quiet"]) == 0
    monkeypatch.setenv("LITREVIEW_NAME", "Bob")
    capsys.readouterr()
    return tmp_path / "shared"


def test_an_archive_comes_in_and_one_undo_takes_it_back(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["archive", "import", str(shared), "--library", "bob.sqlite"]) == 0
    said = capsys.readouterr()
    assert said.out == f"{shared}: 2 records, 2 new; 8 new words\n"
    assert "2 records kept, 3 tags, 1 decision, 2 citation keys" in said.err
    assert run(["list", "--library", "bob.sqlite", "--quiet"]) == 0
    assert "kale2000" in capsys.readouterr().out
    assert run(["archive", "import", str(shared), "--library", "bob.sqlite"]) == 0
    assert "Nothing new." in capsys.readouterr().err
    assert run(["undo", "--library", "bob.sqlite"]) == 0
    assert "import 2 records and 8 words from the archive shared" in capsys.readouterr().out
    assert run(["list", "--library", "bob.sqlite", "--quiet"]) == 3


def test_what_differs_is_listed(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in (["import", "works.bib"], ["decide", "exclude", "kale2000", "--reason", "off topic"]):
        assert run([*words, "--library", "bob.sqlite", "--quiet"]) == 0
    capsys.readouterr()
    assert run(["archive", "import", str(shared), "--library", "bob.sqlite"]) == 0
    said = capsys.readouterr().err
    assert "1 disagreement; both sides are kept:" in said
    assert "decision kale2000: exclude (Bob) here, include (Ann) there" in said
    assert run(["archive", "import", str(shared), "--library", "bob.sqlite", "--json"]) == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert told[0]["disagreements"] == 1 and told[0]["new"] == 0
    assert told[1] == {
        "kind": "disagreement",
        "what": "decision",
        "of": "kale2000",
        "here": "exclude (Bob)",
        "there": "include (Ann)",
    }


def test_how_it_ends_where_something_is_wrong(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["archive", "import", "nowhere", "--library", "bob.sqlite"]) == 3
    with (shared / "kept.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"record":"crossref:nowhere","who":"eve","at":"2026-11-24T08:00:00+00:00"}\n')
    assert run(["archive", "import", str(shared), "--library", "bob.sqlite"]) == 1
    assert "kept.jsonl is not as it was written" in capsys.readouterr().err
    assert run(["archive", "import", str(shared), "--edited", "--dry-run", "--library", "bob.sqlite"]) == 0
    assert run(["archive", "import", str(shared), "--edited", "--library", "bob.sqlite"]) == 5
    said = capsys.readouterr().err
    assert "1 line not taken:" in said and "kept.jsonl, line 3: This line is on crossref:nowhere" in said
    assert run(["archive", "export", "works.bib", "--library", "bob.sqlite"]) == 2


def test_words_of_others_that_an_export_takes_out_of_the_folder_are_told(
    shared: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["import", "works.bib", "--library", "bob.sqlite", "--quiet"]) == 0
    assert run(["archive", "export", str(shared), "--library", "bob.sqlite"]) == 0
    assert "1 word of others stood in the folder and not in this library" in capsys.readouterr().err
    assert run(["archive", "export", str(shared), "--library", "ann.sqlite", "--quiet"]) == 0
    for words in (["import", str(shared)], ["export", str(shared)]):
        assert run(["archive", *words, "--library", "bob.sqlite"]) == 0
    assert "of others" not in capsys.readouterr().err

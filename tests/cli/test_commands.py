"""Every act is a command; its words arrive as they were meant."""

from __future__ import annotations

import io
import json
import sys

import pytest

from litreview.acts.act import Act
from litreview.acts.table import ACTS
from litreview.cli import helping
from litreview.model.row import Listed
from tests.cli.made import RESULTS, ROWS, Bench

IDS = [act.name for act in ACTS]


def words_for(act: Act) -> list[str]:
    """The fewest words that an act takes."""
    needed = [argument for argument in act.arguments if argument.positional and argument.required]
    words = [argument.choices[0] if argument.choices else "x" for argument in needed]
    return act.name.split() + words + (["--dry-run"] if act.asks else [])


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_every_act_is_a_command_with_all_its_arguments(bench: Bench, act: Act) -> None:
    bench.answer(RESULTS["keep"])
    ran = bench.run(*words_for(act))
    assert ran.code == 0, ran.err
    assert set(bench.arguments) == {argument.name for argument in act.arguments}
    for argument in act.arguments:
        if not argument.positional and argument.default is not None and argument.name != "dry_run":
            assert bench.arguments[argument.name] == argument.default


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_help_fits_a_small_screen_and_shows_examples_first(bench: Bench, act: Act) -> None:
    ran = bench.run(*act.name.split(), "--help")
    lines = ran.out.splitlines()
    assert ran.code == 0
    assert len(lines) <= 24
    assert all(f"  {example}" in lines for example in act.examples)
    assert all(len(line) <= 80 for line in lines if line.strip() not in act.examples)
    for argument in act.arguments:
        shown = helping.metavar(argument) if argument.positional else argument.name.replace("_", "-")
        assert shown in ran.out


@pytest.mark.parametrize("act", ACTS, ids=IDS)
def test_the_examples_are_right(bench: Bench, act: Act) -> None:
    """Each example parses as it stands (what stands in a pipe: its last part)."""
    import shlex

    bench.answer(RESULTS["keep"])
    for example in act.examples:
        words = shlex.split(example.split("|")[-1])[1:]
        ran = bench.run(*[word for word in words if word != "-"], *(["a"] if "-" in words else []))
        assert ran.code == 0, (example, ran.err)


def test_the_first_help_fits_and_names_every_command_once() -> None:
    named = [name for _, names in helping.GROUPS for name in names]
    assert sorted(named) == sorted({act.name.split()[0] for act in ACTS})


@pytest.mark.parametrize("words", [["--help"], ["-h"]])
def test_the_first_help_fits_a_small_screen(bench: Bench, words: list[str]) -> None:
    ran = bench.run(*words)
    assert ran.code == 0
    assert len(ran.out.splitlines()) <= 24
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "ctrl+q" in ran.out


def test_version(bench: Bench) -> None:
    from litreview import __version__

    for words in (["--version"], ["--quiet", "--version"]):
        assert bench.run(*words) == (0, f"litreview {__version__}\n", "")


@pytest.mark.parametrize("words", [["--library", "x.db", "list"], ["list", "--library", "x.db"]])
def test_the_library_may_be_named_before_or_after(bench: Bench, words: list[str]) -> None:
    bench.answer(RESULTS["list"])
    bench.run(*words)
    assert bench.desk.library_path.name == "x.db"


def test_the_library_may_be_named_among_the_words_of_a_set(bench: Bench) -> None:
    bench.answer(RESULTS["tag list"])
    bench.run("tag", "--library", "x.db", "list")
    assert bench.desk.library_path.name == "x.db"


@pytest.mark.parametrize("words", [["--json", "list"], ["list", "--json"], ["list", "trust", "--json"]])
def test_json_may_stand_anywhere_and_swallows_no_word(bench: Bench, words: list[str]) -> None:
    bench.answer(RESULTS["list"])
    ran = bench.run(*words)
    assert json.loads(ran.out.splitlines()[0])["kind"] == "work"
    assert bench.arguments["query"] == (("trust",) if "trust" in words else ())


def test_a_minus_before_a_word_of_a_query_means_not(bench: Bench) -> None:
    bench.answer(RESULTS["list"])
    bench.run("list", "trust", "-alliance", "-tag:x", "--sort", "year")
    assert bench.arguments["query"] == ("trust", "-alliance", "-tag:x")
    assert bench.arguments["sort"] == "year"


def test_a_mistyped_option_is_no_query(bench: Bench) -> None:
    bench.answer(RESULTS["list"])
    ran = bench.run("list", "--srot", "year")
    assert (ran.code, ran.out) == (2, "")
    assert "--sort" in ran.err


def test_the_words_of_a_query_arrive_as_the_shell_left_them(bench: Bench) -> None:
    """`litreview.model.query.from_arguments` gives back the quotes that the shell took."""
    bench.answer(RESULTS["list"])
    bench.run("list", "tag:learning dilemma", '"absorptive capacity" trust', "-a:van wijk")
    assert bench.arguments["query"] == ("tag:learning dilemma", '"absorptive capacity" trust', "-a:van wijk")


def test_faults_may_be_repeated(bench: Bench) -> None:
    bench.answer(None)
    assert bench.run("standin", "--fault", "429", "--fault", "crossref:503").code == 0
    assert bench.arguments["fault"] == ("429", "crossref:503")
    assert bench.arguments["port"] == 8765


def test_a_flag_that_is_on_can_be_switched_off(bench: Bench) -> None:
    bench.answer(RESULTS["demo"])
    bench.run("demo", "--no-screen")
    assert bench.arguments["screen"] is False


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["serach", "x"], "search"),
        (["tag", "ad", "x", "y"], "add"),
        (["list", "--sort", "nothing"], "year"),
        (["list", "--limit", "-5"], "--limit"),
        (["list", "--limit", "9" * 30], "--limit"),
        (["note", "x", "--edit", str(2**63), "y"], "--edit"),
        (["show"], "WORK"),
        (["rule", "a", "b", "maybe"], "version"),
    ],
)
def test_wrong_words_end_with_2_and_a_hint(bench: Bench, words: list[str], hint: str) -> None:
    ran = bench.run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert hint in ran.err
    assert "--help" in ran.err


@pytest.mark.parametrize(
    "given",
    [
        "one\n\n two \n",
        '{"kind": "source"}\n{"kind": "work", "key": "one"}\n{"key": "two"}\n',
        "one\tLarsson et al.\t1998\ntwo\t?\t?\n",
        "\ufeffone\r\ntwo\r\n",
    ],
)
def test_a_dash_reads_the_names_of_works(bench: Bench, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode())))
    bench.answer(RESULTS["keep"])
    assert bench.run("tag", "add", "trust", "zero", "-").code == 0
    assert bench.arguments["works"] == ("zero", "one", "two")


def test_what_list_prints_can_be_piped_into_tag(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.answer(RESULTS["list"])
    keys = tuple(row.key for row in ROWS)
    for out in (bench.run("list").out, bench.run("list", "--json").out):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(out.encode())))
        bench.answer(RESULTS["keep"])
        bench.run("tag", "add", "trust", "-")
        assert bench.arguments["works"] == keys
        bench.answer(RESULTS["list"])


def test_a_file_from_standard_input_stays_a_dash(bench: Bench) -> None:
    bench.answer(RESULTS["import"])
    bench.run("import", "-", "b.bib")
    assert bench.arguments["files"] == ("-", "b.bib")


def test_without_a_terminal_no_screen_opens(bench: Bench) -> None:
    ran = bench.run()
    assert (ran.code, ran.out) == (2, "")
    assert "litreview list" in ran.err


@pytest.mark.parametrize(
    ("query", "hint"), [("is:nonsense", "--explain says"), ("trust", "`litreview search` asks")]
)
def test_where_nothing_is_found_the_hint_fits_what_was_asked(bench: Bench, query: str, hint: str) -> None:
    bench.answer(Listed((), 0, query))
    ran = bench.run("list", query)
    assert ran.code == 3 and hint in ran.err


def test_letters_that_are_none_do_no_harm(bench: Bench) -> None:
    bench.answer(Listed((), 0))
    bench.run("list", "caf\udce9")
    assert bench.arguments["query"] == ("caf�",)

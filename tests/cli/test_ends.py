"""How commands end: one sentence, one exit code, nothing half-said."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from litreview import errors
from litreview.acts import results
from litreview.cli import rows_of_acts
from litreview.cli.exits import code_of
from litreview.cli.terminal import Screen
from litreview.model.record import Failure
from litreview.model.row import Listed
from tests.cli.made import ANSWERED, AWAY, HOSTILE, NOTHING, PARTLY, REFUSED, RESULTS, ROW, ROWS, Bench

SKIPPED = results.SourceReport("citec", "CitEc", "skipped", sentence="would be asked")


@pytest.mark.parametrize(
    ("reports", "rows", "code"),
    [
        ((ANSWERED, NOTHING), ROWS, 0),
        ((NOTHING,), (), 3),
        ((ANSWERED, AWAY), ROWS, 5),
        ((ANSWERED, REFUSED), ROWS, 5),
        ((PARTLY,), ROWS, 5),
        ((NOTHING, AWAY), (), 5),
        ((AWAY,), (), 6),
        ((AWAY, REFUSED), (), 6),
        ((REFUSED, REFUSED), (), 4),
        ((SKIPPED,), (), 3),
    ],
)
def test_a_search_ends_as_its_sources_did(reports: Any, rows: Any, code: int) -> None:
    assert code_of(results.Searched("x", reports, rows)) == code
    assert code_of(results.Added(rows, reports)) == code
    assert code_of(results.Searched("x", reports, rows, dry_run=True)) == 0


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (Listed((), 0), 3),
        (Listed((ROW,), 1), 0),
        (results.Added((ROW,), (ANSWERED,), not_found=("x",)), 5),
        (RESULTS["import"], 5),
        (results.Imported((results.FileReport("x", "ris", failures=(Failure("x", "broken"),)),)), 1),
        (results.Imported((results.FileReport("x", "ris", 4, same=4),)), 0),
        (results.Traced(ROW, (), (), ()), 3),
        (results.Refreshed(3, (AWAY,)), 6),
        (results.Refreshed(3, (ANSWERED, AWAY)), 5),
        (results.Exported("x.bib", "bibtex", 1, not_found=("k",)), 5),
        (results.Changed(0, "x"), 0),
        (results.Changed(1, "x", ("left",)), 5),
        (results.Diagnosis((results.Finding("a", "note", "b"),)), 0),
        (results.Diagnosis((results.Finding("a", "warning", "b"),)), 1),
        (results.Questions((), 0), 0),
    ],
)
def test_other_results_end_as_they_deserve(result: Any, code: int) -> None:
    assert code_of(result) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.LitreviewError("It failed."), 1),
        (errors.Misused("Wrong."), 2),
        (errors.NothingFound("None."), 3),
        (errors.KeyRefused("No key."), 4),
        (errors.SourceFault("Down."), 6),
        (errors.LibraryBusy("Busy."), 7),
        (errors.LibraryUnusable("Broken."), 7),
        (errors.Stopped("Stopped."), 130),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_situation_has_its_code(bench: Bench, error: BaseException, code: int) -> None:
    bench.answer(error)
    ran = bench.run("list")
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.strip().count("\n") == 0
    assert ran.err.strip()


def test_a_hint_follows_its_sentence(bench: Bench) -> None:
    bench.answer(errors.NothingFound("There is none.", "Try `litreview list`."))
    assert bench.run("list").err == "There is none.\nTry `litreview list`.\n"


def test_a_hostile_text_in_an_error_is_harmless(bench: Bench) -> None:
    bench.answer(errors.NothingFound(f"Nothing is called {HOSTILE}."))
    assert "\x1b" not in bench.run("list").err


def test_the_unexpected_is_one_sentence_until_debug_is_asked_for(bench: Bench) -> None:
    bench.answer(ZeroDivisionError("oh"))
    short, long = bench.run("list"), bench.run("list", "--debug")
    assert short.code == long.code == 1
    assert "Traceback" not in short.err
    assert "--debug" in short.err
    assert "ZeroDivisionError" in long.err
    assert "Traceback" in long.err


def test_a_log_is_silent_until_debug_is_asked_for_and_tells_no_secret(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LITREVIEW_SEMANTIC_SCHOLAR_KEY", "hush-hush")

    def body(_desk: Any) -> Any:
        logging.getLogger("litreview.somewhere").warning("asked with %s", "hush-hush")
        return RESULTS["list"]

    bench.answer(body)
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    assert "asked" not in bench.run("list").err
    loud = bench.run("list", "--debug")
    assert "asked with ***" in loud.err
    assert "hush" not in loud.err


def test_a_wrong_setting_ends_with_2(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LITREVIEW_CROSSREF_URL", "ftp://x")
    bench.answer(RESULTS["list"])
    ran = bench.run("list")
    assert ran.code == 2
    assert "crossref" in ran.err


@pytest.mark.skipif(
    not hasattr(signal, "raise_signal") or sys.platform == "win32", reason="no signals to raise"
)
def test_the_first_ctrl_c_stops_the_desk_and_the_second_ends(bench: Bench) -> None:
    seen: list[bool] = []

    def body(desk: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        seen.append(desk.stopped)
        signal.raise_signal(signal.SIGINT)
        seen.append(desk.stopped)  # never reached: Python looks for signals when it calls a function
        return RESULTS["list"]

    bench.answer(body)
    before = signal.getsignal(signal.SIGINT)
    ran = bench.run("list")
    assert (seen, ran.code) == ([True], 130)
    assert signal.getsignal(signal.SIGINT) is before


CODE = """
import sys
from litreview.acts.act import Act
from litreview.cli.main import run
from tests.cli.made import ROWS
from litreview.model.row import Listed
Act.load = lambda act: lambda desk, **rest: Listed(ROWS * 20000, 60000)
sys.exit(run(sys.argv[1:]))
"""


def started(*words: str, stdout: Any = subprocess.PIPE, **rest: Any) -> subprocess.Popen[bytes]:
    """A Python of its own that lists many works."""
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join((root, os.environ.get("PYTHONPATH", "")))
    return subprocess.Popen(
        [sys.executable, "-c", CODE, *words],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path, **rest},
    )


def test_a_reader_that_leaves_is_no_failure() -> None:
    with started("list") as one:
        assert one.stdout and one.stderr
        one.stdout.readline()
        one.stdout.close()
        assert one.stderr.read() == b""
        assert one.wait(60) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full, the full disk of Linux, is not here")
def test_a_full_disk_under_the_output_is_said() -> None:
    with Path("/dev/full").open("wb") as full, started("list", stdout=full) as one:
        assert one.stderr
        said = one.stderr.read().decode()
        assert one.wait(60) == 1
    assert "cannot be written" in said
    assert "--debug" not in said


def test_letters_survive_a_poor_locale() -> None:
    with started("list", "--limit", "3", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C") as one:
        assert one.stdout
        assert "知识管理" in one.stdout.read().decode("utf-8")
        assert one.wait(60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no streams to close in its shell")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_fault(closed: str) -> None:
    ran = subprocess.run(
        ["sh", "-c", f'exec "$0" -c "$1" list {closed}', sys.executable, CODE],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0
    assert "does not know" not in ran.stderr


def test_what_was_mended_is_not_called_lost() -> None:
    mended = Failure("x.bib", "a brace was missing", mended=True)
    (line,) = rows_of_acts._imported(
        results.Imported((results.FileReport("x.bib", "bibtex", 2, new=2, failures=(mended,)),)),
        Screen(None, False),
    ).data
    assert line.endswith("1 mended")
    assert "not read" not in line


def test_what_no_source_answered_is_not_called_missing(bench: Bench) -> None:
    bench.answer(results.Added((), (AWAY,), not_found=("10.1000/x",)))
    assert "Not found" not in bench.run("add", "10.1000/x").err
    bench.answer(results.Added((), (NOTHING,), not_found=("10.1000/x",)))
    assert "Not found: 10.1000/x" in bench.run("add", "10.1000/x").err


def test_fetching_is_not_advised_to_who_just_fetched(bench: Bench) -> None:
    bench.answer(results.Traced(ROW, (), (), (), (AWAY,)))
    assert "--fetch" not in bench.run("trace", "x", "--fetch").err


def test_a_long_list_of_what_was_left_is_cut_and_counted(bench: Bench) -> None:
    bench.answer(results.Changed(1, "undid: import", tuple(f"key {n}" for n in range(600))))
    ran = bench.run("undo")
    assert ran.code == 5
    assert len(ran.err.splitlines()) == 21
    assert "580 more" in ran.err


def test_no_question_is_said_as_such(bench: Bench) -> None:
    bench.answer(results.Questions((), 0))
    ran = bench.run("duplicates")
    assert (ran.code, ran.out) == (0, "")
    assert "No open question" in ran.err

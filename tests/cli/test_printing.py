"""The table printer: nothing wider than the screen, wide letters counted, colours only when wanted."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.cli.printing import Column, bold, clip, pad, table, width_of, wrapped
from litreview.cli.telling import Teller, said
from litreview.cli.terminal import Screen, screen_of
from litreview.model.event import Event

COLUMNS = (Column("Key", 6, 20), Column("Title", 10, 100, gives=True), Column("Cited", 5, 7, right=True))
TEXT = st.text(alphabet=st.sampled_from("abc XYZ知識é\u0301—"), max_size=120)


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that stands still until it is told to go."""

    def __init__(self) -> None:
        self.time = 0.0

    def monotonic(self) -> float:
        return self.time


@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=20), st.integers(20, 200))
def test_no_line_is_wider_than_the_screen(rows: list[tuple[str, str, str]], width: int) -> None:
    for line in table(COLUMNS, rows, Screen(width, False)):
        assert width_of(line) <= width


@given(TEXT, st.integers(1, 60))
def test_padding_is_exact(text: str, width: int) -> None:
    assert width_of(pad(text, width)) == width
    assert width_of(clip(text, width)) <= width


def test_wide_letters_take_two_cells() -> None:
    assert width_of("知識") == 4
    assert width_of("e\u0301") == 1
    assert clip("知識管理", 5) == "知識…"


def test_columns_stand_under_each_other() -> None:
    lines = list(table(COLUMNS, [("a", "知識", "1"), ("b", "learning", "200")], Screen(80, False)))
    assert lines == ["Key  Title     Cited", "a    知識          1", "b    learning    200"]


def test_what_a_person_must_type_is_cut_last() -> None:
    columns = (Column("Key", 6, 40, keeps=True), Column("Title", 10, 100, gives=True), Column("By", 4, 20))
    rows = [("larsson1998interorganizational", "The Interorganizational Learning Dilemma", "crossref, ideas")]
    assert (
        list(table(columns, rows, Screen(48, False)))[1] == "larsson1998interorganizational  The Inter…  cro…"
    )


def test_nothing_is_cut_where_nobody_looks() -> None:
    assert list(table(COLUMNS, [("a" * 50, "b" * 500, "1")], Screen(None, False))) == [
        "\t".join(("a" * 50, "b" * 500, "1"))
    ]


@given(TEXT, st.integers(20, 80))
def test_wrapping_loses_no_word(text: str, width: int) -> None:
    assert " ".join(" ".join(wrapped(text, Screen(width, False))).split()) == " ".join(text.split())


@pytest.mark.parametrize(
    ("color", "environ", "wanted"),
    [
        ("auto", {}, True),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, True),
        ("auto", {"TERM": "dumb"}, False),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour_follows_wish_and_environment(color: str, environ: dict[str, str], wanted: bool) -> None:
    screen = screen_of(Terminal(), color, {"COLUMNS": "80", **environ})
    assert screen == Screen(80, wanted)
    assert ("\x1b" in bold("x", screen)) is wanted


def test_a_pipe_has_no_width_and_no_colour() -> None:
    assert screen_of(io.StringIO(), "auto", {}) == Screen(None, False)
    assert screen_of(io.StringIO(), "auto", {"FORCE_COLOR": "1"}) == Screen(None, True)


def test_progress_is_one_changing_line_on_a_terminal() -> None:
    stream, clock = Terminal(), Clock()
    teller = Teller(stream, Screen(40, False), clock)  # type: ignore[arg-type]
    teller(Event("search", "Crossref: 20 records", "crossref", 20, 50))
    clock.time = 1
    teller(Event("search", "\x1b[2JIDEAS", "ideas", 3))
    teller.end()
    text = stream.getvalue()
    assert "Crossref: 20 records (20 of 50)" in text
    assert "\n" not in text
    assert "\x1b[2J" not in text
    assert text.endswith("\r\x1b[2K")


def test_progress_elsewhere_is_a_line_now_and_then() -> None:
    stream, clock = io.StringIO(), Clock()
    teller = Teller(stream, Screen(None, False), clock)  # type: ignore[arg-type]
    for tenth in range(120):
        clock.time = tenth / 10
        teller(Event("search", "Crossref", "crossref", tenth))
    teller.end()
    teller(Event("search", "late"))
    assert stream.getvalue().splitlines() == ["Crossref"] * 3


def test_what_is_said_in_several_lines_is_said_whole() -> None:
    stream, clock = io.StringIO(), Clock()
    teller = Teller(stream, Screen(None, False), clock)  # type: ignore[arg-type]
    teller(Event("standin", "A=1\nB=2"))
    assert stream.getvalue() == "A=1\nB=2\n"


def test_progress_never_raises() -> None:
    stream = io.StringIO()
    teller = Teller(stream, Screen(80, False), Clock())  # type: ignore[arg-type]
    stream.close()
    teller(Event("search", "x"))


def test_an_event_in_words() -> None:
    assert said(Event("search", "", "ideas", waiting=2.4)) == "search ideas, waiting 2 s"
    assert said(Event("counts", "Counts", done=3, total=1200)) == "Counts (3 of 1,200)"
    assert said(Event("intake", "3 of 1,200 records", done=3, total=1200)) == "3 of 1,200 records"

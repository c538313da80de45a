# ruff: noqa: ARG005 - lambdas in the place of acts
"""The pure parts of the screen: widths, columns, marks, queries, sentences."""

from __future__ import annotations

import asyncio
from array import array
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from litreview.acts import results
from litreview.model.correction import CorrectionView
from litreview.model.decision import Decided
from litreview.model.record import Record
from litreview.model.row import Row
from litreview.model.text import printable
from litreview.tui import columns, describe, outcomes, state
from litreview.tui.rows import PAGE, PagedRows
from litreview.tui.screens.add import FileSuggester, files_named
from litreview.tui.screens.work_lists import rows_of
from litreview.tui.text import fitted, sought_words, spans
from litreview.tui.widgets.facets import terms_of, toggled, year_spans
from litreview.tui.widgets.marks import Marks
from litreview.tui.widgets.tag_picker import matching
from tests.tui.fake import HOSTILE, make_row

TEXTS = (
    st.text(st.characters(codec="utf-8"), max_size=60) | st.just(HOSTILE) | st.just("组织间学习的困境" * 9)
)


@given(TEXTS, st.integers(0, 40), st.booleans())
def test_a_fitted_text_has_exactly_the_asked_width(text: str, cells: int, right: bool) -> None:
    assert cell_len(fitted(printable(text), cells, right)) == cells


@settings(max_examples=60)
@given(TEXTS, st.lists(TEXTS, max_size=4), st.integers(4, 220), st.booleans())
def test_every_line_of_a_table_is_as_wide_as_its_columns(
    title: str, tags: list[str], width: int, place: bool
) -> None:
    row = make_row(3, "A|B|C", None, title, title, None)._replace(tags=tuple(tags), cited=12_345_678)
    laid_out = columns.layout(width, place)
    cells = columns.cells(row, laid_out, ("a",))
    wide = sum(column.width for column in laid_out) + len(laid_out) - 1
    assert sum(cell_len(cell.text) for cell in cells) == wide
    assert columns.MARK + wide == max(width, columns.MARK + 1)


def test_the_title_is_in_every_layout_and_never_the_first_to_shrink() -> None:
    for width in range(4, 200):
        laid_out = columns.layout(width)
        title = next(column for column in laid_out if column.name == "title")
        assert title.width >= min(width - columns.MARK, 12)
        assert cell_len(columns.heading(laid_out)) == max(width, columns.MARK + 1)


@given(TEXTS, st.lists(st.text("abcäé", min_size=1, max_size=3), max_size=3))
def test_marking_found_words_changes_no_letter_of_a_title(title: str, words: list[str]) -> None:
    assert "".join(piece for piece, _ in spans(title, tuple(words))) == title


def test_found_words_are_marked_whatever_their_accents() -> None:
    found = [
        piece for piece, is_found in spans("Über das Lernen in Allianzen", ("uber", "allia")) if is_found
    ]
    assert found == ["Über", "Allianzen"]


def test_only_words_sought_in_titles_are_marked() -> None:
    assert sought_words('alliance a:kale y:1990-2005 -trust tag:"learning dilemma" t:firm') == (
        "alliance",
        "firm",
    )


@given(st.lists(st.tuples(st.sampled_from("tac"), st.integers(0, 8)), max_size=30))
def test_marks_behave_as_a_set(steps: list[tuple[str, int]]) -> None:
    marks, model, whole = Marks(), set(), array("q", range(2, 7))
    for what, work in steps:
        if what == "t":
            marks.toggle(work)
            model ^= {work}
        elif what == "a":
            marks.take_all(whole)
            model |= set(whole)
        else:
            marks.clear()
            model.clear()
        assert set(marks) == model
        assert len(marks) == len(model) == len(list(marks))
        assert all(marks.holds(one, whole) == (one in model) for one in whole)


def test_rows_are_fetched_by_page_and_neighbours_early() -> None:
    asked: list[list[int]] = []
    rows = PagedRows(array("q", range(1000)), lambda ids, arrived: asked.append(ids))
    assert rows.row(5) is None
    assert rows.row(6) is None
    assert [one[0] for one in asked] == [0]
    rows.put(0, [make_row(n, "A", 1990, "t", None, None) for n in range(PAGE)])
    row = rows.row(PAGE - 1)
    assert row is not None and row.id == PAGE - 1
    assert [one[0] for one in asked] == [0, PAGE]


def test_a_page_that_failed_is_asked_for_again() -> None:
    asked: list[int] = []

    def ask(ids: list[int], arrived: object) -> None:
        asked.append(ids[0])
        assert callable(arrived)
        arrived(None)

    rows = PagedRows(array("q", range(10)), ask)
    rows.row(0)
    rows.row(0)
    assert asked == [0, 0]


def test_a_filter_goes_in_and_out_of_the_query() -> None:
    once = toggled("alliance", 'tag:"learning dilemma"')
    assert once == 'alliance tag:"learning dilemma"'
    assert toggled(once, 'tag:"learning dilemma"') == "alliance"
    assert toggled("y:1990-1994 trust", "y:1995-1999") == "trust y:1995-1999"
    assert terms_of('a "b c" d:"e f') == ["a", '"b c"', 'd:"e f']


def test_many_years_become_spans_that_count_the_same() -> None:
    years = [(str(year), year % 7 + 1) for year in range(1985, 2020)]
    spans_ = year_spans(years)
    assert sum(count for _, count in spans_) == sum(count for _, count in years)
    assert len(spans_) <= 8
    assert spans_[0][0] == "2015-2019"


def test_tags_are_found_by_prefix_then_word_then_letters() -> None:
    tags = tuple(results.TagView(*tag) for tag in (("trust", 9), ("alliance capability", 3), ("capital", 1)))
    assert [tag.name for tag in matching("cap", tags)] == ["capital", "alliance capability"]
    assert [tag.name for tag in matching("trt", tags)] == ["trust"]
    assert [tag.name for tag in matching("", tags)] == ["trust", "alliance capability", "capital"]


def test_a_stored_state_of_any_shape_opens() -> None:
    for value in (None, [], "x", {"query": 3, "sort": "nonsense", "work": "7", "reverse": 1}):
        assert state.from_stored(value) == state.State()
    kept = state.State("trust", "year", True, False, 7, "nord")
    assert state.from_stored(kept.stored()) == kept


def test_a_dropped_file_is_understood_however_the_terminal_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "my refs.bib"
    file.touch()
    for dropped in (f"'{file}'", f'"{file}"', str(file).replace(" ", "\\ "), str(file), f" {file} "):
        assert files_named(dropped) == [str(file)]


@pytest.mark.parametrize("typed", ["~nobody-of-this-name/refs.bib", "x" * 300, "a\0b"])
def test_a_name_that_no_file_can_have_is_typed_without_harm(typed: str) -> None:
    assert files_named(typed) == [typed]
    assert asyncio.run(FileSuggester().get_suggestion(typed)) is None


def test_lines_known_as_text_only_are_rows_that_no_act_can_take() -> None:
    known = make_row(4, "A", 1990, "t", None, None)
    made = rows_of((results.Line("as printed", None, year=1977), results.Line("x", known)))
    assert made[0].id < 0 and made[0].title == "as printed" and made[0].year == 1977
    assert made[1] is known


def test_unknown_counts_are_a_question_mark_and_zero_is_zero() -> None:
    row = make_row(3, "A", None, "t", None, None)
    assert _column(row, "cited") == "?"
    assert _column(row._replace(cited=0), "cited") == "0"
    assert _column(row, "year") == "?"


def test_what_an_import_did_adds_up() -> None:
    failure = type("F", (), {"where": "a.bib:7", "what": "no closing brace"})()
    file = results.FileReport(
        "a.bib", "bibtex", read=10, new=5, joined=2, same=2, outside=1, failures=(failure,)
    )
    said = outcomes.sentence(
        results.Imported((file,), clashes=(results.KeyClash("k", "ka", "A", "B", "a.bib:3"),))
    ).plain
    assert "Read 10 entries: 5 new, 2 joined, 2 known before and 1 outside" in said
    assert "1 not read, the first at a.bib:7: no closing brace" in said
    assert "key k was taken, ka given" in said
    again = results.Imported((results.FileReport("a.bib", "bibtex", read=3, same=3),))
    assert outcomes.sentence(again).plain == "Nothing new: 3 entries known before"


def test_sources_that_did_not_answer_are_named() -> None:
    reports = (
        results.SourceReport("crossref", "Crossref", "answered"),
        results.SourceReport("repec", "RePEc", "unreachable", sentence="no route"),
    )
    assert outcomes.sources(reports) == "1 of 2 sources answered; RePEc: no route"


def _words_of(decision: str = "", **words: Any) -> str:
    row = make_row(1, "Gulati", 1995, "A", None, None)._replace(
        decision=decision, read_state=words.pop("read_state", "")
    )
    shown = results.Shown(row, Record(source="", source_id="k", title="A"), {}, (), **words)
    return "\n".join(found.plain for found in describe.pane(shown))


def test_the_pane_tells_what_people_said_of_a_work() -> None:
    ann = Decided("full_text", "ann", "exclude", "no firms", "2026-11-03T10:00:00")
    bob = ann._replace(who="bob", word="include", reason="")
    said = _words_of("disputed", decisions=(ann, bob), read_state="reading", reading_lists=((HOSTILE, 2, 9),))
    assert "disputed" in said and "excluded: no firms (ann)" in said and "included (bob)" in said
    assert "excluded   no firms (ann)" in _words_of("exclude", decisions=(ann,))
    assert "reading" in said and "2 of 9" in said and "\x1b" not in said
    corrected = CorrectionView("article_number", "7", "ann", "2026-11-03", True)
    assert "corrected: article number" in _words_of(corrections=(corrected, corrected._replace(who="bob")))
    assert "maybe include" in _words_of("maybe", decisions=(ann._replace(word="maybe", reason=""),))
    assert "undecided" not in _words_of(), "what nobody said takes no line"


def test_a_day_is_written_for_people() -> None:
    assert describe.day("2026-11-03T10:00:00+00:00") == "3 Nov 2026"
    assert describe.day("yesterday") == "yesterday"


def _column(row: Row, name: str) -> str:
    laid_out = [c for c in columns.layout(100) if c.name == name]
    return "".join(cell.text for cell in columns.cells(row, tuple(laid_out))).strip()

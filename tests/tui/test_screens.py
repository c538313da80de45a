# ruff: noqa: ARG001 - steps are handed the acts whether they look at them or not
"""The screen driven by keys and mouse, down to what the acts were asked."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from textual import events

from litreview.acts import results
from litreview.model.record import Record
from litreview.tui.screens.library import LibraryScreen
from litreview.tui.screens.work import WorkScreen
from litreview.tui.screens.work_lists import TraceScreen
from tests.tui import screen
from tests.tui.fake import Broken, FakeCalls, FakeDesk, make_row
from tests.tui.questions import question

SIZES = ((80, 24), (20, 5))


def drive(steps: Callable[[Any, FakeCalls], Coroutine[Any, Any, None]], calls: FakeCalls | None = None,
          size: tuple[int, int] = (80, 24), desk: Any = None) -> None:  # fmt: skip
    """Open the program, wait for its first rows, take the steps."""
    acts = calls or FakeCalls()

    async def whole() -> None:
        app = screen.make(acts, desk)
        async with app.run_test(size=size) as pilot:
            await screen.settle(pilot)
            try:
                await steps(pilot, acts)
            finally:
                app.asking.stop_all()

    asyncio.run(whole())


def test_first_screen_names_the_library_and_lists_its_works() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        shown = screen.text(pilot.app)
        assert "sample  10 works" in " ".join(shown.split(" ")).replace("   ", "  ")
        assert "Larsson et al." in shown
        assert "1998" in shown

    drive(steps)


def test_typing_searches_at_once_and_marks_the_words_found() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "slash", "type:alli")
        shown = screen.text(pilot.app)
        assert "4 works" in shown
        assert "Holmqvist" not in shown
        await screen.press(pilot, "enter", "down")
        assert pilot.app.screen.table.current.short_byline == "Hamel"
        assert pilot.app.screen.search_line.input.value == "alli"

    drive(steps)


def test_escape_at_the_top_does_not_leave_and_q_does() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "slash", "type:kale", "escape", "escape")
        assert pilot.app.state.query == ""
        await screen.press(pilot, "escape", "escape")
        assert pilot.app.is_running
        await screen.press(pilot, "slash", "up")
        assert pilot.app.state.query == "kale"
        await screen.press(pilot, "enter", "q")
        await pilot.press("q")
        await pilot.pause()
        assert pilot.app.desk.kept[pilot.app.state_name]["query"] == ""

    drive(steps)


def test_a_newer_query_drops_the_answer_of_an_older_one() -> None:
    calls = FakeCalls()
    calls.hold = threading.Event()

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        query = pilot.app.screen.search_line.input
        query.value = "slow"
        await pilot.pause()
        query.value = "kale"
        await pilot.pause()
        assert calls.hold is not None
        calls.hold.set()
        await screen.settle(pilot)
        assert len(pilot.app.screen.table.rows.ids) == 1

    drive(steps, calls)


def test_a_tag_goes_on_by_its_number_and_off_by_it_again() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "3")
        assert calls.rows[1].tags == ("trust",)
        assert "Tagged 1 'trust'" in screen.text(pilot.app)
        await screen.press(pilot, "3")
        assert calls.rows[1].tags == ()
        await screen.press(pilot, "u")
        assert calls.rows[1].tags == ("trust",)
        shown = screen.text(pilot.app)
        assert "Undid" in shown
        assert "U redo" in shown

    drive(steps)


def test_what_is_too_long_for_the_status_line_pops_up_above_it() -> None:
    async def whole() -> None:
        app = screen.make(FakeCalls())
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await screen.settle(pilot)
            app.say("A long sentence, told in full. " * 4)
            await screen.settle(pilot)
            *above, status, keys = screen.text(app).splitlines()
            assert "told in full" in " ".join(above)
            assert status.strip().startswith(
                "A long sentence, told in full. A long sentence, told in full. A long"
            )
            assert "E export   / search" in keys
            app.asking.stop_all()

    asyncio.run(whole())


def test_the_tag_picker_finds_by_letters_and_makes_new_tags() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "t", "type:alcap", "enter")
        assert calls.rows[1].tags == ("alliance capability",)
        await screen.press(pilot, "t", "type:knowledge flow", "enter")
        assert "knowledge flow" in calls.rows[1].tags
        await screen.press(pilot, "down", "full_stop")
        assert calls.rows[2].tags == ("knowledge flow",)

    drive(steps)


def test_marks_follow_works_and_acts_go_to_all_marked() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "space", "space", "1")
        assert calls.rows[1].tags == calls.rows[2].tags == ("learning dilemma",)
        assert "2 marked" in screen.text(pilot.app)
        await screen.press(pilot, "s", "y")
        assert set(pilot.app.screen.table.chosen()) == {1, 2}
        await screen.press(pilot, "escape")
        assert "marked" not in screen.text(pilot.app)
        await screen.press(pilot, "g", "v", "down", "down", "v")
        assert len(pilot.app.screen.table.chosen()) == 3
        await screen.press(pilot, "asterisk")
        assert len(pilot.app.screen.table.chosen()) == 10
        await screen.press(pilot, "asterisk")
        assert pilot.app.screen.table.count_marked() == 0

    drive(steps)


def test_an_open_range_stays_marked_after_an_act_and_the_count_is_of_what_is_starred() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "g", "v", "down", "down", "1")
        assert len(pilot.app.screen.table.chosen()) == 3
        shown = screen.text(pilot.app)
        assert "3 marked" in shown
        assert sum(line[1:2] == "*" for line in shown.splitlines()) == 3
        await screen.press(pilot, "escape")
        assert "marked" not in screen.text(pilot.app)

    drive(steps)


def test_the_cursor_stays_on_its_work_when_another_program_writes() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "down", "down")
        first = make_row(77, "Aaron", 2020, "A newcomer", None, None)
        calls.rows = {77: first, **calls.rows}
        pilot.app._take_token(1)
        pilot.app._take_token(2)
        await screen.settle(pilot)
        assert pilot.app.screen.table.work == 3
        assert pilot.app.screen.table.cursor == 3
        assert "11 works" in screen.text(pilot.app)

    drive(steps)


def test_sorting_by_letter_key_and_by_a_click_on_the_title() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "s", "y")
        assert pilot.app.state.sort == "year"
        assert "Year↓" in screen.text(pilot.app) or "Yea↓" in screen.text(pilot.app)
        await screen.press(pilot, "s", "y")
        assert pilot.app.state.reverse
        await pilot.click(".table-head", offset=(5, 0))
        await screen.settle(pilot)
        assert pilot.app.state.sort == "author"

    drive(steps)


def test_the_mouse_goes_to_a_work_marks_it_and_opens_it() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await pilot.click("#works", offset=(30, 4))
        await screen.settle(pilot)
        assert pilot.app.screen.table.cursor == 4
        await pilot.click("#works", offset=(1, 2))
        await screen.settle(pilot)
        assert pilot.app.screen.table.chosen() == [3]
        await pilot.click("#works", offset=(30, 4), times=2)
        await screen.settle(pilot)
        assert isinstance(pilot.app.screen, WorkScreen)

    drive(steps)


def test_reading_goes_on_to_the_next_work() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "enter")
        assert "Fields and who said them" in screen.text(pilot.app)
        await screen.press(pilot, "n", "2")
        assert calls.rows[2].tags == ("alliance capability",)
        await screen.press(pilot, "q")
        assert isinstance(pilot.app.screen, LibraryScreen)
        assert pilot.app.screen.table.work == 2

    drive(steps)


def test_a_note_is_stored_and_a_draft_is_not_lost() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "w", "type:ties", "escape", "w")
        assert "ties" in screen.text(pilot.app)
        await screen.press(pilot, "f2")
        assert ("note", (1, "ties")) in calls.asked
        assert "note ties" in screen.text(pilot.app)

    drive(steps)


def test_references_are_walked_kept_and_walked_back() -> None:
    calls = FakeCalls()
    outside = calls.rows[5]._replace(kept=False)
    calls.rows[5] = outside
    calls.lines[1] = (
        results.Line("Gulati 1995", calls.rows[4]),
        results.Line("Hamel 1991", outside),
        results.Line("Peterson, R. [x/] (1977) unknown", None, year=1977),
    )

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "r")
        assert isinstance(pilot.app.screen, TraceScreen)
        shown = screen.text(pilot.app)
        assert "References 3" in shown
        assert "kept" in shown and "outside" in shown and "as text" in shown
        await screen.press(pilot, "down", "plus")
        assert calls.rows[5].kept
        await screen.press(pilot, "enter")
        assert "No source gave a list" in screen.text(pilot.app)
        assert "Larsson et al. 1998 › Hamel 1991" in screen.text(pilot.app)
        await screen.press(pilot, "F")
        assert ("trace", (5, "both", True)) in calls.asked
        await screen.press(pilot, "left_square_bracket")
        assert "References 3" in screen.text(pilot.app)
        assert pilot.app.screen.table.work == 5
        await screen.press(pilot, "end", "enter")
        assert "text only" in screen.text(pilot.app)
        await screen.press(pilot, "q")
        assert isinstance(pilot.app.screen, LibraryScreen)

    drive(steps, calls)


def test_searching_the_sources_shows_what_each_did_and_keeps_hits() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "S", "type:learning", "enter")
        shown = screen.text(pilot.app)
        assert "Crossref  1 record of 40, 1 new" in shown
        assert "Semantic Scholar  busy; try again in a minute" in shown
        assert "outside" in shown
        await screen.press(pilot, "plus")
        assert calls.rows[900].kept
        assert "kept" in screen.text(pilot.app)

    drive(steps)


def test_a_search_that_finds_nothing_offers_the_words_to_the_sources() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "slash", "type:zebra", "enter")
        assert "Nothing in your library answers zebra" in screen.text(pilot.app)
        await screen.press(pilot, "S")
        assert pilot.app.screen.words.value == "zebra"

    drive(steps)


def test_questions_are_answered_one_by_one() -> None:
    calls = FakeCalls()
    calls.questions = [question()]

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        assert "1 question" in screen.text(pilot.app)
        await screen.press(pilot, "D")
        shown = screen.text(pilot.app)
        assert "4 years apart" in shown
        assert "‹a›" in shown
        await screen.press(pilot, "v")
        assert ("rule", ("ideas:a", "file:b", "version")) in calls.asked
        assert "No open questions" in screen.text(pilot.app)

    drive(steps, calls)


def test_export_writes_the_marked_works_and_asks_before_writing_over(tmp_path: Any) -> None:
    file = tmp_path / "chapter.bib"
    file.write_text("old", encoding="utf-8")
    desk = FakeDesk(kept={"export_file": str(file)})

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "space", "space", "E")
        assert "@article{larsson1998" in screen.text(pilot.app)
        await screen.press(pilot, "enter")
        assert file.read_text(encoding="utf-8") == "old"
        assert "there already" in screen.text(pilot.app)
        await screen.press(pilot, "enter")
        assert file.read_text(encoding="utf-8").count("@article") == 2
        assert "Wrote 2 works" in screen.text(pilot.app)

    drive(steps, desk=desk, size=(120, 40))


def test_refresh_shows_its_cost_before_it_asks() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "R")
        assert "Crossref: 2 requests" in screen.text(pilot.app)
        assert ("refresh", ([1], False)) not in calls.asked
        await screen.press(pilot, "enter")
        assert ("refresh", ([1], False)) in calls.asked
        assert "1 of 1 source answered" in screen.text(pilot.app)

    drive(steps)


def test_an_import_says_what_came_and_a_missing_file_is_said_at_once(tmp_path: Any) -> None:
    file = tmp_path / "my refs.bib"
    file.write_text("@article{a}", encoding="utf-8")

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "I", "type:nowhere.bib", "enter")
        assert "There is no file" in screen.text(pilot.app)
        pilot.app.screen.query_one("Input").value = f"'{file}'"
        await screen.press(pilot, "enter")
        assert ("import", [str(file)]) in calls.asked
        assert "Read 3 entries: 2 new and 1 known before" in screen.text(pilot.app)

    drive(steps)


def test_a_failing_act_becomes_a_sentence_and_the_program_goes_on() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "a", "type:10.1/x", "enter")
        assert "No source knows that." in screen.text(pilot.app)
        for fault in (Broken(), ValueError("[/x] \x1b[2J")):
            calls.fault = fault
            await screen.press(pilot, "1")
            assert "!" in screen.lines(pilot.app)[-2]
            assert "\x1b" not in screen.text(pilot.app)
        calls.fault = None
        await screen.press(pilot, "1")
        assert calls.rows[1].tags == ("learning dilemma",)

    drive(steps)


def test_a_key_pressed_twice_opens_one_window() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await pilot.press("t", "t")
        await screen.settle(pilot)
        pickers = [one for one in pilot.app.screen_stack if type(one).__name__ == "TagPicker"]
        assert len(pickers) == 1

    drive(steps)


def test_keys_typed_faster_than_a_field_opens_go_into_the_field() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.rush(pilot, "slash", "type:competence")
        assert pilot.app.state.query == "competence"
        await screen.rush(pilot, "enter")
        await screen.rush(pilot, "t", "type:trust", "enter")
        assert calls.rows[5].tags == ("trust",)
        await screen.rush(pilot, "S", "end", "type: dig")
        assert pilot.app.screen.words.value == "competence dig"
        assert [act for act, _ in calls.asked if act in ("remove", "trace", "keep")] == []

    drive(steps)


def test_help_lists_the_keys_that_are_in_force() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "question_mark")
        shown = screen.text(pilot.app)
        assert "Keys of this screen" in shown
        assert "page down" in shown
        await screen.press(pilot, "q")
        assert isinstance(pilot.app.screen, LibraryScreen)

    drive(steps, size=(120, 60))


def test_filters_narrow_the_list_and_widen_it_again() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "3", "f", "enter")
        assert pilot.app.state.query == 'tag:"trust"'
        assert len(pilot.app.screen.table.rows.ids) == 1
        await screen.press(pilot, "f", "enter")
        assert pilot.app.state.query == ""

    for size in ((80, 24), (120, 40)):
        drive(steps, size=size)


def test_removing_and_looking_outside() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "d")
        assert not calls.rows[1].kept
        await screen.press(pilot, "O")
        assert "outside works" in screen.text(pilot.app)
        assert pilot.app.screen.table.work == 1
        await screen.press(pilot, "plus")
        assert calls.rows[1].kept
        assert "Nothing stands outside" in screen.text(pilot.app)
        await screen.press(pilot, "q")
        assert pilot.app.screen.table.work == 1

    drive(steps)


def test_an_empty_library_has_four_doors_and_says_where_it_will_be() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        shown = screen.text(pilot.app)
        for door in ("import a file", "search the sources", "add one", "litreview demo", "chapter.sqlite"):
            assert door in shown

    drive(steps, FakeCalls(()), desk=FakeDesk("chapter"))


def test_the_next_run_begins_where_this_one_ended() -> None:
    kept: dict[str, Any] = {}

    async def first(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "slash", "type:learning", "enter", "s", "y", "down")
        pilot.app.theme = "litreview-light"
        kept["work"] = pilot.app.screen.table.work
        pilot.app.leave()
        await pilot.pause()

    async def second(pilot: Any, calls: FakeCalls) -> None:
        assert pilot.app.screen.search_line.input.value == "learning"
        assert pilot.app.state.sort == "year"
        assert pilot.app.screen.table.work == kept["work"]
        assert pilot.app.theme == "litreview-light"

    store: dict[str, Any] = {}
    drive(first, desk=FakeDesk(kept=store))
    drive(second, desk=FakeDesk(kept=store))


def test_copying_says_what_was_sent() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "y")
        assert pilot.app.clipboard == "larsson1998"
        await screen.press(pilot, "Y")
        assert "10.1287/orsc.9.3.285" in screen.text(pilot.app)
        await screen.press(pilot, "end", "enter")
        assert pilot.app.clipboard == "https://doi.org/10.1287/orsc.9.3.285"

    drive(steps)


def test_history_lists_what_was_done() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "1", "H")
        assert "tagged 1 'learning dilemma'" in screen.text(pilot.app)
        await screen.press(pilot, "u", "q")
        assert calls.rows[1].tags == ()

    drive(steps)


def test_the_palette_finds_acts_and_works() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "colon", "type:very")
        for _ in range(100):  # the palette lets typing rest before it looks
            await pilot.pause(0.02)
            if "[/x] [bold]A [/]" in screen.text(pilot.app):
                return
        raise AssertionError(screen.text(pilot.app))

    drive(steps)


@pytest.mark.parametrize("size", SIZES, ids=str)
def test_every_screen_takes_hostile_text_at_every_size(size: tuple[int, int]) -> None:
    calls = FakeCalls()
    hostile = calls.rows[10]
    calls.lines[10] = (results.Line(hostile.title or "", None), results.Line("x", hostile))
    record = Record(source="file", source_id=hostile.key, title=hostile.title, venue=hostile.venue)
    view = results.RecordView(record.name, record, "2026-11-03", True)
    calls.questions = [results.Question(1, view, view, hostile, hostile, "maybe", (hostile.title or "",))]
    calls.rows[10] = hostile._replace(tags=(hostile.title or "", "a [/] b"))

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "end")
        for keys in (("enter",), ("r",), ("S",), ("D",), ("E",), ("R",), ("H",), ("t",), ("w",), ("s",), ("f",),
                     ("a",), ("I",), ("Y",), ("question_mark",), ("slash", "type:x"), ("o",), ("X",)):  # fmt: skip
            await screen.press(pilot, *keys)
            shown = screen.text(pilot.app)
            assert not set(shown) & {"\x1b", "\x07", "\x00", "\u202e"}, keys
            if keys[0] == "slash":
                assert "/ x" in shown or size[0] < 60
            while len(pilot.app.screen_stack) > 1:
                await pilot.app.pop_screen()
            if keys[0] == "slash":
                await screen.press(pilot, "escape", "q", "end")
        assert pilot.app.is_running

    drive(steps, calls, size)


def test_resizing_down_to_nothing_and_back_keeps_the_cursor() -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "down", "down", "down")
        for size in ((20, 5), (1, 1), (40, 12), (200, 60), (120, 40), (80, 24)):
            await pilot.resize_terminal(*size)
            await screen.settle(pilot)
        assert pilot.app.screen.table.work == 4
        assert "Gulati" in screen.text(pilot.app)

    drive(steps)


@pytest.mark.parametrize("size", [(20, 5), (30, 8), (50, 12)], ids=str)
def test_the_title_is_never_hidden(size: tuple[int, int]) -> None:
    async def steps(pilot: Any, calls: FakeCalls) -> None:
        assert "The Inter" in screen.text(pilot.app)

    drive(steps, size=size)


@pytest.mark.parametrize("no_color", [False, True], ids=["colour", "NO_COLOR"])
def test_every_theme_paints_and_the_signs_stand_without_colour(
    no_color: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await screen.press(pilot, "3", "space")
        for theme in (
            "litreview-dark",
            "litreview-light",
            "litreview-contrast",
            "ansi-dark",
            "ansi-light",
            "nord",
        ):
            pilot.app.theme = theme
            await screen.settle(pilot)
            shown = screen.lines(pilot.app)
            assert shown[3].startswith(" * Larsson")
            assert shown[4].startswith(">  Lane")
            assert "trust x" in screen.text(pilot.app) or "3 trust" in screen.text(pilot.app)

    drive(steps)


def test_what_is_pasted_outside_a_field_is_offered(tmp_path: Any) -> None:
    file = tmp_path / "my refs.ris"
    file.touch()

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        pilot.app.post_message(events.Paste("10.1287/orsc.9.3.285\n"))
        await screen.settle(pilot)
        assert pilot.app.screen.query_one("Input").value == "10.1287/orsc.9.3.285"
        await screen.press(pilot, "escape")
        pilot.app.post_message(events.Paste(f"'{file}'"))
        await screen.settle(pilot)
        await screen.press(pilot, "enter")
        assert ("import", [str(file)]) in calls.asked

    drive(steps)


def test_long_work_says_how_far_it_is_and_can_be_stopped() -> None:
    calls = FakeCalls()
    calls.gate = threading.Event()

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        await pilot.press("S", *"slowly", "enter")
        for _ in range(50):
            await pilot.pause(0.02)
            if "Crossref: 1 record 1 of 20" in screen.text(pilot.app):
                break
        assert "X stops" in screen.text(pilot.app)
        await pilot.press("ctrl+q")
        await pilot.pause(0.05)
        assert "Still searching for slowly" in screen.text(pilot.app)
        await pilot.press("X")
        await screen.settle(pilot)
        assert "Stopped" in screen.text(pilot.app)
        assert pilot.app.asking.long_jobs == []

    drive(steps, calls)


def test_what_is_to_know_of_the_file_is_said_at_the_start() -> None:
    desk = FakeDesk("chapter")
    desk.warnings = ("The file lies in a synced folder [/x].",)

    async def steps(pilot: Any, calls: FakeCalls) -> None:
        assert "The file lies in a synced folder [/x]." in screen.text(pilot.app)

    drive(steps, desk=desk)

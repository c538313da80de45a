"""Reading lists: an order that only people change, and change back."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.errors import Misused, NothingFound
from litreview.library import reading_lists
from litreview.library.library import Library
from litreview.model.query import parse
from tests.library.conftest import Opens
from tests.library.making import act, one, put, work_of


def fill(library: Library, count: int = 4) -> list[int]:
    return put(library, *(one(f"work {number}", number) for number in range(count)))


def test_works_stand_in_the_order_they_were_put_in(library: Library) -> None:
    ids = fill(library)
    lists = library.reading_lists
    assert act(library, "add", lambda: lists.put("Core", [ids[2], ids[0]])) == (2, 0)
    assert act(library, "add", lambda: lists.put(" core ", [ids[0], ids[1]])) == (1, 0)
    assert lists.works("CORE") == [ids[2], ids[0], ids[1]]
    assert lists.of_work(ids[0]) == (("Core", 2, 3),) and lists.of_work(ids[3]) == ()
    assert [(row.name, row.works, row.who) for row in lists.all()] == [("Core", 3, "ann")]
    assert act(library, "remove", lambda: lists.take_out("core", ids[:1] + ids[3:])) == 1
    assert lists.works("core") == [ids[2], ids[1]]


def test_the_list_that_an_act_made_goes_with_its_undo_unless_others_use_it(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = fill(ann)
    act(ann, "add", lambda: ann.reading_lists.put("core", ids[:2]))
    assert ann.history.undo().left == () and ann.reading_lists.all() == []
    ann.history.redo()
    act(bob, "add", lambda: bob.reading_lists.put("core", ids[2:]))
    assert ann.history.undo().left == ("The reading list “core” was changed since and stays as it is.",)
    assert bob.reading_lists.works("core") == ids[2:]


def test_a_move_touches_what_is_moved_and_can_be_undone_after_anothers_move(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = fill(ann)
    act(ann, "add", lambda: ann.reading_lists.put("core", ids))
    assert act(ann, "move", lambda: ann.reading_lists.move("core", [ids[3]], 1)) == 1
    assert act(bob, "move", lambda: bob.reading_lists.move("core", [ids[2]], 2)) == 1
    assert ann.reading_lists.works("core") == [ids[3], ids[2], ids[0], ids[1]]
    assert act(ann, "move", lambda: ann.reading_lists.move("core", [ids[1]], 9)) == 0
    assert ann.history.undo() == ("move", 1, (), ())
    assert ann.reading_lists.works("core") == [ids[2], ids[0], ids[1], ids[3]]


def test_a_work_joined_with_another_stands_where_the_first_of_them_did(library: Library) -> None:
    ids = fill(library)
    act(library, "add", lambda: library.reading_lists.put("core", ids))
    with library.write("merge"):
        joined = library.works.put(work_of(one("work 1", 1), one("work 3", 3)), [2, 4], ids[1])
    assert library.reading_lists.works("core") == [ids[0], joined, ids[2]]
    with library.write("split"):
        library.works.put(work_of(one("work 1", 1)), [2], joined)
        other = library.works.put(work_of(one("work 3", 3)), [4])
    assert library.reading_lists.works("core") == [ids[0], joined, ids[2], other]


def test_rename_describe_and_drop_come_back(library: Library) -> None:
    ids = fill(library)
    lists = library.reading_lists
    act(library, "add", lambda: lists.put("core", ids))
    act(library, "rename", lambda: lists.rename("core", "Core"))
    act(library, "rename", lambda: lists.rename("core", "chapter 3"))
    act(library, "describe", lambda: lists.describe("chapter 3", "Before the\nproposal."))
    assert lists.named("Chapter 3").description == "Before the proposal."
    assert act(library, "drop", lambda: lists.drop("chapter 3")) == 4
    assert lists.all() == [] and library.finding.find(parse("has:list")).total == 0
    assert library.history.undo().left == () and lists.works("chapter 3") == ids
    for _ in range(2):
        library.history.undo()
    assert [row.name for row in lists.all()] == ["Core"] and lists.named("core").description is None


def test_names_are_needed_unique_and_known(library: Library) -> None:
    ids = fill(library)
    lists = library.reading_lists
    act(library, "make", lambda: lists.make("core"))
    act(library, "make", lambda: lists.make("later", "  "))
    for wrong in (lambda: lists.make("CORE"), lambda: lists.make(" \x00 "), lambda: lists.rename("later", "Core"),
                  lambda: lists.put("\u200b", ids)):  # fmt: skip
        with pytest.raises(Misused):
            act(library, "wrong", wrong)
    for missing in (lambda: lists.works("none"), lambda: lists.drop("none"), lambda: lists.take_out("none", ids),
                    lambda: lists.move("core", ids, 1), lambda: lists.describe("none", "x")):  # fmt: skip
        with pytest.raises(NothingFound):
            act(library, "wrong", missing)
    assert [row.name for row in lists.all()] == ["core", "later"]


def test_a_list_is_asked_for_by_its_name_or_its_beginning(library: Library) -> None:
    ids = fill(library)
    act(library, "add", lambda: library.reading_lists.put("to read", ids[:2]))
    act(library, "add", lambda: library.reading_lists.put("to read later", ids[2:3]))
    for query, found in (
        ('list:"to read" ', ids[:2]), ("list:to", ids[:3]), ("list:to ", []), ('work -list:"TO READ" ', ids[2:]),
        ("has:list", ids[:3]), ("list:nothing ", []),
    ):  # fmt: skip
        assert sorted(library.finding.find(parse(query)).ids) == found, query


@given(st.lists(st.tuples(st.lists(st.integers(0, 5), max_size=3), st.integers(-1, 9)), max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_moves_do_what_a_plain_list_does_however_little_room_there_is(
    library: Library, moves: list[tuple[list[int], int]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_lists, "GAP", 2)
        ids = list(range(1, 7)) if library.works.resolve("#1") else fill(library, 6)
        act(library, "add", lambda: library.reading_lists.put("core", ids))
        plain, stages = list(ids), [list(ids)]
        for moved, place in moves:
            works = [ids[number] for number in dict.fromkeys(moved)]
            rest = [work for work in plain if work not in works]
            at = min(max(place, 1) - 1, len(rest))
            plain = rest[:at] + works + rest[at:]
            act(
                library,
                "move",
                lambda works=works, place=place: library.reading_lists.move("core", works, place),
            )
            assert library.reading_lists.works("core") == plain
            if plain != stages[-1]:
                stages.append(list(plain))
        for before in reversed(stages[:-1]):
            assert library.history.undo().left == ()
            assert library.reading_lists.works("core") == before
        library.history.undo()
        assert library.reading_lists.all() == []

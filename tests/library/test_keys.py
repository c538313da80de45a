"""Citation keys: stored, never derived again, never changing hands."""

from __future__ import annotations

from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from litreview.library.keys import KeySaid, effective_keys, suffixes
from litreview.library.library import Library
from tests.library.making import act, one, put, work_of


def make(library: Library, record: int, base: str) -> str:
    with library.write("make"):
        return library.keys.make(record, base)


def test_made_keys_differ_whatever_their_case_and_are_made_once(library: Library) -> None:
    put(library, one("a", 1), one("b", 2), one("c", 3))
    assert [make(library, 1, "gulati1995does"), make(library, 2, "Gulati1995does"), make(library, 3, "gulati1995DOES")] == [
        "gulati1995does", "Gulati1995doesa", "gulati1995DOESb",
    ]  # fmt: skip
    assert make(library, 1, "something else") == "gulati1995does"


def test_newcomers_get_letters_in_order_and_never_the_same_ones() -> None:
    letters = list(islice(suffixes(), 800))
    assert [letters[n] for n in (0, 1, 25, 26, 27, 52)] == ["a", "b", "z", "aa", "ab", "ba"]
    assert len(set(letters)) == 800


def test_a_given_key_never_changes_hands(library: Library) -> None:
    first, second = put(library, one("a", 1), one("b", 2))
    assert act(library, "import", lambda: library.keys.give(1, "smith99")) == ("smith99", None)
    assert act(library, "import", lambda: library.keys.give(2, "SMITH99")) == ("SMITH99a", first)
    assert act(library, "again", lambda: library.keys.give(2, "SMITH99")) == ("SMITH99a", first)
    assert library.keys.of([first, second]) == {first: "smith99", second: "SMITH99a"}
    assert len(library.history.rows()) == 2, "the same again is no act"


def test_given_comes_before_made_and_pinned_before_given(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    make(library, 1, "made2000")
    act(library, "export", lambda: library.keys.pin([work]))
    act(library, "import", lambda: library.keys.give(1, "given2000"))
    assert library.keys.of([work]) == {work: "made2000"}, "what was exported is never renamed"
    assert library.works.read(work).key_aliases == ("given2000",)
    assert library.works.resolve("Given2000") == library.works.resolve("@made2000") == [work]
    library.history.undo()
    library.history.undo()
    assert library.keys.of([work]) == {work: "made2000"} and library.works.read(work).key_aliases == ()


def test_after_a_split_a_key_stays_with_the_record_that_had_it(library: Library) -> None:
    left, _ = put(library, one("a", 1), one("b", 2))
    make(library, 1, "left2000")
    make(library, 2, "right2000")
    with library.write("join"):
        library.works.put(work_of(one("a", 1), one("b", 2)), [1, 2], left)
    assert library.works.read(left).key == "left2000" and library.works.read(left).key_aliases == (
        "right2000",
    )
    with library.write("split"):
        library.works.put(work_of(one("a", 1)), [1], left)
        other = library.works.put(work_of(one("b", 2)), [2])
    assert library.keys.of([left, other]) == {left: "left2000", other: "right2000"}


SAID = st.lists(
    st.builds(
        KeySaid, st.sampled_from(["made", "given", "pinned"]), st.integers(0, 9), st.sampled_from("abcdef")
    ),
    unique_by=(lambda said: said.key, lambda said: (said.how, said.order)),
)


@given(SAID, st.randoms())
def test_the_key_of_a_work_does_not_depend_on_the_order_of_its_records(
    said: list[KeySaid], chance: object
) -> None:
    expected = effective_keys(said)
    chance.shuffle(said)  # type: ignore[attr-defined]
    assert effective_keys(said) == expected
    assert sorted([expected[0], *expected[1]] if said else []) == sorted(one_said.key for one_said in said)


def test_sorting_by_key_follows_what_is_given_and_taken_back(library: Library) -> None:
    from litreview.model.query import parse

    first, second = put(library, one("a", 1), one("b", 2))
    make(library, 1, "m")
    make(library, 2, "n")
    act(library, "import", lambda: library.keys.give(2, "a"))
    assert list(library.finding.find(parse(""), "key").ids) == [second, first]
    library.history.undo()
    assert list(library.finding.find(parse(""), "key").ids) == [first, second]

"""Tags themselves: renamed, merged, put in a tree, dropped; never a tagging lost, one step back restores all."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.errors import Misused, NothingFound
from litreview.library.library import Library
from litreview.library.tags import Tags
from litreview.model.query import explain, parse
from tests.library.conftest import Opens
from tests.library.making import act, one, put, work_of

TAGS = ("alliance", "trust", "goodwill", "calculative", "learning")


def carried(library: Library, ids: list[int]) -> list[set[str]]:
    return [set(row.tags) for row in library.works.rows(ids)]


def counted(library: Library) -> dict[str, tuple[int, int]]:
    return {tag.name: (tag.works, tag.all_works) for tag in library.tags.rows() if tag.all_works}


def found(library: Library, query: str) -> array[int]:
    return array("q", sorted(library.finding.find(parse(query)).ids))


def tag(library: Library, name: str, ids: list[int]) -> None:
    act(library, f"tag {name}", lambda: library.tags.tag(ids, name))


def test_a_renamed_tag_stays_on_its_works_and_the_old_name_is_free(library: Library) -> None:
    ids = put(library, one("a", 1), one("b", 2))
    tag(library, "alliances", ids)
    assert act(library, "rename", lambda: library.tags.rename("ALLIANCES", " Alliance ")) == "Alliance"
    assert carried(library, ids) == [{"Alliance"}] * 2
    assert list(found(library, "tag:alliance ")) == ids and not found(library, "tag:alliances ")
    assert act(library, "rename", lambda: library.tags.rename("alliance", "ALLIANCE")) == "ALLIANCE"
    library.history.undo()
    library.history.undo()
    assert carried(library, ids) == [{"alliances"}] * 2


def test_a_name_that_is_taken_is_refused_with_the_way_to_join_them(library: Library) -> None:
    tag(library, "alliances", put(library, one("a", 1)))
    with pytest.raises(Misused, match="tag merge"):
        act(library, "rename", lambda: library.tags.rename("alliances", "Trust"))
    with pytest.raises(NothingFound):
        act(library, "rename", lambda: library.tags.rename("nothing", "x"))


def test_an_undo_of_a_renaming_whose_old_name_is_taken_leaves_it_and_says_so(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1), one("b", 2))
    tag(bob, "old", ids[:1])
    act(ann, "rename", lambda: ann.tags.rename("old", "new"))
    tag(bob, "old", ids[1:])
    assert ann.history.undo().left == ("The tag “new” was changed since and stays as it is.",)
    assert carried(ann, ids) == [{"new"}, {"old"}]


def test_merging_unites_the_works_and_one_undo_restores_every_tagging(library: Library) -> None:
    ids = put(library, *(one(f"work {number}", number) for number in range(5)))
    tag(library, "alliances", ids[:3])
    tag(library, "strategic alliances", ids[2:4])
    tag(library, "alliance", ids[1:2])
    before, digest = carried(library, ids), library.words.digest()
    merge = lambda: library.tags.merge(["alliances", "strategic alliances"], "alliance")  # noqa: E731
    assert act(library, "merge", merge) == 3
    assert carried(library, ids) == [{"alliance"}] * 4 + [set()]
    assert library.history.undo().left == ()
    assert carried(library, ids) == before and library.words.digest() == digest
    library.history.redo()
    assert carried(library, ids) == [{"alliance"}] * 4 + [set()]
    library.history.undo()
    assert library.words.digest() == digest


def test_a_merge_into_a_new_tag_makes_it_with_all_that_was_said(library: Library) -> None:
    ids = put(library, one("a", 1))
    tag(library, "one", ids)
    tag(library, "two", ids)
    act(library, "d", lambda: library.tags.describe("one", "first", "blue", "trust", 5))
    act(library, "d", lambda: library.tags.describe("two", "second", "red"))
    act(library, "m", lambda: library.tags.merge(["one", "two"], "three"))
    (three,) = (row for row in library.tags.rows() if row.name == "three")
    assert (three.description, three.colour, three.parent, three.pinned) == (
        "first\nsecond",
        "blue",
        "trust",
        5,
    )
    assert not {"one", "two"} & {row.name for row in library.tags.rows()}


def test_a_merge_survives_that_records_join_and_split(library: Library) -> None:
    a, b = one("a", 1), one("b", 2)
    left, right = put(library, a, b)
    tag(library, "x", [left])
    tag(library, "y", [right])
    records = [library.works.members([work])[work][0] for work in (left, right)]
    act(library, "merge", lambda: library.tags.merge(["x"], "y"))
    with library.write("join"):
        joined = library.works.put(work_of(a, b), records)
    assert carried(library, [joined]) == [{"y"}]
    with library.write("split"):
        works = [
            library.works.put(work_of(record), [number])
            for record, number in zip((a, b), records, strict=True)
        ]
    library.history.undo()
    assert carried(library, works) == [{"x"}, {"y"}]


def test_a_parent_finds_and_counts_the_works_of_its_children(library: Library) -> None:
    ids = put(library, *(one(f"work {number}", number) for number in range(4)))
    tag(library, "goodwill", ids[:2])
    tag(library, "calculative", ids[1:3])
    act(library, "up", lambda: library.tags.describe("goodwill", parent="trust"))
    act(library, "up", lambda: library.tags.describe("calculative", parent="goodwill"))
    assert list(found(library, "tag:trust ")) == ids[:3]
    assert list(found(library, "work tag:trust ")) == ids[:3]
    assert list(found(library, "work -tag:trust ")) == ids[3:]
    assert list(found(library, "tag:=goodwill ")) == ids[:2]
    assert list(found(library, "work tag:=goodwill ")) == ids[:2]
    assert not found(library, "tag:=trust ")
    assert counted(library) == {"trust": (0, 3), "goodwill": (2, 3), "calculative": (2, 2)}
    assert explain(parse("tag:trust ")) == ("tag “trust” or a tag below it",)
    library.history.undo()
    assert list(found(library, "tag:trust ")) == ids[:2]


@pytest.mark.parametrize("parent", ["trust", "goodwill", "calculative"])
def test_tags_go_in_no_circle(library: Library, parent: str) -> None:
    put(library, one("a", 1))
    for child, above in (("goodwill", "trust"), ("calculative", "goodwill")):
        act(library, "up", lambda c=child, p=above: library.tags.describe(c, parent=p, make=True))
    with pytest.raises(Misused, match="circle"):
        act(library, "up", lambda: library.tags.describe("trust", parent=parent))


def test_a_digit_belongs_to_one_tag(library: Library) -> None:
    act(library, "pin", lambda: library.tags.describe("goodwill", pinned=3, make=True))
    assert [(row.name, row.pinned) for row in library.tags.rows() if row.pinned == 3] == [("goodwill", 3)]
    library.history.undo()
    assert [(row.name, row.pinned) for row in library.tags.rows() if row.pinned == 3] == [("trust", 3)]


def test_a_tag_that_works_carry_is_dropped_only_by_force_and_comes_back(library: Library) -> None:
    ids = put(library, one("a", 1))
    act(library, "up", lambda: library.tags.describe("goodwill", parent="trust", make=True))
    act(library, "up", lambda: library.tags.describe("calculative", parent="goodwill", make=True))
    tag(library, "goodwill", ids)
    with pytest.raises(Misused, match="A work carries"):
        act(library, "drop", lambda: library.tags.drop("goodwill"))
    assert act(library, "drop", lambda: library.tags.drop("goodwill", force=True)) == 1
    assert carried(library, ids) == [set()]
    assert {row.name: row.parent for row in library.tags.rows()}["calculative"] == "trust"
    library.history.undo()
    assert carried(library, ids) == [{"goodwill"}]
    assert {row.name: row.parent for row in library.tags.rows()}["calculative"] == "goodwill"
    act(library, "drop", lambda: library.tags.drop("calculative"))


def test_a_tagging_comes_back_under_the_tag_that_took_the_name_of_its_own(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1))
    tag(bob, "old", ids)
    act(ann, "merge", lambda: ann.tags.merge(["old"], "new"))
    tag(bob, "old", ids)
    act(bob, "off", lambda: bob.tags.untag(ids, "old"))
    assert ann.history.undo().left == ()
    assert carried(ann, ids) == [{"old"}]
    assert counted(ann) == {"old": (1, 1)}


def do(tags: Tags, step: str, works: list[int], left: str, right: str) -> None:
    if step == "tag":
        tags.tag(works, left)
    elif step == "untag":
        tags.untag(works, left)
    elif step == "merge":
        tags.merge([left], right)
    elif step == "rename":
        tags.rename(left, right)
    elif step == "below":
        tags.describe(left, parent=right)
    else:
        tags.drop(left, force=True)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("tag", "untag", "merge", "rename", "below", "drop")),
        st.sampled_from(TAGS),
        st.sampled_from(TAGS),
        st.sets(st.integers(0, 3), min_size=1),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_is_done_to_tags_goes_back_step_by_step(
    library: Library, steps: list[tuple[str, str, str, set[int]]]
) -> None:
    """Works that had any tag below a name have one after a merge; counts are right; undo restores all."""
    ids = list(library.finding.find(parse("")).ids) or put(library, *(one(f"w {n}", n) for n in range(4)))
    start = library.words.digest()
    states = []
    for step, left, right, places in steps:
        before = len(library.history.rows(1000)), library.words.digest()
        works = [ids[place] for place in places]
        had = found(library, f"tag:{left} or tag:{right} ")
        try:
            with library.write(step, act=step):
                do(library.tags, step, works, left, right)
        except (Misused, NothingFound):
            assert library.words.digest() == before[1]
            continue
        if step == "merge":
            assert found(library, f"tag:{right} ") == had
        for name, (own, below) in counted(library).items():
            assert len(found(library, f"tag:={name} ")) == own
            assert len(found(library, f"tag:{name} ")) == below
        if len(library.history.rows(1000)) > before[0]:
            states.append(before[1])
    for state in reversed(states):
        assert library.history.undo().left == ()
        assert library.words.digest() == state
    assert library.words.digest() == start


def test_taggings_come_back_under_a_tag_that_was_made_again_since(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1), one("b", 2))
    act(ann, "tag add", lambda: ann.tags.tag(ids[:1], "power"))
    act(ann, "tag drop", lambda: ann.tags.drop("power", force=True))
    act(bob, "tag add", lambda: bob.tags.tag(ids[1:], "Power"))
    assert ann.history.undo().left == ()
    assert [row.tags for row in ann.works.rows(ids)] == [("Power",), ("Power",)]

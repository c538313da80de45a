"""Decisions and read states: whose they are, what they come to, and who answers a query for them."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.library.library import Library
from litreview.model.decision import DECISIONS, STAGES
from litreview.model.query import parse
from tests.library.conftest import Opens
from tests.library.making import act, one, put, work_of


def found(library: Library, query: str) -> list[int]:
    return sorted(library.finding.find(parse(query)).ids)


def decide(
    library: Library, ids: list[int], word: str, stage: str = "title_abstract", reason: str = ""
) -> object:
    return act(library, "decide", lambda: library.screening.decide(ids, word, stage, reason))


def test_a_decision_says_how_many_works_changed_and_how_many_it_kept(library: Library) -> None:
    ids = [*put(library, one("a", 1)), *put(library, one("b", 2), keep=False)]
    assert decide(library, ids, "include") == (2, 1)
    assert decide(library, ids, "include") == (0, 0)
    assert decide(library, ids[:1], "maybe") == (1, 0)
    assert [row.decision for row in library.works.rows(ids)] == ["maybe", "include"]
    assert len(library.history.rows()) == 2, "the same again is no act"


def test_to_exclude_keeps_nothing_and_the_work_is_not_brought_back(library: Library) -> None:
    inside, outside, free = (
        put(library, one("a", 1))[0], *put(library, one("b", 2), one("c", 3), keep=False)
    )  # fmt: skip
    assert decide(library, [inside, outside], "exclude", reason="no firms") == (2, 0)
    assert library.works.count() == 1
    records = [record for found in library.works.members([outside, free]).values() for record in found]
    assert library.words.unsaid(records, by_work=True) == [3]
    decide(library, [outside], "maybe", stage="full_text")
    assert library.works.count() == 2


def test_the_same_word_without_a_reason_takes_none_away(library: Library) -> None:
    ids = put(library, one("a", 1))
    decide(library, ids, "exclude", reason="  no\x00 firms ")
    assert decide(library, ids, "exclude") == (0, 0)
    assert library.screening.decisions(ids)[ids[0]][0].reason == "no firms"
    decide(library, ids, "exclude", reason="no alliance")
    assert library.screening.decisions(ids)[ids[0]][0].reason == "no alliance"
    decide(library, ids, "include")
    assert library.screening.decisions(ids)[ids[0]][0].reason == ""


def test_a_decision_is_taken_back_by_stage_or_altogether_and_by_its_person_alone(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1))
    decide(ann, ids, "include")
    decide(ann, ids, "exclude", "full_text")
    assert found(ann, "has:full-text has:decision") == ids
    assert act(bob, "decide", lambda: bob.screening.undecide(ids)) == 0
    assert act(ann, "decide", lambda: ann.screening.undecide(ids, "full_text")) == 1
    assert ann.screening.decided(ids) == {ids[0]: "include"}
    assert found(ann, "is:included -has:full-text") == ids
    assert act(ann, "decide", lambda: ann.screening.undecide(ids)) == 1
    assert ann.screening.decided(ids) == {} and found(ann, "is:undecided") == ids
    ann.history.undo()
    assert bob.screening.decided(ids) == {ids[0]: "include"}


def test_people_who_differ_are_disputed_until_one_gives_way(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1))
    decide(ann, ids, "include")
    decide(bob, ids, "exclude", reason="no firms")
    assert [row.decision for row in ann.works.rows(ids)] == ["disputed"]
    assert found(ann, "is:disputed") == ids and found(ann, "is:included or is:excluded") == []
    assert [(one.who, one.word) for one in ann.screening.decisions(ids)[ids[0]]] == [
        ("ann", "include"), ("bob", "exclude"),
    ]  # fmt: skip
    decide(ann, ids, "exclude")
    assert found(bob, "is:excluded") == ids
    ann.history.undo()
    assert found(bob, "is:disputed") == ids


def test_two_works_decided_differently_and_then_joined_have_the_later_word(library: Library) -> None:
    left, right = put(library, one("a", 1), one("a too", 2))
    decide(library, [left], "include")
    decide(library, [right], "exclude", "full_text")
    with library.write("merge"):
        joined = library.works.put(work_of(one("a", 1), one("a too", 2)), [1, 2], left)
    assert library.screening.decided([joined]) == {joined: "exclude"}, (
        "full text goes before title and abstract"
    )
    decide(library, [joined], "include", "full_text")
    assert found(library, "is:included") == [joined]


def test_reading_is_said_of_a_work_and_unsaid(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1), one("b", 2))
    assert act(ann, "read", lambda: ann.screening.mark_read(ids, "reading")) == 2
    assert act(ann, "read", lambda: ann.screening.mark_read(ids[:1], "read")) == 1
    assert [row.read_state for row in ann.works.rows(ids)] == ["read", "reading"]
    assert (found(ann, "is:read"), found(ann, "is:reading")) == (ids[:1], ids[1:])
    assert act(bob, "read", lambda: bob.screening.mark_unread(ids)) == 0, "each speaks for himself"
    assert act(ann, "read", lambda: ann.screening.mark_unread(ids)) == 2
    assert found(ann, "is:unread") == ids
    ann.history.undo()
    ann.history.undo()
    assert ann.screening.read_states(ids) == dict.fromkeys(ids, "reading")


def test_an_unknown_word_stage_or_state_is_a_mistake_of_the_caller(library: Library) -> None:
    ids = put(library, one("a", 1))
    for wrong in (
        lambda: library.screening.decide(ids, "perhaps", "full_text"),
        lambda: library.screening.decide(ids, "include", "third"),
        lambda: library.screening.mark_read(ids, "skimmed"),
    ):
        with pytest.raises(ValueError):
            act(library, "wrong", wrong)


def test_bulk_decisions_are_one_act(library: Library) -> None:
    ids = put(library, *(one(f"work {number}", number) for number in range(600)), keep=False)
    assert decide(library, ids, "include") == (600, 600)
    assert library.finding.find(parse("is:included")).total == 600, "right while the index waits"
    assert library.history.undo().works == 600
    assert library.works.count() == 0 and library.screening.decided(ids) == {}


SAID = st.lists(
    st.tuples(st.integers(0, 2), st.sampled_from(STAGES), st.sampled_from(["ann", "bob", "cy"]), st.sampled_from(DECISIONS), st.integers(0, 3)),
    max_size=12,
)  # fmt: skip


@given(SAID)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_queries_agree_with_the_rule_whatever_was_said(
    library: Library, said: list[tuple[int, str, str, str, int]]
) -> None:
    """SQL and `model.decision` say the same of a work of two records and of one of one, index or no index."""
    if not library.records.count():
        put(library, *(one(f"work {number}", number) for number in range(3)))
        with library.write("merge"):
            library.works.put(work_of(one("work 0", 0), one("work 1", 1)), [1, 2], 1)
    rows = {(record + 1, stage, who): (word, f"2026-01-0{day + 1}") for record, stage, who, word, day in said}
    connection = library._door.connection()
    with library.write("words"):
        connection.execute("DELETE FROM decisions")
        connection.executemany(
            "INSERT INTO decisions VALUES (?, ?, ?, ?, '', ?)",
            [(*key, *value) for key, value in rows.items()],
        )
    for _ in range(2):
        works = library.works.rows([1, 3])
        for query, word in (("included", "include"), ("excluded", "exclude"), ("maybe", "maybe"),
                            ("disputed", "disputed"), ("undecided", "")):  # fmt: skip
            assert found(library, f"is:{query}") == [row.id for row in works if row.decision == word], query
            assert found(library, f"work is:{query}") == [row.id for row in works if row.decision == word], (
                query
            )
        library.catch_up()

"""What several people's decisions on one work come to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.model.decision import DECISIONS, DISPUTED, STAGES, Decided, effective, latest_of_each

EARLY, LATE = "2026-01-01T10:00:00", "2026-01-02T10:00:00"


def at_first(who: str, word: str, at: str = EARLY) -> Decided:
    return Decided("title_abstract", who, word, "", at)


def at_last(who: str, word: str, at: str = EARLY) -> Decided:
    return Decided("full_text", who, word, "", at)


@pytest.mark.parametrize(
    ("said", "comes_to"),
    [
        ((), ""),
        ((at_first("ann", "include"),), "include"),
        ((at_first("ann", "include"), at_first("bob", "include")), "include"),
        ((at_first("ann", "include"), at_first("bob", "exclude")), DISPUTED),
        ((at_first("ann", "include"), at_first("ann", "exclude", LATE)), "exclude"),
        ((at_first("ann", "exclude", LATE), at_last("ann", "include")), "include"),
        ((at_first("ann", "include"), at_first("bob", "exclude"), at_last("ann", "maybe")), "maybe"),
        ((at_last("ann", "include"), at_last("bob", "maybe")), DISPUTED),
    ],
)
def test_the_furthest_stage_counts_and_people_who_differ_are_disputed(
    said: tuple[Decided, ...], comes_to: str
) -> None:
    assert effective(said) == comes_to


DECIDED = st.builds(
    Decided,
    st.sampled_from(STAGES), st.sampled_from(["ann", "bob"]), st.sampled_from(DECISIONS), st.sampled_from(["", "x"]),
    st.sampled_from([EARLY, LATE]),
)  # fmt: skip


@given(st.lists(DECIDED), st.randoms(use_true_random=False))
def test_the_order_of_words_changes_nothing(said: list[Decided], chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert effective(shuffled) == effective(said)
    each = latest_of_each(shuffled)
    assert each == latest_of_each(said)
    assert len({(one.stage, one.who) for one in each}) == len(each)

"""Groups keep every veto, do not depend on order, and ask where evidence is equal."""

from __future__ import annotations

import itertools
import random

from hypothesis import given
from hypothesis import strategies as st

from litreview.matching.group import Grouped, group
from litreview.model.ruling import Ruling, ruling

NAMES = tuple("abcdef")
PAIRS = tuple(itertools.combinations(NAMES, 2))
VERDICTS = st.dictionaries(
    st.sampled_from(PAIRS),
    st.tuples(st.sampled_from(["same", "version", "different", "maybe"]), st.integers(60, 63)),
    max_size=12,
)
RULINGS = st.lists(
    st.builds(lambda pair, word: ruling(*pair, word), st.sampled_from(PAIRS), st.sampled_from(["same", "different", "version"])),
    max_size=4,
    unique_by=lambda r: (r.left, r.right),
)  # fmt: skip


def together(grouped: Grouped, one: str, other: str) -> bool:
    return any(one in members and other in members for members in grouped.groups)


def ruled_groups(rulings: list[Ruling]) -> list[set[str]]:
    """The groups that must-links alone make, found by brute force."""
    sets = [{name} for name in NAMES]
    for must in rulings:
        if must.word == "same":
            joined = [s for s in sets if must.left in s or must.right in s]
            sets = [s for s in sets if s not in joined] + [set().union(*joined)]
    return sets


def cannot_links(verdicts: dict, rulings: list[Ruling]) -> set[tuple[str, str]]:
    """Pairs that must stay apart: by verdict or ruling, unless must-links join them."""
    ruled = {(r.left, r.right): r.word for r in rulings}
    said = {pair for pair, (word, _) in verdicts.items() if word in ("different", "version")}
    said |= {pair for pair, word in ruled.items() if word in ("different", "version")}
    sets = ruled_groups(rulings)
    return {pair for pair in said if not any(set(pair) <= joined for joined in sets)}


@given(VERDICTS, RULINGS)
def test_every_record_stands_in_one_group(verdicts: dict, rulings: list[Ruling]) -> None:
    grouped = group(NAMES, verdicts, rulings)
    assert sorted(name for members in grouped.groups for name in members) == sorted(NAMES)


@given(VERDICTS, RULINGS)
def test_cannot_links_hold_through_closure_and_must_links_win(verdicts: dict, rulings: list[Ruling]) -> None:
    grouped = group(NAMES, verdicts, rulings)
    for must in rulings:
        if must.word == "same":
            assert together(grouped, must.left, must.right)
    for one, other in cannot_links(verdicts, rulings):
        assert not together(grouped, one, other)


@given(VERDICTS, RULINGS, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(
    verdicts: dict, rulings: list[Ruling], shuffle: random.Random
) -> None:
    names, items, said = list(NAMES), list(verdicts.items()), list(rulings)
    for values in (names, items, said):
        shuffle.shuffle(values)
    turned = {(b, a) if shuffle.random() < 0.5 else (a, b): verdict for (a, b), verdict in items}
    assert group(names, turned, said) == group(NAMES, verdicts, rulings)


@given(VERDICTS)
def test_what_is_called_same_and_yet_apart_has_a_veto_or_a_question(verdicts: dict) -> None:
    grouped = group(NAMES, verdicts)
    links = cannot_links(verdicts, [])
    where = {name: members for members in grouped.groups for name in members}
    asked = {frozenset((where[a], where[b])) for a, b in grouped.questions}
    for (one, other), (word, _) in verdicts.items():
        if word == "same" and where[one] != where[other]:
            vetoed = any(tuple(sorted(pair)) in links for pair in itertools.product(where[one], where[other]))
            assert vetoed or frozenset((where[one], where[other])) in asked


def test_the_stronger_evidence_takes_the_third_record() -> None:
    verdicts = {("a", "b"): ("same", 80), ("b", "c"): ("same", 70), ("a", "c"): ("different", 0)}
    grouped = group("abc", verdicts)
    assert grouped.groups == (("a", "b"), ("c",))
    assert grouped.questions == ()


def test_equal_evidence_for_a_third_record_is_a_question() -> None:
    verdicts = {("a", "b"): ("same", 80), ("b", "c"): ("same", 80), ("a", "c"): ("different", 0)}
    grouped = group("abc", verdicts)
    assert grouped.groups == (("a",), ("b",), ("c",))
    assert grouped.questions == (("a", "b"), ("b", "c"))


def test_two_groups_are_asked_about_once() -> None:
    verdicts = {
        ("a", "b"): ("same", 90),
        ("c", "d"): ("same", 90),
        ("a", "c"): ("maybe", 60),
        ("b", "d"): ("maybe", 62),
    }
    assert group("abcd", verdicts).questions == (("b", "d"),)


def test_a_ruling_overrides_and_silences() -> None:
    verdicts = {("a", "b"): ("different", 10), ("b", "c"): ("maybe", 60)}
    rulings = [ruling("a", "b", "same"), ruling("b", "c", "later")]
    grouped = group("abc", verdicts, rulings)
    assert grouped.groups == (("a", "b"), ("c",))
    assert grouped.questions == ()


def test_rulings_that_contradict_are_a_question() -> None:
    rulings = [ruling("a", "b", "same"), ruling("b", "c", "same"), ruling("a", "c", "different")]
    grouped = group("abc", {}, rulings)
    assert grouped.groups == (("a", "b", "c"),)
    assert grouped.questions == (("a", "c"),)

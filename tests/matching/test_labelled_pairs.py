"""Every labelled pair gets its verdict, whichever side stands left, and can be found by its keys."""

from __future__ import annotations

import pytest

from litreview.matching.compare import compare
from litreview.matching.decide import decide
from litreview.matching.keys import blocking_keys
from litreview.matching.prepare import prepare
from tests.matching.labelled import pairs

PAIRS = pairs()
NAMES = [f"{n} {pair['family']}: {pair['why']}" for n, pair in enumerate(PAIRS)]
ALLOWED = {"unsure": {"maybe", "different"}}


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_the_pair_gets_its_verdict(pair: dict) -> None:
    verdict = decide(compare(prepare(pair["left"]), prepare(pair["right"])))
    assert verdict.word in ALLOWED.get(pair["label"], {pair["label"]}), verdict.reasons


@pytest.mark.parametrize("pair", PAIRS, ids=NAMES)
def test_the_verdict_does_not_depend_on_the_side(pair: dict) -> None:
    left, right = prepare(pair["left"]), prepare(pair["right"])
    assert decide(compare(left, right)) == decide(compare(right, left))


@pytest.mark.parametrize(
    "pair", [p for p in PAIRS if p["label"] in ("same", "version")], ids=lambda p: p["why"]
)
def test_what_belongs_together_shares_a_key(pair: dict) -> None:
    assert blocking_keys(pair["left"]) & blocking_keys(pair["right"])


def test_a_verdict_speaks_of_each_field_once_and_says_what_decided() -> None:
    pair = next(p for p in PAIRS if p["why"] == "erratum in a later number")
    verdict = decide(compare(prepare(pair["left"]), prepare(pair["right"])))
    assert verdict.reasons[0] == "a notice, reply, review, appendix or data set is not the work it is about"
    assert "one is a correction of the other, or of something else" in verdict.reasons
    assert len(set(verdict.reasons)) == len(verdict.reasons)


def test_keys_are_short_and_ascii() -> None:
    for pair in PAIRS:
        for key in blocking_keys(pair["left"]):
            assert key.isascii() and len(key) <= 80

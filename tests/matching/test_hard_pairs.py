"""The hard pairs that were judged one by one: what differs is never joined, what is one is found."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from litreview.matching.compare import compare
from litreview.matching.decide import decide
from litreview.matching.prepare import prepare
from tests.bench.bench_dedupe import record_of

HARD = Path(__file__).parents[3] / "shared" / "dedup" / "hard_pairs_dev.csv"


@pytest.fixture(scope="module")
def verdicts() -> Counter[tuple[str, str]]:
    if not HARD.exists():
        pytest.skip("../shared/dedup/hard_pairs_dev.csv is not here")
    found: Counter[tuple[str, str]] = Counter()
    with HARD.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            sides = [
                prepare(
                    record_of(
                        {k.removeprefix(f"{side}_"): v for k, v in row.items()}, f"{row['pair_id']}{side}"
                    )
                )
                for side in ("left", "right")
            ]
            found[row["label"], decide(compare(sides[0], sides[1])).word] += 1
    return found


@pytest.mark.parametrize("label", ["different", "version", "unsure"])
def test_no_two_works_are_joined(verdicts: Counter[tuple[str, str]], label: str) -> None:
    assert verdicts[label, "same"] == 0


def test_nine_in_ten_of_one_work_are_joined_or_asked(verdicts: Counter[tuple[str, str]]) -> None:
    found = verdicts["same", "same"] + verdicts["same", "maybe"]
    assert found >= 0.9 * sum(n for (label, _), n in verdicts.items() if label == "same")


def test_eight_in_ten_versions_are_known_as_such(verdicts: Counter[tuple[str, str]]) -> None:
    assert verdicts["version", "version"] >= 0.8 * sum(
        n for (label, _), n in verdicts.items() if label == "version"
    )

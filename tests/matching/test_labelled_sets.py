"""The smaller labelled sets: no work is lost, and nearly all doubles are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench import bench_dedupe

SETS = Path(__file__).parents[3] / "shared" / "dedup"
FLOORS = {"stroke": 99.79, "stress_poor_stroke": 98.5, "cytology_screening": 99.78, "diabetes": 99.94}


@pytest.mark.parametrize("name", FLOORS)
def test_a_set_keeps_its_floor(name: str, tmp_path: Path) -> None:
    folder = SETS / "data" / name
    if not folder.exists():
        pytest.skip(f"../shared/dedup/data/{name} is not here")
    bench_dedupe.run_set(folder, tmp_path)
    result = bench_dedupe.judge(bench_dedupe.load_scorer(SETS), folder, tmp_path)
    assert result["f1"] >= FLOORS[name]
    assert result["false_pairs"] == 0 and result["works_lost"] == 0
    assert result["questions"] <= 5 * result["records"] / 1000 + 1


def test_generated_doubles_are_found_and_nothing_is_lost() -> None:
    got = bench_dedupe.run_generated(1500)
    assert got["works_lost"] == 0
    assert got["kept_twice"] <= 2

"""The long runs see what they look for, and their shortest forms find nothing lost."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pytest

from litreview.acts.noting import note
from litreview.acts.tagging import add
from tests.long import flipped, full, migration, power
from tests.long.kills import Job, _said, kill
from tests.long.laboratory import Lab, copy_library, not_clear, open_desk, open_library, spread, wrong_with


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library that nobody has open."""
    return power.made(tmp_path_factory.mktemp("template"), 12)


def test_a_word_that_no_act_brought_or_took_is_seen(template: Path, tmp_path: Path) -> None:
    path = copy_library(template, tmp_path / "one.sqlite")
    desk = open_desk(path)
    add(desk, "trust", ["k1", "k2"])
    note(desk, "k1", "read again")
    desk.close()
    assert wrong_with(path) == []
    with open_library(path) as library, library.write("harm"):
        library._door.writing().execute("DELETE FROM taggings WHERE record_id = 2")
    assert any("taggings" in one and "table None" in one for one in wrong_with(path))
    with open_library(path) as library, library.write("harm"):
        library._door.writing().execute("INSERT INTO kept VALUES (900, 'nobody', '2026-01-01')")
    assert any("came by no act" in one for one in wrong_with(path))
    path.write_bytes(path.read_bytes()[:9000])
    assert "damaged" in wrong_with(path)[0]


def test_a_sentence_for_people_is_told_from_a_traceback() -> None:
    assert not_clear("The disk is full.\nFree some space.\n") == []
    assert not_clear('Traceback (most recent call last):\n  File "x"\n') == ["Traceback"]
    assert not_clear("") == ["0 lines"]


def test_moments_are_spread_over_all_of_the_work() -> None:
    moments = sorted(spread(random.Random(1), 20, 2.0))
    assert len(moments) == 20 and moments[0] < 0.11 and moments[-1] > 1.99
    assert max(later - earlier for earlier, later in pairwise(moments)) < 0.22


def test_a_killed_writer_is_looked_at(template: Path, tmp_path: Path) -> None:
    seen = kill(Lab(tmp_path), Job("words", template, lambda _: ["12"], _said), 1)
    assert seen.lost == 0 and "kill -9 within words, 1 moments" in seen.fault


def test_a_log_cut_anywhere_is_a_state_that_was(template: Path, tmp_path: Path) -> None:
    path = copy_library(template, tmp_path / "live.sqlite")
    desk = open_desk(path)
    for number in range(4):
        add(desk, f"t{number}", ["k1", "k2"])
    held = copy_library(path, tmp_path / "held.sqlite")
    desk.close()
    assert power.unfolded([held], template) == [held]
    seen = power.cut(random.Random(2), [held], tmp_path, 2, 20)
    assert seen.lost == 0 and int(seen.figures["logs"]) > 5


def test_a_migration_is_interrupted(tmp_path: Path) -> None:
    seen = migration.interrupted(tmp_path, migration.LIBRARIES / "schema-1.litreview", 110)
    assert seen.lost == 0 and "0 times the old" not in seen.seen


def test_pages_run_out(tmp_path: Path) -> None:
    assert full.few_pages(tmp_path, 40).lost == 0


def test_noise_in_a_page_is_found_or_harmless(template: Path, tmp_path: Path) -> None:
    seen = flipped.harmed(random.Random(3), tmp_path, template, "noise", flipped.PAGE, 1)
    assert seen.lost == 0 and "1 found by doctor" in seen.seen

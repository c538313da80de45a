"""Every screen looks as it did: a change is either wanted (`python -m tests.tui.snapshots`) or a fault."""

from __future__ import annotations

import pytest

from tests.tui.snapshots import FOLDER, TOURS, made


@pytest.mark.parametrize("tour", TOURS, ids=str)
def test_the_screens_look_as_before(tour: tuple[str, tuple[int, int]]) -> None:
    for name, text in made(tour).items():
        assert text == (FOLDER / f"{name}.txt").read_text(encoding="utf-8"), name

"""Every screen looks as it did: a change is either wanted (`python -m tests.tui.snapshots`) or a fault."""

from __future__ import annotations

import pytest

from tests.tui.snapshots import FOLDER, SCREENS, made


@pytest.mark.parametrize("name", SCREENS)
def test_the_screen_looks_as_before(name: str) -> None:
    assert made(name) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8")

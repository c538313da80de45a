"""A desk on a fresh library whose sources are the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from litreview.desk import Desk
from litreview.settings import Settings, SourceSettings
from litreview.standin.server import StandIn


@pytest.fixture
def standin() -> Iterator[StandIn]:
    with StandIn() as server:
        yield server


@pytest.fixture
def desk(standin: StandIn, tmp_path: Path) -> Iterator[Desk]:
    there = {name: SourceSettings(url=url, pace=0.0) for name, url in standin.addresses.items()}
    desk = Desk.open(Settings(sources=there, name="Anna"), library=tmp_path / "review.sqlite")
    yield desk
    desk.close()

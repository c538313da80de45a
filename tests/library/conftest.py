"""A library for each test, from one that was made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from litreview.library.library import Library
from tests.library.making import QuietClock


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty library file, closed."""
    path = tmp_path_factory.mktemp("blank") / "blank.litreview"
    Library.open(path, clock=QuietClock(), who="ann").close()
    return path


Opens = Callable[..., Library]


@pytest.fixture
def opens(blank: Path, tmp_path: Path) -> Iterator[Opens]:
    """Open the test's library, once or more: ``opens(who="bob")``."""
    path = tmp_path / "test.litreview"
    shutil.copy(blank, path)
    opened: list[Library] = []

    def open_one(who: str = "ann", read_only: bool = False) -> Library:
        opened.append(Library.open(path, clock=QuietClock(), who=who, read_only=read_only))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(opens: Opens) -> Library:
    """The test's library, opened by ann."""
    return opens()

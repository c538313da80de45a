"""One stand-in for most tests of a module, and a plain client that follows no redirect."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from litreview.standin.server import StandIn
from tests.standin.client import Answer, ask


@pytest.fixture(scope="module")
def served() -> Iterator[StandIn]:
    with StandIn() as stand_in:
        yield stand_in


@pytest.fixture
def crossref(served: StandIn) -> Callable[..., Answer]:
    return lambda path, **more: ask(served.addresses["crossref"] + path, **more)


@pytest.fixture
def papers(served: StandIn) -> Callable[..., Answer]:
    root = served.addresses["semantic_scholar"] + "/graph/v1/paper"
    return lambda path, **more: ask(root + path, **more)


@pytest.fixture
def ideas(served: StandIn) -> Callable[..., Answer]:
    return lambda path, **more: ask(served.addresses["ideas"] + path, **more)


@pytest.fixture
def econpapers(served: StandIn) -> Callable[..., Answer]:
    return lambda path, **more: ask(served.addresses["econpapers"] + path, **more)


@pytest.fixture
def citec(served: StandIn) -> Callable[..., Answer]:
    return lambda path, **more: ask(served.addresses["citec"] + path, **more)


@pytest.fixture
def archive(served: StandIn) -> Callable[..., Answer]:
    return lambda path, **more: ask(served.addresses["repec_archive"] + path, **more)

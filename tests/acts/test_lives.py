"""Whatever happened to a library: what is derived is what would be derived from scratch."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from litreview.acts import asking
from litreview.library.library import Library
from litreview.model.record import Said
from tests.acts.lives import Hours, Step, desk_on, entry, live

EVENTS = st.tuples(
    st.sampled_from(("record", "listed", "rule", "correct", "list", "part", "count", "keep")),
    st.integers(0, 9),
    st.integers(0, 4),
    st.sampled_from(("", "a")),
)
CALM = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lives") / "blank.sqlite"
    Library.open(path, clock=Hours(), who="ann").close()
    return path


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Path]:
    return (tmp_path / f"{number}.sqlite" for number in range(10_000))


def partition(library: Library) -> list[list[str]]:
    return sorted(sorted(library.records.names(one).values()) for one in library.works.partition())


NO_LONGER_THE_SAME: list[Step] = [
    ("listed", 0, 1, "text 0"), ("rule", 0, 1, "text 0"), ("listed", 1, 2, "text 1"),
    ("listed", 3, 3, "text 3"), ("listed", 2, 4, "text 2"), ("record", 0, 2, "changed"),
]  # fmt: skip
"""Of three records two are ruled different and the third is as near to both; then one of the two changes."""


@CALM
@example(steps=NO_LONGER_THE_SAME)
@given(steps=st.lists(EVENTS, min_size=1, max_size=20))
def test_a_rebuild_finds_the_same_works(blank: Path, places: Iterator[Path], steps: list[Step]) -> None:
    desk = desk_on(blank, next(places), "ann")
    live(desk, steps)
    lived = partition(desk.library)
    asking.intake_of(desk).rebuild()
    assert partition(desk.library) == lived
    desk.close()


@CALM
@given(
    many=st.lists(
        st.tuples(st.integers(0, 9), st.integers(0, 4), st.sampled_from(("", "a"))), max_size=15, min_size=1
    ),
    cuts=st.lists(st.integers(1, 15), max_size=4),
)
def test_batches_and_order_change_nothing(
    blank: Path, places: Iterator[Path], many: list[tuple[int, int, str]], cuts: list[int]
) -> None:
    latest = {number: entry("record", number, form, text) for number, form, text in many}
    said: list[Said] = list(latest.values())
    found = []
    for order, ends in ((said, [*cuts, len(said)]), (said[::-1], [len(said)])):
        desk = desk_on(blank, next(places), "ann")
        run = desk.library.runs.start("import")
        start = 0
        for end in sorted({min(end, len(said)) for end in ends}):
            asking.intake_of(desk).take_in(order[start:end], run=run, day="2026-11-24")
            start = end
        found.append(partition(desk.library))
        desk.close()
    assert found[0] == found[1]

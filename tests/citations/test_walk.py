"""Walks along citation links, breadth first, within caps that are stated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from litreview.citations.walk import path_between, walk

LINKS = {1: [2, 3], 2: [4], 3: [4], 4: [5], 5: [1], 6: []}


def neighbours(works: Sequence[int]) -> Iterable[tuple[int, int]]:
    return [(work, other) for work in works for other in LINKS.get(work, [])]


def test_each_work_has_its_least_distance() -> None:
    assert walk([1], neighbours, steps=3).steps == {1: 0, 2: 1, 3: 1, 4: 2, 5: 3}


def test_steps_end_the_walk() -> None:
    assert set(walk([1], neighbours, steps=1).steps) == {1, 2, 3}


def test_a_cap_is_stated_and_the_answer_is_the_same_every_time() -> None:
    walked = walk([1], neighbours, steps=3, most=2)
    assert walked.steps == {1: 0, 2: 1}
    assert walked.capped == "stopped at 2 works, 1 links away"


def test_a_circle_ends() -> None:
    walked = walk([1], neighbours, steps=50)
    assert set(walked.steps) == {1, 2, 3, 4, 5} and walked.capped == ""


def test_a_shortest_path_through_the_smallest_ids() -> None:
    assert path_between(1, 5, neighbours) == (1, 2, 4, 5)
    assert path_between(1, 1, neighbours) == (1,)


def test_no_path_is_none() -> None:
    assert path_between(1, 6, neighbours) is None
    assert path_between(1, 5, neighbours, steps=2) is None

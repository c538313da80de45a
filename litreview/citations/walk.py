"""Walk along citation links: breadth first, with caps that are stated. Neighbours are passed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

Neighbours = Callable[[Sequence[int]], Iterable[tuple[int, int]]]
"""Asked for some works at once, answers pairs (work, its neighbour)."""


class Walked(NamedTuple):
    """``steps`` maps each reached work to its distance from the start set; ``capped`` says what was cut."""

    steps: dict[int, int]
    capped: str = ""


def walk(start: Sequence[int], neighbours: Neighbours, *, steps: int = 2, most: int = 5000) -> Walked:
    """All works within ``steps`` links of the start set, nearest first, at most ``most`` of them.

    Of the last, cut ring those with the smallest ids are kept, so the answer is the same every time.
    """
    reached = dict.fromkeys(sorted(start), 0)
    ring = list(reached)
    for step in range(1, steps + 1):
        found = sorted({other for _, other in neighbours(ring)} - reached.keys())
        room = most - len(reached)
        if len(found) > room:
            reached.update(dict.fromkeys(found[: max(room, 0)], step))
            return Walked(reached, f"stopped at {most} works, {step} links away")
        if not found:
            break
        reached.update(dict.fromkeys(found, step))
        ring = found
    return Walked(reached)


def path_between(
    one: int, other: int, neighbours: Neighbours, *, steps: int = 6, most: int = 20000
) -> tuple[int, ...] | None:
    """A shortest path from ``one`` to ``other``, both included; None where none is found within the caps.

    Of equally short paths the one through the smallest ids is answered.
    """
    came: dict[int, int] = {one: one}
    ring = [one]
    for _ in range(steps):
        if other in came or not ring or len(came) > most:
            break
        found: dict[int, int] = {}
        for work, neighbour in neighbours(ring):
            if neighbour not in came and work < found.get(neighbour, work + 1):
                found[neighbour] = work
        came.update(found)
        ring = sorted(found)
    return _back(other, came) if other in came else None


def _back(end: int, came: dict[int, int]) -> tuple[int, ...]:
    path = [end]
    while came[path[-1]] != path[-1]:
        path.append(came[path[-1]])
    return tuple(reversed(path))

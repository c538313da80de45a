"""A person's word on two records, and the verdict it answers."""

from __future__ import annotations

from typing import NamedTuple

RULINGS = ("same", "version", "different", "later")


class Ruling(NamedTuple):
    """Two records by name (``left`` sorts first) and a word of `RULINGS`."""

    left: str
    right: str
    word: str


def ruling(one: str, other: str, word: str) -> Ruling:
    """A ruling with its names in order."""
    left, right = sorted((one, other))
    return Ruling(left, right, word)

"""A person's screening words, and what several of them come to for one work."""

# Annotations are values here: named tuples would compile each one that is a text.

from collections.abc import Iterable
from typing import NamedTuple

DECISIONS = ("include", "exclude", "maybe")
STAGES = ("title_abstract", "full_text")
"""The stages of a screening, the first one first (PRISMA 2020: records screened, reports assessed)."""

DISPUTED = "disputed"
"""What a work has whose people decided differently at the same stage."""

IN_WORDS = {"include": "included", "exclude": "excluded", "maybe": "maybe include", DISPUTED: DISPUTED}
"""What came of a decision, for people: "maybe" never stands alone."""

READ_STATES = ("reading", "read")
"""How far a person is with a work; unread is to have neither."""


class Decided(NamedTuple):
    """One person's decision on one record. ``at`` is ISO text; ``reason`` "" where none was given."""

    stage: str
    who: str
    word: str
    reason: str
    at: str


def latest_of_each(said: Iterable[Decided]) -> list[Decided]:
    """The latest word of each person at each stage, the furthest stage first."""
    last: dict[tuple[str, str], Decided] = {}
    for one in sorted(said, key=lambda one: (one.at, one.word, one.reason)):
        last[one.stage, one.who] = one
    return sorted(last.values(), key=lambda one: (-STAGES.index(one.stage), one.who))


def effective(said: Iterable[Decided]) -> str:
    """The decision that counts: of the furthest stage, "disputed" where people differ, "" for none."""
    each = latest_of_each(said)
    words = {one.word for one in each if one.stage == each[0].stage}
    if not words:
        return ""
    return words.pop() if len(words) == 1 else DISPUTED

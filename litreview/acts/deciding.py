"""Screening: what a person decides on works, and how far they have read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.acts.word_results import Changed
from litreview.errors import Misused
from litreview.model.decision import DECISIONS, READ_STATES, STAGES
from litreview.model.text import clean, number_of

if TYPE_CHECKING:
    from litreview.desk import Desk

UNDECIDED, UNREAD = "undecided", "unread"
"""The words that take a decision and a read state back."""

_DOES = {"include": "include", "exclude": "exclude", "maybe": "maybe include"}
_DID = {"include": "included", "exclude": "excluded", "maybe": "put down as maybe included:"}


def decide(
    desk: Desk, word: str, works: Sequence[str | int], stage: str | None = None, reason: str | None = None
) -> Changed:
    """Include, exclude or maybe include works at a stage of the screening; ``undecided`` takes this
    person's decision back, at every stage unless one is named.

    To include, or maybe to, keeps outside works in the same act; to exclude does not. Raises `Misused`
    for an unknown word or stage.
    """
    if word not in (*DECISIONS, UNDECIDED):
        raise Misused(f"{word!r} is no decision.", f"Say {', '.join(DECISIONS)} or {UNDECIDED}.")
    at = _stage(stage)
    ids = choosing.work_ids(desk, works)
    if word == UNDECIDED:
        return _undecide(desk, ids, at)
    at = at or STAGES[0]
    said = clean(reason) or ""
    why = f": {said}" if said else ""
    by = "" if at == STAGES[0] else f" by {at.replace('_', ' ')}"
    with desk.library.write("decide", act="decide") as act:
        done = desk.library.screening.decide(ids, word, at, said)
        keep = f" and keep {number_of(done.kept)}" if done.kept else ""
        act.sentence = f"{_DOES[word]} {number_of(len(ids))}{by}{keep}{why}"
    return Changed(done.works, choosing.with_kept(_DID[word], done) + by + why)


def _undecide(desk: Desk, ids: Sequence[int], stage: str | None) -> Changed:
    sentence = f"no decision on {number_of(len(ids))}"
    with desk.library.write("decide", act="decide", sentence=sentence):
        changed = desk.library.screening.undecide(ids, stage)
    return Changed(changed, f"took your decision on {number_of(changed)} back")


def _stage(stage: str | None) -> str | None:
    name = stage.replace("-", "_") if stage else None
    if name is not None and name not in STAGES:
        raise Misused(f"{stage!r} is no stage.", "Say title-abstract or full-text.")
    return name


def read(desk: Desk, works: Sequence[str | int], state: str = "read") -> Changed:
    """Say how far this person is with works: reading, read or unread."""
    if state not in (*READ_STATES, UNREAD):
        raise Misused(f"{state!r} is no read state.", f"Say {', '.join(READ_STATES)} or {UNREAD}.")
    ids = choosing.work_ids(desk, works)
    with desk.library.write("read", act="read", sentence=f"{number_of(len(ids))} {state}"):
        screening = desk.library.screening
        changed = screening.mark_unread(ids) if state == UNREAD else screening.mark_read(ids, state)
    return Changed(changed, f"marked {number_of(changed)} {state}")

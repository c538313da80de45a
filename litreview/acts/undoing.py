"""One step back, one step forth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.acts.word_results import Changed
from litreview.errors import NothingFound
from litreview.model.row import HistoryRow

if TYPE_CHECKING:
    from litreview.acts.word_results import HistoryList
    from litreview.desk import Desk
    from litreview.library.values import Undone


def undo(desk: Desk) -> Changed:
    """Take back this person's last act. Raises `NothingFound` where there is none."""
    undone = desk.library.history.undo()
    if not undone.sentence:
        raise NothingFound("There is nothing to undo.")
    return _judged(desk, undone, "undid")


def redo(desk: Desk) -> Changed:
    """Do again what the last undo took back. Raises `NothingFound` where there is none."""
    undone = desk.library.history.redo()
    if not undone.sentence:
        raise NothingFound("There is nothing to redo.")
    return _judged(desk, undone, "did again")


def _judged(desk: Desk, undone: Undone, verb: str) -> Changed:
    """Group again what the step touched; loaded only then, since most steps touch no record."""
    if undone.records:
        from litreview.acts import asking

        with desk.library.write("regroup"):
            asking.intake_of(desk).regroup(undone.records)
    return Changed(undone.works, f"{verb}: {undone.sentence}", undone.left)


def history(desk: Desk, limit: int = 50) -> HistoryList:
    """What was done, newest first."""
    from litreview.acts.word_results import HistoryList

    rows: list[HistoryRow] = desk.library.history.rows(limit)
    return HistoryList(tuple(rows))

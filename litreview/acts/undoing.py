"""One step back, one step forth."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from litreview.acts.word_results import Changed
from litreview.errors import NothingFound
from litreview.model.row import HistoryRow

if TYPE_CHECKING:
    from litreview.acts.word_results import HistoryList
    from litreview.desk import Desk


def undo(desk: Desk) -> Changed:
    """Take back this person's last act. Raises `NothingFound` where there is none."""
    undone = desk.library.history.undo(partial(_judge, desk))
    if not undone.sentence:
        raise NothingFound("There is nothing to undo.", _of_others(desk))
    return Changed(undone.works, f"undid: {undone.sentence}", undone.left)


def redo(desk: Desk) -> Changed:
    """Do again what the last undo took back. Raises `NothingFound` where there is none."""
    undone = desk.library.history.redo(partial(_judge, desk))
    if not undone.sentence:
        raise NothingFound("There is nothing to redo.", _of_others(desk))
    return Changed(undone.works, f"did again: {undone.sentence}", undone.left)


def _of_others(desk: Desk) -> str:
    """Why there is nothing, where the newest act is somebody else's: "" where it is not."""
    newest = desk.library.history.rows(1)
    if not newest or newest[0].who == desk.who:
        return ""
    return f"Only what you did as {desk.who!r} is; the newest act is of {newest[0].who!r}."


def _judge(desk: Desk, records: Sequence[int]) -> None:
    """Group again what the step touched; loaded only then, since most steps touch no record."""
    from litreview.acts import asking

    asking.intake_of(desk).regroup(records)


def history(desk: Desk, limit: int = 50) -> HistoryList:
    """What was done, newest first."""
    from litreview.acts.word_results import HistoryList

    rows: list[HistoryRow] = desk.library.history.rows(limit)
    return HistoryList(tuple(rows))

"""One step back, one step forth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.acts.results import Changed
from litreview.errors import NothingFound
from litreview.model.row import HistoryRow

if TYPE_CHECKING:
    from litreview.acts.results import HistoryList
    from litreview.desk import Desk


def undo(desk: Desk) -> Changed:
    """Take back this person's last act. Raises `NothingFound` where there is none."""
    from litreview.intake import regroup

    taken = desk.library.history.undo()
    if taken is None:
        raise NothingFound("There is nothing to undo.")
    regroup.catch_up(desk.library, desk.tell)
    sentence, works, left = taken
    return Changed(works, f"undid: {sentence}", tuple(left))


def redo(desk: Desk) -> Changed:
    """Do again what the last undo took back. Raises `NothingFound` where there is none."""
    from litreview.intake import regroup

    taken = desk.library.history.redo()
    if taken is None:
        raise NothingFound("There is nothing to redo.")
    regroup.catch_up(desk.library, desk.tell)
    sentence, works, left = taken
    return Changed(works, f"did again: {sentence}", tuple(left))


def history(desk: Desk, limit: int = 50) -> HistoryList:
    """What was done, newest first."""
    from litreview.acts.results import HistoryList

    rows: list[HistoryRow] = desk.library.history.rows(limit)
    return HistoryList(tuple(rows))

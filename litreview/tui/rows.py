"""Rows by position: all ids in memory (8 bytes each), the rows themselves by page."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from litreview.model.row import Row

PAGE = 100
PAGES = 24
"""Pages kept; with 100 rows each, far more than any screen shows."""


Arrived = Callable[[list[Row] | None], None]
Ask = Callable[[list[int], Arrived], None]


class Rows(Protocol):
    """What a table shows: ids in order, and a row by position (None: not here yet)."""

    ids: array[int]

    def row(self, position: int) -> Row | None: ...


class ListedRows:
    """Rows that are all here, such as the lines of a list of references."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self.ids = array("q", (row.id for row in rows))
        self._rows = tuple(rows)

    def row(self, position: int) -> Row | None:
        """The row at a position."""
        return self._rows[position]


class PagedRows:
    """Rows that come by page when they are looked at.

    ``ask(ids, arrived)`` fetches rows off the screen's loop and calls ``arrived`` on it, with None
    where that failed; the page is then asked for again when it is next looked at.
    """

    def __init__(self, ids: array[int], ask: Ask) -> None:
        self.ids = ids
        self.on_arrival: Callable[[], None] = lambda: None
        self._ask = ask
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._asked: set[int] = set()

    def row(self, position: int) -> Row | None:
        """The row at a position; where it is not here yet its page is asked for.

        The neighbouring page is asked for early, so that scrolling seldom meets a gap.
        """
        number, place = divmod(position, PAGE)
        page = self._pages.get(number)
        if page is None:
            self._want(number)
            return None
        if place > 2 * PAGE // 3:
            self._want(number + 1)
        elif place < PAGE // 3:
            self._want(number - 1)
        return page.get(self.ids[position])

    def put(self, first: int, rows: Sequence[Row]) -> None:
        """Lay down rows that came with the answer to a query; ``first`` is a multiple of `PAGE`."""
        self._pages[first // PAGE] = {row.id: row for row in rows}

    def refresh(self, near: int) -> None:
        """Ask again for the pages around a position; what is shown stays until they come."""
        for number in sorted({max(0, near - PAGE // 2) // PAGE, (near + PAGE // 2) // PAGE}):
            self._want(number, again=True)
        for number in [n for n in self._pages if abs(n - near // PAGE) > 1]:
            del self._pages[number]

    def _want(self, number: int, again: bool = False) -> None:
        if number < 0 or number * PAGE >= len(self.ids) or number in self._asked:
            return
        if number in self._pages and not again:
            return
        self._asked.add(number)
        ids = self.ids[number * PAGE : (number + 1) * PAGE].tolist()
        self._ask(ids, lambda rows: self._arrive(number, rows))

    def _arrive(self, number: int, rows: list[Row] | None) -> None:
        self._asked.discard(number)
        if rows is None:
            return
        self._pages[number] = {row.id: row for row in rows}
        self._pages.move_to_end(number)
        while len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        self.on_arrival()

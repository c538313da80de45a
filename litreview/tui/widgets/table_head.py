"""The titles above the table; a click on one orders the list by it."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from litreview.tui.columns import column_at, heading
from litreview.tui.widgets.work_table import WorkTable


class TableHead(Static):
    """The header of a `WorkTable`, outside the part that scrolls."""

    class SortWanted(Message):
        """The title of a column was clicked."""

        def __init__(self, sort: str) -> None:
            super().__init__()
            self.sort = sort

    def __init__(self, table: WorkTable, sortable: bool = False) -> None:
        super().__init__("", classes="table-head")
        self._table = table
        self._sortable = sortable
        self._sort = ""
        self._reverse = False

    def show_order(self, sort: str, reverse: bool) -> None:
        """Show by which column the list is ordered."""
        self._sort, self._reverse = sort, reverse
        self.refresh()

    def render(self) -> Content:
        return Content(heading(self._table.columns, self._sort, self._reverse))

    def on_click(self, event: events.Click) -> None:
        column = column_at(self._table.columns, event.x)
        if self._sortable and column is not None and column.name:
            self.post_message(self.SortWanted(column.name))

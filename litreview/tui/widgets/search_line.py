"""The line above the table: what is looked for, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from litreview.tui.keys import own
from litreview.tui.text import Part, line


class SearchInput(Input):
    """An input that gives the focus back and never loses what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        own("enter,escape,down", "leave", "back to the list", id="search.leave"),
        own("up", "older", "an older query", id="search.older"),
    ]

    def __init__(self, placeholder: str, leave: Callable[[], None]) -> None:
        super().__init__(placeholder=placeholder, compact=True, select_on_focus=True, id="search-input")
        self.leave = leave
        self._older: list[str] = []

    def action_leave(self) -> None:
        """Give the focus back at once, so that the next key is a command."""
        self.keep_query()
        self.leave()

    def action_older(self) -> None:
        """Bring back the query before this one; the present one is not lost."""
        if self._older:
            query = self._older.pop()
            if self.value.strip() and self.value not in self._older:
                self._older.insert(0, self.value)
            self.value = query
            self.cursor_position = len(query)

    def keep_query(self) -> None:
        """Remember the present query for `action_older`."""
        query = self.value.strip()
        if query:
            self._older = [*(old for old in self._older[-20:] if old != query), query]


class SearchLine(Horizontal):
    """A slash, the query, and how many works answer it."""

    def __init__(self, leave: Callable[[], None]) -> None:
        super().__init__()
        self.input = SearchInput("words, a:author y:1995-2005 tag:trust", leave)
        self._said = Static("", id="search-said")

    def compose(self) -> ComposeResult:
        yield Static("/ ", id="search-slash", markup=False)
        yield self.input
        yield self._said

    def say(self, *parts: Part) -> None:
        """Say what came of the query."""
        self._said.update(line(*parts), layout=False)

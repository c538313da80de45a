"""The pane that shows the work under the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from litreview.model.row import Row
from litreview.tui import describe
from litreview.tui.text import lines
from litreview.tui.widgets.pressable import Pressable

if TYPE_CHECKING:
    from litreview.acts.results import Shown


class Detail(Vertical):
    """A work in a few lines, its abstract below, its tags at the bottom."""

    def __init__(self) -> None:
        super().__init__(id="detail")
        self._text = Pressable("", id="detail-text")
        self._tags = Pressable("", id="detail-tags")
        self._scroll = VerticalScroll(self._text, id="detail-scroll", can_focus=False)
        self._work: int | None = None
        self._pinned: Sequence[tuple[int, str]] = ()
        self._on: Sequence[str] = ()

    def compose(self) -> ComposeResult:
        yield self._scroll
        yield self._tags

    def show_row(self, row: Row | None) -> None:
        """Show what the row knows; the rest follows by `show`."""
        if row is not None and row.id != self._work:
            self._put(row, lines(describe.from_row(row)))

    def show(self, shown: Shown) -> None:
        """Show a work."""
        self._put(shown.row, lines(describe.pane(shown)))

    def _put(self, row: Row, text: Content) -> None:
        if row.id != self._work:
            self._work = row.id
            self._scroll.scroll_home(animate=False)
        self._text.update(text)
        self._on = row.tags
        self._show_tags()

    def pin(self, pinned: Sequence[tuple[int, str]]) -> None:
        """The tags with numbers became known, or changed."""
        self._pinned = pinned
        if self._work is not None:
            self._show_tags()

    def _show_tags(self) -> None:
        self._tags.update(describe.tag_line(self._on, self._pinned), layout=False)

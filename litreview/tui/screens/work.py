"""One work whole: abstract at full width, fields with who said them, records, notes, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from litreview.tui import describe, keys
from litreview.tui.rows import ListedRows
from litreview.tui.screens.works import WorksScreen
from litreview.tui.text import DIM, lines
from litreview.tui.widgets.pressable import Pressable
from litreview.tui.widgets.status import KeyLine, StatusLine, TopLine
from litreview.tui.widgets.work_table import WorkTable

if TYPE_CHECKING:
    from litreview.acts.results import Shown

_WIDEST = 106
"""Lines longer than this are hard to read."""


class WorkScreen(WorksScreen):
    """Reading one work; n and p go through the list it was opened from."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.own("n", "step(1)", "next work", id="screen.next"),
        keys.own("p", "step(-1)", "the one before", id="screen.before"),
        keys.own("j,down", "scroll(1)", "down", id="list.down"),
        keys.own("k,up", "scroll(-1)", "up", id="list.up"),
        *keys.EVERYWHERE,
    ]
    key_line = ("act.tag_add", "act.note", "act.trace", "screen.next", "work.open_page", "screen.back")

    def __init__(self, work: int) -> None:
        super().__init__()
        self._work = work
        self.table = WorkTable()
        self.top = TopLine()
        self._text = Pressable("", id="work-text")
        self._tags = Pressable("", id="work-tags")
        self._scroll = VerticalScroll(self._text, id="work-scroll")

    def compose(self) -> ComposeResult:
        self.table.display = False
        yield self.table
        yield self.top
        yield self._scroll
        yield self._tags
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.top.say("reading")
        self.set_focus(self._scroll)
        self.reload()

    def on_screen_resume(self) -> None:
        self.set_focus(self._scroll)

    def reload(self) -> None:
        """Read the work again."""
        self.app.ask(
            "show-whole", lambda desk: self.app.calls.show(desk, self._work), self._show, newest=True
        )

    def _show(self, shown: Shown) -> None:
        self.table.show_rows(ListedRows((shown.row,)))
        where = "" if shown.row.kept else "outside your library"
        self.top.say("reading  ", (shown.row.key, DIM), "  ", (where, "bold $text-warning"))
        self._text.update(lines(describe.page(shown, min(_WIDEST, max(20, self.size.width - 6)))))
        self._tags.update(describe.tag_line(shown.row.tags, self.app.pinned))

    def action_step(self, by: int) -> None:
        """The next or former work of the list below."""
        below = self.app.screen_stack[-2]
        if isinstance(below, WorksScreen) and below.table.work is not None:
            below.table.action_move(by)
            if (work := below.table.work) is not None and work >= 0:
                self._work = work
                self._scroll.scroll_home(animate=False)
                self.reload()

    def action_scroll(self, by: int) -> None:
        """Scroll the text."""
        self._scroll.scroll_relative(y=by, animate=False)

    def action_read(self) -> None:
        """Enter goes on reading: a page down."""
        self._scroll.scroll_page_down(animate=False)

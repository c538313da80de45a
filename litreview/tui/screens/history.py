"""What was done, newest first; one step back and forth."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from litreview.model.text import number_of
from litreview.tui import keys
from litreview.tui.describe import day
from litreview.tui.text import DIM, line
from litreview.tui.widgets.status import KeyLine, StatusLine, TopLine

if TYPE_CHECKING:
    from litreview.acts.results import HistoryList
    from litreview.tui.app import LitreviewApp

_SHOWN = 200


class HistoryScreen(Screen[None]):
    """A person's acts and the scheduler's runs."""

    app: LitreviewApp
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "app.undo", "undo the last", id="act.undo"),
        Binding("U", "app.redo", "do it again", id="act.redo"),
        Binding("q,escape,H", "dismiss", "back", id="screen.back"),
        keys.own("question_mark,f1", "app.keys", "keys", id="app.help"),
    ]
    key_line = ("act.undo", "act.redo", "screen.back")

    def __init__(self) -> None:
        super().__init__()
        self.top = TopLine()
        self.list = OptionList(id="history", markup=False)

    def compose(self) -> ComposeResult:
        yield self.top
        yield self.list
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.top.say("History")
        self.set_focus(self.list)
        self.reload()

    def reload(self) -> None:
        """Read the history again."""
        self.app.ask("history", lambda desk: self.app.calls.history(desk, _SHOWN), self._show, newest=True)

    def _show(self, history: HistoryList) -> None:
        self.list.clear_options()
        if not history.rows:
            self.list.add_option(Option(line(("Nothing was done yet.", DIM)), disabled=True))
        for row in history.rows:
            sign = "undone " if row.undone else "       "
            style = DIM if row.undone else ""
            when = line((f"{day(row.when):12}{row.when[11:16]:6}", DIM), (sign, "bold $text-warning"))
            self.list.add_option(Option(line(when, (row.sentence, style), (f"   {row.who}", DIM))))
        more = f"the last {_SHOWN}" if len(history.rows) >= _SHOWN else number_of(len(history.rows), "act")
        self.top.say("History  ", (more, DIM))

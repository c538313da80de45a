"""Refreshing counts: what it would ask is shown before anything is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from litreview.model.text import number_of
from litreview.tui import outcomes
from litreview.tui.keys import own
from litreview.tui.screens.dialog import Dialog
from litreview.tui.text import line

if TYPE_CHECKING:
    from litreview.acts.results import Refreshed


class RefreshScreen(Dialog[list[int]]):
    """Answers with the works to refresh, [] for the whole library."""

    BINDINGS: ClassVar[list[BindingType]] = [own("q", "back", "back", id="refresh.back")]

    def __init__(self, marked: list[int], work: int | None, name: str) -> None:
        super().__init__("Refresh citation counts", "enter asks the sources, in the background   esc back")
        self._scopes: list[tuple[str, list[int]]] = []
        if marked:
            self._scopes.append((f"the {number_of(len(marked), 'marked work')}", marked))
        if work is not None and work >= 0:
            self._scopes.append((f"only {name}", [work]))
        self._scopes.append(("the whole library", []))

    def body(self) -> ComposeResult:
        yield OptionList(*(Option(line(words)) for words, _ in self._scopes), markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(OptionList))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        works = self._scopes[event.option_index][1]
        self.say("Counting what it would cost …")
        self.app.ask(
            "cost",
            lambda desk: self.app.calls.refresh(desk, works, dry_run=True),
            self._say_cost,
            newest=True,
            failed=lambda fault: self.say(str(fault)),
        )

    def _say_cost(self, result: Refreshed) -> None:
        if self.is_attached:
            self.say(outcomes.cost(result))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._scopes[event.option_index][1])

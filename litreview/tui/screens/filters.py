"""The filters as a window, where the screen has no room for their pane."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from litreview.model.row import Facet
from litreview.tui.keys import own
from litreview.tui.screens.dialog import Dialog
from litreview.tui.widgets.facets import Facets


class FilterScreen(Dialog[str]):
    """Answers with a term to put into the query or take out of it."""

    BINDINGS: ClassVar[list[BindingType]] = [own("q,f", "back", "back", id="filters.back")]

    def __init__(self, facets: Sequence[Facet], query: str) -> None:
        super().__init__("Filters", "enter: into the query, or out of it   esc back")
        self._shown = facets
        self._query = query

    def body(self) -> ComposeResult:
        yield Facets(markup=False, id="filter-list")

    def on_mount(self) -> None:
        facets = self.query_one(Facets)
        facets.show(self._shown, self._query, width=44)
        self.set_focus(facets)
        if not self._shown:
            self.say("Nothing to narrow down: the list is empty.")

    def on_facets_term_chosen(self, event: Facets.TermChosen) -> None:
        event.stop()
        self.dismiss(event.term)

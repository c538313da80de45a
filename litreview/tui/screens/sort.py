"""Choosing an order: one letter each, the present one again turns it round."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from litreview.tui.keys import own
from litreview.tui.screens.dialog import Dialog
from litreview.tui.text import DIM, line

ORDERS = (
    ("f", "fit", "best fit to the query"),
    ("y", "year", "newest first"),
    ("a", "author", "first author"),
    ("t", "title", "title"),
    ("v", "venue", "venue"),
    ("c", "cited", "most cited first"),
    ("d", "added", "last added first"),
    ("k", "key", "citation key"),
)


class SortScreen(Dialog[str]):
    """Answers with a word of `State.sort`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(own(letter, f"choose({word!r})", words, id=f"sort.{word}") for letter, word, words in ORDERS),
        own("q", "back", "back", id="sort.back"),
    ]

    def __init__(self, sort: str, reverse: bool) -> None:
        super().__init__("Order the list by", "a letter or enter; the present one again: reversed   esc back")
        self._sort = sort
        self._reverse = reverse

    def body(self) -> ComposeResult:
        options = []
        for letter, word, words in ORDERS:
            now = (" reversed" if self._reverse else " now") if word == self._sort else ""
            options.append(Option(line((letter, "bold $text-accent"), "  ", words, (now, DIM)), id=word))
        yield OptionList(*options, markup=False)

    def on_mount(self) -> None:
        choices = self.query_one(OptionList)
        choices.highlighted = next((n for n, (_, word, _) in enumerate(ORDERS) if word == self._sort), 0)
        self.set_focus(choices)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def action_choose(self, word: str) -> None:
        self.dismiss(word)

"""Windows that show something to read or to copy by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from litreview.tui import links
from litreview.tui.keys import own
from litreview.tui.screens.dialog import Dialog
from litreview.tui.text import DIM, line, lines

if TYPE_CHECKING:
    from litreview.acts.results import Shown


class CopyScreen(Dialog[None]):
    """Key, reference, identifiers and addresses of a work; enter sends one to the clipboard."""

    BINDINGS: ClassVar[list[BindingType]] = [own("q", "back", "back", id="copy.back")]

    def __init__(self, shown: Shown) -> None:
        super().__init__(
            "To copy", "enter sends it to the terminal's clipboard; or mark it with the mouse   esc back"
        )
        self._values = values(shown)

    def body(self) -> ComposeResult:
        yield OptionList(
            *(Option(line((f"{name:11}", DIM), text)) for name, text in self._values), markup=False
        )

    def on_mount(self) -> None:
        self.set_focus(self.query_one(OptionList))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.app.copy(self._values[event.option_index][1])
        self.dismiss(None)


class TellScreen(Dialog[None]):
    """Some lines to read."""

    BINDINGS: ClassVar[list[BindingType]] = [own("q,enter", "back", "back", id="tell.back")]

    def __init__(self, title: str, told: Sequence[Content]) -> None:
        super().__init__(title, "esc back")
        self._told = told

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(lines(self._told))


def values(shown: Shown) -> list[tuple[str, str]]:
    """What people copy of a work."""
    from litreview.tui.describe import where

    best = shown.best
    names = "; ".join(str(author) for author in best.authors) or "no author"
    year = best.year if best.year is not None else "n.d."
    out = [("key", shown.row.key), ("cite", f"\\cite{{{shown.row.key}}}")]
    out.append(
        ("reference", f"{names} ({year}). {best.full_title or 'no title'}. {where(best)}".rstrip(". ") + ".")
    )
    out += [(i.scheme.split("_")[0], i.value) for i in best.identifiers]
    out += [("address", address) for address in links.addresses(shown)]
    return out

"""Writing a note. What was typed is never lost: going back keeps it as a draft."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

from litreview.tui.screens.dialog import Dialog
from litreview.tui.text import line
from litreview.tui.typing_ahead import TypedInto


class NoteScreen(TypedInto, Dialog[str]):
    """Answers with the note's text; ``drafts`` keeps what was not stored, by work."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2,ctrl+g", "store", "store", priority=True, id="note.store"),
        Binding("escape", "back", "back", priority=True, id="note.back"),
    ]

    def __init__(self, name: str, drafts: dict[int, str], work: int) -> None:
        super().__init__(
            line(("Note on ", "bold"), (name, "bold $text-accent")),
            "f2 or ctrl+g stores it   esc back, the draft stays",
        )
        self.expect()
        self._drafts = drafts
        self._work = work

    def body(self) -> ComposeResult:
        yield TextArea(
            self._drafts.get(self._work, ""), soft_wrap=True, show_line_numbers=False, compact=True
        )

    def on_mount(self) -> None:
        self.open_field(self.query_one(TextArea))

    def action_store(self) -> None:
        """Store the note."""
        text = self.query_one(TextArea).text.strip()
        if text:
            self._drafts.pop(self._work, None)
            self.dismiss(text)
        else:
            self.say("A note needs a text.")

    def action_back(self) -> None:
        """Go back; the text stays as a draft of this work."""
        self._drafts[self._work] = self.query_one(TextArea).text
        self.dismiss(None)

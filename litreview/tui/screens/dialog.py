"""What the small windows have in common: a title, a body, the keys at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from litreview.tui.keys import own
from litreview.tui.text import DIM, content, line

if TYPE_CHECKING:
    from litreview.tui.app import LitreviewApp

Result = TypeVar("Result")


class Dialog(ModalScreen[Result | None]):
    """A window over the screen; escape goes back and answers None."""

    app: LitreviewApp
    BINDINGS: ClassVar[list[BindingType]] = [own("escape", "back", "back", id="dialog.back")]

    def __init__(self, title: Content | str, foot: str) -> None:
        super().__init__()
        self._title = title if isinstance(title, Content) else content(title, "bold")
        self._foot = Static(line((foot, DIM)), classes="dialog-foot")
        self.said = Static("", classes="dialog-said")

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield from self.body()
            yield self.said
            yield self._foot

    def body(self) -> ComposeResult:
        """The widgets between title and foot."""
        raise NotImplementedError

    def say(self, *parts: str | Content | tuple[str, str]) -> None:
        """Say something above the keys."""
        self.said.update(line(*parts))

    def action_back(self) -> None:
        self.dismiss(None)

"""The lines that frame a screen: where one is, what just happened, six keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Input

from litreview.tui import keys
from litreview.tui.text import DIM, Part, button, content, line
from litreview.tui.widgets.pressable import Pressable

if TYPE_CHECKING:
    from litreview.tui.app import LitreviewApp

SHOWN_KEYS = 6
_LEAST = 20


class TopLine(Pressable):
    """The program, the library, where one is; questions that wait; help on the right."""

    def __init__(self) -> None:
        super().__init__("", id="top-line")
        self._left = self._spare = self._right = Content("")

    def say(self, *left: Part, spare: str = "", right: Content | None = None) -> None:
        """Show what stands on the left, ``right`` before the key of the help, ``spare`` if there is room."""
        self._left = line(("litreview", "bold $text-primary"), "  ", *left)
        self._spare = content(f"   {spare}", DIM) if spare else Content("")
        self._right = line(right or "", "   " if right else "", button("?", "keys", "app.keys"))
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        room = max(0, self.size.width - 2)
        left = line(self._left, self._spare)
        if left.cell_length + self._right.cell_length + 2 > room:
            left = self._left
        space = room - self._right.cell_length - 2
        if space < _LEAST:
            self.update(left.truncate(room, ellipsis=True), layout=False)
            return
        left = left.truncate(space, ellipsis=True) if left.cell_length > space else left
        gap = " " * (room - left.cell_length - self._right.cell_length)
        self.update(line(left, gap, self._right), layout=False)


class StatusLine(Pressable):
    """What just happened, and what is under way. A sentence stays until another one comes."""

    def __init__(self) -> None:
        super().__init__("", id="status-line")
        self._said = Content("")
        self._doing = ""
        self._marked = 0

    def say(self, said: Content) -> None:
        """Show a sentence."""
        self._said = said
        self._show()

    def doing(self, sentence: str) -> None:
        """Show what is under way, "" when nothing is."""
        if sentence != self._doing:
            if not self._doing:
                self._said = Content("")
            self._doing = sentence
            self._show()

    def marked(self, count: int) -> None:
        """Show how many works are marked."""
        if count != self._marked:
            self._marked = count
            self._show()

    def _show(self) -> None:
        parts: list[Part] = []
        if self._marked:
            parts += [(f"{self._marked:,} marked", "bold $text-warning"), (" (esc clears)   ", DIM)]
        parts.append(self._said)
        if self._doing:
            parts += [
                "   " if self._said else "",
                ("… ", "bold $text-accent"),
                self._doing,
                (" (X stops)", DIM),
            ]
        self.update(line(*parts), layout=False)


class KeyLine(Pressable):
    """At most six keys of the present screen, and help; each can be clicked."""

    app: LitreviewApp

    def __init__(self) -> None:
        super().__init__("", id="key-line")

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self._show())
        self.call_after_refresh(self._show)

    def on_resize(self) -> None:
        self._show()

    def _show(self) -> None:
        if not self.is_attached or not self.screen.is_attached:
            return
        room = self.size.width - 2
        parts: list[Content] = []
        for key, words in self._keys():
            part = button(keys.shown(key), words, f"app.press({key!r})")
            taken = sum(p.cell_length + 3 for p in parts)
            if taken + part.cell_length > room:
                break
            parts.append(part)
        self.update(Content("   ").join(parts), layout=False)

    def _keys(self) -> list[tuple[str, str]]:
        """The keys to show: those of the field that is typed in, else those that the screen names."""
        found: dict[str, list[str]] = {}
        words: dict[str, str] = {}
        focused = self.screen.focused
        typing = isinstance(focused, Input)
        for key, active in self.screen.active_bindings.items():
            id = active.binding.id
            if id and active.enabled and (not typing or active.node is focused):
                found.setdefault(id, []).append(key)
                words[id] = active.binding.description
        named: tuple[str, ...] = tuple(found) if typing else getattr(self.screen, "key_line", ())
        shown = [(min(found[id], key=_ease), words[id]) for id in named if id in found]
        return shown[:SHOWN_KEYS]


def _ease(key: str) -> tuple[bool, bool, int]:
    """Of several keys for one action the one to show: no arrow, not escape, short."""
    return key in ("up", "down", "left", "right"), key == "escape", len(key)

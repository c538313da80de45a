"""Choosing a tag: type a few letters, Enter puts it on; a new name makes a new tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from litreview.model.text import clean, fold, number_of
from litreview.tui.columns import hue
from litreview.tui.describe import TAG_STYLES
from litreview.tui.keys import own
from litreview.tui.text import DIM, line
from litreview.tui.typing_ahead import TypedInto

if TYPE_CHECKING:
    from litreview.acts.results import Tags, TagView

_SHOWN = 60


class TagPicker(TypedInto, ModalScreen[str | None]):
    """Answers with the name of a tag, None where the person went back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        own("escape", "back", "back", id="tags.back"),
        own("down", "move(1)", "down", id="tags.down"),
        own("up", "move(-1)", "up", id="tags.up"),
    ]

    def __init__(self, tags: Tags, on: frozenset[str], works: int) -> None:
        super().__init__()
        self.expect()
        self._tags = tags.tags
        self._on = on
        self._works = works
        self._input = Input(placeholder="a tag, or a new name", compact=True)
        self._list = OptionList(id="tag-list", markup=False)
        self._list.can_focus = False
        self._names: list[str] = []
        self._shown_for = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(
                line(("Tag ", "bold"), (number_of(self._works, "work"), "bold $text-accent")),
                classes="dialog-title",
            )
            yield self._input
            yield self._list
            yield Static(line(("enter puts it on, or takes it off   esc back", DIM)), classes="dialog-foot")

    def on_mount(self) -> None:
        self._show("")
        self.open_field(self._input)

    def on_input_changed(self, event: Input.Changed) -> None:
        value = event.value.strip()
        if value.isdigit() and (tag := next((t for t in self._tags if str(t.pinned) == value), None)):
            self.dismiss(tag.name)
            return
        self._show(value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip() != self._shown_for:  # Enter came before the list followed the letters
            self._show(event.value.strip())
        self._choose()

    def on_option_list_option_selected(self) -> None:
        self._choose()

    def action_move(self, by: int) -> None:
        """Move in the list while typing goes on."""
        if self._names:
            self._list.highlighted = ((self._list.highlighted or 0) + by) % len(self._names)

    def action_back(self) -> None:
        self.dismiss(None)

    def _choose(self) -> None:
        place = self._list.highlighted
        if place is not None and place < len(self._names):
            self.dismiss(self._names[place])

    def _show(self, typed: str) -> None:
        self._shown_for = typed
        found = matching(typed, self._tags)
        name = clean(typed, 200)
        self._names = [tag.name for tag in found[:_SHOWN]]
        options = [Option(self._prompt(tag)) for tag in found[:_SHOWN]]
        if name and all(tag.name != name for tag in self._tags):
            new = Option(line(("new tag ", DIM), (name, "bold")))
            first = not found
            self._names.insert(0 if first else len(self._names), name)
            options.insert(0 if first else len(options), new)
        self._list.clear_options()
        self._list.add_options(options)
        self._list.highlighted = 0 if options else None

    def _prompt(self, tag: TagView) -> Content:
        sign = "x " if tag.name in self._on else "  "
        number = f"{tag.pinned} " if tag.pinned is not None else "  "
        return line(
            (number, "bold $text-accent"),
            sign,
            (tag.name, TAG_STYLES[hue(tag.name)]),
            (f"  {tag.works:,}", DIM),
        )


def matching(typed: str, tags: tuple[TagView, ...]) -> list[TagView]:
    """The tags that the typed letters may mean: those that begin so, then that hold them, then in order.

    Untyped, the pinned ones come first, then the most used.
    """
    wanted = fold(typed).strip()
    if not wanted:
        return sorted(tags, key=lambda tag: (tag.pinned is None, tag.pinned or 0, -tag.works))
    ranked = []
    for tag in tags:
        rank = _rank(wanted, fold(tag.name))
        if rank is not None:
            ranked.append((rank, -tag.works, tag))
    return [tag for *_, tag in sorted(ranked, key=lambda found: found[:2])]


def _rank(wanted: str, name: str) -> int | None:
    if name.startswith(wanted):
        return 0
    if any(word.startswith(wanted) for word in name.split()):
        return 1
    if wanted in name:
        return 2
    letters = iter(name)
    return 3 if all(letter in letters for letter in wanted) else None

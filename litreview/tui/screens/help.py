"""The keys of the present screen, made from those that are in force there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import ActiveBinding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from litreview.tui.keys import own, shown
from litreview.tui.screens.dialog import Dialog
from litreview.tui.text import DIM, content, line, lines

GROUPS = (
    ("list", "Moving, marking, ordering"),
    ("screen", "This screen"),
    ("act", "Acts"),
    ("tag", "Tags"),
    ("work", "The work"),
    ("app", "Everywhere"),
)
_LEADS = {"trace": "screen", "duplicates": "screen", "search": "screen", "facets": "list"}


class HelpScreen(Dialog[None]):
    """Every key with its words, grouped."""

    BINDINGS: ClassVar[list[BindingType]] = [
        own("q,question_mark,f1,enter", "back", "back", id="help.back"),
        own("j,down", "scroll(1)", "down", id="help.down"),
        own("k,up", "scroll(-1)", "up", id="help.up"),
    ]

    def __init__(self, bindings: Mapping[str, ActiveBinding]) -> None:
        super().__init__(
            "Keys of this screen", "j k scroll   esc back   : all commands and works   ctrl+q leaves"
        )
        self._lines = help_lines(bindings)

    def body(self) -> ComposeResult:
        with VerticalScroll(id="help-scroll"):
            yield Static(lines(self._lines))

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self.query_one("#help-scroll").scroll_relative(y=by * 3, animate=False)


def help_lines(bindings: Mapping[str, ActiveBinding]) -> list[Content]:
    """The keys that are in force, by group; keys of one action on one line."""
    found: dict[str, dict[str, tuple[list[str], str]]] = {name: {} for name, _ in GROUPS}
    for key, active in bindings.items():
        binding = active.binding
        if not binding.id or not binding.description or not active.enabled:
            continue
        lead = binding.id.split(".")[0]
        group = _LEADS.get(lead, lead)
        pinned = binding.action.startswith("pinned(")
        action = "pinned" if pinned else binding.action
        words = "put a pinned tag on, or take it off" if pinned else binding.tooltip or binding.description
        found.setdefault(group, {}).setdefault(action, ([], words))[0].append(shown(key))
    out: list[Content] = []
    for name, title in GROUPS:
        if found[name]:
            out += [Content("")] if out else []
            out.append(content(title, "bold $text-primary"))
            for names, words in found[name].values():
                shown_keys = f"{names[0]}-{names[-1]}" if len(names) > 3 else " ".join(names)
                out.append(line((f"  {shown_keys:12}", "bold $text-accent"), words[:1].upper() + words[1:]))
    out += [Content(""), content("The mouse", "bold $text-primary")]
    out.append(
        line(
            ("  click       ", "bold $text-accent"),
            "Go there; on the first cells: mark; twice: read; shift: mark up to there",
        )
    )
    out.append(
        line(("  title       ", "bold $text-accent"), "A click on a column's title orders the list by it")
    )
    out.append(line(("Every act is a command too: litreview --help", DIM)))
    return out

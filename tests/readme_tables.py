"""The tables of README.md that are made from declarations. ``python -m tests.readme_tables`` renews them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from textual.binding import Binding

README = Path(__file__).parent.parent / "README.md"


def commands() -> str:
    """One row for each act: its command, and what it does."""
    from litreview.acts.table import ACTS

    rows = [(f"`{one.name}`", one.help, "yes" if one.undoable else "") for one in ACTS]
    return _table(("command", "what it does", "undo takes it back"), rows)


def keys() -> str:
    """One row for each key of the library screen."""
    from litreview.tui.keys import BACK, MARKING, MOVING, WORKS, shown
    from litreview.tui.screens.library import LibraryScreen

    rows = []
    for binding in (*MOVING, *MARKING, *WORKS, *LibraryScreen.BINDINGS, *BACK):
        assert isinstance(binding, Binding)
        if re.fullmatch(r"[2-9]", binding.key):
            continue
        pressed = " or ".join(f"`{shown(key.strip())}`" for key in binding.key.split(","))
        words = binding.description
        if binding.key == "1":
            pressed, words = "`1` to `9`", "pinned tag, on or off; the lowest line of the screen names them"
        elif binding in BACK and binding.tooltip:
            words = binding.tooltip.rstrip(".").lower()
        rows.append((pressed, words))
    return _table(("key", "does"), rows)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines)


def renewed(text: str) -> str:
    """README's text with its made tables as the declarations have them today."""
    for name, table in (("commands", commands()), ("keys", keys())):
        text = re.sub(
            rf"(<!-- {name}: [^>]*-->\n).*?(<!-- /{name} -->)",
            lambda found, table=table: f"{found[1]}{table}\n{found[2]}",
            text,
            flags=re.S,
        )
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")

"""No foreign text reaches a widget as a string that Textual would parse for markup."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import litreview.tui

ROOM = Path(litreview.tui.__file__).parent
SHOWING = {"Static", "Pressable", "Label", "Option", "update", "notify", "Button", "Content"}
PARSING = {"from_markup", "escape", "render_markup"}


def _calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield f"{file.name}:{node.lineno}", node


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_widgets_get_content_or_fixed_words_never_a_built_string() -> None:
    bad = [
        where
        for where, call in _calls()
        if _name(call) in SHOWING and call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert bad == []


def test_nothing_is_parsed_or_escaped_as_markup() -> None:
    assert [where for where, call in _calls() if _name(call) in PARSING] == []


def test_toasts_are_plain() -> None:
    for where, call in _calls():
        if _name(call) == "notify":
            markup = next((k.value for k in call.keywords if k.arg == "markup"), None)
            assert isinstance(markup, ast.Constant) and markup.value is False, where


def test_no_border_title_holds_text() -> None:
    for file in ROOM.rglob("*.py"):
        assert "border_title" not in file.read_text(encoding="utf-8"), file.name

"""Which key does what. Acts bring their keys from `acts.table`; the rest is the screen's own.

Every binding has an id, so that keys can be given anew by id. No control keys that terminals or
multiplexers take for themselves, no letter that does two things on one screen.
"""

from __future__ import annotations

from textual.binding import Binding

from litreview.acts.table import act

_ACTIONS = {
    "search": "app.search",
    "add": "app.add",
    "import": "app.import_file",
    "keep": "keep",
    "remove": "remove",
    "tag add": "tag",
    "note": "note",
    "export": "export",
    "refresh": "refresh",
    "duplicates": "app.duplicates",
    "undo": "app.undo",
    "redo": "app.redo",
    "history": "app.history",
}
_SHORT = {
    "tag add": "tag",
    "search": "search sources",
    "note": "note",
    "duplicates": "questions",
    "keep": "keep",
    "remove": "remove",
}


def of_act(name: str) -> Binding:
    """The binding of an act: key and words from its declaration."""
    declared = act(name)
    return Binding(
        declared.shortcut,
        _ACTIONS[name],
        _SHORT.get(name, declared.title.lower()),
        show=False,
        id=f"act.{name.replace(' ', '_')}",
        tooltip=declared.help,
    )


def own(key: str, action: str, words: str, id: str = "") -> Binding:
    """A binding of a screen's own."""
    return Binding(key, action, words, show=False, id=id or f"screen.{action.split('(')[0]}")


MOVING = [
    own("down,j", "move(1)", "down", id="list.down"),
    own("up,k", "move(-1)", "up", id="list.up"),
    own("pagedown", "page(1)", "page down", id="list.page_down"),
    own("pageup", "page(-1)", "page up", id="list.page_up"),
    own("ctrl+d", "half(1)", "half a page down", id="list.half_down"),
    own("ctrl+u", "half(-1)", "half a page up", id="list.half_up"),
    own("home,g", "end(0)", "first", id="list.first"),
    own("end,G", "end(1)", "last", id="list.last"),
]
MARKING = [
    own("space", "mark", "mark", id="list.mark"),
    own("v", "range", "mark a range", id="list.range"),
    own("asterisk", "mark_all", "mark all shown", id="list.mark_all"),
]
WORKS = [
    own("enter", "read", "read", id="act.show"),
    of_act("tag add"),
    *(own(str(n), f"pinned({n})", f"tag {n}", id=f"tag.pinned{n}") for n in range(1, 10)),
    own("full_stop", "same_tag", "same tag again", id="tag.again"),
    of_act("note"),
    own("r", "trace('references')", "references", id="act.trace"),
    own("c", "trace('cited-by')", "cited by", id="act.trace_cited_by"),
    of_act("keep"),
    of_act("remove"),
    of_act("export"),
    of_act("refresh"),
    own("y", "copy_key", "copy key", id="work.copy_key"),
    own("Y", "show_copy", "show what can be copied", id="work.show_copy"),
    own("o", "open_page", "open its page", id="work.open_page"),
]
EVERYWHERE = [
    of_act("undo"),
    of_act("redo"),
    of_act("add"),
    of_act("import"),
    of_act("search"),
    of_act("duplicates"),
    of_act("history"),
    own("X", "app.stop_work", "stop what is running", id="app.stop"),
    own("question_mark,f1", "app.keys", "keys", id="app.help"),
    own("colon", "app.command_palette", "all commands, works by title", id="app.palette"),
]
BACK = [
    Binding(
        "q",
        "back",
        "back",
        show=False,
        id="screen.back",
        tooltip="One step back; at the top of the library: leave.",
    ),
    own("escape", "escape", "one step back, never out", id="screen.escape"),
]


def key_of(name: str) -> str:
    """The key of an act, as people read it."""
    return shown(act(name).shortcut)


def shown(key: str) -> str:
    """A key as people read it on the keyboard."""
    names = {
        "question_mark": "?", "asterisk": "*", "full_stop": ".", "colon": ":", "slash": "/",
        "pagedown": "page down", "pageup": "page up", "escape": "esc", "left_square_bracket": "[",
        "right_square_bracket": "]", "plus": "+", "down": "↓", "up": "↑", "right": "→", "left": "←",
    }  # fmt: skip
    return names.get(key, key)

"""Pasting something to add, naming a file to import."""

from __future__ import annotations

import os
import shlex

from textual.app import ComposeResult
from textual.suggester import Suggester
from textual.widgets import Input

from litreview.errors import Misused
from litreview.settings.places import path_of
from litreview.tui.screens.dialog import Dialog
from litreview.tui.typing_ahead import TypedInto

_LOOKED_AT = 2000


class AddScreen(TypedInto, Dialog[list[str]]):
    """Answers with identifiers and addresses to look up."""

    def __init__(self, text: str = "") -> None:
        super().__init__("Add a work", "enter looks it up and keeps it   esc back")
        self.expect()
        self._text = text

    def body(self) -> ComposeResult:
        yield Input(
            self._text,
            placeholder="DOI, RePEc handle, IDEAS or EconPapers address, Semantic Scholar id",
            compact=True,
            select_on_focus=False,
        )

    def on_mount(self) -> None:
        self.say("Several at once: put a blank between them. This asks the sources over the net.")
        self.open_field(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if what := event.value.split():
            self.dismiss(what)


class ImportScreen(TypedInto, Dialog[list[str]]):
    """Answers with files to read."""

    def __init__(self, path: str = "") -> None:
        super().__init__("Import files", "enter reads them   → completes   esc back")
        self.expect()
        self._path = path

    def body(self) -> ComposeResult:
        yield Input(
            self._path,
            placeholder="chapter.bib, references.ris, a saved page",
            compact=True,
            select_on_focus=False,
            suggester=FileSuggester(),
        )

    def on_mount(self) -> None:
        self.say("BibTeX, RIS, ReDIF and saved pages, known by their content. u takes an import back.")
        self.open_field(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        files = files_named(event.value)
        missing = [name for name in files if not _is_file(name)]
        if missing:
            self.say(("! ", "bold $text-error"), "There is no file ", (missing[0], "bold"))
        elif files:
            self.dismiss(files)


class FileSuggester(Suggester):
    """Completes the name of a file, with a look into its folder alone."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        head, slash, start = value.rpartition("/")
        if not start and not slash:
            return None
        try:
            folder = path_of(f"{head}/" if slash else ".")
            names = sorted(
                p.name + ("/" if p.is_dir() else "")
                for n, p in zip(range(_LOOKED_AT), folder.iterdir(), strict=False)
            )
        except (OSError, Misused):
            return None
        found = next((n for n in names if n.startswith(start) and n != start and not n.startswith(".")), None)
        return f"{head}{slash}{found}" if found else None


def files_named(text: str) -> list[str]:
    """The files that a line names: the whole line if there is such a file, else as a shell reads it.

    Terminals drop a file as a quoted path or as ``file://...``.
    """
    value = text.strip()
    if not value or _is_file(value):
        return [_at_home(value)] if value else []
    try:
        parts = shlex.split(value, posix="\\" not in value or "/" in value)
    except ValueError:
        parts = [value]
    return [_at_home(part.removeprefix("file://").strip("'\"")) for part in parts]


def _at_home(name: str) -> str:
    try:
        return str(path_of(name))
    except Misused:
        return name


def _is_file(name: str) -> bool:
    """Whether there is such a file; what can be no name, or may not be looked at, is none."""
    return os.path.isfile(_at_home(name))  # noqa: PTH113 - Path.is_file fails where a folder is closed

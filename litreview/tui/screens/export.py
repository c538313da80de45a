"""Writing works to a file: which, where to, how it will look, then one sentence of what was done."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Input, Static

from litreview.errors import LitreviewError, Misused
from litreview.settings.places import path_of
from litreview.tui import outcomes
from litreview.tui.screens.dialog import Dialog
from litreview.tui.text import DIM, Part, block, line
from litreview.tui.typing_ahead import TypedInto

if TYPE_CHECKING:
    from litreview.acts.results import Exported

_PREVIEWED = 2
Scope = tuple[str, dict[str, Any], list[int]]


class ExportScreen(TypedInto, Dialog[None]):
    """The scope turns with tab; the ending of the file says the format."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "turn(1)", "next scope", priority=True, id="export.next"),
        Binding("shift+tab", "turn(-1)", "scope before", priority=True, id="export.before"),
    ]

    def __init__(self, scopes_offered: list[Scope]) -> None:
        super().__init__("Export", "tab other works   enter writes the file   esc back")
        self.expect()
        self._scopes = scopes_offered
        self._scope = 0
        self._which = Static("", id="export-scope")
        self._file = Input(
            "library.bib", placeholder="chapter.bib, chapter.ris", compact=True, select_on_focus=False
        )
        self._preview = Static("", id="export-preview")
        self._overwrite = ""

    def body(self) -> ComposeResult:
        yield self._which
        yield self._file
        with VerticalScroll(id="export-scroll", can_focus=False):
            yield self._preview

    def on_mount(self) -> None:
        if not self._scopes:
            self.say("There is nothing to export.")
            self.open_field(self._file)
            return
        remembered = self.app.desk.recall("export_file")
        if isinstance(remembered, str) and remembered:
            self._file.value = remembered
        self.open_field(self._file)
        self._show_scope()

    def action_turn(self, by: int) -> None:
        """Other works."""
        if self._scopes:
            self._scope = (self._scope + by) % len(self._scopes)
            self._overwrite = ""
            self._show_scope()

    def _show_scope(self) -> None:
        parts: list[Part] = []
        for place, (words, _, _) in enumerate(self._scopes):
            now = place == self._scope
            parts += [("> " if now else "  ", "bold $text-accent"), (words, "bold" if now else DIM), " "]
        self._which.update(line(*parts))
        self._show_preview()

    def on_input_changed(self) -> None:
        self._overwrite = ""
        if self._scopes:
            self._show_preview()

    def _show_preview(self) -> None:
        _, options, first = self._scopes[self._scope]
        file = self._file.value.strip()
        narrowed = {"works": first} if first else options
        if file:
            self.app.ask(
                "preview",
                lambda desk: self.app.calls.export(desk, file, dry_run=True, **narrowed),
                self._take_preview,
                newest=True,
                failed=lambda fault: self._preview.update(line((str(fault), DIM))),
            )

    def _take_preview(self, exported: Exported) -> None:
        if self.is_attached:
            self._preview.update(block(exported.text[:4000], DIM))

    def on_input_submitted(self) -> None:
        file = self._file.value.strip()
        if not file or not self._scopes:
            return
        try:
            path = str(path_of(file))
        except Misused as fault:
            self.say(("! ", "bold $text-error"), fault.sentence)
            return
        options = dict(self._scopes[self._scope][1])
        if os.path.exists(path) and self._overwrite != path:  # noqa: PTH110 - Path.exists fails in a closed folder
            self._overwrite = path
            self.say(
                ("! ", "bold $text-warning"), "That file is there already. Enter once more writes over it."
            )
            return
        options["force"] = self._overwrite == path
        self.say("Writing …")
        self.app.ask(
            "export",
            lambda desk: self._write(desk, file, path, options),
            self._done,
            label="exporting",
            failed=self._failed,
        )

    def _write(self, desk: Any, file: str, path: str, options: dict[str, Any]) -> Exported:
        desk.remember("export_file", file)
        return self.app.calls.export(desk, path, **options)

    def _done(self, exported: Exported) -> None:
        self.app.say(outcomes.sentence(exported))
        if self.is_attached:
            self.dismiss(None)

    def _failed(self, fault: BaseException) -> None:
        self._overwrite = ""
        if self.is_attached and isinstance(fault, LitreviewError):
            self.say(("! ", "bold $text-error"), fault.sentence, " ", fault.hint)
        else:
            self.app.present(fault)


def scopes(
    marked: list[int], work: int | None, query: str | None, listed: list[int], shown: int
) -> list[Scope]:
    """What can be exported: words, options of the act, and the works of the preview.

    ``query`` is None where the list is not the answer to one; then ``listed`` are its works.
    """
    out: list[Scope] = []
    near = [work] if work is not None and work >= 0 else []
    if marked:
        out.append((f"{len(marked):,} marked", {"works": marked}, marked[:_PREVIEWED]))
    if query is None and listed:
        out.append((f"all {len(listed):,} listed", {"works": listed}, listed[:_PREVIEWED]))
    if query and query.strip() and shown:
        out.append((f"all {shown:,} shown", {"query": query}, near))
    if query is not None and (shown or marked or query.strip()):
        out.append(("the whole library", {}, near))
    if near:
        out.append(("only this work", {"works": near}, near))
    return out

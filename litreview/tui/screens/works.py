"""What every list of works can do: open, tag, note, keep, trace, copy, export."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Input

from litreview.model.row import Row
from litreview.tui import keys, links
from litreview.tui.widgets.work_table import WorkTable

if TYPE_CHECKING:
    from litreview.acts.results import Shown, Tags
    from litreview.tui.app import LitreviewApp


class WorksScreen(Screen[None]):
    """A screen around one `WorkTable`. Acts go to the marked works, else to the one at the cursor."""

    app: LitreviewApp
    BINDINGS: ClassVar[list[BindingType]] = [*keys.WORKS, *keys.BACK]

    AUTO_FOCUS: ClassVar[str | None] = "WorkTable"
    table: WorkTable
    key_line = ("act.show", "list.mark", "act.tag_add", "act.trace", "act.export", "act.list")

    def reload(self) -> None:
        """Read again what is shown, after something changed."""
        raise NotImplementedError

    def query_for_export(self) -> str | None:
        """The query that names all works shown, None where no query does."""
        return None

    # What acts go to

    def _chosen(self) -> list[int]:
        works = self.table.chosen()
        if not works:
            self.app.say("Nothing here to do that with.")
        return works

    def _one(self) -> int | None:
        work = self.table.work
        if work is None:
            self.app.say("Nothing is listed here.")
        elif work < 0:
            self.app.say("This line is known as text only; nothing more is known of it.")
        if work is None or work < 0:
            return None
        return work

    def _with_shown(self, then: Callable[[Shown], object]) -> None:
        work = self._one()
        if work is not None:
            self.app.ask("show-once", lambda desk: self.app.calls.show(desk, work), then)

    # Acts

    def action_read(self) -> None:
        """Open the whole page of the work."""
        if (work := self._one()) is not None:
            self.app.open_work(work)

    def on_work_table_chosen(self) -> None:
        self.action_read()

    def action_tag(self) -> None:
        """Choose a tag for the works."""
        works = self._chosen()
        if works and self.app.tags is not None:
            self._pick_tag(works, self.app.tags)
        elif works:
            self.app.ask("tags", self.app.calls.tags, partial(self._pick_tag, works))

    def _pick_tag(self, works: list[int], tags: Tags) -> None:
        from litreview.tui.widgets.tag_picker import TagPicker

        on = self._tags_on(works)
        self.app.open_once(TagPicker(tags, on, len(works)), partial(self._tag, works))

    def _tag(self, works: list[int], tag: str | None) -> None:
        if tag:
            self._toggle_tag(tag, works)

    def _toggle_tag(self, tag: str, works: list[int]) -> None:
        off = tag in self._tags_on(works)
        self.app.last_tag = tag
        self.app.change("tag", lambda desk: self.app.calls.tag(desk, tag, works, off=off))

    def _tags_on(self, works: list[int]) -> frozenset[str]:
        """The tags that all of these works have, as far as their rows are here."""
        current = self.table.current
        if len(works) == 1 and current is not None and current.id == works[0]:
            return frozenset(current.tags)
        rows = self.table.rows_here(works)
        if len(rows) < len(works):
            return frozenset()
        return frozenset.intersection(*(frozenset(row.tags) for row in rows))

    def action_pinned(self, n: int) -> None:
        """Put a pinned tag on, or take it off."""
        tag = dict(self.app.pinned).get(n)
        if tag is None:
            self.app.say(f"No tag has the number {n}; t shows them all.")
        elif works := self._chosen():
            self._toggle_tag(tag, works)

    def action_same_tag(self) -> None:
        """The tag that was used last, on these works too."""
        if self.app.last_tag is None:
            self.action_tag()
        elif works := self._chosen():
            self._toggle_tag(self.app.last_tag, works)

    def action_note(self) -> None:
        """Write a note on the work."""
        if (work := self._one()) is None:
            return
        from litreview.tui.screens.note import NoteScreen

        name = name_of(self.table.current)
        self.app.open_once(NoteScreen(name, self.app.drafts, work), partial(self._noted, work))

    def _noted(self, work: int, text: str | None) -> None:
        if text:
            self.app.change("note", lambda desk: self.app.calls.note(desk, work, text))

    def action_keep(self) -> None:
        """Take outside works into the library."""
        if works := self._chosen():
            self.app.change("keep", lambda desk: self.app.calls.keep(desk, works))

    def action_remove(self) -> None:
        """Take works out of the library; undo brings them back."""
        if works := self._chosen():
            self.table.clear_marks()
            self.app.change("remove", lambda desk: self.app.calls.remove(desk, works))

    def action_trace(self, direction: str) -> None:
        """Show what the work cites, or what cites it."""
        if (work := self._one()) is not None:
            self.app.open_trace(work, direction)

    def action_export(self) -> None:
        """Write works to a file."""
        from litreview.tui.screens.export import ExportScreen, scopes

        marked = self.table.chosen() if self.table.count_marked() else []
        query, ids = self.query_for_export(), self.table.rows.ids
        listed = [work for work in ids if work >= 0] if query is None else []
        self.app.open_once(ExportScreen(scopes(marked, self.table.work, query, listed, len(ids))))

    def action_refresh(self) -> None:
        """Ask the sources for today's counts; the cost is shown first."""
        from litreview.tui.screens.refresh import RefreshScreen

        marked = self.table.chosen() if self.table.count_marked() else []
        self.app.open_once(
            RefreshScreen(marked, self.table.work, name_of(self.table.current)), self.app.refresh_counts
        )

    def action_copy_key(self) -> None:
        """Send the citation keys to the terminal's clipboard."""
        self._with_shown(lambda shown: self.app.copy(shown.row.key))

    def action_show_copy(self) -> None:
        """Show key, identifiers and addresses, to copy by hand."""
        from litreview.tui.screens.copying import CopyScreen

        self._with_shown(lambda shown: self.app.open_once(CopyScreen(shown)))

    def action_open_page(self) -> None:
        """Open the work's page in a browser, or say its address."""
        self._with_shown(lambda shown: links.open_page(self.app, shown))

    def action_back(self) -> None:
        """One step back: marks first, then the screen."""
        if not self.table.clear_marks():
            self.dismiss()

    def action_escape(self) -> None:
        """As `action_back`, but it never ends the program."""
        self.action_back()

    # What changes

    def on_work_table_marked(self) -> None:
        self.app.show_marked(self.table.count_marked())

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted or dropped outside a field: a file's path to import, else something to add."""
        pasted = event.text.strip()
        if not pasted or isinstance(self.focused, Input):
            return
        from litreview.tui.screens.add import files_named

        if all(Path(name).is_file() for name in files_named(pasted.splitlines()[0])):
            self.app.action_import_file(pasted)
        else:
            self.app.action_add(" ".join(pasted.split()))

    def on_screen_resume(self) -> None:
        self.app.show_marked(self.table.count_marked())
        if not isinstance(self.focused, (Input, WorkTable)):
            self.set_focus(self.table)


def name_of(row: Row | None) -> str:
    """A work as people cite it."""
    return "this work" if row is None else row.cite_as

"""Asking the sources: what to look for, what each source does, what came."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from litreview.model.text import number_of
from litreview.tui import keys, outcomes
from litreview.tui.keys import own
from litreview.tui.rows import ListedRows
from litreview.tui.screens.works import WorksScreen
from litreview.tui.text import DIM, Part, line, lines, sought_words
from litreview.tui.typing_ahead import TypedInto
from litreview.tui.widgets.doors import Doors
from litreview.tui.widgets.status import KeyLine, StatusLine, TopLine
from litreview.tui.widgets.table_head import TableHead
from litreview.tui.widgets.work_table import WorkTable

if TYPE_CHECKING:
    from litreview.acts.results import Searched, SourceReport
    from litreview.tui.asking import Job

_SIGNS = {
    "answered": ("✓", "$text-success"),
    "partly": ("~", "$text-warning"),
    "nothing": ("✓", DIM),
    "skipped": ("-", DIM),
}


class Field(Input):
    """An input that goes to the list with escape."""

    BINDINGS: ClassVar[list[BindingType]] = [own("escape,down", "leave", "to the list", id="search.leave")]

    def action_leave(self) -> None:
        screen = self.screen
        if isinstance(screen, SearchScreen):
            screen.leave_field()


class SearchScreen(TypedInto, WorksScreen):
    """Hits are stored as outside works; the key of the act keeps the marked ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        own("slash", "words", "other words", id="screen.words"),
        keys.of_act("keep"),
        *keys.EVERYWHERE,
    ]
    key_line = ("act.keep", "list.mark", "act.show", "act.tag_add", "screen.words", "screen.back")

    def __init__(self, query: str) -> None:
        super().__init__()
        self.table = WorkTable(place=True, id="works")
        self.head = TableHead(self.table)
        self.top = TopLine()
        self.doors = Doors(id="doors")
        self.words = Field(
            " ".join(sought_words(query)),
            placeholder="what to look for",
            compact=True,
            select_on_focus=False,
            id="search-words",
        )
        self.years = Field(placeholder="1990-2005", compact=True, id="search-years")
        self.sources = Field(placeholder="all", compact=True, id="search-sources")
        self._states = Static("", id="search-states")
        self._searched: Searched | None = None
        self.expect()

    def compose(self) -> ComposeResult:
        yield self.top
        with Horizontal(classes="fields"):
            yield Static("Search ", classes="label", markup=False)
            yield self.words
            yield Static(" years ", classes="label", markup=False)
            yield self.years
            yield Static(" sources ", classes="label", markup=False)
            yield self.sources
        yield self._states
        yield self.head
        yield self.table
        yield self.doors
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.top.say("search the sources")
        self.table.display = self.head.display = False
        self.doors.say(
            "Enter asks each source for at most 20 records; tab goes to the next field.",
            line("What leaves this machine: the words, the years, and your mail address if you gave one."),
            line(
                "Hits are stored as outside works; ",
                (keys.key_of("keep"), "bold $text-accent"),
                " keeps the ones you want.",
            ),
            line(("Sources by name, with commas: crossref,semantic_scholar,repec", DIM)),
        )
        self.open_field(self.words)

    def on_screen_resume(self) -> None:
        self.app.show_marked(self.table.count_marked())

    def on_input_submitted(self) -> None:
        words = self.words.value.strip()
        if not words:
            self.app.say("A search needs words.")
            return
        years, names = self.years.value.strip() or None, self.sources.value.strip() or None
        self._states.update("")
        self.app.ask(
            "search-sources",
            lambda desk: self.app.calls.search(desk, words, years=years, source=names),
            partial(self._show, words),
            newest=True,
            label=f"searching for {words}",
        )
        self.leave_field()

    def _show(self, words: str, searched: Searched) -> None:
        if not self.is_attached:
            return
        self._searched = searched
        self._states.update(lines(report_line(report) for report in searched.reports))
        self.table.display = self.head.display = bool(searched.rows)
        self.doors.display = not searched.rows
        self.table.show_rows(ListedRows(searched.rows), sought=sought_words(words))
        if not searched.rows:
            self.doors.say(f"No source has anything for {words}.", line(("/ changes the words", DIM)))
        self.app.say(outcomes.sentence(searched))
        self.leave_field()

    def show_progress(self, jobs: Sequence[Job]) -> None:
        """What each source has brought so far."""
        job = next((job for job in jobs if job.group == "search-sources"), None)
        if job is not None and (events := [event for event in list(job.events.values()) if event.part]):
            told = [line(("… ", "bold $text-accent"), event.sentence or event.part) for event in events]
            self._states.update(lines(told))

    def reload(self) -> None:
        """Read the hits again, to show which are kept now."""
        if self._searched is not None and self._searched.rows:
            ids = [row.id for row in self._searched.rows]
            self.app.ask(
                "hits",
                lambda desk: self.app.calls.page(desk, ids),
                lambda rows: self.table.show_rows(ListedRows(rows), sought=self.table.sought),
                newest=True,
            )

    def leave_field(self) -> None:
        """From the fields to the list."""
        if self.table.display:
            self.set_focus(self.table)
        elif self.focused is not None:
            self.set_focus(None)

    def action_words(self) -> None:
        """Change the words."""
        self.open_field(self.words)


def report_line(report: SourceReport) -> Content:
    """What one source did, in a line."""
    sign, style = _SIGNS.get(report.state, ("!", "$text-warning"))
    parts: list[Part] = [(f"{sign} ", f"bold {style}"), f"{report.title}  "]
    if report.answered:
        of = f" of {report.total:,}" if report.total is not None and report.total > report.got else ""
        parts.append((f"{number_of(report.got, 'record')}{of}, {report.new:,} new", DIM))
        parts.append(
            (f", {report.hidden:,} left out (journals, reviews, parts)" if report.hidden else "", DIM)
        )
        parts.append(
            (
                f", {number_of(len(report.failures), 'record')} not read" if report.failures else "",
                "$text-warning",
            )
        )
    if report.sentence or not report.answered:
        parts.append((f"{'  ' if report.answered else ''}{report.sentence or report.state}", DIM))
    return line(*parts)

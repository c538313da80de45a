"""The library: a query, the works that answer it, the work under the cursor."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from litreview.model.row import Facet, Found, Row
from litreview.model.text import number_of, printable
from litreview.tui import keys
from litreview.tui.rows import PAGE, Arrived, PagedRows
from litreview.tui.screens.works import WorksScreen
from litreview.tui.text import DIM, button, sought_words
from litreview.tui.widgets.detail import Detail
from litreview.tui.widgets.doors import Doors
from litreview.tui.widgets.facets import Facets, toggled
from litreview.tui.widgets.search_line import SearchLine
from litreview.tui.widgets.status import KeyLine, StatusLine, TopLine
from litreview.tui.widgets.table_head import TableHead
from litreview.tui.widgets.work_table import WorkTable

if TYPE_CHECKING:
    from litreview.acts.results import Shown, Tags
    from litreview.desk import Desk

LATE = 0.15
"""Seconds after which the pane shows what the row alone knows."""
Asked = tuple[str, bool]
Answer = tuple[Asked, Found, list[Row]]


class LibraryScreen(WorksScreen):
    """Where the program opens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.own("slash", "search_here", "search", id="act.list"),
        keys.own("s", "sort", "sort", id="list.sort"),
        keys.own("f", "filters", "filters", id="list.filters"),
        keys.own("O", "outside", "outside works, or back", id="list.outside"),
        *keys.EVERYWHERE,
    ]

    def __init__(self) -> None:
        super().__init__()
        self.table = WorkTable(id="works")
        self.head = TableHead(self.table, sortable=True)
        self.top = TopLine()
        self.search_line = SearchLine(self._leave_search)
        self.facets = Facets(id="facets", markup=False)
        self.detail = Detail()
        self.doors = Doors(id="doors")
        self._questions = 0
        self._answered: tuple[Asked | None, Found | None] = (None, None)
        self._opened = False
        self._total: int | None = None
        self._wanted: int | None = None

    def compose(self) -> ComposeResult:
        yield self.top
        yield self.search_line
        with Horizontal(id="middle"):
            yield self.facets
            with Vertical(id="right"):
                yield self.head
                yield self.table
                yield self.doors
                yield self.detail
        yield StatusLine()
        yield KeyLine()

    @property
    def key_line(self) -> tuple[str, ...]:  # type: ignore[override]  # a property over a constant
        """An empty list has other things to do."""
        if self.has_class("-empty"):
            return "act.import", "act.search", "act.add", "list.outside", "act.list", "screen.back"
        return WorksScreen.key_line

    def on_mount(self) -> None:
        state = self.app.state
        self._wanted = state.work
        self._late = self.set_interval(LATE, self._show_row, pause=True)
        self.search_line.input.keep_query()
        with self.search_line.input.prevent(Input.Changed):
            self.search_line.input.value = state.query
        self.set_focus(self.table)
        self._show_top()
        self.search_line.say(("reading …", DIM))
        self.reload()

    # Finding

    def on_input_changed(self, event: Input.Changed) -> None:
        self.app.state.query = event.value
        self._find(to_top=True)

    def reload(self) -> None:
        """Read all again; cursor, marks and typed text stay."""
        self._find()
        if self._opened:
            self._read_rest()

    def _read_rest(self) -> None:
        """What can wait until the first rows are shown, as its code takes long to load."""
        ask, calls = self.app.ask, self.app.calls
        if self.app.state.query.strip() or self.app.state.outside:
            ask("total", calls.count, self._take_total, newest=True)
        ask("tags-pinned", calls.tags, self._take_tags, newest=True)
        ask("questions", lambda desk: calls.duplicates(desk, 1).total, self._take_questions, newest=True)

    def _find(self, to_top: bool = False) -> None:
        state = self.app.state
        calls, query, outside = self.app.calls, state.query, state.outside
        near = 0 if to_top else self.table.cursor
        first = near // PAGE * PAGE

        def find(desk: Desk) -> Answer:
            found = calls.find(desk, query, state.sort, state.reverse, outside)
            return (query, outside), found, calls.page(desk, found.ids[first : first + PAGE].tolist())

        self.app.ask("find", find, partial(self._take_found, first, to_top), newest=True)

    def _take_found(self, first: int, to_top: bool, answer: Answer) -> None:
        asked, found, here = answer
        self._answered = asked, found
        rows = PagedRows(found.ids, self._ask_page)
        rows.put(first, here)
        state = self.app.state
        if not state.query.strip() and not state.outside:
            self._total = found.total
        sought = sought_words(state.query)
        on, self._wanted = (None if to_top else self._wanted), None
        if to_top:
            self.table.cursor = 0
            on = found.ids[0] if found.ids else None
        self.table.show_rows(rows, sought=sought, on=on)
        self.head.show_order(state.sort, state.reverse)
        if not self._opened:
            self._opened = True
            self.call_after_refresh(self._read_rest)
            for warning in self.app.desk.warnings:
                self.app.say(printable(warning))
        self._show_found(found)
        self._show_top()
        if self.facets.size.width:
            self._ask_facets(self._take_facets)

    def _ask_page(self, ids: list[int], arrived: Arrived) -> None:
        self.app.ask(
            "page", lambda desk: self.app.calls.page(desk, ids), arrived, failed=lambda _: arrived(None)
        )

    def _show_found(self, found: Found) -> None:
        state = self.app.state
        empty = found.total == 0
        self.set_class(empty, "-empty")
        if empty and self.focused is self.table:
            self.set_focus(None)
        elif not empty and self.focused is None:
            self.set_focus(self.table)
        if empty and state.query.strip():
            self.doors.nothing_found(state.query.strip(), state.outside)
        elif empty and state.outside:
            self.doors.nothing_outside()
        elif empty:
            self.doors.first_run(str(self.app.desk.library_path))
        capped = f", the first {found.capped:,} in order" if found.capped is not None else ""
        sort = "" if state.sort == "fit" else f"by {state.sort}{' reversed' if state.reverse else ''}  "
        if state.query.strip() or sort:
            self.search_line.say((sort, DIM), number_of(found.total, "work"), (capped, DIM))
        else:
            self.search_line.say("")

    def _show_top(self) -> None:
        desk, state = self.app.desk, self.app.state
        name = "sample" if desk.is_sample else desk.library_name
        total = "" if self._total is None else number_of(self._total, "work")
        waits = number_of(self._questions, "question")
        right = button("D", waits, "app.duplicates") if self._questions else None
        counts = "counts within the sample" if desk.is_sample else ""
        outside = [("  outside works", "bold $text-warning")] if state.outside else []
        self.top.say(name, "  ", (total, DIM), *outside, spare=counts, right=right)

    def _take_total(self, total: int) -> None:
        self._total = total
        self._show_top()

    def _take_tags(self, tags: Tags) -> None:
        self.app.take_tags(tags)
        self.detail.pin(self.app.pinned)

    def _take_questions(self, total: int) -> None:
        self._questions = total
        self._show_top()

    def _ask_facets(self, then: Callable[[tuple[Facet, ...]], None]) -> None:
        calls, query, outside = self.app.calls, self.app.state.query, self.app.state.outside
        asked, found = self._answered
        found = found if asked == (query, outside) else None
        self.app.ask("facets", lambda desk: calls.facets(desk, query, outside, found), then, newest=True)

    def _take_facets(self, facets: tuple[Facet, ...]) -> None:
        self.facets.show(facets, self.app.state.query)

    def query_for_export(self) -> str | None:
        return None if self.app.state.outside else self.app.state.query

    # The work under the cursor

    def on_work_table_moved(self, event: WorkTable.Moved) -> None:
        self.app.state.work = event.work
        if event.work is not None:
            self._late.reset()
            self._late.resume()
            self.app.ask(
                "show",
                lambda desk: self.app.calls.show(desk, event.work or 0),
                self._take_shown,
                newest=True,
                failed=lambda _: None,
            )

    def _show_row(self) -> None:
        """The answer is late: show at least what the row knows."""
        self._late.pause()
        self.detail.show_row(self.table.current)

    def _take_shown(self, shown: Shown) -> None:
        if shown.row.id == self.table.work:
            self._late.pause()
            self.detail.show(shown)

    # Keys of this screen

    def action_search_here(self) -> None:
        """Search in the library as you type."""
        self.set_focus(self.search_line.input)

    def _leave_search(self) -> None:
        self.set_focus(None if self.has_class("-empty") else self.table)

    def action_sort(self) -> None:
        """Choose the order."""
        from litreview.tui.screens.sort import SortScreen

        state = self.app.state
        self.app.open_once(SortScreen(state.sort, state.reverse), self._sort)

    def _sort(self, sort: str | None) -> None:
        if sort:
            state = self.app.state
            state.reverse = not state.reverse if sort == state.sort else False
            state.sort = sort
            self._find()

    def on_table_head_sort_wanted(self, event: TableHead.SortWanted) -> None:
        self._sort(event.sort)

    def action_filters(self) -> None:
        """Go to the filters, in their pane or, where it has no room, above the list."""
        if self.facets.size.width:
            self.set_focus(self.facets)
            return
        self._ask_facets(self._open_filters)

    def _open_filters(self, facets: tuple[Facet, ...]) -> None:
        from litreview.tui.screens.filters import FilterScreen

        self.app.open_once(FilterScreen(facets, self.app.state.query), self._narrow)

    def on_facets_term_chosen(self, event: Facets.TermChosen) -> None:
        self._narrow(event.term)

    def _narrow(self, term: str | None) -> None:
        if term:
            self.search_line.input.value = toggled(self.search_line.input.value, term)
            self.search_line.input.cursor_position = len(self.search_line.input.value)

    def action_outside(self) -> None:
        """Show the outside works instead, or the library again."""
        self.app.state.outside = not self.app.state.outside
        self.table.clear_marks()
        self._find(to_top=True)

    def action_back(self) -> None:
        """One step back: marks, filters, outside works, query; at the top the program ends."""
        if not self._step_back():
            self.app.leave()

    def action_escape(self) -> None:
        """One step back; at the top nothing."""
        if not self._step_back():
            self.app.say("This is the top; q leaves")

    def _step_back(self) -> bool:
        query = self.search_line.input
        if self.table.clear_marks():
            return True
        if self.facets.has_focus:
            self.set_focus(self.table)
        elif self.app.state.outside:
            self.action_outside()
        elif query.value:
            query.keep_query()
            query.value = ""
            self.app.say("Everything again.   / then ↑ brings the query back")
        else:
            return False
        return True

    def on_resize(self) -> None:
        self.call_after_refresh(self._after_resize)

    def _after_resize(self) -> None:
        if self.facets.size.width:
            self._ask_facets(self._take_facets)

"""References of a work and the works that cite it, with the trail of works walked along."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from litreview.model.row import ListView, Row
from litreview.model.text import number_of
from litreview.tui import keys, outcomes
from litreview.tui.describe import day
from litreview.tui.rows import ListedRows
from litreview.tui.screens.works import WorksScreen, name_of
from litreview.tui.text import DIM, Part, button, content, line, lines, listed
from litreview.tui.widgets.doors import Doors
from litreview.tui.widgets.status import KeyLine, StatusLine, TopLine
from litreview.tui.widgets.table_head import TableHead
from litreview.tui.widgets.work_table import WorkTable

if TYPE_CHECKING:
    from litreview.acts.results import Line, Traced

TITLES = {"references": "References", "cited-by": "Cited by"}


class TraceScreen(WorksScreen):
    """One work's lists; enter walks on to a listed work, q goes back along the trail."""

    BINDINGS: ClassVar[list[BindingType]] = [
        keys.own("enter", "walk", "walk on", id="trace.walk"),
        keys.own("r", "turn('references')", "references", id="trace.references"),
        keys.own("c", "turn('cited-by')", "cited by", id="trace.cited_by"),
        keys.own("F", "fetch", "ask the sources", id="trace.fetch"),
        keys.own("l", "read_listed", "read the listed work", id="trace.read"),
        keys.own("left_square_bracket", "back", "back along the trail", id="trace.back"),
        keys.own("right_square_bracket", "forth", "forth along the trail", id="trace.forth"),
        *keys.EVERYWHERE,
    ]
    key_line = ("trace.walk", "act.keep", "trace.references", "trace.cited_by", "trace.fetch", "screen.back")

    def __init__(self, work: int, direction: str) -> None:
        super().__init__()
        self.table = WorkTable(place=True, id="works")
        self.head = TableHead(self.table)
        self.top = TopLine()
        self.doors = Doors(id="doors")
        self._about = Static("", id="trace-about")
        self._trail: list[tuple[int, str]] = [(work, "")]
        self._place = 0
        self._arriving = False
        self._direction = direction
        self._traced: Traced | None = None

    def compose(self) -> ComposeResult:
        yield self.top
        yield self._about
        yield self.head
        yield self.table
        yield self.doors
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.doors.display = False
        self.top.say("tracing")
        self.set_focus(self.table)
        self.reload()

    @property
    def work(self) -> int:
        """The work whose lists are shown."""
        return self._trail[self._place][0]

    def reload(self) -> None:
        """Read the lists again."""
        work = self.work
        self.app.ask("trace", lambda desk: self.app.calls.trace(desk, work, "both"), self._show, newest=True)

    def _show(self, traced: Traced, fetched: bool = False) -> None:
        if traced.row.id != self.work:
            return
        self._traced = traced
        self._trail[self._place] = (traced.row.id, name_of(traced.row))
        self._show_list()
        if fetched:
            found = (
                number_of(len(traced.references), "reference"),
                number_of(len(traced.cited_by), "citing work"),
            )
            self.app.say(listed(found), ". ", outcomes.sources(traced.reports))

    def _show_list(self) -> None:
        traced = self._traced
        if traced is None:
            return
        both = {"references": traced.references, "cited-by": traced.cited_by}
        found = both[self._direction]
        came_from = self._trail[self._place + 1][0] if self._place + 1 < len(self._trail) else None
        self.table.show_rows(ListedRows(rows_of(found)), on=came_from if self._arriving else None)
        self._arriving = False
        self.table.display = self.head.display = bool(found)
        self.doors.display = not found
        if found:
            self.set_focus(self.table)
        else:
            self._say_empty(traced)
        self._say_where(traced, {name: len(every) for name, every in both.items()})

    def _say_where(self, traced: Traced, counts: dict[str, int]) -> None:
        trail: list[Part] = []
        for place, (_, name) in enumerate(self._trail[: self._place + 1]):
            trail += [
                (" › ", DIM) if place else "",
                (name, "bold $text-accent" if place == self._place else DIM),
            ]
        self.top.say(*trail)
        tabs: list[Part] = []
        for direction, title in TITLES.items():
            shown = f"{title} {counts[direction]:,}" if counts[direction] else title
            now = direction == self._direction
            tabs += [("> " if now else "  ", "bold $text-accent"), (shown, "bold" if now else DIM), "   "]
        about = content(traced.row.title or "no title", "bold").truncate(self.size.width - 2, ellipsis=True)
        self._about.update(lines((about, line(*tabs, *states(self._lists(traced))))))

    def _lists(self, traced: Traced) -> list[ListView]:
        wanted = self._direction.replace("-", "_")
        return [view for name, view in traced.lists if name.replace("-", "_") == wanted]

    def _say_empty(self, traced: Traced) -> None:
        said = self._lists(traced)
        none = [view.source for view in said if view.state == "none"]
        what = "references" if self._direction == "references" else "citing works"
        if none:
            first = f"{listed(none)} {'says' if len(none) == 1 else 'say'}: no {what}."
        elif said:
            names = [view.source for view in said]
            do = "does" if len(names) == 1 else "do"
            first = f"There are {what}, but {listed(names)} {do} not give them out."
        else:
            first = f"No source gave a list of {what} yet; that is not “none”."
        self.doors.say(first, line("   ", button("F", "ask the sources", "screen.fetch")))

    # Walking

    def action_turn(self, direction: str) -> None:
        """The other list of the same work."""
        self._direction = direction
        self.table.clear_marks()
        self._show_list()

    def action_walk(self) -> None:
        """Walk on to the listed work."""
        work = self._one()
        if work is not None and work != self.work:
            self._trail[self._place + 1 :] = [(work, name_of(self.table.current))]
            self._go(self._place + 1)

    def action_read_listed(self) -> None:
        """The whole page of the listed work."""
        if (work := self._one()) is not None:
            self.app.open_work(work)

    def action_forth(self) -> None:
        """Forth along the trail."""
        if self._place + 1 < len(self._trail):
            self._go(self._place + 1)

    def action_back(self) -> None:
        """Back along the trail; from its first work to the screen below."""
        if self.table.clear_marks():
            return
        if self._place:
            self._go(self._place - 1)
        else:
            self.dismiss()

    def _go(self, place: int) -> None:
        self._arriving = place < self._place
        self._place = place
        self.table.clear_marks()
        self.reload()

    def on_work_table_chosen(self) -> None:
        self.action_walk()

    def action_fetch(self) -> None:
        """Ask the sources for references and citing works."""
        work = self.work
        self.app.ask(
            "fetch-lists",
            lambda desk: self.app.calls.trace(desk, work, "both", fetch=True),
            partial(self._show, fetched=True),
            label=f"asking for the lists of {self._trail[self._place][1]}",
        )


def rows_of(lines: Sequence[Line]) -> list[Row]:
    """Lines as rows; one that is known as text only gets an id below zero."""
    rows = []
    for place, one in enumerate(lines):
        if one.row is not None:
            rows.append(one.row)
        else:
            text = one.text or "(empty line)"
            rows.append(Row(-place - 1, "", "", "", one.year, text, None, "other", None, None, kept=False))
    return rows


def states(lists: Sequence[ListView]) -> list[Part]:
    """Which sources gave the list, and how much of it: nothing is cut silently."""
    parts: list[Part] = []
    for view in lists:
        of = f" of {view.total:,}" if view.total is not None and view.total != view.lines else ""
        words = {
            "given": f"{view.lines:,}",
            "partial": f"{view.lines:,}{of or ' of more'}",
            "withheld": "not given out",
            "none": "says none",
        }[view.state]
        parts.append((f"{view.source} {words} ({day(view.day)})  ", DIM))
    return parts

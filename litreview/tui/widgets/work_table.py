"""The virtual table of works: ids in memory, rows by page, two lines repainted when the cursor moves.

Textual's own DataTable measures every cell of every row and freezes at 100,000 rows; this one asks
for the rows that it shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from litreview.model.row import Row
from litreview.tui import keys
from litreview.tui.columns import MARK, Column, cells, layout
from litreview.tui.rows import ListedRows, PagedRows, Rows
from litreview.tui.widgets.marks import Marks

_KEPT_STRIPS = 400
_LOOKED_AT = 50


class WorkTable(ScrollView, can_focus=True):
    """A list of works with a cursor and marks, both held by the work's id."""

    BINDINGS: ClassVar[list[BindingType]] = [*keys.MOVING, *keys.MARKING]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"work-table--{name}" for name in ("plain", "dim", "strong", "found", "cursor", "marked", "sign")
    } | {f"work-table--tag{n}" for n in range(6)}

    class Moved(Message):
        """The cursor stands on another work; ``work`` is its id, None in an empty list."""

        def __init__(self, table: WorkTable, work: int | None) -> None:
            super().__init__()
            self.table = table
            self.work = work

        @property
        def control(self) -> WorkTable:
            return self.table

    class Chosen(Message):
        """A work was opened by a double click."""

    class Marked(Message):
        """The marks changed."""

    def __init__(self, *, place: bool = False, id: str | None = None) -> None:
        super().__init__(id=id)
        self.place = place
        self.rows: Rows = ListedRows()
        self.cursor = 0
        self.marks = Marks()
        self.sought: tuple[str, ...] = ()
        self._range_from: int | None = None
        self._strips: dict[tuple[int, bool, bool, int], Strip] = {}
        self._styles: dict[str, Style] = {}

    # What is shown

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns at the present width."""
        return layout(self._wide, self.place)

    @property
    def _wide(self) -> int:
        """Cells of a line, without the scrollbar."""
        return max(1, self.scrollable_content_region.width)

    @property
    def work(self) -> int | None:
        """The id under the cursor."""
        return self.rows.ids[self.cursor] if self.cursor < len(self.rows.ids) else None

    @property
    def current(self) -> Row | None:
        """The row under the cursor, if it is here."""
        return self.rows.row(self.cursor) if self.cursor < len(self.rows.ids) else None

    def chosen(self) -> list[int]:
        """The marked works, else the one under the cursor; things known as text only are left out."""
        marked = [work for work in self._marked_ids() if work >= 0]
        if marked or self.work is None:
            return marked
        return [self.work] if self.work >= 0 else []

    def rows_here(self, works: list[int]) -> list[Row]:
        """The rows of some works, as far as they are loaded; none where it would take long to look."""
        if len(works) > _LOOKED_AT:
            return []
        ids = self.rows.ids
        found = (self.rows.row(ids.index(work)) for work in works if work in ids)
        return [row for row in found if row is not None]

    def count_marked(self) -> int:
        """How many are marked."""
        within = self._range()
        if within is None:
            return len(self.marks)
        return len(self.marks) + sum(not self._is_marked(n) for n in within)

    def show_rows(self, rows: Rows, *, sought: tuple[str, ...] = (), on: int | None = None) -> None:
        """Show other rows; the cursor goes to the work ``on``, else stays on its work, else on top."""
        wanted = on if on is not None else self.work
        top = self.cursor - round(self.scroll_offset.y)
        if self._range_from is not None:  # its places mean other works from here on
            self._take_range()
        self.rows = rows
        self.sought = sought
        if isinstance(rows, PagedRows):
            rows.on_arrival = self.repaint_rows
        self.virtual_size = Size(self._wide, len(rows.ids))
        place = self._position(wanted)
        self.cursor = 0 if place is None else place
        self._put_top(max(0, self.cursor - max(0, top)) if place is not None else 0)
        self.repaint_rows()
        self.post_message(self.Moved(self, self.work))

    def repaint_rows(self) -> None:
        """Paint all again, after rows came or changed."""
        self._strips.clear()
        self.refresh()

    def _position(self, work: int | None) -> int | None:
        ids = self.rows.ids
        if work is None or not ids:
            return None
        if self.cursor < len(ids) and ids[self.cursor] == work:
            return self.cursor
        try:
            return ids.index(work)
        except ValueError:
            return None

    def _range(self) -> range | None:
        if self._range_from is None:
            return None
        return range(min(self._range_from, self.cursor), max(self._range_from, self.cursor) + 1)

    def _marked_ids(self) -> Iterator[int]:
        yield from self.marks
        for n in self._range() or ():
            if not self._is_marked(n):
                yield self.rows.ids[n]

    def _is_marked(self, position: int) -> bool:
        return self.marks.holds(self.rows.ids[position], self.rows.ids)

    # Painting

    def render_line(self, y: int) -> Strip:
        position = round(self.scroll_offset.y) + y
        width = self._wide
        if position >= len(self.rows.ids):
            return Strip.blank(width, self._style("plain"))
        within = self._range()
        marked = (within is not None and position in within) or self._is_marked(position)
        key = (position, position == self.cursor, marked, width)
        strip = self._strips.get(key)
        if strip is None:
            row = self.rows.row(position)
            strip = self._strip(row, *key[1:])
            if row is not None:
                if len(self._strips) > _KEPT_STRIPS:
                    self._strips.clear()
                self._strips[key] = strip
        return strip

    def _strip(self, row: Row | None, cursor: bool, marked: bool, width: int) -> Strip:
        ground = Style()
        if marked:
            ground = self._style("marked")
        if cursor:
            ground = ground + self._style("cursor")
        plain = self._style("plain")
        signs = (">" if cursor else " ") + ("*" if marked else " ") + " "
        pieces = [Segment(signs[:MARK], plain + self._style("sign") + ground)]
        if row is None:
            pieces.append(Segment("…", plain + ground))
        else:
            columns = layout(width, self.place)
            pieces += [
                Segment(cell.text, plain + self._style(cell.style) + ground)
                for cell in cells(row, columns, self.sought)
            ]
        return Strip(pieces).adjust_cell_length(width, plain + ground)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            if name == "plain":
                style = self.rich_style
            else:
                style = self.get_component_rich_style(f"work-table--{name}", partial=True)
            self._styles[name] = style
        return style

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    # Moving

    def on_resize(self) -> None:
        self.virtual_size = Size(self._wide, len(self.rows.ids))
        self._strips.clear()
        self._into_view()

    def go_to(self, position: int) -> None:
        """Put the cursor on a position; beyond the ends is the end."""
        last = len(self.rows.ids) - 1
        new = max(0, min(position, last))
        if new == self.cursor or last < 0:
            return
        old, self.cursor = self.cursor, new
        if self._range_from is not None:
            self.post_message(self.Marked())
            self.refresh()
        if not self._into_view():
            self.refresh(self._line(old), self._line(new))
        self.post_message(self.Moved(self, self.work))

    def _into_view(self) -> bool:
        top, height = round(self.scroll_offset.y), max(1, self.size.height)
        if top <= self.cursor < top + height:
            return False
        self._put_top(self.cursor if self.cursor < top else self.cursor - height + 1)
        return True

    def _put_top(self, y: int) -> None:
        self.scroll_to(y=y, animate=False, immediate=True, force=True)
        self.refresh()

    def _line(self, position: int) -> Region:
        return Region(0, position - round(self.scroll_offset.y), self._wide, 1)

    def action_move(self, by: int) -> None:
        self.go_to(self.cursor + by)

    def action_page(self, by: int) -> None:
        self.go_to(self.cursor + by * max(1, self.size.height - 1))

    def action_half(self, by: int) -> None:
        self.go_to(self.cursor + by * max(1, self.size.height // 2))

    def action_end(self, last: int) -> None:
        self.go_to(len(self.rows.ids) if last else 0)

    # Marking

    def action_mark(self) -> None:
        """Mark or unmark, and step down; ends a range."""
        if self._range_from is not None:
            self._take_range()
        elif self.work is not None:
            self.marks.toggle(self.work)
            self.action_move(1)
        self._marks_changed()

    def action_range(self) -> None:
        """Begin a range at the cursor; the second time its works are marked."""
        if self._range_from is not None:
            self._take_range()
        elif self.work is not None:
            self._range_from = self.cursor
        self._marks_changed()

    def action_mark_all(self) -> None:
        """Mark all works of the list, or none if all are."""
        if len(self.marks) >= len(self.rows.ids):
            self.marks.clear()
        else:
            self.marks.take_all(self.rows.ids)
        self._marks_changed()

    def clear_marks(self) -> bool:
        """Take all marks off; false where there were none."""
        had = bool(len(self.marks)) or self._range_from is not None
        self._range_from = None
        self.marks.clear()
        if had:
            self._marks_changed()
        return had

    def _take_range(self) -> None:
        for position in self._range() or ():
            self.marks.add(self.rows.ids[position])
        self._range_from = None

    def _marks_changed(self) -> None:
        self.refresh()
        self.post_message(self.Marked())

    # The mouse

    def on_click(self, event: events.Click) -> None:
        position = round(self.scroll_offset.y) + event.y
        if position >= len(self.rows.ids):
            return
        if event.shift and self._range_from is None:
            self._range_from = self.cursor
            self.go_to(position)
            self._take_range()
            self._marks_changed()
            return
        self.go_to(position)
        if event.x < MARK or event.ctrl:
            self.marks.toggle(self.rows.ids[position])
            self._marks_changed()
        elif event.chain == 2:
            self.post_message(self.Chosen())

"""Lines of what a person said of works: decisions, corrections, notes, reading lists."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from litreview.cli.printing import Column, table
from litreview.cli.rows import Printed, known, works
from litreview.cli.terminal import Screen
from litreview.model.decision import IN_WORDS
from litreview.model.text import number_of, printable

if TYPE_CHECKING:
    from litreview.acts import results, word_results
    from litreview.model.decision import Decided

_NOTHING = "There is no reading list. `litreview reading-list add NAME KEY` makes one."


def said(result: results.Shown) -> Iterator[tuple[str, str]]:
    """What people said of a work, as label and text; labels that `show` would leave empty are left out."""
    row = result.row
    if row.decision == "disputed":
        yield "decision", "disputed: people decided differently"
    for decision in result.decisions:
        yield "decision", _decision(decision)
    if row.read_state:
        yield "read", row.read_state
    for name, place, of in result.reading_lists:
        yield "reading list", f"{printable(name)}, {place:,} of {of:,}"
    for one in result.corrections:
        value = f"“{printable(one.value)}”" if one.value else "none"
        later = "" if one.stands else "; corrected otherwise later"
        yield "corrected", f"{one.field.replace('_', ' ')}: {value} ({_by(one.who, one.when)}{later})"
    for note in result.notes:
        edited = f", edited {note.edited[:10]}" if note.edited else ""
        yield "note", f"{printable(note.text)} ({_by(note.who, note.when)}{edited}; note {note.id})"


def _decision(one: Decided) -> str:
    why = f": {printable(one.reason)}" if one.reason else ""
    stage = one.stage.replace("title_abstract", "title and abstract").replace("_", " ")
    return f"{IN_WORDS[one.word]} by {stage}{why} ({_by(one.who, one.at)})"


def _by(who: str, when: str) -> str:
    return f"{printable(who)}, {when[:10]}"


def _lists(result: word_results.ReadingLists, screen: Screen) -> Printed:
    columns = (
        Column("Reading list", 12, 40, keeps=True),
        Column("Works", 5, 9, right=True),
        Column("For", 3, 300, gives=True),
    )
    rows = [
        (printable(one.name), str(one.works), printable(one.description or "").replace("\n", " "))
        for one in result.lists
    ]
    return Printed(table(columns, rows, screen), () if rows else (_NOTHING,))


def _list(result: word_results.ReadingListShown, screen: Screen) -> Printed:
    rows = [row for _, row in result.works]
    talk = [f"{printable(result.view.name)}: {number_of(len(rows))}, in this order"]
    if result.view.description:
        talk.append(printable(result.view.description))
    if result.outside:
        talk.append(f"{result.outside:,} more not in the library: litreview list --outside list:NAME")
    if screen.width is None or not rows:
        return Printed(works(rows, screen) if rows else (), tuple(talk))
    columns = (
        Column("", 2, 6, right=True),
        Column("Key", 10, 40, keeps=True),
        Column("Authors", 8, 24),
        Column("Year", 4, 4),
        Column("Title", 20, 300, gives=True),
    )
    cells = [
        (str(place), printable(row.key), known(row.short_byline), known(row.year), known(row.title))
        for place, row in result.works
    ]
    return Printed(table(columns, cells, screen), tuple(talk))


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {"ReadingLists": _lists, "ReadingListShown": _list}
"""By the name of a result's type."""

"""Lines of what the sources answered, and of the searches that have a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from litreview.cli.printing import Column, table
from litreview.cli.rows import Printed, questions, reports, works
from litreview.cli.terminal import Screen
from litreview.model.text import number_of, printable

if TYPE_CHECKING:
    from litreview.acts import results


def _searched(result: results.Searched, screen: Screen) -> Printed:
    talk = list(reports(result.reports, result.dry_run))
    if not result.dry_run:
        talk.append(
            f"{number_of(len(result.rows))} by {number_of(result.new, 'new record')}"
            f" and {result.known:,} known, {_kept(result)}"
        )
        if result.decided:
            talk.append(f"{number_of(result.decided)} of them decided on or removed before")
        talk += [_since(result)] if result.fresh is not None else []
        talk += questions(result.questions)
    return Printed(works(result.rows, screen) if result.rows else (), tuple(talk))


def _since(result: results.Searched) -> str:
    """What is new to a saved search; the new works are the first rows."""
    name, fresh = printable(result.name), len(result.fresh or ())
    if result.last is None:
        return f"First run of “{name}”; litreview list search:{_quoted(name)} finds its works."
    new = f"{number_of(fresh)} new" if fresh else "nothing new"
    return f"“{name}”: {new} since {result.last[:16].replace('T', ' ')}{', listed first' if fresh else ''}"


def _quoted(name: str) -> str:
    return f"'\"{name}\"'" if " " in name else name


def _saved_searches(result: results.SavedSearches, screen: Screen) -> Printed:
    columns = (
        Column("Name", 8, 40, keeps=True),
        Column("Works", 5, 9, right=True),
        Column("Runs", 4, 6, right=True),
        Column("Last", 10, 16),
        Column("Asks", 10, 200, gives=True),
        Column("Of", 6, 40),
        Column("Years", 5, 9),
    )
    rows = [
        (
            printable(one.name),
            str(one.works),
            str(one.runs),
            (one.last or "")[:16].replace("T", " "),
            printable(one.text),
            printable(one.sources or "all"),
            printable(one.years or ""),
        )
        for one in result.searches
    ]
    talk = () if rows else ("None yet: litreview search WORDS --save NAME",)
    return Printed(table(columns, rows, screen) if rows else (), talk)


def _kept(result: results.Searched) -> str:
    if result.kept:
        return f"{number_of(result.kept, 'record')} kept"
    return "none kept; `litreview keep KEY` or --yes keeps them" if result.rows else "none kept"


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {
    "Searched": _searched,
    "SavedSearches": _saved_searches,
}
"""By the name of a result's type."""

"""Results as lines: data for stdout, talk for stderr. Foreign text goes through `printable`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.cli.printing import Column, table
from litreview.cli.terminal import Screen
from litreview.model.text import number_of, printable

if TYPE_CHECKING:
    from litreview.acts import results
    from litreview.model.record import Failure
    from litreview.model.row import Listed, Row

UNKNOWN = "?"
_WORKS = (
    Column("Key", 12, 40, keeps=True),
    Column("Authors", 10, 24),
    Column("Year", 4, 4),
    Column("Title", 16, 200, gives=True),
    Column("Cited", 5, 7, right=True),
    Column("Tags", 4, 30),
)
_DECIDED = Column("Decided", 13, 13)
_FAILURES_SHOWN = 20


class Printed(NamedTuple):
    """The lines of a result: ``data`` may be read by a program, ``talk`` is for people."""

    data: Iterable[str]
    talk: tuple[str, ...] = ()


def shown(result: Any, screen: Screen) -> Printed:
    """A result as lines for a screen."""
    name = type(result).__name__
    if name in PRINTERS:
        return PRINTERS[name](result, screen)
    from litreview.cli.rows_of_acts import PRINTERS as others

    return others[name](result, screen)


def works(rows: Sequence[Row], screen: Screen) -> Iterator[str]:
    """Works as a table: the same columns wherever works are printed; on a screen tags and what was
    decided only if any."""
    if screen.width is None:
        return table(_WORKS, map(_cells, rows), screen)
    if any(row.decision for row in rows):
        columns = (*_WORKS[:4], _DECIDED, *_WORKS[4:])
        return table(
            columns, ((*(cells := _cells(row))[:4], _decided(row), *cells[4:]) for row in rows), screen
        )
    if any(row.tags for row in rows):
        return table(_WORKS, map(_cells, rows), screen)
    return table(_WORKS[:-1], (_cells(row)[:-1] for row in rows), screen)


def known(value: object) -> str:
    """A value for a person, a question mark where it is unknown."""
    return UNKNOWN if value is None or value == "" else printable(value)


def reports(all_reports: Iterable[results.SourceReport], dry: bool = False) -> Iterator[str]:
    """What each source did, one line each, and what could not be read."""
    for report in all_reports:
        yield f"{printable(report.title)}: {_did(report, dry)}"
        yield from failures(report.failures)


def failures(all_failures: Iterable[Failure]) -> Iterator[str]:
    """What could not be read, or only after a repair, one line each; the rest is counted."""
    found = list(all_failures)
    for failure in found[:_FAILURES_SHOWN]:
        line = f", line {failure.line}" if failure.line else ""
        hint = f" ({printable(failure.hint)})" if failure.hint else ""
        verb = "mended" if failure.mended else "not read"
        yield f"  {verb}: {printable(failure.where)}{line}: {printable(failure.what)}{hint}"
    if len(found) > _FAILURES_SHOWN:
        yield f"  and {len(found) - _FAILURES_SHOWN:,} more; --json lists them all"


def questions(count: int) -> Iterator[str]:
    """The one line that leads to open questions."""
    if count:
        yield f"{number_of(count, 'open question')} on duplicates: litreview duplicates"


def _did(report: results.SourceReport, dry: bool) -> str:
    if dry or report.state == "skipped":
        return printable(report.sentence) or "would be asked"
    of = f" of {report.total:,}" if report.total is not None and report.total > report.got else ""
    parts = [f"{number_of(report.got, 'record')}{of}, {report.new:,} new"]
    if report.state in ("refused", "unreachable", "stopped") and not report.got:
        parts = [report.state]
    elif report.state == "nothing":
        parts = ["nothing"]
    if report.hidden:
        parts.append(f"{report.hidden:,} journals and the like left out")
    if report.misses:
        parts.append(f"{len(report.misses):,} not there")
    words = ", ".join(parts)
    return f"{words}. {printable(report.sentence)}" if report.sentence else words


def _cells(row: Row) -> tuple[str, ...]:
    return (
        printable(row.key),
        known(row.short_byline),
        known(row.year),
        known(row.title),
        UNKNOWN if row.cited is None else str(row.cited),
        ", ".join(map(printable, row.tags)),
    )


def _decided(row: Row) -> str:
    from litreview.model.decision import IN_WORDS

    return IN_WORDS.get(row.decision, "")


def _listed(result: Listed, screen: Screen) -> Printed:
    talk = list(result.explained)
    if result.capped is not None:
        talk.append(f"Ranked the first {result.capped:,}; say more to see the others.")
    if not result.total:
        asked = f" for {printable(result.query)}" if result.query else ""
        named = ":" in result.query and not result.explained
        hint = "--explain says how that was read." if named else "`litreview search` asks the sources."
        talk.append(f"Nothing here{asked}. {hint}")
    elif len(result.rows) < result.total:
        talk.append(f"{len(result.rows):,} of {number_of(result.total)}")
    else:
        talk.append(number_of(result.total))
    data = works(result.rows, screen) if result.rows else ()
    return Printed(data, tuple(talk))


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {"Listed": _listed}
"""What `list` needs; the rest stands in `rows_of_acts`, loaded when it is printed."""

"""What acts answered, as one sentence each. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from textual.content import Content

from litreview.model.text import number_of
from litreview.tui.text import DIM, Part, line, listed

if TYPE_CHECKING:
    from litreview.acts.results import Added, Changed, Exported, Imported, Refreshed, Searched, SourceReport

UNDO = ("   u undo", DIM)
REDO = ("   U redo", DIM)


def changed(result: Changed) -> Content:
    """What an act changed, and the way back; that of an undo is redo."""
    back = REDO if result.sentence.startswith("undid") else UNDO
    left = f"; left as they are: {listed(result.left)}" if result.left else ""
    return line(result.sentence[:1].upper() + result.sentence[1:], left, back)


def sentence(result: Any) -> Content:
    """What an act that took in or asked did."""
    return _SENTENCES[type(result).__name__](result)


def sources(reports: Sequence[SourceReport]) -> str:
    """``3 of 4 sources answered; RePEc: busy``: nothing that failed is left out."""
    if not reports:
        return ""
    answered = sum(report.answered for report in reports)
    head = f"{answered} of {number_of(len(reports), 'source')} answered"
    silent = [f"{r.title}: {r.sentence or r.state}" for r in reports if not r.answered]
    return "; ".join([head, *silent])


def cost(result: Refreshed) -> str:
    """What a refresh would ask, from its dry run."""
    asked = [
        f"{report.title}: {report.sentence or number_of(len(report.asked), 'request')}"
        for report in result.reports
    ]
    return f"{number_of(result.works, 'work')}. " + "; ".join(asked)


def _added(result: Added) -> Content:
    parts: list[Part] = [("Added " if result.rows else "Nothing found. ")]
    if result.rows:
        parts.append(listed(row.cite_as for row in result.rows[:3]))
        parts.append(f" and {len(result.rows) - 3:,} more" if len(result.rows) > 3 else "")
        parts.append("" if result.new else ", known before")
    if result.not_found:
        parts.append(f"; not found: {listed(result.not_found)}")
    if result.outside:
        parts.append(f"; {result.outside:,} listed with it stand outside")
    silent = sources(result.reports) if any(not report.answered for report in result.reports) else ""
    parts += [f"; {silent}" if silent else "", _questions(result.questions)]
    return line(*parts, *([UNDO] if result.rows else []))


def _imported(result: Imported) -> Content:
    read = sum(file.read for file in result.files)
    new, joined, same, outside = (
        sum(getattr(f, name) for f in result.files) for name in ("new", "joined", "same", "outside")
    )
    failures = sum(len(file.failures) for file in result.files)
    if read and same == read and not failures:
        return line("Nothing new: ", number_of(read, "entry", "entries"), " known before")
    said = [
        f"{count:,} {name}"
        for count, name in ((new, "new"), (joined, "joined"), (same, "known before"), (outside, "outside"))
        if count
    ]
    parts: list[Part] = [f"Read {number_of(read, 'entry', 'entries')}: {listed(said) or 'nothing'}"]
    if failures:
        first = next(failure for file in result.files for failure in file.failures)
        parts.append(f"; {failures:,} not read, the first at {first.where}: {first.what}")
    if result.clashes:
        clash = result.clashes[0]
        parts.append(
            f"; key {clash.key} was taken, {clash.given} given ({number_of(len(result.clashes), 'such key')})"
        )
    return line(*parts, _questions(result.questions), UNDO)


def _refreshed(result: Refreshed) -> Content:
    doubted = f", {result.doubted:,} fell to zero and were not believed" if result.doubted else ""
    return line(
        f"Counts of {number_of(result.works, 'work')}: {len(result.changed):,} changed, {result.unchanged:,} as before{doubted}. ",
        sources(result.reports),
    )


def _exported(result: Exported) -> Content:
    parts: list[Part] = [
        f"Wrote {number_of(result.works, 'work')} to ",
        (result.file, "bold"),
        f" as {result.format}",
    ]
    if result.later_versions:
        parts.append(
            f"; {number_of(len(result.later_versions), 'work')} with a later version, written as you cite them"
        )
    if result.not_found:
        parts.append(f"; not found: {listed(result.not_found)}")
    return line(*parts)


def _searched(result: Searched) -> Content:
    kept = f", {result.kept:,} kept" if result.kept else ""
    decided = f", {number_of(result.decided, 'work')} decided on or removed before" if result.decided else ""
    return line(
        f"{number_of(len(result.rows), 'work')}: {number_of(result.new, 'record')} new, {result.known:,} known before{decided}{kept}. ",
        sources(result.reports),
        _questions(result.questions),
    )


def _questions(count: int) -> str:
    return f"; {number_of(count, 'question')} on duplicates (D)" if count else ""


_SENTENCES: dict[str, Callable[[Any], Content]] = {
    "Added": _added,
    "Imported": _imported,
    "Refreshed": _refreshed,
    "Exported": _exported,
    "Searched": _searched,
}

"""Lines of every result but the list: one small function a type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from litreview.cli import (
    rows_of_archives,
    rows_of_safe_keeping,
    rows_of_searches,
    rows_of_settings,
    rows_of_words,
)
from litreview.cli.printing import Column, bold, dim, pad, table, wrapped
from litreview.cli.rows import UNKNOWN, Printed, failures, known, questions, reports, works
from litreview.cli.terminal import Screen
from litreview.model.text import number_of, printable, printable_block

if TYPE_CHECKING:
    from litreview.acts import results
    from litreview.model.row import CountSaid, ListView, Row

_LABEL = 12
_LEFT_SHOWN = 20


def _added(result: results.Added, screen: Screen) -> Printed:
    talk = list(reports(result.reports, result.dry_run))
    answered = result.dry_run or any(report.answered for report in result.reports)
    lacking = "Not found" if answered else "No source answered for"
    talk += [f"{lacking}: {printable(name)}" for name in result.not_found]
    if not result.dry_run:
        outside = f", {number_of(result.outside, 'listed record')} outside" if result.outside else ""
        talk.append(f"Kept {number_of(len(result.rows))}{outside}.")
        talk += questions(result.questions)
    return Printed(works(result.rows, screen) if result.rows else (), tuple(talk))


def _imported(result: results.Imported, _screen: Screen) -> Printed:
    talk: list[str] = []
    for file in result.files:
        talk += [f"{printable(file.name)}:", *failures(file.failures)] if file.failures else []
    for clash in result.clashes:
        held = f" ({printable(clash.held_at)})" if clash.held_at else ""
        talk.append(
            f"{printable(clash.where)}: the key {printable(clash.key)} belongs to "
            f"“{printable(clash.holder_title)}”{held}; “{printable(clash.newcomer_title)}” got "
            f"{printable(clash.given)}."
        )
    if not result.dry_run and not any(file.new or file.joined for file in result.files):
        talk.append("Nothing new.")
    elif not result.dry_run:
        talk.append("`litreview undo` takes this back.")
    talk += questions(result.questions)
    return Printed([_file_line(file, result.dry_run) for file in result.files], tuple(talk))


def _file_line(file: results.FileReport, dry: bool) -> str:
    mended = sum(failure.mended for failure in file.failures)
    lost = len(file.failures) - mended
    failed = (f", {lost:,} not read" if lost else "") + (f", {mended:,} mended" if mended else "")
    if dry:
        return f"{printable(file.name)} ({file.format}): {file.read:,} read{failed}; nothing changed"
    outside = f", {file.outside:,} listed ones outside" if file.outside else ""
    return (
        f"{printable(file.name)} ({file.format}): {file.read:,} read = {file.new:,} new + "
        f"{file.joined:,} joined + {file.same:,} known{outside}{failed}"
    )


def _shown(result: results.Shown, screen: Screen) -> Printed:
    return Printed(_work_whole(result, screen))


def _work_whole(result: results.Shown, screen: Screen) -> Iterator[str]:
    row, best = result.row, result.best
    yield bold(f"{known(row.byline)} {known(row.year)}", screen)
    yield from (bold(line, screen) for line in wrapped(known(row.title), screen))
    yield from _labelled("key", printable(", ".join((row.key, *result.key_aliases))), screen)
    yield from _labelled(
        "kept", "yes" if row.kept else f"no: an outside work; litreview keep {row.key}", screen
    )
    said = (
        ("type", row.type.replace("_", " ")),
        ("venue", _venue(best, row)),
        ("doi", row.doi),
        ("repec", row.repec),
        ("publisher", best.publisher),
        ("keywords", ", ".join(best.keywords)),
    )
    for name, value in said:
        if value:
            yield from _labelled(name, printable(value) + _witnesses(result, name), screen)
    yield from _labelled("tags", ", ".join(map(printable, row.tags)) or "none", screen)
    yield from _labelled("cited", _counts(row.counts), screen)
    yield from _labelled("references", _lists(result.references, result.known_references), screen)
    yield from _labelled("cited by", _lists(result.cited_by, result.known_citing), screen)
    for version in result.versions:
        mark = " (preferred)" if version.preferred else ""
        yield from _labelled("version", f"{version.row.key}, {_short(version.row)}{mark}", screen)
    if result.questions:
        yield from _labelled("questions", f"{result.questions}: litreview duplicates", screen)
    for label, text in rows_of_words.said(result):
        yield from _labelled(label, text, screen)
    if best.abstract:
        yield from _labelled("abstract", printable(best.abstract), screen)
    for view in result.records if result.all_records else ():
        yield from _record(view, screen)
    if not result.all_records:
        yield from _labelled("records", f"{len(result.records)}: --records shows each", screen)


def _record(view: results.RecordView, screen: Screen) -> Iterator[str]:
    one = view.record
    yield ""
    yield bold(printable(view.name), screen)
    authors = "; ".join(map(str, one.authors)) + (" et al." if one.others else "")
    said = (
        ("received", view.received[:10] + ("" if view.kept else ", not kept")),
        ("title", one.full_title),
        ("authors", authors),
        ("year", one.year),
        ("type", one.source_type or one.type),
        ("venue", _venue(one, None)),
        ("identifiers", ", ".join(map(str, one.identifiers))),
        ("pages at", ", ".join(one.page_addresses)),
        ("cited", _counts(view.counts) if view.counts else None),
    )
    for name, value in said:
        if value:
            yield from _labelled(name, printable(value), screen)


def _labelled(label: str, text: str, screen: Screen) -> Iterator[str]:
    if screen.width is None:
        yield f"{label}\t{text}"
        return
    for number, line in enumerate(wrapped(text, screen, _LABEL)):
        yield line if number else dim(pad(label, _LABEL), screen) + line[_LABEL:]


def _venue(best: Any, row: Row | None) -> str:
    venue = best.venue or best.series or (row.venue if row else None) or ""
    volume = f" {best.volume}" if best.volume else ""
    issue = f"({best.issue})" if best.issue else ""
    pages = f", {best.pages or best.article_number}" if best.pages or best.article_number else ""
    return f"{venue}{volume}{issue}{pages}".strip()


def _witnesses(result: results.Shown, field: str) -> str:
    names = result.witnesses.get("repec_handle" if field == "repec" else field, ())
    sources = dict.fromkeys(name.partition(":")[0] for name in names)
    return f"  [{', '.join(sources)}]" if sources else ""


def _counts(counts: Iterable[CountSaid]) -> str:
    said = [f"{count.value:,} by {count.source} on {count.day}" for count in counts]
    return ", ".join(said) or f"{UNKNOWN} (litreview refresh asks)"


def _lists(views: Iterable[ListView], known_works: int) -> str:
    said = [f"{view.source}: {_list_state(view)}" for view in views]
    return "; ".join([*said, f"{number_of(known_works)} known here"])


def _list_state(view: ListView) -> str:
    of = f" of {view.total:,}" if view.total is not None and view.total != view.lines else ""
    words = {"withheld": "withheld by the source", "none": "none"}
    return words.get(view.state, f"{view.lines:,}{of}") + f" ({view.day})"


def _short(row: Row) -> str:
    return f"{known(row.short_byline)} {known(row.year)}, {known(row.venue)}"


_LINKS = (
    Column("", 10, 10),
    Column("Key", 10, 40, keeps=True),
    Column("Work", 20, 300, gives=True),
    Column("By", 6, 30),
)


def _traced(result: results.Traced, screen: Screen) -> Printed:
    rows = [
        (direction, line.row.key if line.row else "-", known(line.text), ", ".join(line.sources))
        for direction, lines in (("references", result.references), ("cited by", result.cited_by))
        for line in lines
    ]
    talk = [f"{known(result.row.short_byline)} {known(result.row.year)}: {known(result.row.title)}"]
    talk += reports(result.reports)
    for direction, view in result.lists:
        talk.append(f"{direction.replace('_', ' ')}, {view.source}: {_list_state(view)}")
    if not rows:
        talk.append("No links known here." + ("" if result.reports else " --fetch asks the sources."))
    else:
        talk.append(
            f"{len(result.references):,} references, cited by {len(result.cited_by):,}, as known here"
        )
    return Printed(table(_LINKS, rows, screen) if rows else (), tuple(talk))


def _changed(result: results.Changed, _screen: Screen) -> Printed:
    talk = [f"Left as it is: {printable(one)}" for one in result.left[:_LEFT_SHOWN]]
    if len(result.left) > _LEFT_SHOWN:
        talk.append(f"and {len(result.left) - _LEFT_SHOWN:,} more")
    return Printed([printable(result.sentence)], tuple(talk))


def _tags(result: results.Tags, screen: Screen) -> Printed:
    columns = (
        Column("Tag", 8, 40, keeps=True),
        Column("Works", 5, 9, right=True),
        Column("With below", 10, 10, right=True),
        Column("Digit", 5, 5, right=True),
        Column("Colour", 6, 8),
        Column("Below", 5, 30),
        Column("Meaning", 8, 300, gives=True),
    )
    rows = [
        (
            printable(t.name),
            str(t.works),
            str(t.all_works) if t.all_works != t.works else "",
            "" if t.pinned is None else str(t.pinned),
            printable(t.colour or ""),
            printable(t.parent or ""),
            printable(t.description or ("offered" if t.offered and not t.works else "")),
        )
        for t in result.tags
    ]
    return Printed(table(columns, rows, screen))


def _exported(result: results.Exported, screen: Screen) -> Printed:
    talk = [printable(line) for line in (*result.later_versions, *result.renamed)]
    talk += [f"No work here has the key {printable(key)}." for key in result.not_found]
    verb = "Would write" if result.dry_run else "Wrote"
    where = "" if result.file == "-" else f" to {printable(result.file)}"
    talk.append(f"{verb} {number_of(result.works)}{where} as {result.format}.")
    text = printable_block(result.text) if screen.width else result.text
    return Printed(text.splitlines(), tuple(talk))


def _refreshed(result: results.Refreshed, screen: Screen) -> Printed:
    columns = (
        Column("Key", 10, 40, gives=True),
        Column("Source", 8, 20),
        Column("Before", 6, 9, right=True),
        Column("Now", 5, 9, right=True),
    )
    rows = [(c.row.key, c.source, known(c.before), str(c.after)) for c in result.changed]
    talk = list(reports(result.reports, result.dry_run))
    if not result.dry_run:
        talk.append(
            f"{number_of(result.works)}: {len(result.changed):,} counts changed, {result.unchanged:,} as before"
        )
    if result.doubted:
        talk.append(f"{number_of(result.doubted, 'count')} fell to nothing and were not believed.")
    return Printed(table(columns, rows, screen) if rows else (), tuple(talk))


def _schedule(result: results.Schedule, _screen: Screen) -> Printed:
    return Printed([printable(result.line)], (printable(result.how),))


def _questions(result: results.Questions, screen: Screen) -> Printed:
    talk = [f"{len(result.questions):,} of {number_of(result.total, 'question')}"]
    if not result.total:
        talk = ["No open question on duplicates."]
    if result.questions:
        talk.append("Answer each by: litreview rule RECORD RECORD same|version|different|later")
    return Printed([line for one in result.questions for line in _question(one, screen)], tuple(talk))


def _question(one: results.Question, screen: Screen) -> Iterator[str]:
    verdict = {"same": "maybe the same", "version": "maybe versions of one text"}.get(
        one.verdict, "maybe the same"
    )
    yield bold(f"{one.id}. {verdict}: {', '.join(map(printable, one.reasons))}", screen)
    for view, row in ((one.left, one.left_row), (one.right, one.right_row)):
        yield f"  {printable(view.name)}"
        yield from wrapped(f"{_short(row)}: {known(row.title)}", screen, 4)
    for field in one.fields:
        if field.says != "silent":
            said = f"{field.says}: {printable(field.sentence)}"
            yield from wrapped(f"{field.field}: {said}", screen, 4)
    yield ""


def _history(result: results.HistoryList, screen: Screen) -> Printed:
    columns = (
        Column("When", 16, 16),
        Column("Who", 4, 16),
        Column("What", 20, 300, gives=True),
        Column("", 0, 6),
    )
    rows = [
        (
            r.when[:16].replace("T", " "),
            printable(r.who),
            printable(r.sentence or r.act),
            "undone" if r.undone else "",
        )
        for r in result.rows
    ]
    talk = (f"{number_of(len(rows), 'act')}, newest first",)
    return Printed(table(columns, rows, screen) if rows else (), talk)


def _demonstrated(result: results.Demonstrated, screen: Screen) -> Printed:
    lines = [line for step in result.steps for line in wrapped(printable(step), screen)]
    fetched = ", ".join(f"{count:,} from {source}" for source, count in result.records.items())
    lines += [
        f"Fetched {fetched}.",
        f"{number_of(result.works)}, {result.kept:,} kept, {number_of(result.questions, 'open question')}.",
        f"Took {result.seconds:.1f} s. Everything is the sample, nothing left this machine.",
    ]
    return Printed(lines, (f"See it: litreview --library {printable(result.library)}",))


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {
    "Added": _added,
    "Imported": _imported,
    "Shown": _shown,
    "Traced": _traced,
    "Changed": _changed,
    "Tags": _tags,
    "Exported": _exported,
    "Refreshed": _refreshed,
    "Schedule": _schedule,
    "Questions": _questions,
    "HistoryList": _history,
    "Demonstrated": _demonstrated,
    **rows_of_words.PRINTERS,
    **rows_of_archives.PRINTERS,
    **rows_of_safe_keeping.PRINTERS,
    **rows_of_settings.PRINTERS,
    **rows_of_searches.PRINTERS,
}
"""By the name of a result's type."""

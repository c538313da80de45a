"""Lines of what came of an archive."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from litreview.cli.rows import Printed, failures, questions
from litreview.cli.terminal import Screen
from litreview.model.text import number_of, printable

if TYPE_CHECKING:
    from litreview.acts import archive_results

_SHOWN = 20
_ONES = {
    "kept": ("record kept", "records kept"), "removed": ("record removed", "records removed"), "tags": ("tag", ""),
    "taggings": ("tagging", ""), "notes": ("note", ""), "decisions": ("decision", ""),
    "read_states": ("read state", ""), "rulings": ("ruling", ""), "corrections": ("correction", ""),
    "citation_keys": ("citation key", ""), "reading_lists": ("reading list", ""),
    "reading_list_works": ("place in a reading list", "places in reading lists"),
    "saved_searches": ("saved search", "saved searches"),
}  # fmt: skip
"""How one and how several words of a table are called."""
_SAID = ("runs", "records", "former_records", "bodies", "lists", "counts", "made_keys")


def _exported(result: archive_results.ArchiveExported, _screen: Screen) -> Printed:
    size = sum(file.size for file in result.files)
    changed = sum(file.changed for file in result.files)
    wrote = f"{number_of(result.records, 'record')}, {number_of(result.words, 'word')} of people (keys, tags, notes ...)"
    data = [
        f"{printable(result.folder)}: {wrote}, {size / 1e6:,.1f} MB;"
        f" {number_of(changed, 'file')} of {len(result.files)} changed"
    ]
    talk = ["`litreview archive import` takes it in, elsewhere too."]
    if result.others_gone:
        talk.append(
            f"{number_of(result.others_gone, 'word')} of others stood in the folder and not in this library,"
            " and went from the folder. To keep such words, take the archive in before writing it anew."
        )
    return Printed(data, tuple(talk))


def _imported(result: archive_results.ArchiveImported, _screen: Screen) -> Printed:
    words = [one for one in result.tables if one.table not in _SAID]
    if result.dry_run:
        data = [
            f"{printable(result.folder)}: {number_of(result.records, 'record')}, {_counted(words, False)}"
        ]
        return Printed(data, (*_failures(result), "Nothing was imported."))
    changed = f", {result.changed:,} changed" if result.changed else ""
    data = [
        f"{printable(result.folder)}: {number_of(result.records, 'record')}, {result.new:,} new{changed};"
        f" {number_of(result.words, 'new word')}"
    ]
    talk = [_counted(words, True)] if result.words else []
    talk += _disagreements(result)
    talk += _failures(result)
    if result.new or result.changed or result.words:
        talk.append("`litreview undo` takes this back.")
    else:
        talk.append("Nothing new.")
    talk += questions(result.questions)
    return Printed(data, tuple(talk))


def _counted(words: list[archive_results.TableBrought], new: bool) -> str:
    counted = ((_ONES[one.table], one.new if new else one.read) for one in words)
    told = ", ".join(number_of(count, *names) for names, count in counted if count)
    return told or "no words"


def _disagreements(result: archive_results.ArchiveImported) -> list[str]:
    found = result.disagreements
    if not found:
        return []
    lines = [f"{number_of(len(found), 'disagreement')}; both sides are kept:"]
    for one in found[:_SHOWN]:
        here, there = printable(one.here), printable(one.there)
        lines.append(f"  {one.what} {printable(one.of)}: {here} here, {there} there")
    if len(found) > _SHOWN:
        lines.append(f"  and {len(found) - _SHOWN:,} more; --json lists them all")
    return lines


def _failures(result: archive_results.ArchiveImported) -> list[str]:
    if not result.failed:
        return []
    return [f"{number_of(result.failed, 'line')} not taken:", *failures(result.failures)]


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {
    "ArchiveExported": _exported,
    "ArchiveImported": _imported,
}
"""By the name of a result's type."""

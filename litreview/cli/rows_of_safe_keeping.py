"""Lines of backups, restoring, rebuilding and the doctor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from litreview.cli.printing import bold, pad, wrapped
from litreview.cli.rows import UNKNOWN, Printed
from litreview.cli.terminal import Screen
from litreview.model.text import number_of, printable

if TYPE_CHECKING:
    from litreview.acts import results
    from litreview.acts.safe_results import BackedUp, Restored

_CHANGES_SHOWN = 20
_MARKS = {"ok": "ok", "note": "note", "warning": "WARNING", "error": "ERROR"}


def _backed_up(result: BackedUp, _screen: Screen) -> Printed:
    size = f"{result.size / 1e6:,.1f} MB"
    talk = [
        f"{number_of(result.records, 'record')} and {number_of(result.words, 'word')} of yours"
        f" (each key, tag, note, decision ...), {size}, read through.",
        *_left_out(result.left_out),
        f"`litreview restore {printable(result.file)}` puts it back, here or on another computer.",
    ]
    if not result.settings:
        talk.insert(1, "There is no settings file to take along.")
    return Printed([printable(result.file)], tuple(talk))


def _left_out(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield f"Left out, as no key goes into a backup: {printable(name)}. Set it again where you restore."


def _restored(result: Restored, _screen: Screen) -> Printed:
    line = (
        f"{printable(result.library)} is the library of {result.made[:16].replace('T', ' ')}:"
        f" {number_of(result.records, 'record')}, {number_of(result.words, 'word')} of yours."
    )
    talk = [f"What was there before is {printable(result.kept)}."] if result.kept else []
    if result.settings:
        talk.append(f"The settings were written to {printable(result.settings)}.")
    talk += map(printable, result.sentences)
    if result.settings_text and not result.settings:
        talk.append("The backup has these:")
        talk += [f"  {printable(one)}" for one in result.settings_text.splitlines() if one.strip()]
    talk += [f"Set again: {printable(name)}" for name in result.left_out]
    return Printed([line], tuple(talk))


def _diagnosis(result: results.Diagnosis, screen: Screen) -> Printed:
    lines = []
    for finding in result.findings:
        mark = pad(_MARKS.get(finding.level, finding.level), 8)
        lines.append(f"{bold(mark, screen)}{printable(finding.name)}: {printable(finding.sentence)}")
        if finding.fix:
            lines += wrapped(printable(finding.fix), screen, 8)
    return Printed(lines, tuple(f"Mended: {printable(one)}" for one in result.mended))


def _rebuilt(result: results.Rebuilt, _screen: Screen) -> Printed:
    would = "would be " if result.dry_run else ""
    lines = [
        f"{number_of(result.works)}: {result.joined:,} {would}joined, {result.split:,} {would}split;"
        " your words are untouched"
    ]
    lines += [
        f"{one.kind}: {_keys(one.before)} -> {_keys(one.now)}" for one in result.changes[:_CHANGES_SHOWN]
    ]
    if len(result.changes) > _CHANGES_SHOWN:
        lines.append(f"and {result.joined + result.split - _CHANGES_SHOWN:,} more; --json lists them")
    talk = [printable(one) for one in result.sentences]
    if result.read_again:
        talk.append(f"{number_of(result.read_again, 'record')} {would}read otherwise by a newer reader.")
    if result.unread:
        talk.append(f"{number_of(result.unread, 'record')} could not be read again and stay as they were.")
    if result.backup:
        talk.append(f"As it was before, it is {printable(result.backup)}")
    return Printed(lines, tuple(talk))


def _keys(keys: Iterable[str]) -> str:
    return ", ".join(map(printable, keys)) or UNKNOWN


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {
    "BackedUp": _backed_up,
    "Restored": _restored,
    "Diagnosis": _diagnosis,
    "Rebuilt": _rebuilt,
}
"""By the name of a result's type."""

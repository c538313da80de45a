"""Lines of settings, libraries and the shell's script."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from litreview.cli.printing import Column, table
from litreview.cli.rows import UNKNOWN, Printed
from litreview.cli.terminal import Screen
from litreview.model.text import number_of, printable

if TYPE_CHECKING:
    from litreview.acts import machine_results as results


def _settings(result: results.SettingsShown, screen: Screen) -> Printed:
    if result.one:
        return Printed([printable(one.value or "") for one in result.settings])
    columns = [Column("Setting", 10, 40, keeps=True), Column("Value", 8, 200, gives=True)]
    if result.origin:
        columns += [Column("From", 7, 11), Column("Where", 8, 200, gives=True)]
    rows = [
        (
            one.name,
            "" if one.value is None else printable(one.value),
            *((one.origin, printable(one.where)) if result.origin else ()),
        )
        for one in result.settings
    ]
    talk = [f"The file: {printable(result.file)}"]
    if not result.origin:
        talk.append("--origin says where each comes from")
    return Printed(table(columns, rows, screen), tuple(talk))


def _changed(result: results.SettingChanged, _screen: Screen) -> Printed:
    return Printed([printable(result.sentence)])


def _file(result: results.SettingsFile, _screen: Screen) -> Printed:
    talk = () if result.exists else ("There is none yet; `litreview config set` makes it.",)
    return Printed([printable(result.file)], talk)


def _libraries(result: results.Libraries, screen: Screen) -> Printed:
    if result.sentence:
        works = (number_of(one.works) for one in result.libraries if one.works is not None)
        return Printed([printable(result.sentence)], tuple(works))
    columns = (
        Column("", 1, 1),
        Column("Name", 6, 30, keeps=True),
        Column("Works", 5, 9, right=True),
        Column("Opened", 10, 16),
        Column("Where", 10, 300, gives=True),
    )
    rows = [
        (
            "*" if one.present else "",
            printable(one.name),
            UNKNOWN if one.works is None else str(one.works),
            (one.opened or "").replace("T", " "),
            printable(one.path),
        )
        for one in result.libraries
    ]
    talk = ("* the present one; `litreview library use NAME` changes it",)
    return Printed(table(columns, rows, screen), talk)


def _completion(result: results.Completion, _screen: Screen) -> Printed:
    from litreview.cli.completing import how, script

    return Printed(script(result.shell).splitlines(), (how(result.shell),))


PRINTERS: dict[str, Callable[[Any, Screen], Printed]] = {
    "SettingsShown": _settings,
    "SettingChanged": _changed,
    "SettingsFile": _file,
    "Libraries": _libraries,
    "Completion": _completion,
}
"""By the name of a result's type."""

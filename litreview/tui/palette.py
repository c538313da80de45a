"""The command palette: every act of the screen, and the works of the library by their titles."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.app import SystemCommand
from textual.command import Hit, Hits, Provider
from textual.screen import Screen

from litreview.acts.table import ACTS
from litreview.model.row import Row
from litreview.model.text import fold
from litreview.tui.text import DIM, line

if TYPE_CHECKING:
    from litreview.tui.app import LitreviewApp

_WORKS = 20


def system_commands(app: LitreviewApp, screen: Screen[Any]) -> Iterable[SystemCommand]:
    """What the present screen can do, by the words of its keys; then theme, keys and leaving."""
    helps = {act.shortcut: (act.title, act.help) for act in ACTS if act.shortcut}
    seen = set()
    for key, active in screen.active_bindings.items():
        binding = active.binding
        if not binding.description or binding.action in seen or binding.system:
            continue
        if binding.action.startswith("pinned("):
            continue
        seen.add(binding.action)
        title, told = helps.get(key, (binding.description, ""))
        run = partial(app.run_action, binding.action, active.node)
        yield SystemCommand(title[:1].upper() + title[1:], f"key {key}. {told}".replace("[", "("), run)
    yield SystemCommand(
        "Look after the library", "Check library, settings and this machine", partial(_doctor, app)
    )
    yield SystemCommand("Schedule", "The line that refreshes counts regularly", partial(_schedule, app))
    yield SystemCommand("Theme", "Change the colours; kept between runs", app.action_change_theme)
    yield SystemCommand("Leave", "End the program; everything is stored already", app.leave)


def _doctor(app: LitreviewApp) -> None:
    from litreview.tui.screens.copying import TellScreen

    def show(diagnosis: Any) -> None:
        told = [
            line(
                (f"{f.level:8}", "bold"),
                f.name,
                ("  ", DIM),
                f.sentence,
                (f"  {f.fix}" if f.fix else "", DIM),
            )
            for f in diagnosis.findings
        ]
        app.open_once(TellScreen("Look after the library", told))

    app.ask("doctor", app.calls.doctor, show, label="looking")


def _schedule(app: LitreviewApp) -> None:
    from litreview.tui.screens.copying import TellScreen

    def show(schedule: Any) -> None:
        app.open_once(
            TellScreen(
                "Refresh counts regularly", [line(schedule.how), line(""), line((schedule.line, "bold"))]
            )
        )

    app.ask("schedule", app.calls.schedule, show)


class WorkCommands(Provider):
    """Tags to put on, and works of the library by author, title and year."""

    @property
    def _litreview(self) -> LitreviewApp:
        return cast("LitreviewApp", self.app)

    async def search(self, query: str) -> Hits:
        app = self._litreview
        if len(query) < 2:
            return
        for n, tag in app.pinned:
            if fold(query) in f"tag {fold(tag)}":
                shown = line("Tag ", (tag, "bold"), (f"  key {n}", DIM))
                yield Hit(0.9, shown, partial(app.run_action, f"pinned({n})", self.screen), text=f"tag {n}")
        arrived: asyncio.Future[list[Row]] = asyncio.get_running_loop().create_future()

        def ready(rows: list[Row]) -> None:
            if not arrived.done():
                arrived.set_result(rows)

        app.ask("palette", partial(_works, app, query), ready, newest=True, failed=lambda _: ready([]))
        for place, row in enumerate(await arrived):
            shown = line(row.cite_as, "  ", (row.title or "no title", DIM))
            yield Hit(0.5 - place / 100, shown, _opener(app, row.id), text=f"work {row.id}")


def _works(app: LitreviewApp, query: str, desk: Any) -> list[Row]:
    found = app.calls.find(desk, query, "fit", False, False)
    return app.calls.page(desk, found.ids[:_WORKS].tolist())


def _opener(app: LitreviewApp, work: int) -> Callable[[], None]:
    return lambda: app.open_work(work)

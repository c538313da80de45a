"""The terminal program: one `App`, its themes, what opens from any screen, and leaving."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App, SystemCommand
from textual.screen import Screen

from litreview.errors import LitreviewError
from litreview.tui import outcomes
from litreview.tui.asking_app import AskingApp
from litreview.tui.calls import Calls
from litreview.tui.text import listed
from litreview.tui.themes import DARK, THEMES, with_muted
from litreview.tui.typing_ahead import KeyQueue, kept_for_field

if TYPE_CHECKING:
    from textual.command import Provider

    from litreview.desk import Desk
    from litreview.tui.screens.library import LibraryScreen

WATCH = 1.0
"""Seconds between two looks at whether another program changed the library."""


def _work_commands() -> type[Provider]:
    """The palette's works, loaded when the palette is first opened."""
    from litreview.tui.palette import WorkCommands

    return WorkCommands


class LitreviewApp(AskingApp):
    """The screen of one library; every other screen is imported when it is first opened."""

    TITLE = "litreview"
    CSS_PATH = "app.tcss"
    COMMANDS: ClassVar[set[Any]] = App.COMMANDS | {_work_commands}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (112, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (16, "-low"), (32, "-tall")]  # noqa: RUF012 - as Textual declares it

    def __init__(self, desk: Desk, calls: Calls | None = None) -> None:
        super().__init__(desk, calls)
        self.key_queue = KeyQueue(self, super().on_event)
        self._leaving = False
        self._token: int | None = None
        self._stored: dict[str, Any] = self.state.stored()
        for theme in THEMES:
            self.register_theme(theme)
        if self.state.theme in self.available_themes:
            self.theme = self.state.theme
        elif not os.environ.get("TEXTUAL_THEME"):
            self.theme = DARK.name

    async def _on_key(self, event: events.Key) -> None:
        if kept_for_field(self.screen, event):
            event.prevent_default()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key) and not event.is_forwarded:
            await self.key_queue.take(event)
        else:
            await super().on_event(event)

    async def on_key_done(self) -> None:
        await self.key_queue.done()

    def get_default_screen(self) -> LibraryScreen:
        from litreview.tui.screens.library import LibraryScreen

        return LibraryScreen()

    def get_css_variables(self) -> dict[str, str]:
        self.theme_variables = with_muted(super().get_css_variables())
        return self.theme_variables

    def on_mount(self) -> None:
        self.set_interval(WATCH, self._watch)
        self.set_interval(0.1, self._tick)

    async def _tick(self) -> None:
        self.show_progress()
        await self.key_queue.look()

    def _watch(self) -> None:
        self._store_state()
        self.ask("token", self.calls.token, self._take_token, newest=True, failed=lambda _: None)

    def _take_token(self, token: int) -> None:
        known, self._token = self._token, token
        if known is not None and known != token:
            self.reload()

    def _store_state(self) -> None:
        self.state.theme = self.theme
        now = self.state.stored()
        if now != self._stored:
            self._stored = now
            self.ask(
                "state",
                lambda desk: desk.remember(self.state_name, now),
                lambda _: None,
                failed=lambda _: None,
            )

    # Opening

    def open_once(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Push a screen, unless one of its kind is open: a key pressed twice is harmless."""
        if not any(type(open_one) is type(screen) for open_one in self.screen_stack):
            self.push_screen(screen, then)

    def open_work(self, work: int) -> None:
        """The whole page of a work."""
        from litreview.tui.screens.work import WorkScreen

        self.open_once(WorkScreen(work))

    def open_trace(self, work: int, direction: str) -> None:
        """References of a work, or what cites it."""
        from litreview.tui.screens.work_lists import TraceScreen

        self.open_once(TraceScreen(work, direction))

    async def action_press(self, key: str) -> None:
        """Press a key with the mouse: what it means is done, even where letters are typed."""
        active = self.screen.active_bindings.get(key)
        if active is not None:
            await self.run_action(active.binding.action, active.node)

    def action_search(self) -> None:
        """Search the sources."""
        from litreview.tui.screens.search import SearchScreen

        self.open_once(SearchScreen(self.state.query))

    def action_add(self, text: str = "") -> None:
        """Add by identifier or address."""
        from litreview.tui.screens.add import AddScreen

        self.open_once(AddScreen(text), self._add)

    def _add(self, what: list[str] | None) -> None:
        if what:
            self.ask("add", lambda desk: self.calls.add(desk, what), self._taken_in, label="looking up")

    def action_import_file(self, path: str = "") -> None:
        """Import files."""
        from litreview.tui.screens.add import ImportScreen

        self.open_once(ImportScreen(path), self._import)

    def _import(self, files: list[str] | None) -> None:
        if files:
            self.ask(
                "import", lambda desk: self.calls.import_files(desk, files), self._taken_in, label="importing"
            )

    def _taken_in(self, result: Any) -> None:
        self.say(outcomes.sentence(result))
        self.reload()

    def refresh_counts(self, works: list[int] | None) -> None:
        """Ask the sources for today's counts, in the background."""
        if works is not None:
            self.ask(
                "refresh",
                lambda desk: self.calls.refresh(desk, works),
                self._taken_in,
                label="asking for counts",
            )

    def action_duplicates(self) -> None:
        """Answer questions on duplicates."""
        from litreview.tui.screens.duplicates import DuplicatesScreen

        self.open_once(DuplicatesScreen())

    def action_history(self) -> None:
        """See what was done."""
        from litreview.tui.screens.history import HistoryScreen

        self.open_once(HistoryScreen())

    def action_keys(self) -> None:
        """See the keys of this screen."""
        from litreview.tui.screens.help import HelpScreen

        self.open_once(HelpScreen(self.screen.active_bindings))

    def action_undo(self) -> None:
        """Take the last act back."""
        self.change("undo", self.calls.undo)

    def action_redo(self) -> None:
        """Do again what was taken back."""
        self.change("redo", self.calls.redo)

    def action_stop_work(self) -> None:
        stopped = self.asking.stop_long()
        self.say(
            "Stopping: what is finished is kept." if stopped else "Nothing is running that could be stopped."
        )

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        from litreview.tui.palette import system_commands

        yield from system_commands(self, screen)

    # Leaving

    def leave(self) -> None:
        """Store where the person was, stop what runs, and end; the first time say what would be stopped."""
        running = [job.label for job in self.asking.long_jobs]
        if running and not self._leaving:
            self._leaving = True
            self.say(
                ("! ", "bold $text-warning"),
                f"Still {listed(running)}. Once more leaves; what is finished is kept.",
            )
            return
        self.asking.stop_all()
        self.state.theme = self.theme
        self.desk.remember(self.state_name, self.state.stored())
        self.exit()

    async def action_quit(self) -> None:
        self.leave()


def run(desk: Desk) -> None:
    """Open the screen on a library and stay until the person leaves.

    Raises `LitreviewError` where the screen itself failed.
    """
    app = LitreviewApp(desk)
    app.run()
    if app.return_code:
        raise LitreviewError(
            "The screen failed and was closed.", "Your library is as it was; the lines above say where."
        )

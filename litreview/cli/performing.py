"""Doing one act for the command line: settings, desk, progress, result, exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING, Any

from litreview.cli.exits import code_of
from litreview.cli.terminal import can_open_screen, screen_of, silence
from litreview.cli.wishes import Wishes
from litreview.desk import Desk, SystemClock, source_names
from litreview.errors import LitreviewError, Misused
from litreview.model.text import printable
from litreview.settings import Settings, default_file, load
from litreview.settings.libraries import used_library

if TYPE_CHECKING:
    from litreview.acts.act import Act
    from litreview.model.event import Tell


def perform(act: Act, arguments: dict[str, Any], wishes: Wishes) -> int:
    """Do an act, print its result, and give the exit code that it deserves."""
    with _telling(wishes) as tell, _stopping_desk(act, wishes, tell) as desk:
        body = act.load()
        _set_up_log(wishes.debug, desk.settings)
        if not _agreed(act, body, desk, arguments, wishes):
            return 0
        result = body(desk, **arguments)
    warnings = desk.warnings
    if result is None:
        return 0
    _print(result, wishes, warnings)
    if (demonstrated := getattr(result, "desk", None)) is not None:
        if result.open_screen and can_open_screen(os.environ) and not wishes.no_input:
            return _show_screen(demonstrated)
        demonstrated.close()
    return code_of(result)


def _agreed(
    act: Act, body: Callable[..., Any], desk: Desk, arguments: dict[str, Any], wishes: Wishes
) -> bool:
    """Whether an act that asks first may go on: it is shown as a dry run, and the person says yes.

    Raises `Misused` where nobody can answer.
    """
    if not act.asks or arguments["yes"] or arguments["dry_run"]:
        return True
    if wishes.no_input or wishes.json or not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise Misused(
            f"`litreview {act.name}` shows first what would change, and asks; here nobody can answer.",
            "Add --yes to go straight on, or --dry-run to see what would change.",
        )
    _print(body(desk, **{**arguments, "dry_run": True}), wishes, ())
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() in ("y", "yes"):
        return True
    print("Nothing was changed.", file=sys.stderr)
    return False


def open_screen(wishes: Wishes) -> int:
    """Open the screen on the library. Raises `Misused` where there is no terminal for it."""
    if wishes.json:
        raise Misused("--json belongs to a command.", "For all works: litreview list --json")
    if wishes.no_input or not can_open_screen(os.environ):
        raise Misused(
            "The screen needs a terminal, and this is none.",
            "Say what to do, as in `litreview list`; `litreview --help` shows all commands.",
        )
    return _show_screen(Desk.open(_settings(), library=wishes.library_path))


def _show_screen(desk: Desk) -> int:
    from litreview.tui.app import run

    told: tuple[str, ...] = ()
    try:
        run(desk)
    finally:
        told = desk.warnings
        desk.close()
    for line in desk.warnings:
        if line not in told:  # by the screen
            print(printable(line), file=sys.stderr)
    return 0


def a_desk(wishes: Wishes) -> Desk:
    """A quiet desk that makes nothing, for what the shell asks while words are typed."""
    return Desk.open(_settings(bare=True), library=wishes.library_path, makes=False)


def _settings(bare: bool = False) -> Settings:
    """The settings; with ``bare`` none where they cannot be read."""
    try:
        return load(os.environ, default_file(os.environ), source_names(), used_library())
    except Misused:
        if not bare:
            raise
        return Settings()


@contextmanager
def _telling(wishes: Wishes) -> Iterator[Tell]:
    from litreview.cli.telling import Teller

    if wishes.quiet:
        yield lambda _event: None
        return
    screen = screen_of(sys.stderr, wishes.color, os.environ)
    teller = Teller(sys.stderr, screen, SystemClock())
    try:
        yield teller
    finally:
        teller.end()


@contextmanager
def _stopping_desk(act: Act, wishes: Wishes, tell: Tell) -> Iterator[Desk]:
    """A desk that the first Ctrl-C stops, keeping what is finished; a second one ends at once."""
    desk = Desk.open(_settings(act.mends), tell=tell, library=wishes.library_path, makes=act.makes)
    with _first_interrupt(desk.stop):
        try:
            yield desk
        finally:
            desk.close()


@contextmanager
def _first_interrupt(stop: Callable[[], None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may listen to signals
        return

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        stop()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _set_up_log(debug: bool, settings: Settings) -> None:
    """Write the log to stderr for ``--debug``, without secrets; else let it say nothing by itself."""
    if not debug and "logging" not in sys.modules:
        return  # light commands do not load it
    import logging

    if not debug:
        logging.getLogger("litreview").addHandler(logging.NullHandler())
        return
    secrets = tuple(settings.secrets().values())

    class Veiled(logging.Formatter):
        """Cuts secrets from the whole text, tracebacks included."""

        def format(self, record: logging.LogRecord) -> str:
            text = super().format(record)
            for secret in secrets:
                text = text.replace(secret, "***")
            return text

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Veiled("%(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)


def _print(result: Any, wishes: Wishes, warnings: tuple[str, ...]) -> None:
    """Data to stdout; talk, and what to know of the library's file, to stderr."""
    from litreview.cli.rows import shown

    screen = screen_of(sys.stdout, wishes.color, os.environ)
    printed = shown(result, screen)
    data = printed.data
    if wishes.json:
        from litreview.cli.as_json import lines

        data = lines(result)
    try:
        sys.stdout.writelines(f"{line}\n" for line in data)
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        return
    except OSError as fault:
        silence(sys.stdout)
        raise LitreviewError(f"The output cannot be written ({fault.strerror}).") from fault
    if not wishes.quiet:
        for line in (*printed.talk, *map(printable, warnings)):
            print(line, file=sys.stderr)

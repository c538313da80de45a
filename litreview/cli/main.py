"""The entry point. Every situation ends in one sentence on stderr and one exit code.

0 done, 1 failed, 2 usage, 3 nothing found, 4 key missing or refused, 5 done in part,
6 not reachable, 7 library busy or not writable, 130 stopped.
"""

from __future__ import annotations

import gc
import os
import sys

from litreview import __version__


def run(words: list[str] | None = None) -> int:
    """Run ``words`` (None: those of the command line) and give the exit code back."""
    given = sys.argv[1:] if words is None else words
    if given == ["--version"]:  # answered before click is imported: scripts ask it often
        print(f"litreview {__version__}")
        return 0
    gc.set_threshold(50_000, 20, 20)  # starting makes many objects and drops few: 6 of 98 ms less
    return _run(words, given)


def _run(words: list[str] | None, given: list[str]) -> int:
    import click

    from litreview.cli.commands import root
    from litreview.cli.terminal import silence
    from litreview.errors import LitreviewError

    debug = "--debug" in given
    try:
        _prepare_streams()
        code = root().main(args=words, prog_name="litreview", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except BrokenPipeError:
        silence(sys.stdout)
        return 0
    except click.UsageError as wrong:
        _say(wrong.format_message())
        _say(f"See: {wrong.ctx.command_path if wrong.ctx else 'litreview'} --help")
        return 2
    except click.ClickException as wrong:
        _say(wrong.format_message())
        return 1
    except (click.Abort, KeyboardInterrupt):
        _say("Stopped; what was finished is kept.")
        return 130
    except LitreviewError as known:
        if debug:
            _trace()
        _say(known.sentence)
        if known.hint:
            _say(known.hint)
        return known.exit_code
    except Exception as unknown:  # the last door: a person gets a sentence, not a traceback
        if debug:
            _trace()
        _say(f"litreview failed in a way it does not know: {type(unknown).__name__}: {unknown}")
        if not debug:
            _say("Nothing half-written is left; run it again with --debug to see where.")
        return 1


def _say(text: str) -> None:
    from litreview.cli.terminal import silence
    from litreview.model.text import printable_block

    try:
        print(printable_block(text), file=sys.stderr)
    except OSError:
        silence(sys.stderr)


def _trace() -> None:
    import traceback

    traceback.print_exc()


def _open_closed_streams() -> None:
    """Put the null device where a stream came closed (``<&-``, ``>&-``), as Python then has None there.

    In the order of their numbers, so that no library file is opened under the number of a stream.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123 - open till the end


def _prepare_streams() -> None:
    """Let no letter stop the program: UTF-8 into files and pipes, "?" where a screen has no such letter."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is None:
            continue
        if stream.isatty():
            reconfigure(errors="replace")
        else:
            reconfigure(encoding="utf-8", errors="backslashreplace")

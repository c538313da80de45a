"""How an act is declared: once, for the command line, the screen, the palette, help and README."""

# Annotations are values here: named tuples would compile each one that is a text.

from collections.abc import Callable
from importlib import import_module
from typing import Any, NamedTuple


class Argument(NamedTuple):
    """One argument of an act.

    ``kind``: text, integer, choice, flag, file (a path to write), files (paths to read).
    ``positional`` ones come in order; a ``many`` one takes the rest (``-`` reads standard input).
    """

    name: str
    help: str
    kind: str = "text"
    positional: bool = False
    many: bool = False
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()


class Act(NamedTuple):
    """One act. ``body`` is ``module:function`` below `litreview.acts`, loaded when it is run.

    ``shortcut`` is its key on the library screen. ``undoable``: one `undo` takes it back. ``makes``: it
    may bring something into a library, and so make the one that is named and not there yet. ``mends``:
    it runs also where the settings cannot be read, since it is there to mend them. ``asks``: on the command line it is shown as a dry
    run first and goes on after a yes; it has the arguments ``yes`` and ``dry_run``.
    """

    name: str
    title: str
    help: str
    body: str
    arguments: tuple[Argument, ...] = ()
    examples: tuple[str, ...] = ()
    shortcut: str = ""
    undoable: bool = False
    makes: bool = False
    mends: bool = False
    asks: bool = False

    def load(self) -> Callable[..., Any]:
        """The function itself: ``function(desk, **arguments) -> result``."""
        module, function = self.body.split(":")
        loaded: Callable[..., Any] = getattr(import_module(f"litreview.acts.{module}"), function)
        return loaded

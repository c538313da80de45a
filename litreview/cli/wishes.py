"""What a person may wish of every command, before or after its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path


class Wishes:
    """The options of every command, gathered while the words are read."""

    def __init__(self) -> None:
        self.library: str | None = None
        self.json = False
        self.no_input = False
        self.color = "auto"
        self.debug = False
        self.quiet = False

    @property
    def library_path(self) -> Path | None:
        """The library named by ``--library``."""
        from litreview.settings.places import path_of  # dear to load, and `--help` has no use for it

        return path_of(self.library) if self.library else None


def wishes_of(context: click.Context) -> Wishes:
    """The one value in which all levels of a command line gather their wishes."""
    return context.find_root().ensure_object(Wishes)


def everywhere() -> list[click.Parameter]:
    """New options for one command: the same for each, kept out of its own help."""
    return [
        _option("--library", metavar="FILE", help="another library than your own"),
        _option("--json", is_flag=True, help="one JSON object a line"),
        _option("--no-input", is_flag=True, help="never ask, never open the screen"),
        _option("--color", type=click.Choice(("auto", "always", "never")), help="when to colour"),
        _option("--debug", is_flag=True, help="show where something failed"),
        _option("--quiet", is_flag=True, help="say nothing but errors"),
    ]


def _option(name: str, **rest: Any) -> click.Option:
    return click.Option([name], expose_value=False, hidden=True, callback=_remember, **rest)


def _remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if parameter.name == "library" and value is not None and not value.strip():
        raise click.BadParameter("name a file, as in --library chapter.litreview", context, parameter)
    if value and parameter.name:
        setattr(wishes_of(context), parameter.name, value)

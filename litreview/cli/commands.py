"""Every command, made from the one table of acts when it is asked for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from litreview.acts.act import Act, Argument
from litreview.acts.table import ACTS
from litreview.cli import helping
from litreview.cli.terminal import width_of
from litreview.cli.wishes import everywhere, wishes_of

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_GUARD = "\x00"
_WORDS = ("query", "text")
_NAMES = ("works", "what")
_LARGEST = 999_999_999
"""The largest number that an option takes: counts, days and places stay far below it."""


def root() -> click.Group:
    """The command ``litreview``: without a word it opens the screen."""
    return _Acts(
        "litreview",
        prefix="",
        params=[*everywhere(), _version()],
        invoke_without_command=True,
        callback=_open_screen,
        context_settings={
            "help_option_names": ["--help", "-h"],
            "terminal_width": min(width_of(sys.stdout, os.environ), 100),
        },
    )


class _Acts(click.Group):
    """A group whose commands are acts: those called ``prefix`` and one word more."""

    def __init__(self, name: str, prefix: str, **rest: Any) -> None:
        super().__init__(name, **rest)
        self.prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click calls it
        words = (act.name.removeprefix(self.prefix).split(" ")[0] for act in self._mine())
        return list(dict.fromkeys(words))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click calls it
        name = self.prefix + cmd_name
        for act in self._mine():
            if act.name == name:
                return command(act)
            if act.name.startswith(name + " "):
                return _Acts(cmd_name, prefix=name + " ", params=everywhere())
        return None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        found = self.get_command(ctx, name)
        if found is None:
            raise click.UsageError(self._unknown(ctx, name), ctx)
        return name, found, args[1:]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        if self.prefix:
            helping.write_group(self.prefix.strip(), self._mine(), formatter)
        else:
            helping.write_root(formatter)

    def _mine(self) -> list[Act]:
        return [act for act in ACTS if act.name.startswith(self.prefix)]

    def _unknown(self, ctx: click.Context, name: str) -> str:
        from litreview.settings import nearest

        words = self.list_commands(ctx)
        near = nearest(name, words)
        hint = f"Did you mean {near!r}?" if near else f"There are: {', '.join(words)}."
        return f"There is no command {self.prefix + name!r}. {hint}"


class _ActCommand(click.Command):
    """One act as a command."""

    def __init__(self, act: Act, **rest: Any) -> None:
        super().__init__(act.name.split(" ")[-1], **rest)
        self.act = act

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; where words of a query are taken, ``-word`` is "not word", no option."""
        if any(argument.positional and argument.name in _WORDS for argument in self.act.arguments):
            args = [_GUARD + word if re.match(r"-[^-\d]", word) and word != "-h" else word for word in args]
        return super().parse_args(ctx, args)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click calls it
        helping.write_act(self.act, formatter)


def command(act: Act) -> click.Command:
    """The click command of one act."""
    return _ActCommand(
        act,
        callback=_perform(act),
        params=[_parameter(argument) for argument in act.arguments] + everywhere(),
        help=act.help,
    )


def _parameter(argument: Argument) -> click.Parameter:
    kind = _kind(argument)
    if argument.positional:
        return click.Argument(
            [argument.name],
            type=kind,
            nargs=-1 if argument.many else 1,
            required=argument.required,
            metavar=helping.metavar(argument),
        )
    if argument.kind == "flag":
        return click.Option([helping.option(argument)], is_flag=True, default=bool(argument.default))
    return click.Option(
        [helping.option(argument), argument.name],
        type=kind,
        multiple=argument.many,
        default=None if argument.many else argument.default,
        required=argument.required,
    )


def _kind(argument: Argument) -> click.ParamType[Any]:
    if argument.kind == "choice":
        return click.Choice(argument.choices)
    if argument.kind == "integer":
        return click.IntRange(0, _LARGEST)
    return _Text(argument)


class _Text(click.ParamType[str]):
    """A word of a person: what no text can hold is replaced, a guard taken off."""

    name = "text"

    def __init__(self, argument: Argument) -> None:
        self.argument = argument

    def shell_complete(
        self,
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG002 - as click calls it
        incomplete: str,
    ) -> list[CompletionItem]:
        """What a shell offers for what was typed of the word."""
        from litreview.cli.completing import fitting

        return fitting(ctx, self.argument, incomplete)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:  # noqa: ARG002 - as click calls it
        word = str(value).removeprefix(_GUARD)
        return word.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _perform(act: Act) -> Callable[..., int]:
    @click.pass_context
    def perform(context: click.Context, /, **values: Any) -> int:
        from litreview.cli.performing import perform as perform_act

        wishes = wishes_of(context)
        arguments = {a.name: _value(a, values[a.name], wishes.no_input) for a in act.arguments}
        return perform_act(act, arguments, wishes)

    return perform


def _value(argument: Argument, value: Any, no_input: bool) -> Any:
    if argument.name in _NAMES and argument.many and "-" in value:
        from litreview.cli.standard_input import named

        return tuple(word for one in value for word in (named(no_input) if one == "-" else (one,)))
    if argument.name == "value" and value == ("-",):
        from litreview.cli.standard_input import one_value

        return (one_value(no_input),)
    return value


def _version() -> click.Parameter:
    def show(context: click.Context, _parameter: click.Parameter, value: bool) -> None:
        if value:
            from litreview import __version__

            print(f"litreview {__version__}")
            context.exit()

    return click.Option(["--version"], is_flag=True, expose_value=False, is_eager=True, callback=show)


@click.pass_context
def _open_screen(context: click.Context, /) -> int:
    if context.invoked_subcommand is not None:
        return 0
    from litreview.cli.performing import open_screen

    return open_screen(wishes_of(context))

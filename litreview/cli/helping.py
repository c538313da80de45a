"""Help that fits a screen of 24 lines: what there is, two examples, the words, the options."""

from __future__ import annotations

from collections.abc import Sequence

import click

from litreview.acts.act import Act, Argument

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Find", ("search", "saved-search", "add", "import")),
    ("Look", ("list", "show")),
    ("Keep", ("keep", "remove")),
    ("Words", ("tag", "note", "decide", "read", "correct", "reading-list")),
    ("Trace", ("trace", "refresh", "schedule")),
    ("Cite", ("export",)),
    ("Doubles", ("duplicates", "rule")),
    ("Undo", ("undo", "redo", "history")),
    ("Safe", ("backup", "restore", "doctor", "rebuild", "archive")),
    ("Settings", ("config", "library", "completion")),
    ("Try", ("demo", "standin")),
)
"""Every command once, by what it is for: a line each, as a small screen has no room for their titles."""

_SAYS = {
    "Find": "catalogues and files",
    "Look": "at what you have",
    "Keep": "or take out again",
    "Words": "of yours on works",
    "Trace": "who cites whom, how often",
    "Cite": "BibTeX, RIS",
    "Doubles": "the same work twice?",
    "Undo": "any of it",
    "Safe": "look after the library",
    "Settings": "and which library",
    "Try": "offline, on a sample",
}
_LABEL, _NAMES = 10, 43


def write_root(formatter: click.HelpFormatter) -> None:
    """The help of ``litreview`` itself."""
    lines = [
        "litreview [COMMAND] [WORDS]...       no command: the screen; ctrl+q leaves it",
        "Fetch, join, tag, trace and cite the works of a literature review.",
        "",
    ]
    for group, names in GROUPS:
        lines.append(group.ljust(_LABEL) + " ".join(names).ljust(_NAMES) + _SAYS[group])
    lines += [
        "",
        "litreview demo                       the whole job, offline, on a sample",
        "litreview search learning alliances --source crossref,repec",
        "litreview COMMAND --help             its words, options and examples",
        "",
        "Anywhere: --library FILE --json --no-input --color WHEN --quiet --debug",
        "Exit: 0 done, 1 failed, 2 usage, 3 nothing found, 4 key, 5 in part,",
        "      6 not reachable, 7 library busy or not writable, 130 stopped",
    ]
    formatter.write("\n".join(lines) + "\n")


def write_group(name: str, acts: Sequence[Act], formatter: click.HelpFormatter) -> None:
    """The help of a set of acts, like ``tag``."""
    formatter.write(f"litreview {name} COMMAND [WORDS]...\n\n")
    with formatter.indentation():
        formatter.write_dl([(act.name.removeprefix(name + " "), act.help) for act in acts])
    formatter.write("\n")
    _examples([example for act in acts for example in act.examples[:1]], formatter)


def write_act(act: Act, formatter: click.HelpFormatter) -> None:
    """The help of one act: what it does, its examples, its words and options."""
    words = [argument for argument in act.arguments if argument.positional]
    options = [argument for argument in act.arguments if not argument.positional]
    usage = " ".join(["litreview", act.name, *map(_usage, words)])
    formatter.write(usage + (" [OPTIONS]" if options else "") + "\n")
    formatter.write_text(act.help)
    formatter.write("\n")
    _examples(act.examples, formatter)
    formatter.write("\n")
    with formatter.indentation():
        rows = [(metavar(word), word.help) for word in words]
        formatter.write_dl(rows + [(_option_usage(one), _option_help(one)) for one in options] + [_ANYWHERE])


_ANYWHERE = ("--json, --library ...", "taken everywhere: see litreview --help")


def option(argument: Argument) -> str:
    """``--dry-run``, or ``--screen/--no-screen`` for a flag that is on by itself."""
    name = f"--{argument.name.replace('_', '-')}"
    return f"{name}/--no-{name[2:]}" if argument.kind == "flag" and argument.default else name


def metavar(argument: Argument) -> str:
    """How help names the words of an argument: its choices, else its name."""
    return "|".join(argument.choices) if argument.choices else argument.name.upper()


def _usage(argument: Argument) -> str:
    name = metavar(argument) + ("..." if argument.many else "")
    return name if argument.required else f"[{name}]"


def _option_usage(argument: Argument) -> str:
    if argument.kind == "flag":
        return option(argument).rpartition("/")[2]
    kinds = {"integer": "N", "file": "FILE"}
    return f"{option(argument)} {kinds.get(argument.kind) or '|'.join(argument.choices) or 'TEXT'}"


def _option_help(argument: Argument) -> str:
    if argument.default in (None, "") or argument.kind == "flag":
        return argument.help
    return f"{argument.help} [{argument.default}]"


def _examples(examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    formatter.write("".join(f"  {example}\n" for example in examples))

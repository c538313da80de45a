"""What the shell completes: click's own script, and the words that fit an argument."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from click.shell_completion import CompletionItem, get_completion_class

if TYPE_CHECKING:
    import click

    from litreview.acts.act import Argument

_WORKS = ("work", "works", "one", "other")
_TAGS = ("tag", "tags", "parent")
_SHOWN = 60


def script(shell: str) -> str:
    """The script for a shell, to be read by it at its start."""
    from litreview.cli.commands import root

    found = get_completion_class(shell)
    assert found is not None
    made = found(root(), {}, "litreview", "_LITREVIEW_COMPLETE")
    return str(made.source_template % made.source_vars())  # `source()` would start a bash to ask its age


def how(shell: str) -> str:
    """The line that makes a script work."""
    return {
        "bash": "Keep it: litreview completion bash > ~/.local/share/bash-completion/completions/litreview",
        "zsh": 'Keep it: add `eval "$(litreview completion zsh)"` to ~/.zshrc',
        "fish": "Keep it: litreview completion fish > ~/.config/fish/completions/litreview.fish",
    }[shell]


def fitting(context: click.Context, argument: Argument, start: str) -> list[CompletionItem]:
    """The words that may be meant by what was typed of an argument; none where that cannot be known."""
    if argument.kind in ("file", "files"):
        return [CompletionItem(start, type="file")]
    from litreview.errors import LitreviewError

    try:
        found = list(_words(context, argument, start))
    except (LitreviewError, OSError):
        return []
    # A shell takes words apart at blanks, and click's script at commas.
    return [
        CompletionItem(word, help=told[:_SHOWN] or None)
        for word, told in found
        if not set(word) & set(" ,\"'")
    ]


def _words(context: click.Context, argument: Argument, start: str) -> Iterator[tuple[str, str]]:
    from litreview.acts import completing
    from litreview.cli.performing import a_desk
    from litreview.cli.wishes import wishes_of
    from litreview.model.text import printable

    if argument.name == "setting":
        from litreview.desk import source_names
        from litreview.settings.checking import known_names

        yield from ((name, "") for name in known_names(source_names()) if name.startswith(start))
        return
    ask = {**dict.fromkeys(_WORKS, completing.keys), **dict.fromkeys(_TAGS, completing.tags)}.get(
        argument.name
    )
    if ask is None:
        return
    desk = a_desk(wishes_of(context))
    try:
        if desk.library_path.exists():
            yield from ((printable(word), printable(told)) for word, told in ask(desk, start))
    finally:
        desk.close()

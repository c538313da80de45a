"""Names of works from standard input: what ``-`` stands for."""

from __future__ import annotations

import json
import sys

from litreview.errors import Misused


def named(no_input: bool) -> tuple[str, ...]:
    """The works named on standard input, one a line: names, lines of ``list``, or its ``--json``.

    Raises `Misused` where there is a person at the other end who asked not to be asked.
    """
    if no_input and sys.stdin.isatty():
        raise Misused(
            "- reads standard input, which is this terminal.", "Pipe the names in, or leave - away."
        )
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]  # a real stdin is a TextIOWrapper
    return tuple(name for line in sys.stdin if (name := _name(line)))


def one_value(no_input: bool) -> str:
    """One line of standard input; on a terminal it is asked for and not shown.

    Raises `Misused` where there is a person at the other end who asked not to be asked.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    if no_input:
        raise Misused("- reads standard input, which is this terminal.", "Pipe the value in.")
    from getpass import getpass

    return getpass("The value (not shown): ").strip()


def _name(line: str) -> str:
    text = line.strip()
    if not text.startswith("{"):
        return text.split("\t")[0].strip()
    try:
        found = json.loads(text)
    except ValueError:
        raise Misused(f"A line of standard input is no JSON: {text[:60]}") from None
    if found.get("kind", "work") != "work":
        return ""
    if not found.get("key"):
        raise Misused("A line of standard input names no work: it has no key.")
    return str(found["key"])

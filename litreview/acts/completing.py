"""Completing words in a shell: the script, and the keys and tags that may be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.acts import reading
from litreview.acts.machine_results import Completion

if TYPE_CHECKING:
    from litreview.desk import Desk

_MOST = 50


def completion(desk: Desk, shell: str) -> Completion:
    """The script that lets a shell complete the words of litreview."""
    del desk  # as every act; a script needs no library
    return Completion(shell)


def keys(desk: Desk, start: str) -> list[tuple[str, str]]:
    """Citation keys that begin so, each with the title of its work."""
    ids = reading.find(desk, f"k:{start}" if start else "", "key", limit=_MOST).ids
    return [(row.key, row.title or "") for row in reading.page(desk, ids) if row.key.startswith(start)]


def tags(desk: Desk, start: str) -> list[tuple[str, str]]:
    """Tags that begin so."""
    begun = start.casefold()
    return [(name, "") for name in desk.library.tags.names() if name.casefold().startswith(begun)]

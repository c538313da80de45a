"""How acts find the works that a person named."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.errors import Misused, NothingFound
from litreview.model.text import number_of

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.library.keeping import Written
    from litreview.model.row import Row


def work_id(desk: Desk, work: str | int) -> int:
    """The id of one work, named by key, identifier, record name or id.

    Raises `NothingFound` where nothing answers, `Misused` where several do.
    """
    if isinstance(work, int):
        return work
    found = desk.library.works.resolve(work)
    if not found:
        raise NothingFound(f"Nothing here is called {work!r}.", "See `litreview list` for the keys you have.")
    if len(found) > 1:
        keys = ", ".join(desk.library.keys.of(found).values())
        raise Misused(f"{work!r} names several works: {keys}.", "Say which by its key.")
    return found[0]


def work_ids(desk: Desk, works: Sequence[str | int]) -> list[int]:
    """The ids of several works, each once, in the order named."""
    return list(dict.fromkeys(work_id(desk, work) for work in works))


def rows(desk: Desk, ids: Sequence[int]) -> tuple[Row, ...]:
    """The rows of works that still are, in order."""
    return tuple(desk.library.works.rows(ids))


def with_kept(verb: str, done: Written) -> str:
    """``included 3 works``, and how many of them the act kept besides."""
    if done.kept and done.kept == done.works:
        return f"kept and {verb} {number_of(done.works)}"
    return f"{verb} {number_of(done.works)}" + (f", {done.kept:,} of them kept by it" if done.kept else "")

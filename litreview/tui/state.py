"""What the screen keeps between runs: where a person was."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

SORTS = ("fit", "year", "author", "title", "venue", "cited", "added", "key")


@dataclass
class State:
    """Query, order, the work under the cursor (its id), the theme."""

    query: str = ""
    sort: str = "fit"
    reverse: bool = False
    outside: bool = False
    work: int | None = None
    theme: str = ""

    def stored(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def from_stored(value: object) -> State:
    """Read a stored state; what does not fit is left at its default."""
    state = State()
    if not isinstance(value, dict):
        return state
    for field in fields(State):
        got = value.get(field.name)
        now = getattr(state, field.name)
        if field.name == "work":
            if isinstance(got, int) and not isinstance(got, bool):
                state.work = got
        elif type(got) is type(now):
            setattr(state, field.name, got)
    if state.sort not in SORTS:
        state.sort = "fit"
    return state

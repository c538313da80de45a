"""Progress, as a value: it carries totals, so that a screen may drop any of them."""

# Annotations are values here: named tuples would compile each one that is a text.

from typing import NamedTuple, Protocol


class Event(NamedTuple):
    """How far a piece of work is. ``total`` is None where nobody knows it.

    ``what`` names the work ("search", "intake", "counts"), ``part`` a source or file within it.
    ``waiting`` = seconds that are waited for a reason given in ``sentence``.
    """

    what: str
    sentence: str = ""
    part: str = ""
    done: int = 0
    total: int | None = None
    waiting: float = 0.0


class Tell(Protocol):
    """Where events go; may be called from any thread, never blocks, never raises."""

    def __call__(self, event: Event, /) -> None: ...

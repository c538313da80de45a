"""What was read of a text that many records share - a volume, a journal's name - is read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

KEPT, LONGEST = 4096, 120
"""So many texts are remembered, and none longer: a few megabytes, whatever records say."""
T = TypeVar("T")


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """``read``, a pure function of one text, that remembers what it last read."""
    known = lru_cache(maxsize=KEPT)(read)

    @wraps(read)
    def look(text: str) -> T:
        return known(text) if len(text) <= LONGEST else read(text)

    return look

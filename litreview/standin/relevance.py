"""Finding works by words: how many of the asked words a work has, weighted by rarity."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from litreview.model.text import words
from litreview.standin.sample import SampleWork

FIELDS = ("title", "author", "venue", "year")
"""Where words are looked for; a hit in the title weighs most."""

_WEIGHT = {"title": 3.0, "author": 2.0, "venue": 1.0, "year": 1.0}


def terms(text: str | None) -> list[str]:
    """The words of a text, without plural endings; neighbours also joined.

    Joining lets ``inter-organizational`` find ``interorganizational`` and the other way round.
    """
    found = [_singular(word) for word in words(text)]
    joined = [a + b for a, b in pairwise(found) if a in _PREFIXES]
    return found + joined


class Index:
    """The words of some works. It is built once and only read after that."""

    def __init__(self, works: Iterable[SampleWork]) -> None:
        self._fields: dict[str, Mapping[str, frozenset[str]]] = {}
        seen: Counter[str] = Counter()
        for work in works:
            fields = {
                "title": frozenset(terms(work.title)),
                "author": frozenset(terms(" ".join(work.names))),
                "venue": frozenset(terms(work.venue)) | frozenset(terms(work.printed_venue)),
                "year": frozenset(terms(str(work.year or ""))),
            }
            self._fields[work.key] = fields
            seen.update(frozenset[str]().union(*fields.values()))
        self._rarity = {term: math.log(1 + len(self._fields) / count) for term, count in seen.items()}

    def scores(self, asked: str, fields: Sequence[str] = FIELDS) -> dict[str, float]:
        """The score of each work that has any of the asked words in the named fields."""
        found: dict[str, float] = {}
        for term in dict.fromkeys(terms(asked)):
            weight = self._rarity.get(term)
            if weight is None:
                continue
            for key, have in self._fields.items():
                best = max((_WEIGHT[name] for name in fields if term in have[name]), default=0.0)
                if best:
                    found[key] = found.get(key, 0.0) + weight * best
        return found

    def having(self, asked: str, share: float) -> set[str]:
        """Works that have at least a share (0 to 1) of the asked words in any field."""
        wanted = [_singular(word) for word in dict.fromkeys(words(asked))]
        return {
            key
            for key, have in self._fields.items()
            if sum(any(_has(have[name], term) for name in FIELDS) for term in wanted) >= share * len(wanted)
        }


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Keys, best first; equal scores by key, so that an answer never depends on chance."""
    return sorted(scores, key=lambda key: (-scores[key], key))


def _has(have: frozenset[str], term: str) -> bool:
    return term in have or (term in _PREFIXES and any(word.startswith(term) for word in have))


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_PREFIXES = frozenset({"inter", "intra", "co", "non", "re"})

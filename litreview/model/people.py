"""Authors as values, and the ways people write them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Author:
    """One author: a person by parts, or an organisation by ``literal`` alone."""

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""
    as_given: str = ""

    @property
    def surname(self) -> str:
        """What people cite by: particle and family name, or the organisation's name."""
        return self.literal or " ".join(p for p in (self.particle, self.family) if p) or self.given

    def __str__(self) -> str:
        """``van Family, Jr., Given``: the one form in which authors are listed."""
        if self.literal:
            return self.literal
        return ", ".join(p for p in (self.surname, self.suffix, self.given) if p)


_SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_CAPITAL_PARTICLES = frozenset(("Van", "Von", "De", "Del", "Della", "Di", "Da", "Dos", "Du"))


def parse_name(text: str | None) -> Author | None:
    """Read one written name: ``Family, Given``, ``Family, Jr., Given`` or ``Given von Family``.

    The particle is the run of lower-case words before the family name (BibTeX's rule).
    """
    given_as = " ".join((text or "").split())
    value = given_as.strip(" ,;")
    if not value:
        return None
    parts = [part.strip() for part in value.split(",")]
    if len(parts) == 1:
        return _first_last(parts[0].split(), given_as)
    particle, family = _split_particle(parts[0].split())
    suffix = ""
    rest = parts[1:]
    if len(rest) > 1 and rest[0].lower() in _SUFFIXES:
        suffix, rest = rest[0], rest[1:]
    elif len(rest) > 1 and rest[-1].lower() in _SUFFIXES:
        suffix, rest = rest[-1], rest[:-1]
    return Author(family, " ".join(p for p in rest if p), particle, suffix, as_given=given_as)


def _first_last(words: list[str], as_given: str) -> Author:
    suffix = ""
    if len(words) > 2 and words[-1].lower() in _SUFFIXES:
        suffix = words.pop()
    if len(words) == 1:
        return Author(family=words[0], as_given=as_given)
    lower = next((i for i, w in enumerate(words[:-1]) if i and w[:1].islower()), None)
    if lower is None:
        return Author(words[-1], " ".join(words[:-1]), suffix=suffix, as_given=as_given)
    if lower > 1 and words[lower - 1] in _CAPITAL_PARTICLES:
        lower -= 1
    end = max(i for i, w in enumerate(words[:-1]) if w[:1].islower()) + 1
    family, given = " ".join(words[end:]), " ".join(words[:lower])
    return Author(family, given, " ".join(words[lower:end]), suffix, as_given=as_given)


def _split_particle(words: list[str]) -> tuple[str, str]:
    end = 0
    while end < len(words) - 1 and words[end][:1].islower():
        end += 1
    return " ".join(words[:end]), " ".join(words[end:])


def initials(given: str) -> str:
    """The first letters of given names, lower-cased: ``Jean-Paul M.`` -> ``jpm``."""
    if re.fullmatch(r"[A-Z]{2,3}", given):
        return given.lower()
    return "".join(w[0] for w in re.split(r"[\s.\-\u2010\u2011]+", given) if w).lower()


def byline(authors: Sequence[Author], others: bool = False) -> str:
    """All authors as one line: ``Larsson, Bengtsson, Henriksson & Sparks``; unknown is ``""``."""
    names = [author.surname for author in authors]
    if others:
        return ", ".join(names) + " et al." if names else ""
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " & " + names[-1]


def short_byline(authors: Sequence[Author], others: bool = False) -> str:
    """The authors as people cite them: one, two, or the first and ``et al.``"""
    if len(authors) > 2 or others:
        return f"{authors[0].surname} et al." if authors else ""
    return byline(authors)

"""Compare two records field by field: typed evidence, where a missing field is silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from litreview.matching import ladders
from litreview.matching.levels import SAYS, SILENT, Rung
from litreview.matching.prepare import Prepared
from litreview.matching.title_ladder import title_rung


class FieldEvidence(NamedTuple):
    """What one field says: its level on the ladder, and that in words. ``says`` = agrees, conflicts, silent."""

    field: str
    level: str
    says: str
    sentence: str


LADDERS: dict[str, Callable[[Prepared, Prepared], Rung]] = {
    "title": lambda left, right: title_rung(left.title, right.title),
    "authors": lambda left, right: ladders.names_rung(left.names, right.names),
    "year": ladders.year_rung,
    "venue": lambda left, right: ladders.venue_rung(left.venue, right.venue),
    "volume": lambda left, right: ladders.volume_rung(left.place, right.place),
    "issue": lambda left, right: ladders.issue_rung(left.place, right.place),
    "pages": lambda left, right: ladders.pages_rung(left.place, right.place),
    "doi": ladders.doi_rung,
    "handle": ladders.handle_rung,
    "identifier": ladders.identifier_rung,
    "stage": ladders.stage_rung,
    "edition": ladders.edition_rung,
    "source": ladders.source_rung,
}
"""The ladder of each field, in the order in which people read them."""


class Levels(dict[str, str]):
    """The level of each field that was asked for; a ladder is climbed when its field is first asked."""

    def __init__(self, left: Prepared, right: Prepared) -> None:
        self._sides = (left, right)
        self._rungs: dict[str, Rung] = {}

    def __missing__(self, field: str) -> str:
        rung = self._rungs[field] = LADDERS[field](*self._sides)
        self[field] = rung[0]
        return rung[0]

    def rungs(self) -> tuple[tuple[str, Rung], ...]:
        """The rung of every field, in their order."""
        return tuple((field, self._rungs[field]) for field in LADDERS if self[field])


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that two records say about each other, found out as it is asked for: most pairs differ so
    clearly that few fields are looked at.

    ``asked`` gives the level of a field by its name. ``link`` = what a source says outright: version,
    part, or "".
    """

    asked: Levels
    link: str = ""

    @property
    def levels(self) -> dict[str, str]:
        """The level of every field."""
        return {field: self.asked[field] for field in LADDERS}

    @property
    def fields(self) -> tuple[FieldEvidence, ...]:
        """The evidence of each field, in the order in which people read them."""
        return tuple(
            FieldEvidence(field, level, SAYS[field].get(level, SILENT), sentence)
            for field, (level, sentence) in self.asked.rungs()
        )

    def sentences(self, says: str) -> tuple[str, ...]:
        """The sentences of the fields that agree, conflict or are silent."""
        return tuple(field.sentence for field in self.fields if field.says == says)


def compare(left: Prepared, right: Prepared) -> Evidence:
    """Compare two records. The same answer whichever stands left, but for the order of shown values."""
    if right.name < left.name:
        left, right = right, left
    return Evidence(Levels(left, right), _link(left, right) if left.linked or right.linked else "")


def _link(left: Prepared, right: Prepared) -> str:
    """What a source says of the two: that one is a version of the other, or a part; else ""."""
    ours, theirs = _named(left), _named(right)
    kinds = {kind for kind, name in left.linked if name in theirs}
    kinds |= {kind for kind, name in right.linked if name in ours}
    if not kinds or ours & theirs:
        return ""
    return "part" if kinds == {"part_of"} else "version"


def _named(ready: Prepared) -> set[str]:
    return {str(identifier) for identifier in ready.identifiers if identifier.scheme not in ("issn", "isbn")}

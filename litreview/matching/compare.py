"""Compare two records field by field: typed evidence, where a missing field is silent."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that two records say about each other. ``levels`` maps each field to its level.

    ``link`` = what a source says outright: version, part, or "".
    """

    rungs: tuple[tuple[str, Rung], ...]
    levels: dict[str, str]
    link: str = ""

    @property
    def fields(self) -> tuple[FieldEvidence, ...]:
        """The evidence of each field, in the order in which people read them."""
        return tuple(
            FieldEvidence(field, level, SAYS[field].get(level, SILENT), sentence)
            for field, (level, sentence) in self.rungs
        )

    def sentences(self, says: str) -> tuple[str, ...]:
        """The sentences of the fields that agree, conflict or are silent."""
        return tuple(field.sentence for field in self.fields if field.says == says)


def compare(left: Prepared, right: Prepared) -> Evidence:
    """Compare two records. The same answer whichever stands left, but for the order of shown values."""
    if right.name < left.name:
        left, right = right, left
    rungs = (
        ("title", title_rung(left.title, right.title)),
        ("authors", ladders.names_rung(left.names, right.names)),
        ("year", ladders.year_rung(left, right)),
        ("venue", ladders.venue_rung(left.venue, right.venue)),
        ("volume", ladders.volume_rung(left.place, right.place)),
        ("issue", ladders.issue_rung(left.place, right.place)),
        ("pages", ladders.pages_rung(left.place, right.place)),
        ("doi", ladders.doi_rung(left, right)),
        ("handle", ladders.handle_rung(left, right)),
        ("identifier", ladders.identifier_rung(left, right)),
        ("stage", ladders.stage_rung(left, right)),
        ("edition", ladders.edition_rung(left, right)),
        ("source", ladders.source_rung(left, right)),
    )
    return Evidence(rungs, {field: rung[0] for field, rung in rungs}, _link(left, right))


def _link(left: Prepared, right: Prepared) -> str:
    """What a source says of the two: that one is a version of the other, or a part; else ""."""
    if not left.linked and not right.linked:
        return ""
    ours, theirs = _named(left), _named(right)
    kinds = {kind for kind, name in left.linked if name in theirs}
    kinds |= {kind for kind, name in right.linked if name in ours}
    if not kinds or ours & theirs:
        return ""
    return "part" if kinds == {"part_of"} else "version"


def _named(ready: Prepared) -> set[str]:
    return {str(identifier) for identifier in ready.identifiers if identifier.scheme not in ("issn", "isbn")}

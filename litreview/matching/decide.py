"""The verdict on two records: weigh the evidence, then let some conflicts cap it. The same object speaks.

The verdict depends on the pair alone. A sum of weights says how strongly two records look like one
work; the caps say what no sum outweighs. Weights are in points; `SAME` points are enough to join
without asking, `MAYBE` points are worth a person's question.
"""

from __future__ import annotations

from dataclasses import dataclass

from litreview.matching.caps import Cap, caps_at, one_text
from litreview.matching.compare import Evidence, Levels

SAME, MAYBE = 62, 52

WEIGHTS: dict[str, dict[str, int]] = {
    "title": {
        "same": 40, "short": 37, "column": 2, "head": 32, "cut": 30, "misspelt": 39, "more": 36, "alike": 16,
        "parts": -50, "numbers": -19, "review": 26, "role": -50, "different": -40, "translated": -30, "language": 4,
    },
    "authors": {"all": 20, "one": 18, "cut": 17, "most": 17, "some": 4, "none": -20},
    "year": {"same": 8, "next": 1, "near": -10, "far": -30},
    "venue": {"same": 8, "short": 8, "inside": 6, "kind": -8},
    "volume": {"same": 9, "other": -14},
    "issue": {"same": 6, "other": -8},
    "pages": {"range": 28, "first": 20, "last": 16, "number": 24, "misprint": 4, "other": -29},
    "doi": {"same": 40, "alias": 10, "other": -8},
    "handle": {"same": 30, "other": -12},
    "identifier": {"same": 60, "other": -40},
    "stage": {"other": -10, "report": -25},
    "edition": {"other": -12},
    "source": {"one": -6},
}  # fmt: skip
"""Points by field and level; what is not listed is silent and weighs nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``word`` = same, version, different or maybe; ``why`` = what decided, "" where the sum of points did."""

    word: str
    why: str
    evidence: Evidence

    @property
    def strength(self) -> int:
        """In points; higher is surer that the two are one."""
        return _points(self.evidence.asked)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Sentences for a person: what decided, then what speaks for the verdict, then against it."""
        agrees, conflicts = self.evidence.sentences("agrees"), self.evidence.sentences("conflicts")
        spoken = agrees + conflicts if self.word in ("same", "maybe") else conflicts + agrees
        return (self.why, *spoken) if self.why else spoken


_LINKED = {
    "version": ("version", "a source says that they are versions of one text"),
    "part": ("different", "a source says that one is a part of the other"),
}


def decide(evidence: Evidence) -> Verdict:
    """Weigh the evidence of a pair. Symmetric, and a function of the pair alone."""
    if evidence.link:
        return Verdict(*_LINKED[evidence.link], evidence)
    levels = evidence.asked
    for cap in caps_at(levels["title"]):
        if cap.holds(levels):
            return Verdict(_capped(cap, levels), cap.why, evidence)
    points = _points(levels)
    if points >= SAME:
        return Verdict("same", "", evidence)
    if points >= MAYBE:
        return Verdict("maybe", "not enough agrees to join them unasked", evidence)
    return Verdict("different", "too little agrees", evidence)


def _capped(cap: Cap, levels: Levels) -> str:
    if cap.word == "version":
        return "version" if one_text(levels) else "different"
    if cap.word == "maybe":
        return "maybe" if _points(levels) >= MAYBE else "different"
    return "maybe" if cap.word == "ask" else cap.word


def _points(levels: Levels) -> int:
    return sum([weights.get(levels[field], 0) for field, weights in WEIGHTS.items()])

"""The verdict on two records: weigh the evidence, then let some conflicts cap it. The same object speaks.

The verdict depends on the pair alone. A sum of weights says how strongly two records look like one
work; the caps say what no sum outweighs. Weights are in points; `SAME` points are enough to join
without asking, `MAYBE` points are worth a person's question.
"""

from __future__ import annotations

from dataclasses import dataclass

from litreview.matching.caps import CAPS, Cap, one_text
from litreview.matching.compare import Evidence

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
    """``word`` = same, version, different or maybe; ``strength`` in points, higher is surer that
    the two are one; ``why`` = what decided, "" where the sum of points did."""

    word: str
    strength: int
    why: str
    evidence: Evidence

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
    levels = evidence.levels
    points = sum(WEIGHTS[field].get(level, 0) for field, level in levels.items())
    cap = next((cap for cap in CAPS if cap.holds(levels)), None)
    word, why = _word(levels, points, cap)
    if evidence.link:
        word, why = _LINKED[evidence.link]
    return Verdict(word, points, why, evidence)


def _word(levels: dict[str, str], points: int, cap: Cap | None) -> tuple[str, str]:
    if cap is None:
        if points >= SAME:
            return "same", ""
        if points >= MAYBE:
            return "maybe", "not enough agrees to join them unasked"
        return "different", "too little agrees"
    if cap.word == "version":
        return ("version" if one_text(levels) else "different"), cap.why
    if cap.word == "maybe":
        return ("maybe" if points >= MAYBE else "different"), cap.why
    return ("maybe" if cap.word == "ask" else cap.word), cap.why

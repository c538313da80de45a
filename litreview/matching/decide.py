"""The verdict on two records: weigh the evidence, then let some conflicts cap it. The same object speaks.

The verdict depends on the pair alone. A sum of weights says how strongly two records look like one
work; the caps say what no sum outweighs. Weights are in points; `SAME` points are enough to join
without asking, `MAYBE` points are worth a person's question.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from litreview.matching.compare import Evidence

SAME, MAYBE = 66, 52

WEIGHTS: dict[str, dict[str, int]] = {
    "title": {
        "same": 40, "short": 30, "column": 2, "head": 32, "cut": 30, "misspelt": 38, "alike": 16,
        "parts": -50, "numbers": -14, "role": -50, "different": -40, "translated": -30, "language": 4,
    },
    "authors": {"all": 20, "cut": 16, "most": 14, "some": 4, "none": -20},
    "year": {"same": 8, "next": 1, "near": -10, "far": -30},
    "venue": {"same": 8, "short": 8, "inside": 6, "kind": -8},
    "volume": {"same": 9, "other": -14},
    "issue": {"same": 6, "other": -8},
    "pages": {"range": 28, "first": 20, "last": 16, "number": 24, "misprint": 4, "other": -26},
    "doi": {"same": 40, "alias": 10, "other": -8},
    "handle": {"same": 30, "other": -12},
    "identifier": {"same": 60, "other": -40},
    "stage": {"other": -10, "report": -25},
    "edition": {"other": -12},
    "source": {"one": -6},
}  # fmt: skip
"""Points by field and level; what is not listed is silent and weighs nothing."""


class Verdict(NamedTuple):
    """``word`` = same, version, different or maybe; ``strength`` in points, higher is surer that
    the two are one; ``reasons`` are sentences for a person, the deciding one first."""

    word: str
    strength: int
    reasons: tuple[str, ...]
    evidence: Evidence


class _Cap(NamedTuple):
    """A condition on the levels that no points outweigh, what is left then, and why."""

    holds: Callable[[dict[str, str]], bool]
    word: str
    why: str


def _text_agrees(levels: dict[str, str]) -> bool:
    return levels["title"] in ("same", "head", "cut", "misspelt") or (
        levels["title"] == "short" and levels["authors"] in ("all", "cut", "most")
    )


def _place_agrees(levels: dict[str, str]) -> bool:
    return levels["pages"] in ("range", "first", "last", "number") and levels["volume"] != "other"


def _full_place(levels: dict[str, str]) -> bool:
    """Volume, whole page range and year, and nothing against them."""
    return (
        levels["pages"] in ("range", "number")
        and levels["volume"] == "same"
        and levels["year"] == "same"
        and levels["issue"] != "other"
    )


def _place_conflicts(levels: dict[str, str]) -> bool:
    if levels["pages"] == "other":
        return not _slip_of_pages(levels)
    if levels["volume"] != "other":
        return False
    return levels["pages"] not in ("range", "first", "number", "last") or "other" in (
        levels["doi"],
        levels["issue"],
    )


def _slip_of_pages(levels: dict[str, str]) -> bool:
    """All else of the place agrees, and the pages alone differ: a slip, or two printings in one issue."""
    return (
        levels["title"] in ("same", "misspelt")
        and levels["authors"] in ("all", "cut", "most")
        and levels["year"] == "same"
        and levels["volume"] == "same"
        and levels["issue"] != "other"
        and levels["venue"] in ("same", "short", "inside")
        and levels["doi"] != "other"
    )


def _identified(levels: dict[str, str]) -> bool:
    return "same" in (levels["doi"], levels["handle"], levels["identifier"])


_MOST_AUTHORS = ("all", "cut", "most")
_AUTHORS_AGREE = ("all", "cut", "most", "some", "first")

CAPS: tuple[_Cap, ...] = (
    _Cap(lambda v: v["title"] == "role" and not (v["doi"] == "same" and _place_agrees(v)), "different",
         "a notice, reply, review, appendix or data set is not the work it is about"),
    _Cap(lambda v: v["title"] == "parts" and not (_identified(v) and _place_agrees(v)), "different",
         "parts and volumes are works of their own"),
    _Cap(lambda v: v["title"] in ("different", "translated") and not (_full_place(v) and v["authors"] in _MOST_AUTHORS),
         "different", "another title: an equal identifier is a supplement's, an issue's or a copied one"),
    _Cap(lambda v: v["title"] in ("different", "translated"), "ask", "another title at the same place in print"),
    _Cap(lambda v: v["title"] == "silent" and not (_full_place(v) and v["authors"] in _MOST_AUTHORS and _identified(v)),
         "maybe", "without a title nothing decides"),
    _Cap(lambda v: v["title"] == "language" and not (_full_place(v) and v["authors"] in _MOST_AUTHORS), "version",
         "titles in two languages are one work only at one place in print"),
    _Cap(lambda v: v["title"] == "column" and _place_conflicts(v), "different",
         "a recurring title at two places in print"),
    _Cap(lambda v: v["title"] == "column" and (v["year"] in ("near", "far") or v["doi"] == "other"
                                               or v["authors"] == "none"), "different",
         "a recurring title with nothing else in common"),
    _Cap(lambda v: v["title"] == "column" and not (_place_agrees(v) or _identified(v)), "maybe",
         "a recurring title needs a place in print or an identifier"),
    _Cap(lambda v: v["authors"] == "none" and not (_place_agrees(v) and (_identified(v) or v["volume"] == "same")),
         "different", "same title by other authors"),
    _Cap(lambda v: v["edition"] == "other" and not _place_agrees(v), "version", "another edition"),
    _Cap(lambda v: _place_conflicts(v) and v["doi"] != "same", "version", "printed at another place"),
    _Cap(_place_conflicts, "maybe", "same DOI at two places in print"),
    _Cap(lambda v: v["stage"] == "other" and not _identified(v) and not _place_agrees(v) and v["volume"] != "same",
         "version", "another stage of publication"),
    _Cap(lambda v: v["stage"] == "report" and not _identified(v), "version", "another number of a series"),
    _Cap(lambda v: v["stage"] == "report", "maybe", "one identifier under two numbers of a series"),
    _Cap(lambda v: "other" in (v["handle"], v["doi"]) and v["year"] not in ("same", "silent") and not _place_agrees(v)
         and not _identified(v), "version", "another identifier in another year"),
    _Cap(lambda v: v["venue"] in ("other", "kind") and not _place_agrees(v) and not _identified(v)
         and (v["year"] not in ("same", "silent") or v["volume"] == "one" or v["pages"] == "kind"), "version",
         "another venue, and no place in common"),
    _Cap(lambda v: v["year"] == "far" and not (_place_agrees(v) and v["doi"] == "same"), "version", "years apart"),
    _Cap(lambda v: v["title"] == "short" and v["authors"] != "all" and not (_place_agrees(v) or _identified(v)), "maybe",
         "a short title needs a place in print or an identifier"),
)  # fmt: skip
"""In order; the first that holds decides. *ask* asks whatever the points; *maybe* only where they reach `MAYBE`."""


def decide(evidence: Evidence) -> Verdict:
    """Weigh the evidence of a pair. Symmetric, and a function of the pair alone."""
    levels = evidence.levels
    points = sum(WEIGHTS[field].get(level, 0) for field, level in levels.items())
    cap = next((cap for cap in CAPS if cap.holds(levels)), None)
    word, why = _word(levels, points, cap)
    if evidence.linked and word in ("different", "maybe", "version"):
        word, why = "version", "a source says that they are versions"
    return Verdict(word, points, _reasons(evidence, word, why), evidence)


def _word(levels: dict[str, str], points: int, cap: _Cap | None) -> tuple[str, str]:
    if cap is None:
        if points >= SAME:
            return "same", ""
        if points >= MAYBE:
            return "maybe", "not enough agrees to join them unasked"
        return "different", "too little agrees"
    if cap.word == "different":
        return "different", cap.why
    if cap.word == "ask":
        return "maybe", cap.why
    if cap.word == "version":
        return ("version" if _one_text(levels) else "different"), cap.why
    return ("maybe" if points >= MAYBE else "different"), cap.why


def _one_text(levels: dict[str, str]) -> bool:
    """Whether title and authors say that two works are stages of one text."""
    if levels["title"] == "language":
        return levels["authors"] == "all" and levels["year"] == "same"
    if levels["authors"] == "silent":
        return levels["title"] == "same"
    return _text_agrees(levels) and levels["authors"] in _AUTHORS_AGREE


def _reasons(evidence: Evidence, word: str, why: str) -> tuple[str, ...]:
    agrees, conflicts = evidence.sentences("agrees"), evidence.sentences("conflicts")
    spoken = agrees + conflicts if word in ("same", "maybe") else conflicts + agrees
    return (why, *spoken) if why else spoken

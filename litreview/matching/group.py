"""Join records to works: the strongest verdicts first, and no veto is lost on the way.

A *different* or *version* verdict, or such a ruling, is a cannot-link: it holds between whole groups.
A *same* ruling is a must-link and wins over verdicts. Nothing depends on the order of arrival.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from litreview.model.ruling import Ruling

Pair = tuple[str, str]


class Grouped(NamedTuple):
    """``groups`` = the records of each work, names in order; ``questions`` = pairs for a person."""

    groups: tuple[tuple[str, ...], ...]
    questions: tuple[Pair, ...]


class _Groups:
    """Union of names, each group with its members and the groups it must not join."""

    def __init__(self, names: Iterable[str]) -> None:
        self.leader = {name: name for name in names}
        self.members: dict[str, list[str]] = {name: [name] for name in self.leader}
        self.apart: dict[str, set[str]] = defaultdict(set)

    def of(self, name: str) -> str:
        return self.leader[name]

    def forbid(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one != other:
            self.apart[one].add(other)
            self.apart[other].add(one)

    def join(self, one: str, other: str) -> None:
        one, other = self.of(one), self.of(other)
        if one == other:
            return
        if len(self.members[one]) < len(self.members[other]):
            one, other = other, one
        for name in self.members.pop(other):
            self.leader[name] = one
            self.members[one].append(name)
        for third in self.apart.pop(other, ()):
            self.apart[third].discard(other)
            if third != one:
                self.apart[third].add(one)
                self.apart[one].add(third)


def group(
    names: Sequence[str],
    verdicts: Mapping[Pair, tuple[str, int]],
    rulings: Sequence[Ruling] = (),
) -> Grouped:
    """Join ``names`` by verdicts, each a word and a strength, and by rulings.

    Equal strengths go by the names of the records, which no order of arrival changes. A record that
    two groups claim with equal evidence joins neither: both become questions. Pairs that name a
    record outside ``names`` are passed over.
    """
    known = set(names)
    words = _words(known, verdicts)
    ruled = {(r.left, r.right): r.word for r in rulings if r.left in known and r.right in known}
    groups = _Groups(sorted(known))
    for (one, other), word in ruled.items():
        if word == "same":
            groups.join(one, other)
    contradicted = []
    for (one, other), (word, _) in words.items():
        if word in ("different", "version") and ruled.get((one, other), "") not in ("same",):
            groups.forbid(one, other)
    for (one, other), word in ruled.items():
        if word in ("different", "version"):
            if groups.of(one) == groups.of(other):
                contradicted.append((one, other))
            groups.forbid(one, other)
    asked = _join_in_tiers(groups, words)
    asked += [(pair, strength) for pair, (word, strength) in words.items() if word == "maybe"]
    return Grouped(
        tuple(sorted(tuple(sorted(members)) for members in groups.members.values())),
        tuple(sorted({*_questions(groups, asked, ruled), *contradicted})),
    )


def _words(known: set[str], verdicts: Mapping[Pair, tuple[str, int]]) -> dict[Pair, tuple[str, int]]:
    """Each pair once, names in order, as word and strength."""
    return {
        (one, other) if one < other else (other, one): verdict
        for (one, other), verdict in verdicts.items()
        if one in known and other in known and one != other
    }


def _join_in_tiers(groups: _Groups, words: Mapping[Pair, tuple[str, int]]) -> list[tuple[Pair, int]]:
    """Join by falling strength; what cannot be joined, or is claimed twice, comes back as a question."""
    tiers: dict[int, list[Pair]] = defaultdict(list)
    for pair, (word, strength) in words.items():
        if word == "same":
            tiers[strength].append(pair)
    asked: list[tuple[Pair, int]] = []
    for strength in sorted(tiers, reverse=True):
        pairs = sorted(tiers[strength])
        claims = _claims(groups, pairs)
        for one, other in pairs:
            mine, theirs = groups.of(one), groups.of(other)
            if mine == theirs:
                continue
            contested = (one, other) in claims
            if contested or theirs in groups.apart[mine]:
                asked.append(((one, other), strength))
            else:
                groups.join(one, other)
    return asked


def _claims(groups: _Groups, pairs: Sequence[Pair]) -> set[Pair]:
    """The pairs of one strength at a group that two groups, which must stay apart, both claim."""
    claimed: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        mine, theirs = groups.of(one), groups.of(other)
        if mine != theirs and theirs not in groups.apart[mine]:
            claimed[mine].add(theirs)
            claimed[theirs].add(mine)
    contested = {
        middle: {claim for claim in claims if groups.apart[claim] & claims}
        for middle, claims in claimed.items()
        if len(claims) > 1
    }
    return {
        (one, other)
        for one, other in pairs
        if groups.of(other) in contested.get(groups.of(one), ())
        or groups.of(one) in contested.get(groups.of(other), ())
    }


def _questions(
    groups: _Groups, asked: Sequence[tuple[Pair, int]], ruled: Mapping[Pair, str]
) -> Iterable[Pair]:
    """One question, the strongest, for two groups; none where a person has spoken or a veto stands."""
    best: dict[Pair, tuple[int, Pair]] = {}
    for pair, strength in asked:
        mine, theirs = groups.of(pair[0]), groups.of(pair[1])
        if mine == theirs or pair in ruled or theirs in groups.apart[mine]:
            continue
        between = (mine, theirs) if mine < theirs else (theirs, mine)
        best[between] = max(best.get(between, (strength, pair)), (strength, pair))
    return [pair for _, pair in best.values()]

"""Families: works that are versions of one text, with the one that lists and exports prefer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litreview.model.work import Work

_STAGES = (
    ("article",),
    ("book", "edited_book"),
    ("chapter", "reference_entry"),
    ("conference_paper", "proceedings"),
    ("thesis",),
    ("report", "working_paper"),
    ("preprint",),
)


class Family(NamedTuple):
    """Works by id, the preferred first. ``kind`` = version, edition, reprint or translation."""

    works: tuple[int, ...]
    kind: str


def families(
    works: Sequence[tuple[int, Work]], version_pairs: Iterable[tuple[int, int]]
) -> tuple[Family, ...]:
    """The families that version pairs join, each with its published work first.

    Works without a version are left out; pairs that name an unknown work are passed over.
    """
    known = dict(works)
    near: dict[int, set[int]] = defaultdict(set)
    for one, other in version_pairs:
        if one in known and other in known and one != other:
            near[one].add(other)
            near[other].add(one)
    out, seen = [], set()
    for start in sorted(near):
        if start in seen:
            continue
        members = _reached(start, near)
        seen |= members
        ordered = sorted(members, key=lambda id: (*_preference(known[id]), id))
        out.append(Family(tuple(ordered), _kind([known[id] for id in ordered])))
    return tuple(out)


def _reached(start: int, near: dict[int, set[int]]) -> set[int]:
    found, open_ = {start}, [start]
    while open_:
        for other in near[open_.pop()] - found:
            found.add(other)
            open_.append(other)
    return found


def _preference(work: Work) -> tuple[int, int, str]:
    """Later stages first; of one stage the later year, but of two printings the first one."""
    best = work.best
    stage = next((place for place, types in enumerate(_STAGES) if best.type in types), len(_STAGES))
    year = best.year or 0
    printed = stage < 3
    return stage, (year or 9999) if printed else -year, min(work.records)


def _kind(members: Sequence[Work]) -> str:
    languages = {work.best.language for work in members if work.best.language}
    if len(languages) > 1:
        return "translation"
    if len({work.best.edition for work in members}) > 1:
        return "edition"
    printed = [work for work in members if work.best.type in ("article", "chapter")]
    if (
        len(printed) == len(members)
        and len({(w.best.venue, w.best.volume, w.best.pages) for w in printed}) > 1
    ):
        return "reprint"
    return "version"

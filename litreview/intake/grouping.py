"""Which records are one work: groups, merged works, families and questions, for what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, combinations
from typing import TYPE_CHECKING, TypeVar

from litreview.library.values import PairVerdict
from litreview.library.writing import ToWrite
from litreview.matching.families import families
from litreview.matching.group import Pair, group
from litreview.matching.merge import merge
from litreview.model.citation_key import make_base

if TYPE_CHECKING:
    from litreview.intake.judging import Judging
    from litreview.library.library import Library

T = TypeVar("T", int, str)

_ALL_PAIRS = 40
"""Up to so many records, pairs that share no blocking key are compared too: a veto must be known."""


class Grouping:
    """Keeps works true to verdicts and rulings, touching only what hangs together."""

    def __init__(self, library: Library, judging: Judging, trust: Callable[[str, str], int]) -> None:
        self._library = library
        self._judging = judging
        self._trust = trust

    def regroup(self, record_ids: Sequence[int], alone: Iterable[int] = ()) -> None:
        """Group, merge and write again the works of these records and of all that joins them.

        ``alone`` are new records that nothing ties to another, as most records of most fetches are:
        they are works by themselves.
        """
        together = self._together(set(record_ids)) if record_ids else set()
        groups, asked, parts = self._groups(together)
        works = self._library.works
        fellows = works.fellows(works.of_records(together).values()) if together else set()
        written = self._write(groups, set(record_ids), alone)
        if together:
            self._ask(parts, asked)
            self._link_versions({*written, *fellows})  # who leaves a family may have held it together

    def _together(self, record_ids: set[int]) -> set[int]:
        """The records that hang together with these: by verdict, by ruling, or in today's works."""
        works, matches = self._library.works, self._library.matches
        together = matches.joined(record_ids) | record_ids
        while True:
            members = works.members(set(works.of_records(together).values())).values()
            grown = together.union(*members) if members else together
            if grown == together:
                return together
            together = matches.joined(grown) | grown

    def _groups(self, record_ids: set[int]) -> tuple[list[list[int]], list[Pair], dict[int, int]]:
        """Which of these records are one work, the pairs to ask about, and which records were grouped
        with which (by number): what does not hang together is grouped apart."""
        library = self._library
        names = library.records.names(record_ids)
        verdicts = library.matches.verdicts(record_ids, within=True)
        rulings = library.words.rulings(names.values())
        ids = {name: record_id for record_id, name in names.items()}
        ties = [(v.left, v.right) for v in verdicts if v.word == "same"]
        ties += [(ids[r.left], ids[r.right]) for r in rulings if r.left in ids and r.right in ids]
        groups: list[list[int]] = []
        asked: list[Pair] = []
        parts = _parts(record_ids, ties, library.works.of_records(record_ids))
        for part in parts:
            if len(part) == 1:
                groups.append(part)
                continue
            inside = {one: names[one] for one in part}
            known = {
                _ordered(names[v.left], names[v.right]): (v.word, v.strength)
                for v in verdicts
                if v.left in inside and v.right in inside
            }
            self._compare_all(inside, known)
            said = [r for r in rulings if ids.get(r.left) in inside or ids.get(r.right) in inside]
            grouped = group(sorted(inside.values()), known, said)
            groups += [[ids[name] for name in one] for one in grouped.groups]
            asked += grouped.questions
        return groups, asked, {one: number for number, part in enumerate(parts) for one in part}

    def _compare_all(self, names: dict[int, str], verdicts: dict[Pair, tuple[str, int]]) -> None:
        if len(names) > _ALL_PAIRS:
            return
        for one, other in combinations(sorted(names), 2):
            pair = _ordered(names[one], names[other])
            if pair not in verdicts:
                verdict = self._judging.verdict(one, other)
                verdicts[pair] = (verdict.word, verdict.strength)

    def _write(self, groups: list[list[int]], changed: set[int], alone: Iterable[int]) -> list[int]:
        """Write the works of groups, a work keeps its id with the record that first had it; and those
        of new records alone. The ids of the works of groups."""
        library = self._library
        old = library.works.members(set(library.works.of_records([i for g in groups for i in g]).values()))
        keeper = {min(members): work for work, members in old.items()}
        lone = list(alone)
        corrected = bool(library.words.corrections([*lone, *(i for members in groups for i in members)]))
        written = []
        wanted = []
        for members in sorted(map(sorted, groups)):
            work_id = next((keeper[one] for one in members if one in keeper), None)
            same = work_id is not None and tuple(members) == tuple(sorted(old[work_id]))
            if same and work_id is not None and not changed & set(members):
                written.append(work_id)
            else:
                wanted.append(self._to_write(members, work_id, corrected))
        grouped = len(wanted)
        wanted += [self._to_write([one], None, corrected) for one in lone]
        return written + library.works.put_many(wanted)[:grouped]

    def _to_write(self, members: Sequence[int], work_id: int | None, corrected: bool) -> ToWrite:
        """The work of these records; ``corrected``: some of them may have corrections."""
        records = self._library.records.read(members)
        corrections = self._library.words.corrections(members) if corrected else {}
        work = merge(list(records.values()), self._trust, corrections)
        plain = len(members) == 1 and not corrections
        return ToWrite(work, members, work_id, make_base(work.best), plain)

    def _ask(self, parts: Mapping[int, int], asked: Sequence[Pair]) -> None:
        """Replace the open questions on these records; the strongest one for any two works."""
        library = self._library
        record_ids = parts.keys()
        ids = library.records.ids({name for pair in asked for name in pair})
        inside = {_ordered(ids[one], ids[other]) for one, other in asked}
        touching = library.matches.verdicts(record_ids)
        found = [
            v
            for v in touching
            if (v.left, v.right) in inside
            or (v.word == "maybe" and parts.get(v.left, -1) != parts.get(v.right, -2))
        ]
        known = {(v.left, v.right) for v in found}
        found += [
            PairVerdict(*pair, "maybe", 0, ("a third record stands between them",)) for pair in inside - known
        ]
        if not found:
            library.works.put_questions(record_ids, [])
            return
        works = library.works.of_records({i for v in found for i in (v.left, v.right)})
        names = library.records.names(works)
        ruled = {(r.left, r.right) for r in library.words.rulings(names.values())}
        best: dict[tuple[int, int], PairVerdict] = {}
        for v in sorted(found, key=lambda v: (v.strength, -v.left, -v.right)):
            between = _ordered(works[v.left], works[v.right])
            if between[0] != between[1] and _ordered(names[v.left], names[v.right]) not in ruled:
                best[between] = v
        library.works.put_questions(record_ids, best.values())

    def _link_versions(self, work_ids: Iterable[int]) -> None:
        """Write the families of works: what verdicts and rulings call versions of one text."""
        library = self._library
        pairs: set[tuple[int, int]] = set()
        seen: set[int] = set()
        waiting = set(work_ids)
        while waiting:
            seen |= waiting
            records = {i for members in library.works.members(waiting).values() for i in members}
            near = self._version_pairs(records)
            works = library.works.of_records({i for pair in near for i in pair})
            pairs |= {_ordered(works[a], works[b]) for a, b in near if a in works and b in works}
            waiting = {work for pair in pairs for work in pair} - seen
        pairs = {pair for pair in pairs if pair[0] != pair[1]}
        paired = sorted({work for pair in pairs for work in pair})
        for family in families([(work, library.works.read(work)) for work in paired], pairs):
            library.works.put_family(family.works, family.works[0])
        library.works.forget_families(seen.difference(paired))

    def _version_pairs(self, records: set[int]) -> set[tuple[int, int]]:
        library = self._library
        found = {(v.left, v.right) for v in library.matches.verdicts(records) if v.word == "version"}
        names = library.records.names(records)
        rulings = library.words.rulings(names.values())
        ids = library.records.ids({n for r in rulings for n in (r.left, r.right)})
        ruled = {
            _ordered(ids[r.left], ids[r.right]): r.word for r in rulings if r.left in ids and r.right in ids
        }
        found = {pair for pair in found if ruled.get(pair, "version") == "version"}
        return found | {pair for pair, word in ruled.items() if word == "version"}


def _parts(
    record_ids: Iterable[int], ties: Iterable[tuple[int, int]], works: Mapping[int, int]
) -> list[list[int]]:
    """The records in lists of those that hang together, by ties or in the works of today."""
    leader = {one: one for one in record_ids}

    def lead(one: int) -> int:
        while leader[one] != one:
            leader[one] = leader[leader[one]]
            one = leader[one]
        return one

    first: dict[int, int] = {}
    together = [(one, first.setdefault(works[one], one)) for one in leader if one in works]
    for one, other in chain(ties, together):
        leader[lead(one)] = lead(other)
    parts: dict[int, list[int]] = {}
    for one in sorted(leader):
        parts.setdefault(lead(one), []).append(one)
    return list(parts.values())


def _ordered(one: T, other: T) -> tuple[T, T]:
    return (one, other) if one < other else (other, one)

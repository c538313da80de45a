"""Which records are one work: groups, merged works, families and questions, for what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

from litreview.library.values import PairVerdict
from litreview.matching.families import families
from litreview.matching.group import Pair, group
from litreview.matching.merge import merge
from litreview.model.citation_key import make_base

if TYPE_CHECKING:
    from litreview.intake.judging import Judging
    from litreview.library.library import Library
    from litreview.model.record import Record
    from litreview.model.work import Work

T = TypeVar("T", int, str)

_ALL_PAIRS = 40
"""Up to so many records, pairs that share no blocking key are compared too: a veto must be known."""


class Grouping:
    """Keeps works true to verdicts and rulings, touching only what hangs together."""

    def __init__(self, library: Library, judging: Judging, trust: Callable[[str, str], int]) -> None:
        self._library = library
        self._judging = judging
        self._trust = trust

    def regroup(self, record_ids: Sequence[int]) -> None:
        """Group, merge and write again the works of these records and of all that joins them."""
        together = self._together(set(record_ids))
        if not together:
            return
        names = self._library.records.names(together)
        if len(together) == 1:
            groups: list[list[int]] = [list(together)]
            asked: list[Pair] = []
        else:
            groups, asked = self._groups(names)
        works = self._write(groups, set(record_ids))
        self._ask(set(together), asked)
        self._link_versions(works)

    def put_alone(self, record_id: int, record: Record) -> None:
        """Write the work of a new record that nothing ties to another: most records of most fetches."""
        library = self._library
        corrections = library.words.corrections([record_id])
        work = merge([record], self._trust, corrections)
        library.works.put(work, [record_id])
        library.keys.make(record_id, make_base(work.best))

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

    def _groups(self, names: dict[int, str]) -> tuple[list[list[int]], list[Pair]]:
        ids = {name: record_id for record_id, name in names.items()}
        verdicts: dict[Pair, tuple[str, int]] = {
            _ordered(names[v.left], names[v.right]): (v.word, v.strength)
            for v in self._library.matches.verdicts(names, within=True)
        }
        if len(names) <= _ALL_PAIRS:
            for one, other in combinations(sorted(names), 2):
                pair = _ordered(names[one], names[other])
                if pair not in verdicts:
                    verdict = self._judging.verdict(one, other)
                    verdicts[pair] = (verdict.word, verdict.strength)
        grouped = group(sorted(ids), verdicts, self._library.words.rulings(ids))
        return [[ids[name] for name in one] for one in grouped.groups], list(grouped.questions)

    def _write(self, groups: list[list[int]], changed: set[int]) -> list[int]:
        """Write the works of groups; a work keeps its id with the record that first had it."""
        library = self._library
        old = library.works.members(set(library.works.of_records([i for g in groups for i in g]).values()))
        keeper = {min(members): work for work, members in old.items()}
        written = []
        used = set()
        for members in sorted(map(sorted, groups)):
            work_id = next((keeper[one] for one in members if one in keeper), None)
            if work_id is not None:
                used.add(work_id)
            if (
                work_id is not None
                and tuple(members) == tuple(sorted(old[work_id]))
                and not changed & set(members)
            ):
                written.append(work_id)
                continue
            work = self._merge(members)
            work_id = library.works.put(work, members, work_id)
            if not library.keys.of([work_id]).get(work_id):
                library.keys.make(members[0], make_base(work.best))
            written.append(work_id)
        library.works.drop(set(old) - used)
        return written

    def _merge(self, members: Sequence[int]) -> Work:
        records = self._library.records.read(members)
        corrections = self._library.words.corrections(members)
        return merge(list(records.values()), self._trust, corrections)

    def _ask(self, record_ids: set[int], asked: Sequence[Pair]) -> None:
        """Replace the open questions on these records; the strongest one for any two works."""
        library = self._library
        ids = library.records.ids({name for pair in asked for name in pair})
        inside = {_ordered(ids[one], ids[other]) for one, other in asked}
        touching = library.matches.verdicts(record_ids)
        found = [
            v
            for v in touching
            if (v.left, v.right) in inside
            or (v.word == "maybe" and not (v.left in record_ids and v.right in record_ids))
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
        if pairs:
            works_read = [(work, library.works.read(work)) for work in sorted(seen)]
            for family in families(works_read, pairs):
                library.works.put_family(family.works, family.works[0])
        else:
            for work in seen:
                library.works.put_family([work], work)

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


def _ordered(one: T, other: T) -> tuple[T, T]:
    return (one, other) if one < other else (other, one)

"""Who could be the same, and what the evidence says: verdicts on pairs of stored records."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from litreview.library.values import PairVerdict
from litreview.matching.compare import compare
from litreview.matching.decide import Verdict, decide
from litreview.matching.keys import blocking_keys
from litreview.matching.prepare import Prepared, prepare

if TYPE_CHECKING:
    from litreview.library.library import Library
    from litreview.model.record import Record

_KEPT = 20_000


class Judged(NamedTuple):
    """What came of judging records. ``alone`` are those that no verdict, now or before, ties to
    another; ``loosened`` are others that were the same as one of them and are no longer: who else is
    the same as those must be decided again."""

    alone: set[int]
    loosened: set[int]


class Judging:
    """Compares records through the library's blocking keys; keeps prepared ones in hand."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ready: OrderedDict[int, Prepared] = OrderedDict()
        self._keys: dict[int, frozenset[str]] = {}

    def judge(self, records: Mapping[int, Record]) -> Judged:
        """Store the verdicts of new or changed records against all that share a blocking key."""
        ready = {record_id: prepare(record) for record_id, record in records.items()}
        self._keys = {record_id: blocking_keys(mine) for record_id, mine in ready.items()}
        for record_id, mine in ready.items():
            self._keep(record_id, mine)
        matches = self._library.matches
        shared = matches.meet(self._keys)
        ready |= self.ready({other for others in shared.values() for other in others} - ready.keys())
        before = {(pair.left, pair.right): pair.word for pair in matches.verdicts(records)}
        found = {(one.left, one.right): one for one in _verdicts(ready, shared)}
        gone = [PairVerdict(left, right, "different", 0, ()) for left, right in before.keys() - found.keys()]
        if found or gone:
            matches.put_verdicts([*found.values(), *gone])
        loosened = {
            record_id
            for pair, word in before.items()
            if word == "same" and (pair not in found or found[pair].word != "same")
            for record_id in pair
        }
        tied = {record_id for pair in before.keys() | found.keys() for record_id in pair}
        return Judged(records.keys() - tied, loosened - records.keys())

    def keys(self, record_id: int, record: Record) -> frozenset[str]:
        """The blocking keys of a stored record."""
        if (known := self._keys.get(record_id)) is not None:
            return known
        return blocking_keys(self._ready.get(record_id) or prepare(record))

    def verdict(self, left: int, right: int) -> Verdict:
        """The verdict on two stored records."""
        ready = self.ready((left, right))
        return decide(compare(ready[left], ready[right]))

    def ready(self, record_ids: Iterable[int]) -> dict[int, Prepared]:
        """Prepared records by id; those that are gone are left out."""
        wanted = list(record_ids)
        out = {one: self._ready[one] for one in wanted if one in self._ready}
        missing = [one for one in wanted if one not in out]
        for record_id, record in self._library.records.read(missing).items() if missing else ():
            out[record_id] = prepare(record)
            self._keep(record_id, out[record_id])
        return out

    def _keep(self, record_id: int, ready: Prepared) -> None:
        self._ready[record_id] = ready
        if len(self._ready) > _KEPT:
            self._ready.popitem(last=False)


def _verdicts(ready: Mapping[int, Prepared], shared: Mapping[int, Iterable[int]]) -> Iterator[PairVerdict]:
    """The verdict of each pair that shares a key, once; most pairs are different, and left out."""
    seen: set[tuple[int, int]] = set()
    for record_id, others in shared.items():
        mine = ready[record_id]
        for other in others:
            pair = (record_id, other) if record_id < other else (other, record_id)
            if pair in seen or other not in ready:
                continue
            seen.add(pair)
            verdict = decide(compare(mine, ready[other]))
            if verdict.word != "different":
                yield PairVerdict(*pair, verdict.word, verdict.strength, verdict.reasons)

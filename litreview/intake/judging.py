"""Who could be the same, and what the evidence says: verdicts on pairs of stored records."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from litreview.library.values import PairVerdict
from litreview.matching.compare import compare
from litreview.matching.decide import Verdict, decide
from litreview.matching.keys import blocking_keys
from litreview.matching.prepare import Prepared, prepare

if TYPE_CHECKING:
    from litreview.library.library import Library
    from litreview.model.record import Record

_KEPT = 20_000


class Judging:
    """Compares records through the library's blocking keys; keeps prepared ones in hand."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._ready: OrderedDict[int, Prepared] = OrderedDict()

    def judge(self, records: Mapping[int, Record]) -> set[int]:
        """Store the verdicts of new or changed records against all that share a blocking key.

        Gives back those that stand alone: no verdict, now or before, ties them to another record.
        """
        return {record_id for record_id, record in records.items() if not self._judge_one(record_id, record)}

    def keys(self, record_id: int, record: Record) -> frozenset[str]:
        """The blocking keys of a stored record."""
        return blocking_keys(self._ready.get(record_id) or prepare(record))

    def verdict(self, left: int, right: int) -> Verdict:
        """The verdict on two stored records."""
        ready = self.ready((left, right))
        return decide(compare(ready[left], ready[right]))

    def ready(self, record_ids: Iterable[int]) -> dict[int, Prepared]:
        """Prepared records by id."""
        wanted = list(record_ids)
        missing = [one for one in wanted if one not in self._ready]
        for record_id, record in self._library.records.read(missing).items() if missing else ():
            self._keep(record_id, prepare(record))
        return {one: self._ready[one] for one in wanted if one in self._ready}

    def _judge_one(self, record_id: int, record: Record) -> bool:
        """Judge one record; whether anything ties it to another."""
        mine = prepare(record)
        self._keep(record_id, mine)
        keys = blocking_keys(mine)
        matches = self._library.matches
        matches.put_keys(record_id, keys)
        before = {(pair.left, pair.right) for pair in matches.verdicts([record_id])}
        verdicts = []
        for other, theirs in self.ready(matches.sharing(keys, but={record_id})).items():
            verdict = decide(compare(mine, theirs))
            if verdict.word != "different":
                verdicts.append(_pair(record_id, other, verdict))
        now = {(pair.left, pair.right) for pair in verdicts}
        gone = [PairVerdict(left, right, "different", 0, ()) for left, right in before - now]
        if verdicts or gone:
            matches.put_verdicts([*verdicts, *gone])
        return bool(now or before)

    def _keep(self, record_id: int, ready: Prepared) -> None:
        self._ready[record_id] = ready
        if len(self._ready) > _KEPT:
            self._ready.popitem(last=False)


def _pair(one: int, other: int, verdict: Verdict) -> PairVerdict:
    return PairVerdict(min(one, other), max(one, other), verdict.word, verdict.strength, verdict.reasons)

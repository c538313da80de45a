"""A person's screening words on works: decisions by stage, and how far a work was read.

As every word they hang on each record that the work has when they are said. Each person has one
decision a stage and one read state on a record; what they come to is said by `model.decision`.
"""

from __future__ import annotations

from collections.abc import Iterable

from litreview.library.asking import ask, marks, pieces
from litreview.library.cube import decisions_of, read_states_of
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keeping import Written, keep_outside, works_of
from litreview.model.decision import DECISIONS, READ_STATES, STAGES, Decided, effective, latest_of_each
from litreview.model.text import clean

REASON_LENGTH = 500

_DECIDE = (
    "INSERT INTO decisions SELECT record_id, ?, ?, ?, ?, ? FROM membership WHERE work_id IN ({works})"
    " ON CONFLICT (record_id, stage, who) DO UPDATE SET at = excluded.at, word = excluded.word,"
    " reason = CASE WHEN excluded.reason = '' AND word = excluded.word THEN reason ELSE excluded.reason END"
    " WHERE word <> excluded.word OR (excluded.reason <> '' AND reason <> excluded.reason)"
    " RETURNING record_id"
)
"""The same word again changes nothing, and without a reason takes no earlier reason away."""

_READ = (
    "INSERT INTO read_states SELECT record_id, ?, ?, ? FROM membership WHERE work_id IN ({works})"
    " ON CONFLICT (record_id, who) DO UPDATE SET at = excluded.at, state = excluded.state"
    " WHERE state <> excluded.state RETURNING record_id"
)


@in_words
class Screening:
    """What people decided and read. All that writes belongs inside `library.write(..., act=...)`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def decide(self, work_ids: Iterable[int], word: str, stage: str, reason: str = "") -> Written:
        """This person's decision on works at a stage, with the reason where there is one.

        To include, and to doubt, keeps works that are outside; to exclude does not. Raises
        ValueError for an unknown word or stage.
        """
        if word not in DECISIONS or stage not in STAGES:
            raise ValueError(f"no decision: {word} at {stage}")
        ids = list(dict.fromkeys(work_ids))
        said = (clean(reason) or "")[:REASON_LENGTH]
        changed = self._write(_DECIDE, ids, stage, self._door.who, word, said, self._door.now())
        if word == "exclude":
            return Written(changed)
        return Written(changed, keep_outside(self._door.writing(), ids, self._door.who, self._door.now()))

    def undecide(self, work_ids: Iterable[int], stage: str | None = None) -> int:
        """Take this person's decisions on works back, at one stage or all; on how many works there were any."""
        where = " AND stage = ?" if stage else ""
        return self._take_back("decisions", work_ids, where, *((stage,) if stage else ()))

    def decisions(self, work_ids: Iterable[int]) -> dict[int, list[Decided]]:
        """The latest decision of each person at each stage, the furthest stage first; works without left out."""
        found = decisions_of(self._door.connection(), work_ids)
        return {work_id: latest_of_each(said) for work_id, said in found.items()}

    def decided(self, work_ids: Iterable[int]) -> dict[int, str]:
        """What the decisions on works come to (include, exclude, maybe, disputed); works without are left out."""
        found = decisions_of(self._door.connection(), work_ids)
        return {work_id: effective(said) for work_id, said in found.items()}

    def removed(self, work_ids: Iterable[int]) -> set[int]:
        """Those of the works that a person took out of the library and nobody put back."""
        sql = (
            "SELECT DISTINCT m.work_id FROM membership AS m JOIN removed AS r ON r.record_id = m.record_id"
            " JOIN works AS w ON w.id = m.work_id AND w.kept = 0 WHERE m.work_id IN ({ids})"
        )
        return {row[0] for row in ask(self._door.connection(), sql, work_ids)}

    def mark_read(self, work_ids: Iterable[int], state: str) -> int:
        """How far this person is with works, one of `READ_STATES`; how many changed. Raises ValueError
        for an unknown state."""
        if state not in READ_STATES:
            raise ValueError(f"no read state: {state}")
        return self._write(_READ, list(work_ids), self._door.who, state, self._door.now())

    def mark_unread(self, work_ids: Iterable[int]) -> int:
        """This person has read nothing of these works; how many said something else."""
        return self._take_back("read_states", work_ids)

    def read_states(self, work_ids: Iterable[int]) -> dict[int, str]:
        """How far works were read, by the latest word of anybody; unread ones are left out."""
        return read_states_of(self._door.connection(), work_ids)

    def _write(self, sql: str, work_ids: Iterable[int], *values: str) -> int:
        connection = self._door.writing()
        changed = 0
        for piece in pieces(work_ids):
            rows = connection.execute(sql.format(works=marks(len(piece))), (*values, *piece)).fetchall()
            changed += len(works_of(connection, [row[0] for row in rows]))
        return changed

    def _take_back(self, table: str, work_ids: Iterable[int], where: str = "", *values: str) -> int:
        connection = self._door.writing()
        changed = 0
        for piece in pieces(work_ids):
            sql = (
                f"DELETE FROM {table} WHERE record_id IN (SELECT record_id FROM membership WHERE work_id IN"
                f" ({marks(len(piece))})) AND who = ?{where} RETURNING record_id"
            )
            rows = connection.execute(sql, (*piece, self._door.who, *values)).fetchall()
            changed += len(works_of(connection, [row[0] for row in rows]))
        return changed

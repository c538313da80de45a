"""Taking in what sources said: store it, judge it against what is here, group, merge, link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from litreview.intake.grouping import Grouping
from litreview.intake.judging import Judging
from litreview.intake.linking import Linking
from litreview.model.event import Tell

if TYPE_CHECKING:
    from litreview.intake.rebuilding import Reader, Rederived
    from litreview.library.library import Act, Library
    from litreview.library.values import Stored
    from litreview.model.record import Said

Trust = Callable[[str, str], int]


class Each(NamedTuple):
    """What became of one `Said`: its record, its state, and whether it joined a work that was here."""

    record_id: int
    state: str
    joined: bool


class Saying(Protocol):
    """A person's words that come with what is taken in: said in the same writes, as one long act.

    ``places`` say which of the answers were stored, ``stored`` what became of each one's own record.
    """

    act: Act

    def before(self, places: Sequence[int], stored: Sequence[Stored]) -> None:
        """The records are stored; their works are not derived yet."""

    def after(self, places: Sequence[int], stored: Sequence[Stored]) -> None:
        """The works are there."""


class TakenIn(NamedTuple):
    """What one intake brought. ``each`` has one row for each `Said`, in their order; ``main`` its
    record ids; ``outside`` counts new records that only came along."""

    each: tuple[Each, ...]
    new: int
    known: int
    outside: int
    doubted: int

    @property
    def main(self) -> tuple[int, ...]:
        return tuple(one.record_id for one in self.each)


class Intake:
    """Takes in what was said, and keeps the derived tables true to it.

    ``trust(source, field)`` says how far a source is believed, 0 to 100.
    """

    def __init__(self, library: Library, trust: Trust, tell: Tell, check_stopped: Callable[[], None]) -> None:
        self._library = library
        self._tell = tell
        self._check_stopped = check_stopped
        self._judging = Judging(library)
        self._grouping = Grouping(library, self._judging, trust)
        self._linking = Linking(library, self._judging)

    def take_in(
        self,
        said: Sequence[Said],
        *,
        run: int,
        day: str,
        reader: int = 1,
        source: str = "",
        saying: Saying | None = None,
    ) -> TakenIn:
        """Store what was said and derive what follows, in slices; stopping keeps whole slices.

        ``source`` names who says counts and lists about another source's record; ``saying`` says a
        person's words with them.
        """
        parts = self._library.pieces(
            range(len(said)),
            lambda places: self._take_in_some(said, places, run, day, reader, source, saying),
            "taking in",
            saying.act if saying else None,
        )
        stored = [part for parts_of_one in parts for part in parts_of_one]
        mains = [part for part in stored if part.main]
        works = self._library.works.of_records([part.record_id for part in mains])
        firsts = {work: min(ids) for work, ids in self._library.works.members(set(works.values())).items()}
        each = tuple(
            Each(
                part.record_id,
                part.state,
                firsts.get(works.get(part.record_id, 0), part.record_id) != part.record_id,
            )
            for part in mains
        )
        new = sum(part.state == "new" for part in mains)
        outside = sum(part.state == "new" and not part.main for part in stored)
        return TakenIn(each, new, len(mains) - new, outside, sum(len(part.doubted) for part in stored))

    def regroup(self, record_ids: Iterable[int]) -> None:
        """Judge again which records are one work, for these and all that hang on them.

        Records that a redo brought back have lost what was found of them: they are compared anew.
        """
        self._derive(list(record_ids))

    def rebuild(self, readers: Mapping[str, Reader] | None = None, dry_run: bool = False) -> Rederived:
        """Derive everything again from the stored records: `litreview.intake.rebuilding`."""
        from litreview.intake.rebuilding import Rebuilding

        rebuilding = Rebuilding(self._library, self.regroup, self._tell, self._check_stopped)
        return rebuilding.run(readers or {}, dry_run)

    def _take_in_some(
        self,
        said: Sequence[Said],
        places: Sequence[int],
        run: int,
        day: str,
        reader: int,
        source: str,
        saying: Saying | None,
    ) -> list[list[Stored]]:
        answers = [said[place] for place in places]
        stored = self._library.records.store_many(answers, run, day, reader, source)
        mains = [parts[0] for parts in stored] if saying else []
        if saying:
            saying.before(places, mains)
        fresh = {part.record_id: None for parts in stored for part in parts if part.state != "same"}
        self._derive(list(fresh))
        listing = [
            parts[0].record_id
            for said, parts in zip(answers, stored, strict=True)
            if parts and parts[0].record_id not in fresh and (said.references or said.cited_by)
        ]
        if listing:
            self._linking.link(self._library.records.read(listing))
        if saying:
            saying.after(places, mains)
        return stored

    def _derive(self, record_ids: Sequence[int]) -> None:
        if not record_ids:
            return
        records = self._library.records.read(record_ids)
        placed = self._library.works.of_records(record_ids)
        judged = self._judging.judge(records)
        alone = judged.alone - set(placed)
        if alone:
            ruled = self._library.words.rulings(records[one].name for one in alone)
            named = {name for one in ruled for name in (one.left, one.right)}
            alone = {one for one in alone if records[one].name not in named}
        others = [one for one in record_ids if one not in alone]
        self._grouping.regroup([*others, *judged.loosened], sorted(alone))
        self._linking.link(records)

"""Random days of a library: records come in, people speak, undo, rebuild. Nothing is ever lost."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from litreview.intake.intake import Intake
from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.ruling import ruling
from tests.library.making import QuietClock, act

GULATI = Record(
    source="crossref", source_id="10.2307/256729", type="article", year=1995, volume="38", issue="1", pages="85-112",
    title="Does Familiarity Breed Trust? The Implications of Repeated Ties", venue="Academy of Management Journal",
    authors=(Author("Gulati", "Ranjay"),), identifiers=(Identifier("doi", "10.2307/256729"),),
)  # fmt: skip
LARSSON = Record(
    source="crossref", source_id="10.1287/orsc.9.3.285", type="article", year=1998, volume="9", issue="3",
    title="The Interorganizational Learning Dilemma", venue="Organization Science", pages="285-305",
    authors=(Author("Larsson", "Rikard"), Author("Bengtsson", "Lars")),
    identifiers=(Identifier("doi", "10.1287/orsc.9.3.285"),),
)  # fmt: skip
RECORDS = (
    GULATI,
    replace(GULATI, source="semantic_scholar", source_id="a" * 40, volume=None, identifiers=()),
    replace(GULATI, source="file", source_id="gulati", title="Does familiarity breed trust", pages=None),
    LARSSON,
    replace(LARSSON, source="ideas", source_id="RePEc:inm:1", title="The Inter-organizational Learning Dilemma"),
    replace(LARSSON, source="econpapers", source_id="RePEc:x:1", type="working_paper", year=1996, venue=None,
            volume=None, issue=None, pages=None, identifiers=()),
)  # fmt: skip
NAMES = [record.name for record in RECORDS]
which = st.integers(0, len(RECORDS) - 1)


class Days(RuleBasedStateMachine):
    """One library over many days."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "days.litreview"
        self.day = 0
        self._open()

    def _open(self) -> None:
        self.library = Library.open(self.path, clock=QuietClock(), who="ann")
        self.intake = Intake(self.library, lambda *_: 50, lambda *_: None, lambda: None)

    def teardown(self) -> None:
        self.library.close()
        self.folder.cleanup()

    def _take_in(self, entry: Said, run: int) -> list[int]:
        self.day += 1
        day = f"2026-{self.day // 28 + 1:02d}-{self.day % 28 + 1:02d}"
        return list(self.intake.take_in([entry], run=run, day=day).main)

    @rule(number=which, count=st.none() | st.integers(0, 9), year=st.sampled_from([0, 0, 0, 1]))
    def a_record_comes_in(self, number: int, count: int | None, year: int) -> None:
        record = replace(RECORDS[number], year=(RECORDS[number].year or 0) + year)
        self._take_in(
            Said(about=record.name, record=record, citation_count=count), self.library.runs.start("search")
        )

    @rule(number=which)
    def a_record_is_imported(self, number: int) -> None:
        run = self.library.runs.start("import")
        main = self._take_in(Said(about=NAMES[number], record=RECORDS[number]), run)
        with self.library.write("import", act="import", sentence="import") as done:
            done.run = run
            self.library.words.keep(main)
            self.library.keys.give(main[0], f"key{number}")

    @rule(citing=which, cited=which, empty=st.booleans())
    def a_list_comes_in(self, citing: int, cited: int, empty: bool) -> None:
        """A lying source hands over an empty list now and then."""
        lines = () if empty else (Reference(position=1, title=RECORDS[cited].title, record=NAMES[cited]),)
        entry = Said(about=NAMES[citing], references=ReferenceList("none" if empty else "given", lines))
        self._take_in(entry, self.library.runs.start("trace"))

    @rule(number=which, tag=st.sampled_from(["trust", "x"]), off=st.booleans())
    def a_work_is_tagged(self, number: int, tag: str, off: bool) -> None:
        works = self.library.works.resolve(NAMES[number])
        say = self.library.tags.untag if off else self.library.tags.tag
        act(self.library, "tag", lambda: say(works, tag))

    @rule(number=which)
    def a_work_is_removed(self, number: int) -> None:
        works = self.library.works.resolve(NAMES[number])
        act(self.library, "remove", lambda: self.library.words.unkeep(works))

    @rule(left=which, right=which, word=st.sampled_from(["same", "version", "different"]))
    def a_person_rules(self, left: int, right: int, word: str) -> None:
        ids = self.library.records.ids([NAMES[left], NAMES[right]])
        if left == right or len(ids) < 2:
            return
        with self.library.write("rule", act="rule", sentence="rule"):
            self.library.words.rule(ruling(NAMES[left], NAMES[right], word))
            self.intake.regroup(ids.values())

    @rule(back=st.booleans())
    def a_step_is_taken_back_or_again(self, back: bool) -> None:
        done = self.library.history.undo() if back else self.library.history.redo()
        if done.records:
            with self.library.write("regroup"):
                self.intake.regroup(done.records)

    @rule()
    def the_library_is_rebuilt(self) -> None:
        words, works = self.library.words.digest(), self.library.works.partition()
        links = self._links()
        self.intake.rebuild()
        assert self.library.words.digest() == words
        assert self.library.works.partition() == works
        assert self._links() == links

    def _links(self) -> set[tuple[frozenset[int], frozenset[int]]]:
        rows = self.library._door.connection().execute("SELECT citing, cited FROM links").fetchall()
        members = self.library.works.members({one for row in rows for one in row})
        return {(frozenset(members[citing]), frozenset(members[cited])) for citing, cited in rows}

    @rule()
    def the_program_ends_and_starts_again(self) -> None:
        self.library.close()
        self._open()

    @precondition(lambda self: hasattr(self, "library"))
    @invariant()
    def nothing_is_wrong(self) -> None:
        wrong = [
            one for one in self.library.check() if one.level in ("warning", "error") and one.name != "disk"
        ]
        assert wrong == []


Days.TestCase.settings = settings(max_examples=12, stateful_step_count=20, deadline=None)
TestDays = Days.TestCase

"""Random days of a library: records come in, people speak, undo, rebuild. Nothing is ever lost."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from litreview.acts import archiving
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound
from litreview.intake.intake import Intake
from litreview.library.library import Library
from litreview.library.restoring import restore
from litreview.model.decision import STAGES
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.ruling import ruling
from litreview.settings import Settings
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


class Seconds(QuietClock):
    """Each look at it is a second later: no two things happen at once."""

    def __init__(self) -> None:
        self.passed = 0

    def now(self) -> datetime:
        self.passed += 1
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self.passed)


class Days(RuleBasedStateMachine):
    """One library over many days."""

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name) / "days.litreview"
        self.day = 0
        self.who = "ann"
        self.clock = Seconds()
        self._open()

    def _open(self) -> None:
        self.library = Library.open(self.path, clock=self.clock, who=self.who)
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

    @rule(number=which, tag=st.sampled_from(["trust", "x", "y"]), off=st.booleans())
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

    @rule(
        number=which, word=st.sampled_from(["include", "exclude", "maybe", ""]), stage=st.sampled_from(STAGES)
    )
    def a_work_is_decided_on(self, number: int, word: str, stage: str) -> None:
        works, screening = self.library.works.resolve(NAMES[number]), self.library.screening
        if word:
            act(self.library, "decide", lambda: screening.decide(works, word, stage, f"reason {self.day}"))
        else:
            act(self.library, "decide", lambda: screening.undecide(works, stage))

    @rule(number=which, state=st.sampled_from(["reading", "read", "unread"]))
    def a_work_is_read(self, number: int, state: str) -> None:
        works, screening = self.library.works.resolve(NAMES[number]), self.library.screening
        say = screening.mark_unread if state == "unread" else lambda ids: screening.mark_read(ids, state)
        act(self.library, "read", lambda: say(works))

    @rule(
        number=which,
        name=st.sampled_from(["first", "second"]),
        how=st.sampled_from(["put", "out", "move", "drop"]),
    )
    def a_reading_list_changes(self, number: int, name: str, how: str) -> None:
        lists, works = self.library.reading_lists, self.library.works.resolve(NAMES[number])
        with suppress(NothingFound):  # a list or place that is not there
            match how:
                case "put":
                    act(self.library, "list", lambda: lists.put(name, works))
                case "out":
                    act(self.library, "list", lambda: lists.take_out(name, works))
                case "move":
                    act(self.library, "list", lambda: lists.move(name, works, 1))
                case "drop":
                    act(self.library, "list", lambda: lists.drop(name))

    @rule(
        tags=st.permutations(["trust", "x", "y"]), how=st.sampled_from(["rename", "merge", "parent", "drop"])
    )
    def the_tags_change(self, tags: list[str], how: str) -> None:
        one, other, _ = tags
        named = self.library.tags
        with suppress(NothingFound, Misused):  # a tag that is not there, a name that is taken, a circle
            match how:
                case "rename":
                    act(self.library, "tag", lambda: named.rename(one, other))
                case "merge":
                    act(self.library, "tag", lambda: named.merge([one], other))
                case "parent":
                    act(self.library, "tag", lambda: named.describe(one, "what it means", parent=other))
                case "drop":
                    act(self.library, "tag", lambda: named.drop(one, force=True))

    @rule(
        number=which,
        text=st.sampled_from(["a note", "another"]),
        how=st.sampled_from(["add", "edit", "remove"]),
    )
    def a_note_changes(self, number: int, text: str, how: str) -> None:
        for work in self.library.works.resolve(NAMES[number]):
            notes = self.library.words.notes(work)
            if how == "add" or not notes:
                act(self.library, "note", lambda: self.library.words.note(work, text))  # noqa: B023 - called at once
            elif how == "edit":
                act(self.library, "note", lambda: self.library.words.edit_note(work, notes[0].id, text))  # noqa: B023
            else:
                act(self.library, "note", lambda: self.library.words.remove_note(work, notes[0].id))  # noqa: B023

    @rule(number=which, title=st.sampled_from(["A title of one's own", None]))
    def a_field_is_corrected(self, number: int, title: str | None) -> None:
        works = self.library.works.resolve(NAMES[number])
        ids = self.library.records.ids([NAMES[number]])
        for work in works:
            with self.library.write("correct", act="correct", sentence="correct"):
                if title:
                    self.library.words.correct(work, "title", title)
                else:
                    self.library.words.uncorrect(work, "title")
                self.intake.regroup(ids.values())

    @rule()
    def a_step_back_and_again_changes_no_word(self) -> None:
        before = self.library.words.digest()
        done = self.library.history.undo()
        if done.left:  # somebody said something about it since
            return
        if done.sentence:
            again = self.library.history.redo()
            assert again.sentence == done.sentence and again.left == ()
            with self.library.write("regroup"):
                self.intake.regroup({*done.records, *again.records})
        assert self.library.words.digest() == before

    @rule(damage=st.booleans())
    def a_backup_comes_back(self, damage: bool) -> None:
        backup = self.path.with_name("copy.backup")
        self.library.safe_keeping.backup(backup)
        words, works = self.library.words.digest(), self.library.works.partition()
        act(self.library, "tag", lambda: self.library.tags.tag(self.library.works.resolve(NAMES[0]), "later"))
        self.library.close()
        if damage:
            self.path.write_bytes(self.path.read_bytes()[:5000])
        kept = restore(backup, self.path, clock=QuietClock(), who="ann").kept
        assert kept is not None and kept.exists()
        kept.unlink()
        self._open()
        assert (self.library.words.digest(), self.library.works.partition()) == (words, works)

    @rule()
    def an_archive_goes_out_and_comes_in(self) -> None:
        folders = [Path(self.folder.name) / name for name in ("archive", "again")]
        new = self.path.with_name("from-archive.litreview")
        desk = Desk.open(Settings(name="ann"), library=self.path)
        archiving.export_archive(desk, str(folders[0]))
        desk.close()
        desk = Desk.open(Settings(name="ann"), library=new)
        archiving.import_archive(desk, str(folders[0]))
        archiving.export_archive(desk, str(folders[1]))
        desk.close()
        one, other = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in folders)
        for folder in folders:
            shutil.rmtree(folder)
        new.unlink()
        changed = {name: (one[name], other.get(name)) for name in one if one[name] != other.get(name)}
        changed.pop("litreview-archive.json", None)  # says how long the others are
        assert changed == {}, changed

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

    @rule(who=st.sampled_from(["ann", "ann", "bob"]))
    def the_program_ends_and_somebody_starts_it_again(self, who: str) -> None:
        self.library.close()
        self.who = who
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

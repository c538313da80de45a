"""Tags, notes, rulings, keeping: a person's words, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from litreview.acts import (
    adding,
    asking,
    deduplicating,
    importing,
    keeping,
    looking_after,
    noting,
    reading,
    searching,
    tagging,
    undoing,
)
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound, Stopped
from litreview.settings import Settings

BIB = """@article{kale2000learning,
  author = {Kale, Prashant and Singh, Harbir and Perlmutter, Howard},
  title = {Learning and Protection of Proprietary Assets in Strategic Alliances},
  journal = {Strategic Management Journal}, year = 2000, volume = 21, pages = {217--237},
  annote = {for 3.2}
}
@article{hamel1991,
  author = {Hamel, Gary}, title = {Competition for Competence and Interpartner Learning},
  journal = {Strategic Management Journal}, year = 1991, volume = 12, pages = {83--103}
}
"""
CLASH = """@book{hamel1991, author = {Hamel, Gert}, title = {Something Else Entirely}, year = 1991, publisher = {X}}
"""


@pytest.fixture
def bib(tmp_path: Path) -> Path:
    path = tmp_path / "chapter.bib"
    path.write_text(BIB, encoding="utf-8")
    return path


def test_the_offered_tags_are_there_from_the_start(desk: Desk) -> None:
    offered = {tag.name for tag in tagging.list_tags(desk).tags if tag.offered}
    assert offered == {"learning dilemma", "alliance capability", "trust"}


def test_importing_the_same_file_again_brings_nothing_new(desk: Desk, bib: Path) -> None:
    first = importing.import_files(desk, [str(bib)])
    assert [(r.read, r.new, r.same) for r in first.files] == [(2, 2, 0)]
    assert {row.key for row in first.rows} == {"kale2000learning", "hamel1991"}
    acts = len(undoing.history(desk).rows)
    again = importing.import_files(desk, [str(bib)])
    assert [(r.read, r.new, r.same) for r in again.files] == [(2, 0, 2)]
    assert len(undoing.history(desk).rows) == acts


def test_where_only_others_acted_undo_says_whose_the_newest_act_is(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    other = Desk.open(Settings(name="Ben"), library=desk.library_path)
    with pytest.raises(NothingFound) as told:
        undoing.undo(other)
    other.close()
    assert "'Ben'" in told.value.hint and "'Anna'" in told.value.hint
    undoing.undo(desk)
    with pytest.raises(NothingFound) as told:
        undoing.undo(desk)
    assert not told.value.hint


def test_an_import_is_one_step_of_undo(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    undoing.undo(desk)
    assert reading.list_works(desk).total == 0
    assert reading.list_works(desk, outside=True).total == 0, "its records went with it"
    undoing.redo(desk)
    assert {row.key for row in reading.list_works(desk).rows} == {"kale2000learning", "hamel1991"}
    assert reading.show(desk, "kale2000learning").notes[0].text == "for 3.2"


def test_a_key_never_changes_hands(desk: Desk, bib: Path, tmp_path: Path) -> None:
    importing.import_files(desk, [str(bib)])
    other = tmp_path / "other.bib"
    other.write_text(CLASH, encoding="utf-8")
    (clash,) = importing.import_files(desk, [str(other)]).clashes
    assert (clash.key, clash.given) == ("hamel1991", "hamel1991a")
    assert "Competition" in clash.holder_title
    assert "Something Else" in clash.newcomer_title
    assert clash.where == f"{other}, line 1"
    assert reading.show(desk, "hamel1991").best.title.startswith("Competition")


def test_a_clash_within_one_import_names_both_lines(desk: Desk, bib: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.bib"
    other.write_text(CLASH, encoding="utf-8")
    (clash,) = importing.import_files(desk, [str(bib), str(other)]).clashes
    assert (clash.where, clash.held_at) == (f"{other}, line 1", f"{bib}, line 7")


def test_an_unknown_file_is_refused_before_anything_is_written(desk: Desk, bib: Path, tmp_path: Path) -> None:
    from litreview.errors import Unreadable

    noise = tmp_path / "noise.bin"
    noise.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(Unreadable, match="nothing was imported"):
        importing.import_files(desk, [str(bib), str(noise)])
    assert reading.list_works(desk).total == 0


def test_tagging_an_outside_work_keeps_it_and_one_undo_takes_back_both(desk: Desk) -> None:
    (row,) = searching.search(desk, "learning dilemma alliances", source="crossref", limit=1).rows
    tagging.add(desk, "trust", [row.id])
    assert reading.list_works(desk, "tag:trust").rows[0].kept
    undoing.undo(desk)
    assert reading.list_works(desk).total == 0
    assert reading.list_works(desk, outside=True).total == 1


def test_words_survive_a_join_and_a_split(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    before = {row.key for row in reading.list_works(desk).rows}
    noting.note(desk, "hamel1991", "the race to learn")
    tagging.add(desk, "trust", ["kale2000learning"])
    deduplicating.rule(desk, "hamel1991", "kale2000learning", "same")
    (joined,) = reading.list_works(desk).rows
    assert joined.tags == ("trust",)
    assert {note.text for note in reading.show(desk, joined.id).notes} == {"the race to learn", "for 3.2"}
    undoing.undo(desk)
    assert {row.key for row in reading.list_works(desk).rows} == before, "each side has its key again"
    assert [note.text for note in reading.show(desk, "hamel1991").notes] == ["the race to learn"]
    assert reading.show(desk, "hamel1991").row.tags == ()


def test_a_ruling_of_different_splits_two_records_for_good(desk: Desk) -> None:
    (row,) = adding.add(desk, ["10.1287/orsc.9.3.285"], source="crossref,semantic_scholar").rows
    names = [record.name for record in reading.show(desk, row.key).records]
    assert len(names) == 2
    deduplicating.rule(desk, names[0], names[1], "different")
    assert reading.list_works(desk).total == 2
    looking_after.rebuild(desk)
    assert reading.list_works(desk).total == 2, "a rebuild keeps to a person's word"
    undoing.undo(desk)
    assert reading.list_works(desk).total == 1


def test_rebuild_changes_nothing_and_proves_the_words(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    searching.search(desk, "alliances", source="crossref,semantic_scholar", limit=40, yes=True)
    before = reading.list_works(desk, sort="key").rows
    words = desk.library.words.digest()
    rebuilt = looking_after.rebuild(desk)
    assert (rebuilt.joined, rebuilt.split, desk.library.words.digest()) == (0, 0, words)
    after = reading.list_works(desk, sort="key").rows
    assert [(r.key, r.title, r.tags, r.counts) for r in after] == [
        (r.key, r.title, r.tags, r.counts) for r in before
    ]


def test_a_rebuild_that_is_stopped_has_changed_nothing(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    before = [(row.key, row.tags) for row in reading.list_works(desk, sort="key").rows]
    seen: list[int] = []

    def stop() -> None:
        seen.append(1)
        if len(seen) == 2:
            raise Stopped("Stopped.")

    intake = asking.intake_of(desk)
    intake._check_stopped = stop
    with pytest.raises(Stopped):
        intake.rebuild()
    assert [(row.key, row.tags) for row in reading.list_works(desk, sort="key").rows] == before


def test_words_said_while_a_rebuild_runs_raise_no_alarm(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    real = asking.intake_of

    def slow(of: Desk) -> Any:
        tagging.add(of, "meanwhile", ["hamel1991"])
        return real(of)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "intake_of", slow)
        looking_after.rebuild(desk)
    assert reading.list_works(desk, ["tag:meanwhile"]).total == 1


def test_a_file_may_hold_a_work_twice(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "twice.bib"
    path.write_text(
        "@article{a, author={Gulati, Ranjay}, year=1995, volume=38, pages={85--112},\n"
        "  title={Does Familiarity Breed Trust? The Implications of Repeated Ties for Contractual Choice},\n"
        "  journal={Academy of Management Journal}}\n"
        "@article{b, author={Gulati, R.}, title={Does familiarity breed trust?}, journal={AMJ}, year=1995}\n",
        encoding="utf-8",
    )
    importing.import_files(desk, [str(path)])
    (row,) = reading.list_works(desk).rows
    assert reading.show(desk, "b").row.id == row.id, "both keys name it"


def test_questions_show_the_evidence_and_a_ruling_answers(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "two.bib"
    path.write_text(
        "@article{a, author={Gulati, Ranjay}, title={Does Familiarity Breed Trust?}, year=1995}\n"
        "@misc{b, author={Gulati, R.}, title={Does familiarity breed trust}}\n",
        encoding="utf-8",
    )
    imported = importing.import_files(desk, [str(path)])
    (question,) = deduplicating.duplicates(desk).questions
    assert imported.questions == 1, "one pair is one question, though two works are in it"
    assert question.reasons
    assert {field.field for field in question.fields} >= {"title", "authors", "year"}
    deduplicating.rule(desk, question.left.name, question.right.name, "same")
    assert deduplicating.duplicates(desk).total == 0
    assert reading.list_works(desk).total == 1


def test_rule_refuses_one_work_and_itself(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    with pytest.raises(Misused, match="one work already"):
        deduplicating.rule(desk, "hamel1991", "hamel1991", "same")


def test_nothing_to_undo_is_said(desk: Desk) -> None:
    with pytest.raises(NothingFound):
        undoing.undo(desk)
    with pytest.raises(NothingFound):
        undoing.redo(desk)


def test_a_key_or_a_doi_typed_alone_finds_its_work(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    (row,) = adding.add(desk, ["10.1287/orsc.9.3.285"], source="crossref").rows
    assert [r.key for r in reading.list_works(desk, "kale2000learning").rows] == ["kale2000learning"]
    assert [r.key for r in reading.list_works(desk, "10.1287/orsc.9.3.285").rows] == [row.key]
    keeping.remove(desk, [row.key])
    assert reading.list_works(desk, row.key).total == 0
    assert reading.list_works(desk, row.key, outside=True).total == 1


def test_keep_and_remove_are_one_step_each(desk: Desk) -> None:
    (row,) = searching.search(desk, "learning dilemma", source="crossref", limit=1).rows
    keeping.keep(desk, [row.key])
    keeping.remove(desk, [row.key])
    assert reading.list_works(desk).total == 0
    undoing.undo(desk)
    assert reading.list_works(desk).total == 1
    undoing.undo(desk)
    assert reading.list_works(desk).total == 0


def test_doctor_finds_a_fresh_library_well(desk: Desk, bib: Path) -> None:
    importing.import_files(desk, [str(bib)])
    findings = looking_after.doctor(desk).findings
    assert [f for f in findings if f.level == "error"] == []
    assert {f.name for f in findings} >= {"mail address", "Semantic Scholar key", "Python"}
    assert sum("free" in f.sentence and "disk" in f.name for f in findings) == 1

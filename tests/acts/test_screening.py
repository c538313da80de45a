"""Deciding, reading, correcting, reading lists, edited notes: what a person does, and what it changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from litreview.acts import (
    adding,
    correcting,
    deciding,
    deduplicating,
    importing,
    keeping,
    listing,
    looking_after,
    noting,
    reading,
    refreshing,
    searching,
    undoing,
)
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound
from litreview.settings import Settings

BIB = """@article{hamel1991, author = {Hamel, G.}, title = {Competition for Competence}, subtitle = {A Race},
  journal = {Strategic Managment Journal}, year = 1990, doi = {10.1002/smj.1}}
@article{kale2000, author = {Kale, Prashant}, title = {Learning and Protection of Proprietary Assets}, year = 2000}
"""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Desk]:
    """A desk on a library of two works, without a net."""
    path = tmp_path / "two.bib"
    path.write_text(BIB, encoding="utf-8")
    with_two = Desk.open(Settings(name="Anna"), library=tmp_path / "two.sqlite")
    importing.import_files(with_two, [str(path)])
    yield with_two
    with_two.close()


def test_sentences_say_what_was_decided_why_and_what_was_kept(here: Desk) -> None:
    keeping.remove(here, ["kale2000"])
    assert deciding.decide(here, "include", ["hamel1991", "kale2000"]).sentence == (
        "included 2 works, 1 of them kept by it"
    )
    assert undoing.history(here).rows[0].sentence == "include 2 works and keep 1 work"
    undoing.undo(here)
    assert (
        deciding.decide(here, "maybe", ["kale2000"]).sentence == "kept and put down as maybe included: 1 work"
    )
    excluded = deciding.decide(here, "exclude", ["hamel1991"], "full-text", "no \x1b firms")
    assert excluded.sentence == "excluded 1 work by full text: no firms"
    assert deciding.decide(here, "undecided", ["hamel1991"]).sentence == "took your decision on 1 work back"
    assert reading.list_works(here, "is:undecided").total == 1


def test_what_cannot_be_decided_or_read_is_refused_and_nothing_is_written(here: Desk) -> None:
    acts = len(undoing.history(here).rows)
    for wrong in (
        lambda: deciding.decide(here, "perhaps", ["hamel1991"]),
        lambda: deciding.decide(here, "include", ["hamel1991"], "third"),
        lambda: deciding.read(here, ["hamel1991"], "skimmed"),
        lambda: listing.move(here, "core", ["hamel1991"], 0),
        lambda: listing.add(here, " ", ["hamel1991"]),
        lambda: noting.note(here, "hamel1991"),
        lambda: noting.note(here, "hamel1991", "x", remove=1),
        lambda: correcting.correct(here, "hamel1991", "yaer", "1991"),
        lambda: correcting.correct(here, "hamel1991", "year", "soon"),
        lambda: correcting.correct(here, "hamel1991", "year"),
        lambda: correcting.correct(here, "hamel1991", "year", "1991", clear=True),
        lambda: correcting.correct(here, "hamel1991", "title", ""),
    ):
        with pytest.raises(Misused):
            wrong()
    for missing in (
        lambda: deciding.decide(here, "include", ["hamel1991", "nobody"]),
        lambda: correcting.correct(here, "hamel1991", "year", clear=True),
        lambda: listing.show(here, "core"),
        lambda: listing.remove(here, "core", ["hamel1991"]),
        lambda: noting.note(here, "hamel1991", "x", edit=7),
    ):
        with pytest.raises(NothingFound):
            missing()
    assert len(undoing.history(here).rows) == acts


def test_an_excluded_hit_is_not_new_again_and_not_kept_by_yes(desk: Desk) -> None:
    first = searching.search(desk, "learning dilemma", source="crossref", limit=3)
    assert (first.new, first.decided) == (3, 0)
    out, removed, free = (row.key for row in first.rows)
    deciding.decide(desk, "exclude", [out], reason="off topic")
    keeping.keep(desk, [removed])
    keeping.remove(desk, [removed])
    again = searching.search(desk, "learning dilemma", source="crossref", limit=3, yes=True)
    assert (again.new, again.known, again.decided, again.kept) == (0, 3, 2, 1)
    assert [row.key for row in reading.list_works(desk).rows] == [free]
    assert {row.key: row.decision for row in again.rows}[out] == "exclude"


def test_a_work_that_was_decided_on_is_not_new_when_another_source_tells_of_it(desk: Desk) -> None:
    (row,) = searching.search(desk, "interorganizational learning dilemma", source="crossref", limit=1).rows
    deciding.decide(desk, "exclude", [row.key])
    found = searching.search(desk, "interorganizational learning dilemma", source="semantic_scholar", limit=1)
    assert [one.id for one in found.rows] == [row.id], "the other source's record joined it"
    assert (found.new, found.known, found.decided) == (0, 1, 1)


def test_a_correction_wins_at_once_and_survives_what_sources_say_later(desk: Desk) -> None:
    (row,) = adding.add(desk, ["10.1287/orsc.9.3.285"], source="crossref").rows
    said = correcting.correct(desk, row.key, "journal", ["Organisation", "Science"])
    assert said.sentence == f"corrected the venue of {row.key}: Organisation Science"
    shown = reading.show(desk, row.key)
    assert (shown.row.venue, shown.witnesses["venue"]) == ("Organisation Science", ("correction",))
    assert reading.list_works(desk, "j:organisation y:1998").total == 1, "the index follows"
    adding.add(desk, ["10.1287/orsc.9.3.285"], source="semantic_scholar")
    looking_after.rebuild(desk)
    shown = reading.show(desk, row.key)
    assert len(shown.records) == 2 and shown.row.venue == "Organisation Science"
    undoing.undo(desk)
    assert reading.show(desk, row.key).row.venue == "Organisation Science", "the last act was to add"
    undoing.undo(desk)
    assert reading.show(desk, row.key).row.venue == row.venue
    assert reading.show(desk, row.key).corrections == ()


def test_every_kind_of_field_can_be_corrected_emptied_and_given_back(here: Desk) -> None:
    before = reading.show(here, "hamel1991")
    for field, value in (
        ("year", "1991"), ("pages", "83–103"), ("authors", "Hamel, Gary; {The Group}"), ("doi", "10.1002/SMJ.2"),
        ("type", "working paper"), ("issued", "1991-06"), ("keywords", "learning; race"), ("abstract", "One.\n\nTwo."),
        ("repec", "RePEc:bla:stratm:v:12:y:1991:p:83-103"), ("others", "no"), ("language", "en"),
    ):  # fmt: skip
        assert correcting.correct(here, "hamel1991", field, value).works == 1
    row = reading.show(here, "hamel1991").row
    assert (row.year, row.byline, row.doi, row.type) == (
        1991,
        "Hamel & The Group",
        "10.1002/smj.2",
        "working_paper",
    )
    assert row.repec == "RePEc:bla:stratm:v:12:y:1991:p:83-103"
    assert reading.show(here, "10.1002/smj.2").row.id == row.id
    correcting.correct(here, "hamel1991", "doi", "")
    assert reading.show(here, "hamel1991").row.doi is None
    for field in (
        "year",
        "pages",
        "authors",
        "doi",
        "type",
        "issued",
        "keywords",
        "abstract",
        "handle",
        "others",
        "language",
    ):
        assert "back" in correcting.correct(here, "hamel1991", field, clear=True).sentence
    assert reading.show(here, "hamel1991") == before


def test_a_title_given_whole_leaves_no_old_subtitle_behind(here: Desk) -> None:
    assert correcting.correct(here, "hamel1991", "title", "Competing for Competence").sentence.endswith(
        ": Competing for Competence: A Race"
    )
    assert correcting.correct(here, "hamel1991", "title", "Competing: The Race").sentence.endswith(
        ": Competing: The Race"
    )
    assert reading.list_works(here, 't:"the race"').total == 1


def test_a_correction_stays_with_both_sides_of_a_split(here: Desk) -> None:
    names = [reading.show(here, key).records[0].name for key in ("hamel1991", "kale2000")]
    deduplicating.rule(here, "hamel1991", "kale2000", "same")
    correcting.correct(here, "hamel1991", "publisher", "Wiley")
    deduplicating.rule(here, *names, "different")
    assert [reading.show(here, key).best.publisher for key in ("hamel1991", "kale2000")] == ["Wiley", "Wiley"]


def test_a_reading_list_is_made_filled_ordered_and_exported(here: Desk) -> None:
    assert listing.add(here, "core", ["kale2000", "hamel1991"]).sentence == "put 2 works into 'core'"
    listing.describe(here, "core", ["for", "chapter 3"])
    assert listing.move(here, "core", ["hamel1991"]).sentence == "moved 1 work in 'core': place 1"
    shown = listing.show(here, "CORE")
    assert [(place, row.key) for place, row in shown.works] == [(1, "hamel1991"), (2, "kale2000")]
    assert shown.view.description == "for chapter 3"
    keeping.remove(here, ["hamel1991"])
    shown = listing.show(here, "core")
    assert ([place for place, _ in shown.works], shown.outside) == ([2], 1)
    assert [(one.name, one.works) for one in listing.all_lists(here).lists] == [("core", 1)]
    assert [row.key for row in reading.list_works(here, "list:core").rows] == ["kale2000"]
    listing.rename(here, "core", "chapter 3")
    assert listing.remove(here, "chapter 3", ["kale2000"]).works == 1
    assert listing.drop(here, "chapter 3").sentence == (
        "dropped the reading list 'chapter 3' of 1 work; the works stay"
    )
    for _ in range(4):
        undoing.undo(here)
    assert [(place, row.key) for place, row in listing.show(here, "core").works] == [
        (1, "hamel1991"),
        (2, "kale2000"),
    ]


def test_notes_are_edited_and_removed_by_their_number(here: Desk) -> None:
    keeping.remove(here, ["hamel1991"])
    assert noting.note(here, "hamel1991", ["the", "race"]).sentence == "kept hamel1991 and noted on it"
    (note,) = reading.show(here, "hamel1991").notes
    assert noting.note(here, "hamel1991", "the race to learn", edit=note.id).works == 1
    (edited,) = reading.show(here, "hamel1991").notes
    assert (edited.text, edited.who, edited.when) == ("the race to learn", "Anna", note.when)
    noting.note(here, "hamel1991", remove=note.id)
    assert reading.show(here, "hamel1991").notes == ()
    for expected in ((edited,), (note,), ()):
        undoing.undo(here)
        assert reading.show(here, "hamel1991").notes == expected
    assert reading.list_works(here, "hamel").total == 0


def test_an_undo_that_is_cut_while_works_are_judged_again_has_changed_nothing(here: Desk) -> None:
    """What is undone and what follows from it is one step: no work shows a correction that is gone."""
    correcting.correct(here, "hamel1991", "year", "1991")
    before = reading.show(here, "hamel1991")

    def cut(_records: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        here.library.history.undo(cut)
    assert reading.show(here, "hamel1991") == before
    undoing.undo(here)
    assert reading.show(here, "hamel1991").row.year == 1990


def test_counts_asked_by_a_corrected_identifier_reach_the_work(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "wrong.bib"
    path.write_text(
        "@article{larsson, title={The Dilemma}, author={Larsson, R.}, year=1998, doi={10.1287/wrong}}"
    )
    importing.import_files(desk, [str(path)])
    correcting.correct(desk, "larsson", "doi", "10.1287/orsc.9.3.285")
    refreshing.refresh(desk, ["larsson"], source="crossref")
    (count,) = reading.show(desk, "larsson").row.counts
    assert count.source == "crossref"

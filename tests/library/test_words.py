"""A person's words: what was said stays said, and one step back takes exactly one act back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.errors import Misused, NothingFound
from litreview.library.library import Library
from litreview.model.correction import parse as parse_value
from litreview.model.people import Author
from litreview.model.query import parse
from litreview.model.ruling import ruling
from tests.library.conftest import Opens
from tests.library.making import act, one, put, said, work_of


def tags(library: Library) -> dict[str, int]:
    return {tag.name: tag.works for tag in library.tags.rows() if tag.works or not tag.offered}


def test_three_tags_are_offered_from_the_start(library: Library) -> None:
    offered = [(tag.name, tag.works, tag.pinned) for tag in library.tags.rows() if tag.offered]
    assert offered == [("learning dilemma", 0, 1), ("alliance capability", 0, 2), ("trust", 0, 3)]


def test_tagging_says_how_many_works_changed(library: Library) -> None:
    ids = put(library, one("a", 1), one("b", 2), one("c", 3))
    assert act(library, "tag", lambda: library.tags.tag(ids[:2], " Trust ")).works == 2
    assert act(library, "tag", lambda: library.tags.tag(ids, "TRUST")).works == 1
    assert act(library, "tag", lambda: library.tags.tag(ids, "trust")).works == 0
    assert tags(library) == {"trust": 3}
    assert [row.tags for row in library.works.rows(ids)] == [("trust",)] * 3
    assert act(library, "untag", lambda: library.tags.untag(ids[:1], "trust")) == 1
    assert act(library, "untag", lambda: library.tags.untag(ids, "nobody's tag")) == 0
    assert len(library.history.rows()) == 3, "acts that changed nothing leave no row"


def test_a_tag_or_note_without_text_is_refused_and_nothing_is_written(library: Library) -> None:
    ids = put(library, one("a", 1))
    for words in (lambda: library.tags.tag(ids, " \u200b "), lambda: library.words.note(ids[0], "\x00")):
        with pytest.raises(Misused):
            act(library, "word", words)
    assert library.history.rows() == []


def test_tagging_or_noting_an_outside_work_keeps_it_in_the_same_act(library: Library) -> None:
    ids = put(library, one("a", 1), one("b", 2), keep=False)
    act(library, "tag", lambda: library.tags.tag(ids[:1], "trust"))
    act(library, "note", lambda: library.words.note(ids[1], "read me"))
    assert library.works.count() == 2
    library.history.undo()
    library.history.undo()
    assert library.works.count() == 0 and tags(library) == {}


def test_what_a_person_removed_is_known_to_be_removed(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    (record,) = library.works.members([work])[work]
    assert library.words.unsaid([record]) == []
    act(library, "remove", lambda: library.words.unkeep([work]))
    assert library.words.unsaid([record]) == [] and library.works.count() == 0
    library.history.undo()
    assert library.works.count() == 1
    (outside,) = put(library, one("b", 2), keep=False)
    assert library.words.unsaid([record, *library.works.members([outside])[outside]]) == [2]


def test_undo_and_redo_go_step_by_step_over_processes(opens: Opens) -> None:
    library = opens()
    ids = put(library, one("a", 1), one("b", 2))
    act(library, "tag x", lambda: library.tags.tag(ids, "x"))
    act(library, "tag y", lambda: library.tags.tag(ids, "y"))
    act(library, "note", lambda: library.words.note(ids[0], "n"))
    library.close()
    library = opens()
    assert [library.history.undo().sentence for _ in range(4)] == ["note", "tag y", "tag x", ""]
    assert tags(library) == {} and library.words.notes(ids[0]) == ()
    assert library.history.redo() == ("tag x", 2, (), ())
    assert library.history.redo().works == 2
    assert tags(library) == {"x": 2, "y": 2}
    act(library, "tag z", lambda: library.tags.tag(ids, "z"))
    assert library.history.redo().sentence == "", "something new ends what can be redone"
    rows = library.history.rows()
    assert [(row.act, row.undone, row.undoable) for row in rows] == [
        ("tag z", False, True), ("note", True, False), ("tag y", False, True), ("tag x", False, True),
    ]  # fmt: skip


def test_undo_takes_back_this_persons_acts_and_passes_the_schedulers_over(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1))
    act(ann, "ann tags", lambda: ann.tags.tag(ids, "x"))
    act(bob, "bob tags", lambda: bob.tags.tag(ids, "y"))
    with ann.write("refresh", act="refresh", sentence="refreshed", scheduler=True):
        ann.tags.tag(ids, "by schedule")
    assert ann.history.undo().sentence == "ann tags"
    assert tags(ann) == {"y": 1, "by schedule": 1}
    assert ann.history.undo().sentence == ""
    assert bob.history.undo().sentence == "bob tags"


def test_a_row_that_somebody_changed_since_is_left_and_named(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1))
    act(ann, "remove", lambda: ann.words.unkeep(ids))
    act(bob, "keep", lambda: bob.words.keep([1]))
    undone = ann.history.undo()
    assert undone.left == (
        "Whether crossref:10.1234/1 is kept was changed since and stays as it is.",
        "Whether crossref:10.1234/1 is removed was changed since and stays as it is.",
    )
    assert ann.works.rows(ids)[0].kept is True


def test_two_people_may_rule_differently_and_the_later_word_counts(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    put(ann, one("a", 1), one("b", 2))
    pair = ("crossref:10.1234/1", "crossref:10.1234/2")
    act(ann, "rule", lambda: ann.words.rule(ruling(*pair, "same")))
    act(bob, "rule", lambda: bob.words.rule(ruling(*pair, "version")))
    assert [said.word for said in ann.words.rulings(pair)] == ["version"]
    assert bob.history.undo().left == ()
    assert [said.word for said in ann.words.rulings(pair)] == ["same"]


def test_of_many_rows_only_those_that_were_changed_since_are_left(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, *(one(f"work {number}", number) for number in range(6)))
    act(ann, "tag", lambda: ann.tags.tag(ids, "trust"))
    act(bob, "untag", lambda: bob.tags.untag(ids[:1], "trust"))
    act(bob, "tag", lambda: bob.tags.tag(ids[:1], "trust"))
    act(bob, "untag", lambda: bob.tags.untag(ids[1:2], "trust"))
    assert ann.history.undo().left == (
        "A tag on crossref:10.1234/1 was changed since and stays as it is.",
        "A tag on crossref:10.1234/0 was changed since and stays as it is.",
    )
    assert tags(ann) == {"trust": 1}


def test_a_tag_that_others_use_survives_the_undo_of_the_act_that_made_it(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    ids = put(ann, one("a", 1), one("b", 2))
    act(ann, "tag", lambda: ann.tags.tag(ids[:1], "new"))
    act(bob, "tag", lambda: bob.tags.tag(ids[1:], "new"))
    assert ann.history.undo().left == ("The tag “new” was changed since and stays as it is.",)
    assert tags(ann) == {"new": 1}


def test_undoing_a_ruling_names_the_records_to_judge_again(library: Library) -> None:
    put(library, one("a", 1), one("b", 2))
    act(
        library,
        "rule",
        lambda: library.words.rule(ruling("crossref:10.1234/2", "crossref:10.1234/1", "same")),
    )
    assert library.matches.joined([1]) == {1, 2}
    assert library.history.undo().records == (1, 2)
    assert library.matches.joined([1]) == {1}
    assert library.history.redo().records == (1, 2)


def test_words_hang_on_every_record_so_a_merge_joins_and_a_split_keeps_them(library: Library) -> None:
    left, right = put(library, one("a", 1), one("a too", 2))
    act(library, "tag", lambda: library.tags.tag([left], "x"))
    act(library, "tag", lambda: library.tags.tag([right], "y"))
    with library.write("merge"):
        joined = library.works.put(work_of(one("a", 1), one("a too", 2)), [1, 2], left)
    assert library.works.count() == 1 and library.works.read(joined).tags == ("x", "y")
    act(library, "note", lambda: library.words.note(joined, "on both"))
    with library.write("split"):
        library.works.put(work_of(one("a", 1)), [1], joined)
        other = library.works.put(work_of(one("a too", 2)), [2])
    assert [library.works.read(work).tags for work in (joined, other)] == [("x",), ("y",)]
    assert [library.works.read(work).notes for work in (joined, other)] == [("on both",)] * 2
    assert library.works.count() == 2


def test_a_note_is_edited_and_removed_and_both_come_back(opens: Opens) -> None:
    ann, bob = opens("ann"), opens("bob")
    work, other = put(ann, one("a", 1), one("b", 2))
    act(ann, "note", lambda: ann.words.note(work, "repeated ties"))
    (first,) = ann.words.notes(work)
    assert (
        act(bob, "edit", lambda: bob.words.edit_note(work, first.id, "  repeated ties make trust ")) is True
    )
    assert act(bob, "edit", lambda: bob.words.edit_note(work, first.id, "repeated ties make trust")) is False
    (note,) = ann.words.notes(work)
    assert (note.id, note.who, note.when) == (first.id, "ann", first.when) and note.edited is not None
    bob.history.undo()
    assert ann.finding.find(parse("n:repeated")).total == 1
    for wrong in (lambda: ann.words.edit_note(other, first.id, "x"), lambda: ann.words.remove_note(work, 99)):
        with pytest.raises(NothingFound):
            act(ann, "wrong", wrong)
    with pytest.raises(Misused):
        act(ann, "wrong", lambda: ann.words.edit_note(work, first.id, " \x00"))
    before = ann.words.notes(work)
    act(ann, "remove", lambda: ann.words.remove_note(work, first.id))
    assert ann.words.notes(work) == () and ann.finding.find(parse("n:repeated")).total == 0
    assert ann.history.undo().left == () and ann.words.notes(work) == before
    assert ann.finding.find(parse("n:repeated")).total == 1


def test_the_search_finds_what_a_note_says_now(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    act(library, "note", lambda: library.words.note(work, "familiarity"))
    act(library, "edit", lambda: library.words.edit_note(work, 1, "contracts"))
    assert [library.finding.find(parse(f"n:{word}")).total for word in ("contracts", "familiarity")] == [1, 0]
    library.history.undo()
    assert [library.finding.find(parse(f"n:{word}")).total for word in ("contracts", "familiarity")] == [0, 1]


def test_corrections_win_by_the_latest_and_can_be_taken_back(library: Library) -> None:
    (work,) = put(library, one("teh title", 1))
    act(library, "correct", lambda: library.words.correct(work, "title", "The title"))
    assert library.words.corrections([1]) == {"title": "The title"}
    act(library, "correct", lambda: library.words.correct(work, "title", "The Title"))
    assert library.words.corrections([1]) == {"title": "The Title"}
    assert library.history.undo().records == (1,)
    assert library.words.corrections([1]) == {"title": "The title"}


def test_each_persons_correction_is_shown_the_latest_stands_and_each_takes_back_ones_own(
    opens: Opens,
) -> None:
    ann, bob = opens("ann"), opens("bob")
    (work,) = put(ann, one("a", 1))
    act(
        ann,
        "correct",
        lambda: ann.words.correct(work, "authors", parse_value("authors", "Gulati, Ranjay; {Group}")),
    )
    act(ann, "correct", lambda: ann.words.correct(work, "year", 1994))
    with ann.write("age"):
        ann._door.connection().execute("UPDATE corrections SET at = '2020-01-01' WHERE field = 'year'")
    act(bob, "correct", lambda: bob.words.correct(work, "year", 1995))
    assert ann.words.corrections([1]) == {
        "authors": (Author("Gulati", "Ranjay", as_given="Gulati, Ranjay"), Author(literal="Group")),
        "year": 1995,
    }
    assert [(one.field, one.value, one.who, one.stands) for one in bob.words.corrected(work)] == [
        ("authors", "Gulati, Ranjay; {Group}", "ann", True), ("year", "1995", "bob", True), ("year", "1994", "ann", False),
    ]  # fmt: skip
    assert act(ann, "clear", lambda: ann.words.uncorrect(work, "title")) is False
    assert act(bob, "clear", lambda: bob.words.uncorrect(work, "year")) is True
    assert ann.words.corrections([1])["year"] == 1994
    assert bob.history.undo().records == (1,) and ann.words.corrections([1])["year"] == 1995


def test_a_correction_that_no_field_can_have_is_passed_over(library: Library) -> None:
    put(library, one("a", 1))
    rows = [("year", '"x"'), ("nothing", "1"), ("authors", "[7]"), ("title", "{"), ("venue", '"AMJ"')]
    with library.write("elsewhere"):
        library._door.connection().executemany(
            "INSERT INTO corrections VALUES (1, ?, 'eve', ?, '2026')", rows
        )
    assert library.words.corrections([1]) == {"venue": "AMJ"}
    assert [one.field for one in library.words.corrected(1)] == ["venue"]


def test_a_work_is_found_by_the_identifier_that_a_person_gave_it(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    act(library, "correct", lambda: library.words.correct(work, "doi", "10.5555/right"))
    assert (
        library.works.resolve("https://doi.org/10.5555/RIGHT") == [work] == library.works.resolve("10.1234/1")
    )
    assert [list(library.finding.find(parse(text)).ids) for text in ("10.5555/right ", "10.5555/ri", "10.5555/x ")] == [
        [work], [work], [],
    ]  # fmt: skip


def test_undoing_an_import_takes_its_records_and_words_but_not_what_others_brought(library: Library) -> None:
    run = library.runs.start("search")
    with library.write("search"):
        shared = library.records.store(said(one("shared", 1)), run, "2026-01-01")[0].record_id
        library.works.put(work_of(one("shared", 1)), [shared])
    run = library.runs.start("import")
    with library.write("import", act="import", sentence="import 2") as done:
        done.run = run
        for record in (one("shared", 1), one("mine", 2)):
            number = library.records.store(said(record), run, "2026-01-02")[0].record_id
            library.words.keep([number])
            library.tags.tag_records([number], "imported")
            if number != shared:
                library.works.put(work_of(record), [number])
            library.keys.give(number, f"key{number}")
    assert library.works.count() == 2 and tags(library) == {"imported": 2}
    undone = library.history.undo()
    assert (library.works.count(), library.works.count(outside=True)) == (0, 1)
    assert library.records.ids(["crossref:10.1234/2"]) == {} and tags(library) == {}
    assert library.works.resolve("10.1234/2") == [] and undone.works >= 1
    again = library.history.redo()
    assert library.records.ids(["crossref:10.1234/2"]) == {"crossref:10.1234/2": 2}
    assert again.records == (2,), "what came back must be judged and put into works again"
    with library.write("put"):
        work = library.works.put(work_of(one("mine", 2)), [2])
    assert library.works.read(work).tags == ("imported",) and library.works.read(work).kept
    assert library.works.resolve("KEY2") == [work]


def test_an_imported_record_that_a_person_tagged_since_stays(library: Library) -> None:
    run = library.runs.start("import")
    with library.write("import", act="import", sentence="import 1") as done:
        done.run = run
        number = library.records.store(said(one("mine", 1)), run, "2026-01-02")[0].record_id
        library.words.keep([number])
        work = library.works.put(work_of(one("mine", 1)), [number])
    with library.write("tag", act="tag", scheduler=True):
        library.tags.tag([work], "trust")
    library.history.undo()
    assert library.works.read(work).tags == ("trust",)


def test_a_changed_record_tells_as_before_after_the_undo(library: Library) -> None:
    put(library, one("first title", 1))
    run = library.runs.start("import")
    with library.write("import", act="import", sentence="import") as done:
        done.run = run
        assert library.records.store(said(one("second title", 1)), run, "2026-01-02")[0].state == "changed"
    undone = library.history.undo()
    assert library.records.read([1])[1].title == "first title" and undone.records == (1,)
    library.history.redo()
    assert library.records.read([1])[1].title == "second title"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "tag",
                "untag",
                "note",
                "edit",
                "unnote",
                "keep",
                "remove",
                "rule",
                "give",
                "pin",
                "correct",
                "uncorrect",
                "decide",
                "undecide",
                "read",
                "unread",
                "list",
                "unlist",
                "move",
                "drop",
                "merge",
                "split",
            ]
        ),
        st.integers(0, 3),
        st.sampled_from(["trust", "x", "y"]),
    ),
    max_size=14,
)


@given(STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_acts_are_taken_back_one_by_one_to_where_they_began(
    opens: Opens, steps: list[tuple[str, int, str]]
) -> None:
    """n undos restore the words letter by letter, whatever was joined or split between; n redos bring them back."""
    library = opens(who=f"person {next(_people)}")
    if not library.records.count():
        put(library, *(one(f"work {number}", number) for number in range(4)))
    stages = [library.words.digest()]
    for kind, number, word in steps:
        if kind in ("merge", "split"):
            _regroup(library, kind, number)
            continue
        act(library, kind, _step(library, kind, number, word))
        if library.words.digest() != stages[-1]:
            stages.append(library.words.digest())
    for expected in reversed(stages[:-1]):
        assert library.history.undo().left == ()
        assert library.words.digest() == expected
    for expected in stages[1:]:
        assert library.history.redo().left == ()
        assert library.words.digest() == expected
    for _ in stages[1:]:
        library.history.undo()
    library.catch_up()
    assert [finding for finding in library.check() if finding.level in ("warning", "error")] == []


_people = iter(range(10**9))


def _step(library: Library, kind: str, number: int, word: str) -> Callable[[], object]:
    works = list(library.works.of_records([number + 1]).values())
    steps: dict[str, Callable[[], object]] = {
        "tag": lambda: library.tags.tag(works, word),
        "untag": lambda: library.tags.untag(works, word),
        "note": lambda: library.words.note(works[0], word),
        "keep": lambda: library.words.keep([number + 1]),
        "remove": lambda: library.words.unkeep(works),
        "rule": lambda: library.words.rule(
            ruling("crossref:10.1234/0", f"crossref:10.1234/{number}", "different")
        ),
        "give": lambda: library.keys.give(number + 1, word),
        "pin": lambda: library.keys.pin(works),
        "correct": lambda: library.words.correct(works[0], "title", word),
        "uncorrect": lambda: library.words.uncorrect(works[0], "title"),
    }
    return (steps | _screening_step(library, works, word) | _note_step(library, works[0], word))[kind]


def _screening_step(library: Library, works: list[int], word: str) -> dict[str, Callable[[], object]]:
    decision = {"trust": "include", "x": "exclude", "y": "maybe"}[word]
    lists, known = library.reading_lists, {row.name for row in library.reading_lists.all()}
    there = works if word in known and set(works) <= set(lists.works(word)) else []
    return {
        "decide": lambda: library.screening.decide(works, decision, "full_text", word),
        "undecide": lambda: library.screening.undecide(works),
        "read": lambda: library.screening.mark_read(works, "read" if word == "x" else "reading"),
        "unread": lambda: library.screening.mark_unread(works),
        "list": lambda: lists.put(word, works),
        "unlist": lambda: lists.take_out(word, works) if word in known else 0,
        "move": lambda: lists.move(word, there, 1) if there else 0,
        "drop": lambda: lists.drop(word) if word in known else 0,
    }


def _note_step(library: Library, work: int, word: str) -> dict[str, Callable[[], object]]:
    noted = [note.id for note in library.words.notes(work)]
    return {
        "edit": lambda: library.words.edit_note(work, noted[0], word) if noted else None,
        "unnote": lambda: library.words.remove_note(work, noted[-1]) if noted else None,
    }


def _regroup(library: Library, kind: str, number: int) -> None:
    first, second = number + 1, (number + 1) % 4 + 1
    of = library.works.of_records([first, second])
    records = library.records.read([first, second])
    with library.write(kind):
        if kind == "merge" and of[first] != of[second]:
            members = [*library.works.members([of[first]])[of[first]], second]
            library.works.put(
                work_of(records[first], *library.records.read(members[1:]).values()), members, of[first]
            )
            rest = library.works.members([of[second]]).get(of[second])
            if rest:
                library.works.put(work_of(*library.records.read(rest).values()), list(rest), of[second])
        elif kind == "split" and of[first] == of[second]:
            rest = [one_id for one_id in library.works.members([of[first]])[of[first]] if one_id != first]
            library.works.put(work_of(*library.records.read(rest).values()), rest, of[first])
            library.works.put(work_of(records[first]), [first])


def test_the_index_is_right_after_undo(library: Library) -> None:
    ids = put(library, one("learning", 1))
    act(library, "tag", lambda: library.tags.tag(ids, "trust"))
    library.history.undo()
    assert library.finding.find(parse("learning tag:trust")).total == 0
    assert library.catch_up() == 0, "small acts index by themselves"

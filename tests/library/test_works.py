"""Works: derived, resolved by whatever names them, put together and taken apart."""

from __future__ import annotations

import pytest

from litreview.library.library import Library
from litreview.library.values import PairVerdict
from litreview.model.identifiers import Identifier
from tests.library.making import one, put, said, work_of


def test_a_work_is_meant_by_key_name_identifier_and_number(library: Library) -> None:
    handle = Identifier("repec_handle", "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305")
    (work,) = put(library, one("a", 1, identifiers=(Identifier("doi", "10.1234/1"), handle)))
    with library.write("key"):
        library.keys.make(1, "larsson1998")
    for text in ("larsson1998", "LARSSON1998", "@larsson1998", "crossref:10.1234/1", "10.1234/1", "https://doi.org/10.1234/1",
                 "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305", f"#{work}", " larsson1998 "):  # fmt: skip
        assert library.works.resolve(text) == [work], text
    for text in ("", "nobody", "#999", "crossref:none", "10.1234/999"):
        assert library.works.resolve(text) == [], text


def test_an_identifier_of_two_works_means_both_the_kept_one_first(library: Library) -> None:
    shared = (Identifier("doi", "10.1234/x"),)
    (outside,) = put(library, one("a", 1, identifiers=shared), keep=False)
    (kept,) = put(library, one("b", 2, identifiers=shared))
    assert library.works.resolve("10.1234/x") == [kept, outside]


def test_a_work_without_records_is_gone_from_everywhere(library: Library) -> None:
    first, second = put(library, one("learning a", 1), one("learning b", 2))
    with library.write("join"):
        library.works.put_family([first, second], first)
        assert library.works.put(work_of(one("learning a", 1), one("learning b", 2)), [1, 2], first) == first
    assert library.works.rows([second, first])[0].id == first
    assert library.works.members([first, second]) == {first: (1, 2)}
    assert library.works.of_records([1, 2]) == {1: first, 2: first}
    with pytest.raises(KeyError):
        library.works.read(second)
    assert [finding for finding in library.check() if finding.level in ("warning", "error")] == []


def test_families_name_the_preferred_work_first(library: Library) -> None:
    paper, article = put(library, one("a", 1, type="working_paper"), one("a", 2))
    with library.write("family"):
        library.works.put_family([paper, article], article)
        library.keys.make(2, "article")
    assert library.works.family(paper) == [(article, True), (paper, False)]
    assert library.works.read(paper).versions == ("article",)
    assert [row.versions for row in library.works.rows([paper, article])] == [1, 1]
    with library.write("family"):
        library.works.put_family([paper], paper)
    assert library.works.family(article) == []


def test_questions_are_replaced_for_what_was_judged_again(library: Library) -> None:
    works = put(library, one("a", 1), one("b", 2), one("c", 3))
    with library.write("ask"):
        library.works.put_questions([1, 2, 3], [
            PairVerdict(1, 2, "maybe", 5, ("same title",)), PairVerdict(2, 3, "maybe", 9, ("same pages",)),
        ])  # fmt: skip
    assert [(q.left, q.right, q.reasons) for q in library.works.questions()] == [
        (2, 3, ("same pages",)), (1, 2, ("same title",)),
    ]  # fmt: skip
    assert [library.works.question_count([work]) for work in works] == [1, 2, 1]
    with library.write("ask"):
        library.works.put_questions([1], [])
    assert library.works.question_count() == 1 and library.works.question_count(works[:1]) == 0


def test_records_sharing_keys_are_candidates(library: Library) -> None:
    put(library, one("a", 1), one("b", 2), one("c", 3))
    with library.write("keys"):
        library.matches.meet({1: ["x", "y", "z"]})
        library.matches.meet({2: ["x", "y"]})
        library.matches.meet({3: ["z"]})
    assert library.matches.sharing(["x", "y", "z"], but={1}) == {2: 2, 3: 1}
    with library.write("keys"):
        library.matches.meet({2: ["w"]})
    assert library.matches.sharing(["x", "y", "w"], but={1}) == {2: 1}


def test_verdicts_hang_together(library: Library) -> None:
    put(library, *(one("a", number) for number in range(1, 6)))
    with library.write("verdicts"):
        library.matches.put_verdicts(
            [(2, 1, "same", 9, ("doi",)), (2, 3, "same", 8, ()), (3, 4, "maybe", 5, ())]
        )
    assert library.matches.joined([1]) == {1, 2, 3}
    assert library.matches.verdicts([3]) == [
        PairVerdict(2, 3, "same", 8, ()),
        PairVerdict(3, 4, "maybe", 5, ()),
    ]
    assert library.matches.verdicts([1, 2], within=True) == [PairVerdict(1, 2, "same", 9, ("doi",))]
    with library.write("verdicts"):
        library.matches.put_verdicts([(1, 2, "different", 3, ())])
    assert library.matches.joined([1]) == {1}


def test_clearing_what_is_derived_leaves_records_and_words(library: Library) -> None:
    (work,) = put(library, one("learning", 1))
    with library.write("tag", act="tag"):
        library.tags.tag([work], "trust")
    before = library.words.digest()
    with library.write("rebuild"):
        library.rederiving.begin()
    assert library.works.count() == 0 and library.works.partition() == frozenset()
    with library.write("rebuild"):
        again = library.works.put(work_of(one("learning", 1)), [1])
    assert library.words.digest() == before
    assert library.works.read(again).tags == ("trust",) and library.works.read(again).kept
    assert [finding.level for finding in library.check() if finding.level in ("warning", "error")] == []


def test_many_works_are_read_in_their_order(library: Library) -> None:
    ids = put(library, *(one(f"work {number}", number) for number in range(600)))
    wanted = [*ids[::-1], 10**9]
    assert [row.id for row in library.works.rows(wanted)] == ids[::-1]
    assert [work.id for work in library.works.read_many(wanted)] == ids[::-1]
    assert library.works.identifiers(ids[:1]) == {ids[0]: (Identifier("doi", "10.1234/0"),)}


def test_a_very_long_author_list_is_stored_whole_and_indexed_in_part(library: Library) -> None:
    from litreview.model.people import Author

    record = one("Observation of a boson", 1, authors=tuple(Author(f"Name{n}", "A") for n in range(5000)))
    run = library.runs.start("import")
    with library.write("put"):
        library.records.store(said(record), run, "2026-01-01")
        work = library.works.put(work_of(record), [1])
    assert len(library.works.read(work).best.authors) == 5000

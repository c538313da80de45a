"""Finding works: the query language over real spellings, right at any moment."""

from __future__ import annotations

import threading

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from litreview.errors import Stopped
from litreview.library.library import Library
from litreview.library.search_text import index_text
from litreview.model.people import Author
from litreview.model.query import parse
from tests.library.conftest import Opens
from tests.library.making import act, one, put

WORKS = {
    "larsson": one("The Interorganizational Learning Dilemma", 1, year=1998, venue="Organization Science",
                   authors=(Author("Larsson", "Rikard"), Author("Bengtsson", "Lars"))),
    "hyphen": one("Inter-organizational trust and control", 2, year=2001, venue="Long Range Planning"),
    "british": one("Inter organisational behaviour in networks", 3, year=2010, venue="Human Relations"),
    "lodz": one("Zażółć: alliances in Łódź", 4, year=2015, authors=(Author("Ørsted", "Søren"),), type="working_paper"),
    "chinese": one("组织间学习与信任", 5, year=2020),
    "obrien": one("C++ and the theory of the firm", 6, year=None, authors=(Author("O'Brien", "Flann"),)),
    "abstract": one("A quiet title", 7, year=1994, abstract="We study absorptive capacity.", keywords=("joint venture",), jel=("L25",)),
    "alliance": one("Alliance capability, stock market response", 8, year=2002, source="ideas",
                    authors=(Author("Kale", "Prashant"), Author("Singh", "Harbir"))),
}  # fmt: skip


@pytest.fixture
def filled(library: Library) -> dict[int, str]:
    ids = put(library, *WORKS.values())
    return dict(zip(ids, WORKS, strict=True))


def found(library: Library, names: dict[int, str], text: str, **options: object) -> list[str]:
    return [names[one] for one in library.finding.find(parse(text), **options).ids]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("interorganizational ", "british hyphen larsson"),
        ("inter-organizational ", "british hyphen larsson"),
        ("inter organisational ", "british hyphen larsson"),
        ("inter organiz", "british hyphen larsson"),
        ("interorganisational dilemma", "larsson"),
        ("=interorganizational", "larsson"),
        ("=organisational", "british"),
        ("organis", "british hyphen larsson"),
        ("behavior ", "british"),
        ("lodz ", "lodz"),
        ("ŁÓDŹ ", "lodz"),
        ("a:orsted ", "lodz"),
        ("学习 ", "chinese"),
        ("信", "chinese"),
        ("习与 ", "chinese"),
        ("a:o'bri", "obrien"),
        ('"theory of the firm"', "obrien"),
        ('"firm of the theory"', ""),
        ("the ", "larsson obrien"),
        ("c++ ", "obrien"),
        ("absorptive ", "abstract"),
        ("ab:capacity ", "abstract"),
        ('ab:"absorptive capacity"', "abstract"),
        ('"joint venture"', "abstract"),
        ("jel:L2", "abstract"),
        ("y:1994-1998", "abstract larsson"),
        ("y:199 -abstract quiet", "abstract"),
        ("-y:1990-2020", "obrien"),
        ("j:science ", "larsson"),
        ("trust -control", "british"[:0]),
        ("a:kale or a:larsson ", "alliance larsson"),
        ("type:working_paper", "lodz"),
        ("type:work", "lodz"),
        ("source:ideas alliance", "alliance"),
        ("has:abstract", "abstract"),
        ("has:nothing", ""),
        ("is:included", ""),
        ("10.1234/3", "british"),
        ("k:nobody", ""),
        ("zzzz ", ""),
        ("(the) [firm] AND NOT", ""),
    ],
)  # fmt: skip
def test_a_query_finds_what_it_says(library: Library, filled: dict[int, str], text: str, answer: str) -> None:
    assert sorted(found(library, filled, text)) == answer.split()


def test_no_words_find_everything_in_the_asked_order(library: Library, filled: dict[int, str]) -> None:
    by_year = found(library, filled, "", sort="year")
    assert by_year == "chinese lodz british alliance hyphen larsson abstract obrien".split()
    assert found(library, filled, "", sort="year", reverse=True)[-2:] == ["chinese", "obrien"]
    assert found(library, filled, "", sort="title")[:2] == ["alliance", "obrien"]
    assert found(library, filled, "", sort="author")[:3] == ["alliance", "larsson", "obrien"]
    assert found(library, filled, "", limit=2) == ["alliance", "abstract"]
    assert library.finding.find(parse(""), limit=2).total == len(WORKS)


def test_the_title_that_starts_so_comes_first(library: Library) -> None:
    ids = put(library, one("On trust", 1), one("Trust in alliances", 2), one("Firms and distrust", 3))
    assert library.finding.find(parse("trust")).ids[0] == ids[1]


def test_a_tag_is_found_at_once_even_where_the_index_lags(library: Library) -> None:
    records = [one(f"learning {number}", number) for number in range(120)]
    ids = put(library, *records)
    act(library, "tag", lambda: library.tags.tag(ids, "trust"))
    assert library.catch_up(0) == 0
    query = parse("learning tag:trust")
    assert set(library.finding.find(query).ids) == set(ids)
    assert library.catch_up() == len(ids)
    assert set(library.finding.find(query).ids) == set(ids)
    act(library, "untag", lambda: library.tags.untag(ids[:100], "trust"))
    assert set(library.finding.find(query).ids) == set(ids[100:])
    assert set(library.finding.find(parse("learning -tag:trust")).ids) == set(ids[:100])


@pytest.mark.parametrize(
    ("more", "answer"),
    [(" tag:trust", [0, 1]), (" tag:tru", [0, 1]), (" -tag:trust", range(2, 60)), (" has:note", [2]),
     (" -has:note", [*range(2), *range(3, 60)]), (" y:-1999", [3]), (" tag:trust or has:note", [0, 1, 2]),
     (" type:thes", [4]), (" -type:thesis -tag:trust y:-1999", [3])],
)  # fmt: skip
def test_filters_reach_behind_the_newest_candidates(library: Library, more: str, answer: list[int]) -> None:
    special = {3: {"year": 1850}, 4: {"type": "thesis"}}
    ids = put(library, *(one(f"learning {n}", n, **special.get(n, {})) for n in range(60)))
    act(library, "tag", lambda: library.tags.tag(ids[:2], "trust"))
    act(library, "note", lambda: library.words.note(ids[2], "n"))
    expected = {ids[n] for n in answer}
    for caught_up in (False, True):
        found = set(library.finding.find(parse(f"learning{more}"), cap=max(5, len(expected))).ids)
        assert found == expected, caught_up
        library.catch_up()


def test_outside_works_are_apart_until_they_are_kept(library: Library) -> None:
    (inside,) = put(library, one("learning inside", 1))
    (outside,) = put(library, one("learning outside", 2), keep=False)
    assert list(library.finding.find(parse("learning")).ids) == [inside]
    assert list(library.finding.find(parse("learning"), outside=True).ids) == [outside]
    act(library, "keep", lambda: library.words.keep(library.works.members([outside])[outside]))
    assert set(library.finding.find(parse("learning")).ids) == {inside, outside}
    act(library, "remove", lambda: library.words.unkeep([inside]))
    assert list(library.finding.find(parse("learning")).ids) == [outside]
    assert library.works.count() == 1 and library.works.count(outside=True) == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [("inter organiz", "british hyphen larsson"), ("-control inter organiz", "british larsson"), ("inter -trust organiz", "british"),
     ("-trust organiz", "british larsson"), ("qqqq organiz", ""), ("alliance or trust organiz", "hyphen"), ("the -of dilem", "larsson")],
)  # fmt: skip
def test_a_word_that_is_typed_may_still_become_longer(
    library: Library, filled: dict[int, str], text: str, answer: str
) -> None:
    assert sorted(found(library, filled, text)) == answer.split()


def test_of_a_word_that_very_many_have_the_longer_ones_are_not_gathered(library: Library) -> None:
    put(library, *(one(f"trust {number}", number) for number in range(8)), one("trustworthy", 90))
    assert library.finding.find(parse("trust")).total == 9
    answer = library.finding.find(parse("trust"), cap=5)
    assert (answer.total, answer.capped) == (5, 5)


def test_two_filters_narrow_as_one_by_one_they_would(library: Library) -> None:
    fields = [{"year": 1990 + n % 7, "type": ("article", "book")[n % 2]} for n in range(60)]
    ids = put(library, *(one(f"learning {n}", n, **fields[n]) for n in range(60)))
    act(library, "tag", lambda: library.tags.tag(ids[::3], "trust"))
    expected = {ids[n] for n in range(0, 60, 3) if fields[n] != {"year": 1990, "type": "book"} and n % 7 < 4}
    expected -= {ids[n] for n in range(60) if n % 2}
    for lags in (True, False):
        assert (
            set(library.finding.find(parse("learning tag:trust y:1990-1993 type:article ")).ids) == expected
        ), lags
        assert (
            set(library.finding.find(parse("learning tag:trust y:1990-1993 -type:book "), cap=3).ids)
            <= expected
        )
        library.catch_up()


def test_many_answers_are_capped_and_say_so(library: Library) -> None:
    put(library, *(one(f"learning {number}", number) for number in range(30)))
    answer = library.finding.find(parse("learning"), cap=10)
    assert (len(answer.ids), answer.capped) == (10, 10)
    assert library.finding.find(parse("learning")).capped is None


def test_notes_are_found(library: Library, filled: dict[int, str]) -> None:
    work = next(iter(filled))
    act(library, "note", lambda: library.words.note(work, "compare with Hamel's race"))
    assert found(library, filled, "n:hamel") == ["larsson"]
    assert found(library, filled, "has:note") == ["larsson"]
    library.history.undo()
    assert found(library, filled, "n:hamel") == []


def test_facets_count_the_whole_and_an_answer(library: Library, filled: dict[int, str]) -> None:
    ids = list(filled)
    act(library, "tag", lambda: library.tags.tag(ids[:3], "trust"))
    whole = {facet.name: dict(facet.values) for facet in library.finding.facets(parse(""))}
    assert whole["tag"] == {"trust": 3}
    assert whole["source"] == {"crossref": 7, "ideas": 1}
    assert whole["year"]["1998"] == 1
    part = {facet.name: dict(facet.values) for facet in library.finding.facets(parse("alliance"))}
    assert part["source"] == {"ideas": 1, "crossref": 1}
    library.history.undo()
    assert dict(library.finding.facets(parse(""))[0].values) == {}


def test_a_newer_query_stops_the_older_one(library: Library) -> None:
    stopped = []
    running = threading.Event()

    def slow() -> None:
        with pytest.raises(Stopped), library._door.finding() as connection:
            connection.create_function("tick", 0, lambda: running.set() or 1)
            connection.execute(
                "WITH RECURSIVE n(i) AS (SELECT tick() UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
            ).fetchone()
        stopped.append(True)

    thread = threading.Thread(target=slow)
    thread.start()
    assert running.wait(10)
    while thread.is_alive():
        library.interrupt()
        thread.join(0.01)
    assert stopped == [True]
    assert library.finding.find(parse("")).total == 0


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(list("abc\"*^:()-=~@ NEAR/0{}+or'")), max_size=20).map("".join)
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_typed_gets_an_answer(searched: Library, text: str) -> None:
    searched.finding.find(parse(text))
    searched.finding.find(parse(f"learning {text}"), sort="title")


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Library:
    from tests.library.making import QuietClock

    path = tmp_path_factory.mktemp("searched") / "searched.litreview"
    library = Library.open(path, clock=QuietClock(), who="ann")
    put(library, *WORKS.values())
    return library


@given(st.text(max_size=30))
@settings(max_examples=200, deadline=None)
def test_indexed_text_has_no_sign_that_a_filter_could_be_made_of(text: str) -> None:
    assert "@" not in index_text(text)


def test_another_process_sees_what_was_written(opens: Opens) -> None:
    one_library, other = opens(), opens(who="bob")
    before = other.token()
    put(one_library, one("fresh", 1))
    assert other.token() != before
    assert other.finding.find(parse("fresh")).total == 1

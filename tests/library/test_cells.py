"""Filters answered by the cells of the cube say what the works themselves say, whatever lags behind."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.library.library import Library
from litreview.model.query import parse
from tests.library.conftest import Opens
from tests.library.making import QuietClock, act, one, put, work_of

THE_LONG_WAY = "-has:question "
"""A filter that holds of every work here, and that no cell tells: the works are asked one by one."""

FILTERS = (
    "tag:trust ", "tag:tru", "tag:nothing ", "has:tag ", "y:2000-2003", "y:200", "y:-2001", "y:2002-", "has:year ",
    "source:crossref ", "source:id", "type:article ", "type:working-paper ", "type:b", "is:kept ", "is:outside ",
    "is:included ", "is:excluded ", "is:maybe ", "is:disputed ", "is:undecided ", "is:read ", "is:reading ",
    "is:unread ", "is:nonsense ", "has:decision ",
)  # fmt: skip
SORTS = ("added", "year", "author", "title", "venue", "cited", "key")


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Library]]:
    """One whose index has followed, one that lags behind a person's words."""
    folder = tmp_path_factory.mktemp("cells")
    made = [
        _made(Library.open(folder / f"{lags}.litreview", clock=QuietClock(), who="ann"), lags)
        for lags in (0, 1)
    ]
    yield made
    for library in made:
        library.close()


def _made(library: Library, lags: int) -> Library:
    chance = random.Random(7)
    taken = [
        one(
            f"{chance.choice('abcdef')} title {n}", n, source=chance.choice(("crossref", "ideas", "openalex")),
            year=chance.choice((None, 1999, 2000, 2001, 2002, 2003)), type=chance.choice(("article", "book", "working_paper")),
            venue=chance.choice((None, "Organization Science", "Research Policy", "Long Range Planning")),
        )
        for n in range(140)
    ]  # fmt: skip
    ids = put(library, *taken[:110]) + put(library, *taken[110:], keep=False)
    act(library, "early", lambda: _say(library, ids, chance))
    library.catch_up()
    if lags:
        act(library, "late", lambda: _say(library, ids, chance))
        act(library, "remove", lambda: library.words.unkeep(ids[20:60:3]))
        assert library.catch_up(0) == 0
    return library


def _say(library: Library, ids: list[int], chance: random.Random) -> None:
    for tag in ("trust", "power", "trust me"):
        library.tags.tag(chance.sample(ids, 25), tag)
    library.tags.untag(chance.sample(ids, 40), "trust")
    connection = library._door.writing()
    for work in chance.sample(ids, 50):
        who, word = chance.choice(("ann", "bob")), chance.choice(("include", "exclude", "maybe"))
        sql = "INSERT OR IGNORE INTO decisions SELECT record_id, 'title_abstract', ?, ?, '', '2026' FROM membership WHERE work_id = ?"
        connection.execute(sql, (who, word, work))
    for work in chance.sample(ids, 20):
        sql = "INSERT OR IGNORE INTO read_states SELECT record_id, 'ann', ?, '2026' FROM membership WHERE work_id = ?"
        connection.execute(sql, (chance.choice(("read", "reading")), work))


@given(
    asked=st.lists(st.tuples(st.sampled_from(FILTERS), st.sampled_from(("", "-")), st.booleans()), min_size=1, max_size=4),
    lags=st.sampled_from((0, 1)),
    sort=st.sampled_from(SORTS),
    reverse=st.booleans(),
    outside=st.booleans(),
    limit=st.sampled_from((None, 1, 7, 50)),
)  # fmt: skip
@settings(max_examples=250, deadline=None)
def test_cells_and_works_give_the_same_answer(
    libraries: list[Library],
    asked: list[tuple[str, str, bool]],
    lags: int,
    sort: str,
    reverse: bool,
    outside: bool,
    limit: int | None,
) -> None:
    finding = libraries[lags].finding
    text = " ".join(
        f"{'or ' if joined and n else ''}{minus}{term}" for n, (term, minus, joined) in enumerate(asked)
    )
    quick, slow = parse(text), parse(THE_LONG_WAY + text)
    found = finding.find(quick, sort, reverse, outside, limit=limit)
    sure = finding.find(slow, sort, reverse, outside, limit=limit)
    assert (list(found.ids), found.total) == (list(sure.ids), sure.total)
    assert finding.facets(quick, outside) == finding.facets(slow, outside)


def test_the_whole_library_is_counted_where_the_index_lags(libraries: list[Library]) -> None:
    for library, outside in product(libraries, (False, True)):
        finding = library.finding
        everything = finding.find(parse(THE_LONG_WAY), outside=outside)
        assert (
            finding.find(parse(""), outside=outside, limit=3).total == everything.total == len(everything.ids)
        )
        assert finding.facets(parse(""), outside) == finding.facets(parse(THE_LONG_WAY), outside)


def test_facets_are_those_of_the_works_in_the_answer(libraries: list[Library]) -> None:
    for library in libraries:
        rows = library.works.rows(library.finding.find(parse("-type:book ")).ids)
        facets = {facet.name: dict(facet.values) for facet in library.finding.facets(parse("-type:book "))}
        tags = [tag for row in rows for tag in row.tags]
        assert facets["tag"] == {tag: tags.count(tag) for tag in set(tags)}
        venues = [row.venue for row in rows if row.venue]
        assert facets["venue"] == {venue: venues.count(venue) for venue in set(venues)}
        assert sum(facets["type"].values()) == len(rows)
        assert sum(facets["year"].values()) == len([row for row in rows if row.year is not None])


def test_facets_of_words_say_how_many_were_counted(library: Library) -> None:
    put(library, *(one(f"learning {number}", number) for number in range(12)))
    whole = library.finding.facets(parse("learning "))
    assert {facet.capped for facet in whole} == {None}
    some = library.finding.facets(parse("learning "), cap=5)
    assert {facet.capped for facet in some} == {5}
    assert dict(next(facet for facet in some if facet.name == "type").values) == {"article": 5}


def test_facets_follow_what_another_process_writes(opens: Opens) -> None:
    mine, theirs = opens(), opens(who="bob")
    ids = put(mine, one("a", 1), one("b", 2))
    assert dict(mine.finding.facets(parse(""))[0].values) == {}
    act(theirs, "tag", lambda: theirs.tags.tag(ids[:1], "trust"))
    assert dict(mine.finding.facets(parse(""))[0].values) == {"trust": 1}
    assert list(mine.finding.find(parse("tag:trust ")).ids) == ids[:1]
    with pytest.raises(ZeroDivisionError), mine.write("taken back"):
        mine.tags.tag(ids, "trust")
        assert mine.finding.find(parse("tag:trust ")).total == 2
        raise ZeroDivisionError
    assert mine.finding.find(parse("tag:trust ")).total == 1


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("sort", ["fit", *SORTS])
def test_pages_go_on_where_the_last_one_ended(libraries: list[Library], sort: str, reverse: bool) -> None:
    for library, query, outside in product(libraries, ("", "tag:trust ", "title "), (False, True)):
        finding = library.finding
        everything = list(finding.find(parse(query), sort, reverse, outside).ids)
        paged: list[int] = []
        while page := finding.page(
            parse(query), sort, reverse, outside, after=paged[-1] if paged else None, size=9
        ):
            assert len(page) <= 9
            paged += page
        assert paged == everything


def test_a_page_after_a_work_that_is_not_there(libraries: list[Library]) -> None:
    finding = libraries[0].finding
    for query in ("", "tag:trust "):
        with pytest.raises(KeyError):
            finding.page(parse(query), after=9999)


def test_a_work_that_says_another_year_now_is_counted_there(library: Library) -> None:
    (work,) = put(library, one("a", 1, year=1998))
    with library.write("again"):
        library.works.put(work_of(one("a", 1, year=2001)), [1], work)
    (years,) = [facet for facet in library.finding.facets(parse("")) if facet.name == "year"]
    assert years.values == (("2001", 1),)

"""Searches that have a name: asked again, they say what is new; their works are found by it."""

from __future__ import annotations

import pytest

from litreview.acts import deciding, keeping, reading, saved_searches, searching, undoing
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound
from litreview.standin.server import StandIn


def found(desk: Desk, query: str) -> set[int]:
    return set(reading.find(desk, query).ids) | set(reading.find(desk, query, outside=True).ids)


def saved(desk: Desk) -> dict[str, tuple[int, int]]:
    return {one.name: (one.runs, one.works) for one in saved_searches.saved(desk).searches}


def test_a_saved_search_runs_again_as_it_was_and_says_what_is_new(desk: Desk) -> None:
    first = searching.search(
        desk, "trust in alliances", source="crossref", limit=5, years="1990-2010", save="Trust"
    )
    ids = {row.id for row in first.rows}
    assert (first.name, first.last, set(first.fresh or ())) == ("Trust", None, ids)
    again = searching.search(desk, saved="trust")
    assert (again.text, again.name, again.fresh) == ("trust in alliances", "Trust", ())
    assert again.last and {row.id for row in again.rows} == ids
    (one,) = saved_searches.saved(desk).searches
    assert (one.sources, one.years, one.most, one.runs, one.works) == (
        "crossref",
        "1990-2010",
        5,
        2,
        len(ids),
    )


def test_works_that_only_another_search_knows_are_new_to_this_one_and_come_first(desk: Desk) -> None:
    few = searching.search(desk, "alliances", source="crossref", limit=3, save="few")
    searching.search(desk, "alliances", source="crossref", limit=10)
    library = desk.library
    with library.write("widen"):
        library._door.writing().execute("UPDATE saved_searches SET most = 10")
    more = searching.search(desk, saved="few")
    new = [row.id for row in more.rows if row.id not in {old.id for old in few.rows}]
    assert len(new) == 7 and list(more.fresh or ()) == new
    assert [row.id for row in more.rows[:7]] == new
    assert more.new == 0, "the records were here"


def test_what_was_removed_or_excluded_is_not_new_to_a_search(desk: Desk) -> None:
    hits = searching.search(desk, "alliances", source="crossref", limit=4)
    gone, excluded = (row.key or row.id for row in hits.rows[:2])
    keeping.keep(desk, [gone])
    keeping.remove(desk, [gone])
    deciding.decide(desk, "exclude", [excluded])
    again = searching.search(desk, "alliances", source="crossref", limit=4, save="a")
    assert [row.id for row in hits.rows[2:]] == sorted(again.fresh or (), key=[r.id for r in hits.rows].index)


def test_the_works_of_a_search_are_found_by_its_name(desk: Desk) -> None:
    hits = searching.search(desk, "trust", source="crossref", limit=4, save="my trust")
    searching.search(desk, "capability", source="crossref", limit=4)
    ids = {row.id for row in hits.rows}
    assert found(desk, 'search:"my trust"') == found(desk, 'search:"MY TRUST"') == ids
    assert found(desk, "search:other ") == set()
    saved_searches.rename(desk, "my trust", "trust again")
    assert found(desk, 'search:"trust again"') == ids and not found(desk, 'search:"my trust"')
    undoing.undo(desk)
    assert found(desk, 'search:"my trust"') == ids and not found(desk, 'search:"trust again"')
    saved_searches.drop(desk, "my trust")
    assert saved(desk) == {}
    assert found(desk, 'search:"my trust"') == ids, "the log of runs stays"
    undoing.undo(desk)
    assert saved(desk) == {"my trust": (1, 4)}


def test_saving_and_keeping_are_one_act(desk: Desk) -> None:
    hits = searching.search(desk, "trust", source="crossref", limit=3, save="t", yes=True)
    assert hits.kept == 3 and saved(desk) == {"t": (1, 3)}
    assert undoing.undo(desk).sentence == "undid: search 'trust' and save it as 't' and keep 3 records"
    assert saved(desk) == {} and not reading.find(desk).total
    with pytest.raises(NothingFound):
        undoing.undo(desk)


def test_a_search_is_saved_even_if_no_source_answers(desk: Desk, standin: StandIn) -> None:
    standin.set_faults("crossref:401")
    searching.search(desk, "trust", source="crossref", save="t")
    assert saved(desk) == {"t": (1, 0)}


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"text": "other", "save": "t"}, "asks for 'trust'"),
        ({"text": "trust", "limit": 9, "save": "t"}, "another name"),
        ({"text": "trust", "saved": "t"}, "nothing else"),
        ({"saved": "t", "years": "1990-"}, "nothing else"),
        ({"text": "trust", "save": "u", "saved": "t"}, "one of them"),
        ({"text": "trust", "save": " "}, "needs a name"),
        ({"text": "trust", "save": "12"}, "means a run"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anybody_is_asked(
    desk: Desk, wish: dict[str, object], word: str
) -> None:
    searching.search(desk, "trust", source="crossref", limit=1, save="t")
    wish = {"source": "crossref", "limit": 1, **wish} if "text" in wish and "saved" not in wish else wish
    with pytest.raises(Misused, match=word):
        searching.search(desk, **wish)  # type: ignore[arg-type]
    assert saved(desk) == {"t": (1, 1)} and len(desk.library.runs.rows()) == 1


def test_a_mistyped_name_is_asked_for(desk: Desk) -> None:
    searching.search(desk, "trust", source="crossref", limit=1, save="trust")
    for act in (
        lambda: searching.search(desk, saved="thrust"),
        lambda: saved_searches.drop(desk, "thrust"),
        lambda: saved_searches.rename(desk, "thrust", "x"),
    ):
        with pytest.raises(NothingFound, match="Did you mean 'trust'"):
            act()
    searching.search(desk, "capability", source="crossref", limit=1, save="other")
    with pytest.raises(Misused, match="already"):
        saved_searches.rename(desk, "other", "TRUST")

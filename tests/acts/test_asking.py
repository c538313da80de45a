"""Search, add, trace and refresh over all sources: what comes, what fails, what is sent."""

from __future__ import annotations

import pytest

from litreview.acts import adding, reading, refreshing, searching, tracing
from litreview.desk import Desk
from litreview.errors import Misused, NothingFound, Stopped
from litreview.standin.server import StandIn

LARSSON = "10.1287/orsc.9.3.285"
HANDLE = "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"


def test_hits_stay_outside_until_yes(desk: Desk) -> None:
    found = searching.search(desk, ["absorptive", "capacity"], source="crossref", limit=5)
    assert len(found.rows) == 5
    assert not any(row.kept for row in found.rows)
    assert reading.list_works(desk).total == 0
    assert reading.list_works(desk, outside=True).total == 5
    kept = searching.search(desk, "absorptive capacity", source="crossref", limit=5, yes=True)
    assert (kept.new, kept.kept) == (0, 5)
    assert reading.list_works(desk).total == 5


def test_a_source_that_fails_leaves_the_others_alone(desk: Desk, standin: StandIn) -> None:
    standin.set_faults("semantic_scholar:429-no-retry-after")
    found = searching.search(desk, "trust", source="crossref,semantic_scholar", limit=3)
    states = {report.source: report.state for report in found.reports}
    assert states == {"crossref": "answered", "semantic_scholar": "unreachable"}
    (busy,) = [report for report in found.reports if report.source == "semantic_scholar"]
    assert "busy" in busy.sentence
    assert len(found.rows) == 3


def test_a_broken_answer_is_reported_not_raised(desk: Desk, standin: StandIn) -> None:
    standin.set_faults("crossref:truncated-json")
    (report,) = searching.search(desk, "trust", source="crossref", limit=3).reports
    assert report.state == "unreachable"
    assert "Crossref" in report.sentence


def test_dry_run_sends_nothing(desk: Desk, standin: StandIn) -> None:
    assert searching.search(desk, "trust", dry_run=True).dry_run
    assert adding.add(desk, [LARSSON], dry_run=True).reports
    assert standin.requests == []
    assert reading.list_works(desk, outside=True).total == 0


@pytest.mark.parametrize("years", ["2005-1990", "last year", "-", "19900-2000"])
def test_years_that_are_none_are_refused_before_asking(desk: Desk, standin: StandIn, years: str) -> None:
    with pytest.raises(Misused):
        searching.search(desk, "trust", years=years)
    assert standin.requests == []


def test_years_are_kept_to(desk: Desk) -> None:
    found = searching.search(desk, "alliances", source="crossref", years="1995-1999", limit=10)
    assert {row.year for row in found.rows} <= set(range(1995, 2000))
    assert found.rows


def test_unknown_source_names_the_known(desk: Desk) -> None:
    with pytest.raises(Misused, match="crossref"):
        searching.search(desk, "trust", source="crosref")


def test_add_by_doi_joins_what_every_source_says(desk: Desk) -> None:
    added = adding.add(desk, [f"https://doi.org/{LARSSON.upper()}"])
    (row,) = added.rows
    assert row.kept
    assert {"crossref", "semantic_scholar"} <= set(row.sources)
    assert added.not_found == ()


def test_add_by_handle_and_by_page_address_is_one_work(desk: Desk) -> None:
    adding.add(desk, [HANDLE])
    adding.add(desk, ["https://ideas.repec.org/a/inm/ororsc/v9y1998i3p285-305.html"])
    (row,) = reading.list_works(desk).rows
    assert row.repec == HANDLE
    assert reading.list_works(desk, outside=True).total > 8, "its references are one key away"


def test_add_says_what_was_not_found(desk: Desk) -> None:
    added = adding.add(desk, ["10.1287/no.such.work"])
    assert added.rows == ()
    assert added.not_found == ("10.1287/no.such.work",)


def test_add_refuses_what_is_no_identifier(desk: Desk, standin: StandIn) -> None:
    with pytest.raises(Misused, match="no identifier"):
        adding.add(desk, ["learning dilemma"])
    assert standin.requests == []


def test_trace_fetches_both_ways_and_names_what_is_withheld(desk: Desk) -> None:
    (row,) = adding.add(desk, ["10.1002/smj.4250120908"], source="crossref,semantic_scholar").rows
    traced = tracing.trace(desk, row.key, fetch=True)
    assert traced.cited_by, "Hamel 1991 is cited in the sample"
    known = [line.row for line in traced.cited_by if line.row]
    assert known
    assert not any(line.kept for line in known), "fetched works stay outside"
    assert {direction for direction, _ in traced.lists} == {"references", "cited_by"}
    again = tracing.trace(desk, row.key)
    assert (len(again.cited_by), again.reports) == (len(traced.cited_by), ())


def test_trace_of_what_is_not_here_says_so(desk: Desk) -> None:
    adding.add(desk, [LARSSON], source="crossref")
    with pytest.raises(NothingFound):
        tracing.trace(desk, "nobody2000nothing")


def test_refresh_writes_a_count_of_each_source_with_its_day(desk: Desk) -> None:
    adding.add(desk, [LARSSON, HANDLE])
    refreshed = refreshing.refresh(desk)
    assert {report.source for report in refreshed.reports} == {"crossref", "semantic_scholar", "citec"}
    (row,) = reading.list_works(desk).rows
    assert {count.source for count in row.counts} >= {"crossref", "semantic_scholar", "citec"}
    assert {count.day for count in row.counts} == {desk.today()}
    assert refreshing.refresh(desk).changed == (), "the same counts again change nothing"
    with pytest.raises(NothingFound):
        refreshing.refresh(desk, due=7)
    with pytest.raises(NothingFound):
        refreshing.refresh(desk, due=999_999_999)


def test_a_stopped_search_keeps_what_came_and_says_stopped(desk: Desk) -> None:
    child = desk.child(tell=lambda event: child.stop() if event.what == "search" else None)
    with pytest.raises(Stopped):
        searching.search(child, "alliances", source="crossref", limit=60)
    assert reading.list_works(desk, outside=True).total > 0
    assert not desk.stopped


def test_schedule_is_a_line_for_this_library(desk: Desk) -> None:
    schedule = refreshing.schedule(desk, "month")
    assert str(desk.library_path) in schedule.line
    assert "refresh --due 30" in schedule.line


def test_a_refresh_that_nobody_answered_tells_of_no_counts(desk: Desk, standin: StandIn) -> None:
    (row, *_) = adding.add(desk, ["10.1287/orsc.9.3.285"]).rows
    refreshing.refresh(desk, [row.id])
    standin.set_faults("403")
    done = refreshing.refresh(desk, [row.id])
    assert (done.changed, done.unchanged) == ((), 0)


def test_a_source_that_cannot_look_up_is_named_and_not_the_identifier(desk: Desk) -> None:
    with pytest.raises(Misused, match="citec cannot look up"):
        adding.add(desk, ["10.1287/orsc.9.3.285"], source="citec")
    with pytest.raises(Misused, match="is no identifier"):
        adding.add(desk, ["nonsense"], source="citec")

"""RePEc's sources through the whole house, against the stand-in: what a person gets of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from litreview.acts import adding, reading, refreshing, searching, tracing
from litreview.desk import Desk
from litreview.settings import Settings, SourceSettings
from litreview.standin.server import StandIn

LARSSON = "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with StandIn() as standin:
        there = {name: SourceSettings(url=url, pace=0.0) for name, url in standin.addresses.items()}
        desk = Desk.open(Settings(sources=there), library=tmp_path / "repec.sqlite")
        yield desk
        desk.close()


def test_a_handle_is_asked_of_both_catalogues_and_gives_one_work(desk: Desk) -> None:
    added = adding.add(desk, LARSSON)
    assert {report.source: report.state for report in added.reports} == {
        "ideas": "answered",
        "econpapers": "answered",
    }
    (row,) = added.rows
    assert (row.repec, row.doi, row.year) == (LARSSON, "10.1287/orsc.9.3.285", 1998)
    traced = tracing.trace(desk, row.id, direction="references")
    assert len(traced.references) == 9


def test_a_hit_of_a_search_never_thins_what_the_page_said(desk: Desk) -> None:
    (row,) = adding.add(desk, LARSSON).rows
    before = reading.show(desk, row.id, records=True).records
    found = searching.search(desk, "interorganizational learning dilemma", source="ideas,econpapers")
    assert row.id in [hit.id for hit in found.rows]
    assert reading.show(desk, row.id, records=True).records == before


def test_the_counts_of_citec_hang_on_the_work_of_a_handle(desk: Desk) -> None:
    (row,) = adding.add(desk, LARSSON).rows
    refreshed = refreshing.refresh(desk, [row.id], source="citec")
    assert [(report.source, report.state) for report in refreshed.reports] == [("citec", "answered")]
    counts = reading.show(desk, row.id).row.counts
    assert "citec" in [count.source for count in counts]


def test_a_series_comes_from_its_archive(desk: Desk) -> None:
    added = adding.add(desk, "https://ideas.repec.org/s/inm/ororsc.html")
    assert [report.source for report in added.reports] == ["repec_archive"]
    assert LARSSON in [row.repec for row in added.rows]


def test_a_page_that_was_cut_gives_no_half_work(tmp_path: Path) -> None:
    with StandIn() as standin:
        there = {name: SourceSettings(url=url, pace=0.0) for name, url in standin.addresses.items()}
        desk = Desk.open(Settings(sources=there), library=tmp_path / "repec.sqlite")
        standin.set_faults("cut-json")
        for ask in (adding.add, searching.search):
            done = ask(desk, LARSSON if ask is adding.add else "alliances", source="ideas,econpapers")
            assert {report.state for report in done.reports} == {"unreachable"}
            assert all("breaks off" in report.sentence for report in done.reports)
        assert reading.list_works(desk, outside=True).total == 0
        desk.close()

"""What happens to works when a record arrives, changes, or is only spoken of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from litreview.acts import asking
from litreview.desk import Desk
from litreview.intake.intake import Intake
from litreview.model.identifiers import Identifier
from litreview.model.people import parse_name
from litreview.model.record import Record, Said
from litreview.settings import Settings

HAMEL = Record(
    source="crossref",
    source_id="10.1002/smj.4250120908",
    type="article",
    title="Competition for competence",
    authors=(parse_name("Hamel, Gary"),),  # type: ignore[arg-type]  # a sound name
    year=1991,
    identifiers=(Identifier("doi", "10.1002/smj.4250120908"),),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk.open(Settings(), library=tmp_path / "review.sqlite")
    yield desk
    desk.close()


def _take_in(desk: Desk, *said: Said, source: str = "") -> Intake:
    intake = asking.intake_of(desk)
    with asking.running(desk, "test") as run:
        intake.take_in(said, run=run, day="2026-01-05", source=source)
    return intake


def _works(desk: Desk) -> dict[int, tuple[str, str | None]]:
    found = desk.library.works
    ids = found.of_records(desk.library.records.all_ids()).values()
    return {row.id: (row.key, row.title) for row in found.rows(set(ids))}


def test_a_record_that_says_something_else_now_keeps_its_work_and_key(desk: Desk) -> None:
    _take_in(desk, Said(about=HAMEL.name, record=HAMEL))
    ((before, (key, _)),) = _works(desk).items()
    longer = "Competition for competence and interpartner learning"
    _take_in(desk, Said(about=HAMEL.name, record=replace(HAMEL, title=longer)))
    assert _works(desk) == {before: (key, longer)}


def test_a_lone_work_that_is_judged_again_stays_the_same_work(desk: Desk) -> None:
    intake = _take_in(desk, Said(about=HAMEL.name, record=HAMEL))
    before = _works(desk)
    with desk.library.write("regroup"):
        intake.regroup(desk.library.records.all_ids())
    assert _works(desk) == before


def test_a_count_about_an_identifier_finds_its_work_and_keeps_who_said_it(desk: Desk) -> None:
    _take_in(desk, Said(about=HAMEL.name, record=HAMEL))
    _take_in(desk, Said(about="doi:10.1002/smj.4250120908", citation_count=41), source="citec")
    (work,) = _works(desk)
    assert [(c.source, c.value) for c in desk.library.counts.latest([work])[work]] == [("citec", 41)]


def test_a_work_that_is_no_stage_any_more_leaves_the_others_together(desk: Desk) -> None:
    stages = [
        replace(
            HAMEL, source_id=f"10.1002/{year}", identifiers=(Identifier("doi", f"10.1002/{year}"),), year=year
        )
        for year in (1985, 1991, 1997)
    ]
    _take_in(desk, *(Said(about=one.name, record=one) for one in stages))
    works = desk.library.works
    ids = desk.library.records.ids([one.name for one in stages])
    first, *others = (works.of_records([ids[one.name]])[ids[one.name]] for one in stages)
    assert works.fellows([first]) == {first, *others}
    other = replace(stages[0], title="Something else entirely about other firms")
    _take_in(desk, Said(about=other.name, record=other))
    assert works.fellows([first]) == set()
    assert works.fellows(others[:1]) == set(others)

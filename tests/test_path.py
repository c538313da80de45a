"""One record's whole way, from the wire to the .bib: the guided walk through the house."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from litreview.acts import exporting, keeping, reading, searching, tagging, undoing
from litreview.desk import Desk
from litreview.settings import Settings, SourceSettings
from litreview.standin.server import StandIn

LARSSON = "10.1287/orsc.9.3.285"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with StandIn() as standin:
        there = {name: SourceSettings(url=url, pace=0.0) for name, url in standin.addresses.items()}
        desk = Desk.open(Settings(sources=there), library=tmp_path / "path.sqlite")
        yield desk
        desk.close()


def test_one_record_from_the_wire_to_the_bib(desk: Desk, tmp_path: Path) -> None:
    found = searching.search(desk, "interorganizational learning dilemma", source="crossref,semantic_scholar")
    assert {report.state for report in found.reports} == {"answered"}

    (row,) = [row for row in found.rows if row.doi == LARSSON]
    assert row.key == "larsson1998interorganizational"
    assert row.short_byline == "Larsson et al."
    assert row.year == 1998
    assert not row.kept, "a hit is an outside work until a person keeps it"
    assert set(row.sources) == {"crossref", "semantic_scholar"}, "two records, one work"

    keeping.keep(desk, [row.key])
    tagging.add(desk, "learning dilemma", [row.key])
    (kept,) = reading.list_works(desk, 'tag:"learning dilemma"').rows
    assert (kept.key, kept.tags) == (row.key, ("learning dilemma",))

    shown = reading.show(desk, row.key, records=True)
    assert any(name.startswith("crossref:") for name in shown.witnesses["title"])
    assert len(shown.records) == 2

    bib = tmp_path / "chapter.bib"
    exporting.export(desk, str(bib), works=[row.key])
    written = bib.read_text(encoding="utf-8")
    assert written.startswith("@article{larsson1998interorganizational,")
    assert "Larsson, Rikard and Bengtsson, Lars" in written
    assert LARSSON in written

    undone = undoing.undo(desk)
    assert "learning dilemma" in undone.sentence
    assert reading.list_works(desk).rows[0].tags == ()


def test_what_was_received_is_kept_as_received(desk: Desk) -> None:
    searching.search(desk, "interorganizational learning dilemma", source="crossref", limit=3)
    ids = desk.library.records.ids([f"crossref:{LARSSON}"])
    body = desk.library.records.read_said(ids[f"crossref:{LARSSON}"]).body
    assert json.loads(body)["DOI"] == LARSSON


def test_the_same_fetch_again_brings_nothing_new(desk: Desk) -> None:
    first = searching.search(desk, "trust in alliances", source="crossref", yes=True)
    assert first.kept == len(first.rows) > 0
    keeping.remove(desk, [first.rows[0].id])
    again = searching.search(desk, "trust in alliances", source="crossref", yes=True)
    assert (again.new, again.kept) == (0, 0)
    assert len(reading.list_works(desk).rows) == len(first.rows) - 1, "what a person removed stays removed"

"""A library of every schema that ever landed opens, and has lost nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from litreview.library.library import Library
from litreview.library.migrations import LATEST
from litreview.model.query import parse
from litreview.model.ruling import Ruling
from tests.library.make_kept_library import AT_IDEAS, GULATI, LARSSON, make
from tests.library.making import QuietClock

KEPT = Path(__file__).parents[2] / "fixtures" / "libraries"


@pytest.mark.parametrize("version", range(1, LATEST + 1))
def test_a_kept_library_opens_whole(version: int, tmp_path: Path) -> None:
    path = tmp_path / "kept.litreview"
    shutil.copy(KEPT / f"schema-{version}.litreview", path)
    _look(path, screened=version > 1)


def test_a_library_made_today_is_the_same(tmp_path: Path) -> None:
    make(tmp_path / "today.litreview")
    _look(tmp_path / "today.litreview", screened=True)


def _look(path: Path, screened: bool) -> None:
    """``screened``: the schema had decisions, read states and reading lists."""
    with Library.open(path, clock=QuietClock(), who="ann") as library:
        (work,) = library.works.resolve("larsson1998interorganizational")
        (other,) = library.works.resolve("10.2307/256729")
        row = library.works.rows([work])[0]
        assert (row.tags, row.kept, row.cited, row.notes, row.records) == (("trust",), True, 1000, 1, 2)
        assert library.works.rows([other])[0].kept is False and library.works.read(other).tags == ("trust",)
        assert {record.name for record in library.records.read([1, 2, 3]).values()} == {
            LARSSON.name, AT_IDEAS.name, GULATI.name,
        }  # fmt: skip
        ids = library.records.ids([LARSSON.name, GULATI.name])
        assert library.records.read_said(ids[LARSSON.name]).record == LARSSON
        assert [line.work for line in library.links.references(work)] == [other]
        assert library.words.rulings([LARSSON.name]) == [Ruling(LARSSON.name, AT_IDEAS.name, "same")]
        assert library.words.corrections([ids[GULATI.name]]) == {"issue": "1"}
        assert library.finding.find(parse("inter-organizational learning tag:trust")).total == 1
        _look_at_screening(library, work, other, screened)
        assert [finding for finding in library.check() if finding.level in ("warning", "error")] == []
        assert library.history.undo().sentence == "remove 1 work"
        assert library.works.rows([other])[0].kept is True


def _look_at_screening(library: Library, work: int, other: int, screened: bool) -> None:
    words = [(row.decision, row.read_state) for row in library.works.rows([work, other])]
    (note,) = library.words.notes(work)
    if not screened:
        assert words == [("", ""), ("", "")] and library.reading_lists.all() == [] and note.edited is None
        return
    assert words == [("include", "reading"), ("exclude", "")]
    assert [one[:4] for one in library.screening.decisions([other])[other]] == [
        ("full_text", "ann", "exclude", "no alliance in it"), ("title_abstract", "ann", "include", ""),
    ]  # fmt: skip
    assert library.reading_lists.works("core") == [other, work]
    assert library.reading_lists.named("core").description == "Before the proposal."
    assert (note.text, note.edited) == (
        "Read together with Hamel 1991 and Khanna 1998.", "2026-11-24T12:00:00+00:00",
    )  # fmt: skip
    assert list(library.finding.find(parse("is:included list:core")).ids) == [work]

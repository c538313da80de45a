"""Works that are stages of one text, when one of them goes."""

from __future__ import annotations

from pathlib import Path

from litreview.acts import deduplicating, importing, reading, undoing
from litreview.desk import Desk

TITLE = "The Interorganizational Learning Dilemma"


def _bring(desk: Desk, folder: Path, key: str, author: str, title: str, rest: str) -> None:
    path = folder / f"{key}.bib"
    path.write_text(
        f"@article{{{key}, author = {{{author}}}, title = {{{title}}}, {rest}}}\n", encoding="utf-8"
    )
    importing.import_files(desk, [str(path)])


def _versions(desk: Desk) -> dict[str | None, int]:
    return {row.key: row.versions for row in reading.list_works(desk).rows}


def test_who_was_tied_only_through_a_work_that_went_is_tied_no_longer(desk: Desk, tmp_path: Path) -> None:
    _bring(desk, tmp_path, "gulati", "Gulati, Ranjay", "Does Familiarity Breed Trust", "year = 1998")
    _bring(desk, tmp_path, "larsson", "Larsson, R.", TITLE, "year = 1995, doi = {10.1234/x1}")
    deduplicating.rule(desk, "gulati", "larsson", "same")
    _bring(desk, tmp_path, "apart", "Larsson, R.", TITLE, "year = 1995")
    before = _versions(desk)
    _bring(desk, tmp_path, "later", "Larsson, R.", TITLE, "year = 2000")
    assert _versions(desk) != before
    undoing.undo(desk)
    assert _versions(desk) == before
    undoing.redo(desk)
    undoing.undo(desk)
    assert _versions(desk) == before

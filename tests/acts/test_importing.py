"""Import: whatever a file is, every entry arrives or is reported, and no key hides a work."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from litreview.acts import asking, exporting, importing, keeping, reading
from litreview.acts.saying import SayingOfEntries
from litreview.desk import Desk
from litreview.errors import LitreviewError, Unreadable
from litreview.model.query import parse
from litreview.model.record import Entry, Record, Said


def test_an_empty_file_is_called_empty(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "none.bib"
    path.write_text(" \n\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="is empty"):
        importing.import_files(desk, [str(path)])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name here")
def test_what_comes_through_a_pipe_arrives_whole(desk: Desk, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "@book{march1958organizations, author={March, James G.}, title={Organizations}, year=1958}\n"
    writer = threading.Thread(target=lambda: pipe.write_text(text, encoding="utf-8"))
    writer.start()
    done = importing.import_files(desk, [str(pipe)])
    writer.join(20)
    assert [row.key for row in done.rows] == ["march1958organizations"]


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no /dev/zero here")
def test_a_device_without_end_is_no_file(desk: Desk) -> None:
    with pytest.raises(LitreviewError, match="device"):
        importing.import_files(desk, ["/dev/zero"])


def test_keys_that_a_bib_cannot_hold_are_told_and_stay_apart(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "mine.bib"
    path.write_text(
        "@book{%x, author={Q, R}, title={Of percents}, year=2001}\n"
        "@book{#x, author={W, T}, title={Of elephants}, year=1981}\n",
        encoding="utf-8",
    )
    done = importing.import_files(desk, [str(path)])
    assert [(failure.line, failure.mended) for failure in done.files[0].failures] == [(1, True), (2, True)]
    assert [(clash.key, clash.given) for clash in done.clashes] == [("x", "xa")]
    text = exporting.export(desk, "-").text
    assert "@book{x,\n" in text and "@book{xa,\n" in text
    assert reading.show(desk, "x").best.title == "Of percents"


def test_a_name_that_cannot_be_looked_at_is_one_sentence(desk: Desk) -> None:
    with pytest.raises(Unreadable, match="cannot be read"):
        importing.import_files(desk, ["x" * 300])


def test_an_import_that_is_undone_while_it_runs_begins_a_new_act(desk: Desk) -> None:
    intake, library = asking.intake_of(desk), desk.library
    made = [Record(source="bibtex", source_id=str(n), title=f"Title number {n}") for n in range(4)]
    entries = [Entry(said=Said(about=one.name, record=one), key=f"key{one.source_id}") for one in made]
    run = library.runs.start("import", "a.bib")
    saying = SayingOfEntries(library, ["a.bib"], run)
    for part in (entries[:3], entries[3:]):
        saying.turn_to(part, "a.bib")
        intake.take_in([entry.said for entry in part], run=run, day="2026-11-24", saying=saying)
        if len(part) == 3:
            assert library.history.undo().sentence == "import 3 records from a.bib"
    assert [row.sentence for row in library.history.rows()] == [
        "import 1 record from a.bib", "import 3 records from a.bib",
    ]  # fmt: skip
    assert [row.key for row in library.works.rows(library.finding.find(parse("")).ids)] == ["key3"]


def test_a_work_that_was_removed_is_not_brought_back_by_the_same_file(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "two.bib"
    path.write_text(
        "@book{zzz, author={Aalto, A.}, title={Organizations and markets}, year=1958}\n"
        "@book{aaa, author={Zorn, Z.}, title={The theory of the firm}, year=1959}\n",
        encoding="utf-8",
    )
    importing.import_files(desk, [str(path)])
    assert [row.key for row in reading.list_works(desk, sort="key").rows] == ["aaa", "zzz"]
    keeping.remove(desk, ["zzz"])
    importing.import_files(desk, [str(path)])
    assert [row.key for row in reading.list_works(desk).rows] == ["aaa"]

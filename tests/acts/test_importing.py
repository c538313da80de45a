"""Import: whatever a file is, every entry arrives or is reported, and no key hides a work."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from litreview.acts import exporting, importing, reading
from litreview.desk import Desk
from litreview.errors import LitreviewError, Unreadable


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

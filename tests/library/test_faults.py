"""What SQLite says went wrong, in words."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from litreview.errors import LibraryBusy
from litreview.library.faults import said_for_people
from litreview.library.library import Library
from litreview.model.query import parse
from tests.library.making import QuietClock, one, put

Disk = namedtuple("Disk", "f_bavail f_frsize")


@pytest.mark.parametrize(("free", "said"), [(1000, "is full"), (10**9, "cannot be read or written")])
def test_a_disk_without_room_for_a_log_is_called_full(
    free: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite calls it an I/O error when it cannot make the files that it needs beside the library."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    monkeypatch.setattr(os, "statvfs", lambda _: Disk(free, 1))
    found = said_for_people(error, tmp_path / "chapter.sqlite", "opening")
    assert isinstance(found, LibraryBusy) and said in found.sentence and found.hint


def test_on_a_full_disk_a_closed_library_is_read(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening for writing makes files beside it, for which there is no room."""
    path = tmp_path / "full.litreview"
    shutil.copy(blank, path)
    with Library.open(path, clock=QuietClock(), who="ann") as library:
        put(library, one("learning", 1))
        monkeypatch.setattr(os, "statvfs", lambda _: Disk(0, 1))
        with Library.open(path, clock=QuietClock(), who="ann") as other:  # the files are there
            assert not other.read_only
    with Library.open(path, clock=QuietClock(), who="ann") as library:
        assert library.read_only and "full" in library.warnings[0]
        assert library.finding.find(parse("learning")).total == 1
        assert [one.name for one in tmp_path.iterdir()] == [path.name]
        with pytest.raises(LibraryBusy, match="reading only") as caught, library.write("tag"):
            pass
        assert "full" in caught.value.hint
    monkeypatch.setattr(os, "statvfs", lambda _: Disk(10**9, 1))
    with Library.open(path, clock=QuietClock(), who="ann") as library:
        put(library, one("again", 2))
        assert library.works.count() == 2


def test_an_index_that_cannot_be_compared_now_is_not_called_wrong(
    blank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "held.litreview"
    shutil.copy(blank, path)
    monkeypatch.setattr("litreview.library.door.WAIT", 0.02)
    with Library.open(path, clock=QuietClock(), who="ann") as library:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        found = {one.name: one for one in library.check()}
        other.close()
        assert found["search index"].level == "note" and "Another program" in found["search index"].sentence
        assert {one.name: one for one in library.check()}["search index"].level == "ok"

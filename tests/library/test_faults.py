"""What SQLite says went wrong, in words."""

from __future__ import annotations

import shutil
import sqlite3
from collections import namedtuple
from pathlib import Path

import pytest

from litreview.errors import LibraryBusy
from litreview.library.faults import said_for_people

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "said"), [(1000, "is full"), (10**9, "cannot be read or written")])
def test_a_disk_without_room_for_a_log_is_called_full(
    free: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite calls it an I/O error when it cannot make the files that it needs beside the library."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 0, free))
    found = said_for_people(error, tmp_path / "chapter.sqlite", "opening")
    assert isinstance(found, LibraryBusy) and said in found.sentence and found.hint

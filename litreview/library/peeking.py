"""A look at a library that is not opened: is it one, and how much is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from litreview.library.connecting import connect
from litreview.library.schema import APPLICATION_ID


def kept_works(path: Path) -> int | None:
    """How many works a library keeps; None where there is no library that can be read.

    Of any schema; nothing is written, made or migrated.
    """
    if not path.is_file():
        return None
    try:
        with closing(connect(path, read_only=True, journal="")) as there:
            if there.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                return None
            return int(there.execute("SELECT count(*) FROM works WHERE kept = 1").fetchone()[0])
    except (sqlite3.Error, OSError):
        return None

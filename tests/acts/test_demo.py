"""The demo: the whole job, twice."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from litreview.acts import demonstrating, reading, undoing
from litreview.desk import Desk
from litreview.settings import Settings

LOG = {"runs", "run_parts", "run_records"}


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        names = [
            r[0] for r in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE TABLE%'")
        ]
        names = [name for name in names if name not in LOG and not name.startswith("sqlite_")]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    connection.close()
    return found


def test_a_second_run_adds_a_run_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "sample.sqlite"
    desk = Desk.open(Settings(), library=path)
    first = demonstrating.demo(desk, screen=False)
    assert first.works >= 150
    assert all(first.records[name] > 0 for name in demonstrating.PLAN)
    larsson = reading.show(first.desk, "larsson1998interorganizational")
    assert {"crossref", "semantic_scholar", "ideas", "repec_archive"} <= set(larsson.row.sources)
    assert larsson.known_references == 9
    assert undoing.history(first.desk).rows == (), "nothing that undo could take the sample away by"
    first.desk.close()
    before = _rows(path)
    second = demonstrating.demo(desk, screen=False)
    second.desk.close()
    assert _rows(path) == before
    assert (second.works, second.kept) == (first.works, first.kept)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM runs").fetchone() == (2,)
    connection.close()

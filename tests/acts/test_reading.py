"""Lists as a person pages through them, and what is counted beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from litreview.acts import importing, reading
from litreview.desk import Desk
from litreview.errors import NothingFound

BIB = "".join(f"@book{{work{n}, author={{Writer, {c}.}}, title={{Title {c}}}, year={{199{n}}}}}\n" for n, c in enumerate("abcdefg"))  # fmt: skip


@pytest.fixture
def filled(desk: Desk, tmp_path: Path) -> Desk:
    path = tmp_path / "seven.bib"
    path.write_text(BIB, encoding="utf-8")
    importing.import_files(desk, [str(path)])
    return desk


@pytest.mark.parametrize("query", ["", "y:1991-1995", "title"])
def test_pages_named_by_their_last_work_are_the_list(filled: Desk, query: str) -> None:
    whole = [row.key for row in reading.list_works(filled, query, sort="year").rows]
    keys: list[str] = []
    while True:
        page = reading.list_works(filled, query, sort="year", limit=2, after=keys[-1] if keys else None)
        assert page.total == len(whole)
        if not page.rows:
            break
        keys += [row.key for row in page.rows]
    assert keys == whole and len(keys) > 4


def test_all_that_follows_a_work(filled: Desk) -> None:
    rows = reading.list_works(filled, sort="year", reverse=True, after="work3").rows
    assert [row.key for row in rows] == ["work4", "work5", "work6"]


def test_nothing_follows_a_work_that_is_not_in_the_list(filled: Desk) -> None:
    with pytest.raises(NothingFound, match="work0 is not in this list"):
        reading.list_works(filled, "y:1995-", after="work0")

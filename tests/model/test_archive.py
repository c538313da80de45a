"""A line of an archive was written elsewhere: what cannot be said here does not come in."""

from __future__ import annotations

import json
from typing import Any

import pytest

from litreview.model.archive import read_line

LINE: dict[str, Any] = {
    "record": "x:1", "received": "2026-11-01", "reader": 1, "listed": False, "reference_count": None,
    "run": None, "said_run": None, "runs": [],
}  # fmt: skip


def line(issued: list[Any]) -> bytes:
    said = {"source": "x", "id": "1", "type": "article", "issued": issued}
    return json.dumps({**LINE, "said": said}).encode()


@pytest.mark.parametrize(
    "issued", [[1995], [1995, 12, 31], [1995, None, None, 1996], [None, None, None, None, False, "in press"]]
)
def test_a_date_comes_in(issued: list[Any]) -> None:
    assert read_line("records", line(issued))["said"]["issued"] == issued


@pytest.mark.parametrize(
    "issued", [[1995, 13], [1995, -1], [1995, 3, 32], [1995, 3, 1, 10**6], [10**6], ["1995"]]
)
def test_what_is_no_date_is_refused(issued: list[Any]) -> None:
    with pytest.raises(ValueError, match="`said` that is not as it should be"):
        read_line("records", line(issued))


@pytest.mark.parametrize(
    "said", [{"tag": "  "}, {"tag": ""}, {"pinned": 10}, {"pinned": 4242}, {"pinned": True}]
)
def test_a_tag_has_a_name_and_one_digit(said: dict[str, Any]) -> None:
    tag = {"tag": "trust", "offered": False, "pinned": 9, "description": None, "colour": None, "parent": None}
    assert read_line("tags", json.dumps(tag).encode()) == tag
    with pytest.raises(ValueError, match="not as it should be"):
        read_line("tags", json.dumps({**tag, **said}).encode())

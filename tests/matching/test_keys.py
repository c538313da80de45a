"""Blocking keys: what two descriptions of one work are looked up by."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.matching.keys import blocking_keys
from litreview.matching.prepare import prepare
from litreview.model.identifiers import Identifier
from litreview.model.people import parse_name
from litreview.model.record import Record

TITLE = "The Interorganizational Learning Dilemma: Collective Knowledge Development in Strategic Alliances"


def keys(**fields: Any) -> frozenset[str]:
    """The keys of a record with these fields; ``by`` are written names, ``ids`` pairs."""
    authors = tuple(author for name in fields.pop("by", ()) if (author := parse_name(name)))
    ids = tuple(Identifier(*pair) for pair in fields.pop("ids", ()))
    return blocking_keys(
        prepare(Record(source="a", source_id="1", authors=authors, identifiers=ids, **fields))
    )


WHOLE: dict[str, Any] = {"title": TITLE, "by": ["Larsson, Rikard", "Bengtsson, Lars"], "year": 1998}


@pytest.mark.parametrize(
    "other",
    [
        {"title": "THE INTER-ORGANIZATIONAL LEARNING DILEMMA. Collective knowledge", "year": 1989},
        {"title": "The interorganizational learning dilemma", "by": ["Larsson, R."], "year": None},
        {"title": TITLE},
        {"title": "The inter organisational lernig dilema", "by": ["Bengtsson, Lars", "Larsson, Rikard"], "year": 1998},
    ],
)  # fmt: skip
def test_two_spellings_of_one_work_share_a_key(other: dict[str, Any]) -> None:
    assert keys(**WHOLE) & keys(**other)


def test_another_work_shares_none() -> None:
    assert not keys(**WHOLE) & keys(title="Absorptive capacity: a new view", by=["Cohen, Wesley"], year=1990)


@pytest.mark.parametrize("place", [{"pages": "285-305"}, {"article_number": "e285"}])
def test_a_place_in_print_is_a_key_where_title_and_author_fail(place: dict[str, str]) -> None:
    there = {"venue": "Organization Science", "volume": "9", "year": 1998, **place}
    assert keys(**WHOLE, **{k: v for k, v in there.items() if k != "year"}) & keys(
        title="Das Dilemma", **there
    )
    assert not keys(**WHOLE) & keys(title="Das Dilemma", **there)


def test_identifiers_of_works_are_keys_and_those_of_venues_are_none() -> None:
    shared = {"ids": [("doi", "10.1287/orsc.9.3.285")]}
    assert "d:10.1287/orsc.9.3.285" in keys(title="Other", **shared) & keys(**WHOLE, **shared)
    venue = {"ids": [("issn", "1047-7039"), ("isbn", "9780000000002")]}
    assert not keys(**WHOLE, **venue) & keys(title="Absorptive capacity: a new view", year=1990, **venue)

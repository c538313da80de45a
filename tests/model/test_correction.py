"""A person's values: read as their field has them, stored, shown, and refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.model.correction import FIELDS, as_text, field_named, from_stored, none_of, parse, to_stored
from litreview.model.dates import PartialDate
from litreview.model.people import Author
from litreview.model.record import Record

GOOD: list[tuple[str, str, Any]] = [
    ("title", "  The  Learning\u200b Dilemma ", "The Learning Dilemma"),
    ("year", "1998", 1998),
    ("pages", "pp. 285–305", "285-305"),
    ("pages", "285--305, 310", "285-305, 310"),
    ("type", "Working paper", "working_paper"),
    ("doi", "https://doi.org/10.1287/ORSC.9.3.285", "10.1287/orsc.9.3.285"),
    ("issn", "1047-7039", "1047-7039"),
    ("issued", "June 1998", PartialDate(1998, 6)),
    ("others", "yes", True),
    ("keywords", "trust; inter-firm, joint ventures", ("trust", "inter-firm, joint ventures")),
    ("keywords", "trust, learning, trust", ("trust", "learning")),
    ("jel", "l24 M10", ("L24", "M10")),
    ("abstract", "One.\n\nTwo.", "One.\n\nTwo."),
    ("page_addresses", "https://example.org/a", ("https://example.org/a",)),
]


@pytest.mark.parametrize(("field", "text", "value"), GOOD)
def test_a_value_is_typed_as_its_field_has_it(field: str, text: str, value: Any) -> None:
    assert parse(field, text) == value


def test_authors_are_people_and_organisations() -> None:
    first, second, third = parse("authors", "van der Berg, Anna; Gary Hamel and {World Bank and Friends}")
    assert (first.particle, first.family, first.given) == ("van der", "Berg", "Anna")
    assert (second.family, second.given) == ("Hamel", "Gary")
    assert third == Author(literal="World Bank and Friends")


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("year", "abc"), ("year", "98"), ("year", "20000"), ("type", "scroll"), ("doi", "hello"), ("isbn", "1"),
        ("issued", "soon"), ("others", "perhaps"), ("jel", "trust"), ("page_addresses", "file:///etc"),
        ("authors", "Larsson, Rikard; et al."), ("authors", ";"), ("title", " "), ("type", ""),
    ],
)  # fmt: skip
def test_what_a_field_cannot_have_is_refused_in_words(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"\w.*\.$"):
        parse(field, text)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("Journal", "venue"), ("article number", "article_number"), ("author", "authors"), ("DOI", "doi"),
        ("handle", "repec_handle"), ("yaer", None), ("source", None), ("page", "pages"), ("fields", None),
    ],
)  # fmt: skip
def test_a_field_is_known_by_the_names_people_use(said: str, field: str | None) -> None:
    assert field_named(said) == field


@pytest.mark.parametrize("field", [field for field in FIELDS if field not in ("title", "type")])
def test_an_empty_value_says_that_there_is_none(field: str) -> None:
    value = parse(field, " ")
    assert value == none_of(field) and as_text(value) in ("", "no")
    assert from_stored(field, json.loads(json.dumps(to_stored(value)))) == value
    if field in Record.__slots__:
        assert value == getattr(Record(source="", source_id=""), field)


@given(st.sampled_from(FIELDS), st.text(max_size=40))
def test_what_is_read_is_stored_and_shown_without_loss(field: str, text: str) -> None:
    try:
        value = parse(field, text)
    except ValueError:
        return
    assert from_stored(field, json.loads(json.dumps(to_stored(value)))) == value
    if field not in (
        "authors",
        "editors",
        "issued",
        "printed",
        "online",
        "accepted",
        "posted",
        "page_addresses",
    ):
        assert parse(field, as_text(value)) == value


WILD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@given(st.sampled_from((*FIELDS, "nothing of ours")), WILD)
def test_what_another_program_stored_is_a_value_or_refused(field: str, data: object) -> None:
    try:
        value = from_stored(field, data)
    except ValueError:
        return
    assert isinstance(as_text(value), str)
    assert from_stored(field, json.loads(json.dumps(to_stored(value)))) == value


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("year", 10**30),
        ("issued", [1995, 13]),
        ("issued", [1995, 3, 32]),
        ("online", [10**30]),
        ("posted", [1, -1]),
    ],
)
def test_numbers_that_no_date_can_have_are_refused(field: str, data: object) -> None:
    with pytest.raises(ValueError, match=field):
        from_stored(field, data)

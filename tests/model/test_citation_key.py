"""Citation keys: made once, legal everywhere, told apart by letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.model.citation_key import is_legal, make_base
from litreview.model.people import Author
from litreview.model.record import Record


def record(title: str | None, *authors: Author, year: int | None = 1998) -> Record:
    return Record(source="test", source_id="1", title=title, authors=authors, year=year)


@pytest.mark.parametrize(
    ("title", "author", "year", "key"),
    [
        ("The Interorganizational Learning Dilemma", Author("Larsson", "Rikard"), 1998, "larsson1998interorganizational"),
        ("Inter-organizational Knowledge", Author("Easterby-Smith", "M."), 2008, "easterbysmith2008interorganizational"),
        ("Coevolution of Firm", Author("Bosch", "Frans", "van den"), 1999, "vandenbosch1999coevolution"),
        ("Does familiarity breed trust?", Author("Gulati", "R."), 1995, "gulati1995familiarity"),
        ("R&D alliances", Author("Øster", "Å."), 2011, "oster2011alliances"),
        ("Une théorie de l'alliance", Author("Müller", "J."), 2011, "muller2011theorie"),
        ("Doing Business", Author(literal="The World Bank"), None, "worldnddoing"),
        ("Trust", None, None, "trustnd"),
        ("1984", None, 1949, "w19841949"),
        (None, None, None, "worknd"),
    ],
)  # fmt: skip
def test_a_made_key_is_what_people_would_write(
    title: str | None, author: Author | None, year: int | None, key: str
) -> None:
    assert make_base(record(title, *([author] if author else []), year=year)) == key


@pytest.mark.parametrize("key", ["larsson1998", "DBLP:journals/smj/X", "a+b", "mpra12345", "Smith_2000.1"])
def test_keys_of_other_programs_are_legal(key: str) -> None:
    assert is_legal(key)


@pytest.mark.parametrize(
    "key", ["", "1998larsson", "smith 2000", "müller1998", "a,b", "a{b", "a%b", "a\\b", "a#b", "x" * 201]
)
def test_keys_that_break_bibtex_or_biber_are_not(key: str) -> None:
    assert not is_legal(key)


@given(st.text(max_size=60), st.text(max_size=30), st.one_of(st.none(), st.integers(1000, 2100)))
def test_whatever_the_names_are_the_key_is_legal(title: str, family: str, year: int | None) -> None:
    assert is_legal(make_base(record(title, Author(family), year=year)))

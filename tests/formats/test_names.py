"""Names split by BibTeX's own rules and are written so that BibTeX splits them again."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.formats import names
from litreview.formats.names import read_names, write_names
from litreview.formats.plain_names import read_plain_name, write_plain_name
from litreview.model.people import Author

BIBTEX = [
    ("Ludwig van Beethoven", ("Beethoven", "Ludwig", "van", "", "")),
    ("van Beethoven, Ludwig", ("Beethoven", "Ludwig", "van", "", "")),
    (r"Charles de la Vall{\'e}e Poussin", ("Vallée Poussin", "Charles", "de la", "", "")),
    ("King, Jr., Martin Luther", ("King", "Martin Luther", "", "Jr.", "")),
    ("De La Cruz, Maria", ("De La Cruz", "Maria", "", "", "")),
    ("{World Bank}", ("", "", "", "", "World Bank")),
    ("{Barnes and Noble, Inc.}", ("", "", "", "", "Barnes and Noble, Inc.")),
    ("{van den Bosch}, Frans", ("van den Bosch", "Frans", "", "", "")),
    ("Smith J.A.", ("Smith", "J.A.", "", "", "")),
    ("Li, 李明", ("Li", "李明", "", "", "")),
    ("Smith, , John", ("Smith", "John", "", "", "")),
    ("family=van den Bosch, given=Frans, prefix=van den", ("Bosch", "Frans", "van den", "", "")),
    ("Plato", ("Plato", "", "", "", "")),
]


@pytest.mark.parametrize(("text", "parts"), BIBTEX)
def test_one_name(text: str, parts: tuple[str, ...]) -> None:
    (author,), others = read_names(text)
    assert (author.family, author.given, author.particle, author.suffix, author.literal) == parts
    assert not others


@pytest.mark.parametrize(
    ("text", "surnames", "others"),
    [
        ("Larsson, R. and Bengtsson, L.", ["Larsson", "Bengtsson"], False),
        ("Larsson, R. and others", ["Larsson"], True),
        ("and Smith, John and", ["Smith"], False),
        ("Smith, John; Doe, Jane", ["Smith", "Doe"], False),
        ("{Smith, John and Doe, Jane}", ["Smith", "Doe"], False),
        ("A B\n  and   C D", ["B", "D"], False),
        ("", [], False),
    ],
)
def test_lists_of_names(text: str, surnames: list[str], others: bool) -> None:
    people, cut = read_names(text)
    assert [author.surname for author in people] == surnames
    assert cut is others


def test_the_name_as_given_is_kept() -> None:
    (author,), _ = read_names("KALE P")
    assert author.as_given == "KALE P"


def test_names_are_written_so_that_classic_bibtex_splits_them_again() -> None:
    people = (
        Author("Bosch", "F.A.J.", "van den"),
        Author("King", "Martin", suffix="Jr."),
        Author(literal="R&D Council"),
    )
    assert write_names(people, True, ascii_letters=True) == (
        r"van den Bosch, F. A. J. and King, Jr., Martin and {R\&D Council} and others"
    )


_WORD = st.text(alphabet="abcdéøßABCÖ", min_size=1, max_size=8).map(str.title)
_AUTHOR = st.one_of(
    st.builds(Author, family=_WORD, given=_WORD),
    st.builds(Author, family=_WORD, given=_WORD, particle=st.sampled_from(["", "van", "de la"])),
    st.builds(Author, literal=st.tuples(_WORD, st.sampled_from([" and ", ", ", " "]), _WORD).map("".join)),
)


@given(st.lists(_AUTHOR, min_size=1, max_size=4), st.booleans(), st.booleans())
def test_names_survive_the_round_trip(people: list[Author], others: bool, ascii_letters: bool) -> None:
    back, cut = read_names(write_names(people, others, ascii_letters=ascii_letters))
    assert [str(author) for author in back] == [str(author) for author in people]
    assert cut is others


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Larsson, Rikard", ("Larsson", "Rikard", "")),
        ("Liu R.", ("Liu", "R.", "")),
        ("de Man A.-P.", ("Man", "A.-P.", "")),
        ("A. Author-One", ("Author-One", "A.", "")),
        ("World Bank,", ("", "", "World Bank")),
        ("Tilburg University", ("", "", "Tilburg University")),
        ("Smith, John (Editor)", ("Smith", "John", "")),
    ],
)
def test_names_of_databases(text: str, parts: tuple[str, str, str]) -> None:
    author = read_plain_name(text)
    assert author is not None
    assert (author.family.removeprefix("de "), author.given, author.literal) == parts


@pytest.mark.parametrize("text", ["a b " * 25_000, "Ab A. " * 15_000, " " * 100_000 + "x", "x(" * 50_000])
def test_a_name_without_end_is_read_in_a_moment(text: str) -> None:
    """What a damaged file has for a name may be very long: time must not grow by the square."""
    started = time.process_time()
    read_plain_name(text)
    assert time.process_time() - started < 2


@given(_AUTHOR)
def test_plain_names_survive_the_round_trip(author: Author) -> None:
    back = read_plain_name(write_plain_name(author))
    assert back is not None
    assert str(back) == str(author).replace(", ", " ") if author.literal else str(back) == str(author)


_NAME_WORDS = st.sampled_from(
    ["Larsson", "van", "den", "Bo", "X.", "J.-P.", "J.A.", "O'Brien", "Müller", "and", "AND", "others", "Et", "Al",
     "Hansen-Smith", "Łódź", "Jr", "{IBM}", '{\\"u}', "--", "''", "中文", "d'A", "'t", "A.-", ";"]
)  # fmt: skip
_GAPS = st.sampled_from([" ", " ", " ", ", ", ",", " and ", "  ", "\xa0"])


@given(st.lists(st.tuples(_NAME_WORDS, _GAPS), min_size=1, max_size=7))
def test_the_short_way_to_a_name_leads_where_bibtexs_algorithm_leads(parts: list[tuple[str, str]]) -> None:
    value = "".join(word + gap for word, gap in parts).strip()
    with pytest.MonkeyPatch.context() as patch:
        short = read_names(value)
        patch.setattr(names, "_FAMILY_FIRST", re.compile("(?!)"))
        patch.setattr(names, "_GIVEN_FIRST", re.compile("(?!)"))
        assert read_names(value) == short

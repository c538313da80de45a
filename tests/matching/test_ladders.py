"""Each rung by a literal case, with the sentence that a person reads beside it."""

from __future__ import annotations

import pytest

from litreview.matching import ladders
from litreview.matching.levels import SAYS
from litreview.matching.names import prepare_names
from litreview.matching.places import prepare_place, prepare_venue
from litreview.matching.title_ladder import title_rung
from litreview.matching.titles import prepare_title
from litreview.model.people import Author, parse_name

LONG = "The Interorganizational Learning Dilemma: Collective Knowledge Development in Strategic Alliances"


@pytest.mark.parametrize(
    ("left", "right", "level", "sentence"),
    [
        (LONG, LONG.upper(), "same", "same title"),
        (LONG, None, "silent", "title missing on a side"),
        (LONG, "#NAME?", "silent", "title missing on a side"),
        ("组织间学习困境的研究", "组织间学习困境的研究", "same", "same title"),
        ("Strategic networks", "Strategic Networks", "short", "same short title"),
        ("Editorial", "EDITORIAL", "column", "same recurring title"),
        ("Editor's Notes", "Editor's Note", "column", "like recurring titles"),
        (LONG, "The Interorganizational Learning Dilemma", "head", "title without its subtitle on a side"),
        (LONG, LONG[:55], "cut", "title cut short on a side"),
        (LONG, LONG.replace("Dilemma", "Dilmema"), "misspelt", "title spelt a little differently"),
        (LONG, LONG.replace("Interorganizational", "Inter-organizational"), "same", "same title"),
        ("Static Stability in Games Part I", "Static Stability in Games Part II", "parts", "other part, volume or edition in the title"),
        ("State Union Membership, 2012 edition report", "State Union Membership, 2013 edition report", "parts", "other part, volume or edition in the title"),
        ("Alliances in the United States, 1979-2004", "Alliances in the United States, 1979-2006", "numbers", "other numbers in the title"),
        ("A Theory of Partnership Dynamics", "Corrigendum: A Theory of Partnership Dynamics", "role", "one is a correction of the other, or of something else"),
        ("Trust in Alliances of Small Firms", "Trust in Alliances of Large Firms", "alike", "titles alike, some words differ"),
        ("Factors associated with the management of learning", "Factores asociados con la gestión del aprendizaje", "language", "titles in two languages"),
        ("[Pets for the mentally ill]", "The animal and its psychiatric patient", "translated", "a translated title on a side"),
        (LONG, "Where do interorganizational networks come from?", "different", "other title"),
        ("Research Note—Trust in Technology of Firms", "Trust in technology of firms", "same", "same title"),
        ("Type II diabetes in alliances of firms", "Type 2 diabetes in alliances of firms", "same", "same title"),
        ("Coping with the twenty-first century [Review] [31 refs]", "Coping with the twenty-first century", "same", "same title"),
    ],
)  # fmt: skip
def test_titles(left: str, right: str | None, level: str, sentence: str) -> None:
    one, two = prepare_title(left), prepare_title(right)
    assert title_rung(one, two) == (level, sentence)
    assert title_rung(two, one) == (level, sentence)


def people(text: str) -> tuple[Author, ...]:
    return tuple(author for part in text.split(";") if (author := parse_name(part)))


@pytest.mark.parametrize(
    ("left", "right", "level", "sentence"),
    [
        ("Larsson, Rikard; Sparks, Judith", "Larsson, R.; Sparks, J.", "all", "same authors"),
        ("Sparks, Judith; Larsson, Rikard", "Larsson, R.; Sparks, J.", "all", "same authors"),
        ("Ahuja, G.", "Ahuja, Gautam", "one", "same author"),
        ("Wang, Jian", "Wang, Li", "some", "same family names"),
        ("Ariño, Africa; de la Torre, José", "Arino, A.; Torre, J. de la", "all", "same authors"),
        ("Müller, Georg; Levy, Daniel", "MUELLER, G.; LEVY, D.", "all", "same authors"),
        ("Kneese, T.", "Tamara, Kneese", "one", "same author"),
        ("Larsson, R.; Bengtsson, L.; Henriksson, K.; Sparks, J.", "Larsson, R.", "cut", "author list cut short on a side"),
        ("Larsson, R.; Bengtsson, L.; Henriksson, K.", "Larsson, R.; Bengtsson, L.; Ng, K.", "most", "2 of 3 authors the same"),
        ("Curley S.Bruen R.Kajani S.", "Curley, S.; Bruen, R.; Kajani, S.", "all", "same authors"),
        ("LuX.HamiltonJ.A.ShenJ.", "Lu, X.; Hamilton, J. A.; Shen, J.", "all", "same authors"),
        ("Uzzi, B.", "Gulati, R.", "none", "other authors"),
        ("Uzzi, B.", "", "silent", "authors missing on a side"),
        ("Uzzi, B.", "Anonymous", "silent", "authors missing on a side"),
    ],
)  # fmt: skip
def test_authors(left: str, right: str, level: str, sentence: str) -> None:
    one, two = prepare_names(people(left)), prepare_names(people(right))
    assert ladders.names_rung(one, two) == (level, sentence)
    assert ladders.names_rung(two, one) == (level, sentence)


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("285-305", "285-305", "range"),
        ("285-305", "285--305", "range"),
        ("285-305", "285-05", "range"),
        ("461-470", "461-70", "range"),
        ("S78-S89", "S78-9", "first"),
        ("II376-80", "376-380", "range"),
        ("01-Aug", "1-8", "range"),
        ("21-Aug", "21-28", "range"),
        ("xiii-xv", "XIII-XV", "range"),
        ("285-305", "285", "first"),
        ("285-305", "290-305", "last"),
        ("255-264", "525-570", "misprint"),
        ("246-250", "248-254", "overlap"),
        ("285-305", "1-21", "own"),
        ("140-147", "15", "day"),
        ("285-305", "306-325", "other"),
        ("969-972", "a1754", "silent"),
        ("285-305", "June 1998", "silent"),
        ("285-305", "19 p.", "silent"),
        ("285-305", "in press", "silent"),
        ("285-305", "1998", "silent"),
        ("285-305", "Suppl-89", "silent"),
        ("285-305", None, "silent"),
    ],
)
def test_pages(left: str, right: str | None, level: str) -> None:
    one = prepare_place("9", "3", left, None, 1998)
    two = prepare_place("9", "3", right, None, 1998)
    assert ladders.pages_rung(one, two)[0] == level
    assert ladders.pages_rung(two, one)[0] == level


def test_compatible_pages_are_said_with_both_values() -> None:
    one, two = prepare_place("9", "3", "285-305", None, 1998), prepare_place("9", "3", "285", None, 1998)
    assert ladders.pages_rung(one, two)[1] == "pages 285-305 vs 285: compatible"


def test_an_article_number_is_found_wherever_it_was_written() -> None:
    in_volume = prepare_place("11 (9) (no pagination)(e0163969)", None, None, None, 2016)
    in_pages = prepare_place("11", "9", "e0163969", None, 2016)
    assert ladders.pages_rung(in_volume, in_pages) == ("number", "same article number")
    assert ladders.volume_rung(in_volume, in_pages) == ("same", "same volume")


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        (("9", "3"), ("9", "3"), "same"),
        (("9", "3"), ("IX", "3"), "same"),
        (("9 (3)", None), ("9", "3"), "same"),
        (("9", "3"), ("10", "3"), "other"),
        (("9", "3"), (None, "3"), "one"),
        (("1", "3"), ("128", "3 SUPPL. 1"), "one"),
        (("1998", "3"), ("9", "3"), "one"),
        ((None, None), (None, None), "silent"),
    ],
)
def test_volumes(left: tuple[str, str], right: tuple[str, str], level: str) -> None:
    one, two = prepare_place(*left, "1-9", None, 1998), prepare_place(*right, "1-9", None, 1998)
    assert ladders.volume_rung(one, two)[0] == level
    assert ladders.volume_rung(two, one)[0] == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        ("Organization Science", "ORGANIZATION SCIENCE", "same"),
        ("Organization Science", "Organ. Sci.", "short"),
        ("Administrative Science Quarterly", "ASQ", "short"),
        ("CMAJ", "CMAJ : Canadian Medical Association Journal", "same"),
        ("J Mol Cell Cardiol", "Journal of Molecular and Cellular Cardiology", "short"),
        ("VLDB J.", "VLDB Conference", "kind"),
        ("Organization Science", "Organizational Dynamics Review", "other"),
        ("Neuroscience.169 (1) ()(pp 171-181) 2010", "Neuroscience", "same"),
        ("Organization Science", None, "silent"),
    ],
)
def test_venues(left: str, right: str | None, level: str) -> None:
    assert ladders.venue_rung(prepare_venue(left), prepare_venue(right))[0] == level
    assert ladders.venue_rung(prepare_venue(right), prepare_venue(left))[0] == level


def test_a_venue_that_holds_the_whole_place_is_read() -> None:
    place = prepare_place(
        None, None, "2010", None, 2010, "Neuroscience.169 (1) ()(pp 171-181) 2010.Date of Publication: 2010."
    )
    assert (place.volume, place.issue, place.pages.first, place.pages.last) == (169, frozenset({1}), 171, 181)


def test_another_venue_name_is_never_a_conflict() -> None:
    assert "other" not in SAYS["venue"]


def test_a_collaboration_of_a_hundred_thousand_is_compared_at_once() -> None:
    many = tuple(Author(f"Name{number}", "A.") for number in range(100_000))
    left, right = (prepare_names(authors) for authors in (many, (*many[:-1], Author("Zyx", "Q."))))
    assert ladders.names_rung(left, right)[0] == "most"

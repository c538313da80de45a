"""A reference finds the work it means, or says why it stays open."""

from __future__ import annotations

from typing import Any

import pytest

from litreview.citations.resolve import reference_keys, resolve
from litreview.matching.keys import blocking_keys
from litreview.model.identifiers import doi
from litreview.model.people import parse_name
from litreview.model.record import Record, Reference


def record(title: str, authors: str, year: int, volume: str, pages: str, **fields: Any) -> Record:
    people = tuple(a for part in authors.split(";") if (a := parse_name(part)))
    return Record(source="crossref", source_id=title, type="article", title=title, authors=people, year=year,
                  volume=volume, pages=pages, **fields)  # fmt: skip


DOI = doi("10.1287/orsc.9.3.285")
assert DOI
LARSSON = record(
    "The Interorganizational Learning Dilemma: Collective Knowledge Development in Strategic Alliances",
    "Larsson, Rikard; Bengtsson, Lars; Henriksson, Kristina; Sparks, Judith", 1998, "9", "285-305", identifiers=(DOI,),
)  # fmt: skip
KOZA = record(
    "The Co-Evolution of Strategic Alliances", "Koza, Mitchell P.; Lewin, Arie Y.", 1998, "9", "255-264"
)
GULATI = record("Alliances and networks", "Gulati, Ranjay", 1998, "19", "293-317")
NETWORKS = record("Strategic networks", "Gulati, Ranjay; Nohria, Nitin; Zaheer, Akbar", 2000, "21", "203-215")
LIBRARY = [(1, LARSSON), (2, KOZA), (3, GULATI), (4, NETWORKS)]

LINES = [
    (Reference(position=1, identifiers=(DOI,)), 1),
    (Reference(position=1, title="The interorganizational learning dilemma", byline="R. Larsson", year=1998), 1),
    (Reference(position=1, byline="Larsson", year=1998, volume="9", first_page="285", venue="Org. Sci."), 1),
    (Reference(position=1, text="Larsson, R., Bengtsson, L., Henriksson, K., & Sparks, J. (1998). The interorganizational "
     "learning dilemma: Collective knowledge development in strategic alliances. Organization Science, 9(3), 285–305."), 1),
    (Reference(position=1, text="Koza MP, Lewin AY. The co-evolution of strategic alliances. Organ Sci 1998;9:255-264."), 2),
    (Reference(position=1, title="Alliances and networks", byline="Gulati, R.", year=1998), 3),
    (Reference(position=1, text="Gulati, R., Nohria, N. and Zaheer, A. (2000), 'Strategic networks', Strategic "
     "Management Journal, 21, pp. 203-15."), 4),
]  # fmt: skip


@pytest.mark.parametrize(("line", "work"), LINES, ids=range(len(LINES)))
def test_a_line_finds_its_work(line: Reference, work: int) -> None:
    assert resolve(line, LIBRARY).work == work


@pytest.mark.parametrize(("line", "work"), LINES, ids=range(len(LINES)))
def test_a_line_shares_a_key_with_its_work(line: Reference, work: int) -> None:
    assert reference_keys(line) & blocking_keys(dict(LIBRARY)[work])


@pytest.mark.parametrize(
    "line",
    [
        Reference(position=1, title="Where do interorganizational networks come from?", byline="Gulati, R.", year=1999),
        Reference(position=1, title="Strategic networks", byline="Jarillo, J.", year=1988, volume="9", first_page="31"),
        Reference(position=1, byline="Larsson", year=1998),
        Reference(position=1, text="Personal communication, 1998"),
        Reference(position=1),
    ],
)  # fmt: skip
def test_a_line_that_means_another_work_stays_open(line: Reference) -> None:
    found = resolve(line, LIBRARY)
    assert found.work is None and found.why


def test_two_works_that_fit_equally_well_are_left_open() -> None:
    line = Reference(position=1, title="The Co-Evolution of Strategic Alliances", byline="Koza", year=1998)
    found = resolve(line, [(2, KOZA), (9, KOZA)])
    assert found.work is None
    assert found.why == "two works fit equally well"


def test_several_records_of_one_work_do_not_compete() -> None:
    line = Reference(position=1, title="The Co-Evolution of Strategic Alliances", byline="Koza", year=1998)
    assert resolve(line, [(2, KOZA), (2, KOZA)]).work == 2


def test_the_right_identifier_wins_over_a_like_title() -> None:
    line = Reference(position=1, title=KOZA.title, identifiers=(DOI,))
    assert resolve(line, LIBRARY) == (1, "same identifier")


def test_an_empty_library_is_said() -> None:
    assert resolve(Reference(position=1, title="x"), []).why == "no work in the library is like it"

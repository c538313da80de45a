"""The best value of each field, with its witnesses, whatever the order of the records."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from litreview.matching.merge import CORRECTED, merge
from litreview.model.dates import PartialDate
from litreview.model.identifiers import doi, issn, repec_handle
from litreview.model.people import Author
from litreview.model.record import Record

SCORES = {"crossref": 90, "semantic_scholar": 60, "ideas": 70, "file": 40}


def trust(source: str, field: str) -> int:  # noqa: ARG001 - the shape that merge asks for
    return SCORES[source]


def record(source: str, **fields: Any) -> Record:
    return Record(source=source, source_id=fields.pop("id", "1"), **fields)


LARSSON = (Author("Larsson", "Rikard"), Author("Bengtsson", "Lars"))


def test_the_order_of_records_changes_nothing() -> None:
    records = [
        record("crossref", title="The Interorganizational Learning Dilemma", year=1998, volume="9", pages="285-305"),
        record("ideas", title="THE INTERORGANIZATIONAL LEARNING DILEMMA", authors=LARSSON, volume="9", issue="3"),
        record("semantic_scholar", title="The interorganizational learning dilemma", year=1997, abstract="Short."),
    ]  # fmt: skip
    works = [merge(order, trust) for order in itertools.permutations(records)]
    assert all(work == works[0] for work in works)


def test_a_shouted_title_loses_and_its_record_still_witnesses() -> None:
    work = merge(
        [record("crossref", title="STRATEGIC NETWORKS REVISITED"), record("file", title="Strategic Networks Revisited")],
        trust,
    )  # fmt: skip
    assert work.best.title == "Strategic Networks Revisited"
    assert work.witnesses["title"] == ("crossref:1", "file:1")


def test_a_title_that_was_cut_loses_to_the_whole_one() -> None:
    work = merge(
        [record("crossref", title="Dynamics in Inter-Firm Collaboration"),
         record("file", title="Dynamics in Inter-Firm Collaboration: The Impact of Alliance Capabilities")],
        trust,
    )  # fmt: skip
    assert work.best.title == "Dynamics in Inter-Firm Collaboration: The Impact of Alliance Capabilities"


def test_title_and_subtitle_come_from_one_record() -> None:
    work = merge(
        [record("crossref", title="Believing Is Seeing", subtitle="Joint Ventures and Organization Learning"),
         record("ideas", title="Believing Is Seeing: Joint Ventures and Organization Learning")],
        trust,
    )  # fmt: skip
    assert work.best.full_title == "Believing Is Seeing: Joint Ventures and Organization Learning"


def test_names_written_out_win_over_initials_of_like_trust() -> None:
    initials = (Author("Larsson", "R."), Author("Bengtsson", "L."))
    work = merge([record("ideas", authors=initials), record("semantic_scholar", authors=LARSSON)], trust)
    assert work.best.authors == LARSSON
    assert work.witnesses["authors"] == ("ideas:1", "semantic_scholar:1")


@pytest.mark.parametrize(
    ("trusted", "written", "wins"),
    [
        ("R.", "Ranjay", True),
        ("R.", "Ranjay K.", True),
        ("R. K.", "Ranjay", False),
        ("S.", "Ranjay", False),
        ("Ranjay", "R.", False),
    ],
)
def test_names_written_out_win_over_a_trusted_source_that_has_their_initials(
    trusted: str, written: str, wins: bool
) -> None:
    known, mine = (Author("Gulati", trusted),), (Author("Gulati", written),)
    work = merge([record("crossref", authors=known), record("file", authors=mine)], trust)
    assert work.best.authors == (mine if wins else known)
    assert work.witnesses["authors"] == ("crossref:1", "file:1")


def test_a_list_that_was_cut_loses_to_a_whole_one() -> None:
    cut = record("crossref", authors=LARSSON[:1], others=True)
    work = merge([cut, record("file", authors=LARSSON)], trust)
    assert work.best.authors == LARSSON
    assert not work.best.others


@pytest.mark.parametrize(
    ("records", "year"),
    [
        ([{"year": 2009}, {"year": 2010, "volume": "21"}], 2010),
        ([{"year": 2023, "volume": "34", "printed": PartialDate(2023, 10), "issued": PartialDate(2022, 11)}], 2023),
        ([{"year": None, "issued": None}], None),
        ([{"year": 2022}], 2022),
    ],
)  # fmt: skip
def test_the_year_is_the_one_people_cite(records: list[dict[str, Any]], year: int | None) -> None:
    work = merge([record("crossref", id=str(n), **fields) for n, fields in enumerate(records)], trust)
    assert work.best.year == year


def test_identifiers_are_united_with_the_most_trusted_main_value_first() -> None:
    publisher, alias = doi("10.1287/orsc.9.3.285"), doi("10.2307/2640226")
    handle = repec_handle("RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305")
    assert publisher and alias and handle
    work = merge(
        [record("file", identifiers=(alias,)), record("crossref", identifiers=(publisher,)),
         record("ideas", identifiers=(handle,))],
        trust,
    )  # fmt: skip
    assert work.best.identifier("doi") == "10.1287/orsc.9.3.285"
    assert set(work.best.identifiers) == {publisher, alias, handle}
    assert work.witnesses["doi"] == ("crossref:1",)


def test_the_longest_abstract_of_the_most_trusted_source_is_shown() -> None:
    work = merge(
        [record("file", abstract="A very long text indeed, copied from a page."),
         record("ideas", id="a", abstract="Text."), record("ideas", id="b", abstract="Text in full.")],
        trust,
    )  # fmt: skip
    assert work.best.abstract == "Text in full."


def test_keywords_are_united_each_once() -> None:
    work = merge(
        [record("crossref", keywords=("Trust", "Alliances")), record("file", keywords=("trust", "learning"))],
        trust,
    )
    assert work.best.keywords == ("Trust", "Alliances", "learning")


def test_a_correction_wins_and_says_so() -> None:
    one = issn("1047-7039")
    assert one
    records = [record("crossref", title="Wrong", year=1999, identifiers=(one,))]
    work = merge(records, trust, {"year": 1998, "doi": "10.1287/orsc.9.3.285"})
    assert work.best.year == 1998
    assert work.best.identifier("doi") == "10.1287/orsc.9.3.285"
    assert work.best.identifier("issn") == "1047-7039"
    assert work.witnesses["year"] == (CORRECTED,)


def test_who_names_the_authors_names_all_of_them() -> None:
    records = [record("crossref", authors=LARSSON, others=True)]
    assert merge(records, trust, {"authors": LARSSON}).best.others is False
    assert merge(records, trust, {"authors": LARSSON, "others": True}).best.others is True
    assert merge(records, trust, {"year": 1998}).best.others is True


@pytest.mark.parametrize(
    ("title", "full"),
    [("The Dilemma", "The Dilemma: Of Learning"), ("The Dilemma: Of Learning", "The Dilemma: Of Learning")],
)
def test_a_title_corrected_whole_has_no_subtitle_twice(title: str, full: str) -> None:
    records = [record("crossref", title="Teh Dilemma", subtitle="Of Learning")]
    assert merge(records, trust, {"title": title}).best.full_title == full
    assert merge(records, trust, {"title": "A: B", "subtitle": "C"}).best.full_title == "A: B: C"


def test_what_nobody_said_stays_unknown() -> None:
    work = merge([record("crossref", title="A title")], trust)
    assert work.best.year is None and work.best.authors == () and work.best.venue is None
    assert "year" not in work.witnesses


def test_an_unknown_type_gives_way() -> None:
    work = merge([record("crossref", type="other"), record("file", type="article")], trust)
    assert work.best.type == "article"


def test_a_work_has_a_record() -> None:
    with pytest.raises(ValueError, match="at least one record"):
        merge([], trust)


def test_a_lone_record_is_merged_as_if_there_were_more() -> None:
    """The quick way for one record gives what a second, empty record would leave of it."""
    main, alias = doi("10.1287/orsc.9.3.285"), doi("10.2307/2640226")
    assert main and alias
    lone = record(
        "crossref", type="article", source_type="journal-article", title="Believing Is Seeing", subtitle="Joint Ventures",
        authors=LARSSON, others=True, venue="Organization Science", volume="9", issue="3", pages="285-305", year=1998,
        printed=PartialDate(1998, 6), identifiers=(main, alias), keywords=("Trust", "trust", "Learning"), abstract="Text.",
    )  # fmt: skip
    alone, beside = merge([lone], trust), merge([lone, record("file", id="empty")], trust)
    assert alone.best == beside.best
    assert alone.witnesses == beside.witnesses

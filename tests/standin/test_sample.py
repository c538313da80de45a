"""The sample and the three views of it: what ships must be sound and must not be invented."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from litreview.model.identifiers import doi, issn, repec_handle
from litreview.standin.sample import read_table, sample
from litreview.standin.views import CHANGED_FIELDS, SERVICES, changes, view

FACTS = Path(__file__).parents[2].parent / "shared" / "facts" / "sample_works.csv"


def test_every_work_says_where_its_facts_were_read() -> None:
    assert len(sample()) >= 150
    assert [key for key, work in sample().items() if not work.origin] == []


def test_identifiers_are_in_normal_form() -> None:
    for work in sample().values():
        if work.doi:
            assert doi(work.doi) == ("doi", work.doi), work.key
        if work.repec_handle:
            assert repec_handle(work.repec_handle) == ("repec_handle", work.repec_handle), work.key


def test_no_identifier_names_two_works() -> None:
    for values in ([w.doi for w in sample().values()], [w.repec_handle for w in sample().values()]):
        known = [value for value in values if value]
        assert len(known) == len(set(known))


def test_links_lead_to_works_of_the_sample() -> None:
    works = sample()
    links = [(work.key, cited) for work in works.values() for cited in work.cites]
    assert len(links) == len(set(links)) >= 500
    assert [link for link in links if link[1] not in works or link[0] == link[1]] == []
    assert [work.key for work in works.values() if work.version_of and work.version_of not in works] == []


def test_the_sample_is_the_read_one() -> None:
    if not FACTS.exists():
        pytest.skip("../shared/facts is not here")
    with FACTS.open(encoding="utf-8", newline="") as file:
        read = {row["key"]: row for row in csv.DictReader(file)}
    ours = {row["key"]: row for row in read_table("sample.csv")}
    assert {key: ours.get(key) for key in read} == read


def test_journals_have_sound_issns() -> None:
    for row in read_table("journals.csv"):
        assert issn(row["issn"]) == ("issn", row["issn"])
        assert row["origin"]


def test_changes_are_listed_with_a_reason() -> None:
    assert len(changes()) >= 25
    fields = {*CHANGED_FIELDS, "absent", "alias", "online", "references", "unlinked"}
    for change in changes():
        assert change.service in SERVICES
        assert change.key in sample()
        assert change.field in fields
        assert change.why


def test_a_change_changes_something() -> None:
    for change in changes():
        seen = view(change.service)
        if change.field in CHANGED_FIELDS:
            assert getattr(seen.works[change.key], change.field) != getattr(
                sample()[change.key], change.field
            )
        elif change.field == "unlinked":
            assert change.value in sample()[change.key].cites
            assert change.key not in seen.cited_by(change.value)


def test_views_overlap_and_differ() -> None:
    crossref, papers, repec = (view(name) for name in SERVICES)
    both = set(crossref.works) & set(papers.works)
    assert len(both) > 200
    assert len(set(crossref.works) & set(repec.works)) > 20
    assert set(papers.works) - set(crossref.works), "works without a DOI are only there"
    counts = [(len(crossref.cited_by(key)), len(papers.cited_by(key))) for key in both]
    assert any(ours != theirs for ours, theirs in counts)


def test_dois_of_the_views_were_read() -> None:
    """A DOI that is not in the sample's column must stand in the origin of its row."""
    known = {work.doi for work in sample().values()}
    for service in SERVICES:
        for work in view(service).works.values():
            if work.doi and work.doi.lower() not in known:
                assert work.doi in sample()[work.key].origin or work.doi == "10.5465/amr.2009.44885776"

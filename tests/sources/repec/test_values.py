"""Small values of RePEc: people in one field, pages, years, addresses and handles."""

from __future__ import annotations

import csv
import gzip
import io

import pytest

from litreview.model.identifiers import repec_handle
from litreview.sources.repec.addresses import by_path, handle_of_path, tail_key
from litreview.sources.repec.citation_line import CitedLine, record_of
from litreview.sources.repec.series import series_of
from litreview.sources.repec.values import author_of, pages_of, split_jel, split_names, year_of
from tests.sources.repec.fake import recorded


@pytest.mark.parametrize(
    ("text", "names", "editors"),
    [
        ("Dean Baker and Nick Buffie", ["Dean Baker", "Nick Buffie"], False),
        ("Glediana ZENELI (FOTO)", ["Glediana ZENELI"], False),
        ("Dawoon Mamoon (Edt)", ["Dawoon Mamoon"], True),
        ("Bank of England and Treasury", ["Bank of England and Treasury"], False),
        ("Anand", ["Anand"], False),
    ],
)
def test_names_in_one_field(text: str, names: list[str], editors: bool) -> None:
    assert split_names(text) == (names, editors)


def test_organisations_are_not_taken_apart() -> None:
    found = author_of("Journal of Economics Library")
    assert found is not None and found.surname == "Journal of Economics Library"
    person = author_of("Maria de F&aacute;tima Pinho")
    assert person is not None and str(person) == "de Fátima Pinho, Maria"


def test_pages_years_and_codes() -> None:
    assert [pages_of(text) for text in ("285–305", "3154-", "i-iv", " ", None)] == [
        "285-305",
        "3154",
        "i-iv",
        None,
        None,
    ]
    assert [year_of(text) for text in ("1998", "203", "20180509", "undated", "0", "2011/12")] == [
        1998,
        None,
        2018,
        None,
        None,
        2011,
    ]
    assert split_jel(["L140, D83.", "R00, Z0"]) == ("L14", "D83")


@pytest.mark.parametrize(
    ("line", "kind", "venue", "number", "publisher"),
    [
        ('A One & B, Two, 2003. "T," IESE Research Papers D/526, IESE Business School.', "working_paper", "IESE Research Papers", "D/526", "IESE Business School"),
        ('One, A, 2022. "T?," Research Policy, Elsevier, vol. 51(6).', "article", "Research Policy", None, "Elsevier"),
        ('A One, 2002. "A "quoted" word, and more," Journal of X, P; Q, issue 2, pages 44-77.', "article", "Journal of X", None, "P; Q"),
        ('A One, "undated". "T," Working Papers 12, University X, revised Jan 2002.', "working_paper", "Working Papers", "12", "University X"),
        ('A One, 2004. "T," MIT Press Books, The MIT Press, edition 1, volume 1, number 026268148x.', "book", None, None, "The MIT Press"),
    ],
)  # fmt: skip
def test_the_grammar_of_suggested_citations(
    line: str, kind: str, venue: str | None, number: str | None, publisher: str
) -> None:
    record = record_of(CitedLine(text=line), "ideas")
    assert record is not None
    assert (record.type, record.venue, record.report_number, record.publisher) == (
        kind,
        venue,
        number,
        publisher,
    )


def test_lines_of_other_forms_are_no_records() -> None:
    for text in ("", "Full references (including those not matched)", "A One, 1998. T without marks."):
        assert record_of(CitedLine(text=text), "ideas") is None


def test_a_path_is_named_only_by_handles_that_are_known() -> None:
    handle = repec_handle("RePEc:sae:jothpo:v:9:y:1998:i:supplement1:p:s102-s108")
    assert handle is not None
    known = by_path([handle])
    assert handle_of_path("/a/sae/jothpo/v9y1998isupplement1ps102-s108.html", known) == handle
    assert handle_of_path("/a/sae/jothpo/v9y1998i1p1-2.html", known) is None


def test_recorded_handles_do_not_collide_as_paths() -> None:
    path = recorded("redif", "version_links_relatedworks.csv.gz")
    rows = csv.reader(io.StringIO(gzip.decompress(path.read_bytes()).decode()))
    handles = {h for row in rows for text in row if (h := repec_handle(text))}
    assert len(handles) > 10_000
    assert len({tail_key(handle) for handle in handles}) == len(handles)


def test_series_by_handle() -> None:
    found = series_of("RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305")
    assert found is not None and (found.name, found.kind, found.issn) == (
        "Organization Science",
        "article",
        "1047-7039",
    )
    assert series_of("RePEc:zzz:zzzzzz:1") is None and series_of(None) is None

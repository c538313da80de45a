"""Crossref's routes as its documents have them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from litreview.standin.sample import sample
from litreview.standin.views import view
from tests.standin.client import Answer

Ask = Callable[..., Answer]


def test_a_work_by_its_doi_however_it_is_written(crossref: Ask) -> None:
    for path in ("10.1287/orsc.9.3.285", "10.1287%2Forsc.9.3.285", "10.1287/ORSC.9.3.285"):
        answer = crossref(f"/works/{path}")
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.json["message-type"] == "work"
        assert answer.json["message"]["DOI"] == "10.1287/orsc.9.3.285"
        assert answer.json["message"]["author"][0]["family"] == "Larsson"


def test_every_doi_can_be_asked_for(crossref: Ask) -> None:
    for work in view("crossref").works.values():
        answer = crossref("/works/" + quote(work.doi or "", safe=""))
        assert (answer.status, answer.json["message"]["DOI"]) == (200, work.doi)


def test_an_alias_redirects_with_a_relative_address(crossref: Ask) -> None:
    moved = crossref("/works/10.1504/ijbe.2017.084703")
    assert (moved.status, moved.body) == (301, b"")
    assert moved.headers["location"] == "/crossref/works/10.1504/ijbe.2017.10005662"
    record = crossref("/works/10.1504/ijbe.2017.10005662").json["message"]
    assert record["aliases"] == ["10.1504/ijbe.2017.084703"]


def test_an_unknown_doi_is_a_plain_text_404(crossref: Ask) -> None:
    answer = crossref("/works/10.1287/nothing")
    assert (answer.status, answer.text) == (404, "Resource not found.")
    assert answer.headers["content-type"] == "text/plain"


def test_the_agency_tells_other_dois_from_unknown_ones(crossref: Ask) -> None:
    assert crossref("/works/10.1287/orsc.9.3.285/agency").json["message"]["agency"]["id"] == "crossref"
    foreign = next(iter(doi for doi, agency in view("crossref").absent.items() if agency == "datacite"))
    assert crossref(f"/works/{foreign}").status == 404
    assert crossref(f"/works/{foreign}/agency").json["message"]["agency"]["id"] == "datacite"
    unknown = crossref("/works/10.1287/nothing/agency")
    assert (unknown.status, unknown.text) == (404, "Resource not found.")
    assert unknown.headers["content-type"].startswith("application/json"), "the label lies, as in life"


def test_a_search_finds_what_fits_first(crossref: Ask) -> None:
    message = crossref("/works", query="inter-organizational learning", rows=5).json["message"]
    assert len(message["items"]) == 5 < message["total-results"]
    titles = [item["title"][0].lower().replace("‐", "-") for item in message["items"]]
    assert all("inter" in title for title in titles)
    scores = [item["score"] for item in message["items"]]
    assert scores == sorted(scores, reverse=True)


def test_a_reference_string_finds_its_work(crossref: Ask) -> None:
    text = "March, J.G. (1991). Exploration and exploitation in organizational learning. Organization Science"
    found = crossref("/works", query__bibliographic=text, rows=1).json["message"]["items"]
    assert found[0]["DOI"] == "10.1287/orsc.2.1.71"


def test_fields_are_searched_apart(crossref: Ask) -> None:
    by_author = crossref("/works", query__author="Uzzi", rows=50).json["message"]
    assert {item["author"][0]["family"] for item in by_author["items"]} == {"Uzzi"}
    both = crossref("/works", query__author="Uzzi", query__title="paradox").json["message"]
    assert 0 < both["total-results"] < by_author["total-results"]
    assert crossref("/works", query__editor="Uzzi").json["message"]["total-results"] == 0


def test_a_batch_leaves_out_what_it_does_not_know(crossref: Ask) -> None:
    asked = "doi:10.1287/orsc.9.3.285,doi:10.1287/ORSC.2.1.71,doi:10.1/unknown,doi:10.1504/ijbe.2017.084703"
    items = crossref("/works", filter=asked, rows=4).json["message"]["items"]
    assert {item["DOI"] for item in items} == {"10.1287/orsc.9.3.285", "10.1287/orsc.2.1.71"}


def test_rows_default_to_twenty(crossref: Ask) -> None:
    message = crossref("/works").json["message"]
    assert (len(message["items"]), message["items-per-page"]) == (20, 20)
    assert message["total-results"] == len(view("crossref").works)


def test_years_and_types_filter(crossref: Ask) -> None:
    asked = "from-pub-date:1998-01-01,until-pub-date:1999,type:journal-article"
    items = crossref("/works", filter=asked, rows=100).json["message"]["items"]
    assert {item["issued"]["date-parts"][0][0] for item in items} == {1998, 1999}
    chapters = crossref("/works", filter="type:book-chapter").json["message"]["items"]
    assert {item["type"] for item in chapters} == {"book-chapter"}
    late = crossref("/works", filter="from-pub-date:1998-06,until-pub-date:1998").json["message"]
    assert late["total-results"] == 0, "a year alone counts as its first day"


def test_select_gives_only_what_was_asked(crossref: Ask) -> None:
    items = crossref("/works", query="trust", select="DOI,title,issue").json["message"]["items"]
    assert all(set(item) <= {"DOI", "title", "issue"} for item in items)
    refused = crossref("/works", select="DOI,subtype")
    assert refused.status == 400
    assert refused.json["message"][0]["value"] == "subtype"


def test_offsets_and_sorting_walk_the_whole_list(crossref: Ask) -> None:
    seen: list[str] = []
    for offset in range(0, 300, 100):
        page = crossref("/works", rows=100, offset=offset, sort="is-referenced-by-count", order="desc")
        seen += [item["DOI"] for item in page.json["message"]["items"]]
    assert len(seen) == len(set(seen)) == len(view("crossref").works)
    top = crossref("/works/" + quote(seen[0], safe="")).json["message"]
    assert top["is-referenced-by-count"] == max(len(view("crossref").cited_by(key)) for key in sample())


def test_a_cursor_keeps_its_string_and_moves_on(crossref: Ask) -> None:
    first = crossref("/works", query="trust", rows=10, cursor="*").json["message"]
    cursor, seen = first["next-cursor"], [item["DOI"] for item in first["items"]]
    while True:
        page = crossref("/works", query="trust", rows=10, cursor=cursor).json["message"]
        assert page["next-cursor"] == cursor
        if not page["items"]:
            break
        seen += [item["DOI"] for item in page["items"]]
    assert len(seen) == len(set(seen)) == first["total-results"]


def test_a_dead_cursor_is_a_json_404(crossref: Ask) -> None:
    answer = crossref("/works", cursor="long-gone")
    assert answer.status == 404
    assert answer.json["message"][0]["type"] == "cursor-invalid"


def test_wrong_parameters_are_named(crossref: Ask) -> None:
    answer = crossref("/works", rows=5000, colour="red", filter="has-wings:true")
    assert answer.status == 400
    assert answer.json["message-type"] == "validation-failure"
    assert {problem["type"] for problem in answer.json["message"]} == {
        "integer-not-valid",
        "parameter-not-allowed",
        "filter-not-available",
    }
    single = crossref("/works/10.1287/orsc.9.3.285", query__title="x")
    assert (single.status, single.json["message"][0]["value"]) == (400, "query.*")


def test_references_come_with_and_without_a_doi(crossref: Ask) -> None:
    lines = crossref("/works/10.3390/su132313202").json["message"]["reference"]
    assert len(lines) == len(view("crossref").works["li2021knowledge"].cites)
    assert any("DOI" in line for line in lines)
    assert any("DOI" not in line and "author" in line for line in lines)
    assert len({line["key"] for line in lines}) == len(lines)


def test_a_closed_list_has_a_count_and_no_lines(crossref: Ask) -> None:
    message = crossref("/works/10.1287/orsc.9.3.285").json["message"]
    assert message["reference-count"] == 9
    assert "reference" not in message


def test_counts_are_the_citing_works_of_the_sample(crossref: Ask) -> None:
    citing = {key for key, work in sample().items() if "cohen1990absorptive" in work.cites and work.doi}
    count = crossref("/works/10.2307/2393553").json["message"]["is-referenced-by-count"]
    assert count == len(citing) - 1, "one of them did not deposit the reference"


def test_print_and_online_may_differ(crossref: Ask) -> None:
    message = crossref("/works/10.1177/0149206312442339").json["message"]
    assert message["published-print"]["date-parts"] == [[2014]]
    assert message["issued"]["date-parts"] == message["published-online"]["date-parts"] == [[2012]]

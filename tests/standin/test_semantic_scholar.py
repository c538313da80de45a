"""Semantic Scholar's paper routes as its documents have them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from litreview.standin.sample import sample
from litreview.standin.views import view
from tests.standin.client import Answer

Ask = Callable[..., Answer]
LARSSON = "larsson1998interorganizational"


def named(key: str) -> str:
    return hashlib.sha1(key.encode()).hexdigest()


def test_a_paper_by_any_of_its_ids(papers: Ask) -> None:
    first = papers("/DOI:10.1287/orsc.9.3.285", fields="externalIds").json
    assert first["paperId"] == named(LARSSON)
    corpus = first["externalIds"]["CorpusId"]
    for name in (named(LARSSON), f"CorpusId:{corpus}", f"CorpusID:{corpus}", "10.1287/orsc.9.3.285"):
        assert papers(f"/{name}").json["paperId"] == named(LARSSON)


def test_without_fields_only_id_and_title_come(papers: Ask) -> None:
    assert set(papers("/10.1287/orsc.9.3.285").json) == {"paperId", "title"}


def test_asked_fields_come_and_no_others(papers: Ask) -> None:
    paper = papers("/10.2307/2393553", fields="year,authors.name,citationCount,abstract").json
    assert set(paper) == {"paperId", "year", "authors", "citationCount", "abstract"}
    assert (paper["year"], paper["abstract"]) == (1990, None)
    assert paper["citationCount"] == len(view("semantic_scholar").cited_by("cohen1990absorptive"))


def test_errors_are_worded_as_the_service_does(papers: Ask) -> None:
    unknown = papers("/DOI:10.1/nothing")
    assert (unknown.status, unknown.text) == (404, '{"error":"Paper with id DOI:10.1/nothing not found"}\n')
    field = papers("/10.2307/2393553", fields="title,colour")
    assert (field.status, field.json) == (400, {"error": "Unrecognized or unsupported fields: [colour]"})
    parameter = papers("/10.2307/2393553", colour="red")
    assert (parameter.status, parameter.json) == (400, {"error": "Unacceptable query params: [colour=red]"})


def test_a_wrong_key_is_forbidden(papers: Ask) -> None:
    answer = papers("/10.2307/2393553", headers={"x-api-key": "wrong"})
    assert (answer.status, answer.json) == (403, {"message": "Forbidden"})


def test_a_batch_answers_by_position_with_nulls(papers: Ask) -> None:
    ids = ["DOI:10.1287/orsc.9.3.285", "CorpusId:1", named("march1991exploration")]
    answer = papers("/batch", fields="title", method="POST", body=json.dumps({"ids": ids}).encode())
    assert [paper and paper["paperId"] for paper in answer.json] == [named(LARSSON), None, ids[2]]
    assert papers("/batch", method="POST", body=b"{}").status == 400


def test_a_search_pages_by_offset(papers: Ask) -> None:
    first = papers("/search", query="inter organizational learning", limit=5, fields="title").json
    assert first["next"] == 5
    assert all("nter" in paper["title"] for paper in first["data"])
    seen, page = [paper["paperId"] for paper in first["data"]], first
    while "next" in page:
        page = papers("/search", query="inter organizational learning", limit=5, offset=page["next"]).json
        seen += [paper["paperId"] for paper in page["data"]]
    assert len(seen) == len(set(seen)) == first["total"]


def test_nothing_found_has_no_data(papers: Ask) -> None:
    assert papers("/search", query="n0 r3sult").text == '{"total":0,"offset":0}'
    assert papers("/search", query="inter-organizational learning").json["total"] == 0, (
        "a hyphen finds nothing"
    )


def test_a_search_filters(papers: Ask) -> None:
    years = papers("/search", query="alliance", year="1998-2000", fields="year", limit=100).json
    assert {paper["year"] for paper in years["data"]} == {1998, 1999, 2000}
    cited = papers("/search", query="absorptive capacity", minCitationCount=5, fields="citationCount").json
    assert cited["data"] and all(paper["citationCount"] >= 5 for paper in cited["data"])
    assert papers("/search", query="alliance", offset=990, limit=100).status == 400


def test_bulk_understands_its_language(papers: Ask) -> None:
    def titles(query: str) -> set[str]:
        return {paper["title"].lower() for paper in papers("/search/bulk", query=query).json["data"]}

    assert all("absorptive capacity" in title for title in titles('"absorptive capacity"'))
    assert titles("trust | embeddedness") == titles("trust") | titles("embeddedness")
    assert titles("trust -alliance") == {
        title for title in titles("trust") if "alliance" not in title.split()
    }
    assert titles("embedded*") >= titles("embeddedness") != set()
    assert titles("(trust | control) + learning") == {
        title for title in titles("learning") if {"trust", "control"} & set(title.replace(",", "").split())
    }
    assert papers("/search/bulk", query="trust").json["token"] is None


def test_a_title_is_matched(papers: Ask) -> None:
    (paper,) = papers("/search/match", query="The myopia of learning", fields="year").json["data"]
    assert (paper["title"], paper["year"]) == ("The myopia of learning", 1993)
    assert paper["matchScore"] > 0
    missing = papers("/search/match", query="Zebras of the moon")
    assert (missing.status, missing.json) == (404, {"error": "Title match not found"})


def test_references_page_and_some_have_no_id(papers: Ask) -> None:
    first = papers(f"/{named(LARSSON)}/references", limit=5, fields="title,contexts,isInfluential").json
    assert first["next"] == 5
    rest = papers(f"/{named(LARSSON)}/references", limit=5, offset=5, fields="title").json
    assert "next" not in rest
    lines = [line["citedPaper"] for line in first["data"] + rest["data"]]
    assert len(lines) == len(sample()[LARSSON].cites)
    unidentified = [line for line in lines if line["paperId"] is None]
    assert unidentified and all(line["title"] for line in unidentified)
    assert first["data"][0]["contexts"][0].startswith("Sample: ")


def test_a_withheld_list_is_null(papers: Ask) -> None:
    key = next(iter(view("semantic_scholar").withheld))
    assert papers(f"/{named(key)}", fields="referenceCount").json["referenceCount"] > 0
    assert papers(f"/{named(key)}/references").json == {"offset": 0, "data": None}


def test_citations_are_the_citing_papers(papers: Ask) -> None:
    answer = papers("/10.2307/2393553/citations", fields="title,year", limit=1000).json
    citing = {line["citingPaper"]["paperId"] for line in answer["data"]}
    assert citing == {named(key) for key in view("semantic_scholar").cited_by("cohen1990absorptive")}
    assert papers("/10.2307/2393553/citations", offset=9500, limit=1000).status == 400

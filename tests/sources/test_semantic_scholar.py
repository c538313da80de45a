"""Semantic Scholar read and asked: nulls by position, withheld lists, lines without a paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.errors import KeyRefused, Misused, SourceFault, SourceMisread
from litreview.model.identifiers import Identifier, doi
from litreview.model.record import TYPES, Failure, Record, Said
from litreview.model.stored import record_from_stored, record_to_stored
from litreview.sources.semantic_scholar import SemanticScholar, read, read_page
from litreview.sources.source import SourceQuery
from tests.sources.serving import Asked, Loopback, Reply, Rig, always

FIXTURES = Path(__file__).parents[2] / "fixtures" / "semantic_scholar"
SCHOLAR = SemanticScholar()
PAPER = json.loads((FIXTURES / "paper.json").read_text())
ID = "5c57ee7c0f2dbaaf8c4b7aa81efa7a7abfd83598"
OTHER = "a" * 40
LARSSON = Identifier("doi", "10.1287/orsc.9.3.285")
BUSY = b'{"message": "Too Many Requests. Please wait and try again or apply for a key.", "code": "429"}'


def rig_for(server: Loopback, **more: Any) -> Rig:
    return Rig(server.url, source=SCHOLAR.declared, **more)


def reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"Content-Type": "application/json"})


def record_of(**paper: Any) -> Record:
    found = read({"paperId": ID, **paper})
    assert isinstance(found, Said)
    assert found.record is not None
    return found.record


def test_a_paper_is_read_whole() -> None:
    said = read(PAPER)
    assert isinstance(said, Said)
    record = said.record
    assert record is not None
    assert (record.name, record.type, record.source_type) == (
        f"semantic_scholar:{ID}",
        "article",
        "JournalArticle, Review",
    )
    assert (record.venue, record.volume, record.pages, record.year, str(record.issued)) == (
        "Organization Science",
        "9",
        "285-305",
        1998,
        "1998-06-01",
    )
    assert [str(author) for author in record.authors] == ["Larsson, R.", "Bengtsson, Lars"]
    assert [str(one) for one in record.identifiers] == [
        f"s2_id:{ID}",
        "doi:10.1287/orsc.9.3.285",
        "corpus_id:14514057",
        "issn:1047-7039",
    ]
    assert (said.citation_count, said.reference_count, record.keywords) == (1890, 3, ("Business",))
    assert ("abstract", "withheld by the publisher") in record.fields


@pytest.mark.parametrize(
    ("paper", "type_"),
    [
        ({"publicationTypes": ["Review", "JournalArticle"]}, "article"),
        ({"publicationTypes": ["JournalArticle", "Conference"]}, "article"),
        ({"publicationTypes": ["Conference"]}, "conference_paper"),
        ({"publicationTypes": ["Book"]}, "book"),
        ({"publicationTypes": ["BookSection", "Book"]}, "chapter"),
        ({"publicationTypes": ["Dataset"]}, "dataset"),
        ({"publicationTypes": None, "publicationVenue": {"type": "journal"}}, "article"),
        ({"publicationTypes": ["Hologram"]}, "other"),
        ({"externalIds": {"DOI": "10.2139/ssrn.288970"}, "publicationTypes": ["Review"]}, "working_paper"),
        ({"externalIds": {"DOI": "10.48550/arXiv.2312.07559"}, "venue": "arXiv.org"}, "preprint"),
        ({}, "other"),
    ],
)
def test_types(paper: dict[str, Any], type_: str) -> None:
    assert record_of(**paper).type == type_


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        ({"journal": {"pages": "E4832 - E4841", "volume": "abs/1910.13461"}}, {"pages": "E4832-E4841", "volume": None}),
        ({"venue": "", "publicationVenue": None, "journal": {"name": "Quarterly Journal of Economics"}}, {"venue": "Quarterly Journal of Economics"}),
        ({"venue": "", "journal": None}, {"venue": None}),
        ({"year": None, "publicationDate": "2004-02-01"}, {"year": 2004}),
        ({"year": 2004, "publicationDate": None}, {"year": 2004}),
        ({"year": None, "publicationDate": None}, {"year": None, "issued": None}),
        ({"authors": None}, {"authors": ()}),
        ({"authors": [{"name": ""}, None, "x"]}, {"authors": ()}),
        ({"title": "\x93Micro\x94 finance\x92s"}, {"title": "\u201cMicro\u201d finance\u2019s"}),
        ({"title": "R&amp;D at p < 0.05"}, {"title": "R&D at p < 0.05"}),
        ({"abstract": ""}, {"abstract": None}),
    ],
)  # fmt: skip
def test_oddities_of_papers(paper: dict[str, Any], expected: dict[str, Any]) -> None:
    record = record_of(**paper)
    assert {name: getattr(record, name) for name in expected} == expected


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*PAPER, "contexts"]), ANY, max_size=6))
def test_whatever_shape_a_field_has_the_paper_arrives_and_can_be_stored(paper: dict[str, Any]) -> None:
    found = read({**paper, "paperId": ID})
    assert isinstance(found, Said)
    assert found.record is not None
    assert found.record.type in TYPES
    assert record_from_stored(record_to_stored(found.record)) == found.record


def test_papers_without_an_id_are_failures() -> None:
    for paper in (None, 5, {}, {"paperId": None, "title": "A title"}):
        assert isinstance(read(paper), Failure)
    assert record_of(paperId=None, corpusId=14514057).source_id == "corpusid:14514057"


def test_nothing_found_is_a_page_without_data() -> None:
    assert read_page(b'{"total": 0, "offset": 0}', "", "").total == 0
    with pytest.raises(SourceMisread):
        read_page(b'{"error": "Paper not found"}', "", "")


def test_a_search_replaces_hyphens_and_ends_where_the_service_ends() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        query = parse_qs(urlsplit(asked.path).query)
        offset = int(query["offset"][0])
        papers = [
            {"paperId": f"{n:040x}", "title": f"Paper {n}"} for n in range(offset, min(offset + 100, 142))
        ]
        following = {"next": offset + 100} if offset + 100 < 142 else {}
        return reply({"total": 422, "offset": offset, **following, "data": papers})

    query = SourceQuery(text="inter-organizational learning", year_from=1990, limit=500)
    with Loopback(answer) as server, rig_for(server) as rig:
        first = SCHOLAR.search(rig.net, query)
        second = SCHOLAR.search(rig.net, query, first.next)
        assert parse_qs(urlsplit(server.asked[0].path).query)["query"] == ["inter organizational learning"]
        assert parse_qs(urlsplit(server.asked[0].path).query)["year"] == ["1990-"]
        assert first.asked == f"GET {server.url}{server.asked[0].path}"
    assert (len(first.said), len(second.said), second.next, first.total) == (100, 42, None, 422)


def test_a_long_search_goes_by_bulk_with_its_token() -> None:
    def answer(asked: Asked, nth: int) -> Reply:
        assert urlsplit(asked.path).path == "/graph/v1/paper/search/bulk"
        assert parse_qs(urlsplit(asked.path).query).get("token") == (None if nth == 1 else ["A+B="])
        papers = [{"paperId": f"{nth * 1000 + n:040x}"} for n in range(1000 if nth == 1 else 674)]
        return reply({"total": 1674, "token": "A+B=" if nth == 1 else None, "data": papers})

    query = SourceQuery(text="kubernetes", limit=5000)
    with Loopback(answer) as server, rig_for(server) as rig:
        first = SCHOLAR.search(rig.net, query)
        second = SCHOLAR.search(rig.net, query, first.next)
    assert (len(first.said), len(second.said), second.next) == (1000, 674, None)


def test_a_search_without_words_is_not_sent() -> None:
    with Loopback(always(Reply())) as server, rig_for(server) as rig, pytest.raises(Misused):
        SCHOLAR.search(rig.net, SourceQuery(text=" - "))
    assert server.asked == []


def test_a_batch_is_matched_by_position_and_its_nulls_are_misses() -> None:
    ids = [
        Identifier("corpus_id", "211530585"),
        LARSSON,
        Identifier("s2_id", OTHER),
        Identifier("arxiv_id", "2106.15928"),
        Identifier("pmcid", "PMC2323736"),
    ]

    def answer(asked: Asked, _: int) -> Reply:
        assert json.loads(asked.body)["ids"] == [
            "CorpusId:211530585", "DOI:10.1287/orsc.9.3.285", OTHER, "ARXIV:2106.15928", "PMCID:2323736",
        ]  # fmt: skip
        return reply([None, PAPER, {"paperId": "b" * 40, "title": "Merged since"}, None, {"paperId": None}])

    with Loopback(answer) as server, rig_for(server) as rig:
        (page,) = SCHOLAR.look_up(rig.net, ids)
    assert [said.about[-6:] for said in page.said] == [ID[-6:], "b" * 6]
    assert [miss.identifier for miss in page.misses] == [ids[0], ids[3]]
    assert len(page.failures) == 1
    merged = page.said[1].record
    assert merged is not None
    # The id it was asked by goes on naming it, although the service answers with another.
    assert merged.identifiers == (Identifier("s2_id", "b" * 40), Identifier("s2_id", OTHER))


def test_a_doi_that_comes_back_as_another_doi_does_not_join_the_two() -> None:
    paper = {"paperId": ID, "externalIds": {"DOI": "10.2139/ssrn.288970"}}
    with Loopback(always(reply([paper]))) as server, rig_for(server) as rig:
        (page,) = SCHOLAR.look_up(rig.net, [LARSSON])
    assert page.said[0].record is not None
    assert LARSSON not in page.said[0].record.identifiers


def test_a_hundred_a_batch_and_all_of_them() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        return reply([{"paperId": name} for name in json.loads(asked.body)["ids"]])

    ids = [Identifier("s2_id", f"{n:040x}") for n in range(250)]
    with Loopback(answer) as server, rig_for(server) as rig:
        got = [said.about for page in SCHOLAR.look_up(rig.net, ids) for said in page.said]
        assert len(server.asked) == 3
    assert got == [f"semantic_scholar:{one.value}" for one in ids]


@pytest.mark.parametrize("answer", [[], [None, None], {"data": []}])
def test_a_batch_of_another_length_is_misread(answer: object) -> None:
    with Loopback(always(reply(answer))) as server, rig_for(server) as rig, pytest.raises(SourceMisread):
        list(SCHOLAR.look_up(rig.net, [LARSSON]))


def test_a_batch_of_which_nothing_is_known_is_all_misses() -> None:
    with (
        Loopback(always(reply({"error": "No valid paper ids given"}, 400))) as server,
        rig_for(server) as rig,
    ):
        (page,) = SCHOLAR.look_up(rig.net, [LARSSON])
    assert [miss.identifier for miss in page.misses] == [LARSSON]


def test_counts_list_the_record_that_they_are_about() -> None:
    with Loopback(always(reply([PAPER]))) as server, rig_for(server) as rig:
        (page,) = SCHOLAR.counts(rig.net, [LARSSON])
    (said,) = page.said
    assert (said.about, said.record, said.citation_count) == (f"semantic_scholar:{ID}", None, 1890)
    assert [record.name for record in said.listed] == [said.about]


def lists(data: object, paper: dict[str, Any] = PAPER, **more: object) -> Any:
    """A server with one paper and one list."""

    def answer(asked: Asked, _: int) -> Reply:
        path = unquote(urlsplit(asked.path).path)
        if path.endswith(("/references", "/citations")):
            return reply({"offset": 0, **more, "data": data})
        assert path.startswith("/graph/v1/paper/DOI:10.1287/orsc.9.3.285")
        return reply(paper)

    return answer


def test_references_keep_lines_of_which_no_paper_is_known() -> None:
    data = json.loads((FIXTURES / "references.json").read_text())["data"]
    with Loopback(lists(data)) as server, rig_for(server) as rig:
        page = SCHOLAR.references(rig.net, LARSSON)
    (said,) = page.said
    assert said.references is not None
    hamel, unknown = said.references.lines
    assert (hamel.position, hamel.byline, hamel.first_page) == (1, "Hamel", "83")
    assert (hamel.record, hamel.intents, hamel.influential) == (
        f"semantic_scholar:{'a3340132b75029b972722f5debb7049008040ecd'}",
        ("background", "methodology"),
        True,
    )
    assert hamel.contexts == ("Partners race to learn (Hamel 1991).",)
    assert (unknown.position, unknown.record, unknown.year) == (2, None, 1997)
    assert unknown.title == "Bridging the \u201ctransatlantic\u201d publishing gap"
    assert [record.year for record in said.listed] == [1991]
    assert [failure.what for failure in page.failures] == ["a line without a paper"]
    assert (said.references.state, said.references.total) == ("partial", 3)
    assert said.citation_count == 1890


@pytest.mark.parametrize(
    ("count", "data", "state", "total"),
    [
        (3, None, "withheld", 3),
        (3, [], "withheld", 3),
        (0, [], "none", 0),
        (0, None, "none", 0),
        (None, [], "withheld", None),
        (1, [{"citedPaper": {"paperId": OTHER}}], "given", 1),
        (0, [{"citedPaper": {"paperId": OTHER}}], "given", 1),
        (9, [{"citedPaper": {"paperId": OTHER}}], "partial", 9),
    ],
)
def test_withheld_none_part_and_whole_are_told_apart(
    count: int | None, data: object, state: str, total: int | None
) -> None:
    with Loopback(lists(data, {**PAPER, "referenceCount": count})) as server, rig_for(server) as rig:
        references = SCHOLAR.references(rig.net, LARSSON).said[0].references
    assert references is not None
    assert (references.state, references.total) == (state, total)


def test_a_long_list_comes_in_pages_with_positions_that_go_on() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        parts = urlsplit(asked.path)
        if not parts.path.endswith("/citations"):
            return reply({**PAPER, "citationCount": 700})
        offset = int(parse_qs(parts.query)["offset"][0])
        data = [{"citingPaper": {"paperId": f"{n:040x}"}} for n in range(offset, min(offset + 500, 700))]
        return reply({"offset": offset, **({"next": 500} if offset == 0 else {}), "data": data})

    with Loopback(answer) as server, rig_for(server) as rig:
        first = SCHOLAR.cited_by(rig.net, LARSSON)
        second = SCHOLAR.cited_by(rig.net, LARSSON, first.next)
        assert len(server.asked) == 3
    one, two = first.said[0].cited_by, second.said[0].cited_by
    assert one is not None
    assert two is not None
    assert [line.position for line in (*one.lines, *two.lines)] == list(range(1, 701))
    assert (one.state, one.total, two.state, two.total, second.next) == ("partial", 700, "partial", 700, None)
    assert second.said[0].about == first.said[0].about
    assert second.said[0].record is None


def test_a_list_that_ends_too_early_ends() -> None:
    # Pages past 1,000 came back empty although more exist.
    with Loopback(lists([], None, next=1500)) as server, rig_for(server) as rig:
        page = SCHOLAR.references(rig.net, LARSSON, f"{ID}:1000:1033")
    references = page.said[0].references
    assert references is not None
    assert (references.state, references.total, page.next) == ("partial", 1033, None)


def test_a_paper_that_is_not_known_is_a_miss() -> None:
    with Loopback(always(reply({"error": "Paper not found"}, 404))) as server, rig_for(server) as rig:
        page = SCHOLAR.cited_by(rig.net, LARSSON)
    assert (page.said, [miss.identifier for miss in page.misses]) == ((), [LARSSON])


def test_without_a_key_being_refused_is_said_calmly_and_soon() -> None:
    with (
        Loopback(always(Reply(429, BUSY))) as server,
        rig_for(server, pace_factor={}) as rig,
        pytest.raises(SourceFault) as caught,
    ):
        SCHOLAR.search(rig.net, SourceQuery(text="trust"))
    assert str(caught.value) == (
        "Semantic Scholar is busy (429); a free key (LITREVIEW_SEMANTIC_SCHOLAR_KEY) helps."
    )
    assert sum(rig.clock.slept) < 60
    assert {event.part for event in rig.told} == {"semantic_scholar"}


def test_a_key_goes_in_its_header_and_nowhere_else() -> None:
    secrets = {"semantic_scholar_key": "key-of-mine"}
    with Loopback(always(reply([PAPER]))) as server, rig_for(server, secrets=secrets) as rig:
        (page,) = SCHOLAR.look_up(rig.net, [LARSSON])
        assert server.asked[0].headers["x-api-key"] == "key-of-mine"
        assert "key-of-mine" not in server.asked[0].path + page.asked
    with (
        Loopback(always(Reply(403, b'{"message":"Forbidden"}'))) as server,
        rig_for(server, secrets=secrets) as rig,
    ):
        with pytest.raises(KeyRefused, match="refused the key"):
            list(SCHOLAR.look_up(rig.net, [LARSSON]))
        assert len(server.asked) == 1


@pytest.mark.parametrize(("secrets", "gap"), [({}, 3.0), ({"semantic_scholar_key": "k"}, 1.1)])
def test_the_pace_depends_on_the_key(secrets: dict[str, str], gap: float) -> None:
    with Loopback(always(reply([PAPER]))) as server, rig_for(server, secrets=secrets, pace_factor={}) as rig:
        for _ in range(3):
            list(SCHOLAR.look_up(rig.net, [LARSSON]))
    assert sum(rig.clock.slept) == pytest.approx(2 * gap)


def test_the_address_may_end_in_the_path_of_the_service() -> None:
    with (
        Loopback(always(reply([PAPER]))) as server,
        Rig(f"{server.url}/graph/v1", source=SCHOLAR.declared) as rig,
    ):
        list(SCHOLAR.look_up(rig.net, [LARSSON]))
        assert server.asked[0].path.startswith("/graph/v1/paper/batch?")


def test_the_reason_of_the_service_is_passed_on() -> None:
    wrong = reply({"error": "Unrecognized or unsupported fields: [unknown]"}, 400)
    with (
        Loopback(always(wrong)) as server,
        rig_for(server) as rig,
        pytest.raises(SourceFault, match=r"\(400\): Unrecognized or unsupported fields"),
    ):
        SCHOLAR.search(rig.net, SourceQuery(text="trust"))


def test_a_doi_with_odd_characters_is_asked_for_as_it_is() -> None:
    odd = doi("10.1002/(SICI)1097-0266(199705)18:5<411::AID-SMJ889>3.0.CO;2-M?x#y")
    assert odd is not None
    with Loopback(always(reply({"error": "Paper not found"}, 404))) as server, rig_for(server) as rig:
        SCHOLAR.references(rig.net, odd)
    assert unquote(urlsplit(server.asked[0].path).path) == f"/graph/v1/paper/DOI:{odd.value}"

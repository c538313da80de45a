"""IDEAS: item pages in HTML and as printed text, lists, search, and what is no answer."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.errors import SourceMisread
from litreview.model.identifiers import Identifier
from litreview.model.record import Entry, Failure, Record, Said, VersionLink
from litreview.model.stored import (
    line_from_stored,
    line_to_stored,
    record_from_stored,
    record_to_stored,
)
from litreview.sources.repec.ideas import Ideas
from litreview.sources.repec.ideas_page import ItemPage, read_page
from litreview.sources.repec.redif_text import repaired
from litreview.sources.source import SourceQuery
from tests.sources.repec.fake import SHARED, FakeNet, fixture, recorded

LARSSON = Identifier("repec_handle", "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305")
SWINNEN = Identifier("repec_handle", "RePEc:bla:agecon:v:41:y:2010:i:s1:p:109-120")
BY_HANDLE = f"/cgi-bin/h.cgi?h={SWINNEN.value}"
PATH = "/a/bla/agecon/v41y2010is1p109-120.html"


def _item(name: str) -> Said:
    found = read_page(fixture(name).decode(), name)
    assert isinstance(found, ItemPage), found
    return found.said


def _listed(said: Said) -> dict[str, Record]:
    return {record.source_id: record for record in said.listed}


def _entry(data: bytes, name: str) -> Entry:
    found = list(Ideas().read_file(io.BytesIO(data), name))
    assert len(found) == 1 and isinstance(found[0], Entry), found
    return found[0]


def test_the_item_itself() -> None:
    record = _item("ideas_item.html").record
    assert record is not None and record.name == f"ideas:{SWINNEN.value}"
    assert record.title == "Market power and rents in global supply chains"
    assert [str(author) for author in record.authors] == ["Swinnen, Johan F.M.", "Vandeplas, Anneleen"]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "Agricultural Economics",
        "41",
        "s1",
        "109-120",
    )
    assert (record.type, record.year, str(record.issued)) == ("article", 2010, "2010-11")
    assert record.identifier("doi") == "10.1111/j.1574-0862.2010.00493.x"
    assert record.abstract == "How rents are shared along chains.\n\nA second paragraph."
    assert (record.keywords, record.jel) == (("supply chains", "market power"), ("L14", "Q13"))
    assert record.page_addresses == (f"https://ideas.repec.org{PATH}",)


def test_references_are_the_top_lines_with_their_handles() -> None:
    said = _item("ideas_item.html")
    assert (
        said.references is not None and said.references.state == "partial" and said.references.total is None
    )
    lines = said.references.lines
    assert [line.position for line in lines] == [1, 2, 3, 4, 5, 6]
    assert lines[0].byline == "Mitchell A. Petersen & Raghuram G. Rajan"
    assert lines[0].identifiers == (
        Identifier("repec_handle", "RePEc:oup:qjecon:v:110:y:1995:i:2:p:407-443."),
    )
    assert (lines[0].year, lines[0].volume, lines[0].first_page) == (1995, "110", "407")
    assert lines[1].record is None, "not listed on IDEAS: a line, no record"
    assert lines[1].identifiers[0].value == "RePEc:ccp:journl:v:1:y:2001:i:3:p:247-281"


def test_versions_of_references_are_records_linked_to_them() -> None:
    listed = _listed(_item("ideas_item.html"))
    paper = listed["RePEc:nbr:nberwo:4921"]
    assert (paper.type, paper.report_number, paper.series) == ("working_paper", "4921", "NBER Working Papers")
    article = Identifier("repec_handle", "RePEc:oup:qjecon:v:110:y:1995:i:2:p:407-443.")
    assert paper.versions == (VersionLink("article", article),)
    assert "RePEc:ulb:ulbeco:2013/9833" in listed, "a slash of the handle is a hyphen of the address"
    own_version = listed["page:/p/ags/iaae09/53213.html"]
    assert own_version.versions == (VersionLink("article", SWINNEN),)


def test_books_and_chapters_of_a_list() -> None:
    listed = _listed(_item("ideas_item.html"))
    book = listed["RePEc:elg:eebook:2405"]
    assert (book.type, book.publisher, book.venue) == ("book", "Edward Elgar Publishing", None)
    chapter = listed["RePEc:wsi:wschap:9789812798091_0017"]
    assert (chapter.type, chapter.venue) == ("chapter", "Globalization And International Trade Policies")
    assert (chapter.pages, chapter.publisher) == ("623-687", "World Scientific Publishing Co. Pte. Ltd")
    handbook = listed["RePEc:eee:hagchp:2-15"]
    assert [editor.family for editor in handbook.editors] == ["Gardner", "Rausser"]
    assert (handbook.venue, handbook.publisher) == ("Handbook of Agricultural Economics", "Elsevier")


def test_related_items_come_along_and_are_no_references() -> None:
    said = _item("ideas_item.html")
    assert "page:/p/ags/umrfwp/14329.html" in _listed(said)
    assert said.references is not None
    assert not any("Concentration Of Ownership" in (line.title or "") for line in said.references.lines)


def test_citations_in_the_page_with_their_oddities() -> None:
    said = _item("ideas_cited.html")
    assert said.cited_by is not None and (said.cited_by.state, said.cited_by.total) == ("given", 4)
    assert said.citation_count == 4
    assert said.record is not None and said.record.abstract is None
    assert said.record.identifier("doi") == "10.1162/003355300554656"
    listed = _listed(said)
    online = listed["RePEc:spr:intemj:v::y::i::d:10.1007_s11365-017-0434-y"]
    assert (online.year, online.volume) == (None, None), "0 is unknown"
    hungarian = listed["RePEc:ksa:szemle:986"]
    assert (
        hungarian.title
        == "Módszertan és relevancia a közgazdaságtanban [Methodology and relevancy in economics]"
    )
    assert (
        hungarian.venue
        == "Közgazdasági Szemle (Economic Review - monthly of the Hungarian Academy of Sciences)"
    )
    version = listed["page:/a/nos/voprec/2001-02-0729.html"]
    assert (version.publisher, version.volume) == ('N.P. Redaktsiya zhurnala "Voprosy Economiki"', "2")


def test_citations_on_a_page_apart_are_withheld_until_asked() -> None:
    said = _item("ideas_item.html")
    assert said.cited_by is not None and (said.cited_by.state, said.cited_by.total) == ("withheld", 32)
    net = FakeNet({BY_HANDLE: fixture("ideas_item.html"), f"/r{PATH[2:]}": fixture("ideas_citing.html")})
    page = Ideas().cited_by(net, SWINNEN)
    cited = page.said[0].cited_by
    assert cited is not None and (cited.state, cited.total, len(cited.lines)) == ("partial", 32, 1)
    assert cited.lines[0].identifiers[0].value == "RePEc:eee:wdevel:v:37:y:2009:i:11:p:1728-1741"
    assert page.said[0].references is None and [r.year for r in page.said[0].listed] == [2009]


def test_look_up_by_handle_and_what_is_not_there() -> None:
    net = FakeNet({BY_HANDLE: fixture("ideas_item.html"), f"/cgi-bin/h.cgi?h={LARSSON.value}": 404})
    found, missed = list(Ideas().look_up(net, [SWINNEN, LARSSON, Identifier("doi", "10.1000/x")]))
    assert found.said[0].about == f"ideas:{SWINNEN.value}" and found.day == "2026-11-24"
    assert [miss.identifier for miss in missed.misses] == [LARSSON]


def test_a_page_that_is_none_stops_the_source() -> None:
    net = FakeNet({BY_HANDLE: b"<html><title>Please log in</title></html>"})
    with pytest.raises(SourceMisread, match="Please log in"):
        list(Ideas().look_up(net, [SWINNEN]))


@pytest.mark.parametrize(
    "address",
    [
        "https://ideas.repec.org/a/bla/agecon/v41y2010is1p109-120.html",
        "http://IDEAS.repec.org//a/bla/agecon/v41y2010is1p109-120.html#statistics",
        "http://ideas.repec.org./a/bla/agecon/v41y2010is1p109-120.html?x=1",
        "https://ideas.uqam.ca/a/bla/agecon/v41y2010is1p109-120.html",
    ],
)
def test_addresses_of_items(address: str) -> None:
    path = Ideas().address_of(address)
    assert path == PATH
    page = Ideas().fetch_page(FakeNet({PATH: fixture("ideas_item.html")}), path)
    assert page.said[0].about == f"ideas:{SWINNEN.value}"


def test_addresses_that_show_no_item() -> None:
    for text in (
        "https://ideas.repec.org/s/bla/agecon.html",
        "https://example.org/a/bla/agecon/x.html",
        "trust",
        PATH,
    ):
        assert Ideas().address_of(text) is None
    short = "http://d.repec.org/n?u=RePEc:nbr:nberwo:15718&r=bec"
    assert Ideas().address_of(short) == "/cgi-bin/h.cgi?h=RePEc:nbr:nberwo:15718"
    page = Ideas().fetch_page(FakeNet({}), PATH)
    assert [failure.what for failure in page.failures] == ["IDEAS has no page at this address"]


def test_search() -> None:
    net = FakeNet({"/cgi-bin/htsearch2": fixture("ideas_search.html")})
    page = Ideas().search(net, SourceQuery(text="learning alliances", year_from=1990, limit=20))
    assert "q=learning+alliances" in net.asked[0] and "db=01%2F01%2F1990" in net.asked[0]
    assert page.total == 34 and page.next is None
    records = [said.record for said in page.said if said.record]
    assert records[0].name == f"ideas:{LARSSON.value}" and records[0].year == 1998
    assert [author.family for author in records[0].authors] == [
        "Larsson",
        "Bengtsson",
        "Henriksson",
        "Sparks",
    ]
    assert (records[0].venue, page.said[0].brief) == ("Organization Science", True), (
        "the handle names the journal"
    )
    assert (records[1].type, records[1].series) == ("working_paper", "IESE Research Papers")
    assert records[2].pages == "255-264", "the form of a citation is read too"
    assert len(page.failures) == 1 and "nothing" in page.failures[0].raw


def test_the_search_form_is_not_an_empty_answer() -> None:
    query = SourceQuery(text="trust")
    for body in (fixture("ideas_form.html"), b"", 404):
        with pytest.raises(SourceMisread, match="search form"):
            Ideas().search(FakeNet({"/cgi-bin/htsearch2": body}), query)
    none = b"<html><body><div id='content-block'>Sorry, your search returned no results.</div></body></html>"
    page = Ideas().search(FakeNet({"/cgi-bin/htsearch2": none}), query)
    assert (page.said, page.total, page.next) == ((), 0, None)


def test_a_printed_page() -> None:
    entry = _entry(fixture("ideas_item.txt"), "page.txt")
    record = entry.said.record
    assert record is not None and entry.keep
    assert record.title == "What more can we learn from R&D alliances? : A review and research agenda"
    assert (record.type, record.report_number, record.series) == (
        "working_paper",
        "2018-022",
        "UNU-MERIT Working Papers",
    )
    assert (record.keywords, record.jel) == (
        ("R&D alliances", "technological cooperation", "strategic technology partnering"), ("O32", "L24"),
    )  # fmt: skip
    assert record.page_addresses[1] == "https://unu-merit.nl/publications/wppdf/2018/wp2018-022.pdf"
    assert entry.said.references is not None and entry.said.cited_by is not None
    assert [line.first_page for line in entry.said.references.lines] == ["14", "407"]
    assert [line.year for line in entry.said.cited_by.lines] == [2022]
    assert [r.year for r in entry.said.listed] == [1994, 1995, 1994, 2022]


def test_a_copied_page_that_lost_its_numbers_and_bullets_keeps_its_lists() -> None:
    text = fixture("ideas_item.txt").decode().replace("Organization\n    Science", "Organization Science")
    copied = re.sub(r"(?m)^(\s*)(?:\d+\.|\u2022) ", r"\1", text)
    said = _entry(copied.encode(), "copied.txt").said
    whole = _entry(fixture("ideas_item.txt"), "page.txt").said
    assert said.record is not None and whole.record is not None
    assert (said.record.title, said.record.authors) == (whole.record.title, whole.record.authors)
    assert {r.title for r in said.listed} == {r.title for r in whole.listed}


def test_the_seed_becomes_larsson_and_others_1998_with_what_it_lists() -> None:
    path = SHARED / "seeds" / "004_dd40c94ec1e774cb.txt"
    if not path.exists():
        pytest.skip("../shared/seeds is not here")
    data = path.read_bytes()
    assert Ideas().sniff(data[:65536])
    said = _entry(data, path.name).said
    record = said.record
    assert record is not None and record.name == f"ideas:{LARSSON.value}"
    assert [str(a) for a in record.authors] == [
        "Larsson, Rikard",
        "Bengtsson, Lars",
        "Henriksson, Kristina",
        "Sparks, Judith",
    ]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "Organization Science",
        "9",
        "3",
        "285-305",
    )
    assert record.identifier("doi") == "10.1287/orsc.9.3.285"
    assert said.references is not None and len(said.references.lines) == 9
    assert len(said.listed) == 29 and len({r.name for r in said.listed}) == 29
    cited = {line.record for line in said.references.lines}
    related = [r for r in said.listed if r.name not in cited]
    assert len(related) == 20
    assert sorted(r.report_number for r in related if r.type == "working_paper") == [
        "2002-119", "D/526", "D/938", "D/955", "f10debea-9d7b-47c3-8d4f-b",
    ]  # fmt: skip
    assert all(r.year and r.authors and r.venue for r in said.listed)


def test_only_item_pages_are_taken_as_files() -> None:
    reader = Ideas()
    assert reader.sniff(fixture("ideas_item.html")) and reader.sniff(fixture("ideas_item.txt"))
    for name in ("messy.rdf", "ideas_404.html", "econpapers_item.html", "citec_counts.xml"):
        assert not reader.sniff(fixture(name)), name
    assert not reader.sniff(b"@article{x, note={Handle: RePEc:inm:ororsc:x IDEAS}}")


@pytest.mark.parametrize("name", ["ideas_item.html", "ideas_cited.html"])
def test_what_was_said_survives_storing(name: str) -> None:
    said = _item(name)
    lists = [found for found in (said.references, said.cited_by) if found]
    assert said.record and said.listed and lists
    for record in (said.record, *said.listed):
        assert record_from_stored(record_to_stored(record)) == record
    for line in (line for found in lists for line in found.lines):
        assert line_from_stored(line_to_stored(line)) == line


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["ideas_item.html", "ideas_cited.html", "ideas_item.txt"]),
    st.integers(0, 9000),
    st.binary(max_size=30),
)
def test_damaged_pages_never_stop_the_reader(name: str, at: int, junk: bytes) -> None:
    data = fixture(name)
    for damaged in (data[:at], data[:at] + junk + data[at + 50 :]):
        for found in Ideas().read_file(io.BytesIO(damaged), name):
            assert isinstance(found, Entry | Failure)


def test_hostile_text_is_cleaned() -> None:
    page = (
        fixture("ideas_item.html")
        .decode()
        .replace("Market power", "Mar\u202eket\x1b[31m power")
        .replace("RePEc:bla", "RePEc:\u200bbla")
    )
    found = read_page(page, "x")
    assert isinstance(found, ItemPage)
    text = repr(found.said.record) + repr(found.said.listed) + repr(found.said.references)
    assert not any(mark in text for mark in ("\\x1b", "\\u202e", "\\u200b"))


def _expected() -> dict[tuple[str, str], list[dict[str, str]]]:
    rows: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    with recorded("ideas", "expected_lists.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            rows[row["page"], row["kind"]].append(row)
    return rows


@pytest.mark.parametrize("kind", ["reference", "citation"])
def test_recorded_pages_give_the_expected_lists(kind: str) -> None:
    expected = {page: rows for (page, of), rows in _expected().items() if of == kind}
    assert expected
    for page, rows in expected.items():
        found = read_page(recorded("ideas", page).read_text(encoding="utf-8"), page)
        assert isinstance(found, ItemPage)
        got = found.said.references if kind == "reference" else found.said.cited_by
        assert got is not None
        tops = [row for row in rows if not row["version"]]
        assert [(line.byline, line.year or 0, line.title) for line in got.lines] == [
            (row["authors"] or None, int(row["year"] or 0), repaired(row["title"]) or None) for row in tops
        ]
        titled = [row for row in rows if row["title"]]
        paths = {address for record in found.said.listed for address in record.page_addresses}
        assert {f"https://ideas.repec.org{row['href']}" for row in titled} <= paths


def test_recorded_hidden_handles_all_arrive() -> None:
    wanted: dict[str, set[str]] = defaultdict(set)
    with recorded("ideas", "expected_hidden_handles.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            wanted[row["page"]].add(row["handle"])
    for page, handles in wanted.items():
        found = read_page(recorded("ideas", page).read_text(encoding="utf-8"), page)
        assert isinstance(found, ItemPage)
        said = found.said
        lists = [lines for lines in (said.references, said.cited_by) if lines is not None]
        got = {i.value.lower() for lines in lists for line in lines.lines for i in line.identifiers}
        got |= {i.value.lower() for record in said.listed for i in record.identifiers}
        assert handles <= got


def test_recorded_pages_that_show_no_item() -> None:
    for name in ("404-wly-emetrp.html", "index-of-a-bla-agecon_first150.html"):
        found = read_page(recorded("ideas", name).read_text(encoding="utf-8"), name)
        assert isinstance(found, Failure) and "not an item page" in found.what

"""RIS as databases write it becomes entries, and works become RIS that reads back."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from litreview.formats import ris_read
from litreview.formats.opening import TextFile
from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Entry, Failure, Record
from tests.formats.reading import FIXTURES, LARSSON, one, read, work, written


@pytest.fixture(scope="module")
def databases() -> tuple[list[Entry], list[Failure]]:
    return read("ris", (FIXTURES / "databases.ris").read_bytes())


def record_of(entry: Entry) -> Record:
    assert entry.said.record is not None
    return entry.said.record


def test_an_article_arrives_whole(databases: tuple[list[Entry], list[Failure]]) -> None:
    record = record_of(databases[0][0])
    assert record.title == (
        "The Interorganizational Learning Dilemma: Collective Knowledge Development in Strategic Alliances"
    )
    assert [a.surname for a in record.authors] == ["Larsson", "Bengtsson", "Henriksson", "Sparks"]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "Organization Science",
        "9",
        "3",
        "285-305",
    )
    assert (record.type, record.source_type, record.year) == ("article", "JOUR", 1998)
    assert record.issued == PartialDate(1998, 6)
    assert record.identifiers == (Identifier("doi", "10.1287/orsc.9.3.285"), Identifier("issn", "1047-7039"))
    assert record.page_addresses == ()
    assert record.keywords == ("Business Economics (M10)", "alliances", "learning")
    assert record.jel == ("M10",)
    assert databases[0][0].key == "larsson1998interorganizational"


def test_an_exporters_chatter_is_no_remark_and_is_kept(databases: tuple[list[Entry], list[Failure]]) -> None:
    record = record_of(databases[0][0])
    assert record.remark == "Reprinted in 2001."
    assert ("N1", "Export Date: 30 April 2020") in record.fields
    assert ("T2", "Another title that is no journal") in record.fields


def test_a_record_without_an_end_line_does_not_swallow_the_next(
    databases: tuple[list[Entry], list[Failure]],
) -> None:
    record = record_of(databases[0][1])
    assert (record.type, record.report_number, record.venue) == (
        "working_paper",
        "2002-27",
        "CentER Discussion Paper",
    )
    assert record.issued == PartialDate(2002, 3)
    assert [str(author) for author in record.authors] == ["Tilburg University", "de Man, A.-P."]
    assert record.identifier("repec_handle") == "RePEc:tiu:tiucen:abc"
    assert record.abstract == "First line T2-weighted is no tag."
    assert [entry.line for entry in databases[0]] == [5, 28, 41]


def test_a_chapter_has_its_book_editors_and_split_pages(databases: tuple[list[Entry], list[Failure]]) -> None:
    record = record_of(databases[0][2])
    assert (record.type, record.venue, record.series, record.pages) == (
        "chapter", "Interfirm Networks", "Routledge Studies", "470-487",
    )  # fmt: skip
    assert [str(editor) for editor in record.editors] == ["Grandori, Anna"]
    assert record.identifier("isbn") == "9780415155441"


def test_a_record_with_nothing_in_it_is_said(databases: tuple[list[Entry], list[Failure]]) -> None:
    (failure,) = databases[1]
    assert failure.line == 51
    assert "nothing but its type" in failure.what


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("PY  - 2019\nDA  - 2019/03/05/", PartialDate(2019, 3, 5)),
        ("DA  - 2019///", PartialDate(2019)),
        ("Y1  - 2014", PartialDate(2014)),
        ("PY  - 2012\nDA  - SEP", PartialDate(2012, 9)),
        ("PY  - 2012\nDA  - Jun 7", PartialDate(2012, 6, 7)),
        ("PY  - 2012//", PartialDate(2012)),
        ("Y1  - 4-8 Aug. 2020", PartialDate(2020, 8)),
        ("PY  - in press", PartialDate(words="in press")),
    ],
)
def test_dates(lines: str, date: PartialDate) -> None:
    _, record = one("ris", f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n")
    assert record.issued == date
    assert record.year == date.year


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        ("SP  - 1\nEP  - 9", "1-9"),
        ("SP  - 349-69", "349-69"),
        ("SP  - No\nEP  - Specified", None),
        ("SP  - e482", "e482"),
        ("SP  - 12\nEP  - 12", "12"),
        ("SP  - pp. 3–7", "3-7"),
    ],
)
def test_pages(lines: str, pages: str | None) -> None:
    assert one("ris", f"TY  - JOUR\nTI  - T\n{lines}\nER  - \n")[1].pages == pages


def test_tags_in_lower_case_or_with_tabs_are_read() -> None:
    assert one("ris", "ty  - JOUR\nti  - A title\ner  - \n")[1].title == "A title"
    assert one("ris", "TY\t- JOUR\nTI\t- A title\nER\t-\n")[1].title == "A title"


def test_tags_after_the_end_line_belong_to_the_record_before() -> None:
    entries, failures = read("ris", "TY  - JOUR\nTI  - A\nER  - \nNL  - x\nTY  - JOUR\nTI  - B\n")
    assert not failures
    assert [record_of(entry).fields for entry in entries] == [(("NL", "x"),), ()]


def test_lines_outside_any_record_are_one_failure() -> None:
    entries, failures = read("ris", "AU  - Somebody\nTI  - Lost\nTY  - JOUR\nTI  - Found\nER  - \n")
    assert [record_of(entry).title for entry in entries] == ["Found"]
    assert [(failure.line, failure.what.split()[0]) for failure in failures] == [(1, "2")]


def test_a_file_without_records_is_said() -> None:
    entries, failures = read("ris", "FN Clarivate\nPT J\n")
    assert not entries and failures


def test_links_and_export_dates_do_not_change_what_a_record_is() -> None:
    base = "TY  - JOUR\nTI  - A\nAU  - B, C\n"
    first = one("ris", base + "N1  - Export Date: 1 May 2020\nL1  - x\nER  - \n")[1]
    again = one("ris", "TY  - JOUR\nAU  - B, C\nTI  -  A \nER  - \n")[1]
    other = one("ris", base + "PY  - 1999\nER  - \n")[1]
    assert first.source_id == again.source_id != other.source_id


def test_a_written_record() -> None:
    text = written(
        "ris",
        work(
            "larsson1998interorganizational",
            authors=(*LARSSON[:1], Author("Man", "A.-P.", "de", "Jr."), Author(literal="World Bank")),
            title="The Interorganizational Learning Dilemma",
            venue="Organization Science",
            volume="9",
            issue="3",
            pages="285-305",
            year=1998,
            printed=PartialDate(1998, 6),
            identifiers=(Identifier("doi", "10.1287/orsc.9.3.285"),),
            keywords=("trust",),
        ),
    )
    assert text.splitlines() == [
        "TY  - JOUR",
        "ID  - larsson1998interorganizational",
        "TI  - The Interorganizational Learning Dilemma",
        "AU  - Larsson, Rikard",
        "AU  - de Man, A.-P., Jr.",
        "AU  - World Bank,",
        "T2  - Organization Science",
        "PY  - 1998",
        "DA  - 1998/06//",
        "VL  - 9",
        "IS  - 3",
        "SP  - 285",
        "EP  - 305",
        "DO  - 10.1287/orsc.9.3.285",
        "KW  - trust",
        "ER  - ",
        "",
    ]


def test_notes_and_tags_return_as_a_persons_words() -> None:
    one_work = work(
        "a1998", title="T", tags=("learning dilemma",), notes=("mine",), keywords=("theirs",), abstract="A"
    )
    assert "mine" not in written("ris", one_work)
    entry, record = one("ris", written("ris", one_work, notes=True, abstracts=True))
    assert (entry.tags, entry.notes, record.keywords, record.abstract) == (
        ("learning dilemma",),
        ("mine",),
        ("theirs",),
        "A",
    )


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_no_text_breaks_the_file(title: str, family: str, abstract: str) -> None:
    works = [
        work("before", title="Before"),
        work(
            "hostile",
            title=title,
            authors=(Author(family, title),),
            venue=abstract,
            abstract=abstract,
            keywords=(title,),
        ),
        work("after", title="After"),
    ]
    entries, _ = read("ris", written("ris", *works, abstracts=True))
    assert [entry.key for entry in entries if entry.key != "hostile"] == ["before", "after"]


def test_a_hostile_file_is_read_in_time() -> None:
    started = time.process_time()
    read("ris", "TY  - JOUR\nAB  - x\n" + "a line without a tag\n" * 100_000)
    read("ris", "TY  - JOUR\n" * 20_000)
    assert time.process_time() - started < 8


def test_a_file_in_pieces_gives_the_same_records() -> None:
    text = (
        "stray\nAU  - Nobody\nTY  - JOUR\nTI  - One\nAB  - long\n  going on\nER  - \n\nTY  - BOOK\nTI  - Two"
    )
    whole = list(ris_read.read(TextFile(io.BytesIO(text.encode()), "x"), "x"))
    for size in (1, 2, 5):
        assert list(ris_read.read(TextFile(io.BytesIO(text.encode()), "x", piece=size), "x")) == whole
    assert len(whole) == 3

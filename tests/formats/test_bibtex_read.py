"""A .bib file as people have it becomes entries; what is broken is mended or said, never dropped."""

from __future__ import annotations

import io
import time
import tracemalloc

import pytest

from litreview.formats import format as formats
from litreview.formats.bibtex import Bibtex
from litreview.formats.bibtex_dates import read_month
from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.record import Entry
from tests.formats.reading import FIXTURES, one, read


@pytest.fixture(scope="module")
def chapter() -> dict[str | None, Entry]:
    entries, failures = read("bibtex", (FIXTURES / "chapter.bib").read_bytes())
    assert not failures
    return {entry.key: entry for entry in entries}


def test_an_article_arrives_whole(chapter: dict[str | None, Entry]) -> None:
    record = chapter["larsson1998interorganizational"].said.record
    assert record is not None
    assert (record.source, record.type, record.source_type) == ("bibtex", "article", "article")
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
    assert (record.year, record.issued) == (1998, PartialDate(1998, 6))
    assert record.identifier("doi") == "10.1287/orsc.9.3.285"
    assert record.keywords == ("alliances", "learning")


def test_a_persons_words_stand_beside_the_record(chapter: dict[str | None, Entry]) -> None:
    entry = chapter["larsson1998interorganizational"]
    assert entry.tags == ("learning dilemma", "trust")
    assert entry.aliases == ("larsson98", "llbs")
    assert entry.notes == ("The dilemma: being good partners invites exploitation.\n\nCompare with Hamel.",)
    assert entry.line == 9


def test_macros_and_joined_values_are_filled_in(chapter: dict[str | None, Entry]) -> None:
    record = chapter["jarillo1988strategic"].said.record
    assert record is not None
    assert record.venue == "Strategic Management Journal"
    assert record.pages == "31-41"


def test_a_working_paper_keeps_number_series_handle_and_cut_list(chapter: dict[str | None, Entry]) -> None:
    record = chapter["paper"].said.record
    assert record is not None
    assert (record.type, record.report_number, record.publisher) == (
        "working_paper",
        "2002-27",
        "Tilburg University",
    )
    assert record.title == "A study of R&D alliances in the Netherlands"
    assert record.identifier("repec_handle") == "RePEc:tiu:tiucen:abc"
    assert record.others
    assert [str(author) for author in record.authors] == ["de Man, Ard-Pieter", "World Bank"]


def test_a_child_takes_from_its_parent_what_it_lacks(chapter: dict[str | None, Entry]) -> None:
    record = chapter["part"].said.record
    assert record is not None
    assert (record.venue, record.publisher, record.place, record.year) == (
        "Interfirm Networks",
        "Routledge",
        "London",
        1999,
    )
    assert record.title == "Learning — a “view”"
    assert [str(editor) for editor in record.editors] == ["Grandori, Anna"]
    assert str(record.authors[0]) == "Müller, Jørgen"


def test_what_has_no_place_is_kept_in_its_own_words(chapter: dict[str | None, Entry]) -> None:
    record = chapter["larsson1998interorganizational"].said.record
    assert record is not None
    assert ("timestamp", "2019-05-01") in record.fields
    assert ("file", ":larsson.pdf:PDF") in record.fields


@pytest.fixture(scope="module")
def broken() -> tuple[dict[str | None, Entry], dict[int, str]]:
    entries, failures = read("bibtex", (FIXTURES / "broken.bib").read_bytes())
    assert [failure.line for failure in failures if not failure.mended] == [22]
    return {entry.key: entry for entry in entries}, {failure.line: failure.what for failure in failures}


def title_of(entry: Entry) -> str | None:
    assert entry.said.record is not None
    return entry.said.record.title


@pytest.mark.parametrize(
    ("key", "title"),
    [
        ("first", "Good before"),
        ("nocomma", "The comma after the key is missing"),
        ("glued", "A field"),
        ("twice", "One"),
        (None, "EndNote gives no key"),
        ("open", "A brace is missing, year = 2003"),
        ("quoting", "Quotes BibTeX"),
        ("spaced key 1997", "A key with blanks"),
        ("last", "Good after"),
    ],
)
def test_broken_entries_are_read_and_take_none_with_them(
    broken: tuple[dict[str | None, Entry], dict[int, str]], key: str | None, title: str
) -> None:
    assert title_of(broken[0][key]) == title


def test_every_repair_and_refusal_is_said_with_its_line(
    broken: tuple[dict[str | None, Entry], dict[int, str]],
) -> None:
    said = broken[1]
    assert sorted(said) == [3, 8, 13, 18, 22, 24]
    assert "comma after its key" in said[3]
    assert "comma between two fields" in said[8]
    assert "no key" in said[13]
    assert "cannot be read" in said[22]


def test_a_glued_field_is_parted_again(broken: tuple[dict[str | None, Entry], dict[int, str]]) -> None:
    record = broken[0]["glued"].said.record
    assert record is not None
    assert (record.year, record.venue) == (2000, "J")


def test_the_second_of_two_equal_fields_is_kept(
    broken: tuple[dict[str | None, Entry], dict[int, str]],
) -> None:
    record = broken[0]["twice"].said.record
    assert record is not None
    assert record.remark == "first"
    assert ("note", "second") in record.fields


def test_order_and_layout_of_fields_do_not_change_what_an_entry_is() -> None:
    _, first = one("bibtex", "@article{a, title = {X  y}, year = 1998, timestamp = {1}, annote = {mine}}")
    _, again = one("bibtex", "@ARTICLE{b,\n  YEAR = {1998},\n  title = {X\n y}\n}")
    _, other = one("bibtex", "@article{a, title = {X z}, year = 1998}")
    assert first.source_id == again.source_id != other.source_id


def test_entries_without_a_title_are_told_apart_by_their_keys() -> None:
    entries, _ = read("bibtex", "@misc{a}\n@misc{b}\n")
    assert len({entry.said.about for entry in entries}) == 2


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year = 1998, month = jun", PartialDate(1998, 6)),
        ("year = {1998}, month = {June}", PartialDate(1998, 6)),
        ('year = 1998, month = jul # "~15"', PartialDate(1998, 7, 15)),
        ("year = 1998, month = {JUL 15}", PartialDate(1998, 7, 15)),
        ("year = 1998, month = {März}", PartialDate(1998, 3)),
        ("year = 1998, month = 03", PartialDate(1998, 3)),
        ("date = {1998-06-01}", PartialDate(1998, 6, 1)),
        ("date = {1988/1992}", PartialDate(1988, end=1992)),
        ("date = {1988/}", PartialDate(1988)),
        ("date = {1723~}", PartialDate(1723, approximate=True)),
        ("date = {199X}", PartialDate(1990, approximate=True)),
        ("date = {1988-21}", PartialDate(1988)),
        ("year = {in press}", PartialDate(words="in press")),
        ("pubstate = {forthcoming}", PartialDate(words="forthcoming")),
    ],
)
def test_dates(fields: str, date: PartialDate) -> None:
    _, record = one("bibtex", f"@article{{a, title = {{T}}, {fields}}}")
    assert record.issued == date
    assert record.year == date.year


@pytest.mark.parametrize(
    ("fields", "identifier"),
    [
        ("doi = {doi:10.1002/SMJ.1}", Identifier("doi", "10.1002/smj.1")),
        ("url = {https://doi.org/10.1002/smj.1}", Identifier("doi", "10.1002/smj.1")),
        ("eprint = {1706.03762v2}, archiveprefix = {arXiv}", Identifier("arxiv_id", "1706.03762")),
        ("handle = {RePEc:inm:ororsc:v:9}", Identifier("repec_handle", "RePEc:inm:ororsc:v:9")),
        ("note = {x}, isbn = {0-415-15544-7}", None),
        ("issn = {1047-7039}", Identifier("issn", "1047-7039")),
        ("pmid = {18888888}", Identifier("pmid", "18888888")),
    ],
)
def test_identifiers_are_parsed_once_and_false_ones_are_none(
    fields: str, identifier: Identifier | None
) -> None:
    _, record = one("bibtex", f"@article{{a, title = {{T}}, {fields}}}")
    assert record.identifiers == ((identifier,) if identifier else ())


def test_a_doi_that_is_none_stays_in_the_fields() -> None:
    _, record = one("bibtex", "@article{a, title = {T}, doi = {not yet}}")
    assert ("doi", "not yet") in record.fields


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("@book{a, title = {T}, editor = {A, B}}", "edited_book"),
        ("@book{a, title = {T}, author = {A, B}}", "book"),
        ("@mastersthesis{a, title = {T}}", "thesis"),
        ("@techreport{a, title = {T}, institution = {NASA}}", "report"),
        ("@techreport{a, title = {T}, type = {NBER Working Paper}}", "working_paper"),
        ("@misc{a, title = {T}, eprint = {1706.03762}, eprinttype = {arxiv}}", "preprint"),
        ("@article{a, title = {T}, journal = {CoRR}, volume = {abs/1706.03762}}", "preprint"),
        ("@article{a, title = {T}, journal = {Corrosion Science}}", "article"),
        ("@article{a, title = {T}, journal = {SSRN Electronic Journal}}", "working_paper"),
        ("@online{a, title = {T}}", "web_page"),
        ("@somethingelse{a, title = {T}}", "other"),
    ],
)
def test_types(head: str, kind: str) -> None:
    assert one("bibtex", head)[1].type == kind


def test_data_containers_are_filled_in_and_are_no_works() -> None:
    entries, failures = read(
        "bibtex",
        "@xdata{pub, publisher = {Routledge}, location = {London}, author = {One, A and Two, B}}\n"
        "@book{b, title = {T}, xdata = {pub}}\n@book{c, title = {U}, author = {xdata=pub-author-2}}\n",
    )
    assert not failures
    first, second = (entry.said.record for entry in entries)
    assert first is not None and second is not None
    assert (first.publisher, first.place) == ("Routledge", "London")
    assert [str(author) for author in second.authors] == ["Two, B"]


def test_circles_of_parents_end() -> None:
    entries, _ = read(
        "bibtex", "@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}, year={2000}}"
    )
    assert [entry.said.record and entry.said.record.year for entry in entries] == [2000, 2000]


def test_groups_of_old_jabref_files_become_tags() -> None:
    entries, _ = read(
        "bibtex",
        "@article{one, title={A}}\n@article{two, title={B}}\n"
        "@comment{jabref-meta: groupstree:\n0 AllEntriesGroup:;\n1 ExplicitGroup:learning dil\nemma\\;0\\;one\\;;\n}\n",
    )
    assert [entry.tags for entry in entries] == [("learning dilemma",), ()]


def test_references_of_a_web_of_science_export_arrive_as_lines() -> None:
    entry, _ = one(
        "bibtex",
        "@article{ WOS:1, title={A}, Cited-References = {Hamel G, 1991, STRATEGIC MANAGE J, V12, P83, DOI 10.1002/smj.4250120908.\n"
        "   Kale P, 2000, STRATEGIC MANAGE J, V21, P217.}}",
    )
    lines = entry.said.references
    assert lines is not None
    assert [line.year for line in lines.lines] == [1991, 2000]
    assert lines.lines[0].identifiers == (Identifier("doi", "10.1002/smj.4250120908"),)


def test_an_escaped_brace_does_not_swallow_the_entries_after_it() -> None:
    entries, _ = read(
        "bibtex", "@book{a, author = {Thi\\{'ebaux, S}, title = {T}}\n" + "@book{b, title = {U}}\n" * 3
    )
    assert [entry.key for entry in entries] == ["a", "b", "b", "b"]


@pytest.mark.parametrize(
    "text",
    [
        "@article{a, title = {" * 4000,
        "@a{b, c={\n" * 8000,
        "@a(" * 8000,
        "{" * 60000,
        '@a{b, c="' + "{" * 30000,
    ],
    ids=["heads", "open", "round", "braces", "quotes"],
)
def test_a_hostile_file_is_read_in_time(text: str) -> None:
    started = time.process_time()
    read("bibtex", text)
    assert time.process_time() - started < 8


def test_a_large_file_is_never_held_in_pieces() -> None:
    text = "".join(
        f"@article{{k{n}, title = {{{{Title {n}}}}}, author = {{Larsson, Rikard}}, year = 1998, pages = {{1--{n}}}}}\n"
        for n in range(1500)
    )
    data = io.BytesIO(text.encode())
    list(formats.load("bibtex").read(io.BytesIO(text[:500].encode()), "warm"))
    tracemalloc.start()
    try:
        count = sum(1 for _ in formats.load("bibtex").read(data, "large"))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 1500
    # Split whole, an entry takes about 12 kB; its text is 100 bytes.
    assert peak < 1500 * 1500


def test_a_value_that_begins_like_another_format_hides_no_bib_file() -> None:
    head = b"@misc{a,\n  abstract = {as in\nTY  - JOUR\n},\n  title = {A}}\n"
    assert Bibtex().sniff(head)
    assert not Bibtex().sniff(b"TY  - JOUR\nAB  - as in\n@misc{a,\n title={A}}\nER  - \n")


@pytest.mark.parametrize("month", ["²", "mar ²", "③", "1~½"])
def test_a_month_with_a_letter_that_is_only_like_a_number_is_read(month: str) -> None:
    assert read_month(month)[1] in (None, 1)

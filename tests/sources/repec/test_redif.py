"""ReDIF: every template arrives or is a reported failure, with its people, numbers and dates."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.model.identifiers import Identifier
from litreview.model.record import Entry, Failure, Record, Said, VersionLink
from litreview.model.stored import record_from_stored, record_to_stored
from litreview.sources.repec.redif import Redif, read_all
from litreview.sources.repec.redif_text import decode, repaired
from tests.sources.repec.fake import fixture, recorded


def read_templates(data: bytes) -> Iterator[Said | Failure]:
    """What the templates of a file say, in its order."""
    return (found for _, found in read_all(data, "redif"))


def _records(data: bytes) -> list[Record]:
    return [found.record for found in read_templates(data) if isinstance(found, Said) and found.record]


def _paper(extra: str = "") -> bytes:
    return f"Template-Type: ReDIF-Paper 1.0\nTitle: T\nHandle: RePEc:ebg:iesewp:d-1\n{extra}".encode()


@pytest.fixture(scope="module")
def messy() -> list[Record]:
    return _records(fixture("messy.rdf"))


def test_every_template_of_a_messy_file_arrives_or_is_a_failure() -> None:
    found = list(read_templates(fixture("messy.rdf")))
    assert [type(one).__name__ for one in found] == ["Said"] * 4 + ["Failure"] * 2
    failures = [one for one in found if isinstance(one, Failure)]
    assert "a series" in failures[0].what and failures[0].line > 1
    assert "neither a title nor a handle" in failures[1].what


def test_a_working_paper_has_its_number_series_people_and_link(messy: list[Record]) -> None:
    paper = messy[0]
    assert (paper.type, paper.report_number, paper.series) == (
        "working_paper",
        "D/938",
        "IESE Research Papers",
    )
    assert [str(author) for author in paper.authors] == ["Prats, Mª Julia", "Baker, Dean", "Buffie, Nick"]
    assert paper.title == "Learning in practice: what organizations can contribute"
    assert (paper.year, str(paper.issued)) == (2011, "2011-05-09")
    assert paper.identifiers == (Identifier("repec_handle", "RePEc:ebg:iesewp:d-0938"),)
    article = Identifier("repec_handle", "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305")
    assert paper.versions == (VersionLink("article", article),)


def test_continuation_lines_that_look_like_fields_stay_in_the_abstract(messy: list[Record]) -> None:
    assert messy[0].abstract == (
        "The first line Marburg: is a town, no field http://example.org/is none either"
        "\n\nA second paragraph, naïve."
    )
    assert messy[0].remark == "Łódź in UTF-8"
    assert messy[0].page_addresses == ("http://www.iese.edu/research/di-0938.pdf",)


def test_subjects_are_split_and_mail_addresses_are_not_kept(messy: list[Record]) -> None:
    assert messy[0].keywords == ("learning", "practice")
    assert messy[0].jel == ("L14", "D83")
    said = next(iter(read_templates(fixture("messy.rdf"))))
    assert isinstance(said, Said) and said.record and "@" not in record_to_stored(said.record)
    assert b"@" not in said.body


def test_a_file_address_that_resolves_a_doi_gives_the_doi(messy: list[Record]) -> None:
    article = messy[1]
    assert article.identifier("doi") == "10.1287/orsc.9.3.285"
    assert article.page_addresses == ()
    assert (article.venue, article.volume, article.issue, article.pages) == (
        "Organization Science", "9", "3", "285-305",
    )  # fmt: skip
    assert article.identifier("issn") == "1047-7039"


def test_two_works_under_one_handle_stay_two(messy: list[Record]) -> None:
    first, second = messy[1], messy[2]
    assert first.title != second.title and first.source_id != second.source_id
    assert first.identifiers[0] == second.identifiers[0]
    assert [author.family for author in second.authors] == ["Koza", "Lewin"]
    assert (second.volume, second.issue) == ("118", None)
    assert second.year == 1998, "a year of three digits is none; the handle has one"


def test_a_name_marked_as_editor_makes_an_edited_book(messy: list[Record]) -> None:
    assert (messy[3].type, messy[3].authors) == ("edited_book", ())
    assert [editor.family for editor in messy[3].editors] == ["Mamoon"]
    assert messy[3].identifier("isbn") == "9786052132425"


def test_translations_are_not_called_articles() -> None:
    data = _paper("Article-Handle: RePEc:ebg:iesewp:d-1sp\n")
    assert _records(data)[0].versions[0].kind == "translation"


@pytest.mark.parametrize(
    ("extra", "doi"),
    [
        ("DOI: https://doi.org/10.1000/ABC", "10.1000/abc"),
        ("DOI: None\nFile-URL: http://dx.doi.org/10.1000/x", "10.1000/x"),
        ("File-URL: http://hdl.handle.net/10.1111/agec.2017.48.issue-S1", None),
        ("File-URL: http://example.org/10.1000/x", None),
        ("DOI:", None),
    ],
)
def test_only_a_resolver_or_the_field_gives_a_doi(extra: str, doi: str | None) -> None:
    assert _records(_paper(extra))[0].identifier("doi") == doi


@pytest.mark.parametrize(
    "data",
    [
        "Template-Type: ReDIF-Paper 1.0\nTitle: Être\n".encode("utf-16"),
        b"\xef\xbb\xbfTemplate-Type: ReDIF-Paper 1.0\nTitle: " + "Être".encode() + b"\n",
        "Template-Type: ReDIF-Paper 1.0\rTitle: Être\r".encode("cp1252"),
        "Template-Type: ReDIF-Paper 1.0\r\nTitle: ÃŠtre\r\n".encode(),
    ],
    ids=["utf-16", "utf-8 with mark", "windows-1252 and lone CR", "doubled"],
)
def test_encodings(data: bytes) -> None:
    assert _records(data)[0].title == "Être"


def test_text_that_is_no_doubled_encoding_is_left_alone() -> None:
    for text in ("Łódź", "naïve café", "組織間学習", "“quoted” – dashed"):
        assert repaired(text) == text
    assert repaired("workersâ€™ welfare") == "workers’ welfare"


def test_files_of_other_kinds_are_not_taken() -> None:
    reader = Redif()
    for text in (
        "@article{a, title={Template-Type}}",
        "TY  - JOUR\nTI  - x\n",
        "<html>Template-Type: ReDIF-Paper 1.0",
        "",
    ):
        assert not reader.sniff(text.encode())
    assert reader.sniff(fixture("messy.rdf")) and reader.sniff(
        "Template-Type: ReDIF-Paper 1.0\n".encode("utf-16")
    )
    page = list(reader.read_file(io.BytesIO(b"<html><body>gone</body></html>"), "x.rdf"))
    assert [type(one) for one in page] == [Failure] and "web page" in page[0].what


def test_entries_name_their_file_and_line() -> None:
    entries = list(Redif().read_file(io.BytesIO(_paper() + b"\n" + _paper()), "two.rdf"))
    assert [(one.where, one.line) for one in entries if isinstance(one, Entry)] == [
        ("two.rdf", 1),
        ("two.rdf", 5),
    ]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    for found in read_templates(b"Template-Type: ReDIF-Paper 1.0\nTitle: x\n" + data):
        if isinstance(found, Said) and found.record:
            assert record_from_stored(record_to_stored(found.record)) == found.record
    decode(data)


def _all_files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in (".rdf", ".redif"))


@pytest.mark.parametrize("folder", ["journals", "papers"])
def test_all_recorded_files_import_whole(folder: str) -> None:
    """As many records a collection as its manifest counts (one more where a boundary was lost)."""
    root = recorded("redif")
    with (root / "manifest.csv").open(encoding="utf-8") as file:
        rows = [
            (row["file"].split()[0].rstrip("/"), int(row["items"]))
            for row in csv.DictReader(file)
            if row["file"].startswith(f"{folder}/")
        ]
    found: Counter[str] = Counter()
    for path in _all_files(root / folder):
        data = path.read_bytes()
        assert Redif().sniff(data[:65536]), path
        for one in read_templates(data):
            assert isinstance(one, Said) and one.record, (path, one)
            assert one.record.title or one.record.identifiers
            found["/".join(path.relative_to(root).parts[:2])] += 1
    expected = {name: items + (name == "journals/awu") for name, items in rows}
    assert dict(found) == expected


def test_the_articles_of_information_systems_research_are_whole() -> None:
    path = recorded("redif", "journals", "inm-isre", "isre-0101-1704-BOM.rdf")
    records = _records(path.read_bytes())
    assert len(records) == 811
    assert all(
        r.venue == "Information Systems Research" and r.volume and r.issue and r.pages for r in records
    )
    assert all(r.identifier("doi") and r.year and r.title and "<" not in r.title for r in records)


def test_templates_of_archives_and_series_are_failures_that_say_so() -> None:
    root = recorded("redif", "archives")
    kinds: Counter[str] = Counter()
    for path in _all_files(root):
        for one in read_templates(path.read_bytes()):
            kinds["works" if isinstance(one, Said) else one.what] += 1
    assert kinds["a template that describes a series, not a work"] > 300
    assert kinds["a web page, not a ReDIF file"] == 1
    assert kinds["works"] == 0

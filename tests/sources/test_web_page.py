"""Saved pages of any kind become what they are; reference files are left to their readers."""

from __future__ import annotations

import io
import quopri
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.model.record import Entry, Failure, Record, Said
from litreview.sources.source import load
from litreview.sources.web_page import WebPage

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "fixtures" / "pages"
SEEDS = ROOT.parent / "shared" / "seeds"


def _said(data: bytes, name: str = "page") -> Said:
    assert WebPage().sniff(data[:65536])
    found = list(WebPage().read_file(io.BytesIO(data), name))
    assert len(found) == 1 and isinstance(found[0], Entry) and found[0].keep, found
    return found[0].said


def _record(data: bytes) -> Record:
    record = _said(data).record
    assert record is not None
    return record


def _page(name: str) -> Record:
    return _record((PAGES / name).read_bytes())


def _seed(start: str) -> bytes:
    found = sorted(SEEDS.glob(f"{start}_*")) if SEEDS.exists() else []
    if not found:
        pytest.skip("../shared/seeds is not here")
    return found[0].read_bytes()


def test_metas_of_an_article() -> None:
    record = _page("article.html")
    assert (
        record.title
        == "The Relational View: Cooperative Strategy and Sources of Interorganizational Competitive Advantage"
    )
    assert [str(author) for author in record.authors] == ["Dyer, Jeffrey H.", "Singh, Harbir"]
    assert (record.type, record.venue, record.volume, record.issue, record.pages) == (
        "article", "Academy of Management Review", "23", "4", "660-679",
    )  # fmt: skip
    assert (record.year, str(record.issued)) == (1998, "1998-10")
    assert record.name == "web_page:10.5465/amr.1998.1255632"
    assert record.keywords == ("alliances", "rents")


def test_json_ld_of_an_article() -> None:
    record = _page("data.html")
    assert (record.type, record.title, record.year) == ("article", "Absorptive Capacity", 1990)
    assert [author.family for author in record.authors] == ["Cohen", "Levinthal"]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "Administrative Science Quarterly", "35", "1", "128-152",
    )  # fmt: skip
    assert record.identifier("doi") == "10.2307/2393553"


def test_any_other_page_is_a_web_page() -> None:
    record = _page("blog.html")
    assert (record.type, record.title, record.venue) == ("web_page", "On trust between firms", "A blog")
    assert record.page_addresses == ("https://blog.example.org/trust",)
    assert (record.year, [author.family for author in record.authors]) == (2021, ["Writer"])
    assert "never shown" not in (record.abstract or "")


def test_a_page_as_text_with_labels() -> None:
    record = _page("article.txt")
    assert (record.type, record.title) == (
        "article",
        "Deriving value from inter-organizational learning collaborations",
    )
    assert (record.year, record.authors, record.venue) == (2010, (), None)
    assert record.keywords == ("Knowledge sharing", "Leadership", "Learning organizations")
    assert (record.abstract or "").startswith("Purpose - A made up")


def test_embedded_json() -> None:
    record = _page("embedded.txt")
    assert (record.type, record.identifier("doi")) == ("article", "10.1111/1467-8551.12898")
    assert [str(author) for author in record.authors] == ["Akinci, Cinla", "Macpherson, Allan"]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "British Journal of Management",
        "36",
        "3",
        "1205-1218",
    )
    assert (str(record.issued), record.abstract) == ("2025-03-04", "Two forces learn together.")


def test_a_study_page_is_a_study_linked_to_its_chapter() -> None:
    said = _said((PAGES / "study.txt").read_bytes())
    study, chapter = said.record, said.listed[0]
    assert study is not None and (study.type, study.year, study.authors) == ("study", None, ())
    assert (chapter.type, chapter.title) == (
        "chapter",
        "Joint Production Motivation in Interorganizational Networks",
    )
    assert ("Chapter", "2") in chapter.fields
    assert [link.other for link in study.versions] == list(chapter.identifiers)
    assert [link.other for link in chapter.versions] == list(study.identifiers)
    fields = dict(study.fields)
    assert (fields["Coverage start"], fields["Coverage end"]) == ("01/10/2021", "30/11/2021")
    assert "Documents" not in fields


def test_a_page_without_a_work_keeps_its_title_and_text() -> None:
    record = _page("plain.txt")
    assert (record.type, record.title) == ("web_page", "interorganization")
    assert "dealings between organizations" in (record.abstract or "")


@pytest.mark.parametrize("name", ["article.html", "blog.html", "study.txt", "plain.txt"])
def test_the_same_page_has_the_same_name(name: str) -> None:
    data = (PAGES / name).read_bytes()
    assert _record(data) == _record(data.replace(b"\n", b"\r\n"))


@pytest.mark.parametrize(
    "data",
    [
        b"@article{larsson1998, title={x}}",
        b"% a comment\n@book{a, title={x}}",
        b"\xef\xbb\xbfTY  - JOUR\r\nTI  - x\r\n",
        b"Template-Type: ReDIF-Paper 1.0\nTitle: x\n",
        b"PMID- 1234\nTI  - x",
        b"FN Clarivate Analytics Web of Science\nVR 1.0\n",
        b'[{"id": "x", "title": "t"}]',
        b"<?xml version='1.0'?><xml><records/></xml>",
        b"%PDF-1.7",
        b"PK\x03\x04",
        b"SQLite format 3\x00",
        b"\\documentclass{article}",
        b"",
        b"  \n ",
        bytes(range(256)),
    ],
)
def test_files_of_other_readers_are_left_alone(data: bytes) -> None:
    assert not WebPage().sniff(data)


def test_a_page_saved_as_a_single_file() -> None:
    body = quopri.encodestring((PAGES / "article.html").read_bytes())
    data = (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        b'\ttype="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + body
        + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    assert _record(data) == _page("article.html")


def test_a_page_in_utf_16_and_one_without_words() -> None:
    assert _record("On trust\n\nWords.\n".encode("utf-16")).title == "On trust"
    found = list(WebPage().read_file(io.BytesIO(b"<html><body></body></html>"), "x.html"))
    assert isinstance(found[0], Failure) and found[0].what == "a page without words"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_stops_the_reader(text: str) -> None:
    for wrapped in (text, f"<html><body>{text}</body></html>", f'{{"title": "x", "authors": {text}}}'):
        for found in WebPage().read_file(io.BytesIO(wrapped.encode("utf-8", "replace")), "x"):
            assert isinstance(found, Entry | Failure)


@pytest.mark.parametrize(
    ("start", "reader", "work_type", "year", "doi"),
    [
        ("000", "web_page", "study", None, None),
        ("001", "web_page", "web_page", None, None),
        ("002", "web_page", "article", 2010, None),
        ("003", "web_page", "article", 2025, "10.1111/1467-8551.12898"),
        ("004", "ideas", "article", 1998, "10.1287/orsc.9.3.285"),
    ],
)
def test_seed_pages_are_taken_for_what_they_are(
    start: str, reader: str, work_type: str, year: int | None, doi: str | None
) -> None:
    data = _seed(start)
    takers = [name for name in ("ideas", "econpapers", "redif", "web_page") if load(name).sniff(data[:65536])]  # type: ignore[attr-defined]
    assert takers[0] == reader
    found = list(load(reader).read_file(io.BytesIO(data), start))  # type: ignore[attr-defined]
    assert len(found) == 1 and isinstance(found[0], Entry) and found[0].keep
    record = found[0].said.record
    assert record is not None
    assert (record.type, record.year, record.identifier("doi")) == (work_type, year, doi)


@pytest.mark.parametrize("scrap", [b"just some text\n", b"@@@{\n", b"y\n" * 9000])
def test_a_loose_line_is_no_page(scrap: bytes) -> None:
    assert not WebPage().sniff(scrap[:65536])

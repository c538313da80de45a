"""What every format keeps: it knows its own files, reads back what it wrote, and drops nothing silently."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.acts.table import act
from litreview.formats import format as formats
from litreview.formats.format import Format, WriteOptions
from litreview.model import identifiers
from litreview.model.dates import PartialDate
from litreview.model.people import Author
from litreview.model.record import TYPES, Entry, Failure, Record
from litreview.model.stored import record_from_stored, record_to_stored
from litreview.model.work import Work
from tests.formats.reading import LARSSON, read, work, written

SHARED = Path(__file__).parents[3] / "shared"
NAMES = tuple(formats.REGISTRY)
WAYS = [("bibtex", "bibtex"), ("bibtex", "biblatex"), ("ris", "bibtex")]
FOLDERS = {"bibtex": ("bibtex", "biblatex", "jabref", "broken"), "ris": ("ris", "scopus_ris", "other_tagged")}

EXPLAINED = {
    "biblatex/biblatex-examples.bib": "two @set",
    "biblatex/biber_xdata.bib": "19 @xdata",
    "biblatex/biber_related.bib": "one @set",
    "biblatex/biber_sets.bib": "two @set",
    "biblatex/biber_full-dot.bib": "four @set",
    "biblatex/biber_skips.bib": "one @set",
    "broken/biber_skips.bib": "one @set",
    "broken/jabref_encoding-utf-16BE-with-header.bib": "UTF-16, counted as none",
    "broken/jabref_encoding-utf-16BE-without-header.bib": "UTF-16, counted as none",
    "ris/rispy_example_wos.ris": "is tagged as Web of Science",
    "ris/litstudy_example.ris": "25 records, counted as one",
}
"""Files whose entries are not the manifest's plain count of heads, and why."""


@pytest.fixture(params=NAMES)
def fmt(request: pytest.FixtureRequest) -> Format:
    return formats.load(request.param)


def test_a_format_says_what_it_is(fmt: Format) -> None:
    assert fmt.title
    assert all(ending.startswith(".") for ending in fmt.extensions)


def test_every_format_has_a_name_and_endings_of_its_own() -> None:
    every = formats.load_all()
    assert [f.name for f in every] == list(NAMES)
    endings = [ending for f in every for ending in f.extensions]
    assert len(endings) == len(set(endings))


OTHERS = {
    "page": b"<!DOCTYPE html><html><body>@article{x, title=1}\nTY  - JOUR</body></html>",
    "json": b'[{"id": "x", "title": "@article{a,}"}]',
    "redif": b"Template-Type: ReDIF-Article 1.0\nTitle: @article{x, y}\n",
    "nbib": b"PMID- 1\nTI  - Title\n",
    "wos": b"FN Clarivate\nVR 1.0\nPT J\nAU Smith, J\nTY  - x\n",
    "text": b"Mail someone@example.org about {this}, please.\n",
    "nothing": b"",
    "zeros": bytes(300),
}


@pytest.mark.parametrize("other", OTHERS)
def test_no_format_takes_another_kind_of_file(fmt: Format, other: str) -> None:
    assert not fmt.sniff(OTHERS[other])


@pytest.mark.parametrize(("name", "dialect"), WAYS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_format_knows_what_it_wrote_and_no_other_does(name: str, dialect: str, encoding: str) -> None:
    text = written(name, work(title="Größe", authors=LARSSON, year=1998), dialect=dialect)
    assert [f.name for f in formats.load_all() if f.sniff(text.encode(encoding))] == [name]


@pytest.mark.parametrize(("name", "dialect"), WAYS)
@pytest.mark.parametrize("kind", TYPES)
def test_every_type_of_work_can_be_written_and_read(name: str, dialect: str, kind: str) -> None:
    entries, failures = read(
        name, written(name, work(type=kind, title="T", authors=LARSSON, year=1998), dialect=dialect)
    )
    assert not failures
    assert [entry.key for entry in entries] == ["key1998"]
    assert entries[0].said.record is not None
    assert entries[0].said.record.year == 1998


def test_nothing_in_gives_nothing_out(fmt: Format) -> None:
    assert "".join(fmt.write([], WriteOptions())) == ""
    assert list(fmt.read(io.BytesIO(b""), "empty")) == []


def test_reading_and_writing_go_piece_by_piece(fmt: Format) -> None:
    def endless() -> Iterator[Work]:
        while True:
            yield work(title="T")

    pieces = fmt.write(endless(), WriteOptions())
    assert next(pieces) and next(pieces)


def test_a_source_is_named_after_the_format_and_its_records_can_be_stored(fmt: Format) -> None:
    text = written(fmt.name, work(title="T", authors=LARSSON, year=1998, issued=PartialDate(1998, 6)))
    (entry,), _ = read(fmt.name, text)
    assert entry.said.about.startswith(f"{fmt.name}:")
    assert entry.said.record is not None and entry.said.record.name == entry.said.about
    assert record_from_stored(record_to_stored(entry.said.record)) == entry.said.record
    assert entry.said.body and entry.where and entry.line == 1


def test_the_same_file_again_gives_the_same_names(fmt: Format) -> None:
    text = written(fmt.name, work("a", title="A"), work("b", title="B"))
    first, again = ([entry.said.about for entry in read(fmt.name, text)[0]] for _ in range(2))
    assert first == again
    assert len(set(first)) == 2


# Face markup and entities are not kept, so that no title of the test has them.
_LINE = st.text(alphabet="abc deéßÖ ABC 123 &%$_{}()[]'-:", min_size=1, max_size=40).map(
    lambda text: " ".join(text.split()) or "x"
)
_NAME = st.text(alphabet="abcdeéøABCÖ", min_size=2, max_size=9).map(str.title)
_RECORDS = st.builds(
    Record,
    source=st.just(""),
    source_id=st.just("x"),
    type=st.just("article"),
    title=_LINE,
    authors=st.lists(st.builds(Author, family=_NAME, given=_NAME), max_size=3).map(tuple),
    venue=_LINE,
    volume=st.one_of(st.none(), st.integers(1, 99).map(str)),
    issue=st.one_of(st.none(), st.just("1-2"), st.integers(1, 12).map(str)),
    pages=st.sampled_from([None, "1-20", "e482"]),
    year=st.integers(1900, 2030),
    identifiers=st.sampled_from([(), (identifiers.doi("10.1287/orsc.9.3.285_a"),)]),
    keywords=st.lists(
        st.sampled_from(["trust", "learning dilemma", "R&D", "é"]), max_size=3, unique=True
    ).map(tuple),
)


@pytest.mark.parametrize(("name", "dialect"), WAYS)
@settings(max_examples=60, deadline=None)
@given(records=st.lists(_RECORDS, min_size=1, max_size=3))
def test_what_a_format_can_hold_survives(name: str, dialect: str, records: list[Record]) -> None:
    works = [Work(best=record, records=(), key=f"k{number}") for number, record in enumerate(records)]
    entries, failures = read(name, written(name, *works, dialect=dialect))
    assert not failures
    assert [entry.key for entry in entries] == [one.key for one in works]
    for record, entry in zip(records, entries, strict=True):
        back = entry.said.record
        assert back is not None
        assert _facts(back, name, dialect) == _facts(record, name, dialect)


def _facts(record: Record, name: str, dialect: str) -> dict[str, object]:
    fields = ("type", "venue", "volume", "issue", "pages", "year", "identifiers", "keywords")
    facts: dict[str, object] = {field: getattr(record, field) for field in fields}
    facts["authors"] = [str(author) for author in record.authors]
    facts["title"] = record.title
    if dialect == "bibtex" and name == "bibtex":
        # Typewriter quotes side by side are one sign to LaTeX.
        facts["venue"], facts["title"] = (
            str(record.venue).replace("''", "”"),
            str(record.title).replace("''", "”"),
        )
    return facts


HOSTILE = "\x1b[31mred\x07 [bold]markup[/] \u202egnp.exe\u200b <script>\x00"


def test_hostile_text_is_cleaned_when_it_enters(fmt: Format) -> None:
    head = {
        "bibtex": "@article{a, title = {%s}, note = {%s}, odd = {%s}}",
        "ris": "TY  - JOUR\nTI  - %s\nN1  - %s\nC1  - %s\n",
    }
    (entry,), _ = read(fmt.name, head[fmt.name] % (HOSTILE, HOSTILE, HOSTILE))
    assert entry.said.record is not None
    stored = record_to_stored(entry.said.record)
    for char in ("\x1b", "\x07", "\u202e", "\u200b", "\x00"):
        assert char not in stored
        assert repr(char)[1:-1] not in stored
    assert "red" in (entry.said.record.title or "")


def _recorded() -> list[tuple[str, str, int]]:
    manifest = SHARED / "formats" / "manifest.csv"
    if not manifest.is_file():
        return []
    with manifest.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return [
        (name, row["file"], int(row["entries"] or 0))
        for name, folders in FOLDERS.items()
        for row in rows
        if row["format"] in folders
        and row["file"].endswith(formats.load(name).extensions)
        and "huge" not in row["file"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_real_file_gives_an_entry_or_a_failure_for_every_head(name: str) -> None:
    files = [(file, count) for format_name, file, count in _recorded() if format_name == name]
    if not files:
        pytest.skip("../shared/formats is not here")
    wrong = []
    for file, count in files:
        data = (SHARED / "formats" / file).read_bytes()
        entries, failures = read(name, data)
        heads = len(entries) + sum(1 for failure in failures if not failure.mended)
        if heads != count and file not in EXPLAINED and count:
            wrong.append(f"{file}: {count} heads, {len(entries)} entries, {[f.what for f in failures]}")
        assert all(failure.line for failure in failures)
        assert all(entry.line for entry in entries)
    assert not wrong


def test_a_real_file_is_taken_by_its_own_format_alone() -> None:
    files = _recorded()
    if not files:
        pytest.skip("../shared/formats is not here")
    every = formats.load_all()
    wrong = []
    for name, file, count in files:
        head = (SHARED / "formats" / file).read_bytes()[:65536]
        taken = [f.name for f in every if f.sniff(head)]
        if taken != [name] and count:
            wrong.append((file, taken))
    assert not wrong


FOREIGN = (
    "csljson",
    "endnote_xml",
    "nbib",
    "wos",
    "scopus_csv",
    "other_csv",
    "redif",
    "zotero_rdf",
    "msbib_word",
    "tex",
)


def test_files_of_other_kinds_are_left_to_others() -> None:
    paths = [
        p for kind in FOREIGN for p in sorted((SHARED / "formats" / kind).glob("*")) if p.suffix != ".bib"
    ]
    paths += [p for p in sorted((SHARED / "seeds").glob("*")) if p.is_file()]
    if not paths:
        pytest.skip("../shared/formats is not here")
    every = formats.load_all()
    taken = [(path.name, f.name) for path in paths for f in every if f.sniff(path.read_bytes()[:65536])]
    assert not taken


def test_failures_are_values_with_a_place(fmt: Format) -> None:
    broken = {"bibtex": b"\n\n@article{a, title = {}{}\n", "ris": b"\n\nAU  - nobody's\n"}
    got = list(fmt.read(io.BytesIO(broken[fmt.name]), "broken"))
    failures = [x for x in got if isinstance(x, Failure)]
    assert failures and all(isinstance(x, Entry | Failure) for x in got)
    assert (failures[0].where, failures[0].line) == ("broken", 3)
    assert failures[0].what and failures[0].raw


def test_export_offers_every_format() -> None:
    (choice,) = (one for one in act("export").arguments if one.name == "format")
    assert set(NAMES) <= set(choice.choices)

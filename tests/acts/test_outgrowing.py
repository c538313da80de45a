"""The queries of docs/outgrowing.md, run by DuckDB over an archive of a small library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from litreview.acts import archiving, asking
from litreview.desk import Desk
from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from tests.acts.lives import Hours, desk_on

DOCS = Path(__file__).parents[2] / "docs" / "outgrowing.md"
QUERIES = dict(re.findall(r"\n([^\n]+)\n\n```sql\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S))
FAMILIES = ("Hamel", "Kogut", "Larsson", "Gulati", "Kale", "Dyer")
CITES = {"Kogut": ("Hamel",), "Larsson": ("Hamel", "Kogut"), "Gulati": ("Hamel", "Kogut"), "Kale": ("Hamel", "Larsson", "Gulati")}  # fmt: skip


def _said(family: str) -> Said:
    number = FAMILIES.index(family)
    names = CITES.get(family, ())
    lines = tuple(Reference(position=n, text=one, record=_name(one)) for n, one in enumerate(names, start=1))
    record = Record(
        source="crossref", source_id=f"10.1234/{family.lower()}", type="article", year=1990 + number // 2,
        title=f"Of {family} and alliances", authors=(Author(family, "Ann"),), venue="Organization Science",
        identifiers=(Identifier("doi", f"10.1234/{family.lower()}"),),
    )  # fmt: skip
    lists = ReferenceList("given", lines) if lines else None
    return Said(about=record.name, record=record, references=lists, citation_count=100 - number)


def _name(family: str) -> str:
    return f"crossref:10.1234/{family.lower()}"


@pytest.fixture(scope="module")
def duckdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Asks DuckDB, with the archive as the place where it looks for files."""
    connection = pytest.importorskip("duckdb", reason="duckdb is not here").connect()
    folder = tmp_path_factory.mktemp("outgrowing")
    blank = folder / "blank.sqlite"
    Library.open(blank, clock=Hours(), who="ann").close()
    for who, word in (("ann", "include"), ("bob", "exclude")):
        desk = desk_on(blank, folder / f"{who}.sqlite", who)
        _fill(desk, word)
        archiving.export_archive(desk, str(folder / who), works=True)
        desk.close()
    both = desk_on(blank, folder / "both.sqlite", "ann")
    for who in ("ann", "bob"):
        archiving.import_archive(both, str(folder / who))
    archiving.export_archive(both, str(folder / "archive"), works=True)
    both.close()
    connection.execute(f"SET file_search_path = '{folder / 'archive'}'")
    yield connection
    connection.close()


def _fill(desk: Desk, word: str) -> None:
    library = desk.library
    run = library.runs.start("search", "alliances")
    asking.intake_of(desk).take_in([_said(one) for one in FAMILIES], run=run, day="2026-11-24")
    with library.write("words"):
        works = {one: library.works.resolve(_name(one))[0] for one in FAMILIES}
        kept = [library.works.members([works[one]])[works[one]][0] for one in FAMILIES if one != "Kogut"]
        library.words.keep(kept)
        library.tags.tag([works["Hamel"], works["Larsson"]], "trust")
        library.screening.decide([works["Gulati"]], word, "full_text", "as I see it")


ANSWERS: dict[str, list[tuple[Any, ...]]] = {
    "The most cited works of each venue and year that carry a tag:": [
        ("Organization Science", 1990, "hamel1990hamel", "Of Hamel and alliances", 100),
        ("Organization Science", 1991, "larsson1991larsson", "Of Larsson and alliances", 98),
    ],
    "Co-citation: which two works are cited together, and how often.": [
        ("hamel1990hamel", "kogut1990kogut", 2),
        ("gulati1991gulati", "hamel1990hamel", 1),
    ],
    "Bibliographic coupling: which two works share the most references.": [
        ("gulati1991gulati", "larsson1991larsson", 2),
    ],
    "What your works cite most and you do not have:": [
        ("kogut1990kogut", "Kogut", 1990, "Of Kogut and alliances", 2),
    ],
    "Where two people screened differently:": [
        ("crossref:10.1234/gulati", "full_text", "ann", "include", "bob", "exclude"),
    ],
    "Works by source that saw them, over the years:": [(1990, "crossref", 1), (1991, "crossref", 2)],
}  # fmt: skip
"""What each query answers first."""


def test_every_query_of_the_docs_is_tried() -> None:
    assert set(QUERIES) == set(ANSWERS)


@pytest.mark.parametrize("what", ANSWERS)
def test_duckdb_reads_an_archive_as_it_is(duckdb: Any, what: str) -> None:
    found = duckdb.execute(QUERIES[what]).fetchall()
    assert found[: len(ANSWERS[what])] == ANSWERS[what]


@pytest.mark.parametrize("table", ["records", "runs", "lists", "counts", "kept", "taggings", "made_keys"])
def test_the_other_files_are_read_too(duckdb: Any, table: str) -> None:
    assert duckdb.execute(f"SELECT count(*) FROM '{table}.jsonl'").fetchone()[0] > 0

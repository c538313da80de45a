"""A rebuild derives the same again, shows what it would change, and takes itself back where it must."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from litreview.errors import LibraryUnusable, Stopped
from litreview.intake.intake import Intake
from litreview.intake.rebuilding import Reader
from litreview.library.library import Library
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from tests.library.making import QuietClock, act

GULATI = Record(
    source="crossref", source_id="10.2307/256729", type="article", year=1995, volume="38", issue="1", pages="85-112",
    title="Does Familiarity Breed Trust? The Implications of Repeated Ties", venue="Academy of Management Journal",
    authors=(Author("Gulati", "Ranjay"),), identifiers=(Identifier("doi", "10.2307/256729"),),
)  # fmt: skip
AGAIN = replace(GULATI, source="semantic_scholar", source_id="a" * 40)
LARSSON = replace(
    GULATI, source_id="10.1287/orsc.9.3.285", title="The Interorganizational Learning Dilemma", year=1998,
    authors=(Author("Larsson", "Rikard"),), identifiers=(Identifier("doi", "10.1287/orsc.9.3.285"),), volume="9",
    issue="3", pages="285-305", venue="Organization Science",
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "a.litreview", clock=QuietClock(), who="ann") as library:
        run = library.runs.start("search")
        lines = ReferenceList("given", (Reference(position=1, text="Gulati 1995", record=GULATI.name),))
        _intake(library).take_in(
            [
                Said(about=GULATI.name, record=GULATI, body=b"old", citation_count=7),
                Said(about=AGAIN.name, record=AGAIN),
                Said(about=LARSSON.name, record=LARSSON, references=lines),
            ],
            run=run,
            day="2026-11-24",
        )
        act(library, "tag", lambda: library.tags.tag(library.works.resolve(GULATI.name), "trust"))
        library.catch_up()
        yield library


def _intake(library: Library, check: Callable[[], None] = lambda: None) -> Intake:
    return Intake(library, lambda *_: 50, lambda _event: None, check)


def everything(library: Library) -> list[object]:
    """All rows of all tables but those that FTS keeps for itself."""
    connection = library._door.connection()
    names = [
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        if not row[0].startswith(("search_index_", "more_index", "sqlite_"))
    ]
    return [(name, sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))) for name in names]


def _break_apart(library: Library) -> None:
    """As a worse matcher would have left it: each record a work of its own."""
    connection = library._door.connection()
    work = connection.execute("SELECT work_id FROM membership WHERE record_id = 2").fetchone()[0]
    connection.execute("INSERT INTO works SELECT 99, title, byline, short_byline, authors, year, venue, type, doi, repec,"
                       " sources, cited, cited_source, kept, with_abstract, 'gulati1995b', sort_title, sort_author,"
                       f" sort_venue, 0, NULL FROM works WHERE id = {work}")  # fmt: skip
    connection.execute("UPDATE membership SET work_id = 99 WHERE record_id = 2")


def test_nothing_changes_where_nothing_is_otherwise(library: Library) -> None:
    works, partition = library.works.rows([1, 2, 3]), library.works.partition()
    found = _intake(library).rebuild()
    assert (found.comparison.joined, found.comparison.split, found.comparison.works) == (0, 0, 2)
    assert library.works.partition() == partition
    assert [one for one in library.check() if one.level in ("warning", "error")] == []
    assert library.works.rows([1, 2, 3]) == works, "an open screen finds its works where they were"


def test_a_dry_run_shows_the_same_and_changes_not_a_row(library: Library) -> None:
    (key,) = (row.key for row in library.works.rows(library.works.resolve(GULATI.name)))
    _break_apart(library)
    before = everything(library)
    tried = _intake(library).rebuild(dry_run=True)
    assert everything(library) == before
    done = _intake(library).rebuild()
    assert tried == done and done.comparison.joined == 1
    ((kind, keys_before, keys_now),) = done.comparison.changes
    assert (kind, keys_before, keys_now) == ("joined", ("gulati1995b", key), (key,))
    assert _intake(library).rebuild().comparison.joined == 0


def test_a_split_is_shown(library: Library) -> None:
    keys = sorted(library.works.rows(library.works.resolve(one.name))[0].key for one in (GULATI, LARSSON))
    library._door.connection().execute("UPDATE membership SET work_id = (SELECT min(id) FROM works)")
    found = _intake(library).rebuild(dry_run=True).comparison
    assert (found.joined, found.split) == (0, 1)
    assert list(found.changes[0].now) == keys


def test_stopped_it_has_changed_nothing(library: Library) -> None:
    _break_apart(library)
    before = everything(library)

    def stop() -> None:
        raise Stopped("Stopped.")

    with pytest.raises(Stopped, match="as it was"):
        _intake(library, stop).rebuild()
    assert everything(library) == before


def test_a_rebuild_that_would_touch_words_takes_itself_back(library: Library) -> None:
    before = everything(library)

    def derive_and_lie(_ids: list[int]) -> None:
        connection = library._door.writing()
        connection.execute("DELETE FROM taggings")

    intake = _intake(library)
    intake.regroup = derive_and_lie  # type: ignore[method-assign,assignment]  # a fault that must not stay
    with pytest.raises(LibraryUnusable, match="taken back"):
        intake.rebuild()
    assert everything(library) == before


def test_bodies_are_read_again_where_the_reader_is_newer(library: Library) -> None:
    better = replace(GULATI, abstract="On repeated ties.", identifiers=())
    bodies: list[bytes] = []

    def read(body: bytes) -> Said:
        bodies.append(body)
        return Said(about=better.name, record=better)

    readers = {"crossref": Reader(2, read)}
    found = _intake(library).rebuild(readers)
    assert (bodies, found.read_again, found.unread) == ([b"old"], 1, 0)
    (work,) = library.works.resolve("10.2307/256729")
    assert library.works.read(work).best.abstract == "On repeated ties."
    assert library.works.read(work).tags == ("trust",) and library.works.rows([work])[0].cited == 7
    assert _intake(library).rebuild(readers).read_again == 0 and len(bodies) == 1


@pytest.mark.parametrize("said", [None, Said(about="crossref:x", record=replace(GULATI, source_id="x"))])
def test_a_body_that_cannot_be_read_again_stays_as_it_was_read(library: Library, said: Said | None) -> None:
    before = library.records.read([1])
    found = _intake(library).rebuild({"crossref": Reader(2, lambda _body: said)})
    assert found.read_again == 0 and library.records.read([1]) == before

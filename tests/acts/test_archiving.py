"""Archives: the library as text, the way back, and two people's libraries becoming one."""

from __future__ import annotations

import itertools
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from litreview.acts import archiving, importing, looking_after, reading, saved_searches, undoing
from litreview.acts.archive_results import ArchiveImported
from litreview.desk import Desk
from litreview.errors import LitreviewError, Misused, NothingFound, Stopped, Unreadable
from litreview.library.library import Library
from litreview.library.schema import DERIVED_TABLES, WORD_TABLES
from litreview.model.archive import FILES, MANIFEST, SHAPES, WORDS, file_name
from tests.acts.lives import STEPS, Hours, Step, desk_on, live

FEW = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
FULL: list[Step] = [
    (kind, one, other, f"text {one}")
    for one, other in ((0, 1), (1, 2), (3, 3), (2, 4), (7, 0))
    for kind in (
        "record", "listed", "list", "part", "count", "keep", "tag", "describe", "parent", "note", "edit", "decide", "read",
        "rule", "correct", "pin", "give", "reading list", "place", "search",
    )
] + [("record", 0, 2, "changed"), ("remove", 1, 0, "")]  # fmt: skip
"""A life in which every table of an archive gets lines."""


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("blank") / "blank.sqlite"
    Library.open(path, clock=Hours(), who="ann").close()
    return path


Makes = Callable[..., Desk]


@pytest.fixture
def makes(blank: Path, tmp_path: Path) -> Iterator[Makes]:
    """A desk on a new library: ``makes("ann", steps, start, step)``."""
    made: list[Desk] = []
    numbers = itertools.count()

    def make(who: str = "ann", steps: list[Step] | None = None, start: int = 0, step: int = 1) -> Desk:
        desk = desk_on(blank, tmp_path / f"{next(numbers)}.sqlite", who, Hours(start, step))
        made.append(desk)
        if steps:
            live(desk, steps)
        return desk

    yield make
    for desk in made:
        desk.close()


def exported(desk: Desk, folder: Path, works: bool = False) -> dict[str, list[str]]:
    """The lines of an archive of the desk's library, by table."""
    archiving.export_archive(desk, str(folder), works=works)
    return {p.stem: p.read_text(encoding="utf-8").split("\n")[:-1] for p in folder.glob("*.jsonl")}


@FEW
@given(steps=STEPS)
def test_there_and_back_is_the_same(
    makes: Makes, tmp_path_factory: pytest.TempPathFactory, steps: list[Step]
) -> None:
    folder = tmp_path_factory.mktemp("archive")
    first = exported(makes(steps=steps), folder / "first")
    other = makes("bob")
    told = archiving.import_archive(other, str(folder / "first"))
    assert told.failures == () and told.disagreements == ()
    assert exported(other, folder / "second") == first
    assert (folder / "first" / MANIFEST).read_bytes() == (folder / "second" / MANIFEST).read_bytes()


def test_a_whole_life_comes_back_with_its_works_and_links(makes: Makes, tmp_path: Path) -> None:
    desk = makes(steps=FULL)
    looking_after.rebuild(desk)
    first = exported(desk, tmp_path / "first", works=True)
    assert [table for table, lines in first.items() if not lines] == []
    other = makes("bob")
    archiving.import_archive(other, str(tmp_path / "first"))
    assert exported(other, tmp_path / "second", works=True) == first


def test_a_work_of_one_record_is_told_with_its_best_values(makes: Makes, tmp_path: Path) -> None:
    desk, file = makes(), tmp_path / "one.bib"
    file.write_text(
        "@article{a, title={T}, volume={9}, pages={285--305}, abstract={On trust.}, keywords={trust}}"
    )
    importing.import_files(desk, [str(file)])
    (line,) = exported(desk, tmp_path / "told", works=True)["works"]
    told = json.loads(line)
    assert (told["volume"], told["pages"]) == ("9", "285-305")
    assert (told["abstract"], told["keywords"]) == ("On trust.", ["trust"])


def test_a_record_that_changed_comes_back_with_the_run_that_said_it_last(
    makes: Makes, tmp_path: Path
) -> None:
    desk = makes(steps=[("record", 0, 1, "as it was")])
    live(desk, [("record", 0, 2, "as it is")])
    first = exported(desk, tmp_path / "first")
    (record,) = map(json.loads, first["records"])
    assert record["run"] != record["said_run"]
    other = makes("bob")
    archiving.import_archive(other, str(tmp_path / "first"))
    assert exported(other, tmp_path / "second") == first


def test_all_said_in_one_second_comes_back_too(makes: Makes, tmp_path: Path) -> None:
    first = exported(makes(steps=FULL, step=0), tmp_path / "first")
    other = makes("bob")
    archiving.import_archive(other, str(tmp_path / "first"))
    assert exported(other, tmp_path / "second") == first


def test_the_same_again_brings_nothing_new(makes: Makes, tmp_path: Path) -> None:
    exported(makes(steps=FULL), tmp_path / "first")
    other = makes("bob")
    archiving.import_archive(other, str(tmp_path / "first"))
    before, acts = other.library.words.digest(), other.library.history.rows()
    again = archiving.import_archive(other, str(tmp_path / "first"))
    assert (again.new, again.changed, again.words) == (0, 0, 0)
    assert [one for one in again.tables if one.new] == []
    assert other.library.words.digest() == before and other.library.history.rows() == acts


def _joined(makes: Makes, folders: list[Path], into: Path) -> dict[str, set[str]]:
    """What is there after archives came in an order; without what depends on the order by its nature."""
    desk = makes("cem")
    for folder in folders:
        assert archiving.import_archive(desk, str(folder)).failures == ()
    lines = {table: set(found) for table, found in exported(desk, into, works=True).items()}
    lines["tags"] = {json.dumps({**json.loads(line), "pinned": None}) for line in lines["tags"]}
    works = map(json.loads, lines.pop("works"))
    lines["works"] = {
        json.dumps([w[n] for n in ("records", "title", "kept", "tags", "cited")]) for w in works
    }
    for table in ("made_keys", "citation_keys", "links"):
        del lines[table]  # a key that two works want stays with the one that was here
    return lines


@FEW
@given(ann=STEPS, bob=STEPS)
@example(ann=[("record", 3, 0, ""), ("count", 3, 4, "")], bob=[("record", 3, 0, ""), ("count", 3, 4, "")])
def test_the_order_of_two_archives_does_not_matter(
    makes: Makes, tmp_path_factory: pytest.TempPathFactory, ann: list[Step], bob: list[Step]
) -> None:
    folder = tmp_path_factory.mktemp("two")
    exported(makes("ann", ann), folder / "ann")
    exported(makes("bob", bob, start=3600), folder / "bob")
    one = _joined(makes, [folder / "ann", folder / "bob"], folder / "one")
    other = _joined(makes, [folder / "bob", folder / "ann"], folder / "other")
    assert one == other


@FEW
@given(ann=STEPS, bob=STEPS)
def test_nobody_loses_a_word(
    makes: Makes, tmp_path_factory: pytest.TempPathFactory, ann: list[Step], bob: list[Step]
) -> None:
    folder = tmp_path_factory.mktemp("words")
    theirs = exported(makes("bob", bob, start=3600), folder / "bob")
    desk = makes("ann", ann)
    mine = exported(desk, folder / "ann")
    archiving.import_archive(desk, str(folder / "bob"))
    joined = exported(desk, folder / "joined")
    for table in ("taggings", "decisions", "read_states", "rulings", "corrections", "notes"):
        said = {_word(table, line) for line in joined[table]}
        assert {_word(table, line) for line in (*mine[table], *theirs[table])} <= said
    holders = {(key["key"].lower(), key["record"]) for key in map(json.loads, joined["citation_keys"])}
    for key in map(json.loads, mine["citation_keys"]):
        assert (key["key"].lower(), key["record"]) in holders
    wanted = {(key["record"], key["who"], key["at"]) for key in map(json.loads, theirs["citation_keys"])}
    assert {record for record, _, _ in wanted} <= set(_works_with_keys(desk))
    searches = set(map(_search, (*mine["saved_searches"], *theirs["saved_searches"])))
    assert searches <= set(map(_search, joined["saved_searches"]))


def _word(table: str, line: str) -> tuple[Any, ...]:
    """What must not be lost of a word: who first tagged or kept is told by the earlier of two."""
    got = json.loads(line)
    without = ("at", "who", "tag") if table == "taggings" else ()
    got["label"] = got.get("tag", "").lower()
    return tuple((name, json.dumps(value)) for name, value in got.items() if name not in without)


def _search(line: str) -> tuple[Any, ...]:
    got = json.loads(line)
    return got["text"], got["sources"], got["years"], got["most"]


def _works_with_keys(desk: Desk) -> list[str]:
    """The records whose works have a key that somebody gave or pinned."""
    rows = desk.library._door.connection().execute(
        "SELECT r.source || ':' || r.source_id FROM records AS r JOIN membership AS m ON m.record_id = r.id"
        " JOIN membership AS o ON o.work_id = m.work_id JOIN citation_keys AS k ON k.record_id = o.record_id"
    )
    return [row[0] for row in rows.fetchall()]


def test_what_differs_is_told_and_both_stay(makes: Makes, tmp_path: Path) -> None:
    same: list[Step] = [("record", 0, 1, ""), ("record", 3, 1, ""), ("keep", 0, 0, ""), ("keep", 1, 0, "")]
    ann = makes("ann", [
        *same, ("decide", 0, 0, "fits"), ("tag", 0, 0, ""), ("describe", 0, 0, "between firms"), ("rule", 0, 1, ""),
        ("correct", 0, 0, "Ann's title"), ("give", 0, 1, ""), ("search", 0, 1, "ann"),
    ])  # fmt: skip
    bob = makes("bob", [
        *same, ("decide", 1, 0, "no"), ("remove", 0, 0, ""), ("tag", 1, 0, ""), ("describe", 0, 1, "between people"),
        ("decide", 4, 0, "no"), ("rule", 0, 1, ""), ("give", 1, 1, ""), ("search", 0, 1, "bob"),
    ], start=3600)  # fmt: skip
    ann.library.works.count()
    with bob.library.write("rule"):
        bob.library._door.writing().execute("UPDATE rulings SET word = 'version'")
    exported(bob, tmp_path / "bob")
    told = archiving.import_archive(ann, str(tmp_path / "bob"))
    what = {one.what for one in told.disagreements}
    assert what >= {"kept", "key", "tag", "colour of tag", "saved search", "ruling"}
    lines = exported(ann, tmp_path / "ann")
    assert {json.loads(line)["search"] for line in lines["saved_searches"]} == {"trust", "trust (bob)"}
    described = next(tag for tag in map(json.loads, lines["tags"]) if tag["tag"] == "trust")
    assert described["description"] == "between firms\nbetween people"
    assert {json.loads(line)["key"] for line in lines["citation_keys"]} == {"key1", "key1a"}
    assert len(lines["rulings"]) == 2
    assert undoing.undo(ann).left == ()


def test_two_decisions_on_one_work_are_told(makes: Makes, tmp_path: Path) -> None:
    ann = makes("ann", [("record", 0, 1, ""), ("decide", 0, 0, "fits")])
    exported(
        makes("bob", [("record", 0, 1, ""), ("decide", 0, 0, ""), ("decide", 1, 0, "off topic")]),
        tmp_path / "bob",
    )
    told = archiving.import_archive(ann, str(tmp_path / "bob"))
    assert [(one.what, one.here, one.there) for one in told.disagreements] == [
        ("decision", "include (ann)", "exclude (bob)")
    ]
    (row,) = ann.library.works.rows([1])
    assert row.decision == "disputed"
    exported(ann, tmp_path / "both")
    told = archiving.import_archive(ann, str(tmp_path / "both"))
    assert len(told.disagreements) == 1, "both sides are in the archive: told once"


def test_one_undo_takes_all_of_it_back_and_redo_brings_it_again(makes: Makes, tmp_path: Path) -> None:
    exported(makes("bob", FULL, start=3600), tmp_path / "bob")
    ann = makes(
        "ann", [("record", 0, 1, "mine"), ("keep", 0, 0, ""), ("tag", 0, 0, ""), ("note", 0, 0, "mine")]
    )
    before = exported(ann, tmp_path / "before")
    digest = ann.library.words.digest()
    archiving.import_archive(ann, str(tmp_path / "bob"))
    after = exported(ann, tmp_path / "after")
    assert undoing.undo(ann).left == ()
    undone = exported(ann, tmp_path / "undone")
    assert ann.library.words.digest() == digest
    assert json.loads(undone["records"][0])["said"] == json.loads(before["records"][0])["said"]
    assert len(undone["records"]) == 1 and ann.library.works.count(True) == 0
    undoing.redo(ann)
    again = exported(ann, tmp_path / "again")
    for table in ("records", "kept", "taggings", "notes", "decisions", "rulings", "reading_list_works"):
        assert again[table] == after[table], table
    undoing.undo(ann)
    assert archiving.import_archive(ann, str(tmp_path / "bob")).new == len(after["records"]) - 1


def test_of_two_things_said_the_later_counts_and_the_other_stays(makes: Makes, tmp_path: Path) -> None:
    exported(makes("ann", [("record", 0, 1, "old")]), tmp_path / "old")
    new = makes("bob", [("record", 0, 4, "new")])
    assert archiving.import_archive(new, str(tmp_path / "old")).changed == 0
    lines = exported(new, tmp_path / "new")
    assert json.loads(lines["records"][0])["said"]["abstract"] == "new"
    assert [json.loads(line)["said"]["abstract"] for line in lines["former_records"]] == ["old"]
    assert {json.loads(line)["body"] for line in lines["former_records"]} != {None}
    other = makes("ann", [("record", 0, 1, "old")])
    assert archiving.import_archive(other, str(tmp_path / "new")).changed == 1
    shown = reading.show(other, "crossref:0/x")
    assert shown.best.abstract == "new"


def test_files_that_did_not_change_are_not_touched(makes: Makes, tmp_path: Path) -> None:
    desk = makes(steps=FULL)
    exported(desk, tmp_path / "a", works=True)
    for path in (tmp_path / "a").iterdir():
        os.utime(path, (1, 1))
    live(desk, [("tag", 3, 2, "")])
    told = archiving.export_archive(desk, str(tmp_path / "a"))
    changed = {one.name for one in told.files if one.changed}
    assert (
        {"taggings.jsonl"}
        <= changed
        <= {"taggings.jsonl", "tags.jsonl", "kept.jsonl", "removed.jsonl", "runs.jsonl"}
    )
    assert (tmp_path / "a" / "records.jsonl").stat().st_mtime == 1
    assert not (tmp_path / "a" / "works.jsonl").exists(), "an old works.jsonl would tell of another moment"


@pytest.mark.parametrize("at", range(0, 24, 3))
def test_a_cut_export_is_never_taken_for_a_whole_one(
    makes: Makes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """The power goes between any two files that move into place; the same command again is whole."""
    desk = makes(steps=FULL)
    exported(desk, tmp_path / "a")
    live(desk, [("record", n, 2, "more") for n in range(9)] + [("tag", 3, 2, ""), ("note", 0, 0, "late")])
    moved = itertools.count()
    replace = Path.replace

    def failing(self: Path, target: Any) -> Path:
        if next(moved) == at:
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    whole = True
    try:
        archiving.export_archive(desk, str(tmp_path / "a"))
    except KeyboardInterrupt:
        whole = False
    monkeypatch.undo()
    other = makes("bob")
    if not whole and at > 0:
        with pytest.raises(Unreadable, match="not whole"):
            archiving.import_archive(other, str(tmp_path / "a"))
        assert other.library.records.count() == 0
    exported(desk, tmp_path / "a")
    archiving.import_archive(other, str(tmp_path / "a"))
    assert other.library.records.count() == desk.library.records.count()
    assert not (tmp_path / "a" / ".litreview-half").exists()


def _stop_at(desk: Desk, number: int) -> None:
    told = itertools.count()

    def tell(_event: Any) -> None:
        if next(told) == number:
            desk.stop()

    desk.tell = tell


def test_a_stopped_import_goes_on_with_the_same_command(makes: Makes, tmp_path: Path) -> None:
    first = exported(makes(steps=FULL), tmp_path / "a")
    told: list[Any] = []
    desk = makes("bob")
    desk.tell = told.append
    archiving.import_archive(desk, str(tmp_path / "a"))
    for number in range(0, len(told), 4):
        desk = makes("bob")
        _stop_at(desk, number)
        with pytest.raises(Stopped):
            archiving.import_archive(desk, str(tmp_path / "a"))
        kept = desk.library.works.count()
        assert kept == 0, "words come all at once, at the end"
        again = Desk(desk.settings, desk.library_path, named=True)
        archiving.import_archive(again, str(tmp_path / "a"))
        assert exported(again, tmp_path / f"after {number}") == first
        again.close()


def _broken(folder: Path, table: str, lines: list[str]) -> None:
    """Write lines into a file of an archive, behind what it has."""
    with (folder / file_name(table)).open("a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines)


def test_two_searches_of_one_long_name_both_stay(makes: Makes, tmp_path: Path) -> None:
    exported(makes(), tmp_path / "a")
    said = {"search": "a" * 200, "sources": None, "years": None, "most": None, "at": "2026-11-24T10:00:00"}
    lines = [json.dumps({**said, "who": who, "text": f"for {who}"}) for who in ("ann", "bob", "cyd")]
    _broken(tmp_path / "a", "saved_searches", lines)
    desk = makes("bob")
    archiving.import_archive(desk, str(tmp_path / "a"), edited=True)
    assert {one.text for one in saved_searches.saved(desk).searches} == {"for ann", "for bob", "for cyd"}


def test_an_archive_that_was_changed_is_refused_unless_said(makes: Makes, tmp_path: Path) -> None:
    exported(makes(steps=FULL), tmp_path / "a")
    other = makes("bob")
    text = (tmp_path / "a" / "notes.jsonl").read_text(encoding="utf-8")
    (tmp_path / "a" / "notes.jsonl").write_text(text.replace('"who":"ann"', '"who":"eve"'), encoding="utf-8")
    with pytest.raises(Unreadable, match=r"notes\.jsonl is not as it was written"):
        archiving.import_archive(other, str(tmp_path / "a"))
    assert other.library.records.count() == 0
    assert archiving.import_archive(other, str(tmp_path / "a"), edited=True).failed == 0


@pytest.mark.parametrize(
    ("manifest", "fault"),
    [
        (None, NothingFound),
        ("", Unreadable),
        ("[]", Unreadable),
        ('{"format": "other", "version": 1}', Unreadable),
        ('{"format": "litreview-archive", "version": 99, "finished": true}', Unreadable),
        ('{"format": "litreview-archive", "version": 1, "finished": false}', Unreadable),
        ('{"format": "litreview-archive", "version": 1, "finished": true, "files": 5}', Unreadable),
        ("[" * 100_000, Unreadable),
    ],
)
def test_what_is_no_archive_is_refused_whole(
    makes: Makes, tmp_path: Path, manifest: str | None, fault: type[LitreviewError]
) -> None:
    exported(makes(steps=FULL), tmp_path / "a")
    (tmp_path / "a" / MANIFEST).unlink()
    if manifest is not None:
        (tmp_path / "a" / MANIFEST).write_text(manifest, encoding="utf-8")
    other = makes("bob")
    with pytest.raises(fault):
        archiving.import_archive(other, str(tmp_path / "a"))
    assert other.library.records.count() == 0 and other.library.history.rows() == []


def test_a_missing_file_and_a_folder_in_its_place_are_told(makes: Makes, tmp_path: Path) -> None:
    exported(makes(steps=FULL), tmp_path / "a")
    other = makes("bob")
    (tmp_path / "a" / "counts.jsonl").unlink()
    with pytest.raises(Unreadable, match=r"counts\.jsonl is missing"):
        archiving.import_archive(other, str(tmp_path / "a"), edited=True)
    (tmp_path / "a" / "counts.jsonl").mkdir()
    with pytest.raises(Unreadable, match=r"counts\.jsonl is missing"):
        archiving.import_archive(other, str(tmp_path / "a"), edited=True)


SAID = '{"source":"x","id":"1","type":"article"'
RECORD = '{"record":"x:1","received":"2026-11-01","reader":1,"listed":false,"reference_count":null,"run":null,"said_run":null,"runs":[],"said":'
HARMFUL = [
    ("records", "not json"), ("records", "[]"), ("records", "{}"), ("records", "[" * 100_000),
    ("records", RECORD + "{}}"), ("records", RECORD + SAID + "}}".replace("}}", ',"year":"1998"}}')),
    ("records", RECORD + SAID + ',"year":1e400}}'), ("records", RECORD + SAID + ',"year":' + "9" * 5000 + "}}"),
    ("records", RECORD + SAID + ',"year":99999999999999999999}}'), ("records", RECORD + SAID + ',"title":["a"]}}'),
    ("records", RECORD + SAID + ',"authors":["Larsson"]}}'), ("records", RECORD + SAID + ',"issued":[1,2,3,4,5,6,7]}}'),
    ("records", RECORD + SAID + ',"identifiers":[["shoe","1"]]}}'), ("records", RECORD + SAID + ',"surprise":1}}'),
    ("records", (RECORD + SAID + "}}").replace('"id":"1"', '"id":"2"')),
    ("records", (RECORD + SAID + "}}").replace('"reader":1', '"reader":-1')),
    ("records", (RECORD + SAID + "}}").replace("2026-11-01", "yesterday")),
    ("bodies", '{"record":"crossref:0/x","said":"' + "0" * 32 + '","body":"!!!!"}'),
    ("bodies", '{"record":"crossref:0/x","said":"' + "0" * 32 + '","body":"AAAA"}'),
    ("lists", '{"record":"crossref:0/x","direction":"up","by":"x","state":"given","total":null,"day":"2026-11-01","run":null,"doubted":false,"lines":[]}'),
    ("lists", '{"record":"crossref:0/x","direction":"references","by":"x","state":"given","total":null,"day":"2026-11-01","run":null,"doubted":false,"lines":[{"n":99999999}]}'),
    ("counts", '{"record":"crossref:0/x","by":"x","value":-1,"day":"2026-11-01","doubted":false,"counts":[]}'),
    ("kept", '{"record":"nowhere:1","who":"eve","at":"2026-11-24T08:00:00+00:00"}'),
    ("kept", '{"record":"crossref:0/x","who":5,"at":"2026-11-24T08:00:00+00:00"}'),
    ("taggings", '{"record":"crossref:0/x","tag":"unheard of","who":"eve","at":"2026-11-24T08:00:00+00:00"}'),
    ("corrections", '{"record":"crossref:0/x","who":"eve","at":"2026-11-24T08:00:00+00:00","correction":{"field":"source","value":"y"}}'),
    ("corrections", '{"record":"crossref:0/x","who":"eve","at":"2026-11-24T08:00:00+00:00","correction":{"field":"authors","value":7}}'),
    ("decisions", '{"record":"crossref:0/x","stage":"lunch","who":"eve","at":"2026-11-24T08:00:00+00:00","word":"include","reason":""}'),
    ("citation_keys", '{"key":"a,b}","record":"crossref:0/x","how":"given","who":"eve","at":"2026-11-24T08:00:00+00:00"}'),
    ("reading_list_works", '{"list":"unheard of","place":1,"record":"crossref:0/x","who":"eve","at":"2026-11-24T08:00:00+00:00"}'),
    ("runs", '{"run":"","act":"search","asked":"","who":"eve","started":"2026","finished":null,"name":null,"parts":[]}'),
]  # fmt: skip


@pytest.mark.parametrize(("table", "line"), HARMFUL, ids=lambda value: str(value)[:60])
def test_a_bad_line_is_reported_and_the_others_are_taken(
    makes: Makes, tmp_path: Path, table: str, line: str
) -> None:
    first = exported(makes(steps=FULL), tmp_path / "a")
    _broken(tmp_path / "a", table, [line])
    other = makes("bob")
    told = archiving.import_archive(other, str(tmp_path / "a"), edited=True)
    assert told.failed == 1
    (failure,) = told.failures
    assert failure.where.endswith(f"{table}.jsonl") and failure.line == len(first[table]) + 1
    assert exported(other, tmp_path / "b") == first


def test_only_files_of_an_archive_are_opened(makes: Makes, tmp_path: Path) -> None:
    exported(makes(steps=FULL), tmp_path / "a")
    secret = tmp_path / "secret.jsonl"
    secret.write_text('{"record":"x:1"}\n', encoding="utf-8")
    told = json.loads((tmp_path / "a" / MANIFEST).read_text(encoding="utf-8"))
    told["files"]["../secret.jsonl"] = {"lines": 1, "bytes": 1, "sha256": ""}
    (tmp_path / "a" / MANIFEST).write_text(json.dumps(told), encoding="utf-8")
    found = archiving.import_archive(makes("bob"), str(tmp_path / "a"))
    assert [failure.what for failure in found.failures] == [
        "This line names ../secret.jsonl, which is no part of an archive; it was not read."
    ]


def test_what_a_terminal_could_obey_does_not_come_in(makes: Makes, tmp_path: Path) -> None:
    exported(makes(steps=FULL), tmp_path / "a")
    evil = "a\\u001b[31mred\\u202e\\u0000\\ud800 \\u0007b"
    _broken(tmp_path / "a", "records", [RECORD + SAID + f',"title":"{evil}"' + "}}"])
    _broken(tmp_path / "a", "notes", ['{"records":["x:1"],"who":"' + evil + '","at":"2026-11-24T08:00:00+00:00","edited":null,"text":"' + evil + '"}'])  # fmt: skip
    other = makes("bob")
    assert archiving.import_archive(other, str(tmp_path / "a"), edited=True).failed == 0
    shown = reading.show(other, "x:1")
    assert shown.best.title == "a[31mred b"
    assert [(note.text, note.who) for note in shown.notes] == [("a[31mred b", "a[31mred b")]


def test_a_dry_run_counts_and_writes_nothing(makes: Makes, tmp_path: Path) -> None:
    first = exported(makes(steps=FULL), tmp_path / "a")
    other = makes("bob")
    told = archiving.import_archive(other, str(tmp_path / "a"), dry_run=True)
    assert told.dry_run and {one.table: one.read for one in told.tables} == {t: len(first[t]) for t in FILES}
    assert other.library.records.count() == 0 and other.library.runs.rows() == []


def test_no_other_file_is_lost(makes: Makes, tmp_path: Path) -> None:
    desk = makes(steps=FULL)
    (tmp_path / "notes.jsonl").write_text("mine", encoding="utf-8")
    with pytest.raises(Misused, match=r"notes\.jsonl"):
        archiving.export_archive(desk, str(tmp_path))
    with pytest.raises(Misused, match="no folder"):
        archiving.export_archive(desk, str(tmp_path / "notes.jsonl"))
    assert (tmp_path / "notes.jsonl").read_text(encoding="utf-8") == "mine"
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "repository" / "README").write_text("shared", encoding="utf-8")
    exported(desk, tmp_path / "repository")
    assert (tmp_path / "repository" / "README").read_text(encoding="utf-8") == "shared"


def test_an_export_is_one_moment_while_others_write(makes: Makes) -> None:
    desk = makes(steps=FULL)
    other = Desk(desk.settings, desk.library_path, named=True)
    with desk.library.archive.reading() as snapshot:
        before = sum(1 for _ in snapshot.lines("records"))
        live(other, [("record", n, 2, "late") for n in range(9)] + [("tag", 0, 2, "")])
        assert other.library.records.count() > before
        assert sum(1 for _ in snapshot.lines("records")) == before
        assert all("late" not in line for line in snapshot.lines("former_records"))
    other.close()


def test_an_archive_says_nothing_of_when_and_where_it_was_written(makes: Makes, tmp_path: Path) -> None:
    desk = makes(steps=FULL)
    exported(desk, tmp_path / "a")
    desk.clock.now()
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    exported(desk, tmp_path / "b")
    for path in (tmp_path / "a").iterdir():
        text = path.read_bytes()
        assert text == (tmp_path / "b" / path.name).read_bytes()
        assert str(tmp_path).encode() not in text and b"archive export" not in text


def test_the_result_of_an_import_counts_by_table(makes: Makes, tmp_path: Path) -> None:
    first = exported(makes(steps=FULL), tmp_path / "a")
    told: ArchiveImported = archiving.import_archive(makes("bob"), str(tmp_path / "a"))
    counted = {one.table: (one.read, one.new) for one in told.tables}
    for table in ("runs", "records", "kept", "taggings", "notes", "citation_keys", "decisions", "counts"):
        assert counted[table] == (len(first[table]), len(first[table])), table
    assert told.records == told.new == len(first["records"])


NOT_WRITTEN = {
    "note_anchors": "they stand in notes", "identifiers": "they stand in records", "run_parts": "they stand in runs",
    "run_records": "they stand in records", "latest_counts": "they stand in counts", "acting": "only within an act",
    "history": "stays at home", "changes": "stay at home", "stale": "derived", "noted_docs": "derived",
    "search_docs": "derived", "more_docs": "derived",
}  # fmt: skip
"""Tables of the library that have no file of their own in an archive."""
COLUMNS = {
    "runs": "id act asked who started finished name brought_by",
    "run_parts": "id run_id source asked found new failed hidden next state sentence",
    "records": "id source source_id received reader digest run_id said_run listed withdrawn reference_count said",
    "bodies": "record_id body",
    "former_records": "id record_id received reader digest said_run said body",
    "lists": "id record_id direction source state total day run_id digest doubted size lines",
    "counts": "record_id source day value run_id",
    "latest_counts": "record_id source value day doubted",
    "made_keys": "id key record_id",
}
"""What an archive knows of what sources said: a new column must find its place in it."""


def test_no_table_and_no_column_is_left_out_of_an_archive(makes: Makes) -> None:
    connection = makes().library._door.connection()
    names = {
        row[0]
        for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        if not re.match(r"sqlite_|_sqlite|(search|more)_index", row[0])
    }
    assert names - set(NOT_WRITTEN) - set(DERIVED_TABLES) - {"_litreview_migrations"} == set(FILES)
    for table, columns in COLUMNS.items():
        assert [row[1] for row in connection.execute(f"PRAGMA table_info({table})")] == columns.split(), table
    for table in WORDS:
        told = {
            "record_id",
            "tag_id",
            "id",
            "reading_list_id",
            "parent_id",
            "left_name",
            "right_name",
            "name",
        }
        columns = set(WORD_TABLES[table][0]) - told
        assert columns - {"field", "value"} <= set(SHAPES[table]), table


@pytest.mark.parametrize("folder", ["", " ", "~nobody-of-this-name/shared", "x" * 300])
def test_a_folder_that_is_none_is_refused_both_ways(
    makes: Makes, tmp_path: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    desk = makes()
    for act in (archiving.export_archive, archiving.import_archive):
        with pytest.raises(Misused):
            act(desk, folder)
    assert not list(tmp_path.glob("*.jsonl"))

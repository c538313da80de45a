"""The library as a folder of text, to share and to keep; and such folders taken in."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.acts import archive_folder, asking
from litreview.acts.archive_folder import Found
from litreview.acts.archive_results import ArchiveExported, ArchiveImported, TableBrought
from litreview.errors import LitreviewError, Misused
from litreview.model.archive import ACT, DERIVED, FILES, WORDS, file_name, read_line
from litreview.model.event import Event
from litreview.model.record import Record, Said
from litreview.model.stored import record_of
from litreview.model.text import number_of
from litreview.settings.places import path_of

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.intake.intake import Intake
    from litreview.library.archive_said import SaidBrought

_BATCH = 200
_TOLD = 1000
_LISTS = 20
_PLACE = 44
"""Bits of a number that are the place of a line; those above are the rank of its run."""


def export_archive(desk: Desk, folder: str, works: bool = False) -> ArchiveExported:
    """Write the whole library as text into a folder: one moment of it, the same bytes for the same content.

    ``works`` adds what is derived: works and links, for other programs. An archive that is there is
    replaced file by file at the end; stopped before, it is as it was. Raises `Misused` where other files
    would be lost, `LitreviewError` where the folder cannot be written.
    """
    path = _named(folder)
    with archive_folder.writing(path) as written, desk.library.archive.reading() as snapshot:
        total, counts = snapshot.count(), {}
        for table in (*FILES, *(DERIVED if works else ())):
            lines = _told(desk, table, snapshot.lines(table), total)
            counts[table] = written.write(table, lines)
        gone = written.words_of_others(desk.who)
        files = written.finish()
    words = sum(counts[table] for table in WORDS)
    return ArchiveExported(str(path), files, counts["records"], words, gone)


def _told(desk: Desk, table: str, lines: Iterator[str], total: int) -> Iterator[str]:
    """The lines of a table as they go by: the person is told, and may stop."""
    for number, line in enumerate(lines, start=1):
        if number % _TOLD == 0:
            desk.check_stopped()
            whole = total if table == "records" else None
            desk.tell(Event("archive export", f"{table.replace('_', ' ')}: {number:,}", "", number, whole))
        yield line


def _named(folder: str) -> Path:
    if not folder.strip():  # as an empty variable of a script gives it: not the folder of the present
        raise Misused("Name a folder for the archive.")
    return path_of(folder)


def _called(folder: Path) -> str:
    """How the history calls the folder: as it was named, but never "." or ".."."""
    return str(folder) if folder.name not in ("", "..") else folder.resolve().name


def import_archive(desk: Desk, folder: str, edited: bool = False, dry_run: bool = False) -> ArchiveImported:
    """Take in an archive beside what is here; its words in one act, which one undo takes back.

    Nothing here is taken away or overwritten: `docs/archive.md` says what becomes of words that differ.
    A line that is not as it should be is reported, the others are taken. Stopped, it has brought records at
    most, and the same again goes on. Raises `NothingFound` or `Unreadable`, before anything is written,
    where the folder is no archive or not whole (``edited`` takes one that was changed on purpose).
    """
    found = Found(_named(folder))
    found.check(edited, desk.check_stopped)
    if dry_run:
        tables = tuple(TableBrought(table, sum(1 for _ in _lines(desk, found, table)), 0) for table in FILES)
        return ArchiveImported(
            str(found.folder), tables, records=tables[FILES.index("records")].read,
            failures=tuple(found.failures), failed=found.failed, dry_run=True,
        )  # fmt: skip
    with asking.running(desk, ACT, _called(found.folder)) as run:
        coming = _Coming(desk, found, asking.intake_of(desk), desk.library.archive.said(run), run, {})
        _take_in_said(coming)
        disagreements, words = _say(coming)
    desk.library.catch_up()
    told = coming.told
    records = told["records"]
    return ArchiveImported(
        folder=str(found.folder),
        tables=tuple(TableBrought(table, *told.get(table, (0, 0))) for table in FILES),
        records=records[0], new=records[1], changed=told["changed"][1], words=words,
        disagreements=disagreements, questions=desk.library.works.question_count(),
        failures=tuple(found.failures), failed=found.failed,
    )  # fmt: skip


class _Coming(NamedTuple):
    """An archive on its way in. ``told`` has lines read and new for each table."""

    desk: Desk
    found: Found
    intake: Intake
    said: SaidBrought
    run: int
    told: dict[str, tuple[int, int]]

    def tell(self, table: str, read: int, new: int) -> None:
        """Count lines of a table, and let the person know."""
        before = self.told.get(table, (0, 0))
        self.told[table] = (before[0] + read, before[1] + new)
        sentence = f"{table.replace('_', ' ')}: {self.told[table][0]:,}"
        self.desk.tell(Event(ACT, sentence, str(self.found.folder), self.told[table][0]))


def _lines(desk: Desk, found: Found, table: str, again: bool = False) -> Iterator[dict[str, Any]]:
    """The sound lines of a table; the others are noted as failures, unless they were read ``again``."""
    for number, raw in found.lines(table):
        if number % _TOLD == 1:
            desk.check_stopped()
        try:
            yield {**read_line(table, raw), "line": number}
        except ValueError as fault:
            if not again:
                found.fail(file_name(table), number, str(fault), raw)


def _take_in_said(coming: _Coming) -> None:
    """Runs, records, and what hangs on records, each in slices; what is here already is soon passed over."""
    desk, said = coming.desk, coming.said
    with desk.library.write(ACT):
        said.begin()
        runs = [said.put_run(line) for line in _lines(desk, coming.found, "runs")]
    coming.tell("runs", len(runs), sum(runs))
    _take_in_records(coming)
    for table, put in (
        ("former_records", said.put_former), ("bodies", said.put_body), ("counts", said.put_counts),
    ):  # fmt: skip
        _hang(coming, table, put)
    _take_in_lists(coming)


def _take_in_records(coming: _Coming) -> None:
    """New records go through intake, in the order of their runs, so that works are older or younger as they
    were at home; of those that are here the later saying counts."""
    desk, found = coming.desk, coming.found
    coming.tell("records", 0, 0)
    coming.tell("changed", 0, 0)
    lines = found.at("records", _in_order_of_runs(coming))
    while batch := list(islice(lines, _BATCH)):
        desk.check_stopped()
        read = [one for place, raw in batch if (one := _record_line(found, place, raw))]
        fresh = coming.said.unseen([line["record"] for line, _ in read])
        coming_in = [(line, record) for line, record in read if line["record"] in fresh]
        for (run, day, reader), group in groupby(coming_in, lambda one: _how(coming, one[0])):
            answers = [
                Said(about=r.name, record=r, brief=line["listed"], reference_count=line["reference_count"])
                for line, r in group
            ]
            coming.intake.take_in(answers, run=run, day=day, reader=reader)
        joining = [(line, record, line["record"] in fresh) for line, record in read]
        changed = desk.library.slices(joining, lambda one: _join(coming, *one), ACT)
        coming.tell("records", len(read), len(fresh))
        coming.tell("changed", len(read), sum(changed))


def _how(coming: _Coming, line: dict[str, Any]) -> tuple[int, str, int]:
    return coming.said.run_of(line["run"]), line["received"], line["reader"]


def _join(coming: _Coming, line: dict[str, Any], record: Record, fresh: bool) -> bool:
    changed = coming.said.put_record(line, record, fresh)
    if changed is not None:
        coming.intake.regroup([changed])
    return changed is not None


def _in_order_of_runs(coming: _Coming) -> Iterator[int]:
    """Where the lines of ``records`` begin, those of the oldest run first: one number for each line."""
    import json

    runs: dict[str, int] = {}
    numbers = array("Q")
    for place, raw in coming.found.offsets("records"):
        try:
            run = str(json.loads(raw)["run"] or "\U0010ffff")
        except (ValueError, TypeError, KeyError, RecursionError):
            run = "\U0010ffff"
        numbers.append((runs.setdefault(run, len(runs)) << _PLACE) + place)
    rank = {runs[name]: number for number, name in enumerate(sorted(runs))}
    mask = (1 << _PLACE) - 1
    ranked = array("Q", ((rank[one >> _PLACE] << _PLACE) + (one & mask) for one in numbers))
    yield from (one & mask for one in sorted(ranked))


def _record_line(found: Found, place: int, raw: bytes) -> tuple[dict[str, Any], Record] | None:
    if not raw.strip():
        return None
    try:
        line = read_line("records", raw)
        return line, record_of(line["said"])
    except (ValueError, TypeError) as fault:
        what = str(fault) if isinstance(fault, ValueError) else "has a `said` that is not as it should be"
        found.fail(file_name("records"), found.number_at("records", place), what, raw)
        return None


def _hang(coming: _Coming, table: str, put: Callable[[dict[str, Any], int], bool]) -> None:
    """Put the lines of a table to their records."""
    desk = coming.desk
    lines = _lines(desk, coming.found, table)
    while batch := list(islice(lines, _BATCH)):
        desk.check_stopped()
        new = desk.library.slices(
            _with_records(coming, table, batch), lambda one: _put(coming, table, put, *one), ACT
        )
        coming.tell(table, len(batch), sum(new))


def _put(
    coming: _Coming, table: str, put: Callable[[dict[str, Any], int], bool], line: dict[str, Any], record: int
) -> bool:
    try:
        return put(line, record)
    except ValueError as fault:
        coming.found.fail(file_name(table), line["line"], str(fault))
        return False


def _with_records(
    coming: _Coming, table: str, lines: list[dict[str, Any]]
) -> list[tuple[dict[str, Any], int]]:
    """Lines with the ids of their records; those of records that are not here are noted as failures."""
    ids = coming.desk.library.records.ids(dict.fromkeys(line["record"] for line in lines))
    for line in lines:
        if line["record"] not in ids:
            what = f"is on {line['record']}, a record that is not here"
            coming.found.fail(file_name(table), line["line"], what)
    return [(line, ids[line["record"]]) for line in lines if line["record"] in ids]


def _take_in_lists(coming: _Coming) -> None:
    from litreview.intake.judging import Judging
    from litreview.intake.linking import Linking

    desk, library = coming.desk, coming.desk.library
    linking = Linking(library, Judging(library))

    def put_some(some: list[tuple[dict[str, Any], int]]) -> int:
        new = [record for line, record in some if coming.said.put_list(line, record)]
        if new:
            linking.link_lists(dict.fromkeys(new))
        return len(new)

    lines = _lines(desk, coming.found, "lists")
    while batch := list(islice(lines, _BATCH)):
        desk.check_stopped()
        ready = _with_records(coming, "lists", batch)
        pieces = [ready[start : start + _LISTS] for start in range(0, len(ready), _LISTS)]
        coming.tell("lists", len(batch), sum(library.slices(pieces, put_some, ACT)))


def _say(coming: _Coming) -> tuple[tuple[Any, ...], int]:
    """Write the keys and all words, in one act; what differs, and how many words are new."""
    from litreview.library.archive_words import PASSES

    desk, library = coming.desk, coming.desk.library
    with library.write(ACT, act=ACT) as act:
        keys = library.archive.made_keys(coming.run)
        keys.lay_aside()
        made = [keys.put(line) for line in _lines(desk, coming.found, "made_keys")]
        coming.tell("made_keys", len(made), sum(made))
        again = dict.fromkeys(keys.give_the_rest())
        words = library.archive.words()
        for what, table in PASSES:
            _say_table(coming, words, what, table)
        for one in again | words.touched:
            desk.check_stopped()
            coming.intake.regroup([one])
        new, records = sum(coming.told[table][1] for table in WORDS), coming.told["records"][1]
        name = coming.found.folder.name or str(coming.found.folder)
        act.sentence = (
            f"import {number_of(records, 'record')} and {number_of(new, 'word')} from the archive {name}"
        )
        act.run = coming.run if new or records or coming.told["changed"][1] else None
    return tuple(words.disagreements), new


def _say_table(coming: _Coming, words: Any, what: str, table: str) -> None:
    read = new = 0
    for line in _lines(coming.desk, coming.found, table, again=what != table):
        read += what == table
        try:
            new += words.put(what, line)
        except ValueError as fault:
            coming.found.fail(file_name(table), line["line"], str(fault))
        except LitreviewError as fault:
            coming.found.fail(file_name(table), line["line"], f"was refused: {fault.sentence}")
        if read % _TOLD == 1:
            coming.tell(table, 0, 0)
    coming.tell(table, read, new)

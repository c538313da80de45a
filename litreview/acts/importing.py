"""Taking in files: reference files and saved pages, known by what is in them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from litreview.acts import asking, choosing
from litreview.acts.results import FileReport, Imported
from litreview.acts.saying import SayingOfEntries
from litreview.errors import NothingFound, Unreadable
from litreview.formats import format as formats
from litreview.model.citation_key import safe_key
from litreview.model.event import Event
from litreview.model.record import Entry, Failure
from litreview.model.text import number_of
from litreview.sources import source as sources
from litreview.sources.source import ReadsFiles

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.intake.intake import Intake

HEAD = 65_536
_BATCH = 500

MOST_ROWS = 1000
"""Rows of works that the result of an import carries; the report counts all."""


class _Reads(Protocol):
    def __call__(self, stream: BinaryIO, name: str, /) -> Iterator[Entry | Failure]: ...


class _Opened(NamedTuple):
    """A file, and who reads it. ``piped`` is what came through a pipe, which cannot be read again."""

    name: str
    piped: bytes | None
    format: str
    read: _Reads
    reader: int


def import_files(desk: Desk, files: Sequence[str], dry_run: bool = False) -> Imported:
    """Take in files; what they hold is kept, in one act that one undo takes back.

    Raises `NothingFound` for a file that is not there, `Unreadable` for one that no reader knows;
    both before anything is written.
    """
    opened = [_open(name) for name in files]
    if dry_run:
        return Imported(tuple(_count(one) for one in opened), dry_run=True)
    intake = asking.intake_of(desk)
    with asking.running(desk, "import", "\n".join(files)) as run:
        saying = SayingOfEntries(desk.library, [Path(name).name for name in files], run)
        reports = tuple(_take_in(desk, one, run, intake, saying) for one in opened)
    works = list(dict.fromkeys(desk.library.works.of_records(saying.records).values()))
    questions = desk.library.works.question_count(works)
    return Imported(reports, choosing.rows(desk, works[:MOST_ROWS]), tuple(saying.clashes), questions)


def _open(name: str) -> _Opened:
    piped = _piped(name)
    with _stream(name, piped) as stream:
        head = stream.read(HEAD)
    if not head.strip():
        raise Unreadable(f"{name} is empty.", "Nothing was imported.")
    for one in formats.load_all():
        if one.sniff(head):
            return _Opened(name, piped, one.name, one.read, 1)
    for source in sources.load_all():
        if isinstance(source, ReadsFiles) and source.sniff(head):
            declared = source.declared
            return _Opened(name, piped, declared.name, source.read_file, declared.reader)
    raise Unreadable(
        f"{name} is no file that litreview can read.",
        "It reads BibTeX, RIS, ReDIF and saved pages; nothing was imported.",
    )


def _piped(name: str) -> bytes | None:
    """All of standard input (``-``) or of a pipe with a name (``import <(zcat old.bib.gz)``), else None."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes() if Path(name).is_fifo() else None
    except OSError:
        return None  # what may not be looked at may not be opened either: `_stream` says so


def _stream(name: str, piped: bytes | None) -> BinaryIO:
    if piped is not None:
        return io.BytesIO(piped)
    try:
        if Path(name).is_char_device():
            raise Unreadable(f"{name} is a device, not a file.", "Nothing was imported.")
        return Path(name).open("rb")
    except FileNotFoundError:
        raise NothingFound(f"There is no file {name}.", "Nothing was imported.") from None
    except OSError as fault:
        raise Unreadable(f"{name} cannot be read ({fault.strerror}).", "Nothing was imported.") from None


def _take_in(desk: Desk, file: _Opened, run: int, intake: Intake, saying: SayingOfEntries) -> FileReport:
    failures: list[Failure] = []
    read = new = same = joined = outside = 0
    with _stream(file.name, file.piped) as stream:
        items = iter(file.read(stream, file.name))
        while batch := list(islice(items, _BATCH)):
            desk.check_stopped()
            failures += [item for item in batch if isinstance(item, Failure)]
            entries = [_citable(item, failures) for item in batch if isinstance(item, Entry)]
            saying.turn_to(entries, file.name)
            taken = intake.take_in(
                [entry.said for entry in entries],
                run=run,
                day=desk.today(),
                reader=file.reader,
                saying=saying,
            )
            read += len(entries)
            outside += taken.outside
            for stored in taken.each:
                new += stored.state == "new" and not stored.joined
                joined += stored.state == "new" and stored.joined
                same += stored.state != "new"
            sentence = f"{file.name}: {number_of(read, 'entry', 'entries')}"
            desk.tell(Event("import", sentence, file.name, read))
    return FileReport(file.name, file.format, read, new, joined, same, outside, tuple(failures))


def _citable(entry: Entry, mended: list[Failure]) -> Entry:
    """An entry whose key a .bib can hold: two keys that only there became one would hide a work."""
    key = entry.key or ""
    safe = safe_key(key)
    if safe == key:
        return entry
    became = f"; it became {safe}" if safe else ""
    what = f"The key {key} has letters that no citation can have{became}."
    mended.append(Failure(entry.where, what, key, line=entry.line, mended=True))
    return replace(entry, key=safe or None)


def _count(file: _Opened) -> FileReport:
    failures, read = [], 0
    with _stream(file.name, file.piped) as stream:
        for item in file.read(stream, file.name):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                read += 1
    return FileReport(file.name, file.format, read, failures=tuple(failures))

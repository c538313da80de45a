"""Taking in files: reference files and saved pages, known by what is in them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol

from litreview.acts import asking, choosing
from litreview.acts.results import FileReport, Imported, KeyClash
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
_BATCH = 200


class _Reads(Protocol):
    def __call__(self, stream: BinaryIO, name: str, /) -> Iterator[Entry | Failure]: ...


class _Opened(NamedTuple):
    """A file, and who reads it. ``piped`` is what came through a pipe, which cannot be read again."""

    name: str
    piped: bytes | None
    format: str
    read: _Reads
    reader: int


class _Words(NamedTuple):
    """The words that an entry brings, to be said of its record."""

    record: int
    entry: Entry
    where: str


def import_files(desk: Desk, files: Sequence[str], dry_run: bool = False) -> Imported:
    """Take in files; what they hold is kept, in one act that one undo takes back.

    Raises `NothingFound` for a file that is not there, `Unreadable` for one that no reader knows;
    both before anything is written.
    """
    opened = [_open(name) for name in files]
    if dry_run:
        return Imported(tuple(_count(one) for one in opened), dry_run=True)
    intake = asking.intake_of(desk)
    words: list[_Words] = []
    with asking.running(desk, "import", "\n".join(files)) as run:
        reports = tuple(_take_in(desk, one, run, intake, words) for one in opened)
        clashes = _say(desk, files, words, run)
    works = list(dict.fromkeys(desk.library.works.of_records([w.record for w in words]).values()))
    questions = desk.library.works.question_count(works)
    return Imported(reports, choosing.rows(desk, works), clashes, questions)


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


def _take_in(desk: Desk, file: _Opened, run: int, intake: Intake, words: list[_Words]) -> FileReport:
    failures: list[Failure] = []
    read = new = same = joined = outside = 0
    with _stream(file.name, file.piped) as stream:
        items = iter(file.read(stream, file.name))
        while batch := list(islice(items, _BATCH)):
            desk.check_stopped()
            failures += [item for item in batch if isinstance(item, Failure)]
            entries = [_citable(item, failures) for item in batch if isinstance(item, Entry)]
            taken = intake.take_in(
                [entry.said for entry in entries], run=run, day=desk.today(), reader=file.reader
            )
            read += len(entries)
            outside += taken.outside
            for entry, stored in zip(entries, taken.each, strict=True):
                new += stored.state == "new" and not stored.joined
                joined += stored.state == "new" and stored.joined
                same += stored.state != "new"
                if entry.keep:
                    where = f"{file.name}, line {entry.line}" if entry.line else file.name
                    words.append(_Words(stored.record_id, entry, where))
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


def _say(desk: Desk, files: Sequence[str], words: list[_Words], run: int) -> tuple[KeyClash, ...]:
    """Keep the records, and write the keys, tags and notes that came with them: one act."""
    library = desk.library
    unsaid = set(library.words.unsaid([word.record for word in words]))
    fresh = [word for word in words if word.record in unsaid]
    if not fresh:
        return ()
    clashes = []
    places = {word.record: word.where for word in words}
    sentence = f"import {number_of(len(fresh), 'record')} from {', '.join(Path(f).name for f in files)}"
    with library.write("import", act="import", sentence=sentence) as act:
        act.run = run
        library.words.keep([word.record for word in fresh])
        for word in fresh:
            if word.entry.key and (clash := _give(desk, word, places)):
                clashes.append(clash)
            for alias in word.entry.aliases:
                if not library.works.resolve(alias):
                    library.keys.give(word.record, alias)
            for tag in word.entry.tags:
                library.tags.tag_records([word.record], tag)
            for note in word.entry.notes:
                library.words.note_records([word.record], note)
    library.catch_up()
    return tuple(clashes)


def _give(desk: Desk, word: _Words, places: Mapping[int, str]) -> KeyClash | None:
    key = word.entry.key or ""
    given = desk.library.keys.give(word.record, key)
    if given.holder is None:
        return None
    works = desk.library.works
    newcomer = works.of_records([word.record])[word.record]
    titles = {row.id: row.title or "untitled" for row in works.rows([given.holder, newcomer])}
    held_by = works.members([given.holder])[given.holder]
    held_at = next((places[record] for record in held_by if record in places), "")
    return KeyClash(key, given.key, titles[given.holder], titles[newcomer], word.where, held_at)


def _count(file: _Opened) -> FileReport:
    failures, read = [], 0
    with _stream(file.name, file.piped) as stream:
        for item in file.read(stream, file.name):
            if isinstance(item, Failure):
                failures.append(item)
            else:
                read += 1
    return FileReport(file.name, file.format, read, failures=tuple(failures))

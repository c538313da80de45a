"""Kill -9 at random moments of every kind of work; nothing that was acknowledged is missing afterwards."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from litreview.acts.archiving import export_archive, import_archive
from litreview.acts.importing import import_files
from litreview.acts.safe_keeping import backup
from litreview.acts.tagging import add
from litreview.errors import LitreviewError
from litreview.library.library import Library
from litreview.standin.server import StandIn
from tests.long.laboratory import (
    Child,
    Lab,
    Seen,
    beside,
    bib,
    copy_library,
    open_desk,
    open_library,
    rows_of,
    seen,
    spread,
    wrong_with,
)
from tests.long.older import blow_up

SIZE = 75
"""Entries of one file."""
QUERIES = ("trust", "learning", "alliances")


class Job(NamedTuple):
    """A kind of work: what it starts from (None: no library), and what is missing after it.

    ``missing(acknowledged, library)`` names what was said to be done and is not there, and what
    was done by half.
    """

    kind: str
    template: Path | None
    arguments: Callable[[Path], list[str | Path]]
    missing: Callable[[list[Any], Path], list[str]]
    environ: dict[str, str] | None = None
    first: Callable[[Path], list[str]] = lambda _: []


class _Tally:
    """What a kind of work has shown so far."""

    def __init__(self) -> None:
        self.killed = self.acknowledged = self.left = 0
        self.wrong: list[str] = []


def run(lab: Lab) -> Iterator[Seen]:
    """Each kind of work, killed at moments spread over all of it."""
    with StandIn() as services:
        for job in jobs(lab, services.addresses):
            yield kill(lab, job, lab.times(20, 2))


def jobs(lab: Lab, addresses: dict[str, str]) -> Iterator[Job]:
    """Every kind of work, made of about a second of it."""
    place = lab.place("templates")
    online = {}
    for name, address in addresses.items():
        online |= {f"LITREVIEW_{name.upper()}_URL": address, f"LITREVIEW_{name.upper()}_PACE": "0"}
    files = []
    for number in range(4):
        files.append(place / f"{number}.bib")
        files[-1].write_text(bib(number * SIZE, SIZE), encoding="utf-8")
    full = place / "full.sqlite"
    desk = open_desk(full)
    import_files(desk, [str(file) for file in files])
    desk.close()
    yield Job("import", None, lambda _: list(files), lambda said, at: _imported(said, at, files))
    yield Job("fetch", None, lambda _: list(QUERIES), _fetched, online)
    yield Job("words", full, lambda _: ["400"], _said)
    yield Job("rebuild", full, lambda _: ["2"], lambda _said, at: _same_words(at, full))
    yield _refreshing(place, online)
    older = blow_up(place / "older.sqlite", 1500)
    newer = copy_library(older, place / "newer.sqlite")
    open_library(newer).close()
    yield Job("open", older, lambda _: [], lambda _said, at: _same_words(at, newer), None, lambda at: _either(at, older))  # fmt: skip
    yield Job("backup", full, lambda at: [at / "copy.backup", "20"], _backed_up)
    yield _restoring(place, full)
    yield Job("archive", full, lambda at: [at / "archive", "8"], _archived)
    yield Job("take_archive", None, lambda _: [_archive_of(full, place / "archive")], lambda said, at: _all_here(said, at, full))  # fmt: skip


def kill(lab: Lab, job: Job, times: int) -> Seen:
    """Do the work once whole, then kill it so many times, each time on a fresh library."""
    tally = _Tally()
    place = lab.place(job.kind)
    seconds, whole = _whole(job, place, tally)
    for moment in spread(lab.chance, times, seconds):
        shutil.rmtree(place)
        place.mkdir()
        _killed(job, place, moment, tally)
        tally.wrong += _again(job, place, whole)
    what = f"kill -9 within {job.kind}, {times} moments of {seconds:.1f} s"
    said = f"{tally.killed} in the middle, {tally.acknowledged} acts acknowledged before"
    if tally.left:
        said += f", {tally.left} files left beside"
    return seen(what, said, tally.wrong, killed=tally.killed, acknowledged=tally.acknowledged)


def _start(job: Job, place: Path) -> tuple[Child, Path]:
    path = place / "chapter.sqlite"
    if job.template is not None and not path.exists():
        copy_library(job.template, path)
    return Child(job.kind, path, *job.arguments(place), environ=job.environ), path


def _whole(job: Job, place: Path, tally: _Tally) -> tuple[float, int]:
    """How long the work takes, and how much of it is acknowledged."""
    child, path = _start(job, place)
    if child.end():
        raise RuntimeError(child.errors)
    seconds = time.monotonic() - child.began
    tally.wrong += [f"unharmed: {one}" for one in wrong_with(path) + job.missing(child.acknowledged, path)]
    return seconds, len(child.acknowledged)


def _killed(job: Job, place: Path, moment: float, tally: _Tally) -> None:
    child, path = _start(job, place)
    child.kill_after(moment)
    tally.killed += child.end() < 0
    tally.acknowledged += len(child.acknowledged)
    if not path.exists():
        return
    tally.wrong += job.first(path) + wrong_with(path) + job.missing(child.acknowledged, path)
    tally.left += len(beside(path))


def _again(job: Job, place: Path, whole: int) -> list[str]:
    """What is wrong when the same is asked for once more."""
    child, path = _start(job, place)
    if child.end():
        return [f"the same again ended with {child.errors.strip()[-200:]}"]
    wrong = wrong_with(path) + job.missing(child.acknowledged, path)
    if len(child.acknowledged) < whole:
        wrong.append(f"the same again did {len(child.acknowledged)} of {whole}")
    return wrong


def _imported(said: list[Any], at: Path, files: list[Path]) -> list[str]:
    """A file that was acknowledged is in the library whole; what else is there, the history knows."""
    acknowledged = {file for file, _ in said}
    with open_library(at) as library:
        sql = "SELECT k.key FROM citation_keys AS k JOIN kept AS p ON p.record_id = k.record_id"
        kept = {row[0] for row in library._door.connection().execute(sql)}
    wrong = []
    for number, file in enumerate(files):
        here = len(kept & {f"k{one}" for one in range(number * SIZE, number * SIZE + SIZE)})
        if str(file) in acknowledged and here < SIZE:
            wrong.append(f"{here} of {SIZE} entries of {file.name}")
    return wrong


def _fetched(said: list[Any], at: Path) -> list[str]:
    with open_library(at) as library:
        wanted = {key: library.works.resolve(key) for _, keys in said for key in keys}
        rows = library.works.rows({ids[0] for ids in wanted.values() if ids})
        kept = {row.id for row in rows if row.kept}
        return [f"{key} is not kept" for key, ids in wanted.items() if not ids or ids[0] not in kept]


def _said(said: list[Any], at: Path) -> list[str]:
    with open_library(at) as library:
        return [f"word {line}" for line in said if not _stands(library, *line)]


def _stands(library: Library, kind: int, text: str, *keys: str) -> bool:
    """Whether a word stands, as `child.words` says them."""
    one, other = (library.works.resolve(key)[0] for key in keys)
    match kind:
        case 0:
            return all(text in work.tags for work in library.works.read_many([one, other]))
        case 1:
            return text in [note.text for note in library.words.notes(one)]
        case 2:
            return any(decided.reason == text for decided in library.screening.decisions([one])[one])
        case 3:
            return library.screening.read_states([one]).get(one) == "read"
    return one in library.reading_lists.works(text)


def _same_words(at: Path, template: Path) -> list[str]:
    with open_library(at) as library, open_library(template) as before:
        wrong = [] if library.words.digest() == before.words.digest() else ["the words are others"]
        if library.works.partition() != before.works.partition():
            wrong.append("other works")
    return wrong


def _either(at: Path, older: Path) -> list[str]:
    """A file that is brought to the schema of today is the old one whole, or the new one."""
    rows = rows_of(at)
    if "decisions" in rows:
        return []
    return [] if rows == rows_of(older) else ["an older library lost rows"]


def _refreshing(place: Path, online: dict[str, str]) -> Job:
    cited = place / "cited.sqlite"
    fetching = Child("fetch", cited, *QUERIES, environ=online)
    assert fetching.end() == 0, fetching.errors
    with open_library(cited) as library, library.write("forget the counts"):
        for table in ("counts", "latest_counts"):
            library._door.writing().execute(f"DELETE FROM {table}")
        library._door.writing().execute("UPDATE works SET cited = NULL, cited_source = NULL")
    with suppress(OSError):
        (place / "cited.sqlite-wal").unlink()
    return Job("refresh", cited, lambda _: ["20"], _refreshed, online)


def _refreshed(said: list[Any], at: Path) -> list[str]:
    wrong = []
    with open_library(at) as library:
        for key, source, value in (change for batch in said for change in batch):
            (work,) = library.works.resolve(key)[:1]
            got = {one.source: one.value for one in library.counts.latest([work])[work]}
            if got.get(source) != value:
                wrong.append(f"{key} has {got} and not {value} by {source}")
    return wrong


def _backed_up(said: list[Any], at: Path) -> list[str]:
    copy = at.parent / "copy.backup"
    if not copy.exists():
        return ["no backup although one was acknowledged"] if said else []
    return [f"the backup: {one}" for one in _last_word(said, copy_library(copy, at.parent / "opened.sqlite"))]


def _last_word(said: list[Any], opened: Path) -> list[str]:
    """What is wrong with a copy that should hold all words up to the last that was acknowledged."""
    wrong = wrong_with(opened)
    with open_library(opened) as library:
        for key, tag in said[-1:]:
            if tag not in library.works.read(library.works.resolve(key)[0]).tags:
                wrong.append(f"{tag} is not there")
    return wrong


def _restoring(place: Path, full: Path) -> Job:
    backups = []
    for name in ("one", "other"):
        path = copy_library(full, place / f"{name}.sqlite")
        desk = open_desk(path)
        add(desk, name, ["k1", "k2"])
        backup(desk, str(place / f"{name}.backup"))
        desk.close()
        backups.append(place / f"{name}.backup")
    return Job(
        "restore", full, lambda _: ["16", *backups], lambda said, at: _restored(said, at, [full, *backups])
    )


def _restored(said: list[Any], at: Path, sources: list[Path]) -> list[str]:
    """It is the library that was there, or one of the backups whole; a backup where one was acknowledged."""
    known = {}
    for source in sources[1:] if said else sources:
        copy = copy_library(source, at.parent / "known.sqlite")
        with open_library(copy) as library:
            known[library.words.digest()] = source
        copy.unlink()
    with open_library(at) as library:
        return [] if library.words.digest() in known else ["neither what was there nor a backup"]


def _archived(said: list[Any], at: Path) -> list[str]:
    """An archive that is not whole is refused in words; a whole one holds the last word that was acknowledged."""
    fresh = at.parent / "from-archive.sqlite"
    fresh.unlink(missing_ok=True)
    desk = open_desk(fresh)
    try:
        import_archive(desk, str(at.parent / "archive"))
    except LitreviewError as refused:
        return [] if refused.hint or refused.sentence else ["refused without a word"]
    finally:
        desk.close()
    return [f"the archive: {one}" for one in _last_word(said, fresh)]


def _archive_of(full: Path, folder: Path) -> Path:
    if not folder.exists():
        desk = open_desk(full)
        export_archive(desk, str(folder))
        desk.close()
    return folder


def _all_here(said: list[Any], at: Path, full: Path) -> list[str]:
    if not said:
        return []
    with open_library(at) as here, open_library(full) as there:
        wrong = [] if here.works.count() == there.works.count() else [f"{here.works.count()} works"]
        sql = "SELECT key FROM citation_keys ORDER BY key"
        one, other = (library._door.connection().execute(sql).fetchall() for library in (here, there))
        return wrong if one == other else [*wrong, "other keys"]

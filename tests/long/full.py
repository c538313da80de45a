"""A disk without room: one clear sentence, what was there is there, and the same goes on once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from litreview.acts.exporting import export
from litreview.acts.importing import import_files
from litreview.acts.tagging import add
from litreview.errors import LibraryBusy
from tests.long.laboratory import (
    ROOT,
    Lab,
    Seen,
    bib,
    command,
    environment,
    not_clear,
    open_desk,
    open_library,
    seen,
    wrong_with,
)

ENTRIES = 400


def run(lab: Lab) -> Iterator[Seen]:
    """A real small disk where one can be made, a limit on files, and a limit that SQLite itself keeps."""
    place = lab.place("full")
    if os.name == "posix" and hasattr(os, "geteuid") and os.geteuid() == 0 and _may_mount(place):
        yield from small_disk(place)
    else:
        yield Seen("a small disk (tmpfs)", "skipped: needs root and the right to mount")
    if os.name == "posix":
        yield limited_file(lab.place("limited"))
    else:
        yield Seen("a limit on the size of files", "skipped: needs POSIX")
    yield few_pages(lab.place("pages"), ENTRIES)


def files(place: Path) -> tuple[Path, Path]:
    """What is in the library before, and what has no room in it."""
    small, large = place / "small.bib", place / "large.bib"
    small.write_text(bib(0, 20), encoding="utf-8")
    large.write_text(bib(100, ENTRIES), encoding="utf-8")
    return small, large


def _may_mount(place: Path) -> bool:
    try:
        with mounted(place / "try", 1):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


@contextmanager
def mounted(at: Path, megabytes: int) -> Iterator[Path]:
    """A disk of its own, so small, for as long as the block lasts."""
    at.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(at)], check=True, capture_output=True)  # fmt: skip
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def small_disk(place: Path) -> Iterator[Seen]:
    """Every command that writes, on a disk that fills up under it."""
    small, large = files(place)
    with mounted(place / "disk", 8) as disk:
        path = disk / "chapter.sqlite"
        assert command("import", small, "--library", path).returncode == 0
        filler = disk / "filler"
        words = {
            "import": ("import", large),
            "tag add": ("tag", "add", "room", "k1", "k2"),
            "note": ("note", "k1", "a " * 3000),
            "export": ("export", disk / "out.bib"),
            "rebuild": ("rebuild", "--yes"),
        }
        for name, asked in words.items():
            _fill(filler, disk, 0 if name != "import" else 300_000)
            yield _refused(f"a full disk, {name}", path, asked, small)
            filler.unlink()
            again = command(*asked, "--library", path)
            wrong = wrong_with(path)
            if again.returncode:
                wrong.append(again.stderr.strip())
            yield seen(f"a full disk, {name} again with room", f"ended with {again.returncode}", wrong)


def _fill(filler: Path, disk: Path, left: int) -> None:
    free = os.statvfs(disk)
    filler.write_bytes(b"\x00" * max(0, free.f_bavail * free.f_frsize - left))


def _refused(fault: str, path: Path, words: tuple[str | Path, ...], small: Path) -> Seen:
    ended = command(*words, "--library", path)
    wrong = not_clear(ended.stderr)
    if ended.returncode not in (1, 7):
        wrong.append(f"ended with {ended.returncode}")
    listed = command("list", "--library", path)
    here = len(listed.stdout.splitlines())
    if listed.returncode or here < small.read_text(encoding="utf-8").count("@"):
        wrong.append(f"list then ends with {listed.returncode} and {here} works: {listed.stderr.strip()}")
    said = (ended.stderr.strip().splitlines() or [""])[0]
    return seen(fault, f"{ended.returncode}: {said}", wrong)


_LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
from litreview.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


def limited_file(place: Path) -> Seen:
    """No file may grow beyond a limit: SQLite then says that it cannot write, not that the disk is full."""
    small, large = files(place)
    path = place / "chapter.sqlite"
    assert command("import", small, "--library", path).returncode == 0
    limit = str(path.stat().st_size + 200_000)
    ended = subprocess.run(
        [sys.executable, "-c", _LIMITED, limit, "import", str(large), "--library", str(path)],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL,
    )  # fmt: skip
    wrong = not_clear(ended.stderr) + wrong_with(path)
    if ended.returncode != 7:
        wrong.append(f"ended with {ended.returncode}")
    again = command("import", large, "--library", path)
    if again.returncode:
        wrong.append(f"again: {again.stderr.strip()}")
    said = (ended.stderr.strip().splitlines() or [""])[0]
    return seen("a limit on the size of files, import", f"{ended.returncode}: {said}", wrong)


def few_pages(place: Path, entries: int) -> Seen:
    """SQLite may use no page more: acts at several limits, each refused in words and then done."""
    small, large = place / "small.bib", place / "large.bib"
    small.write_text(bib(0, 20), encoding="utf-8")
    large.write_text(bib(100, entries), encoding="utf-8")
    wrong, refused = [], 0
    desk = open_desk(place / "chapter.sqlite")
    import_files(desk, [str(small)])
    connection = desk.library._door.connection()
    for room in (0, 1, 3, 10, 30):
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + room}")
        for act in (lambda: import_files(desk, [str(large)]), lambda: add(desk, "x" * 90, [f"k{n}" for n in range(20)])):  # fmt: skip
            try:
                act()
            except LibraryBusy as said:
                refused += 1
                wrong += [] if "full" in said.sentence and said.hint else [str(said)]
        connection.execute("PRAGMA max_page_count = 1000000000")
        add(desk, f"room {room}", ["k1"])
    import_files(desk, [str(large)])
    export(desk, str(place / "out.bib"))
    desk.close()
    wrong += wrong_with(place / "chapter.sqlite")
    with open_library(place / "chapter.sqlite") as library:
        if (
            library.works.count() != 20 + entries
            or len(library.works.read(library.works.resolve("k1")[0]).tags) < 5
        ):
            wrong.append("something is missing")
    return seen("max_page_count at five sizes", f"{refused} acts refused in words", wrong, refused < 2)

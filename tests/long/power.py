"""Power that fails: the file and its log as they were at a moment, and the log cut or scrambled anywhere."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from litreview.acts.importing import import_files
from tests.long.laboratory import Child, Lab, Seen, bib, copy_library, open_desk, seen, wrong_with

PAGE, FRAME, HEAD = 4096, 4096 + 24, 32
"""Bytes of a page, of a page in the log, and of the log's head."""


def run(lab: Lab) -> Iterator[Seen]:
    """A writer is held at random moments; what lies on the disk then is looked at."""
    place = lab.place("power")
    template = made(place, lab.times(200, 40))
    snapshots = list(held(lab, place, template, lab.times(40, 4)))
    wrong = [one for at in snapshots for one in wrong_with(_alone(at, place / "look.sqlite"))]
    yield seen("the power fails at a moment", f"{len(snapshots)} moments of a writer", wrong)
    kept = unfolded(snapshots, template)
    yield cut(lab.chance, kept[: lab.times(3, 1)], place, lab.times(100, 20), lab.times(1, 10))


def made(place: Path, entries: int) -> Path:
    """A small library in which everything came by acts."""
    file, path = place / "in.bib", place / "template.sqlite"
    file.write_text(bib(0, entries), encoding="utf-8")
    desk = open_desk(path)
    import_files(desk, [str(file)])
    desk.close()
    return path


def held(lab: Lab, place: Path, template: Path, times: int) -> Iterator[Path]:
    """The file and its log while a writer tags, annotates and takes in, as they were at random moments."""
    file = place / "more.bib"
    file.write_text(bib(5000, 300), encoding="utf-8")
    for number in range(times):
        path = copy_library(template, place / f"live-{number}.sqlite")
        writer = Child("import", path, file) if number % 3 == 2 else Child("words", path, "100")
        time.sleep(lab.chance.random() * 0.6)
        writer.hold()
        snapshot = copy_library(path, place / f"held-{number}.sqlite")
        writer.go_on()
        writer.kill_after(0)
        yield snapshot


def unfolded(snapshots: list[Path], template: Path) -> list[Path]:
    """Those whose file is still as it was, so that all that is new is in the log; the longest logs first."""
    before = template.read_bytes()
    fresh = [one for one in snapshots if one.read_bytes() == before and _log(one).exists()]
    return sorted(fresh, key=lambda one: -_log(one).stat().st_size)


def cut(chance: random.Random, snapshots: list[Path], place: Path, offsets: int, step: int) -> Seen:
    """Each log cut at every frame (every ``step``-th) and at random bytes, as it is and with one bit turned."""
    logs, wrong = 0, []
    for snapshot in snapshots:
        log = _log(snapshot).read_bytes()
        frames = range(0, (len(log) - HEAD) // FRAME + 1, step)
        borders = [HEAD + FRAME * number for number in frames]
        for end in [*borders, *(chance.randrange(len(log)) for _ in range(offsets))]:
            for turned in (False, True):
                part = bytearray(log[:end])
                if turned and part:
                    part[chance.randrange(len(part))] ^= 1 << chance.randrange(8)
                at = _alone(snapshot, place / "look.sqlite")
                _log(at).write_bytes(bytes(part))
                wrong += wrong_with(at)
                logs += 1
    return seen(
        "the log cut at every frame and at random, and a bit turned",
        f"{logs} logs of {len(snapshots)} moments, {len(wrong)} inconsistent",
        wrong,
        logs=logs,
    )


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _alone(snapshot: Path, to: Path) -> Path:
    """The snapshot in a place where nothing of another lies."""
    for one in to.parent.glob(f"{to.name}*"):
        one.unlink()
    shutil.copy(snapshot, to)
    if _log(snapshot).exists():
        shutil.copy(_log(snapshot), _log(to))
    return to

"""Kill -9 while a file is exported over an older one: it is the old one or the new one, whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from litreview.acts.exporting import export
from litreview.acts.importing import import_files
from litreview.acts.tagging import add
from tests.long.laboratory import Child, Lab, Seen, bib, copy_library, open_desk, seen, spread, wrong_with

WORKS = 600
HALVES = ("odd", "even")


def run(lab: Lab) -> Iterator[Seen]:
    """One half of a library over the other, again and again, until it is killed."""
    for ending in ("bib", "ris"):
        yield killed(lab, ending, lab.times(100, 3))


def made(place: Path) -> Path:
    """A library of two halves that an export writes in turn."""
    file, path = place / "in.bib", place / "chapter.sqlite"
    file.write_text(bib(0, WORKS), encoding="utf-8")
    desk = open_desk(path)
    import_files(desk, [str(file)])
    for step, half in enumerate(HALVES):
        add(desk, half, [f"k{number}" for number in range(1 - step, WORKS, 2)])
    desk.close()
    return path


def killed(lab: Lab, ending: str, times: int) -> Seen:
    """So many kills; after each the file is one of the two, and what was acknowledged last or later."""
    place = lab.place("exports")
    template = made(place)
    desk = open_desk(template)
    whole = {}
    for half in HALVES:
        export(desk, str(place / f"{half}.{ending}"), f"tag:{half}")
        whole[(place / f"{half}.{ending}").read_bytes()] = half
    desk.close()
    path, file = copy_library(template, place / "live.sqlite"), place / f"out.{ending}"
    torn = lost = left = written = 0
    for moment in spread(lab.chance, times, 1.0):
        writer = Child("export", path, file, "1000")
        writer.kill_after(moment)
        written += len(writer.acknowledged)
        found = whole.get(file.read_bytes()) if file.exists() else None
        torn += file.exists() and found is None
        lost += bool(writer.acknowledged) and found is None
        rest = [one for one in place.iterdir() if one.name.startswith(f".{file.name}")]
        left += len(rest)
        for one in rest:
            one.unlink()
    return seen(
        f"kill -9 within export --force of .{ending}, {times} moments",
        f"{written} files written before, {torn} torn, {lost} missing, {left} hidden halves left beside",
        wrong_with(path),
        torn + lost,
        kills=times,
        torn=torn,
        left=left,
    )

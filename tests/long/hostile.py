"""Hostile content taken in, searched, shown and written out again: no traceback, no escape byte, no wrong end."""

from __future__ import annotations

import io
import json
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from litreview.acts import asking
from litreview.cli.main import run as run_command
from litreview.library.library import Library
from litreview.model.query import parse
from litreview.model.record import Said
from litreview.sources.crossref_reading import read as read_item
from tests.long.hostile_text import HARMFUL, bib_entry, item, query, ris_entry, text
from tests.long.laboratory import Lab, Seen, open_desk, open_library, seen, wrong_with

LARGE = 10_000_000
MANY = 100_000


class Ends:
    """What commands ended with, and what was wrong about it."""

    def __init__(self) -> None:
        self.inputs: Counter[str] = Counter()
        self.codes: Counter[int] = Counter()
        self.wrong: list[str] = []

    def run(self, *words: str | Path, may: tuple[int, ...] = (0,)) -> tuple[int, str]:
        """A command; ``may`` says how it may end. Its output comes back."""
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run_command([str(word) for word in words])
        self.codes[code] += 1
        asked = " ".join(map(repr, map(str, words)))[:200]
        for said in (out.getvalue(), err.getvalue()):
            if harm := HARMFUL.search(said):
                around = said[max(0, harm.start() - 40) : harm.end() + 20]
                self.wrong.append(f"{asked} printed {harm[0]!r} in {around!r}")
        if code not in may or "does not know" in err.getvalue():
            self.wrong.append(f"{asked} ended with {code}: {err.getvalue().strip()[:200]!r}")
        return code, out.getvalue()

    def read(self, *words: str | Path, may: tuple[int, ...] = (0,)) -> list[dict[str, object]]:
        """A command with --json; every line of it must be JSON."""
        _, out = self.run(*words, "--json", may=may)
        try:
            return [json.loads(line) for line in out.splitlines()]
        except ValueError as error:
            self.wrong.append(f"{words}: no JSON: {error}")
            return []


def run(lab: Lab) -> Iterator[Seen]:
    """Many small hostile libraries, then a few giants."""
    ends = Ends()
    rounds, started = lab.times(56, 1), time.process_time()
    for number in range(rounds):
        one_round(lab.place("hostile"), random.Random(f"{lab.seed}/{number}"), ends, lab.times(300, 60))
    made = ", ".join(f"{count:,} {what}" for what, count in ends.inputs.items())
    yield seen(
        f"hostile content, {sum(ends.inputs.values()):,} inputs",
        f"{made}; {sum(ends.codes.values()):,} commands ended {dict(sorted(ends.codes.items()))},"
        f" {time.process_time() - started:.0f} s CPU",
        ends.wrong,
    )
    for name, content in giants(lab.quick):
        yield giant(lab.place("giant"), name, content)


def one_round(place: Path, chance: random.Random, ends: Ends, size: int) -> None:
    """A library of so many hostile entries of each kind, asked so many things."""
    path = place / "chapter.sqlite"
    there = ("--library", path)
    for ending, entry in (("bib", bib_entry), ("ris", ris_entry)):
        for sound in (True, False):
            file = place / f"{'sound' if sound else 'broken'}.{ending}"
            file.write_bytes(_encoded("".join(entry(chance, n, sound) for n in range(size)), chance, sound))
            lines = ends.read("import", file, *there, may=(0,) if sound else (0, 1, 5))
            got = sum(int(str(line.get("read", 0))) for line in lines if line.get("kind") == "file")
            if sound and got != size:
                ends.wrong.append(f"{file.name}: {got} of {size} entries")
            ends.inputs[f"{ending} entries"] += size
    _records(path, chance, ends, size)
    _shown(path, chance, ends)
    _asked(path, chance, ends, size)
    _round_trip(place, path, ends)
    ends.wrong += wrong_with(path, undone=True)


def _encoded(content: str, chance: random.Random, sound: bool) -> bytes:
    """As bytes: broken files come in any encoding, with bytes that none has."""
    if sound:
        return content.encode("utf-8")
    raw = bytearray(content.encode(chance.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace"))
    for _ in range(20):
        raw[chance.randrange(len(raw))] = chance.choice((0x00, 0x80, 0x9B, 0x1B, 0xED, 0xFF))
    return b"@misc{first, title={First}}\n" + bytes(raw)


def _records(path: Path, chance: random.Random, ends: Ends, size: int) -> None:
    desk = open_desk(path)
    read = [read_item(item(chance, number)) for number in range(size)]
    said = [one for one in read if isinstance(one, Said)]
    with asking.running(desk, "search", text(chance)) as run_id:
        taken = asking.intake_of(desk).take_in(said, run=run_id, day="2026-11-24")
    with desk.library.write("keep", act="keep", sentence=text(chance)):
        desk.library.words.keep(taken.main)
    desk.close()
    ends.inputs["records"] += size


def _shown(path: Path, chance: random.Random, ends: Ends) -> None:
    there = ("--library", path)
    listed = ends.read("list", *there)
    ends.run("list", *there)
    ends.run("list", "--outside", *there, may=(0, 3))
    for line in chance.sample(listed, min(6, len(listed))):
        key = str(line["key"])
        ends.run("show", key, "--records", *there)
        ends.run("show", key, "--json", *there)
        ends.run("tag", "add", text(chance, 2), key, *there, may=(0, 2))
        ends.run("note", key, text(chance), *there, may=(0, 2))
        ends.inputs["words of a person"] += 2
    for words in (("history",), ("tag", "list"), ("duplicates",), ("undo",), ("doctor",)):
        ends.run(*words, *there, may=(0, 1) if words[0] == "doctor" else (0,))


def _asked(path: Path, chance: random.Random, ends: Ends, size: int) -> None:
    """Most questions go to the library itself, some through the whole command line."""
    with open_library(path) as library:
        for _ in range(size):
            _ask(library, query(chance), ends)
    for _ in range(size // 20):
        ends.run("list", query(chance), "--library", path, may=(0, 2, 3))
        ends.run("show", text(chance, 3), "--library", path, may=(0, 2, 3))
    ends.inputs["queries"] += size + 2 * (size // 20)


def _ask(library: Library, asked: str, ends: Ends) -> None:
    try:
        found = library.finding.find(parse(asked), limit=50)
        library.works.rows(found.ids)
        library.finding.facets(parse(asked))
    except Exception as error:  # whatever it is, it is wrong
        ends.wrong.append(f"query {asked!r}: {type(error).__name__}: {error}")


def _round_trip(place: Path, path: Path, ends: Ends) -> None:
    """What is written out and read again has as many works, under the same keys."""
    keys = {str(line["key"]) for line in ends.read("list", "--library", path)}
    for ending in ("bib", "ris"):
        file, again = place / f"out.{ending}", place / f"again-{ending}.sqlite"
        ends.run("export", file, "--abstracts", "--notes", "--library", path)
        if HARMFUL.search(file.read_text(encoding="utf-8")):
            ends.wrong.append(f"{file.name} holds a harmful letter")
        lines = ends.read("import", file, "--library", again, may=(0, 5))
        got = sum(int(str(line.get("read", 0))) for line in lines if line.get("kind") == "file")
        if got != len(keys):
            ends.wrong.append(f"{file.name}: {len(keys)} works written, {got} read")


def giants(quick: bool) -> Iterator[tuple[str, Callable[[], str]]]:
    """Entries that are far too large, by name."""
    size, many = (LARGE // 20, MANY // 20) if quick else (LARGE, MANY)
    yield (
        f"a title of {size:,} letters",
        lambda: f"@article{{k1, title = {{{'long title ' * (size // 11)}}}}}",
    )
    yield f"a word of {size:,} letters", lambda: f"@article{{k1, title = {{{'x' * size}}}}}"
    yield f"{many:,} authors", lambda: f"@article{{k1, title={{T}}, author = {{{' and '.join(f'Name{n}, A' for n in range(many))}}}}}"  # fmt: skip
    yield f"{many:,} keywords", lambda: f"@article{{k1, title={{T}}, keywords = {{{', '.join(f'w{n}' for n in range(many))}}}}}"  # fmt: skip
    yield (
        f"{many:,} open braces",
        lambda: f"@article{{k1, title = {{{'{' * many}}}}}\n@article{{k2, title={{T}}}}",
    )
    yield f"an abstract of {size:,} letters", lambda: f"@article{{k1, title={{T}}, abstract = {{{'word ' * (size // 5)}}}}}"  # fmt: skip
    yield f"{many:,} authors in RIS", lambda: "TY  - JOUR\nTI  - T\n" + "".join(f"AU  - Name{n}, A\n" for n in range(many)) + "ER  - \n"  # fmt: skip
    yield f"a line of {size:,} letters in RIS", lambda: f"TY  - JOUR\nTI  - {'long ' * (size // 5)}\nER  - \n"


def giant(place: Path, name: str, content: Callable[[], str]) -> Seen:
    """One giant taken in, listed, shown and written out."""
    ends = Ends()
    path, file = place / "chapter.sqlite", place / ("in.ris" if "RIS" in name else "in.bib")
    file.write_text(content(), encoding="utf-8")
    started = time.process_time()
    there = ("--library", path)
    code, _ = ends.run("import", file, *there, may=(0, 1, 5))
    shown = 0
    if code != 1:
        listed = ends.read("list", *there)
        _, out = ends.run("list", *there)
        shown = len(out)
        for words in (
            ("show", str(listed[0]["key"])),
            ("list", "long"),
            ("export", place / "out.bib"),
            ("rebuild", "--yes"),
        ):
            ends.run(*words, *there, may=(0, 3) if words[0] == "list" else (0,))
        ends.wrong += wrong_with(path)
    return seen(
        name,
        f"import ended with {code}, its list has {shown:,} letters, {time.process_time() - started:.1f} s CPU",
        ends.wrong,
    )

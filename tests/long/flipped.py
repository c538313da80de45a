"""Bytes that turn in a closed library: the doctor says what, and nothing ends in a traceback."""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from litreview.cli.main import run as run_command
from tests.long.laboratory import Lab, Seen, copy_library, seen, wrong_with
from tests.long.power import made

PAGE = 4096
COMMANDS = ("doctor", "list", "list learning --json", "show k1", "export -", "history")
NONSENSE = ("Traceback", "does not know")


def run(lab: Lab) -> Iterator[Seen]:
    """Whole pages of noise, and a few bytes in the middle of one."""
    place = lab.place("flipped")
    template = made(place, lab.times(300, 60))
    for name, size in (("noise in a whole page", PAGE), ("100 bytes of noise", 100), ("one bit", 0)):
        yield harmed(lab.chance, place, template, name, size, lab.times(60, 6))


def harmed(chance: random.Random, place: Path, template: Path, name: str, size: int, times: int) -> Seen:
    """Harm a fresh copy so many times, and look at it by every command."""
    tally: Counter[str] = Counter()
    wrong = []
    backup = place / "before.backup"
    backup.unlink(missing_ok=True)
    _run(f"backup {backup}", copy_library(template, place / "whole.sqlite"))
    for _ in range(times):
        for one in place.glob("harmed.sqlite*"):
            one.unlink()
        path = copy_library(template, place / "harmed.sqlite")
        page = _harm(chance, path, size)
        found = ""
        for words in COMMANDS:
            code, err, out = _run(words, path)
            if words == "doctor":
                found = "found by doctor" if code in (1, 7) else "not seen by doctor"
            if any(word in err for word in NONSENSE) or code not in (0, 1, 3, 5, 7):
                wrong.append(f"{words} with page {page} harmed: {code} {(err or out).strip()[-160:]}")
        tally[found] += 1
        code, err, _ = _run(f"restore {backup}", path)
        wrong += [f"after restoring: {one}" for one in (wrong_with(path) if code == 0 else [err])]
        for kept in place.glob("harmed.sqlite.before-*"):
            kept.unlink()
    said = ", ".join(f"{number} {what}" for what, number in sorted(tally.items()))
    return seen(f"{name}, {times} times, then restored", said, wrong, **tally)


def _harm(chance: random.Random, path: Path, size: int) -> int:
    """Turn bytes of a page that is not the first (which says whose file it is); the page's number."""
    content = bytearray(path.read_bytes())
    page = chance.randrange(1, len(content) // PAGE)
    if size == 0:
        content[page * PAGE + chance.randrange(PAGE)] ^= 1 << chance.randrange(8)
    else:
        start = page * PAGE + chance.randrange(PAGE - size + 1)
        content[start : start + size] = chance.randbytes(size)
    path.write_bytes(bytes(content))
    return page + 1


def _run(words: str, path: Path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run_command([*words.split(), "--library", str(path)])
    return code, err.getvalue(), out.getvalue()

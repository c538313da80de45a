"""A library that may not be written: it is read, what would write says so, and nothing of it changes."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from litreview.cli.main import run as run_command
from tests.long.laboratory import Lab, Seen, not_clear, seen, wrong_with
from tests.long.power import made

NOBODY = 65534
READS = ("list", "list learning", "list learning --json", "show k1", "show k1 --json", "tag list", "history", "duplicates", "export -", "export {elsewhere}/out.bib --force")  # fmt: skip
WRITES = (
    "tag add trust k1",
    "note k1 words",
    "keep k1",
    "remove k1",
    "undo",
    "redo",
    "rebuild --yes",
    "import {file}",
)


def run(lab: Lab) -> Iterator[Seen]:
    """The file closed, its folder closed too, and both with a log that a writer left."""
    if not hasattr(os, "fork"):
        yield Seen("a library that may not be written", "skipped: needs POSIX, for rights and fork")
        return
    for name, folder, log in (
        ("a read-only file", 0o777, False),
        ("a read-only file in a read-only folder", 0o555, False),
        ("a read-only folder", 0o555, False),
        ("a read-only folder with a log in it", 0o555, True),
    ):
        yield closed(lab, name, 0o666 if name == "a read-only folder" else 0o444, folder, log)


def closed(lab: Lab, name: str, file: int, folder: int, log: bool) -> Seen:
    """Every command on such a library, by somebody who is not root."""
    place = lab.place("closed")
    there, elsewhere = place / "there", place / "elsewhere"
    there.mkdir()
    elsewhere.mkdir()
    elsewhere.chmod(0o777)
    path = made(there, 12).rename(there / "chapter.sqlite")
    bib = (there / "in.bib").rename(elsewhere / "in.bib")
    if log:
        _leave_log(path)
    words = [one.format(elsewhere=elsewhere, file=bib) for one in (*READS, *WRITES)]
    warm = made(lab.place("warm"), 3)
    _all(words, warm)  # what is loaded late must be loaded before the rights are gone
    before = _content(path)
    path.chmod(file)
    there.chmod(folder)
    for above in (lab.folder, place):
        above.chmod(0o755)
    try:
        ended = _as_nobody(words, path, elsewhere)
    finally:
        there.chmod(0o777)
    wrong = [] if _content(path) == before else ["the file changed"]
    for asked, (code, out, err) in zip(words, ended, strict=True):
        wrong += _judged(asked, asked.split()[0] in {one.split()[0] for one in READS} and asked not in WRITES, code, out, err)  # fmt: skip
    path.chmod(0o666)
    wrong += wrong_with(path)
    codes = [code for code, _, _ in ended]
    return seen(
        name,
        f"{sum(code == 0 for code in codes[: len(READS)])} of {len(READS)} reads done,"
        f" {sum(code == 7 for code in codes[len(READS) :])} of {len(WRITES)} writes refused",
        wrong,
    )


def _content(path: Path) -> tuple[bytes, ...]:
    """The library, and the log where it has one that is not empty."""
    log = path.with_name(f"{path.name}-wal")
    return tuple(one.read_bytes() for one in (path, log) if one.exists() and one.stat().st_size)


def _judged(asked: str, reads: bool, code: int, out: str, err: str) -> list[str]:
    if "Traceback" in err or "does not know" in err:
        return [f"{asked}: {err.strip()[-200:]}"]
    if reads:
        return [] if code == 0 and (out or "out.bib" in asked or asked == "duplicates") else [f"{asked}: {code} {err.strip()}"]  # fmt: skip
    wrong = not_clear(err)
    return [f"{asked}: {code} {err.strip()} {wrong}"] if wrong or code != 7 else []


def _leave_log(path: Path) -> None:
    """A writer of its own tags a work and is killed: its words stand in the log only."""
    from tests.long.laboratory import Child

    writer = Child("words", path, "1000")
    writer.kill_after(0.3)
    for one in path.parent.glob(f"{path.name}-*"):
        one.chmod(0o444)


def _all(words: list[str], path: Path) -> list[tuple[int, str, str]]:
    ended = []
    for asked in words:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = run_command([*asked.split(), "--library", str(path)])
        ended.append((code, out.getvalue(), err.getvalue()))
    return ended


def _as_nobody(words: list[str], path: Path, elsewhere: Path) -> list[tuple[int, str, str]]:
    """The commands in a copy of this Python that has no rights of root."""
    told = elsewhere / "told.json"
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            os.environ["LITREVIEW_FOLDER"] = str(elsewhere / "home")
            told.write_text(json.dumps(_all(words, path)), encoding="utf-8")
            code = 0
        finally:
            os._exit(code)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise RuntimeError("the child without rights failed")
    return [(code, out, err) for code, out, err in json.loads(told.read_text(encoding="utf-8"))]

"""RIS lines to entries, whatever the exporter: tags with one blank, lost end lines, wrapped lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from litreview.formats.opening import TextFile
from litreview.formats.ris_record import entry_of
from litreview.model.record import Entry, Failure

_LINE = re.compile(r"^[ \ufeff]*([A-Z][A-Z0-9])[ \t]{1,2}-(?:[ \t]?(.*))?$")
_LOWER_LINE = re.compile(r"^\s*[a-z][a-z0-9][ \t]{1,2}-(?:\s|$)")
_TYPE = re.compile(r"[ \ufeff]*TY[ \t]{1,2}-")
_SHOWN = 2_000


@dataclass(slots=True)
class Lines:
    """One record as (tag, value) pairs in file order; ``line`` is where its ``TY`` stands."""

    line: int
    pairs: list[tuple[str, str]] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _tag: str = ""

    def take(self, tag: str, value: str) -> None:
        """Put one line into the record; one without a tag goes on with the value before it."""
        if tag:
            self.finish()
            self._tag = tag
        if self._tag:
            self._open.append(value.strip())

    def finish(self) -> None:
        """Close the value that is open."""
        if self._tag and self._tag != "ER":
            self.pairs.append((self._tag, "\n".join(self._open).strip()))
        self._tag, self._open = "", []

    def all(self, *tags: str) -> list[str]:
        """Every value under one of the tags, in file order, empty ones left out."""
        return [value for tag, value in self.pairs if tag in tags and value]

    def one(self, *tags: str) -> str | None:
        """The first value of the first of the tags that has one."""
        return next((values[0] for tag in tags if (values := self.all(tag))), None)


def read(file: TextFile, name: str) -> Iterator[Entry | Failure]:
    """The entries of an RIS file; a record without content and lines outside any record are failures."""
    found = False
    for got in _records(file, name):
        if isinstance(got, Failure):
            yield got
            continue
        found = True
        if len(got.pairs) < 2 or not any(value.strip() for tag, value in got.pairs if tag != "TY"):
            what = f"The record at line {got.line} has nothing but its type."
            yield Failure(name, what, "\n".join(got.raw)[:_SHOWN], "", got.line)
        else:
            yield entry_of(got, name)
    if not found and any(line.strip() for line in _lines(file.pieces())):
        hint = "An RIS record begins with TY  - ."
        yield Failure(name, "No RIS record was found.", file.beginning(500), hint, 1)


def _lines(pieces: Iterable[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n")
        yield from whole
    if rest:
        yield rest


def _records(file: TextFile, name: str) -> Iterator[Lines | Failure]:
    """The records of a file; one ends at the next ``TY`` or with the file.

    Not at its ``ER``: Ovid writes tags after it. Tags before the first record are a failure.
    """
    upper = not any(_TYPE.match(line) for line in _lines(file.pieces()))
    current: Lines | None = None
    ended = False
    outside, first, raw = 0, 0, ""
    for number, line in enumerate(_lines(file.pieces()), start=1):
        if upper and _LOWER_LINE.match(line):
            line = line[:4].upper() + line[4:]
        found = _LINE.match(line)
        tag = found[1] if found else ""
        if tag == "TY":
            if current:
                current.finish()
                yield current
            current, ended = Lines(number), False
        if current is None:
            if tag:
                outside, first = outside + 1, first or number
                raw = raw if len(raw) > _SHOWN else f"{raw}\n{line}"
        elif found or not ended:
            current.raw.append(line)
            ended = ended or tag == "ER"
            current.take(tag, (found[2] or "") if found else line)
    if outside:
        what = f"{outside} lines from line {first} on stand outside any record and were left out."
        yield Failure(name, what, raw[1:][:_SHOWN], "A record begins with TY  - .", first)
    if current:
        current.finish()
        yield current

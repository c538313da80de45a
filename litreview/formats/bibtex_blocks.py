"""A .bib file in blocks: cut, split into fields, repaired where that is safe, macros resolved.

The text is cut at its entry heads first, so that one entry at a time is in the splitter's hands and
a broken one cannot swallow its neighbours; bibtexparser splits what is inside a block.
"""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from litreview.model.record import Failure

_HEAD = re.compile(r"^[ \t]*@[ \t]*([A-Za-z][\w-]*)[ \t\n]*[{(]", re.M)
_INLINE_HEAD = re.compile(r"(?<=[})])[ \t]*@[ \t]*([A-Za-z][\w-]*)[ \t]*[{(](?=[^{}=,\s]+[ \t]*,)")
_BRACE = re.compile(r"[{}]")
_ROUND_MARK = re.compile(r"[{}]|\)(?=[ \t]*(?:\n|$|@))")
_AT_LINE = re.compile(r"(?m)^([ \t]*)@")
_AT_STANDIN = "\ue000"
_FOLLOWED = 20_000
"""How far an entry is followed past the next head, in characters, before that head is believed."""
_HELD_HEADS = 3
_NOT_ENTRIES = frozenset(("comment", "preamble", "string"))
_FIELD_LINE = re.compile(r"\s*[A-Za-z][\w-]*\s*=\s*[{\"]")
_COMMENT = re.compile(r"(?m)(?<=[},\"])[ \t]*%[^\n]*$|^[ \t]*%[^\n]*$")
_EMPTY_FIELD = re.compile(r",\s*,")
_SPLIT_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w:+.-]*)\s*=\s*(?=[{\"\w])")

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
# Its warnings would reach standard error; every refused block is reported as a Failure anyway.


Parsed = tuple[str, str, list[tuple[str, str]]]
"""Type, key and raw fields of one block."""


class Cut(NamedTuple):
    """One block of the file: its type word, its place in the text, its first line (from 1).

    ``limit`` is where the next head stands, ``held`` how many heads lie inside the block.
    """

    type: str
    start: int
    end: int
    line: int
    closed: bool
    limit: int
    held: int = 0


@dataclass(slots=True)
class Block:
    """One entry split into fields, values resolved but still LaTeX. Names are as written.

    ``repaired`` says in one sentence what was mended on the way; "" if nothing.
    """

    type: str
    key: str
    fields: list[tuple[str, str]]
    line: int
    raw: str
    repaired: str = ""
    index: dict[str, str] = field(default_factory=dict)

    def get(self, *names: str) -> str | None:
        """The first value that is given under one of the names (lower case)."""
        index = self.index
        if not index:
            for name, value in self.fields:
                index.setdefault(name.lower(), value)
        for name in names:
            if found := index.get(name):
                return found
        return None


def cut(text: str) -> Iterator[Cut]:
    """The blocks of a file in order; text between them is a comment in BibTeX and is passed over.

    A block ends where its braces balance. If a new head stands before that place, it is part of a
    value (an abstract that quotes BibTeX) when the braces do balance soon after, else the block
    was cut off and ends before the head.
    """
    heads = [(m.start(), m[1], m.end()) for m in _HEAD.finditer(text)]
    heads += [(m.start(), m[1], m.end()) for m in _INLINE_HEAD.finditer(text)]
    heads.sort()
    starts = [start for start, _, _ in heads]
    at, line, counted = 0, 1, 0
    while at < len(heads):
        start, word, opened = heads[at]
        line += text.count("\n", counted, start)
        counted = start
        following = starts[at + 1] if at + 1 < len(heads) else len(text)
        furthest = starts[at + 2 + _HELD_HEADS] if at + 2 + _HELD_HEADS < len(starts) else len(text)
        end = _end_of(text, opened, following, min(following + _FOLLOWED, furthest))
        beyond = bisect_right(starts, (end or following) - 1)
        if word.lower() not in _NOT_ENTRIES and beyond - at - 1 > _HELD_HEADS:
            end = None
        if end is None:
            yield Cut(word.lower(), start, following, line, False, following)
            at += 1
        else:
            yield Cut(word.lower(), start, end, line, True, max(end, following), max(beyond - at - 1, 0))
            at = max(at + 1, beyond)


def _end_of(text: str, opened: int, following: int, furthest: int) -> int | None:
    """Where the delimiter closes a block whose content starts at ``opened``; None if not by ``furthest``."""
    if text[opened - 1] == "(":
        return _end_of_round(text, opened, following)
    depth = 1
    for found in _BRACE.finditer(text, opened, furthest):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end()
    return None


def _end_of_round(text: str, opened: int, following: int) -> int | None:
    """The end of ``@type( ... )``: the first ``)`` outside braces that ends a line or the file."""
    depth = 0
    for found in _ROUND_MARK.finditer(text, opened, following):
        if found[0] != ")":
            depth += 1 if found[0] == "{" else -1
        elif depth <= 0:
            return found.end()
    return None


class Macros:
    """The ``@string`` macros of a file, and the months. Names are compared without case."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def define(self, raw: str) -> bool:
        """Take in one ``@string`` block; False where it is none."""
        found = re.match(r"\s*@\s*string\s*[{(]\s*([^\s={}\"#,]+)\s*=\s*(.*)[})]\s*$", raw, re.S | re.I)
        if not found:
            return False
        self._values[found[1].lower()] = self.resolve(found[2].strip().rstrip(","))
        return True

    def resolve(self, value: str) -> str:
        """A raw value without its delimiters, ``#`` joined and macros filled in.

        An unknown macro stays as its bare word: that is what the author meant more often than not.
        """
        pieces = _pieces(value)
        return "".join(self._piece(piece) for piece in pieces)

    def _piece(self, piece: str) -> str:
        if len(piece) > 1 and (piece[0], piece[-1]) in (("{", "}"), ('"', '"')):
            return piece[1:-1]
        return self._values.get(piece.lower(), piece)


def _pieces(value: str) -> list[str]:
    """The parts of a value between ``#`` signs that stand outside braces and quotes."""
    if "#" not in value:
        return [value.strip()]
    pieces, depth, quoted, start = [], 0, False, 0
    for at, char in enumerate(value):
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
        elif char == '"' and depth == 0:
            quoted = not quoted
        elif char == "#" and depth == 0 and not quoted:
            pieces.append(value[start:at].strip())
            start = at + 1
    pieces.append(value[start:].strip())
    return [piece for piece in pieces if piece]


def split(text: str, name: str, at: Cut, macros: Macros) -> Block | Failure:
    """One entry split into its fields; a `Failure` with the raw text where even repair fails."""
    raw = text[at.start : at.end]
    entry, repaired = _read_block(raw, at)
    if entry is None and at.limit > at.end:
        # An escaped brace closes a value for BibTeX and not for the author.
        raw = text[at.start : at.limit].rstrip()
        entry, repaired = _read_block(raw, at._replace(closed=False))
    if entry is None or (repaired and not any(value.strip('{}" ') for _, value in entry[2])):
        what = f"The entry at line {at.line} cannot be read as BibTeX."
        return Failure(name, what, raw[:2000], "Look at its braces, commas and quotes.", at.line)
    word, key, pairs = entry
    fields: list[tuple[str, str]] = []
    for field_name, value in pairs:
        parts = _unglued(value) if "=" in value or "%" in value else [("", value)]
        if len(parts) > 1:
            repaired = repaired or "a comma between two fields was missing"
        fields.append((field_name, macros.resolve(parts[0][1])))
        fields.extend((other, macros.resolve(rest)) for other, rest in parts[1:])
    named = [(_field_name(f), v.replace(_AT_STANDIN, "@")) for f, v in fields]
    return Block(word, key, [(f, v) for f, v in named if f], at.line, raw, repaired)


def _read_block(raw: str, at: Cut) -> tuple[Parsed | None, str]:
    """Type, key and raw fields of one block, repaired if need be, and a sentence about the repair."""
    text, repaired = raw, ""
    if not at.closed:
        text, repaired = _closed(raw)
    elif at.held:
        repaired = "one of its values holds what looks like another entry"
    if entry := _parsed(text):
        return entry, repaired
    # biber passes over comments inside an entry, and over commas with nothing between them.
    plainer = _EMPTY_FIELD.sub(",", _COMMENT.sub("", text))
    if entry := _parsed(plainer):
        return entry, repaired
    plainer, mended = _with_key(plainer)
    return (_parsed(plainer) if mended else None), repaired or mended


def _field_name(name: str) -> str:
    """The name of a field without the comment lines that some write above it; "" for a comment."""
    last = name.rsplit("\n", 1)[-1].strip() if name.startswith("%") and "\n" in name else name
    return "" if last.startswith("%") else last


def _parsed(text: str) -> Parsed | None:
    """Type, key and raw fields of a text that holds one entry; None where it is refused."""
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry
    from bibtexparser.splitter import Splitter

    first = text.index("@")
    # An "@" that starts a line inside a value would make the splitter give up.
    text = "@" + text[first + 1 :].lstrip(" \t").replace(_AT_STANDIN, "")
    masked = text[0] + _AT_LINE.sub(lambda m: m[1] + _AT_STANDIN, text[1:])
    masked = re.sub(r"\A(@[\w-]+)\s+([{(])", r"\1\2", masked)
    hyphened = re.match(r"@([\w-]+)", masked)
    word = hyphened[1] if hyphened else "misc"
    masked = masked.replace(word, "entry", 1)
    try:
        blocks = Splitter(masked).split().blocks
    except Exception:
        # The splitter raises on a few inputs it calls its own bugs; to a reader that is a refusal.
        return None
    for block in blocks:
        found = block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else block
        if isinstance(found, Entry):
            pairs = [(f.key, f.value) for f in found.fields]
            return word.lower(), " ".join(found.key.split()), pairs
    return None


def _closed(raw: str) -> tuple[str, str]:
    """A block that was cut off with the delimiters it lacks, and a sentence about it.

    A value that is open where a line starts the next field is closed there, the rest at the end.
    """
    lines: list[str] = []
    depth = 0
    repaired = ""
    for line in raw.rstrip().split("\n"):
        if depth > 1 and lines and _FIELD_LINE.match(line):
            lines[-1] = lines[-1].rstrip().rstrip(",") + "}" * (depth - 1) + ","
            depth = 1
            repaired = "a brace was missing; its value was closed at the end of its line"
        for found in _BRACE.finditer(line.replace("\\{", "").replace("\\}", "")):
            depth += 1 if found[0] == "{" else -1
        lines.append(line)
    text = "\n".join(lines).rstrip(",")
    opened = re.search(r"[{(]", text)
    closing = "}" * max(depth, 0)
    if opened and opened[0] == "(" and not text.endswith(")"):
        closing += ")"
    if closing:
        repaired = repaired or "its last brace is missing; it was read up to the next entry"
    return text + closing, repaired


def _with_key(text: str) -> tuple[str, str]:
    """The text with what its head lacks, and a sentence about it; unchanged and "" if it lacks nothing.

    EndNote writes no key at all; hands forget the comma after it.
    """
    found = re.match(r"(\s*@\s*[\w-]+\s*[{(])([^,={}\"]*?)([A-Za-z][\w-]*\s*=)", text)
    if not found:
        return text, ""
    words = found[2].split()
    key = words[0] if words else ""
    mended = "the comma after its key was missing" if key else "it has no key"
    return f"{found[1]}{key},\n{found[3]}{text[found.end() :]}", mended


def _unglued(value: str) -> list[tuple[str, str]]:
    """A raw value, parted where a missing comma glued the next field to it: [("", value), ...]."""
    text = value
    out: list[tuple[str, str]] = []
    name = ""
    while True:
        end = _end_of_value(text)
        rest = text[end:]
        found = _SPLIT_FIELD.match(rest) if end and rest.strip() else None
        if found is None:
            kept = text if not end or rest.lstrip().startswith("#") else text[:end]
            out.append((name, kept))
            return out
        out.append((name, text[:end]))
        name, text = found[1], rest[found.end() :].strip()


def _end_of_value(text: str) -> int:
    """Where a braced or quoted value ends; 0 for a bare one or one that never closes."""
    if text[:1] == "{":
        depth = 0
        for found in _BRACE.finditer(text):
            depth += 1 if found[0] == "{" else -1
            if depth == 0:
                return found.end()
        return 0
    if text[:1] == '"':
        depth = 0
        for at in range(1, len(text)):
            depth += (text[at] == "{") - (text[at] == "}")
            if text[at] == '"' and depth <= 0:
                return at + 1
    return 0

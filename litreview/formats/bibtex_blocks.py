"""The blocks of a .bib file split into fields, repaired where that is safe, macros resolved.

bibtexparser splits what is inside a block. Blocks are shown to it many at a time; what it does not
take as one whole entry is shown to it again alone, and mended if need be.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from litreview.formats.bibtex_cut import Cut
from litreview.model.record import Failure

if TYPE_CHECKING:
    from bibtexparser.model import Entry as ParsedEntry

_BRACE = re.compile(r"[{}]")
_AT_LINE = re.compile(r"(?m)^([ \t]*)@")
_AT_STANDIN = "\ue000"
_FIELD_LINE = re.compile(r"\s*[A-Za-z][\w-]*\s*=\s*[{\"]")
_COMMENT = re.compile(r"(?m)(?<=[},\"])[ \t]*%[^\n]*$|^[ \t]*%[^\n]*$")
_EMPTY_FIELD = re.compile(r",\s*,")
_SPLIT_FIELD = re.compile(r"\s*,?\s*([A-Za-z][\w:+.-]*)\s*=\s*(?=[{\"\w])")

logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
# Its warnings would reach standard error; every refused block is reported as a Failure anyway.


Parsed = tuple[str, list[tuple[str, str]]]
"""Key and raw fields of one block."""


class Block:
    """One entry split into fields, values resolved but still LaTeX. Names are as written.

    ``index`` holds the first value of each name in lower case; ``repaired`` says in one sentence what
    was mended on the way, "" if nothing.
    """

    __slots__ = ("fields", "index", "key", "line", "raw", "repaired", "type")

    def __init__(
        self, type: str, key: str, fields: list[tuple[str, str]], line: int, raw: str, repaired: str = ""
    ) -> None:
        self.type = type
        self.key = key
        self.line = line
        self.raw = raw
        self.repaired = repaired
        self.put(fields)

    def put(self, fields: list[tuple[str, str]]) -> None:
        """Give the block these fields."""
        self.fields = fields
        self.index: dict[str, str] = {}
        first = self.index.setdefault
        for name, value in fields:
            first(name.lower(), value)

    def get(self, *names: str) -> str | None:
        """The first value that is given under one of the names (lower case)."""
        for name in names:
            if found := self.index.get(name):
                return found
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
        if "#" not in value:
            return self._piece(value.strip())
        return "".join(self._piece(piece) for piece in _pieces(value))

    def _piece(self, piece: str) -> str:
        if len(piece) > 1 and (piece[0], piece[-1]) in (("{", "}"), ('"', '"')):
            return piece[1:-1]
        return self._values.get(piece.lower(), piece)


def _pieces(value: str) -> list[str]:
    """The parts of a value between ``#`` signs that stand outside braces and quotes."""
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


def split_all(cuts: Sequence[Cut], name: str, macros: Macros) -> Iterator[Block | Failure]:
    """Entries split into their fields, in order; see `split`."""
    whole = [at for at in cuts if at.closed and not at.held and at.text[at.opened - 1] == "{"]
    parsed = iter(_parsed_together(["@entry" + _shown(at.text[at.opened - 1 :]) for at in whole]))
    at_hand = iter(whole)
    following = next(at_hand, None)
    for at in cuts:
        entry = None
        if at is following:
            entry, following = next(parsed), next(at_hand, None)
        if entry:
            yield _block(at, at.text, (entry.key, _pairs(entry)), macros)
        else:
            yield split(at, name, macros)


def split(at: Cut, name: str, macros: Macros) -> Block | Failure:
    """One entry split into its fields; a `Failure` with the raw text where even repair fails."""
    raw = at.text
    entry, repaired = _read_block(raw, at)
    if entry is None and at.rest:
        # An escaped brace closes a value for BibTeX and not for the author.
        raw = (at.text + at.rest).rstrip()
        entry, repaired = _read_block(raw, at._replace(closed=False))
    if entry is None or (repaired and not any(value.strip('{}" ') for _, value in entry[1])):
        what = f"The entry at line {at.line} cannot be read as BibTeX."
        return Failure(name, what, raw[:2000], "Look at its braces, commas and quotes.", at.line)
    return _block(at, raw, entry, macros, repaired)


def _block(at: Cut, raw: str, parsed: Parsed, macros: Macros, repaired: str = "") -> Block:
    """A block with its values resolved; of names and values, what is a comment or a stand-in is undone."""
    fields: list[tuple[str, str]] = []
    masked = raw.count("@") > 1
    for name, value in parsed[1]:
        rest: list[tuple[str, str]] = []
        if value[:1] == "{" and value.find("}") == len(value) - 1:
            value = value[1:-1]
        elif "=" in value or "%" in value:
            (_, value), *rest = _unglued(value)
            value = macros.resolve(value)
        else:
            value = macros.resolve(value)
        for one, text in ((name, value), *((other, macros.resolve(text)) for other, text in rest)):
            if one and (one[0] != "%" or (one := _field_name(one))):
                fields.append((one, text.replace(_AT_STANDIN, "@") if masked else text))
        if rest:
            repaired = repaired or "a comma between two fields was missing"
    return Block(at.type, " ".join(parsed[0].split()), fields, at.line, raw, repaired)


def _shown(content: str) -> str:
    """The text of a block as bibtexparser may see it: an "@" that starts a line makes it give up."""
    if _AT_STANDIN in content:
        content = content.replace(_AT_STANDIN, "")
    return _AT_LINE.sub(rf"\1{_AT_STANDIN}", content) if "@" in content else content


def _parsed_together(texts: list[str]) -> list[ParsedEntry | None]:
    """The entries of blocks that stand in one text; None for one that did not come out whole."""
    from bibtexparser.model import Entry, ParsingFailedBlock
    from bibtexparser.splitter import Splitter

    nothing: list[ParsedEntry | None] = [None] * len(texts)
    try:
        blocks = Splitter("\n".join(texts)).split().blocks
    except Exception:
        # The splitter raises on a few inputs it calls its own bugs; each is then looked at alone.
        return nothing
    if len(blocks) != len(texts):
        return nothing
    entries = [
        block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block for block in blocks
    ]
    return [
        entry if isinstance(entry, Entry) and entry.raw == text else None
        for entry, text in zip(entries, texts, strict=True)
    ]


def _pairs(entry: ParsedEntry) -> list[tuple[str, str]]:
    return [(field.key, field.value) for field in entry.fields]


def _read_block(raw: str, at: Cut) -> tuple[Parsed | None, str]:
    """Key and raw fields of one block, repaired if need be, and a sentence about the repair."""
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
    """Key and raw fields of a text that holds one entry; None where it is refused."""
    from bibtexparser.model import DuplicateFieldKeyBlock, Entry
    from bibtexparser.splitter import Splitter

    first = text.index("@")
    masked = "@" + _shown(text[first + 1 :].lstrip(" \t"))
    masked = re.sub(r"\A(@[\w-]+)\s+([{(])", r"\1\2", masked)
    named = re.match(r"@([\w-]+)", masked)
    masked = masked.replace(named[1] if named else "misc", "entry", 1)
    try:
        blocks = Splitter(masked).split().blocks
    except Exception:
        # The splitter raises on a few inputs it calls its own bugs; to a reader that is a refusal.
        return None
    for block in blocks:
        found = block.ignore_error_block if isinstance(block, DuplicateFieldKeyBlock) else block
        if isinstance(found, Entry):
            return found.key, _pairs(found)
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

"""From the blocks of a .bib file to entries: parents filled in, every block an entry or a failure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from litreview.formats.bibtex_blocks import Block, Macros, split, split_all
from litreview.formats.bibtex_cut import Cut, cut
from litreview.formats.bibtex_record import entry_of
from litreview.formats.jabref_groups import groups_of
from litreview.formats.opening import PIECE, TextFile
from litreview.model.record import Entry, Failure

_NOT_WORKS = frozenset(("comment", "preamble", "string", "xdata", "set", "control", "bibnote"))
"""Blocks that describe no work: macros, comments, biblatex's containers, notes of REVTeX."""
_PARENTS = re.compile(r"\b(?:crossref|xdata)\s*=\s*[{\"]?([^}\"\n]+)", re.I)
_KEY = re.compile(r"\s*@\s*[\w-]+\s*[{(]\s*([^,\s})]+)")
_INTO_BOOKTITLE = frozenset(
    [
        "inbook",
        "incollection",
        "inproceedings",
        "conference",
        "inreference",
        "suppbook",
        "suppcollection",
        "bookinbook",
    ]
)
_NEVER_INHERITED = frozenset(
    "crossref xref xdata ids entryset entrysubtype execute label options presort related "
    "relatedoptions relatedstring relatedtype shorthand shorthandintro sortkey title subtitle "
    "titleaddon shorttitle sorttitle indextitle abstract keywords annotation annote note file groups "
    "doi url urldate pages".split()
)
_GRANULAR = re.compile(r"\bxdata\s*=\s*([^\s,{}]+?)-([a-z]+)(?:-(\d+))?(?=\s|$|[,}])", re.I)
_DATED = frozenset(("date", "year"))
_DEEPEST = 5
_TOGETHER = 64
"""Blocks that are split in one go."""


def read(stream: BinaryIO, name: str, piece: int = PIECE) -> Iterator[Entry | Failure]:
    """The entries of a .bib file in its order, and a failure for whatever could not be read.

    The file is read in pieces of so many bytes, and once or twice more before where it mentions
    macros, parents or groups: they may stand behind the entries that use them. A repaired entry
    comes with a failure of its own that says what was mended.
    """
    file = TextFile(stream, name, (b"string", b"groups:", b"groupstree:", b"crossref", b"xdata"), piece)
    if file.warning:
        yield file.warning
    macros, groups, parents = _before(file, name)
    cuts = (at for at in cut(file.pieces()) if at.type not in _NOT_WORKS)
    while together := list(islice(cuts, _TOGETHER)):
        for block in split_all(together, name, macros):
            if isinstance(block, Failure):
                yield block
                continue
            _inherit(block, parents)
            yield entry_of(block, name, groups.get(block.key.lower(), ()) if groups else ())
            if block.repaired:
                yield _mended(block, name)


def _mended(block: Block, name: str) -> Failure:
    what = f"The entry {block.key or '(no key)'} at line {block.line} was read, but {block.repaired}."
    return Failure(name, what, block.raw[:2000], "Compare it with the file.", block.line, mended=True)


def _before(file: TextFile, name: str) -> tuple[Macros, dict[str, tuple[str, ...]], dict[str, Block]]:
    """What entries may use of the rest of the file: macros, JabRef's groups by key, parents by key."""
    macros = Macros()
    groups: dict[str, tuple[str, ...]] = {}
    wanted: set[str] = set()
    inherits = file.mentions(b"crossref", b"xdata")
    if inherits or file.mentions(b"string", b"groups:", b"groupstree:"):
        for at in cut(file.pieces()):
            if at.type == "string":
                macros.define(at.text)
            elif at.type == "comment":
                groups.update(groups_of(at.text))
            if inherits:
                wanted |= _wanted(at.text + at.rest)
    return macros, groups, _parents(wanted, cut(file.pieces()), name, macros) if wanted else {}


def _wanted(text: str) -> set[str]:
    """The keys that a text refers to by ``crossref`` or ``xdata``, in lower case."""
    named = {
        key.strip().lower() for found in _PARENTS.findall(text) for key in re.split(r"[,\s]+", found) if key
    }
    # An xdata value may name one field of its container: "key-field-2".
    return named | {key.rsplit("-", number)[0] for key in named for number in (1, 2)}


def _parents(wanted: set[str], cuts: Iterable[Cut], name: str, macros: Macros) -> dict[str, Block]:
    """The entries of some keys, the first of each, by key in lower case."""
    parents: dict[str, Block] = {}
    for at in cuts:
        found = _KEY.match(at.text)
        if found and found[1].lower() in wanted:
            block = split(at, name, macros)
            if isinstance(block, Block):
                parents.setdefault(block.key.lower(), block)
    return parents


def _inherit(block: Block, parents: dict[str, Block]) -> None:
    """Fill in what a child leaves to its parents: xdata whole, crossref by BibTeX's and biber's rules."""
    if not parents:
        return
    fields = block.fields
    for _ in range(_DEEPEST):
        if not any("xdata" in value.lower() for _, value in fields):
            break
        fields = [(f, _GRANULAR.sub(lambda m: _part(m, parents), v)) for f, v in fields]
        block.put(fields)
    have = {name.lower() for name, _ in fields}
    for parent, whole in _ancestors(block, parents):
        for name, value in parent.fields:
            low = name.lower()
            taken = _inherited_name(low, parent.type, block.type, whole)
            if taken in _DATED and have & _DATED:
                continue
            if taken and taken not in have:
                fields.append((taken, value))
                have.add(taken)
    block.put(fields)


def _part(found: re.Match[str], parents: dict[str, Block]) -> str:
    """What ``xdata=key-field-2`` names: a field of a container, or one item of it; itself if unknown."""
    parent = parents.get(found[1].lower())
    value = parent.get(found[2].lower()) if parent else None
    if value is None or not found[3]:
        return value or found[0]
    items = re.split(r"\s+and\s+", value)
    return items[int(found[3]) - 1] if 0 < int(found[3]) <= len(items) else found[0]


def _ancestors(block: Block, parents: dict[str, Block]) -> Iterator[tuple[Block, bool]]:
    """Parents of a block, nearest first, each once; and whether all their fields are taken (xdata)."""
    seen = {block.key.lower()}
    queue = [(block, 0)]
    while queue:
        child, depth = queue.pop(0)
        for field, whole in (("xdata", True), ("crossref", False)):
            for key in re.split(r"\s*,\s*", child.get(field) or ""):
                parent = parents.get(key.lower())
                if parent is None or key.lower() in seen or depth >= _DEEPEST:
                    continue
                seen.add(key.lower())
                yield parent, whole
                queue.append((parent, depth + 1))


def _inherited_name(name: str, parent: str, child: str, whole: bool) -> str:
    """Under which name a child takes a parent's field; "" if it does not."""
    if whole:
        return "" if name in ("xdata", "ids") else name
    if child in _INTO_BOOKTITLE and name in ("title", "subtitle", "titleaddon"):
        return f"book{name}"
    if child in ("article", "suppperiodical") and parent == "periodical" and name in ("title", "subtitle"):
        return f"journal{name}"
    if name == "author" and child == "inbook":
        return "author"
    if name == "author" and parent != child and child in _INTO_BOOKTITLE:
        return ""
    return "" if name in _NEVER_INHERITED else name

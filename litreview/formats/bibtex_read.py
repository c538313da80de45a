"""From the blocks of a .bib file to entries: parents filled in, every block an entry or a failure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from litreview.formats.bibtex_blocks import Block, Cut, Macros, cut, split
from litreview.formats.bibtex_record import entry_of
from litreview.formats.jabref_groups import groups_of
from litreview.formats.opening import decode
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


def read(data: bytes, name: str) -> Iterator[Entry | Failure]:
    """The entries of a .bib file in its order, and a failure for whatever could not be read.

    A repaired entry comes with a failure of its own that says what was mended.
    """
    text, warning = decode(data, name)
    del data
    if warning:
        yield warning
    cuts = list(cut(text))
    macros = Macros()
    groups: dict[str, tuple[str, ...]] = {}
    for at in cuts:
        if at.type == "string":
            macros.define(text[at.start : at.end])
        elif at.type == "comment":
            groups.update(groups_of(text[at.start : at.end]))
    parents = _parents(text, name, cuts, macros)
    for at in cuts:
        if at.type in _NOT_WORKS:
            continue
        block = split(text, name, at, macros)
        if isinstance(block, Failure):
            yield block
            continue
        _inherit(block, parents)
        yield entry_of(block, name, groups.get(block.key.lower(), ()))
        if block.repaired:
            what = f"The entry {block.key or '(no key)'} at line {at.line} was read, but {block.repaired}."
            yield Failure(name, what, block.raw[:2000], "Compare it with the file.", at.line, mended=True)


def _parents(text: str, name: str, cuts: list[Cut], macros: Macros) -> dict[str, Block]:
    """The entries that others refer to by ``crossref`` or ``xdata``, by key in lower case."""
    wanted = {
        key.strip().lower() for found in _PARENTS.findall(text) for key in re.split(r"[,\s]+", found) if key
    }
    parents: dict[str, Block] = {}
    # An xdata value may name one field of its container: "key-field-2".
    wanted |= {key.rsplit("-", number)[0] for key in wanted for number in (1, 2)}
    for at in cuts if wanted else ():
        found = _KEY.match(text, at.start, at.end)
        if found and found[1].lower() in wanted:
            block = split(text, name, at, macros)
            if isinstance(block, Block):
                parents.setdefault(block.key.lower(), block)
    return parents


def _inherit(block: Block, parents: dict[str, Block]) -> None:
    """Fill in what a child leaves to its parents: xdata whole, crossref by BibTeX's and biber's rules."""
    if not parents:
        return
    for _ in range(_DEEPEST):
        if not any("xdata" in value.lower() for _, value in block.fields):
            break
        block.fields = [(f, _GRANULAR.sub(lambda m: _part(m, parents), v)) for f, v in block.fields]
    have = {name.lower() for name, _ in block.fields}
    for parent, whole in _ancestors(block, parents):
        for name, value in parent.fields:
            low = name.lower()
            taken = _inherited_name(low, parent.type, block.type, whole)
            if taken in _DATED and have & _DATED:
                continue
            if taken and taken not in have:
                block.fields.append((taken, value))
                have.add(taken)
    block.index = {}


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

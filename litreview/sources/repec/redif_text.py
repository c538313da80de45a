"""ReDIF as text: bytes to lines, lines to templates of fields. Knows nothing of works.

Rules: the ReDIF 1.0 specification (revision 2007-06-01) and the habits of real archives, which break
it: other encodings than the extension says, continuation lines that are not indented or that look
like fields, templates whose first line is damaged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from litreview.model.text import LIMIT

_TEMPLATE = re.compile(r"^\s*[\w-]*late-?type\s*:\s*redif-(\w+)", re.I)
_FIELD = re.compile(r"^(\s*)([A-Za-z0-9#_-]+)\s*:\s?(.*)$")
_ITEM_NAMES = (
    "title abstract handle contact-email order-url classification-jel keywords language creation-date "
    "publication-status publication-date publication-type note doi article-handle paper-handle book-handle "
    "chapter-handle software-handle number length series revision-date availability price restriction "
    "journal volume issue year month pages edition isbn haschapter book-title in-book chapter "
    "programming-language requires version size"
)
_OTHER_NAMES = (
    "name type issn followup predecessor notification description homepage url machine directory "
    "archive-handle archives-included short-id name-full name-first name-last name-middle name-ascii "
    "name-prefix name-suffix last-login-date registered-date email postal phone fax location "
    "institution"
)
_ITEM = frozenset(_ITEM_NAMES.split())
_OTHER = _ITEM | frozenset(_OTHER_NAMES.split())
ITEM_KINDS = ("article", "paper", "book", "chapter", "software")
"""The kinds of template that describe a work."""
_CLUSTERS = (
    "author-", "editor-", "translator-", "file-", "provider-", "publisher-", "sponsor-", "maintainer-",
    "classification-", "keywords-", "order-", "contact-", "workplace-", "primary-", "secondary-", "x-",
)  # fmt: skip
_COMMON = (
    "author-name",
    "file-url",
    "creation-date",
    "classification-jel",
    "publication-status",
    "file-format",
)
_NEVER = ("http", "https", "ftp", "mailto")
_STARTS = ("handle", "author-name", "title")
_JOINED_TIGHT = ("handle", "url")
_PRIVATE = re.compile(r"(?:^|-)(?:e-?mail|phone|fax|postal)$")


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``name`` lower-cased, ``spelled`` as the file has it, the line it starts on."""

    name: str
    spelled: str
    value: str
    line: int


@dataclass(slots=True)
class Template:
    """The fields from one ``Template-Type`` to the next. ``kind`` is ``article``, ``paper``, ``series``..."""

    kind: str
    line: int
    fields: list[Field] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)

    def values(self, *names: str) -> list[str]:
        """All values of the named fields that are not empty, in file order."""
        return [f.value for f in self.fields if f.name in names and f.value]

    def first(self, *names: str) -> str | None:
        """The first value that is not empty, asked name by name."""
        return next((values[0] for name in names if (values := self.values(name))), None)

    @property
    def body(self) -> bytes:
        """The template as received, without lines of mail addresses and telephones.

        RePEc releases mail addresses under no circumstances, so they are not kept.
        """
        return "\n".join(self.raw).strip().encode("utf-8", "replace")


def is_private(name: str) -> bool:
    """Whether a field holds a mail address, telephone or street of a person."""
    return bool(_PRIVATE.search(name))


def decode(data: bytes) -> str:
    """Bytes to text: a byte order mark, else UTF-8, else line by line UTF-8 or Windows-1252.

    By rule ``.rdf`` is Windows-1252; a quarter of the real ones that are not ASCII is UTF-8.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").replace("\ufeff", "")
    plain = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = plain.decode("utf-8")
    except UnicodeDecodeError:
        text = "".join(_decode_line(line) for line in re.split(rb"(?<=[\n\r])", plain))
    return text.replace("\ufeff", "").replace("\x00", "")


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def repaired(text: str) -> str:
    """Undo a doubled encoding (``workersâ€™`` -> ``workers’``), run of foreign letters by run."""
    return text if text.isascii() else re.sub(r"[^\x00-\x7f]{2,}", _repair_run, text)


def _repair_run(found: re.Match[str]) -> str:
    run = found[0]
    try:
        data = b"".join(c.encode("latin-1") if "\x80" <= c <= "\x9f" else c.encode("cp1252") for c in run)
        return data.decode("utf-8")
    except UnicodeError:
        return run


def looks_like_redif(head: str) -> bool:
    """Whether a text holds the first line of a template before anything else of another format."""
    if re.match(r"\s*(?:<!doctype|<html|<\?xml)", head, re.I):
        return False
    lines = (line for line in head.splitlines() if line.strip() and not line.lstrip().startswith("#"))
    return any(_TEMPLATE.match(line) for line, _ in zip(lines, range(40), strict=False))


def read_lines(text: str) -> Iterator[Template]:
    """The templates of a text, in order; what stands before the first one is no part of any."""
    current: Template | None = None
    value: list[str] = []
    opened: Field | None = None
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        start = _TEMPLATE.match(line)
        if not start and line.startswith("#"):
            continue
        known = _ITEM if current is None or current.kind in ITEM_KINDS else _OTHER
        found = None if start else _field(line, known, bool(value and any(value)))
        if current is not None and opened is not None and (start or found):
            current.fields.append(_closed(opened, value))
            opened = None
        if start:
            if current is not None:
                yield current
            current, opened, value = Template(start[1].lower(), number), None, []
        elif found and current is not None:
            name, spelled, first = found
            opened, value = Field(name, spelled, "", number), [first.strip()]
        elif opened is not None:
            value.append(line.strip())
        if current is not None and not (opened and is_private(opened.name)):
            current.raw.append(line)
    if current is not None:
        if opened is not None:
            current.fields.append(_closed(opened, value))
        yield current


def _field(line: str, known: frozenset[str], value_open: bool) -> tuple[str, str, str] | None:
    """Name, its spelling and the first value where a line starts a field: only a known name does.

    An indented line of that form starts one only after an empty value, or where it is a field that
    every template must have. ``Auhtor-Name`` is read as ``author-name``.
    """
    found = _FIELD.match(line)
    if not found:
        return None
    indent, spelled, value = found.groups()
    name = spelled.lower()
    if name in _NEVER:
        return None
    if name not in known and not name.startswith(_CLUSTERS):
        close = get_close_matches(name, _COMMON, 1, 0.85) if "-" in name else []
        if not close:
            return None
        name = close[0]
    if indent and value_open and name not in _STARTS:
        return None
    return name, spelled, value


def _closed(opened: Field, lines: list[str]) -> Field:
    tight = opened.name.endswith(_JOINED_TIGHT)
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    joined = [("" if tight else " ").join(part) for part in paragraphs if part]
    value = ("" if tight else "\n\n").join(joined)[:LIMIT]
    return Field(opened.name, opened.spelled, repaired(value), opened.line)

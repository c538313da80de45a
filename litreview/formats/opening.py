"""Opening a text file of unknown encoding: a rule, never a guess by frequency."""

from __future__ import annotations

import codecs
import re

from litreview.model.record import Failure

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"\A\s*%\s*Encoding:\s*([\w.-]+)", re.I)
_ALIASES = {
    "utf8": "utf-8",
    "cp1252": "cp1252",
    "windows-1252": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
}
_TRUSTED = frozenset(
    (
        "cp1252",
        "utf-8",
        "iso8859-1",
        "iso8859-15",
        "iso8859-2",
        "cp1250",
        "cp1251",
        "gb18030",
        "gbk",
        "koi8-r",
    )
)


def decode(data: bytes, name: str) -> tuple[str, Failure | None]:
    """The text of a file with line ends as ``\\n``, and a warning where its encoding was guessed.

    In this order: byte order mark; UTF-16 by its zero bytes; strict UTF-8; the encoding that
    JabRef's first line declares, if the bytes agree; Windows-1252, said in the warning with the
    first line that is not UTF-8.
    """
    text, warning = _decode(data, name)
    return text.replace("\r\n", "\n").replace("\r", "\n"), warning


def head_text(head: bytes) -> str:
    """The beginning of a file as text, to look at; never fails."""
    return decode(head, "")[0] if _encoding_by_mark(head) else head.decode("utf-8", "replace")


def _decode(data: bytes, name: str) -> tuple[str, Failure | None]:
    if found := _encoding_by_mark(data):
        encoding, skip = found
        return data[skip:].decode(encoding, "replace"), None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        first = error.start
    if declared := _declared(data):
        try:
            return data.decode(declared), None
        except (UnicodeDecodeError, LookupError):
            pass
    line = data.count(b"\n", 0, first) + 1
    raw = data[max(0, first - 30) : first + 30]
    text = _windows_1252(data)
    warning = Failure(
        name,
        f"The file is not UTF-8 from line {line} on; it was read as Windows-1252.",
        _windows_1252(raw),
        "If accents look wrong, save the file as UTF-8 and import it again.",
        line,
        mended=True,
    )
    return text, warning


def _encoding_by_mark(data: bytes) -> tuple[str, int] | None:
    """Encoding and length of a byte order mark, or UTF-16 known by its zero bytes."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:200]
    if head.count(0) < len(head) // 4 or len(head) < 4:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    return ("utf-16-be" if even > odd else "utf-16-le"), 0


def _declared(data: bytes) -> str | None:
    found = _DECLARED.match(data[:200])
    if not found:
        return None
    said = found[1].decode("ascii", "replace").lower()
    try:
        known = codecs.lookup(_ALIASES.get(said, said)).name
    except LookupError:
        return None
    return known if known in _TRUSTED else None


def _windows_1252(data: bytes) -> str:
    """Windows-1252, the five bytes it leaves open read as Latin-1."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        table = {b: bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xA0)}
        return data.decode("latin-1").translate(table)

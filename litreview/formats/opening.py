"""Opening a text file of unknown encoding: a rule, never a guess by frequency; read in pieces, never whole."""

from __future__ import annotations

import codecs
import io
import re
import tempfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from litreview.model.record import Failure

PIECE = 1 << 18
"""Bytes that are in hand at a time."""
_IN_MEMORY = 1 << 24

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
_WINDOWS = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256))
"""Windows-1252, the five bytes it leaves open read as Latin-1."""


class TextFile:
    """A file as text with line ends as ``\\n``, in pieces, as often as asked; only one piece is held.

    The encoding, in this order: byte order mark; UTF-16 by its zero bytes; strict UTF-8; the encoding
    that JabRef's first line declares, if the bytes agree; Windows-1252, said in ``warning`` with the
    first line that is not UTF-8.
    """

    def __init__(
        self, stream: BinaryIO, name: str, look_for: tuple[bytes, ...] = (), piece: int = PIECE
    ) -> None:
        self._stream = _again_and_again(stream)
        self._from = self._stream.tell()
        self._piece = piece
        self._mentioned = dict.fromkeys(look_for, False)
        self.warning: Failure | None = None
        self._encoding, self._skip = self._settle(name)

    def mentions(self, *words: bytes) -> bool:
        """Whether one of the words of ``look_for`` (ASCII, lower case) stands anywhere in the file."""
        return any(self._mentioned[word] for word in words)

    def pieces(self) -> Iterator[str]:
        """The text from its beginning."""
        self._stream.seek(self._from + self._skip)
        decoder = io.IncrementalNewlineDecoder(self._decoder(), translate=True)
        while data := self._stream.read(self._piece):
            if text := decoder.decode(data):
                yield text
        if text := decoder.decode(b"", final=True):
            yield text

    def beginning(self, length: int) -> str:
        """The first characters of the text, at most ``length``."""
        text = ""
        for piece in self.pieces():
            text += piece
            if len(text) >= length:
                break
        return text[:length]

    def _decoder(self) -> codecs.IncrementalDecoder:
        if self._encoding == "windows":
            return _Windows()
        return codecs.getincrementaldecoder(self._encoding)("replace")

    def _settle(self, name: str) -> tuple[str, int]:
        head = self._stream.read(200)
        if found := _encoding_by_mark(head):
            if found[0] == "utf-8":
                self._look()
            else:
                self._mentioned = dict.fromkeys(self._mentioned, True)
            return found
        first = self._look()
        if first is None:
            return "utf-8", 0
        if (declared := _declared(head)) and self._agrees(declared):
            return declared, 0
        self.warning = self._guessed(name, first)
        return "windows", 0

    def _look(self) -> int | None:
        """Note which words are mentioned; where the first byte stands that is not UTF-8, None if it all is."""
        longest = max(map(len, self._mentioned), default=1)
        decoder = codecs.getincrementaldecoder("utf-8")()
        first: int | None = None
        at, tail = 0, b""
        self._stream.seek(self._from)
        while True:
            data = self._stream.read(self._piece)
            if not all(self._mentioned.values()):
                low = tail + data.lower()
                for word, known in self._mentioned.items():
                    self._mentioned[word] = known or word in low
                tail = low[-longest:]
            if first is None:
                pending = len(decoder.getstate()[0])
                try:
                    decoder.decode(data, final=not data)
                except UnicodeDecodeError as error:
                    first = at - pending + error.start
            elif all(self._mentioned.values()):
                return first
            if not data:
                return first
            at += len(data)

    def _agrees(self, encoding: str) -> bool:
        decoder = codecs.getincrementaldecoder(encoding)()
        self._stream.seek(self._from)
        try:
            while data := self._stream.read(self._piece):
                decoder.decode(data)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
        return True

    def _guessed(self, name: str, first: int) -> Failure:
        self._stream.seek(self._from)
        line, left = 1, first
        while left and (data := self._stream.read(min(left, self._piece))):
            line += data.count(b"\n")
            left -= len(data)
        self._stream.seek(self._from + max(0, first - 30))
        raw = self._stream.read(min(first, 30) + 30)
        return Failure(
            name,
            f"The file is not UTF-8 from line {line} on; it was read as Windows-1252.",
            _Windows().decode(raw),
            "If accents look wrong, save the file as UTF-8 and import it again.",
            line,
            mended=True,
        )


class _Windows(codecs.IncrementalDecoder):
    def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]  # noqa: ARG002  # codecs hand it in
        return codecs.charmap_decode(data, "strict", _WINDOWS)[0]


def decode(data: bytes, name: str) -> tuple[str, Failure | None]:
    """The text of a file that is in hand, and a warning where its encoding was guessed; see `TextFile`."""
    file = TextFile(io.BytesIO(data), name)
    return "".join(file.pieces()), file.warning


def head_text(head: bytes) -> str:
    """The beginning of a file as text, to look at; never fails."""
    return decode(head, "")[0] if _encoding_by_mark(head) else head.decode("utf-8", "replace")


def _again_and_again(stream: BinaryIO) -> BinaryIO:
    """The stream, or a copy of one that can be read only once."""
    if stream.seekable():
        return stream
    copy = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115  # closed with the last reader
    while data := stream.read(PIECE):
        copy.write(data)
    copy.seek(0)
    return cast(BinaryIO, copy)


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

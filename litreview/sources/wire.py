"""What bytes of the net mean: bounded decoding, text, JSON, and the headers that set a pace. Pure."""

from __future__ import annotations

import json
import math
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from litreview.errors import SourceFault, SourceMisread
from litreview.model.record import Failure, Said

if TYPE_CHECKING:
    from litreview.sources.source import Answer, Declared

CAP = 20 * 1024 * 1024
"""Most decoded bytes taken of one answer."""

_PIECE = 256 * 1024
_CHARSETS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "windows-1252": "cp1252",
}


class Oversize(Exception):
    """More decoded bytes than the cap allows."""

    def __init__(self, cap: int) -> None:
        super().__init__(f"{cap / 1024**2:.4g} MiB")


class Damaged(Exception):
    """The compressed body does not decode, or ends too early."""


def inflate(pieces: Iterable[bytes], encoding: str, cap: int = CAP) -> bytes:
    """Join the pieces of a body, undoing gzip or deflate, never holding more than ``cap`` bytes.

    Decoding goes in bounded steps: 200 KB of gzip can hold 200 MB, and one whole decode would
    allocate them before anybody could count. Raises `Oversize` and `Damaged`.
    """
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _joined(pieces, cap)
    if name not in ("gzip", "x-gzip", "deflate"):
        raise Damaged(f"an encoding nobody asked for ({name[:20]})")
    out = bytearray()
    engine = zlib.decompressobj(47)  # 47 = gzip or zlib, told apart by their heads
    try:
        for piece in pieces:
            while piece:
                if engine.eof:
                    engine = zlib.decompressobj(47)
                out += engine.decompress(piece, _PIECE)
                if len(out) > cap:
                    raise Oversize(cap)
                piece = engine.unconsumed_tail or engine.unused_data
        out += engine.flush()
    except zlib.error as error:
        raise Damaged("a damaged compression") from error
    if not engine.eof:
        raise Damaged("a body that ends too early")
    return bytes(out)


def _joined(pieces: Iterable[bytes], cap: int) -> bytes:
    out = bytearray()
    for piece in pieces:
        out += piece
        if len(out) > cap:
            raise Oversize(cap)
    return bytes(out)


def decode(body: bytes, content_type: str = "") -> str:
    """Bytes as text: UTF-8 if they are, else the label of an allowed charset, else Windows-1252.

    The label alone is not believed: services send UTF-8 labelled ISO-8859-1, and some labels name
    codecs that run code or raise.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    found = re.search(r"charset\s*=\s*[\"']?([\w-]+)", content_type, flags=re.I)
    name = _CHARSETS.get(found[1].lower() if found else "", "cp1252")
    return body.decode(name if name != "utf-8" else "cp1252", "replace")


def looks_like_json(body: bytes) -> bool:
    """Whether a body begins and ends as a JSON object or list does."""
    ends = body.removeprefix(b"\xef\xbb\xbf").strip()
    return ends[:1] + ends[-1:] in (b"{}", b"[]")


def json_of(answer: Answer, source: Declared) -> Any:
    """The JSON value of an answer, or `SourceMisread` with a sentence.

    Not accepted: NaN, Infinity and numbers beyond floating point (no JSON, and no database takes
    them), nesting beyond the parser's depth, anything after the value.
    """
    text = decode(answer.body, answer.headers.get("content-type", "")).lstrip("\ufeff").strip()
    if not text:
        raise SourceMisread(f"{source.title} sent an empty answer ({answer.status}).")
    if text.startswith("<"):
        raise SourceMisread(f"{source.title} sent a web page where data were asked ({answer.status}).")
    try:
        return json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        raise SourceMisread(
            f"{source.title} sent data that cannot be read ({answer.status}, {len(answer.body):,} bytes)."
        ) from None


def _refuse(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError("a number without bound")
    return value


def whole(value: object) -> int | None:
    """A count as a service sends it: a whole number from 0 up, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,15}", value):
        value = int(value)
    return value if isinstance(value, int) and 0 <= value < 10**15 else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that an answer asks to wait; None where it says nothing usable.

    Up to six ASCII digits, or a date with its zone, taken against the answer's own ``Date`` (the
    clock of this machine may be wrong). At least 1 s, at most a day.
    """
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,6}", value):
        return min(max(float(value), 1.0), 86_400.0)
    until, sent = _http_date(value), _http_date(headers.get("date", ""))
    if until is None or sent is None:
        return None
    return min(max((until - sent).total_seconds(), 1.0), 86_400.0)


def _http_date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo is not None else None


def gap_of(headers: Mapping[str, str]) -> float | None:
    """Seconds between two requests that the limits in these headers allow, with 10 % to spare.

    Both spellings are read, ``x-rate-limit-*`` and ``x-ratelimit-*``; the interval is seconds with
    or without an ``s``. None where no limit is told.
    """
    for stem in ("x-rate-limit-", "x-ratelimit-"):
        limit = re.fullmatch(r"\s*([0-9]{1,6})\s*", headers.get(stem + "limit", ""))
        span = re.fullmatch(r"\s*([0-9]{1,5})\s*s?\s*", headers.get(stem + "interval", ""))
        if limit and span and int(limit[1]):
            return min(1.1 * int(span[1]) / int(limit[1]), 60.0)
    return None


def refused_in_words(source: Declared, answer: Answer) -> SourceFault:
    """The fault of an answer below 500 that a source cannot use, with the service's own reason."""
    reason = _reason(answer)
    said = f": {reason}" if reason else ""
    return SourceMisread(f"{source.title} did not take the question ({answer.status}){said}.")


def _reason(answer: Answer) -> str:
    """The service's own words in an error body of any shape, at most 200 characters."""
    from litreview.model.text import clean

    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(value, dict):
        value = value.get("error") or value.get("message")
    if isinstance(value, list):
        value = "; ".join(str(part.get("message", "")) for part in value if isinstance(part, dict))
    if isinstance(value, dict):
        value = value.get("message")
    return (clean(value, 200) or "").rstrip(".") if isinstance(value, str) else ""


def read_again(body: bytes, read: Callable[[object], Said | Failure]) -> Said | None:
    """What a reader makes of a JSON body that was stored; None where that is nothing."""
    try:
        said = read(json.loads(body))
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, Said) else None

"""What goes over the wire: one request read, one reply to write."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, unquote


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request to a service: ``path`` is still percent-encoded and lacks the service's prefix."""

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    base: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """The query parameters; of a repeated one the last."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def plain_path(self) -> str:
        """The path, decoded."""
        return unquote(self.path)

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form in the body, url-encoded or as multipart."""
        kind = self.headers.get("content-type", "")
        text = self.body.decode("utf-8", "replace")
        if "multipart/form-data" not in kind:
            return dict(parse_qsl(text, keep_blank_values=True))
        boundary = kind.partition("boundary=")[2].strip('"')
        fields = {}
        for part in text.split(f"--{boundary}"):
            head, _, value = part.partition("\r\n\r\n")
            if 'name="' in head:
                fields[head.split('name="', 1)[1].split('"', 1)[0]] = value.removesuffix("\r\n")
        return fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One reply. ``wire`` is how it leaves: "" whole, "reset", "silent" or "drip"."""

    status: int = 200
    kind: str | None = "application/json"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    wire: str = ""

    def adding(self, *headers: tuple[str, str]) -> Reply:
        """The same reply with more headers."""
        return replace(self, headers=(*self.headers, *headers))


def whole(text: str | None, default: int = 0) -> int:
    """A whole number that was sent; the default where it is none."""
    return int(text) if text and text.isascii() and text.isdigit() else default


def json_reply(value: Any, status: int = 200, kind: str = "application/json", end: str = "") -> Reply:
    """A reply with a JSON body in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + end
    return Reply(status=status, kind=kind, body=text.encode())


def text_reply(text: str, status: int = 200, kind: str | None = "text/plain") -> Reply:
    """A reply with a text body in UTF-8, whatever its content type says."""
    return Reply(status=status, kind=kind, body=text.encode())


def html_reply(text: str, status: int = 200, kind: str = "text/html; charset=utf-8") -> Reply:
    """A reply with a page."""
    return Reply(status=status, kind=kind, body=text.encode())

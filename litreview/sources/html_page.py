"""The one adapter of lxml: HTML of any quality to a tree, its metas, its text.

Foreign pages are parsed as data: no network, no external entities, bounded depth.
"""

from __future__ import annotations

import email
import json
import re
from typing import Any, BinaryIO

from litreview.model.record import Failure
from litreview.model.text import clean_block

LARGEST = 20_000_000
"""Largest saved page that is read, in bytes."""

_BLOCKS = frozenset(
    (
        "p", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section",
        "article", "blockquote", "dd", "dt", "pre",
    )
)  # fmt: skip
_SILENT = frozenset(("script", "style", "noscript", "template", "select"))


def unwrapped(data: bytes) -> bytes:
    """The page inside a browser's single-file archive (MHTML); other bytes as they are."""
    if not re.search(rb"^content-type:\s*multipart/related", data[:4000], re.I | re.M):
        return data
    message = email.message_from_bytes(data)
    parts = (
        part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == "text/html"
    )
    return next((bytes(part) for part in parts if isinstance(part, bytes)), data)


def read_whole(stream: BinaryIO, name: str) -> bytes | Failure:
    """The bytes of a saved page, taken out of its archive; a failure where they are too many."""
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        return Failure(name, f"larger than {LARGEST // 1_000_000} MB, which is no page of text", line=1)
    return unwrapped(data)


def parse_page(text: str) -> Any | None:
    """The root element of a page; None where there is nothing to parse."""
    from lxml import etree

    parser = etree.HTMLParser(
        encoding="utf-8",
        recover=True,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    data = text.replace("\x00", "").encode("utf-8", "replace")
    try:
        return etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        return None


def breaks_off(text: str) -> bool:
    """Whether a page that a server sent was cut: it opens as a document and never ends as one.

    What a cut page says of a work is half a title and half a list; better none.
    """
    opens = re.match(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", text[:2000], re.I | re.S)
    return bool(opens) and not re.search(r"</html\b", text, re.I)


def metas(root: Any) -> dict[str, list[str]]:
    """``meta`` contents by lower-cased name or property, in page order, empty ones left out."""
    out: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        name = (meta.get("name") or meta.get("property") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            out.setdefault(name, []).append(content)
    return out


def embedded_data(root: Any) -> list[dict[str, Any]]:
    """The objects of all JSON-LD scripts, graphs opened; broken JSON is left out."""
    found: list[dict[str, Any]] = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        queue = value if isinstance(value, list) else [value]
        for one in queue[:200]:
            if isinstance(one, dict):
                graph = one.get("@graph")
                found += [x for x in graph if isinstance(x, dict)] if isinstance(graph, list) else [one]
    return found


def text_of(element: Any) -> str:
    """The text of an element as one line; scripts and menus of choices are silent."""
    return " ".join("".join(_pieces(element)).split())


def block_of(element: Any) -> str | None:
    """The text of an element with its paragraphs apart."""
    return clean_block(re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", "".join(_pieces(element, "\n\n"))))


def by_id(root: Any, name: str) -> Any | None:
    """The first element of an id."""
    return next(iter(root.xpath("//*[@id=$name]", name=name)), None)


def _pieces(element: Any, block: str = " ") -> list[str]:
    from lxml import etree

    out: list[str] = []
    silent = 0
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag
        if event == "start":
            silent += tag in _SILENT
            out.append(block if tag in _BLOCKS else " " if tag in ("br", "td", "th") else "")
            if not silent:
                out.append(node.text or "")
        else:
            silent -= tag in _SILENT
            out.append(block if tag in _BLOCKS else "")
            if not silent and node is not element:
                out.append(node.tail or "")
    return out

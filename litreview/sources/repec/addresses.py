"""Page addresses of IDEAS and EconPapers, and the handles that they do and do not tell.

An address of IDEAS cannot be turned back into a handle (colons are lost): the way back goes only
through handles that are known. EconPapers keeps colons as ``_3a``, its addresses can be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote

from litreview.model.identifiers import Identifier, repec_handle

KINDS = {"a": "article", "p": "paper", "b": "book", "h": "chapter", "c": "software"}
"""The kind of template behind the first letter of an address of IDEAS."""

_IDEAS_HOST = r"(?:ideas\.repec\.org\.?|ideas\.uqam\.ca)"
_ECONPAPERS_HOST = r"econpapers\.repec\.org\.?"
_ITEM = re.compile(
    rf"^(?:https?://(?:www\.)?{_IDEAS_HOST})?/+([aphbc])/(\w{{3}})/(\w{{4,8}})/([^?#\s]+?\.html)(?:[?#].*)?$",
    re.I,
)


def ideas_path(text: str) -> str | None:
    """The path of an item page of IDEAS, ``/a/inm/ororsc/v9y1998i3p285-305.html``; else None."""
    found = _ITEM.match(text.strip())
    return f"/{found[1]}/{found[2]}/{found[3]}/{found[4]}".lower() if found else None


def ideas_page(text: str) -> str | None:
    """The path of any address of IDEAS that shows one item: its page, a lookup by handle; else None."""
    if path := ideas_path(text):
        return path if text.strip().lower().startswith("http") else None
    by_handle = re.match(
        rf"^https?://(?:{_IDEAS_HOST}/cgi-bin/h\.cgi\?h=|d\.repec\.org/n\?u=)([^&#\s]+)", text.strip(), re.I
    )
    handle = repec_handle(unquote(by_handle[1])) if by_handle else None
    return handle_path(handle) if handle else None


def handle_path(handle: Identifier) -> str:
    """The path that leads to an item page whatever its kind."""
    return f"/cgi-bin/h.cgi?h={quote(handle.value, safe=':/')}"


def kind_of_path(path: str | None) -> str | None:
    """The kind of template behind a path of IDEAS; None where it is no item page."""
    found = _ITEM.match(path) if path else None
    return KINDS[found[1].lower()] if found else None


def tail_key(handle: Identifier) -> str:
    """What a handle and the path of its page have in common: ``inm/ororsc/v9y1998i3p285-305``."""
    _, archive, series, tail = handle.value.split(":", 3)
    return f"{archive}/{series}/{tail.replace(':', '').replace('/', '-')}".lower()


def by_path(handles: Iterable[Identifier]) -> dict[str, Identifier]:
    """Known handles by `tail_key`, to name the item pages of a list."""
    return {tail_key(handle): handle for handle in handles}


def handle_of_path(path: str | None, known: dict[str, Identifier]) -> Identifier | None:
    """The handle behind a path, where it is one of the ``known`` ones."""
    found = _ITEM.match(path) if path else None
    key = f"{found[2]}/{found[3]}/{unquote(found[4]).removesuffix('.html')}".lower() if found else ""
    return known.get(key)


def econpapers_handle(text: str) -> Identifier | None:
    """The handle in an address of EconPapers of either form; None where it shows no item."""
    value = unquote(text.strip())
    direct = re.match(rf"^https?://{_ECONPAPERS_HOST}/(RePEc:[^?#\s]+)", value, re.I)
    if direct:
        return repec_handle(direct[1])
    found = re.match(
        rf"^(?:https?://{_ECONPAPERS_HOST})?/?(?:paper|article|bookchap|software)/(\w{{3}})(\w{{4,8}})/([^?#\s]+?)\.html?(?:[?#].*)?$",
        value,
        re.I,
    )
    if not found or re.fullmatch(r"default\d*", found[3], re.I):
        return None
    tail = re.sub(r"_([0-9a-f]{2})", lambda code: chr(int(code[1], 16)), found[3], flags=re.I)
    return repec_handle(f"RePEc:{found[1]}:{found[2]}:{tail}")


def hidden_handles(value: str | None) -> list[Identifier]:
    """The handles of a form field, joined by ``#``."""
    return [handle for part in (value or "").split("#") if (handle := repec_handle(part))]

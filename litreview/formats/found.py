"""What reference files of every kind hide in their fields: identifiers, terms, organisations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import unquote

from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.text import clean, clean_block, from_jats, from_markup

_DOI_ADDRESS = re.compile(r"https?://(?:[\w.-]*\.)?doi\.org/(10\.\S+)", re.I)
_HANDLE = re.compile(r"\bRePEc:[a-z]{3}:[a-z0-9]{4,8}:[^\s,;{}\"<>]+", re.I)
_ARXIV_ADDRESS = re.compile(r"https?://arxiv\.org/(?:abs|pdf)/\S+", re.I)
_PUBMED_ADDRESS = re.compile(
    r"https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/pubmed)/(\d+)", re.I
)
_S2_ADDRESS = re.compile(r"https?://(?:www\.)?semanticscholar\.org/paper/(?:[^/?#]*/)?([0-9a-f]{40})", re.I)
_PARAGRAPH_TAG = re.compile(r"</?(?:jats:)?(?:p|sec|title|br)\b[^<>]*>", re.I)
_ADDRESS = re.compile(r"https?://[^\s<>\"{}]+", re.I)


def identifiers_of(
    pairs: Iterable[tuple[str, str | None]], addresses: Iterable[str | None]
) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    """Identifiers named by scheme or hidden in addresses, each once, and the page addresses left.

    An address that only says a DOI again is not a page of its own.
    """
    found: dict[Identifier, None] = {}
    pages: dict[str, None] = {}
    for scheme, value in pairs:
        if value and (one := identifiers.parse(scheme, value)):
            found[one] = None
    for text in addresses:
        if not text:
            continue
        for address in _ADDRESS.findall(text):
            address = address.replace("\\_", "_").replace("\\%", "%").replace("\\&", "&").replace("\\#", "#")
            hidden = _hidden(address)
            if hidden:
                found[hidden] = None
            if hidden is None or hidden.scheme != "doi":
                pages[clean(address, 2000) or ""] = None
        if (handle := _HANDLE.search(text)) and (one := identifiers.repec_handle(handle[0])):
            found[one] = None
    return tuple(found), tuple(page for page in pages if page)


def _hidden(address: str) -> Identifier | None:
    if doi := _DOI_ADDRESS.match(address):
        return identifiers.doi(unquote(doi[1]))
    if _ARXIV_ADDRESS.match(address):
        return identifiers.arxiv_id(address)
    if pubmed := _PUBMED_ADDRESS.match(address):
        return identifiers.pmid(pubmed[1])
    if s2 := _S2_ADDRESS.match(address):
        return identifiers.s2_id(s2[1])
    return None


def split_terms(text: str) -> tuple[str, ...]:
    """Keywords of one field: parted by ``;`` if there is one (terms may hold commas), else by ``,``."""
    if not text:
        return ()
    separator = ";" if ";" in text else ("\n" if "," not in text else ",")
    return tuple(dict.fromkeys(term for part in text.split(separator) if (term := clean(part))))


def abstract_of(text: str | None) -> str | None:
    """An abstract in paragraphs: JATS or HTML where it has such tags, else plain text with empty lines."""
    if not text:
        return None
    if "<" in text and _PARAGRAPH_TAG.search(text):
        return from_jats(text)
    if "\n" not in text:
        return from_markup(text)
    return clean_block("\n\n".join(from_markup(part) or "" for part in re.split(r"\n\s*\n", text)))


def organisation(name: str | None) -> str | None:
    """A publisher's or institution's name; None for the words exporters write when they know none."""
    return None if name and name.strip().lower() in ("n/a", "unknown", "s.n.", "[s.n.]", "none") else name

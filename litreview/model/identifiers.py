"""Identifiers, parsed once at the edge: a scheme and a value in its one normal form."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

SCHEMES = (
    "doi",
    "repec_handle",
    "s2_id",
    "openalex_id",
    "pmid",
    "pmcid",
    "arxiv_id",
    "isbn",
    "issn",
    "corpus_id",
    "page",
)
"""Every scheme we know, strongest for naming a work first. An ISSN names a venue, never a work;
``page`` is the digest of a saved page, so that what it lists can link to it."""


class Identifier(NamedTuple):
    """A scheme of `SCHEMES` and a value in normal form; equal values name the same thing."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._/()<>:;-]{0,1900}[A-Za-z0-9]", re.A)
_DOI_LEAD = re.compile(r"^(?:https?://(?:[\w.-]*\.)?doi\.org/|doi:\s*|info:doi/|urn:doi:)+", re.I)
_HANDLE = re.compile(r"^(?:repec|relis|mapin):[a-z]{3}:[a-z0-9]{4,8}:\S+$", re.I)
_S2 = re.compile(r"^[0-9a-f]{40}$", re.I)
_ARXIV = re.compile(r"^(?:arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?$", re.I)
_OPENALEX = re.compile(r"^(?:https?://openalex\.org/)?(W\d{4,})$", re.I)


def _bare(text: str) -> str:
    """Text without what cannot be seen: control, bidi and zero-width characters name nothing."""
    return text if text.isprintable() else "".join(c for c in text if c.isprintable() or c.isspace())


def doi(text: str | None) -> Identifier | None:
    """Read a DOI in any dress (address, ``doi:``, percent-encoded, LaTeX ``\\_``), lower-cased.

    DOIs are case-insensitive (DOI Handbook 2.4). A blank inside makes it no DOI.
    """
    if not text:
        return None
    if _PLAIN_DOI.fullmatch(text):
        return Identifier("doi", text.lower())
    value = _DOI_LEAD.sub("", _bare(text).strip())
    if value.startswith("10.") and "%" in value:
        value = unquote(value)
    value = value.replace("\\_", "_").replace("\\&", "&").replace("\\%", "%").strip()
    value = value.rstrip(".,;>\"'") if not value.endswith(".co;2") else value
    if value.endswith(")") and value.count("(") < value.count(")"):
        value = value[:-1]
    if not _DOI.fullmatch(value) or len(value) > 2000:
        return None
    return Identifier("doi", value.lower())


def repec_handle(text: str | None) -> Identifier | None:
    """Read a RePEc item handle; authority as ``RePEc``, the rest folded to lower case.

    White space inside is removed: ReDIF breaks long handles over lines.
    """
    if not text:
        return None
    value = re.sub(r"\s+", "", _bare(text))
    if not _HANDLE.match(value):
        return None
    authority, rest = value.split(":", 1)
    names = {"repec": "RePEc", "relis": "ReLIS", "mapin": "mapin"}
    return Identifier("repec_handle", f"{names[authority.lower()]}:{rest.casefold()}")


def s2_id(text: str | None) -> Identifier | None:
    """Read a Semantic Scholar paper id: 40 hexadecimal digits."""
    value = (text or "").strip()
    return Identifier("s2_id", value.lower()) if _S2.match(value) else None


def corpus_id(text: str | int | None) -> Identifier | None:
    """Read a Semantic Scholar corpus id, a whole number."""
    value = re.sub(r"^corpusid:", "", str(text or "").strip(), flags=re.I)
    return Identifier("corpus_id", value) if value.isascii() and value.isdigit() else None


def openalex_id(text: str | None) -> Identifier | None:
    """Read an OpenAlex work id, with or without its address."""
    found = _OPENALEX.match((text or "").strip())
    return Identifier("openalex_id", found[1].upper()) if found else None


def pmid(text: str | int | None) -> Identifier | None:
    """Read a PubMed id: up to eight digits."""
    value = re.sub(
        r"^(?:pmid:?\s*|https?://(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/)",
        "",
        str(text or "").strip(),
        flags=re.I,
    ).rstrip("/")
    ok = value.isascii() and value.isdigit() and len(value) <= 8
    return Identifier("pmid", value.lstrip("0")) if ok and value.strip("0") else None


def pmcid(text: str | None) -> Identifier | None:
    """Read a PubMed Central id, ``PMC`` and digits."""
    found = re.fullmatch(r"(?:pmcid:\s*)?(?:PMC)?(\d{3,9})", (text or "").strip(), flags=re.I)
    return Identifier("pmcid", f"PMC{found[1]}") if found else None


def arxiv_id(text: str | None) -> Identifier | None:
    """Read an arXiv id of either generation, without its version."""
    value = re.sub(r"^https?://arxiv\.org/(?:abs|pdf)/", "", (text or "").strip())
    found = _ARXIV.match(value.removesuffix(".pdf"))
    return Identifier("arxiv_id", found[1].lower()) if found else None


@lru_cache(maxsize=1024)
def isbn(text: str | None) -> Identifier | None:
    """Read an ISBN of 10 or 13 digits with a right check digit, as its 13 digits."""
    digits = re.sub(r"[\s\u2010-\u2015-]", "", re.sub(r"^(?:urn:)?isbn:?", "", text or "", flags=re.I))
    if re.fullmatch(r"97[89]\d{10}", digits):
        total = sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits))
        return Identifier("isbn", digits) if total % 10 == 0 else None
    if re.fullmatch(r"\d{9}[\dXx]", digits):
        values = [10 if d in "Xx" else int(d) for d in digits]
        if sum((10 - i) * v for i, v in enumerate(values)) % 11:
            return None
        body = "978" + digits[:9]
        check = -sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(body)) % 10
        return Identifier("isbn", f"{body}{check}")
    return None


@lru_cache(maxsize=4096)
def issn(text: str | None) -> Identifier | None:
    """Read an ISSN with a right check digit, as ``1234-567X``."""
    digits = re.sub(r"^(?:urn:)?issn:?", "", text or "", flags=re.I)
    digits = re.sub(r"[\s\u2010-\u2015-]", "", digits).upper()
    if not re.fullmatch(r"\d{7}[\dX]", digits):
        return None
    total = sum((8 - i) * (10 if d == "X" else int(d)) for i, d in enumerate(digits))
    return Identifier("issn", f"{digits[:4]}-{digits[4:]}") if total % 11 == 0 else None


_PARSERS: dict[str, Callable[[Any], Identifier | None]] = {
    "doi": doi,
    "repec_handle": repec_handle,
    "s2_id": s2_id,
    "openalex_id": openalex_id,
    "pmid": pmid,
    "pmcid": pmcid,
    "arxiv_id": arxiv_id,
    "isbn": isbn,
    "issn": issn,
    "corpus_id": corpus_id,
}


def parse(scheme: str, text: str | None) -> Identifier | None:
    """Read ``text`` as an identifier of a known ``scheme``; None where it is not one."""
    return _PARSERS[scheme](text) if scheme in _PARSERS else None


def guess(text: str) -> Identifier | None:
    """Read what a person typed or pasted: the first scheme that fits without doubt."""
    value = text.strip()
    for scheme, found in re.findall(r"^(doi|arxiv|pmid|isbn|corpusid):\s*(\S+)$", value, flags=re.I):
        named = {"arxiv": "arxiv_id", "corpusid": "corpus_id"}.get(scheme.lower(), scheme.lower())
        return parse(named, found)
    s2 = re.search(r"semanticscholar\.org/paper/(?:[^/?#]*/)?([0-9a-f]{40})", value, flags=re.I)
    if s2:
        return s2_id(s2[1])
    for reader in (repec_handle, doi, s2_id, openalex_id, arxiv_id, isbn):
        if found_identifier := reader(value):
            return found_identifier
    return None

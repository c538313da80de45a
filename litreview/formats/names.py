"""Names as BibTeX splits and joins them (BibTeX's own algorithm, through bibtexparser)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from litreview.formats.latex import decode, encode
from litreview.model.people import Author
from litreview.model.text import clean

_EXTENDED = re.compile(r"^\s*(?:family|given|prefix|suffix|id)(?:-i)?\s*=", re.I)
_PART = re.compile(r'\s*([a-z-]+)\s*=\s*("[^"]*"|\{[^{}]*\}|(?:\{[^{}]*\}|[^,{}])*)\s*(?:,|$)', re.I)
_DOUBLED = re.compile(r",.* and .*,|, [^ ]+ and ")
"""A list in a second pair of braces, as some exporters write every field; no organisation reads so."""
_UPPER = "[A-ZÀ-ÖØ-ÞŁŠŽČĆŚŹŻĐİĞŞŘĎŇŤŮ][A-Za-zÀ-ÖØ-öø-ž]*"
_FAMILY = rf"{_UPPER}(?:['-][A-Za-zÀ-ÖØ-öø-ž]+)*"
_GIVEN = rf"{_UPPER}(?:(?:\.-|[.'-])[A-Za-zÀ-ÖØ-öø-ž]+)*\.?"
_FAMILY_FIRST = re.compile(rf"({_FAMILY}(?: {_FAMILY})*), ({_GIVEN}(?: {_GIVEN})*)")
_GIVEN_FIRST = re.compile(rf"(?!E[Tt] A[Ll]\Z)({_GIVEN}(?: {_GIVEN})*) ({_FAMILY})")
"""Most names: words that begin with a capital, read here as BibTeX's algorithm would."""
_JOINED_INITIALS = re.compile(r"(?<=[^\W\d_]\.)(?=[^\W\d_])")
_LIST_WORD = re.compile(r"(?:^|\s)(?:and|others)(?:\s|$)")
_INITIALS_LAST = re.compile(r"^(?P<family>[^\d,]+?)\s+(?P<given>(?:[A-Z]\.-?){1,4})$")


def read_names(value: str) -> tuple[tuple[Author, ...], bool]:
    """The people of a raw name field (LaTeX still in it), and whether the list ends in "and others"."""
    text = " ".join(value.split())
    if text[:3].lower() == "and" or text[-3:].lower() == "and":
        text = re.sub(r"^\s*and\s+|\s+and\s*$", "", text, flags=re.I)
    if text.startswith("{") and _outer_pair(text) and _DOUBLED.search(text):
        text = text[1:-1]
    if ";" in text and " and " not in text and text.count(",") > 1 and "{" not in text:
        # A list pasted from a CSV export: "Smith, John; Doe, Jane".
        text = " and ".join(part.strip() for part in text.split(";") if part.strip())
    people: list[Author] = []
    others = False
    for name in _split(text):
        if "," in name:
            if found := _FAMILY_FIRST.fullmatch(name):
                people.append(Author(found[1], found[2], as_given=name))
                continue
        elif found := _GIVEN_FIRST.fullmatch(name):
            people.append(Author(found[2], found[1], as_given=name))
            continue
        stripped = name.strip().strip(",").strip()
        if stripped.lower() in ("others", "et al", "et al."):
            others = True
        elif author := _read_name(stripped):
            people.append(author)
    return tuple(people), others


def _split(text: str) -> list[str]:
    """The names of a list with single blanks."""
    low = text.lower()
    if "{" in text or "\\" in text or low.count(" and ") != text.count(" and ") or " and and " in low:
        from bibtexparser.middlewares.names import split_multiple_persons_names

        return split_multiple_persons_names(text)
    return text.split(" and ") if text else []


@lru_cache(maxsize=8192)
def _read_name(name: str) -> Author | None:
    as_given = clean(decode(name)) or ""
    if not as_given or as_given in ("-", "."):
        return None
    if _EXTENDED.match(name):
        return _read_extended(name, as_given)
    if name.startswith("{") and _outer_pair(name):
        return Author(literal=as_given, as_given=as_given)
    if found := _INITIALS_LAST.match(name):
        return Author(_plain(found["family"]), _plain(found["given"]), as_given=as_given)
    from bibtexparser.middlewares.names import parse_single_name_into_parts

    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except (ValueError, IndexError):
        return Author(literal=as_given, as_given=as_given)
    if not parts.last:
        return Author(literal=as_given, as_given=as_given)
    family, given, particle, suffix = (
        _plain(" ".join(words)) for words in (parts.last, parts.first, parts.von, parts.jr)
    )
    if not family:
        return Author(literal=as_given, as_given=as_given)
    return Author(family, given, particle, suffix, as_given=as_given)


def _read_extended(name: str, as_given: str) -> Author | None:
    """biblatex's ``family=Bosch, given=Frans, prefix=van den``."""
    parts = {key.lower(): _plain(value.strip().strip('"')) for key, value in _PART.findall(name)}
    family, given = parts.get("family", ""), parts.get("given", "")
    if not family:
        return Author(literal=given or as_given, as_given=as_given)
    particle = parts.get("prefix", "")
    return Author(
        family.removeprefix(particle + " "), given, particle, parts.get("suffix", ""), as_given=as_given
    )


def _plain(text: str) -> str:
    return clean(decode(text)) or ""


def _outer_pair(text: str) -> bool:
    """Whether the first brace closes at the very end."""
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return at == len(text) - 1
    return False


def write_names(people: Iterable[Author], others: bool, *, ascii_letters: bool) -> str:
    """A name field: ``von Last, Jr, First``, organisations in one pair of braces, never abbreviated."""
    names = [name for author in people if (name := _write_name(author, ascii_letters))]
    if others and names:
        names.append("others")
    return " and ".join(names)


def _write_name(author: Author, ascii_letters: bool) -> str:
    def said(text: str) -> str:
        value = encode(text, ascii_letters=ascii_letters)
        return f"{{{value}}}" if _needs_braces(text) else value

    if author.literal or not author.family:
        whole = encode(author.literal or author.given, ascii_letters=ascii_letters)
        return f"{{{whole}}}" if whole else ""
    given = author.given
    if given:
        given = said(_JOINED_INITIALS.sub(" ", given) if "." in given else given)
    family = said(author.family)
    if not given and not author.particle and not author.suffix:
        return f"{{{family}}}" if " " in author.family and not family.startswith("{") else family
    particle = encode(author.particle, ascii_letters=ascii_letters)
    if not given and not author.suffix:
        # Without a given name there is no comma that could mark the particle: lower case must.
        lower = all(word[:1].islower() for word in author.particle.split()) and " " not in author.family
        return f"{particle} {family}" if lower else f"{{{particle} {family}}}"
    parts = [f"{particle} {family}".strip(), encode(author.suffix, ascii_letters=ascii_letters), given]
    return ", ".join(part for part in parts if part)


def _needs_braces(text: str) -> bool:
    if "," in text:
        return True
    low = text.lower()
    return ("and" in low or "others" in low) and bool(_LIST_WORD.search(low))

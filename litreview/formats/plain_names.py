"""Names as databases export them, without LaTeX."""

from __future__ import annotations

import re

from litreview.model.people import Author, parse_name
from litreview.model.text import clean

_INITIALS_LAST = re.compile(r" (?P<given>(?:[A-Z]\.[- ]?){1,4}|[A-Z]{1,3})$")
_INITIALS_LENGTH = 13
"""Of a name no more than so many letters can be a blank and initials: a longer look would cost the square."""
_NO_FAMILY = re.compile(r"[\d,]")
_TWO_LETTERS = re.compile(r"[^\W\d_]{2}")
_ROLE = re.compile(r"\s*\([^()]*\)\s*$|,?\s+eds?\.?\s*$")
_ORGANISATION = re.compile(
    r"\b(?:university|universit\w+|institut\w*|bank|ministry|department|committee|commission|council|"
    r"association|organi[sz]ation|group|office|agency|foundation|centre|center|society|bureau|corporation|"
    r"company|inc|ltd|gmbh|oecd|unesco|eurostat|nations|union|network|collaboration|consortium|college)\b",
    re.I,
)


def read_plain_name(text: str) -> Author | None:
    """One name: ``Family, Given``, ``Family, Given, Jr.``, ``Liu R.``; an organisation ends in a comma.

    A name without a comma that holds a word such as *University* is an organisation too.
    """
    name = clean(_ROLE.sub("", clean(text) or ""))
    if not name or name.strip(" ,.-*") == "":
        return None
    stripped = name.rstrip(" ,;")
    if "," not in stripped and (name.endswith(",") or (" " in stripped and _ORGANISATION.search(stripped))):
        return Author(literal=stripped, as_given=name)
    family, given = _initials_last(stripped)
    return Author(family, given, as_given=name) if given else parse_name(name)


def _initials_last(name: str) -> tuple[str, str]:
    """``Liu R. K.`` as family and given; two empty texts where a name does not end in initials."""
    start = max(0, len(name) - _INITIALS_LENGTH)
    found = _INITIALS_LAST.search(name, start)
    if not found:
        return "", ""
    family = name[: found.start()]
    if _NO_FAMILY.search(family) or not _TWO_LETTERS.search(family):
        return "", ""
    return family, found["given"].strip()


def write_plain_name(author: Author) -> str:
    """``van Family, Given, Jr.`` as RIS has it; an organisation with the comma that tells it apart."""
    if author.literal or not author.family:
        return f"{(author.literal or author.given).replace(',', '')},"
    return ", ".join(part for part in (author.surname, author.given, author.suffix) if part)

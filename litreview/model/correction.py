"""A person's value for a field of a work: what may be corrected, read from text, stored and shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import astuple
from typing import Any, NamedTuple

from litreview.model import dates, identifiers
from litreview.model.dates import PartialDate
from litreview.model.people import Author, parse_name
from litreview.model.record import TYPES
from litreview.model.text import clean, clean_block, fold

_TEXTS = (
    "title", "subtitle", "original_title", "venue", "series", "publisher", "place", "volume", "issue",
    "article_number", "report_number", "edition", "language", "remark",
)  # fmt: skip
_DATES = ("issued", "printed", "online", "accepted", "posted")
_PEOPLE = ("authors", "editors")
_WORDS = ("keywords", "jel", "page_addresses")
_NEEDED = ("title", "type")
"""What a work cannot be without."""

FIELDS = (
    "title", "subtitle", "original_title", "authors", "others", "editors", "year", "type", "venue", "series", "volume",
    "issue", "pages", "article_number", "report_number", "publisher", "place", "edition", *_DATES, "abstract",
    "keywords", "jel", "language", "remark", "page_addresses", *(s for s in identifiers.SCHEMES if s != "page"),
)  # fmt: skip
"""Fields of `Record`, and schemes of identifiers, that a person may correct."""

_ALSO = {
    "author": "authors", "editor": "editors", "keyword": "keywords", "journal": "venue", "date": "issued",
    "page": "pages", "repec": "repec_handle", "handle": "repec_handle", "arxiv": "arxiv_id", "s2": "s2_id",
    "openalex": "openalex_id", "url": "page_addresses", "et_al": "others",
}  # fmt: skip


class CorrectionView(NamedTuple):
    """One person's latest correction of a field; ``value`` as people read it, "" = there is none.
    ``stands`` where nobody corrected the field later."""

    field: str
    value: str
    who: str
    when: str
    stands: bool


def field_named(text: str) -> str | None:
    """The field that a person means (``Journal``, ``article number``); None where there is none."""
    name = re.sub(r"[\s-]+", "_", fold(text).strip())
    name = _ALSO.get(name, name)
    return name if name in FIELDS else None


def parse(field: str, text: str) -> Any:
    """Read a person's value for a field, typed as `Record` has it; an identifier as its normal text.

    An empty text means that there is none. Raises ValueError with a sentence where it cannot be read.
    """
    value = clean_block(text) if field == "abstract" else clean(text)
    if value is None:
        if field in _NEEDED:
            raise ValueError(f"A work cannot be without a {field}.")
        return none_of(field)
    if field in _TEXTS or field == "abstract":
        return value
    if field in identifiers.SCHEMES:
        if found := identifiers.parse(field, value):
            return found.value
        raise ValueError(f"“{value}” is no {field.replace('_', ' ')}.")
    return _PARSERS[field](value)


def none_of(field: str) -> Any:
    """What a field holds where there is nothing."""
    return () if field in (*_PEOPLE, *_WORDS) else False if field == "others" else None


def to_stored(value: Any) -> Any:
    """A value of `parse` as JSON holds it."""
    if isinstance(value, Author | PartialDate):
        return list(astuple(value))
    return [to_stored(one) for one in value] if isinstance(value, tuple) else value


def from_stored(field: str, data: Any) -> Any:
    """The value of `to_stored`. Raises ValueError where it is none of that field, as in a file that
    somebody else wrote."""
    try:
        value = _from_stored(field, data)
    except TypeError:
        value = ...
    if value is ... or (value is None and field in _NEEDED):
        raise ValueError(f"{field} cannot be {data!r}")
    return value


def as_text(value: Any) -> str:
    """A value as people read it, and as `parse` takes it; "" for none."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(f"{{{one.literal}}}" if isinstance(one, Author) and one.literal else str(one) for one in value)  # fmt: skip
    return "" if value is None else str(value)


def _from_stored(field: str, data: Any) -> Any:
    if field in _PEOPLE:
        return tuple(Author(*map(_text, parts)) for parts in data or ())
    if field in _WORDS:
        return tuple(map(_text, data or ()))
    if data is None:
        return none_of(field)
    if field in _DATES:
        date = PartialDate(*data)
        loose = {type(part) for part in (date.month, date.day, date.end)} - {int, type(None)}
        sound = type(date.year) is int and not loose and isinstance(date.words, str)
        return date if sound and dates.may_be(date) else ...
    if field == "year":
        return data if type(data) is int and dates.may_be_year(data) else ...
    if field == "others":
        return bool(data)
    if field == "type":
        return data if data in TYPES else ...
    if field == "abstract" and isinstance(data, str):
        return clean_block(data)
    return (_text(data) or None) if field in FIELDS else ...


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return clean(value) or ""


def _year(text: str) -> int:
    found = dates.from_parts(text)
    if found is None or found.year is None:
        raise ValueError(f"“{text}” is no year; write it as 1998.")
    return found.year


def _date(text: str) -> PartialDate:
    found = dates.parse(text)
    if found is None or found.year is None:
        raise ValueError(f"“{text}” is no date; write 1998, 1998-06 or 1998-06-01.")
    return found


def _type(text: str) -> str:
    name = re.sub(r"[\s-]+", "_", fold(text))
    if name not in TYPES:
        raise ValueError(f"“{text}” is no type; there are {', '.join(TYPES)}.")
    return name


def _people(text: str) -> tuple[Author, ...]:
    found = []
    for part in re.split(r"\s*;\s*|\s+and\s+(?![^{]*\})", text):
        if fold(part).strip(". ") in ("et al", "others"):
            raise ValueError(
                "“et al.” is no name: give the names that you know, and correct `others` to yes."
            )
        whole = re.fullmatch(r"\{(.+)\}", part)
        author = Author(literal=whole[1]) if whole else parse_name(part)
        if author is not None:
            found.append(author)
    if not found:
        raise ValueError(f"“{text}” holds no name; write them as Family, Given; Family, Given.")
    return tuple(found)


def _flag(text: str) -> bool:
    if fold(text) not in ("yes", "no", "true", "false"):
        raise ValueError("Say yes or no.")
    return fold(text) in ("yes", "true")


def _pages(text: str) -> str:
    value = re.sub(r"^(?:pp?|pages?)\.?\s*(?=\w)", "", text, flags=re.I)
    return re.sub(r"\s*(?:-{1,3}|[\u2010-\u2015])\s*", "-", value)


def _keywords(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for one in re.split(";" if ";" in text else ",", text) if (part := one.strip())))  # fmt: skip


def _jel(text: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(re.findall(r"[^\s,;]+", text.upper())))
    if wrong := [code for code in codes if not re.fullmatch(r"[A-Z]\d{0,2}", code)]:
        raise ValueError(f"“{wrong[0]}” is no JEL code; they look like L24.")
    return codes


def _addresses(text: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.split()))
    if wrong := [one for one in found if not re.match(r"https?://[^/\s]+", one)]:
        raise ValueError(f"“{wrong[0]}” is no address of a page; they begin with https://.")
    return found


_PARSERS: dict[str, Callable[[str], Any]] = {
    "year": _year, "type": _type, "others": _flag, "pages": _pages, "keywords": _keywords, "jel": _jel,
    "page_addresses": _addresses, **dict.fromkeys(_PEOPLE, _people), **dict.fromkeys(_DATES, _date),
}  # fmt: skip

"""Blocking keys: what two descriptions of one work are likely to share, as short ASCII strings.

Records and reference lines are looked up by the same keys. Identifiers stay readable
(``d:10.1287/x``); every other key is a letter that says what it is made of and a digest.
Keys are compound from the start, so that blocks stay small in a large library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from litreview.model.identifiers import Identifier
from litreview.model.text import words as words_of

_SMALL = (
    "a an and as at by during for from in into is of on or the to with le la les un une des du de et en pour sur "
    "der die das ein eine und von zu im fur mit el los las una del y para por con il lo gli uno per e o os "
    "um uma do da dos"
)
SMALL_WORDS = frozenset(_SMALL.split())
"""Folded words that carry no meaning in a title, in the languages of the field."""

_DIGITS = {
    "first": "1st", "second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th",
    "seventh": "7th", "eighth": "8th", "ninth": "9th", "tenth": "10th",
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12",
}  # fmt: skip
_SPELT_OUT = frozenset(_DIGITS)
_WORD = re.compile(r"[^\W_]+")
_SIGN = re.compile("[:.?!\u2013\u2014-]")
_MARK = re.compile(r"[:.?!\u2013\u2014]\s*\S|\s-|--")
_BREAK = re.compile(
    r"(?<=\w[\w)\]\"'\u2019\u201d])(?:\s*[:\u2013\u2014]\s+|\s+[-\u2013\u2014]+\s*|--+\s*|[.?!]\s+)(?=\S)|(?<=\w\w):(?=[A-Z])"
)


def title_words(text: str) -> tuple[str, ...]:
    """The folded words of a title, with ordinals and Roman numerals as digits (``II`` -> ``2``)."""
    words = words_of(text)
    if _SPELT_OUT.isdisjoint(words):
        return tuple(words)
    return tuple([_DIGITS.get(word, word) for word in words])


def head_of(text: str, words: Sequence[str]) -> str:
    """The letters of a title before its subtitle: the first break with two words on both sides.

    ``words`` are the `title_words` of the text.
    """
    sign = _SIGN.search(text)
    mark = _MARK.search(text, max(0, sign.start() - 1)) if sign else None
    if mark:
        start = len(text[: mark.start()].rstrip())  # a break begins with the blanks before its sign
        for found in _BREAK.finditer(text, start):
            before = len(_WORD.findall(text[: found.start()]))
            if before >= 2 and len(text[found.end() :].split()) >= 2:
                return "".join(words[:before])
    return "".join(words)


def identifier_keys(identifiers: Iterable[Identifier]) -> Iterator[str]:
    """A key per identifier that names a work. ISSN and ISBN name what holds it, and give none."""
    letters = {"doi": "d", "repec_handle": "h"}
    for scheme, value in identifiers:
        if scheme not in ("issn", "isbn"):
            key = f"{letters.get(scheme, scheme)}:{value}"[:80]
            yield key if key.isascii() else _key("x", key)


def title_keys(core: Sequence[str], plain: str, head: str) -> Iterator[str]:
    """``t`` first words, ``u`` last words, ``w`` the title before its subtitle; needs three words of meaning."""
    yield _key("t", " ".join(core[:4]))
    yield _key("u", " ".join(core[-4:]))
    yield _key("w", head if len(head) > 14 else plain)


def column_keys(plain: str, family: str, year: int | None, volume: int, acronym: str) -> Iterator[str]:
    """``g``: a recurring or short title together with its author, volume, year or venue."""
    yield _key("g", f"{plain[:24]}|{year or 0}|{volume}|{family}")
    if family:
        yield _key("g", f"{plain[:40]}|{family}")
    if acronym and (volume or year):
        yield _key("g", f"{plain[:24]}|{acronym[:3]}|{volume or year}")


def short_title_key(plain: str, year: int | None) -> str:
    """``w``: a short title together with its year."""
    return _key("w", f"{plain}|{year or 0}")


def author_keys(families: Sequence[str], year: int | None, plain: str) -> Iterator[str]:
    """``a`` first author, year and first letters of the title; ``b`` first author and more letters;
    ``c`` the author who is first by the alphabet, since some sources keep no order."""
    family = families[0]
    if len(families) > 1:
        yield _key("c", f"{min(families)[:12]}|{year or 0}|{plain[:6]}")
    yield _key("a", f"{family[:12]}|{year or 0}|{plain[:3]}")
    yield _key("b", f"{family[:12]}|{plain[:9]}")


def place_keys(family: str, year: int | None, volume: int, page: int) -> Iterator[str]:
    """``p`` volume, page and year; ``q`` page and first author; ``v`` volume, year and first author."""
    if volume and family:
        yield _key("v", f"{family[:12]}|{volume}|{year or 0}")
    if page and volume:
        yield _key("p", f"{volume}|{page}|{year or 0}")
    if page and family:
        yield _key("q", f"{page}|{family[:12]}")


_NOTHING = blake2b(digest_size=6)


def _key(kind: str, text: str) -> str:
    digest = _NOTHING.copy()  # a third cheaper than a new one
    digest.update(text.encode())
    return f"{kind}:{digest.hexdigest()}"

"""Citation keys: how one is made and judged. Made once and stored, never derived again."""

from __future__ import annotations

import re
import unicodedata

from litreview.model.people import Author
from litreview.model.record import Record

_SKIPPED = frozenset(
    "a an the on of in and or for to toward towards with from by at as is are its not "
    "do does did can how when what why who where whether which "
    "der die das ein eine und zur zum le la les un une des du de el los las una il lo gli".split()
)
"""Words that a key never takes: articles, prepositions, and what questions begin with."""
_ELISION = re.compile(r"\b(?:l|d|qu|dell|all|nell)['\u2019](?=\w)", re.I)
_JOINED = re.compile(r"[-\u2010\u2011'\u2019.\u00b7]")
_WORD = re.compile(r"[^\W_]+")
_OTHER = re.compile(r"[^a-z0-9]")
_UNSAFE = re.compile(r"[\s{}\"#%~\\=(),'@]+")
_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9:_.+/-]*")
_LONGEST_WORD = 30


def make_base(record: Record) -> str:
    """The key a record gets when nobody gave one: ``larsson1998interorganizational``.

    Family name of the first author with its particle, year (``nd`` if unknown), first significant
    word of the title, in ASCII lower case. An organisation gives its first significant word; with
    no author the title's word stands first, and with nothing at all the key is ``work``.
    """
    year = f"{record.year:04d}" if record.year is not None else "nd"
    word = _first_word(record.title or record.original_title or "")
    people = record.authors or record.editors
    name = _name_part(people[0]) if people else ""
    base = f"{name}{year}{word}" if name else f"{word}{year}"
    if not name and not word:
        base = f"work{year}"
    return base if base[:1].isalpha() else f"w{base}"


def is_legal(key: str) -> bool:
    """Whether BibTeX, biber and LaTeX all accept a key: ASCII, a letter first, no spaces or braces."""
    return bool(_LEGAL.fullmatch(key)) and len(key) <= 200


def safe_key(key: str) -> str:
    """A key without the characters that end a key in a .bib file or that no ``\\cite`` can name."""
    return _UNSAFE.sub("", key)


def _name_part(author: Author) -> str:
    if author.literal:
        return _first_word(author.literal)
    return _plain(f"{author.particle} {author.family}".strip() or author.given)[:_LONGEST_WORD]


def _first_word(text: str) -> str:
    """The first significant word, in ASCII; parts joined by a hyphen or apostrophe are one word."""
    value = text if text.isascii() else unicodedata.normalize("NFKC", text)
    if "'" in value or "\u2019" in value:
        value = _ELISION.sub("", value)
    first = ""
    for found in _WORD.finditer(_JOINED.sub("", value)):
        word = _plain(found[0])
        if len(word) > 1 and word not in _SKIPPED:
            return word[:_LONGEST_WORD]
        first = first or word
    return first[:_LONGEST_WORD]


def _plain(text: str) -> str:
    """The ASCII letters and digits of a text, in lower case."""
    written = _ascii(text)
    return written if written.isalnum() and written.isascii() else _OTHER.sub("", written)


def _ascii(text: str) -> str:
    if text.isascii():
        return text.lower()
    from anyascii import anyascii

    written: str = anyascii(text)
    return written.lower()

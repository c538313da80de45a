"""Text from outside: cleaned once when it enters, folded to compare, made printable to show."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

LIMIT = 100_000
"""Longest text kept of one field, in characters."""

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_STACKED = re.compile("([\u0300-\u036f]{4})[\u0300-\u036f]+")
_LETTERS = str.maketrans(
    {
        "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe",
        "ı": "i", "ħ": "h", "ŋ": "n", "ĸ": "k", "ſ": "s", "ŧ": "t", "ƒ": "f", "ə": "e",
    }
)  # fmt: skip
_PRINTABLE_ASCII = re.compile("[ -~]*+")
_ODD = re.compile("[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]+")
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalpha() else 32 for c in range(256))
_ASCII_WORDS = bytes(c if 48 <= c < 58 else letter for c, letter in enumerate(_ASCII_LETTERS))
"""Each ASCII byte in lower case, and a blank in the place of what stands between words."""


def clean(text: str | None, limit: int = LIMIT) -> str | None:
    """Make foreign text safe to keep: no control, bidi or zero-width characters, NFC, one line.

    Empty becomes None: what is unknown is never "".
    """
    if not text:
        return None
    if is_printable(text):  # nothing of what `_CONTROL` names, and no blank but the usual one
        value = text if text.isascii() else _composed(text[: limit * 4])
        if "  " in value or value[:1] == " " or value[-1:] == " ":
            value = " ".join(value.split())
        return value[:limit] or None
    value = _CONTROL.sub("", text[: limit * 4].replace("\t", " ").replace("\r", "\n"))
    return " ".join(_composed(value).split())[:limit] or None


def is_printable(text: str) -> bool:
    """`str.isprintable`, which takes its time, said at once of long texts in ASCII."""
    return bool(len(text) > 100 and _PRINTABLE_ASCII.fullmatch(text)) or text.isprintable()


def _composed(text: str) -> str:
    """Text in NFC, with at most four marks on a letter."""
    return _STACKED.sub(r"\1", unicodedata.normalize("NFC", text))


def clean_block(text: str | None, limit: int = LIMIT) -> str | None:
    """As `clean`, but paragraphs stay apart by one blank line."""
    if not text:
        return None
    if "\n" not in text and "\r" not in text:
        return clean(text, limit)
    paragraphs = re.split(r"\n\s*\n", text[: limit * 4].replace("\r\n", "\n").replace("\r", "\n"))
    cleaned = [line for part in paragraphs if (line := clean(part, limit))]
    return "\n\n".join(cleaned)[:limit] or None


def from_markup(text: str | None) -> str | None:
    """Turn a title with face markup or escaped entities into plain text.

    Only tags of known names go; ``p < 0.05`` and ``AT&T`` survive. Entities are undone at most
    twice, since some services escape twice. Formulas stand apart by one blank.
    """
    if not text:
        return None
    if "<" not in text and "&" not in text:
        return clean(text)
    return clean(_markup()[0].sub("", _without_markup(text, " ")))


def from_jats(text: str | None) -> str | None:
    """Turn a JATS or HTML abstract into paragraphs of plain text, without the word "Abstract"."""
    if not text:
        return None
    value = _without_markup(re.sub(r"\s+", " ", text[: LIMIT * 4]), "\n\n")
    value = re.sub(r"^\s*(?:abstract|summary)\s*[:.]?\s*\n\n", "", value, flags=re.I)
    return clean_block(value)


def fold(text: str | None) -> str:
    """Lower case without accents, for comparing and searching: ``Łódź`` -> ``lodz``."""
    if not text:
        return ""
    if text.isascii():
        return text.lower()
    return _ODD.sub(_folded_run, unicodedata.normalize("NFKD", text.casefold()))


def _folded_run(found: re.Match[str]) -> str:
    """Letters beyond ASCII, which are few and the same ones in most texts, without their accents."""
    run = found[0]
    return _known_run(run) if len(run) < 32 else _bare_run(run)


def _bare_run(run: str) -> str:
    return "".join(c for c in run.translate(_LETTERS) if not unicodedata.combining(c))


_known_run = lru_cache(maxsize=4096)(_bare_run)


def words(text: str | None) -> list[str]:
    """The folded words of a text: every run of letters or digits is one word."""
    if text and text.isascii():
        return text.encode().translate(_ASCII_WORDS).decode().split()
    return _WORD.findall(fold(text))


def letter_runs(text: str | None) -> list[str]:
    """As `words`, but digits are no part of a word: what names are made of."""
    if text and text.isascii():
        return text.encode().translate(_ASCII_LETTERS).decode().split()
    return _LETTER_RUN.findall(fold(text))


def printable(text: object, limit: int = LIMIT) -> str:
    """The one cleaning for screens: nothing that a terminal could obey, on one line.

    Also removes the joiners that `clean` keeps for scripts that need them only inside words.
    """
    value = "" if text is None else str(text)
    if value.isascii() and value.isprintable():
        return value[:limit]
    value = _CONTROL.sub("", value[: limit * 4].replace("\t", " ").replace("\n", " ").replace("\r", " "))
    return _STACKED.sub(r"\1", value)[:limit]


def printable_block(text: object, limit: int = LIMIT) -> str:
    """As `printable`, but line breaks stay."""
    return "\n".join(printable(line, limit) for line in str(text or "").splitlines())


def harmless(text: str) -> str:
    """Text without what a terminal could obey; line breaks and tabs stay, and nothing else changes."""
    return text if text.isascii() and text.isprintable() else _CONTROL.sub("", text)


def number_of(count: int, one: str = "work", more: str = "") -> str:
    """``1 work``, ``1,234 works``, ``2 entries``: the one way to say how many."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _without_markup(text: str, gap: str) -> str:
    """Text without its tags, ``gap`` where one ended a paragraph; entities undone at most twice."""
    tag, block, formula = _markup()
    for _ in range(2):
        if "<" not in text and "&" not in text:
            break
        text = formula.sub(lambda found: " " + tag.sub("", found[0]) + " ", text)
        text = tag.sub("", block.sub(gap, text))
        if "&" not in text:
            break
        text = _unescape(text)
    return text


def _unescape(text: str) -> str:
    import html  # its table of 2,000 names is dear to load, and lists do without

    return html.unescape(text)


@cache
def _markup() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What is a tag, a tag that ends a paragraph, a formula; compiled when first met.

    In a formula no second one may begin: unclosed ones would cost the square of their number.
    """
    tag = re.compile(
        r"</?(?:jats:|mml:|xhtml:)?(?:i|b|u|em|strong|sub|sup|scp|sc|sec|title|p|div|span|br|hr|font|"
        r"italic|bold|underline|monospace|list|list-item|label|abstract|inline-formula|disp-formula|"
        r"tex-math|alternatives|ext-link|xref|named-content|styled-content|break|ul|ol|li|a|tt|h\d|"
        r"inf|math|m[a-z]{1,12}|annotation|semantics|inline-graphic|graphic|supplementary-material|"
        r"private-char|roman|overline|strike|sans-serif|related-article|fn|back|ack)"
        r"(?:\s[^<>]*)?/?>",
        re.I,
    )
    block = re.compile(r"</?(?:jats:)?(?:p|div|sec|title|br|li|list-item|list|break|h\d)\b[^<>]*/?>", re.I)
    formula = re.compile(r"<(?:mml:)?math\b(?:(?!<(?:mml:)?math\b).)*?</(?:mml:)?math>", re.I | re.S)
    return tag, block, formula

"""What a title says for matching: folded once, and what it announces."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import filterfalse
from sys import intern
from typing import NamedTuple

from litreview.matching import phrases
from litreview.model.blocking import SMALL_WORDS, head_of, title_words

_LONE_ROMAN = {"i": 1, "v": 5, "x": 10}
_LONE = frozenset(_LONE_ROMAN)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")
_BEFORE = "part pt volume vol chapter no number section paper study phase edition book evaluation lecture lesson essay module"
_AFTER = "annual international european conference congress meeting symposium workshop edition volume issue part report"
COUNTED, _COUNTING = frozenset(_BEFORE.split()), frozenset(_AFTER.split())


class Title(NamedTuple):
    """A title made ready.

    ``plain`` = its letters alone, ``head`` those before the subtitle; ``words`` all folded words and
    ``core`` those that carry meaning; ``numbers`` all numbers, ``parts`` those that count it among
    its like (Part II, Vol. 2, 8th conference); ``role`` = what it is to another item ("" most);
    ``column`` = a recurring title; ``translated`` = said to be a translation; ``language`` and
    ``edition`` "" where not clear.
    """

    plain: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    head: str
    numbers: frozenset[int]
    parts: frozenset[int]
    role: str
    column: bool
    translated: bool
    language: str
    edition: str


NONE: frozenset[int] = frozenset()
EMPTY = Title("", (), (), "", NONE, NONE, "", False, False, "", "")


def prepare_title(text: str | None) -> Title:
    """Fold a title and note what it announces. Notes of catalogues in brackets at its end go."""
    value, edition, translated = _bare(text or "")
    words = tuple(map(intern, title_words(value)))
    plain = "".join(words)
    if (len(plain) < 3 and plain.isascii()) or plain.isdigit() or plain in phrases.NO_TITLE:
        return EMPTY
    core = tuple(filterfalse(SMALL_WORDS.__contains__, words))
    head = head_of(value, words)
    unique = frozenset(words)
    return Title(
        plain,
        words,
        core,
        plain if head == plain else head,
        *_numbers(words, plain),
        "" if phrases.ROLE_WORDS.isdisjoint(unique) else _role(words, unique),
        _column(core, plain, words, unique),
        translated,
        _language(unique & phrases.SMALL_OF_LANGUAGES),
        edition,
    )


def _bare(text: str) -> tuple[str, str, bool]:
    """The title alone, the edition it names, and whether it is a translation."""
    value = text.strip()
    if (lead := phrases.LEAD.match(value)) is not None:
        value = value[lead.end() :]
    if "<" in value or not value.isascii():
        value = phrases.MISREAD.sub(" ", value)
    if "[" in value[10:] or "." in value[10:]:
        value = _without_note(value)
    if "(" in value:
        value = phrases.GENRE_NOTE.sub("", value) or value
    bracketed = value.rstrip(". ").endswith(("]", ")"))
    foreign = bracketed and bool(phrases.FOREIGN_NOTE.search(value))
    translated = value.startswith("[") and bracketed
    if bracketed and (foreign or not translated):
        while (
            (note := phrases.TAIL_NOTE.search(value)) and note.start() > 10 and phrases.NOTE.search(note[0])
        ):
            value = value[: note.start()]
    if " ed" in value[-21:].lower() and (found := phrases.EDITION.search(value)):
        return value[: found.start()], (found[1] or found[2]).lower(), translated or foreign
    return value, "", translated or foreign


def _without_note(value: str) -> str:
    """A raw title without a catalogue's note on an erratum, and without the original after a translation."""
    rest = phrases.ERRATUM_NOTE.sub("", value) if "[" in value else value
    return (phrases.ORIGINAL.sub("", rest) if phrases.SENTENCES.search(rest) else rest) or value


def _column(core: tuple[str, ...], plain: str, words: tuple[str, ...], unique: frozenset[str]) -> bool:
    """Whether a title recurs; one with many words of its own does not, whatever it begins with."""
    if len(core) < 3 and plain.startswith(phrases.COLUMN_STARTS):
        return True
    if len(core) >= 8:
        return False
    if (
        words[0] not in phrases.COLUMN_FIRST
        and phrases.COLUMN_WITHIN.isdisjoint(unique)
        and not words[0].startswith(phrases.COLUMN_FIRST_LETTERS)
    ):
        return False
    return bool(phrases.COLUMN.match(" ".join(words)))


def _role(words: tuple[str, ...], unique: frozenset[str]) -> str:
    spaced = " ".join(words)
    for name, announcing, pattern in phrases.ROLES:
        if not announcing.isdisjoint(unique) and pattern.search(spaced):
            return name
    return ""


def _numbers(words: tuple[str, ...], plain: str) -> tuple[frozenset[int], frozenset[int]]:
    """All numbers of a title, and those that count it among its like (``part ii``, ``vol 2``, ``8th``)."""
    if plain.isalpha() and _LONE.isdisjoint(words):
        return NONE, NONE
    numbers, parts = set(), set()
    before = ""
    for word, after in zip(words, (*words[1:], ""), strict=True):
        value = _value(word, before)
        if value is not None:
            numbers.add(value)
            if before in COUNTED or after in _COUNTING:
                parts.add(value)
        before = word
    return frozenset(numbers) if numbers else NONE, frozenset(parts) if parts else NONE


def _value(word: str, before: str) -> int | None:
    if word[0].isdigit():
        if word.isdecimal():  # ² is a digit too, and no number
            return int(word) if len(word) < 7 else None
        found = _ORDINAL.match(word)
        return int(found[1]) if found else None
    return _LONE_ROMAN.get(word) if before in COUNTED else None


@lru_cache(maxsize=4096)
def _language(small: frozenset[str]) -> str:
    """The one language whose small words are clearly most frequent; "" where that is open."""
    scores = sorted(((len(small & known), name) for name, known in phrases.LANGUAGES.items()), reverse=True)
    if scores[0][0] < 1 or scores[0][0] == scores[1][0]:
        return ""
    return scores[0][1]

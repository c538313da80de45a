"""The place in print - volume, issue, pages, venue - read from fields that sources mix up."""

from __future__ import annotations

import re
from sys import intern
from typing import NamedTuple

from litreview.matching.remembered import remembered
from litreview.model.text import fold

_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+")
_VOLUME = re.compile(r"^(?:vol(?:ume)?\.?\s*)?(\d{1,5})(?!\d)\s*([([:/,.].*)?")
_ROMAN = re.compile(r"^[ivxlc]+$", re.I | re.A)
_IN_BRACKETS = re.compile(r"\(([^()]*(?:\([^()]*\))?[^()]*)\)?")
_E_NUMBER = re.compile(r"\b(?:e|artn?|art\.?\s?no\.?|article(?: no\.?| number)?)[:\s]*e?(\d{3,})\b", re.I)
_MONTH = {
    name: place
    for place, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_SHEET_DATE = re.compile(r"^(\d{1,2})-([a-z]{3})$|^([a-z]{3})-(\d{1,2})$", re.I)
_NO_PAGES = re.compile(
    r"no pagination|in press|ahead|forthcoming|online|unit|january|february|march|april|june|july|august|"
    r"september|october|november|december|\d{8}|^\d{1,3} ?p(?:p|ages|\.)?$|^[a-z]+-\d+$|^[12][09]\d\d$|"
    r"^(?:19|20)\d\d(?:/\d|-\d{0,2}[a-z])",
    re.I,
)
_RANGE = re.compile(
    r"^(?:pp?\.?\s*)?([a-z]{0,8})[\s.-]*(\d+)([a-z]?)(?:\s*[-\u2010-\u2015]+\s*([a-z]{0,8})[\s.-]*(\d+))?",
    re.I,
)
_PLAIN_RANGE = re.compile(r"([0-9]{1,5})[-\u2013]{1,2}([0-9]{1,5})")
_PREFIXES = {"pp": "", "pages": "", "page": "", "suppl": "s", "sup": "s", "supp": "s"}
_ROMAN_PAGES = re.compile(r"^([ivxlc]+)(?:\s*[-\u2010-\u2015]+\s*([ivxlc]+))?$", re.I | re.A)
_IN_VENUE = re.compile(
    r"[.\s](\d{1,4}) ?\(([^()]*(?:\([^()]*\))?)\)(?: ?\(\))?(?: ?\(pp ([^)]+)\))?|[.\s](\d{1,4}) ?\(\)\(pp ([^)]+)\)"
)
_SMALL = "the of and for in on a an de la le les et und der die das fur del di e y"
_VENUE_SMALL = frozenset(_SMALL.split())
_VENUE_TAIL = re.compile(r"(?<=\w{3})(?:[\s.]*[(\[=/:;]|\.\s*conference\b|\.\d).*$|^\d+ ?\(.*$")
_JOURNAL = "journal j transactions trans record letters review reviews annals magazine bulletin quarterly"
_MEETING = "conference conf proceedings proc symposium workshop meeting congress"
_KINDS = {"journal": frozenset(_JOURNAL.split()), "meeting": frozenset(_MEETING.split())}


class Pages(NamedTuple):
    """A page range: ``kind`` is "n" (numbered pages), "e" (an electronic number) or "" (unknown).

    ``letter`` is the prefix of numbered pages (``s`` in S78); ``last`` 0 where not said.
    """

    kind: str
    letter: str
    first: int
    last: int


UNKNOWN_PAGES = Pages("", "", 0, 0)


class Place(NamedTuple):
    """Where a thing stands in print; 0, "" or an empty set is unknown.

    ``issue`` holds the numbers said of the issue, ``issue_text`` the field as said; ``supplement`` = it is one; ``number`` an
    electronic article number wherever it was written.
    """

    volume: int
    issue: frozenset[int]
    issue_text: str
    supplement: bool
    pages: Pages
    number: int


class Venue(NamedTuple):
    """A venue's name: ``words`` without small ones, ``plain`` letters only, ``acronym`` of the
    words, ``kinds`` = what its words say that it is (journal, meeting)."""

    plain: str
    words: tuple[str, ...]
    acronym: str
    kinds: frozenset[str]


NO_VENUE = Venue("", (), "", frozenset())


def prepare_place(
    volume: str | None,
    issue: str | None,
    pages: str | None,
    article_number: str | None,
    year: int | None,
    venue: str | None = None,
) -> Place:
    """Read volume, issue, pages and article number as one place; a garbled part stays unknown.

    What is missing is looked for within the venue (``Neuroscience.169 (1) ()(pp 171-181) 2010``).
    """
    if issue and issue[:3].lower() == "pp ":
        pages, issue = issue, None
    said_volume, said_issue, supplement = _volume(volume) if volume else _NO_VOLUME
    issues, more, long_number = _issue(issue) if issue else _NO_ISSUE
    found = prepare_pages(pages)
    if venue and "(" in venue and not (said_volume and found.kind) and (inside := _IN_VENUE.search(venue)):
        said_volume = said_volume or int(inside[1] or inside[4])
        issues = issues or _issue(inside[2] or "")[0]
        found = found if found.kind and found.last else prepare_pages(inside[3] or inside[5] or pages)
    number = _article_number(article_number, volume, pages, venue) or (
        found.first if found.kind == "e" else 0
    )
    if said_volume == year and said_volume > 999:
        said_volume = 0
    said = intern(fold(issue)) if issue else ""
    return Place(said_volume, issues or said_issue, said, supplement or more, found, number or long_number)


def prepare_pages(text: str | None) -> Pages:
    """Read a page range: ``285-305``, ``S78-9``, ``II376-80``, ``e12724``, ``01-Aug`` (a spreadsheet's 1-8)."""
    if not text:
        return UNKNOWN_PAGES
    if plain := _PLAIN_RANGE.fullmatch(text):  # as most are: nothing of what follows could apply
        start = int(plain[1])
        return Pages("n", "", start, _last_page(plain[1], plain[2])) if start else UNKNOWN_PAGES
    value = text.strip().strip(".,;()")
    if not value:
        return UNKNOWN_PAGES
    if sheet := _SHEET_DATE.match(value):
        month = _MONTH.get((sheet[2] or sheet[3]).lower(), 0)
        first, last = (sheet[1], str(month)) if sheet[1] else (str(month), sheet[4])
        return Pages("n", "", int(first), _last_page(str(int(first)), last)) if month else UNKNOWN_PAGES
    if _NO_PAGES.search(value):
        return UNKNOWN_PAGES
    if numeral := _ROMAN_PAGES.match(value):
        return Pages("n", "roman", _roman(numeral[1]), _roman(numeral[2] or ""))
    found = _RANGE.match(value)
    if not found:
        return UNKNOWN_PAGES
    letter, first = fold(found[1] or found[3]), int(found[2][:12])
    letter = _PREFIXES.get(letter, letter)
    if letter.startswith("art") or (
        letter not in ("", "s", "p") and not found[5] and (len(found[2]) > 3 or letter == "e")
    ):
        return Pages("e", letter, first, 0)
    if not letter and first > 99999:
        return Pages("e", letter, first, 0)
    if not first:
        return UNKNOWN_PAGES
    return Pages("n", letter, first, _last_page(found[2], found[5]) if found[5] else 0)


def _last_page(first: str, last: str) -> int:
    """The last page, completed from the first where it was shortened: 285-305, 285-05, 82-3."""
    if len(last) < len(first):
        whole = int(first[: len(first) - len(last)] + last)
        return whole if whole >= int(first) else whole + 10 ** len(last)
    return int(last[:12])


NONE: frozenset[int] = frozenset()
_NO_VOLUME: tuple[int, frozenset[int], bool] = (0, NONE, False)
_NO_ISSUE: tuple[frozenset[int], bool, int] = (NONE, False, 0)


@remembered
def _volume(text: str) -> tuple[int, frozenset[int], bool]:
    value = text.strip()
    if not value:
        return _NO_VOLUME
    found = _VOLUME.match(value)
    supplement = "s" in value.lower() and "sup" in value.lower()
    if not found:
        return (_roman(value) if _ROMAN.match(value) else 0), NONE, supplement
    rest = found[2] or ""
    if value[len(found[1]) :].startswith(")") or (supplement and not rest.startswith("(")):
        return 0, NONE, supplement
    inside = _IN_BRACKETS.search(rest)
    issue = frozenset(int(n) for n in _DIGITS.findall(inside[1])[:1] if len(n) < 6) if inside else NONE
    if inside and "pagination" in inside[1]:
        issue = NONE
    return int(found[1]), issue, supplement


def _roman(value: str) -> int:
    numbers = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
    digits = [numbers[c] for c in value.lower()]
    if not digits:
        return 0
    return sum(-d if d < max(digits[i:]) else d for i, d in enumerate(digits))


@remembered
def _issue(text: str) -> tuple[frozenset[int], bool, int]:
    """The numbers of an issue, whether it is a supplement, and a long number that is an article's."""
    value = text.strip().lower()
    supplement = "sup" in value or value.startswith("s") or "spec" in value
    if sheet := _SHEET_DATE.match(value):
        month = _MONTH.get(sheet[2] or sheet[3], 0)
        return frozenset((int(sheet[1] or sheet[4]), month)), False, 0
    main = re.split(r"supp?l?|\bpt\b|part|\bs\d", value)[0]
    found = _DIGITS.findall(main)
    numbers = [int(n) for n in found if len(n) < 5]
    if len(numbers) == 2 and 0 < numbers[1] - numbers[0] < 6 and re.search(r"\d\s*[-\u2013]\s*\d", main):
        numbers = list(range(numbers[0], numbers[1] + 1))
    return frozenset(numbers), supplement, next((int(n[:12]) for n in found if len(n) > 4), 0)


def _article_number(number: str | None, volume: str | None, pages: str | None, venue: str | None) -> int:
    if number and (digits := _DIGITS.findall(number)):
        return int(digits[-1][:12])
    if pages and not pages.replace("-", "").isdigit() and (found := _E_NUMBER.search(pages)):
        return int(found[1][:12])
    for text in (volume, venue):
        if text and (said := _e_number(text)) is not None:
            return said
    return 0


@remembered
def _e_number(text: str) -> int | None:
    found = _E_NUMBER.search(text)
    return int(found[1][:12]) if found else None


def prepare_venue(text: str | None) -> Venue:
    """Fold a venue's name; what stands in brackets, after a colon or as a conference's name is left out."""
    return _venue(text) if text else NO_VENUE


@remembered
def _venue(text: str) -> Venue:
    value = fold(text.replace("&", " and "))
    short = _VENUE_TAIL.sub("", value)
    words = tuple(w for w in _WORD.findall(short) if w not in _VENUE_SMALL and not w.isdigit())
    if not words:
        return NO_VENUE
    kinds = frozenset(kind for kind, names in _KINDS.items() if not names.isdisjoint(words))
    return Venue("".join(words), words, "".join(w[0] for w in words), kinds)

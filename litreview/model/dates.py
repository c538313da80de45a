"""One kind of date: as exact as its source was, and no more."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sep sept",
            "october oct",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which only some parts may be known; an unknown part is None, never 1.

    ``end`` is the last year of a range, ``words`` a date in words ("in press", "forthcoming").
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    end: int | None = None
    approximate: bool = False
    words: str = ""

    def __str__(self) -> str:
        if self.year is None:
            return self.words
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        return "-".join(parts)


def may_be(date: PartialDate) -> bool:
    """Whether a date can be one; one that was written elsewhere may hold any numbers."""
    years, month, day = (date.year, date.end), date.month or 0, date.day or 0
    return all(may_be_year(one or 0) for one in years) and 0 <= month <= 12 and 0 <= day <= 31


def may_be_year(year: int) -> bool:
    """Whether a number can be a year, a wrong one included: five digits at most."""
    return -99_999 <= year <= 99_999


def from_parts(year: object, month: object = None, day: object = None) -> PartialDate | None:
    """Build a date from loose parts (a JSON ``date-parts`` row); None where no year is sound."""
    y, m, d = (_whole(part) for part in (year, month, day))
    if y is None or not 1000 <= y <= 2100:
        return None
    if m is not None and not 1 <= m <= 12:
        m = None
    if m is None or (d is not None and not 1 <= d <= 31):
        d = None
    return PartialDate(y, m, d)


def month_number(text: str) -> int | None:
    """Read a month as a number, an English name or its abbreviation; None where it is none."""
    value = text.strip().strip(".").lower()
    if value.isascii() and value.isdigit():
        return int(value) if 1 <= int(value) <= 12 else None
    return _MONTHS.get(value)


def parse(text: str | None) -> PartialDate | None:
    """Read a written date; what cannot be read as one is kept in ``words``.

    Understands ISO forms, ``1998/06/01``, ``June 1998``, ``1 Jun 1998``, ``1998 Jun``,
    ``c. 1998``, ``[1998]``, ``1998-1999``. Never guesses day-month order of ``12/11/2010``:
    only the year is taken.
    """
    value = " ".join((text or "").split())
    if not value:
        return None
    iso = re.fullmatch(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?/*", value)
    if iso and (found := from_parts(*iso.groups())):
        return found
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", value)
    if compact and (found := from_parts(*compact.groups())):
        return found
    span = re.fullmatch(r"(\d{4})\s*(?:[-\u2013/]|--)\s*(\d{4})", value)
    if span and int(span[1]) <= int(span[2]):
        return PartialDate(int(span[1]), end=int(span[2]))
    return _loose(value)


def _loose(value: str) -> PartialDate:
    years = re.findall(r"(?<!\d)(1[0-9]\d\d|20\d\d|2100)(?!\d)", value)
    if not years:
        return PartialDate(words=value[:60])
    year = int(years[0])
    month = next((m for w in re.findall(r"[A-Za-z]+", value) if (m := _MONTHS.get(w.lower()))), None)
    days = [int(n) for n in re.findall(r"(?<![\d/.-])(\d{1,2})(?![\d/.-])", value)]
    day = days[0] if month and len(days) == 1 and 1 <= days[0] <= 31 else None
    approximate = bool(re.search(r"\bca?\.|circa|\?|\[|about", value))
    return PartialDate(year, month, day, approximate=approximate)


def _whole(part: object) -> int | None:
    if isinstance(part, bool) or part is None:
        return None
    try:
        return int(str(part).strip())
    except ValueError:
        return None

"""Dates of .bib files: ``year``, ``month`` and ``day`` in all their spellings, biblatex's ``date``."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from litreview.model import dates
from litreview.model.dates import PartialDate
from litreview.model.text import clean, fold

_DATE = re.compile(r"(-?\d{3,4}|\d{2,3}[Xx]{1,2})(?:-(\d\d|XX)(?:-(\d\d|XX))?)?(?:[T ][\d:.+Z-]*)?([~?%]?)")
_FOREIGN = {
    "marz": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12, "fev": 2, "avr": 4,
    "aou": 8, "juin": 6, "juil": 7, "mag": 5, "giu": 6, "lug": 7, "set": 9, "ott": 10,
}  # fmt: skip


@lru_cache(maxsize=4096)
def read_date(date: str, month: str | None = None, day: str | None = None) -> PartialDate | None:
    """The date of a year or date field (ISO 8601-2 as biblatex writes it), with a month beside it.

    ``1988/1992`` is a range; an open end and a season leave the year; ``199X`` is approximate. What
    is no date stays in words ("in press").
    """
    value = clean(date)
    if not value:
        return None
    found = _iso(value) or dates.parse(value)
    if found is None or found.year is None or found.month or not month:
        return found
    number, day_number = read_month(month)
    if number is None:
        return found
    wanted = int(day) if day and day.strip().isdecimal() else day_number
    return dates.from_parts(found.year, number, wanted) or found


def read_month(value: str) -> tuple[int | None, int | None]:
    """Month and day of a month field: ``mar``, ``March``, ``03``, ``JUL 15``, ``1~jan``, ``März``."""
    words = re.findall(r"[^\W\d_]+|\d+", value)
    number = day = None
    for word in words:
        if word.isdecimal():
            if len(words) == 1:
                return dates.month_number(word), None
            day = int(word) if day is None and 1 <= int(word) <= 31 else day
        elif number is None:
            low = fold(word)
            number = dates.month_number(low) or _FOREIGN.get(low[:4]) or _FOREIGN.get(low[:3])
    return number, day


def _iso(value: str) -> PartialDate | None:
    first, slash, last = value.partition("/")
    start = _DATE.fullmatch(first.strip())
    if not start:
        return None
    if start[1].startswith("-"):
        return PartialDate(words=value[:60])
    year = int(re.sub("[Xx]", "0", start[1]))
    found = dates.from_parts(year, start[2], start[3]) or PartialDate(year)
    end = _DATE.fullmatch(last.strip()) if slash else None
    if end and end[1].isdigit() and int(end[1]) > year:
        found = replace(found, end=int(end[1]))
    return replace(found, approximate=bool(start[4]) or "x" in start[1].lower())

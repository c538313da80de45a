"""Find the work that a line of a reference list means.

Identifiers decide first. Otherwise the best candidate must be good and clearly better than the
second best: a reference that two works fit equally well is left open, with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from litreview.model import blocking
from litreview.model.record import Record, Reference
from litreview.model.text import words

ENOUGH, AHEAD = 60, 10
"""Points a candidate needs, and how far it must lead the second best."""


class Resolved(NamedTuple):
    """``work`` is the id of the work that is meant, None where that stays open; ``why`` in words."""

    work: int | None
    why: str


class _Line(NamedTuple):
    """A reference made ready; what it does not say is "", 0 or None."""

    title: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    families: tuple[str, ...]
    year: int | None
    volume: int
    page: int
    whole: str


_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)[a-z]?(?!\d)")
_PLACE = re.compile(
    r"(?<!\d)(\d{1,4})\s*(?:\([^()]{1,12}\))?\s*[,:]\s*(?:no\.? ?\d+,\s*)?(?:pp?\.?\s*)?(\d{1,5})\s*[-\u2013]"
)
_VOL_PAGES = re.compile(r"\bvol(?:ume)?\.?\s*(\d{1,4})\b.{0,40}?\bpp?\.?\s*(\d{1,5})", re.I)
_NUMBER = re.compile(r"\d+")
_BETWEEN = re.compile(r";|&| and |, (?=[^\W\d_]{2,},)")
_NAME = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_PARTICLES = frozenset(["van", "von", "der", "den", "de", "la", "le", "di", "da", "du", "dos", "del", "ter"])


def reference_keys(reference: Reference) -> frozenset[str]:
    """The blocking keys under which the meant work may be found."""
    return frozenset(_keys(reference))


def resolve(reference: Reference, candidates: Sequence[tuple[int, Record]]) -> Resolved:
    """The work among ``candidates`` (works by id, each with its best record) that a line means.

    A work may come more than once, by several of its records; its best one counts.
    """
    if not candidates:
        return Resolved(None, "no work in the library is like it")
    named = {work for work, record in candidates if _same_identifier(reference, record)}
    if len(named) == 1:
        return Resolved(named.pop(), "same identifier")
    line = _line(reference)
    pool = [pair for pair in candidates if not named or pair[0] in named]
    points: dict[int, tuple[int, str]] = {}
    for work, record in pool:
        points[work] = max(points.get(work, (-100, "")), _points(line, record))
    ranked = sorted(
        ((score, why, work) for work, (score, why) in points.items()), key=lambda r: (-r[0], r[2])
    )
    best, why, work = ranked[0]
    if best < ENOUGH:
        return Resolved(None, f"the nearest work is not near enough ({why or 'little agrees'})")
    if len(ranked) > 1 and best - ranked[1][0] < AHEAD:
        return Resolved(None, "two works fit equally well")
    return Resolved(work, why)


def _same_identifier(reference: Reference, record: Record) -> bool:
    ours = {i for i in reference.identifiers if i.scheme not in ("issn", "isbn")}
    return bool(ours.intersection(record.identifiers))


def _keys(reference: Reference) -> Iterator[str]:
    yield from blocking.identifier_keys(reference.identifiers)
    line = _line(reference)
    family = line.families[0] if line.families else ""
    if len(line.core) > 2:
        head = blocking.head_of(reference.title or "", line.words)
        yield from blocking.title_keys(line.core, line.title, head)
    elif line.title:
        yield blocking.short_title_key(line.title, line.year)
    if family and line.title:
        yield from blocking.author_keys(line.families, line.year, line.title)
    yield from blocking.place_keys(family, line.year, line.volume, line.page)


def _line(reference: Reference) -> _Line:
    title_words = blocking.title_words(reference.title or "")
    core = tuple([word for word in title_words if word not in blocking.SMALL_WORDS])
    text = reference.text or ""
    said = None if reference.year else _YEAR.search(text)
    year = reference.year or (int(said[1]) if said else None)
    volume, page = _number(reference.volume), _number(reference.first_page)
    if text and not (volume and page) and (place := _VOL_PAGES.search(text) or _PLACE.search(text)):
        volume, page = volume or int(place[1]), page or int(place[2])
    families = _families(reference.byline or text.split("(")[0][:60])
    return _Line("".join(title_words), title_words, core, families, year, volume, page, "".join(words(text)))


def _number(text: str | None) -> int:
    found = _NUMBER.search(text) if text else None
    return int(found[0][:9]) if found else 0


def _families(byline: str) -> tuple[str, ...]:
    """Family names of a byline, in whichever order its names stand; the first of a name's long words."""
    out = []
    for part in _BETWEEN.split(byline):
        names = _NAME.findall(part)
        if "," in part:
            names = _NAME.findall(part.split(",")[0])
        elif len(names) > 1:
            names = [names[0]] if all(len(n) < 3 for n in names[1:]) else _last(names)
        if names and not (len(names) == 1 and names[0].lower() in ("al", "others")):
            out.append("".join(words("".join(names))))
    return tuple(name for name in out if len(name) > 1)


def _last(names: list[str]) -> list[str]:
    start = len(names) - 1
    while start > 1 and names[start - 1].lower() in _PARTICLES:
        start -= 1
    return names[start:]


def _points(line: _Line, record: Record) -> tuple[int, str]:
    """How well a record fits a line, in points, and what agrees in words."""
    parts = [_title(line, record), _author(line, record), _year(line, record), _place(line, record)]
    why = ", ".join(sentence for score, sentence in parts if score > 0 and sentence)
    return sum(score for score, _ in parts), why


def _title(line: _Line, record: Record) -> tuple[int, str]:
    theirs = blocking.title_words(record.full_title or "")
    plain = "".join(theirs)
    if not plain:
        return 0, ""
    if line.title:
        head = blocking.head_of(record.full_title or "", theirs)
        if line.title in (plain, head) or (len(line.title) > 24 and plain.startswith(line.title)):
            return (44 if len(line.core) > 2 else 32), "same title"
        shared = len(set(line.core) & set(theirs))
        share = shared / max(len(line.core), len([w for w in theirs if w not in blocking.SMALL_WORDS]), 1)
        if share >= 0.75 and shared > 2:
            return 30, "title nearly the same"
        return (0 if share > 0.5 else -40), ""
    if len(plain) > 24 and plain in line.whole:
        return 48, "its title stands in the line"
    head = blocking.head_of(record.full_title or "", theirs)
    if len(head) > 24 and head in line.whole:
        return 40, "its title stands in the line"
    return 0, ""


def _author(line: _Line, record: Record) -> tuple[int, str]:
    if not record.authors:
        return 0, ""
    first = "".join(words(record.authors[0].surname))
    if not line.families:
        return (12, "first author in the line") if len(first) > 3 and first in line.whole else (0, "")
    families = {"".join(words(author.surname)) for author in record.authors}
    families |= {"".join(words(author.family)) for author in record.authors if author.family}
    if line.families[0] in families or (len(first) > 3 and first in line.whole[:80]):
        return 18, "same author"
    if families & set(line.families):
        return 10, "an author in common"
    return -30, ""


def _year(line: _Line, record: Record) -> tuple[int, str]:
    if line.year is None or record.year is None:
        return 0, ""
    apart = abs(line.year - record.year)
    if apart == 0:
        return 10, "same year"
    return (2 if apart == 1 else -12), ""


def _place(line: _Line, record: Record) -> tuple[int, str]:
    volume, page = _number(record.volume), _number(record.pages)
    score, said = 0, []
    if line.volume and volume:
        score += 10 if line.volume == volume else -12
        said += ["same volume"] if line.volume == volume else []
    if line.page and page:
        score += 24 if line.page == page else -12
        said += ["same first page"] if line.page == page else []
    return score, ", ".join(said)

"""The query language of Semantic Scholar's bulk search, and the filters of its searches.

``+`` or a blank joins with and, ``|`` is or, ``-`` not, ``"a b"`` a phrase, ``word*`` a prefix,
``( )`` groups; ``~n`` after a word or phrase is read over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from litreview.model.text import fold, words
from litreview.standin.sample import SampleWork
from litreview.standin.wire import whole

Test = Callable[[str], bool]
_TOKEN = re.compile(r'"([^"]*)"(?:~\d*)?|([()|+]|-(?=\S))|([^\s()|+"]+)')


def bulk_test(query: str) -> Test:
    """A test of a folded title for a bulk query; a query that says nothing fits everything."""
    tokens = [
        (f"={phrase}" if phrase else sign or f"={word}") for phrase, sign, word in _TOKEN.findall(query)
    ]
    test, _ = _either(tokens, 0)
    return lambda title: test(" ".join(words(fold(title))))


def _either(tokens: list[str], at: int) -> tuple[Test, int]:
    left, at = _both(tokens, at)
    while at < len(tokens) and tokens[at] == "|":
        right, at = _both(tokens, at + 1)
        left = _or(left, right)
    return left, at


def _both(tokens: list[str], at: int) -> tuple[Test, int]:
    tests: list[Test] = []
    while at < len(tokens) and tokens[at] not in ("|", ")"):
        if tokens[at] == "+":
            at += 1
            continue
        test, at = _one(tokens, at)
        tests.append(test)
    return (lambda title: all(test(title) for test in tests)), at


def _one(tokens: list[str], at: int) -> tuple[Test, int]:
    token = tokens[at]
    if token == "-" and at + 1 < len(tokens):
        test, at = _one(tokens, at + 1)
        return (lambda title: not test(title)), at
    if token == "(":
        test, at = _either(tokens, at + 1)
        return test, at + 1
    return _word(token.removeprefix("=")), at + 1


def _word(text: str) -> Test:
    plain = re.sub(r"~\d*$", "", text)
    pattern = r"\b" + re.escape(" ".join(words(plain.rstrip("*"))))
    found = re.compile(pattern + ("" if plain.endswith("*") else r"\b"))
    return lambda title: found.search(title) is not None


def _or(left: Test, right: Test) -> Test:
    return lambda title: left(title) or right(title)


def in_years(text: str, year: int | None) -> bool:
    """Whether a year lies in ``1998``, ``1990-2000``, ``2010-``, ``-2015``, or the years of two dates."""
    if re.fullmatch(r"\d{4}(?:-\d\d){1,2}", text):
        text = text[:4]
    first, dash, last = text.partition(":") if ":" in text else text.partition("-")
    first, last = first[:4], last[:4]
    if year is None or not re.fullmatch(r"\d*", first + last):
        return False
    if not dash:
        return first == str(year)
    return (not first or int(first) <= year) and (not last or year <= int(last))


FILTERS = ("year", "publicationDateOrYear", "venue", "fieldsOfStudy", "publicationTypes", "minCitationCount", "openAccessPdf")  # fmt: skip
"""Parameters that narrow a search."""


def passes(work: SampleWork, parameters: Mapping[str, str], types: list[str] | None, citations: int) -> bool:
    """Whether a work passes the filters of a search."""
    if "openAccessPdf" in parameters:
        return False
    years = parameters.get("year") or parameters.get("publicationDateOrYear")
    if years and not in_years(years, work.year):
        return False
    if (venues := parameters.get("venue")) and work.venue not in venues.split(","):
        return False
    if (fields := parameters.get("fieldsOfStudy")) and "Business" not in fields.split(","):
        return False
    if (wanted := parameters.get("publicationTypes")) and not set(wanted.split(",")) & set(types or ()):
        return False
    return citations >= whole(parameters.get("minCitationCount"))

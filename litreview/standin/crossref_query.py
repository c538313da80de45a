"""The parameters of Crossref's list route: what they mean, and the complaint where they are wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_ROWS = 1000
MAX_OFFSET = 10_000

_SELECTABLE = """DOI ISBN ISSN URL abstract accepted alternative-id approved archive article-number assertion
    author chair clinical-trial-number container-title content-created content-domain contributor
    created degree deposited editor event funder group-title indexed is-referenced-by-count issn-type
    issue issued license link member original-title page posted prefix published published-online
    published-print publisher publisher-location reference references-count relation resource score
    short-container-title short-title standards-body subject subtitle title translator type
    update-policy update-to updated-by volume"""
SELECTABLE = frozenset(_SELECTABLE.split())
"""Names that ``select`` takes. ``language``, ``subtype``, ``aliases``, ``reference-count`` are not."""

FILTERS = (
    "doi", "type", "prefix", "container-title", "has-references", "has-abstract", "has-orcid",
    "is-update", "from-pub-date", "until-pub-date",
)  # fmt: skip
"""The filters that the stand-in knows."""

_FIELD_QUERIES: dict[str, tuple[str, ...]] = {
    "query.bibliographic": ("title", "author", "venue", "year"),
    "query.title": ("title",),
    "query.author": ("author",),
    "query.contributor": ("author",),
    "query.container-title": ("venue",),
}
_EMPTY = """affiliation chair degree description editor event-acronym event-location event-name
    event-sponsor event-theme funder-name publisher-location publisher-name standards-body-acronym
    standards-body-name translator"""
_EMPTY_QUERIES = frozenset(f"query.{name}" for name in _EMPTY.split())
_SORT_NAMES = """created deposited indexed is-referenced-by-count issued published published-online
    published-print references-count relevance score updated"""
_SORTS = frozenset(_SORT_NAMES.split())
_PLAIN = {"query", "filter", "select", "sort", "order", "rows", "offset", "cursor", "facet", "mailto"}

PROBLEM = {"cursor": "Cursor specified but it is invalid"}
"""Sentences of the service that are needed elsewhere."""


class Problem(NamedTuple):
    """One element of a 400's ``message``."""

    type: str
    value: str
    message: str


@dataclass(slots=True)
class Asked:
    """A list request as it is meant. ``words``: texts with the fields they are looked for in."""

    words: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    filters: dict[str, list[str]] = field(default_factory=dict)
    select: list[str] = field(default_factory=list)
    sort: str = "score"
    descending: bool = True
    rows: int = 20
    offset: int = 0
    cursor: str | None = None
    facet: bool = False
    terms: str | None = None
    problems: list[Problem] = field(default_factory=list)


def read_query(parameters: Mapping[str, str]) -> Asked:
    """Read the parameters of ``/works``; what is wrong stands in ``problems``."""
    asked = Asked(
        cursor=parameters.get("cursor"),
        terms=parameters.get("query"),
        sort=parameters.get("sort", "score"),
        descending=parameters.get("order", "desc") != "asc",
        facet="facet" in parameters,
    )
    for name, value in parameters.items():
        if name == "query":
            asked.words.append((value, _FIELD_QUERIES["query.bibliographic"]))
        elif name in _FIELD_QUERIES:
            asked.words.append((value, _FIELD_QUERIES[name]))
        elif name in _EMPTY_QUERIES:
            asked.words.append((value, ()))
        elif name not in _PLAIN:
            asked.problems.append(
                Problem("parameter-not-allowed", name, f"This route does not support {name}")
            )
    asked.rows = _whole(parameters.get("rows"), 20, MAX_ROWS, asked)
    asked.offset = _whole(parameters.get("offset"), 0, MAX_OFFSET, asked)
    _read_filters(parameters.get("filter", ""), asked)
    _read_select(parameters.get("select", ""), asked)
    if asked.sort not in _SORTS:
        said = f"Sort specified as {asked.sort} but must be one of: {', '.join(sorted(_SORTS))}"
        asked.problems.append(Problem("sort-not-valid", asked.sort, said))
    return asked


def _whole(text: str | None, default: int, most: int, asked: Asked) -> int:
    if text is None:
        return default
    if text.isascii() and text.isdigit() and int(text) <= most:
        return int(text)
    said = f"Integer specified as {text} but must be a positive integer less than or equal to {most}. "
    asked.problems.append(Problem("integer-not-valid", text, said))
    return default


def _read_filters(text: str, asked: Asked) -> None:
    """Split at every comma, after decoding: a DOI with a comma cannot be sent, as at the service."""
    for part in filter(None, text.split(",")):
        name, _, value = part.partition(":")
        if name in FILTERS:
            asked.filters.setdefault(name, []).append(value)
        else:
            valid = ", ".join(FILTERS)
            said = (
                f"Filter '{name}' specified but there is no such filter for this route. "
                f"Valid filters for this route are: {valid}"
            )
            asked.problems.append(Problem("filter-not-available", name, said))


def _read_select(text: str, asked: Asked) -> None:
    asked.select = [name for name in text.split(",") if name]
    for name in asked.select:
        if name not in SELECTABLE:
            said = (
                f"Select specified as {name} but there is no such selectable element for this route. "
                f"Valid elements are: {', '.join(sorted(SELECTABLE))}"
            )
            asked.problems.append(Problem("select-not-available", name, said))

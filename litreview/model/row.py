"""Works as lists show them. Light on purpose: `litreview list` loads this and little else."""

# Annotations are values here: named tuples would compile each one that is a text.

from array import array
from typing import NamedTuple


class CountSaid(NamedTuple):
    """How many cite a work, by one source on one day (ISO date)."""

    source: str
    value: int
    day: str


def cited(byline: str, year: int | None) -> str:
    """``Larsson et al. 1998``: how people cite a work; ``no author``, ``n.d.`` where unknown."""
    return f"{byline or 'no author'} {year if year is not None else 'n.d.'}"


class Row(NamedTuple):
    """One work as lists show it. ``cited`` is the highest latest count known, None unknown.

    ``authors`` are the names in full, ``Family, Given``, each one as `str(Author)` writes it.
    ``decision`` is what people decided (include, exclude, maybe, disputed), ``read_state`` how far it
    was read (reading, read); "" for neither.
    """

    id: int
    key: str
    short_byline: str
    byline: str
    year: int | None
    title: str | None
    venue: str | None
    type: str
    doi: str | None
    repec: str | None
    tags: tuple[str, ...] = ()
    cited: int | None = None
    cited_source: str | None = None
    counts: tuple[CountSaid, ...] = ()
    kept: bool = True
    sources: tuple[str, ...] = ()
    records: int = 1
    notes: int = 0
    versions: int = 0
    authors: tuple[str, ...] = ()
    decision: str = ""
    read_state: str = ""

    @property
    def cite_as(self) -> str:
        """Its authors and year as people cite it."""
        return cited(self.short_byline, self.year)


class Found(NamedTuple):
    """The ids of the works that answer a query, in order.

    ``total`` = how many; ``capped`` = only the first so many candidates were ranked, None if all.
    """

    query: str
    sort: str
    ids: "array[int]"
    total: int
    capped: int | None = None
    explained: tuple[str, ...] = ()


class Listed(NamedTuple):
    """Rows in order, of ``total`` that there are."""

    rows: tuple[Row, ...]
    total: int
    query: str = ""
    capped: int | None = None
    explained: tuple[str, ...] = ()


class Facet(NamedTuple):
    """How many works by value: ``name`` is tag, year, venue, source, type, decision or read.

    ``capped`` = only the first so many candidates of an answer were counted, None if all.
    """

    name: str
    values: tuple[tuple[str, int], ...]
    capped: int | None = None


class NoteView(NamedTuple):
    id: int
    text: str
    who: str
    when: str
    edited: str | None = None


class ListView(NamedTuple):
    """What one source said of a list: its state (`LIST_STATES`), lines delivered, total."""

    source: str
    state: str
    lines: int
    total: int | None
    day: str


class HistoryRow(NamedTuple):
    id: int
    when: str
    who: str
    act: str
    sentence: str
    undone: bool
    undoable: bool

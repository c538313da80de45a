"""How each service sees the sample: the same works, changed as ``views.csv`` lists.

A row of that file is one change: service, key of the work, field, the value there and why. The
fields of a work take the value (empty = the service does not know it); besides there are

* ``absent``: the service has no such record (the value may name the agency of its DOI),
* ``alias``: another DOI that leads to the record,
* ``online``: the year of a publication online that differs from the printed one,
* ``references``: ``withheld`` = the service counts the references and does not give them,
* ``unlinked``: a work (its key) whose citation by this one the service has not seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from litreview.standin.sample import SampleWork, read_names, read_table, sample

SERVICES = ("crossref", "semantic_scholar", "repec")
"""The three that have a view; IDEAS, EconPapers, CitEc and the archives share RePEc's."""

CHANGED_FIELDS = (
    "title",
    "authors",
    "year",
    "venue",
    "volume",
    "issue",
    "pages",
    "doi",
    "repec_handle",
    "type",
)
"""Fields of a work that a change may set."""


class Change(NamedTuple):
    """One row of ``views.csv``."""

    service: str
    key: str
    field: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class View:
    """The sample as one service has it. ``absent`` maps the DOIs it lacks to their agency."""

    works: Mapping[str, SampleWork]
    aliases: Mapping[str, str] = field(default_factory=dict)
    online: Mapping[str, int] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    absent: Mapping[str, str] = field(default_factory=dict)
    citing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def cited_by(self, key: str) -> tuple[str, ...]:
        """Keys of the works that cite a work, as this service counts."""
        return self.citing.get(key, ())

    def named(self, key: str) -> SampleWork:
        """A work as this service has it, else as the sample has it."""
        return self.works.get(key) or sample()[key]


@cache
def changes() -> tuple[Change, ...]:
    """All listed changes."""
    return tuple(Change(**row) for row in read_table("views.csv"))


@cache
def view(service: str) -> View:
    """The view of one of `SERVICES`."""
    works = {key: work for key, work in sample().items() if _held(service, work)}
    rows = [change for change in changes() if change.service == service]
    for row in rows:
        if row.field in CHANGED_FIELDS and row.key in works:
            works[row.key] = _changed(works[row.key], row)
    absent: dict[str, str] = {}
    for row in rows:
        if row.field == "absent" and (gone := works.pop(row.key, None)) and gone.doi:
            absent[gone.doi] = row.value
        elif row.field == "unlinked":
            cites = tuple(key for key in works[row.key].cites if key != row.value)
            works[row.key] = replace(works[row.key], cites=cites)
    citing: dict[str, tuple[str, ...]] = {}
    # RePEc also counts citing works whose handle was not read: those of the sample stand for them.
    for work in (sample() if service == "repec" else works).values():
        for cited in work.cites:
            citing[cited] = (*citing.get(cited, ()), work.key)
    return View(
        works=works,
        aliases={row.value: row.key for row in rows if row.field == "alias"},
        online={row.key: int(row.value) for row in rows if row.field == "online"},
        withheld=frozenset(row.key for row in rows if (row.field, row.value) == ("references", "withheld")),
        absent=absent,
        citing=citing,
    )


def _held(service: str, work: SampleWork) -> bool:
    """Crossref holds what has a DOI, RePEc what has a handle, Semantic Scholar everything."""
    if service == "crossref":
        return work.doi is not None
    return service == "semantic_scholar" or work.repec_handle is not None


def _changed(work: SampleWork, row: Change) -> SampleWork:
    value: Any = row.value or None
    if row.field == "authors":
        value = read_names(row.value)
    elif row.field == "year":
        value = int(row.value) if row.value else None
    return replace(work, **{row.field: value})

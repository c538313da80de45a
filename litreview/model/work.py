"""A work: our opinion of what some records describe. Derived, never edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from litreview.model.people import byline, short_byline
from litreview.model.record import Record
from litreview.model.row import CountSaid


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The thing that some records describe.

    ``best`` holds the best value of each field (its source is "" and its id the work's key);
    ``witnesses`` says for each shown field which records gave that value; ``records`` names all.
    Tags, notes and key are a person's words; counts are the latest of each source.
    """

    best: Record
    records: tuple[str, ...]
    witnesses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    id: int = 0
    key: str = ""
    key_aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counts: tuple[CountSaid, ...] = ()
    kept: bool = False
    versions: tuple[str, ...] = ()

    @property
    def byline(self) -> str:
        """All authors in one line; "" where unknown."""
        return byline(self.best.authors, self.best.others)

    @property
    def short_byline(self) -> str:
        """Authors as people cite them."""
        return short_byline(self.best.authors, self.best.others)

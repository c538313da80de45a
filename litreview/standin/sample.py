"""The sample: real works of the field with real citation links, read from ``sample.csv``.

Every row of the file says in ``fact_source`` where its facts were read; a cell that was not read
is empty and becomes None here.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Name(NamedTuple):
    """An author: family name (with its particle) and given names; None where none was read."""

    family: str
    given: str | None

    @property
    def forward(self) -> str:
        """``Rikard Larsson``."""
        return f"{self.given} {self.family}" if self.given else self.family

    @property
    def reversed(self) -> str:
        """``Larsson, Rikard``."""
        return f"{self.family}, {self.given}" if self.given else self.family


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleWork:
    """One row of the sample. ``type`` is article, paper, chapter or conference.

    ``issue`` of a paper is its number in the series; ``cites`` holds keys of the sample.
    """

    key: str
    title: str
    authors: tuple[Name, ...]
    year: int | None
    venue: str | None
    volume: str | None
    issue: str | None
    pages: str | None
    doi: str | None
    repec_handle: str | None
    type: str
    version_of: str | None
    cites: tuple[str, ...]
    printed_venue: str | None
    origin: str

    @property
    def first_page(self) -> str | None:
        """What stands before the first hyphen of the pages."""
        return self.pages.split("-")[0] if self.pages else None

    @property
    def last_page(self) -> str | None:
        """What stands after the hyphen; None for a single page."""
        return self.pages.split("-", 1)[1] if self.pages and "-" in self.pages else None

    @property
    def names(self) -> list[str]:
        """The authors as ``Rikard Larsson``."""
        return [name.forward for name in self.authors]


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a CSV file that lies in this package."""
    text = files(__package__ or "litreview.standin").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_names(cell: str) -> tuple[Name, ...]:
    """The authors of a cell ``Family, Given; Family, Given``."""
    names = []
    for part in cell.split(";"):
        family, _, given = part.partition(",")
        if family.strip():
            names.append(Name(family.strip(), given.strip() or None))
    return tuple(names)


@cache
def sample() -> Mapping[str, SampleWork]:
    """Every work of the sample by its key, in the order of the file."""
    return {row["key"]: _work(row) for row in read_table("sample.csv")}


def _work(row: dict[str, str]) -> SampleWork:
    return SampleWork(
        key=row["key"],
        title=row["title"],
        authors=read_names(row["authors"]),
        year=int(row["year"]) if row["year"] else None,
        venue=row["venue"] or None,
        volume=row["volume"] or None,
        issue=row["issue"] or None,
        pages=row["pages"] or None,
        doi=row["doi"].lower() or None,
        repec_handle=row["repec_handle"] or None,
        type=row["type"],
        version_of=row["version_of"] or None,
        cites=tuple(re.findall(r"[^;\s]+", row["cites"])),
        printed_venue=row["venue_as_printed"] or None,
        origin=row["fact_source"],
    )

"""What the RePEc services share: the works with a handle, their addresses, series and links."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import NamedTuple

from litreview.standin.relevance import Index, ranked
from litreview.standin.sample import SampleWork, read_table, sample
from litreview.standin.views import view

LETTER = {"article": "a", "paper": "p", "chapter": "h", "conference": "p"}
"""The first part of an IDEAS address by type of work."""

REDIF_TYPE = {"article": "article", "paper": "paper", "chapter": "chapter", "conference": "paper"}


class Series(NamedTuple):
    """A series or journal with a handle of its own."""

    repec_handle: str
    name: str
    type: str
    provider: str
    institution: str
    issn: str
    origin: str

    @property
    def folder(self) -> str:
        """``inm/orisre``."""
        return "/".join(self.repec_handle.split(":")[1:])


@cache
def all_series() -> dict[str, Series]:
    """Every series by its handle."""
    return {row["repec_handle"]: Series(**row) for row in read_table("series.csv")}


def series_of(work: SampleWork) -> Series | None:
    """The series of a work with a handle."""
    return all_series().get(":".join((work.repec_handle or "").split(":")[:3]))


@cache
def items() -> dict[str, SampleWork]:
    """The works with a handle, by the handle in lower case."""
    return {work.repec_handle.casefold(): work for work in view("repec").works.values() if work.repec_handle}


def item(repec_handle: str) -> SampleWork | None:
    """The work of a handle, compared without case or white space."""
    return items().get(re.sub(r"\s+", "", repec_handle).casefold())


@cache
def by_address() -> dict[str, SampleWork]:
    """Every work of the sample that a page is served for, by its IDEAS address."""
    seen = view("repec")
    return {ideas_address(seen.named(key)): seen.named(key) for key in sample()}


def ideas_address(work: SampleWork) -> str:
    """The path of a work at IDEAS: the handle without colons.

    A work whose handle was not read has a page at an address of the sample's own, which no
    service would use (``sample`` is no archive code); it names no handle.
    """
    letter = LETTER[work.type]
    if not work.repec_handle:
        return f"/{letter}/sample/{work.key}.html"
    _, archive, series, tail = work.repec_handle.lower().split(":", 3)
    return f"/{letter}/{archive}/{series}/{tail.replace(':', '').replace('/', '-')}.html"


def econpapers_address(work: SampleWork) -> str:
    """The path of a work at EconPapers: archive and series joined, colons as ``_3a``."""
    kind = "article" if work.type == "article" else "paper"
    if not work.repec_handle:
        return f"/{kind}/sample/{work.key}.htm"
    _, archive, series, tail = work.repec_handle.lower().split(":", 3)
    return f"/{kind}/{archive}{series}/{tail.replace(':', '_3a').replace('/', '_2f')}.htm"


def references(work: SampleWork) -> list[SampleWork]:
    """The works of the sample that a work cites."""
    return [view("repec").named(key) for key in work.cites]


def citing(work: SampleWork) -> list[SampleWork]:
    """The works of the sample that cite a work, with a handle or without."""
    return [view("repec").named(key) for key in view("repec").cited_by(work.key)]


def names_as_given(work: SampleWork) -> list[str]:
    """The authors as their archive writes them: ``unm`` turns names round, the others do not."""
    turned = (work.repec_handle or "").startswith("RePEc:unm:")
    return [name.reversed if turned else name.forward for name in work.authors]


def versions(work: SampleWork) -> list[SampleWork]:
    """Other versions of a work: what it is a version of, and what is a version of it."""
    whole = sample()
    keys = [work.version_of] if work.version_of else []
    keys += [other.key for other in whole.values() if other.version_of == work.key]
    return [view("repec").named(key) for key in keys]


def found(text: str, fields: tuple[str, ...], share: float = 0.5) -> list[SampleWork]:
    """The works with a handle that have a share (0 to 1) of some words, best first."""
    scores = _index().scores(text, fields)
    fitting = _index().having(text, share)
    return [view("repec").works[key] for key in ranked(scores) if key in fitting]


@cache
def _index() -> Index:
    return Index(view("repec").works.values())


def citation_line(work: SampleWork) -> str:
    """A work as IDEAS cites it, in HTML: authors, year, linked title, series, numbers."""
    names = escape(" & ".join(names_as_given(work))) or "Unknown"
    title = f'"<b><a href="{ideas_address(work)}">{escape(work.title, quote=False)}</a></b>,"'
    series = series_of(work)
    venue = escape((series.name if series else work.venue) or "")
    if series:
        venue = f'<a href="/s/{series.folder}.html">{venue}</a>'
    parts = [f"{venue} {work.issue}".strip() if work.type == "paper" and work.issue else venue]
    if series:
        parts.append(escape(series.provider))
    if work.type != "paper":
        parts += _numbers(work)
    rest = ", ".join(part for part in parts if part)
    return f"{names}, {work.year or 'undated'}. {title} {rest}."


def _numbers(work: SampleWork) -> list[str]:
    numbers = []
    if work.volume:
        numbers.append(f"vol. {work.volume}({work.issue})" if work.issue else f"vol. {work.volume}")
    elif work.issue:
        numbers.append(f"issue {work.issue}")
    if work.pages:
        numbers.append(f"pages {work.pages}")
    return numbers

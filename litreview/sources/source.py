"""What a source is: a declaration, and one small protocol per ability.

A source has the abilities that its service offers, and no others. Everything it yields is a
`Page` of `Said`; a body is read by a pure function of its own file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import BinaryIO, NamedTuple, Protocol, runtime_checkable

from litreview.errors import Misused
from litreview.model.identifiers import Identifier
from litreview.model.record import Entry, Failure, Page, Said


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the net, decoded and bounded. ``day`` is the ISO day it was received."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str
    day: str
    from_cache: bool = False

    @property
    def text(self) -> str:
        """The body as text: UTF-8, else the label of an allowed charset, else Windows-1252."""
        from litreview.sources.wire import decode

        return decode(self.body, self.headers.get("content-type", ""))


class Reply(NamedTuple):
    """What one exchange brought, decoded: status, headers with lower-case names, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Net(Protocol):
    """The one door to the net, as a source sees it. Pace, retries, caps, cache lie behind it.

    ``url`` is whole; ``private`` are query parameters that are sent and never logged, kept or shown
    (a mail address). Statuses below 500 come back as answers (404 too); 429 and 5xx that
    outlast the retries, faults of the connection, oversize and deadlines raise `SourceFault`;
    401 and 403 raise `KeyRefused`. Who sends ``accept: application/json`` gets a body that at least
    looks like it, or `SourceMisread`. ``fresh`` passes the cache by. What is not ``repeatable``
    (a cursor that moves with each request) is never sent again after a fault, nor cached.
    """

    def get(
        self,
        source: Declared,
        url: str,
        *,
        route: str = "list",
        private: Mapping[str, str] = ...,
        headers: Mapping[str, str] = ...,
        fresh: bool = False,
        repeatable: bool = True,
    ) -> Answer: ...

    def post(
        self,
        source: Declared,
        url: str,
        *,
        json: object,
        route: str = "list",
        headers: Mapping[str, str] = ...,
    ) -> Answer: ...

    def form(
        self, source: Declared, url: str, *, fields: Mapping[str, str], route: str = "list"
    ) -> Answer: ...

    def lend(
        self, source: Declared, url: str, send: Callable[[float], Reply], *, route: str = "list"
    ) -> Answer:
        """For a library that brings its own client: pace, retries and faults are ours, no cache.

        ``send(seconds)`` makes one exchange within so many seconds; it raises OSError (with a
        reason in words) or TimeoutError where there is no answer. ``url`` names the request.
        """
        ...

    def base(self, source: Declared) -> str:
        """The address of a source, from the settings, without a slash at its end."""
        ...

    def secret(self, name: str) -> str | None:
        """The value of a setting that must not be shown (``mailto``, ``semantic_scholar_key``)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a source says of itself.

    ``pace`` = seconds between two requests by route, the starting guess where headers tell more.
    ``trust`` = how far its values are believed by field, 0 to 100; ``trust_default`` for the rest.
    ``group`` is the name under which several sources are asked together. ``reader`` is the
    version of its reading function: stored records of a lower one are read again. ``cache_days`` =
    how long a page that was received is good enough, where nobody asks for a fresh one.
    """

    name: str
    title: str
    url: str
    hosts: tuple[str, ...]
    group: str = ""
    home: str = ""
    terms: str = ""
    key_setting: str | None = None
    pace: Mapping[str, float] = field(default_factory=lambda: {"list": 1.0})
    trust: Mapping[str, int] = field(default_factory=dict)
    trust_default: int = 50
    reader: int = 1
    cache_days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceQuery:
    """What a person asks of a source: words and years (inclusive), at most ``limit`` records."""

    text: str
    year_from: int | None = None
    year_to: int | None = None
    limit: int = 20


class Source(Protocol):
    """Every source declares itself."""

    declared: Declared


@runtime_checkable
class Searches(Protocol):
    def search(self, net: Net, query: SourceQuery, after: str | None = None) -> Page:
        """One page of records for a query; ``after`` is the ``next`` of the page before."""
        ...


@runtime_checkable
class LooksUp(Protocol):
    schemes: tuple[str, ...]

    def look_up(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """The records of identifiers of its schemes; what is not found is a `Miss`."""
        ...


@runtime_checkable
class ListsReferences(Protocol):
    schemes: tuple[str, ...]

    def references(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:
        """What a work cites: one `Said` about it, its lines, and records listed with them."""
        ...


@runtime_checkable
class ListsCitedBy(Protocol):
    schemes: tuple[str, ...]

    def cited_by(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:
        """What cites a work: one `Said` about it, its lines, and records listed with them."""
        ...


@runtime_checkable
class Counts(Protocol):
    schemes: tuple[str, ...]

    def counts(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """Citation counts of today, past every cache: a `Said` per work, with its count."""
        ...


@runtime_checkable
class ReadsPages(Protocol):
    def address_of(self, text: str) -> str | None:
        """The address to fetch where ``text`` is a page, folder or series of this source, else None."""
        ...

    def fetch_page(self, net: Net, address: str, after: str | None = None) -> Page:
        """The records of an address; a folder or a long list comes in several pages."""
        ...


@runtime_checkable
class ReadsFiles(Protocol):
    def sniff(self, head: bytes) -> bool:
        """Whether a file that starts so (up to 64 KiB) is one of this source's."""
        ...

    def read_file(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """Its entries and failures."""
        ...


@runtime_checkable
class ReadsBodies(Protocol):
    def read_body(self, body: bytes) -> Said | None:
        """What a body says that was once received and stored; None where nothing can be made of it."""
        ...


REGISTRY = {
    "crossref": "litreview.sources.crossref:Crossref",
    "semantic_scholar": "litreview.sources.semantic_scholar:SemanticScholar",
    "ideas": "litreview.sources.repec.ideas:Ideas",
    "econpapers": "litreview.sources.repec.econpapers:EconPapers",
    "citec": "litreview.sources.repec.citec:CitEc",
    "repec_archive": "litreview.sources.repec.archive:RepecArchive",
    "redif": "litreview.sources.repec.redif:Redif",
    "web_page": "litreview.sources.web_page:WebPage",
}
"""Each source by its name: the one line that a new source adds."""


@cache
def load(name: str) -> Source:
    """One source by name, always the same object. Raises KeyError where there is none."""
    module, attribute = REGISTRY[name].split(":")
    source: Source = getattr(import_module(module), attribute)()
    return source


def load_all() -> list[Source]:
    """All sources, in the order of the registry."""
    return [load(name) for name in REGISTRY]


def named(names: str | Sequence[str] | None) -> list[Source]:
    """Sources by name or group (``repec``), in the order of the registry; None means all.

    Raises `Misused` for an unknown name.
    """
    everyone = load_all()
    if not names:
        return everyone
    wanted = names.split(",") if isinstance(names, str) else list(names)
    wanted = [name.strip().lower().replace("-", "_") for name in wanted if name.strip()]
    known = {source.declared.name for source in everyone} | {source.declared.group for source in everyone}
    for name in wanted:
        if name not in known:
            raise Misused(
                f"There is no source called {name!r}.", "Sources are " + ", ".join(sorted(known - {""})) + "."
            )
    return [s for s in everyone if s.declared.name in wanted or s.declared.group in wanted]

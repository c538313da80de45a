"""Crossref: the registry where publishers deposit works with their DOIs.

Single works, batches by DOI and cursor pages go through our own door; windows of a search with
limit and offset go through habanero, whose vocabulary also checks filters and fields of every list
before it is sent. (habanero follows no redirect, loses fetched pages when one fails and mangles
some DOIs, so neither its cursor nor its look-up of DOIs is used.)
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from litreview.errors import Misused, SourceFault, SourceMisread
from litreview.model.identifiers import Identifier
from litreview.model.record import Failure, Miss, Page, Said
from litreview.model.text import clean
from litreview.sources.crossref_links import text_of
from litreview.sources.crossref_reading import HIDDEN, read, with_alias
from litreview.sources.faults import in_words
from litreview.sources.source import Answer, Declared, Net, Reply, SourceQuery
from litreview.sources.wire import json_of, read_again, refused_in_words, whole

__all__ = ["Crossref", "read", "read_page"]

_WINDOW = 100
_DEEPEST = 10_000
_BATCH = 50
_BATCH_LENGTH = 3500
_COUNTED = [
    "DOI",
    "is-referenced-by-count",
    "title",
    "subtitle",
    "author",
    "issued",
    "published-print",
    "published-online",
    "volume",
    "issue",
    "page",
    "container-title",
    "type",
    "publisher",
    "ISSN",
]

_DECLARED = Declared(
    name="crossref",
    title="Crossref",
    url="https://api.crossref.org",
    hosts=("api.crossref.org",),
    home="https://www.crossref.org",
    terms="Free, no key. A contact address (mailto) is asked for and brings a quicker queue.",
    pace={"single": 0.12, "list": 0.37, "single, no address": 0.25, "list, no address": 1.1},
    trust={"abstract": 70, "keywords": 40, "language": 40},
    trust_default=80,
)


class Crossref:
    """The source Crossref: searches, look-ups by DOI, references, counts."""

    declared = _DECLARED
    schemes = ("doi",)

    def search(self, net: Net, query: SourceQuery, after: str | None = None) -> Page:
        """One page of records that fit any of the words, best first.

        Up to 10,000 records come by offset, more by a cursor of the service, which forgets it after
        five minutes: then the page has no ``next``, and asking from the start goes on.
        """
        if not query.text.strip():
            raise Misused("A search needs at least one word.")
        kind, _, rest = (after or ("offset:0" if query.limit <= _DEEPEST else "cursor:0:*")).partition(":")
        if kind == "cursor":
            return self._cursor_page(net, query, rest)
        offset = int(rest)
        rows = min(_WINDOW, query.limit - offset, _DEEPEST - offset)
        answer, asked = _window(net, query, rows, offset)
        page = _listed(answer, asked)
        seen = offset + _items(page)
        more = _items(page) == rows and seen < min(query.limit, page.total or 0, _DEEPEST)
        return replace(page, next=f"offset:{seen}" if more else None)

    def look_up(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """The works of DOIs, in batches; each DOI that a batch leaves out is asked for by itself."""
        asked = list(dict.fromkeys(one for one in identifiers if one.scheme == "doi"))
        if len(asked) < 3:
            yield from (_single(net, one) for one in asked)
            return
        for batch in _batches(asked):
            page = _by_filter(net, batch, select=None, fresh=False)
            yield page
            for missing in _missing(batch, page.said):
                yield _single(net, missing)
        yield from (_single(net, one) for one in asked if not _goes_in_batch(one))

    def references(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:
        """The work with its list of references; a list that Crossref may not pass on is *withheld*."""
        del after  # the list comes whole with the work
        return _single(net, identifier)

    def counts(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """How many works cite each, as Crossref counts today.

        A short record is listed beside each count, for works that Crossref was not asked about before.
        """
        asked = list(dict.fromkeys(one for one in identifiers if one.scheme == "doi"))
        for batch in _batches(asked):
            page = _by_filter(net, batch, select=_COUNTED, fresh=True)
            yield replace(page, said=tuple(_count_only(said) for said in page.said))
            for missing in _missing(batch, page.said):
                yield _single_count(net, missing)
        yield from (_single_count(net, one) for one in asked if not _goes_in_batch(one))

    def read_body(self, body: bytes) -> Said | None:
        """What a stored work says."""
        return read_again(body, read)

    def _cursor_page(self, net: Net, query: SourceQuery, state: str) -> Page:
        """A page by cursor. The cursor is the service's own state: a request is never repeated."""
        seen_text, _, cursor = state.partition(":")
        seen = int(seen_text)
        rows = min(200, query.limit - seen)
        asked = _works_url(net, {**_query(query), "rows": str(rows), "cursor": cursor})
        answer = _door(net, asked, "list", fresh=True, repeatable=False)
        if answer.status == 404 and seen:
            gone = Failure("crossref", "the cursor expired", asked[:200], "Ask again: what came is kept.")
            return Page(failures=(gone,), asked=f"GET {asked}", day=answer.day)
        page = _listed(answer, asked)
        seen += _items(page)
        more = page.next and _items(page) and seen < min(query.limit, page.total or seen + 1)
        return replace(page, next=f"cursor:{seen}:{page.next}" if more else None)


def read_page(body: bytes, asked: str, day: str) -> Page:
    """Every work of an answer, a list or a single one; types that are no literature are counted.

    ``next`` is the service's cursor, if it gave one. Raises `SourceMisread`.
    """
    message, kind = _message(Answer(200, {}, body, "", day))
    if kind == "work":
        said = read(message)
        works = ((said,), ()) if isinstance(said, Said) else ((), (said,))
        return Page(said=works[0], failures=works[1], asked=asked, total=1, day=day)
    items = message.get("items")
    if not isinstance(items, list):
        raise SourceMisread("Crossref sent a list without items.")
    told = [item for item in items if not (isinstance(item, Mapping) and item.get("type") in HIDDEN)]
    found = [read(item) for item in told]
    return Page(
        said=tuple(one for one in found if isinstance(one, Said)),
        failures=tuple(one for one in found if isinstance(one, Failure)),
        asked=asked,
        total=whole(message.get("total-results")),
        next=clean(text_of(message.get("next-cursor")), 4000),
        hidden=len(items) - len(told),
        day=day,
    )


def _message(answer: Answer) -> tuple[Mapping[str, Any], str]:
    """The message of an answer and its kind, with or without the envelope around it.

    The kind is judged by shape: an empty DOI asks for the list of all works and gets one.
    """
    value = json_of(answer, _DECLARED)
    if isinstance(value, list):
        return {"items": value, "total-results": len(value)}, "list"
    message = value.get("message", value) if isinstance(value, Mapping) else None
    if not isinstance(message, Mapping):
        raise SourceMisread("Crossref sent data of a shape unknown.")
    return message, "work" if "DOI" in message else "list"


def _listed(answer: Answer, asked: str) -> Page:
    if answer.status != 200:
        raise refused_in_words(_DECLARED, answer)
    return read_page(answer.body, f"GET {asked}", answer.day)


def _items(page: Page) -> int:
    """How many items an answer held, whatever became of them."""
    return len(page.said) + len(page.failures) + page.hidden


def _route(net: Net, kind: str) -> str:
    return kind if net.secret("mailto") else f"{kind}, no address"


def _door(net: Net, url: str, kind: str, fresh: bool = False, repeatable: bool = True) -> Answer:
    """One request through our own door, with the contact address."""
    mailto = net.secret("mailto")
    return net.get(
        _DECLARED,
        url,
        route=_route(net, kind),
        private={"mailto": mailto} if mailto else {},
        headers={"accept": "application/json"},
        fresh=fresh,
        repeatable=repeatable,
    )


def _works_url(net: Net, parameters: Mapping[str, str]) -> str:
    return f"{net.base(_DECLARED)}/works?{urlencode(parameters)}"


def _filters(query: SourceQuery) -> dict[str, str]:
    """The years as filters. An incomplete date counts as its first day, hence the last of December."""
    found = {}
    if query.year_from is not None:
        found["from_pub_date"] = f"{query.year_from}-01-01"
    if query.year_to is not None:
        found["until_pub_date"] = f"{query.year_to}-12-31"
    return found


def _query(query: SourceQuery) -> dict[str, str]:
    filters = _checked(_filters(query), ())
    return {"query": query.text, **({"filter": filters} if filters else {})}


def _checked(filters: Mapping[str, str | list[str]], select: Sequence[str]) -> str:
    """The filter as Crossref wants it, after habanero's vocabulary has passed names and fields."""
    from habanero.crossref.filters import works_filter_details
    from habanero.filterhandler import filter_handler
    from habanero.select import validate_select

    unknown = [name for name in filters if name not in works_filter_details]
    if unknown:
        raise Misused(f"Crossref has no filter {unknown[0]}.")
    try:
        validate_select(list(select) or None)
    except ValueError as error:
        raise Misused("Crossref cannot select one of these fields.") from error
    return filter_handler(dict(filters)) or ""


def _window(net: Net, query: SourceQuery, rows: int, offset: int) -> tuple[Answer, str]:
    """A window of a search, sent by habanero within the pace and faults of our door.

    Never out of the cache: who searches wants to know what is there today.
    """
    asked = _works_url(net, {**_query(query), "offset": str(offset), "rows": str(rows)})

    def send(seconds: float) -> Reply:
        import habanero

        client = habanero.Crossref(
            base_url=net.base(_DECLARED), mailto=net.secret("mailto"), ua_string="litreview", timeout=seconds
        )
        filters = _filters(query) or None
        # Without ``cursor_max=0`` it would follow any cursor that an answer happens to carry.
        return _mapped(
            lambda: client.works(query=query.text, filter=filters, limit=rows, offset=offset, cursor_max=0)
        )

    try:
        return net.lend(_DECLARED, asked, send, route=_route(net, "list")), asked
    except _BeyondHabanero:
        return _door(net, asked, "list", fresh=True), asked


class _BeyondHabanero(Exception):
    """An answer that habanero cannot take apart: our own door asks for it again."""


def _mapped(ask: Callable[[], Any]) -> Reply:
    """What habanero brought, or why not, in the words of our door.

    It raises five families of errors, some of them for an answer that did come: that answer is
    found in the chain of causes, so that a 429 keeps its Retry-After.
    """
    import httpx2

    try:
        return Reply(200, {"content-type": "application/json"}, json.dumps(ask()).encode())
    except Exception as error:
        chain: list[BaseException] = [error]
        while (link := chain[-1].__cause__ or chain[-1].__context__) and link not in chain:
            chain.append(link)
        for link in chain:
            if isinstance(link, httpx2.HTTPStatusError):
                response = link.response
                headers = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status_code, headers, response.content)
        if any(isinstance(link, httpx2.TimeoutException) for link in chain):
            raise TimeoutError from error
        if any(isinstance(link, httpx2.HTTPError) for link in chain):
            raise OSError(in_words(error)) from error
        status = getattr(error, "status_code", None)
        if isinstance(status, int):  # an answer that is no JSON: its text is all that is left
            return Reply(status, {}, str(getattr(error, "error", "")).encode())
        raise _BeyondHabanero from error


def _goes_in_batch(identifier: Identifier) -> bool:
    """Whether a DOI can stand in a filter: values are split at commas even when these are encoded."""
    return "," not in identifier.value


def _batches(asked: Iterable[Identifier]) -> Iterator[list[Identifier]]:
    """DOIs in batches that stay below the length of an address that servers take."""
    batch: list[Identifier] = []
    length = 0
    for one in (identifier for identifier in asked if _goes_in_batch(identifier)):
        size = len(quote(f"doi:{one.value},", safe=""))
        if batch and (len(batch) == _BATCH or length + size > _BATCH_LENGTH):
            yield batch
            batch, length = [], 0
        batch.append(one)
        length += size
    if batch:
        yield batch


def _by_filter(net: Net, batch: list[Identifier], select: Sequence[str] | None, fresh: bool) -> Page:
    """One batch. ``rows`` must be said: the service stops at twenty by itself."""
    filters = _checked({"doi": [one.value for one in batch]}, select or ())
    parameters = {"filter": filters, "rows": str(len(batch))}
    if select:
        parameters["select"] = ",".join(select)
    url = _works_url(net, parameters)
    answer = _door(net, url, "list", fresh=fresh)
    page = _listed(answer, url)
    return replace(page, next=None, hidden=0) if not page.hidden else _unhidden(answer, page)


def _unhidden(answer: Answer, page: Page) -> Page:
    """A look-up by DOI hides nothing: who asks for a journal's DOI gets its record."""
    message, _ = _message(answer)
    found = [read(item) for item in message["items"]]
    said = tuple(one for one in found if isinstance(one, Said))
    return replace(page, said=said, hidden=0, next=None)


def _missing(batch: Iterable[Identifier], said: Iterable[Said]) -> list[Identifier]:
    known = {one for each in said if each.record for one in each.record.identifiers}
    return [one for one in batch if one not in known]


def _count_only(said: Said) -> Said:
    listed = (said.record,) if said.record else ()
    return Said(about=said.about, citation_count=said.citation_count, listed=listed)


def _single_count(net: Net, identifier: Identifier) -> Page:
    page = _single(net, identifier, fresh=True)
    return replace(page, said=tuple(_count_only(said) for said in page.said))


def _single(net: Net, identifier: Identifier, fresh: bool = False) -> Page:
    """One work by its DOI; an alias brings the work it stands for, with both DOIs."""
    url = f"{net.base(_DECLARED)}/works/{quote(identifier.value, safe='')}"
    answer = _door(net, url, "single", fresh=fresh)
    asked = f"GET {url}"
    if answer.status == 404:
        miss = Miss(identifier, _why_missing(net, url))
        return Page(misses=(miss,), asked=asked, total=0, day=answer.day)
    if answer.status != 200:
        raise refused_in_words(_DECLARED, answer)
    if _message(answer)[1] != "work":
        raise SourceMisread(f"Crossref sent a list where the work {identifier.value} was asked.")
    page = read_page(answer.body, asked, answer.day)
    said = tuple(with_alias(one, identifier) for one in page.said)
    return replace(page, said=said)


def _why_missing(net: Net, url: str) -> str:
    """Who registered a DOI that Crossref does not know; in words for a person."""
    try:
        answer = _door(net, f"{url}/agency", "single")
        agency = json_of(answer, _DECLARED)["message"]["agency"] if answer.status == 200 else None
        name, label = (
            (agency["id"], clean(str(agency.get("label") or agency["id"]), 40)) if agency else (None, "")
        )
    except (SourceFault, KeyError, TypeError, AttributeError):
        return "Crossref does not know this DOI"
    if name is None:
        return "no registration agency knows this DOI"
    if name == "crossref":
        return "registered with Crossref, but its publisher has not delivered the record yet"
    return f"registered with {label}, not with Crossref"

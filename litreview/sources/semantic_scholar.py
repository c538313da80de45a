"""Semantic Scholar: papers, who cites whom, and the sentences in which they do.

Without a key all the world shares one queue, and being refused is normal: everything that can go in
batches does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

from litreview.errors import Misused, SourceMisread
from litreview.model.identifiers import Identifier
from litreview.model.record import Failure, Miss, Page, Record, Reference, ReferenceList, Said
from litreview.model.text import clean
from litreview.sources.semantic_scholar_reading import papers_of, read, read_all, read_line
from litreview.sources.source import Answer, Declared, Net, SourceQuery
from litreview.sources.wire import json_of, read_again, refused_in_words, whole

__all__ = ["SemanticScholar", "read", "read_page"]

_BASIC = (
    "paperId,corpusId,externalIds,url,title,venue,publicationVenue,year,referenceCount,citationCount,"
    "publicationTypes,publicationDate,journal,authors"
)
_FULL = _BASIC + ",abstract,fieldsOfStudy,openAccessPdf"
_RELEVANT = 1000
_LIST_PAGE = 500
_LIST_END = 9_999
_PREFIXES = {
    "s2_id": "",
    "doi": "DOI:",
    "corpus_id": "CorpusId:",
    "arxiv_id": "ARXIV:",
    "pmid": "PMID:",
    "pmcid": "PMCID:",
}

_DECLARED = Declared(
    name="semantic_scholar",
    title="Semantic Scholar",
    url="https://api.semanticscholar.org",
    hosts=("api.semanticscholar.org",),
    home="https://www.semanticscholar.org",
    terms="Free. A key is optional; without one it refuses often. Its data are under ODC-BY.",
    key_setting="semantic_scholar_key",
    pace={"keyed": 1.1, "keyless": 3.0},
    trust={"title": 55, "authors": 30, "venue": 30, "year": 30, "abstract": 60, "identifiers": 50},
    trust_default=35,
)


class SemanticScholar:
    """The source Semantic Scholar: searches, look-ups, references, cited by, counts."""

    declared = _DECLARED
    schemes = tuple(_PREFIXES)

    def search(self, net: Net, query: SourceQuery, after: str | None = None) -> Page:
        """One page of papers: by relevance up to 1,000, beyond that in bulk, where all words must fit.

        ``total`` is the service's estimate and may shrink while paging.
        """
        # A hyphen makes relevance search find nothing, and means "not" in bulk search.
        words = " ".join(re.sub(r"[-\u2010-\u2015]", " ", query.text).split())
        if not words:
            raise Misused("A search needs at least one word.")
        kind, _, rest = (after or ("offset:0" if query.limit <= _RELEVANT else "token:0:")).partition(":")
        if kind == "token":
            return _bulk_page(net, query, words, rest)
        offset = int(rest)
        size = min(100, query.limit - offset)
        parameters = {
            "query": words,
            "offset": str(offset),
            "limit": str(size),
            **_years(query),
            "fields": _FULL,
        }
        page, value = _papers(net, "paper/search", parameters)
        following = whole(value.get("next"))
        more = following and following > offset and following < min(query.limit, _RELEVANT) and _items(page)
        return replace(page, next=f"offset:{following}" if more else None)

    def look_up(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """The papers of identifiers, a hundred at a time; answers are matched by position."""
        for batch in _batches(identifiers, 100):
            yield _batch(net, batch, _FULL)

    def counts(self, net: Net, identifiers: Sequence[Identifier]) -> Iterator[Page]:
        """How many cite each, as counted today. The record is listed beside its count, since the
        service knows it by another name than the one it was asked by."""
        for batch in _batches(identifiers, 500):
            page = _batch(net, batch, _BASIC)
            yield replace(page, said=tuple(_count_only(said) for said in page.said))

    def read_body(self, body: bytes) -> Said | None:
        """What a stored paper says."""
        return read_again(body, read)

    def references(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:
        """What a paper cites, as far as the publisher lets it be told."""
        return _list_page(net, identifier, after, "references")

    def cited_by(self, net: Net, identifier: Identifier, after: str | None = None) -> Page:
        """What cites a paper, with contexts and intents; 9,999 at most."""
        return _list_page(net, identifier, after, "citations")


def read_page(body: bytes, asked: str, day: str) -> Page:
    """Every paper of an answer of any route but lists of references. Raises `SourceMisread`.

    ``null`` in a batch is a failure here; `SemanticScholar.look_up` knows what was asked and makes
    it a `Miss`.
    """
    value = json_of(Answer(200, {}, body, "", day), _DECLARED)
    papers = papers_of(value)
    if papers is None:
        raise SourceMisread("Semantic Scholar sent data of a shape unknown.")
    said, failures = read_all(papers)
    total = whole(value.get("total")) if isinstance(value, Mapping) else len(papers)
    return Page(said=said, failures=failures, asked=asked, total=total, day=day)


def read_lines(
    answer: Answer, offset: int
) -> tuple[tuple[Reference, ...], tuple[Record, ...], tuple[Failure, ...]]:
    """The lines of a list of references or citing papers, the records with them, and failures."""
    value = json_of(answer, _DECLARED)
    if not isinstance(value, Mapping):
        raise SourceMisread("Semantic Scholar sent data of a shape unknown.")
    data = value.get("data")
    elements = data if isinstance(data, list) else []
    found = [read_line(one, offset + n) for n, one in enumerate(elements, start=1)]
    pairs = [one for one in found if not isinstance(one, Failure)]
    return (
        tuple(line for line, _ in pairs),
        tuple({record.name: record for _, record in pairs if record}.values()),
        tuple(one for one in found if isinstance(one, Failure)),
    )


def _list_page(net: Net, identifier: Identifier, after: str | None, kind: str) -> Page:
    """A page of a list. The first asks for the paper itself, whose counts say how much there should
    be: an empty list of a paper with references is *withheld*, not *none*."""
    if after is None:
        paper = _paper(net, identifier)
        if isinstance(paper, Page):
            return paper
        offset, told = 0, _told(paper, kind)
        paper_id = paper.about.partition(":")[2]
    else:
        paper_id, start, count = after.rsplit(":", 2)
        offset, told = int(start), int(count) if count else None
        paper = Said(about=f"{_DECLARED.name}:{paper_id}")
    size = min(_LIST_PAGE, _LIST_END - offset)
    fields = f"contexts,intents,isInfluential,{_BASIC}"
    parameters = {"offset": str(offset), "limit": str(size), "fields": fields}
    answer, asked = _ask(net, f"paper/{quote(paper_id, safe=':/')}/{kind}", parameters)
    lines, listed, failures = read_lines(answer, offset)
    following = _following(answer, offset) if lines else None
    found = _as_list(lines, offset, told, following is not None)
    return Page(
        said=(_with_list(paper, listed, found, kind),),
        failures=failures,
        asked=asked,
        total=told,
        next=None if following is None else f"{paper_id}:{following}:{'' if told is None else told}",
        day=answer.day,
    )


def _with_list(paper: Said, listed: tuple[Record, ...], lines: ReferenceList, kind: str) -> Said:
    if kind == "references":
        return replace(paper, listed=listed, references=lines)
    return replace(paper, listed=listed, cited_by=lines)


def _following(answer: Answer, offset: int) -> int | None:
    value = whole(json_of(answer, _DECLARED).get("next"))
    return value if value is not None and offset < value < _LIST_END else None


def _as_list(lines: tuple[Reference, ...], offset: int, told: int | None, goes_on: bool) -> ReferenceList:
    """The lines with their state: whole, part of, withheld or none, by the paper's own count."""
    if not lines and not offset:
        return ReferenceList("none", (), 0) if told == 0 else ReferenceList("withheld", (), told)
    end = offset + len(lines)
    is_whole = offset == 0 and not goes_on and end >= (told or 0)
    return ReferenceList("given" if is_whole else "partial", lines, max(end, told or 0))


def _told(said: Said, kind: str) -> int | None:
    return said.reference_count if kind == "references" else said.citation_count


def _items(page: Page) -> int:
    return len(page.said) + len(page.failures)


def _count_only(said: Said) -> Said:
    listed = (said.record,) if said.record else ()
    return Said(
        about=said.about,
        citation_count=said.citation_count,
        reference_count=said.reference_count,
        listed=listed,
    )


def _address(net: Net, path: str, parameters: Mapping[str, str]) -> str:
    base = net.base(_DECLARED).removesuffix("/graph/v1")
    return f"{base}/graph/v1/{path}?{urlencode(parameters, safe=',:')}"


def _key(net: Net) -> dict[str, str]:
    key = net.secret("semantic_scholar_key")
    return {"accept": "application/json", **({"x-api-key": key} if key else {})}


def _route(net: Net) -> str:
    return "keyed" if net.secret("semantic_scholar_key") else "keyless"


def _ask(net: Net, path: str, parameters: Mapping[str, str], fresh: bool = False) -> tuple[Answer, str]:
    url = _address(net, path, parameters)
    answer = net.get(_DECLARED, url, route=_route(net), headers=_key(net), fresh=fresh)
    if answer.status != 200:
        raise refused_in_words(_DECLARED, answer)
    return answer, f"GET {url}"


def _papers(net: Net, path: str, parameters: Mapping[str, str]) -> tuple[Page, Mapping[str, Any]]:
    answer, asked = _ask(net, path, parameters, fresh=True)  # a search is about what is there today
    page = read_page(answer.body, asked, answer.day)
    value = json_of(answer, _DECLARED)
    return page, value if isinstance(value, Mapping) else {}


def _years(query: SourceQuery) -> dict[str, str]:
    start, end = query.year_from, query.year_to
    if start is None and end is None:
        return {}
    return {"year": str(start) if start == end else f"{start or ''}-{end or ''}"}


def _bulk_page(net: Net, query: SourceQuery, words: str, state: str) -> Page:
    """A page of bulk search: a thousand papers, whatever the limit; the token carries on."""
    seen_text, _, token = state.partition(":")
    parameters = {"query": words, **_years(query), "fields": _FULL.replace(",openAccessPdf", "")}
    page, value = _papers(net, "paper/search/bulk", {**parameters, **({"token": token} if token else {})})
    seen, following = int(seen_text) + _items(page), clean(str(value.get("token") or ""), 4000)
    more = following and _items(page) and seen < query.limit
    return replace(page, next=f"token:{seen}:{following}" if more else None)


def _name(identifier: Identifier) -> str:
    """An identifier as the service wants it."""
    value = identifier.value.removeprefix("PMC") if identifier.scheme == "pmcid" else identifier.value
    return _PREFIXES[identifier.scheme] + value


def _batches(asked: Sequence[Identifier], size: int) -> Iterator[list[Identifier]]:
    known = [one for one in dict.fromkeys(asked) if one.scheme in _PREFIXES]
    for start in range(0, len(known), size):
        yield known[start : start + size]


def _batch(net: Net, batch: list[Identifier], fields: str) -> Page:
    """One batch. ``null`` at a position is a miss; the asked id is kept as an alias of the answer's."""
    url = _address(net, "paper/batch", {"fields": fields})
    answer = net.post(
        _DECLARED, url, json={"ids": [_name(one) for one in batch]}, route=_route(net), headers=_key(net)
    )
    asked = f"POST {url} ids={','.join(_name(one) for one in batch)}"
    if answer.status in (400, 404) and b"valid paper id" in answer.body.lower():
        misses = tuple(_unknown(one) for one in batch)
        return Page(misses=misses, asked=asked, total=0, day=answer.day)
    if answer.status != 200:
        raise refused_in_words(_DECLARED, answer)
    value = json_of(answer, _DECLARED)
    if not isinstance(value, list) or len(value) != len(batch):
        raise SourceMisread("Semantic Scholar sent a batch of another length than was asked.")
    pairs = [(one, read(paper)) for one, paper in zip(batch, value, strict=True) if paper is not None]
    return Page(
        said=tuple(_with_alias(said, one) for one, said in pairs if isinstance(said, Said)),
        failures=tuple(failure for _, failure in pairs if isinstance(failure, Failure)),
        misses=tuple(_unknown(one) for one, paper in zip(batch, value, strict=True) if paper is None),
        asked=asked,
        total=len(pairs),
        day=answer.day,
    )


def _unknown(identifier: Identifier) -> Miss:
    return Miss(identifier, "Semantic Scholar does not know it")


def _with_alias(said: Said, asked: Identifier) -> Said:
    """Ids change when the service merges papers: the one asked by still names the paper.

    A DOI is added only where the paper came without any: the service joins versions of a text
    under the DOI of one of them, and two DOIs on one record would join their works for good.
    """
    record = said.record
    if record is None or asked in record.identifiers or (asked.scheme == "doi" and record.identifier("doi")):
        return said
    return replace(said, record=replace(record, identifiers=(*record.identifiers, asked)))


def _paper(net: Net, identifier: Identifier) -> Said | Page:
    """One paper by any identifier; a page with a miss where the service does not know it."""
    url = _address(net, f"paper/{quote(_name(identifier), safe=':/')}", {"fields": _FULL})
    answer = net.get(_DECLARED, url, route=_route(net), headers=_key(net))
    if answer.status == 404:
        return Page(misses=(_unknown(identifier),), asked=f"GET {url}", total=0, day=answer.day)
    if answer.status != 200:
        raise refused_in_words(_DECLARED, answer)
    said = read(json_of(answer, _DECLARED))
    if isinstance(said, Failure):
        raise SourceMisread(f"Semantic Scholar sent {said.what}.")
    return _with_alias(said, identifier)

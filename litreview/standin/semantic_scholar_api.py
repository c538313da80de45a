"""Semantic Scholar's Graph API: papers, batches, searches, citations, references, errors.

Written from the service's documentation and public recordings of 2024 and 2025.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from litreview.standin import semantic_scholar_query as queries
from litreview.standin.relevance import Index, ranked
from litreview.standin.sample import SampleWork
from litreview.standin.semantic_scholar_paper import (
    FIELDS,
    corpus_id,
    line_body,
    paper_body,
    paper_id,
    unknown_fields,
)
from litreview.standin.views import view
from litreview.standin.wire import Reply, Request, json_reply

ROOT = "/graph/v1"
BULK_PAGE = 1000
BATCH_LIMIT = 500
WINDOW = 1000
"""``offset + limit`` of a search may not pass this; of a list of links not `LINK_WINDOW`."""

LINK_WINDOW = 10_000
SHARE = 0.5
"""Part of the asked words that a paper must have: the service finds few papers for many words."""


class SemanticScholarApi:
    """Answers the paper routes of the Graph API. Keeps nothing between requests."""

    def __init__(self) -> None:
        self._seen = view("semantic_scholar")
        self._index = Index(self._seen.works.values())
        works = self._seen.works.values()
        self._named = {paper_id(work.key): work for work in works}
        self._named |= {f"corpusid:{corpus_id(work.key)}": work for work in works}
        self._named |= {work.doi.lower(): work for work in works if work.doi}

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        if request.headers.get("x-api-key") == "wrong":
            return json_reply({"message": "Forbidden"}, 403).adding(
                ("x-amzn-errortype", "ForbiddenException")
            )
        if not request.path.startswith(f"{ROOT}/paper/"):
            return json_reply({"message": "Missing Authentication Token"}, 403)
        rest = request.path.removeprefix(f"{ROOT}/paper/")
        routes = {
            "batch": self._batch,
            "search": self._search,
            "search/bulk": self._bulk,
            "search/match": self._match,
        }
        if (request.method == "POST") != (rest == "batch"):
            return _error("Requested object not found", 404)
        if rest in routes:
            return routes[rest](request)
        if found := re.fullmatch(r"(.+)/(citations|references)", rest):
            return self._links(request, unquote(found[1]), found[2])
        return self._paper(request, unquote(rest))

    def find(self, name: str) -> SampleWork | None:
        """A paper by any of its ids: its own, ``CorpusId:``, ``DOI:``, a bare DOI, ``URL:``."""
        plain = name.strip().lower().removeprefix("doi:")
        if plain.startswith("url:"):
            plain = plain.rpartition("/")[2]
        return self._named.get(plain)

    def _paper(self, request: Request, name: str) -> Reply:
        fields = _fields(request)
        if wrong := _wrong(request, fields, ("fields",)):
            return wrong
        work = self.find(name)
        return _json(paper_body(work, fields)) if work else _error(f"Paper with id {name} not found", 404)

    def _batch(self, request: Request) -> Reply:
        fields = _fields(request)
        if wrong := _wrong(request, fields, ("fields",)):
            return wrong
        try:
            ids = json.loads(request.body)["ids"]
        except (ValueError, KeyError, TypeError):
            return _error("Bad request body", 400)
        if not isinstance(ids, list) or not 0 < len(ids) <= BATCH_LIMIT:
            return _error(f"List of ids is required, at most {BATCH_LIMIT}", 400)
        found = [self.find(str(name)) for name in ids]
        return _json([paper_body(work, fields) if work else None for work in found])

    def _search(self, request: Request) -> Reply:
        asked, fields = request.asked, _fields(request)
        if wrong := _wrong(request, fields, ("query", "fields", "offset", "limit", *queries.FILTERS)):
            return wrong
        offset, limit = _window(asked, 100, 100)
        if offset < 0 or offset + limit > WINDOW:
            return _error(f"The sum of offset and limit must be < {WINDOW}", 400)
        text = asked.get("query", "")
        # A hyphen makes the service find nothing; its documentation says to send blanks instead.
        keys: list[str] = []
        if "-" not in text:
            enough = self._index.having(text, SHARE)
            scores = self._index.scores(text)
            keys = [key for key in ranked(scores) if key in enough and self._passes(key, asked)]
        body: dict[str, Any] = {"total": len(keys), "offset": offset}
        if offset + limit < len(keys):
            body["next"] = offset + limit
        if keys:
            body["data"] = self._bodies(keys[offset : offset + limit], fields)
        return _json(body)

    def _bulk(self, request: Request) -> Reply:
        """A search by the query language; pages of 1,000, so ``limit`` means nothing here."""
        asked, fields = request.asked, _fields(request)
        allowed = ("query", "fields", "token", "sort", "limit", *queries.FILTERS)
        if wrong := _wrong(request, fields, allowed):
            return wrong
        test = queries.bulk_test(asked.get("query", ""))
        keys = [
            key for key, work in self._seen.works.items() if test(work.title) and self._passes(key, asked)
        ]
        name, _, order = asked.get("sort", "paperId:asc").partition(":")
        sorts = {"citationCount": lambda key: len(self._seen.cited_by(key)), "publicationDate": self._year}
        keys.sort(key=paper_id)
        if name in sorts:
            keys.sort(key=sorts[name], reverse=order == "desc")
        token = asked.get("token", "")
        start = int(token[1:]) if re.fullmatch(r"T\d+", token) else 0
        more = start + BULK_PAGE < len(keys)
        body = {"total": len(keys), "token": f"T{start + BULK_PAGE}" if more else None}
        return _json(body | {"data": self._bodies(keys[start : start + BULK_PAGE], fields)})

    def _match(self, request: Request) -> Reply:
        fields = _fields(request)
        if wrong := _wrong(request, fields, ("query", "fields", *queries.FILTERS)):
            return wrong
        text = request.asked.get("query", "")
        scores = self._index.scores(text, ("title",))
        enough = self._index.having(text, 0.7)
        best = [key for key in ranked(scores) if key in enough]
        if not best:
            return _error("Title match not found", 404)
        paper = paper_body(self._seen.works[best[0]], [*fields, "title"])
        return _json({"data": [paper | {"matchScore": round(scores[best[0]] * 4, 5)}]})

    def _links(self, request: Request, name: str, kind: str) -> Reply:
        asked, fields = request.asked, _fields(request)
        if wrong := _wrong(request, fields, ("fields", "offset", "limit"), line=True):
            return wrong
        work = self.find(name)
        if not work:
            return _error(f"Paper with id {name} not found", 404)
        offset, limit = _window(asked, 100, 1000)
        if offset < 0 or offset + limit >= LINK_WINDOW:
            return _error(f"The sum of offset and limit must be < {LINK_WINDOW}", 400)
        if kind == "references" and work.key in self._seen.withheld:
            return _json({"offset": offset, "data": None})
        keys = work.cites if kind == "references" else self._seen.cited_by(work.key)
        named = [self._seen.named(key) for key in keys[offset : offset + limit]]
        if kind == "references":
            data = [line_body(work, cited, "citedPaper", fields) for cited in named]
        else:
            data = [line_body(citing, work, "citingPaper", fields) for citing in named]
        more = {"next": offset + limit} if offset + limit < len(keys) else {}
        return _json({"offset": offset} | more | {"data": data})

    def _passes(self, key: str, asked: dict[str, str]) -> bool:
        work = self._seen.works[key]
        return queries.passes(work, asked, FIELDS["publicationTypes"](work), len(self._seen.cited_by(key)))

    def _year(self, key: str) -> int:
        return self._seen.works[key].year or 0

    def _bodies(self, keys: list[str], fields: list[str]) -> list[dict[str, Any]]:
        return [paper_body(self._seen.works[key], fields) for key in keys]


def _fields(request: Request) -> list[str]:
    return [name for name in request.asked.get("fields", "").split(",") if name]


def _window(asked: dict[str, str], default: int, most: int) -> tuple[int, int]:
    """The asked offset and limit; (-1, 0) where they are no numbers."""
    try:
        return int(asked.get("offset") or 0), max(1, min(int(asked.get("limit") or default), most))
    except ValueError:
        return -1, 0


def _wrong(request: Request, fields: list[str], allowed: tuple[str, ...], line: bool = False) -> Reply | None:
    odd = [f"{name}={value}" for name, value in request.asked.items() if name not in allowed]
    if odd:
        return _error(f"Unacceptable query params: [{', '.join(odd)}]", 400)
    if unknown := unknown_fields(fields, line):
        return _error(f"Unrecognized or unsupported fields: [{', '.join(unknown)}]", 400)
    return None


def _json(value: Any) -> Reply:
    return json_reply(value)


def _error(sentence: str, status: int) -> Reply:
    return json_reply({"error": sentence}, status, end="\n")

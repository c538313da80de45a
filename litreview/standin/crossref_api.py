"""Crossref's REST API: single works, lists, agency, and the errors it answers with.

Written from Crossref's documentation and public recordings of 2022 to 2026.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from threading import Lock
from typing import Any
from urllib.parse import quote, unquote

from litreview.standin.crossref_query import PROBLEM, Asked, Problem, read_query
from litreview.standin.crossref_work import TYPE_NAMES, crossref_type, issued, work_body
from litreview.standin.relevance import Index, ranked
from litreview.standin.sample import SampleWork
from litreview.standin.views import view
from litreview.standin.wire import Reply, Request, json_reply, text_reply

CURSOR_SECONDS = 300.0
"""A cursor that is not used for so long is forgotten."""

_NOT_FOUND = "Resource not found."
_AGENCIES = {"crossref": "Crossref", "datacite": "DataCite", "medra": "mEDRA"}


class CrossrefApi:
    """Answers Crossref's routes. Only the positions of cursors are kept between requests."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._seen = view("crossref")
        self._index = Index(self._seen.works.values())
        self._by_doi = {work.doi: work for work in self._seen.works.values() if work.doi}
        self._cursors: dict[str, tuple[int, float]] = {}
        self._lock = Lock()

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        path = request.path.removeprefix("/v1")
        if request.method not in ("GET", "HEAD"):
            return text_reply("Method not allowed.", 405)
        if path in ("/works", "/works/"):
            return self._list(request)
        if path.startswith("/works/"):
            return self._under_works(request, path.removeprefix("/works/"))
        return text_reply(_NOT_FOUND, 404)

    def _under_works(self, request: Request, rest: str) -> Reply:
        if rest.endswith("/agency"):
            return self._agency(unquote(rest.removesuffix("/agency")))
        doi = unquote(rest).lower()
        wrong = [name for name in request.asked if name != "mailto"]
        if wrong:
            field = any(name.startswith("query.") for name in wrong)
            value = "query.*" if field else wrong[0]
            said = "field query parameters" if field else wrong[0]
            return _invalid([Problem("parameter-not-allowed", value, f"This route does not support {said}")])
        if target := self._seen.aliases.get(doi):
            new = quote(self._seen.works[target].doi or "", safe="/")
            query = f"?{request.query}" if request.query else ""
            return Reply(status=301, kind=None).adding(("location", f"{request.base}/works/{new}{query}"))
        work = self._by_doi.get(doi)
        return _message("work", work_body(work)) if work else text_reply(_NOT_FOUND, 404)

    def _agency(self, doi: str) -> Reply:
        low = doi.lower()
        known = low in self._by_doi or low in self._seen.aliases
        agency = "crossref" if known else self._seen.absent.get(low)
        if not agency:
            return text_reply(_NOT_FOUND, 404, "application/json;charset=utf-8")
        said = {"DOI": low, "agency": {"id": agency, "label": _AGENCIES[agency]}}
        return _message("work-agency", said)

    def _list(self, request: Request) -> Reply:
        asked = read_query(request.asked)
        if asked.problems:
            return _invalid(asked.problems)
        scores = self._matching(asked)
        keys = self._ordered(scores, asked)
        start = asked.offset
        body: dict[str, Any] = {"facets": self._facets(keys) if asked.facet else {}}
        if asked.cursor is not None:
            token, position = self._cursor(asked)
            if position is None:
                problem = {"type": "cursor-invalid", "value": asked.cursor, "message": PROBLEM["cursor"]}
                failed = {"status": "failed", "message-type": "resource-failure", "message": [problem]}
                return json_reply(failed, 404)
            start, body["next-cursor"] = position, token
        shown = keys[start : start + asked.rows]
        items = [work_body(self._seen.works[key], round(scores[key], 6)) for key in shown]
        body |= {
            "total-results": len(keys),
            "items": [_selected(item, asked.select) for item in items],
            "items-per-page": asked.rows,
            "query": {"start-index": start, "search-terms": asked.terms},
        }
        return _message("work-list", body)

    def _matching(self, asked: Asked) -> dict[str, float]:
        """Scores of the works that fit: words of one parameter are ORed, parameters ANDed."""
        found: dict[str, float] = {work.key: 1.0 for work in self._seen.works.values()}
        for position, (text, fields) in enumerate(asked.words):
            hits = self._index.scores(text, fields) if fields else {}
            found = {key: hits[key] + (found[key] if position else 0.0) for key in found if key in hits}
        return {key: score for key, score in found.items() if self._passes(self._seen.works[key], asked)}

    def _passes(self, work: SampleWork, asked: Asked) -> bool:
        year = issued(work, self._seen)
        for name, values in asked.filters.items():
            if name == "doi":
                ok = work.doi in {value.lower() for value in values}
            elif name == "type":
                ok = crossref_type(work) in values
            elif name == "prefix":
                ok = (work.doi or "").split("/")[0] in values
            elif name == "container-title":
                ok = work.venue in values
            elif name == "has-references":
                ok = bool(work.cites) == (values[-1] in ("true", "1"))
            elif name == "from-pub-date":
                ok = year is not None and f"{year}-01-01" >= _earliest(values[-1])
            elif name == "until-pub-date":
                ok = year is not None and f"{year}-01-01" <= _earliest(values[-1])
            else:
                ok = values[-1] in ("false", "0")
            if not ok:
                return False
        return True

    def _ordered(self, scores: dict[str, float], asked: Asked) -> list[str]:
        keys = ranked(scores)
        works = self._seen.works
        if asked.sort in ("published", "issued", "published-print", "published-online"):
            keys.sort(key=lambda key: issued(works[key], self._seen) or 0, reverse=asked.descending)
        elif asked.sort == "is-referenced-by-count":
            keys.sort(key=lambda key: len(self._seen.cited_by(key)), reverse=asked.descending)
        elif asked.sort == "references-count":
            keys.sort(key=lambda key: len(works[key].cites), reverse=asked.descending)
        elif not asked.descending:
            keys.reverse()
        return keys

    def _facets(self, keys: list[str]) -> dict[str, Any]:
        counts: dict[str, int] = {}
        for key in keys:
            name = TYPE_NAMES[crossref_type(self._seen.works[key])]
            counts[name] = counts.get(name, 0) + 1
        return {"type-name": {"value-count": len(counts), "values": counts}}

    def _cursor(self, asked: Asked) -> tuple[str, int | None]:
        """The string of a cursor and where it stands; None where it is not known (any more).

        As at the service the same string comes back with every page while the position moves on
        the server's side: asking again gives the next page.
        """
        now = self._monotonic()
        with self._lock:
            if asked.cursor == "*":
                seed = json.dumps([len(self._cursors), asked.terms, asked.rows])
                token = base64.b64encode(f"queryThenFetch;{seed};stand-in".encode()).decode()
                position = 0
            else:
                token = asked.cursor or ""
                known = self._cursors.get(token)
                if known is None or now - known[1] > CURSOR_SECONDS:
                    return token, None
                position = known[0]
            self._cursors[token] = (position + asked.rows, now)
            return token, position


def _earliest(date: str) -> str:
    """An incomplete date counts as its earliest day."""
    return date + "-01-01"[len(date) - 4 :] if len(date) < 10 else date


def _message(kind: str, message: Any) -> Reply:
    body = {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message}
    return json_reply(body)


def _invalid(problems: list[Problem]) -> Reply:
    said = [problem._asdict() for problem in problems]
    body = {"status": "failed", "message-type": "validation-failure", "message": said}
    return json_reply(body, 400, "application/json;charset=utf-8")


def _selected(item: dict[str, Any], select: list[str]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name in select} if select else item

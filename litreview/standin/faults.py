"""Faults by name: what a service or the way to it can do wrong, on demand.

A fault is written ``429``, ``crossref:503`` (one service only) or ``crossref:503x2`` (twice, then
no more). The first fault that fits a request is the one that happens.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from threading import Lock

from litreview.standin.refusals import refused
from litreview.standin.wire import Reply, Request, html_reply, json_reply

SERVICES = ("crossref", "semantic_scholar", "ideas", "econpapers", "citec", "repec_archive")
"""The services that the stand-in plays, by the names of the sources."""

REPEC = ("ideas", "econpapers", "citec", "repec_archive")
"""The services that ``repec`` names together."""

OVERSIZE = 12 * 1024 * 1024
"""Bytes that the fault ``oversize`` puts before a body."""

FAULTS: dict[str, str] = {
    "401": "refuses the key (401)",
    "403": "refuses the request for good (403)",
    "404": "does not know what was asked for (404)",
    "429": "asks to wait two seconds (429 with Retry-After)",
    "429-no-retry-after": "asks to wait and does not say how long",
    "429-date": "asks to wait until a time (Retry-After as a date)",
    "429-zero": "asks to wait 0 seconds",
    "429-negative": "asks to wait -1 seconds",
    "429-word": "asks to wait 'abc' seconds",
    "429-long": "asks to wait more than a day",
    "500": "fails with the service's own error body",
    "502": "fails at a gateway (502, HTML)",
    "503": "is out of service (503)",
    "504": "takes too long behind a gateway (504, HTML)",
    "reset": "breaks the connection before an answer",
    "timeout": "takes the request and never answers",
    "slow-drip": "sends the answer byte by byte",
    "truncated-json": "says the whole length and sends half of the body",
    "cut-json": "sends half of the JSON as if it were all",
    "html-200": "answers 200 with a web page instead",
    "empty-200": "answers 200 with an empty body",
    "gzip": "compresses the answer, asked or not",
    "broken-gzip": "says gzip and sends something else",
    "wrong-charset": "sends Windows-1252 and says UTF-8",
    "list-for-single": "answers with a list where one work was asked for",
    "redirect-loop": "redirects to the same address for ever",
    "oversize": "puts twelve megabytes of blanks before the answer",
    "null-data": "gives null for a list (Semantic Scholar)",
    "search-form": "gives its form instead of results (IDEAS, EconPapers)",
    "cursor-expired": "has forgotten the cursor (Crossref)",
    "zero-counts": "says 0 for every citation count",
}
"""Each fault by its name, with what the service then does."""

_ONLY = {
    "null-data": ("semantic_scholar",),
    "list-for-single": ("crossref", "semantic_scholar"),
    "search-form": ("ideas", "econpapers"),
    "cursor-expired": ("crossref",),
    "zero-counts": ("crossref", "semantic_scholar", "citec"),
}


@dataclass(slots=True)
class Fault:
    """A fault that is switched on; ``left`` = how many times more, None without end."""

    name: str
    services: tuple[str, ...]
    left: int | None = None


def parse_fault(text: str) -> Fault:
    """Read ``[service:]name[xN]``. Raises ValueError, with a sentence, where it is none."""
    found = re.fullmatch(r"(?:([a-z_]+):)?(.+?)(?:x(\d+))?", text.strip())
    if not found or found[2] not in FAULTS:
        raise ValueError(f"There is no fault {text!r}; known are {', '.join(FAULTS)}.")
    name = found[2]
    named = {None: SERVICES, "repec": REPEC}.get(found[1]) or (found[1],)
    if not set(named) <= set(SERVICES):
        raise ValueError(f"There is no service {found[1]!r}; known are {', '.join(SERVICES)} and repec.")
    able = tuple(service for service in named if service in _ONLY.get(name, SERVICES))
    if not able:
        raise ValueError(f"The fault {name!r} is for {', '.join(_ONLY[name])} only.")
    return Fault(name, able, int(found[3]) if found[3] else None)


class Faults:
    """The faults that are switched on, in order."""

    def __init__(self, specs: Iterable[str] = ()) -> None:
        self._faults = [parse_fault(spec) for spec in specs]
        self._lock = Lock()

    def take(self, service: str) -> str | None:
        """The name of the fault that happens to the next request of a service, if any."""
        with self._lock:
            for fault in self._faults:
                if service in fault.services and fault.left != 0:
                    if fault.left is not None:
                        fault.left -= 1
                    return fault.name
        return None


def suffer(name: str, service: str, request: Request, answer: Callable[[], Reply], now: datetime) -> Reply:
    """What a fault makes of a request; ``answer`` gives the right reply where one is needed."""
    if name[:3].isdigit():
        return _status(name, service, now)
    if name in _INSTEAD:
        return _INSTEAD[name](request)
    return _AFTER[name](answer())


def _status(name: str, service: str, now: datetime) -> Reply:
    reply = refused(service, int(name[:3]))
    waits = {
        "429": "2",
        "429-date": format_datetime(now + timedelta(seconds=2), usegmt=True),
        "429-zero": "0",
        "429-negative": "-1",
        "429-word": "abc",
        "429-long": "100000",
    }
    return reply.adding(("retry-after", waits[name])) if name in waits else reply


def _page(_: Request) -> Reply:
    return html_reply(
        "<!DOCTYPE html><html><head><title>Just a moment</title></head>"
        "<body><h1>Please confirm that you are not a robot</h1></body></html>"
    )


def _loop(request: Request) -> Reply:
    query = f"?{request.query}" if request.query else ""
    return Reply(status=302, kind=None).adding(("location", f"{request.base}{request.path}{query}"))


def _cursor_expired(_: Request) -> Reply:
    said = {"type": "cursor-invalid", "value": "thing", "message": "Cursor specified but it is invalid"}
    return json_reply({"status": "failed", "message-type": "resource-failure", "message": [said]}, 404)


def _search_form(_: Request) -> Reply:
    return html_reply(
        "<!DOCTYPE html><html><head><title>Search</title></head><body><h1>Search</h1>"
        '<form method="post" action="/cgi-bin/htsearch2"><input name="q"><input type="submit"></form>'
        "</body></html>"
    )


def _list(request: Request) -> Reply:
    if "/graph/" in request.path:
        return json_reply({"total": 0, "offset": 0, "data": []})
    message = {"facets": {}, "total-results": 0, "items": [], "items-per-page": 20}
    query = {"start-index": 0, "search-terms": None}
    head = {"status": "ok", "message-type": "work-list", "message-version": "1.0.0"}
    return json_reply({**head, "message": {**message, "query": query}})


def _zero(reply: Reply) -> Reply:
    body = re.sub(rb'("(?:is-referenced-by-count|citationCount)":)\d+', rb"\g<1>0", reply.body)
    return replace(reply, body=re.sub(rb"(<citedBy>)\d+", rb"\g<1>0", body))


def _null(reply: Reply) -> Reply:
    return replace(reply, body=re.sub(rb'"data":\[.*\]', b'"data":null', reply.body, flags=re.S))


def _badly_encoded(reply: Reply) -> Reply:
    kind = (reply.kind or "text/plain").partition(";")[0] + "; charset=utf-8"
    return replace(reply, kind=kind, body=reply.body.decode("utf-8", "replace").encode("cp1252", "replace"))


_INSTEAD: dict[str, Callable[[Request], Reply]] = {
    "reset": lambda _: Reply(wire="reset"),
    "timeout": lambda _: Reply(wire="silent"),
    "html-200": _page,
    "empty-200": lambda _: Reply(),
    "list-for-single": _list,
    "redirect-loop": _loop,
    "search-form": _search_form,
    "cursor-expired": _cursor_expired,
}

_AFTER: dict[str, Callable[[Reply], Reply]] = {
    "slow-drip": lambda reply: replace(reply, wire="drip"),
    "truncated-json": lambda reply: replace(reply, wire="half"),
    "cut-json": lambda reply: replace(reply, body=reply.body[: len(reply.body) // 2]),
    "gzip": lambda reply: replace(
        reply.adding(("content-encoding", "gzip")), body=gzip.compress(reply.body, mtime=0)
    ),
    "broken-gzip": lambda reply: reply.adding(("content-encoding", "gzip")),
    "wrong-charset": _badly_encoded,
    "oversize": lambda reply: replace(reply, body=b" " * OVERSIZE + reply.body),
    "null-data": _null,
    "zero-counts": _zero,
}

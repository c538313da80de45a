"""The one door to the net: paced, capped, retried, with one error for each situation."""

from __future__ import annotations

import json as jsonlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from random import random
from typing import TYPE_CHECKING, Protocol
from urllib.parse import SplitResult, urlencode, urljoin, urlsplit

from litreview.errors import SourceFault
from litreview.model.clock import Clock
from litreview.model.event import Tell
from litreview.sources.asking import Asker, Question, Send
from litreview.sources.faults import hush, in_words
from litreview.sources.pace import MemoryPace, PaceKeeper, Pacer
from litreview.sources.source import Answer, Declared, Reply
from litreview.sources.wire import CAP, Damaged, Oversize, inflate

if TYPE_CHECKING:
    import httpx

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""This machine: never asked by way of a proxy, which would look for the server on its own side."""

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")
_HOPS = 5


class PageCache(Protocol):
    """Answers that survive a restart."""

    def get(self, url: str, max_age_days: int) -> tuple[int, Mapping[str, str], bytes, str] | None:
        """Status, headers, body and ISO day of an answer not older than so many days."""
        ...

    def put(self, url: str, status: int, headers: Mapping[str, str], body: bytes, day: str) -> None:
        """Keep an answer."""
        ...


@dataclass(frozen=True, slots=True)
class _Request:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    repeatable: bool = True

    @property
    def whole_url(self) -> str:
        """The address as sent, with its private parameters."""
        if not self.private:
            return self.url
        return self.url + ("&" if "?" in self.url else "?") + urlencode(self.private)

    @property
    def wants_json(self) -> bool:
        return "json" in self.headers.get("accept", "")


class HttpNet:
    """`Net` over httpx.

    ``addresses`` maps source names to addresses that replace their own; ``secrets`` holds mail
    address and keys by setting; ``pace_factor`` scales our own waits by source (0 = none), never
    those that a service asks for. ``cap`` bounds the decoded bytes of an answer, ``deadline`` the
    seconds of one try as a whole.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        tell: Tell,
        user_agent: str,
        addresses: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        pace_factor: Mapping[str, float] | None = None,
        pace: PaceKeeper | None = None,
        cache: PageCache | None = None,
        chance: Callable[[], float] = random,
        cap: int = CAP,
        deadline: float = 45.0,
    ) -> None:
        self._clock = clock
        self._addresses = dict(addresses or {})
        self._secrets = {name: value for name, value in (secrets or {}).items() if value}
        keeper, factors = pace or MemoryPace(clock), dict(pace_factor or {})
        self._pacer = Pacer(keeper, factors, clock, self._addresses)
        self._asker = Asker(self._pacer, clock, tell, chance, deadline)
        self._cache = cache
        self._user_agent, self._cap = user_agent, cap
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()
        hush(self._secrets.values())

    def base(self, source: Declared) -> str:
        """The address of a source, without a slash at its end."""
        return (self._addresses.get(source.name) or source.url).rstrip("/")

    def secret(self, name: str) -> str | None:
        """A mail address or key by the name of its setting; None where the person gave none."""
        return self._secrets.get(name)

    def get(
        self,
        source: Declared,
        url: str,
        *,
        route: str = "list",
        private: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        fresh: bool = False,
        repeatable: bool = True,
    ) -> Answer:
        """GET ``url``; ``fresh`` passes the cache by, see `Net`."""
        request = _Request("GET", url, _lower(headers), dict(private or {}), repeatable=repeatable)
        if not fresh and repeatable and (kept := self._from_cache(source, url)):
            return kept
        answer = self._follow(source, request, route)
        if repeatable:
            self._to_cache(url, answer)
        return answer

    def post(
        self,
        source: Declared,
        url: str,
        *,
        json: object,
        route: str = "list",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """POST a JSON body; it must be safe to repeat."""
        sent = {**_lower(headers), "content-type": "application/json"}
        body = jsonlib.dumps(json, separators=(",", ":")).encode()
        return self._follow(source, _Request("POST", url, sent, body=body), route)

    def form(self, source: Declared, url: str, *, fields: Mapping[str, str], route: str = "list") -> Answer:
        """POST the fields of a form."""
        sent = {"content-type": "application/x-www-form-urlencoded"}
        return self._follow(source, _Request("POST", url, sent, body=urlencode(fields).encode()), route)

    def lend(self, source: Declared, url: str, send: Send, *, route: str = "list") -> Answer:
        """Another client sends: ``send(seconds)``, see `Net`; nothing of it is cached."""
        request = _Request("GET", url, {"accept": "application/json"})
        return self._follow(source, request, route, None if _proxied_in_vain(url) else send)

    def close(self) -> None:
        """Give back the connections."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _from_cache(self, source: Declared, url: str) -> Answer | None:
        found = self._cache.get(url, source.cache_days) if self._cache else None
        if found is None:
            return None
        status, headers, body, day = found
        return Answer(status, headers, body, headers.get("litreview-url", url), day, True)

    def _to_cache(self, url: str, answer: Answer) -> None:
        if self._cache and answer.status == 200 and answer.body:
            kept = {"content-type": answer.headers.get("content-type", ""), "litreview-url": answer.url}
            self._cache.put(url, answer.status, kept, answer.body, answer.day)

    def _follow(
        self,
        source: Declared,
        request: _Request,
        route: str,
        send: Send | None = None,
    ) -> Answer:
        """Ask, and follow redirects by hand: a key must never travel to another host."""
        has_key = bool(source.key_setting and self.secret(source.key_setting))
        for _ in range(_HOPS + 1):
            self._allow(source, request.url)
            question = Question(source, route, has_key, request.wants_json, request.repeatable)
            reply = self._asker.ask(question, send or self._sender(request, source, route))
            location = reply.headers.get("location", "")
            if reply.status not in (301, 302, 303, 307, 308) or not location:
                day = self._clock.now().date().isoformat()
                return Answer(reply.status, reply.headers, reply.body, request.url, day)
            request, send = self._moved(source, request, reply.status, location), None
        raise SourceFault(f"{source.title} sends one address to the next without end.")

    def _moved(self, source: Declared, request: _Request, status: int, location: str) -> _Request:
        base = self.base(source)
        prefix = urlsplit(base).path
        if location.startswith("/") and not location.startswith(("//", prefix + "/")):
            url = base + location  # the service does not know that it stands behind a prefix
        else:
            url = _joined(request.url, location)
        moved = replace(request, url=url)
        if _host(url) != _host(request.url) or _opens(request.url, url):
            kept = {k: v for k, v in request.headers.items() if k in ("accept", "content-type")}
            moved = replace(moved, headers=kept, private={})
        if request.method == "POST" and status in (301, 302, 303):
            moved = replace(moved, method="GET", body=None)
        return moved

    def _allow(self, source: Declared, url: str) -> None:
        """Raise `SourceFault` where ``url`` lies on no host that the source declares or is set to."""
        own, parts = urlsplit(self.base(source)), _split(url)
        known = parts.hostname in source.hosts and "@" not in parts.netloc and _host(url)[1] is None
        same = (parts.scheme, parts.netloc) == (own.scheme, own.netloc)
        if not (same or (known and parts.scheme in ("http", "https"))):
            where = (parts.hostname or "nowhere")[:80]
            raise SourceFault(
                f"{source.title} points to {where}, which is not one of its hosts.", "Nothing was sent there."
            )

    def _sender(self, request: _Request, source: Declared, route: str) -> Send:
        def send(seconds: float) -> Reply:
            began = self._clock.monotonic()

            def on_wire(event: str, _: object) -> None:
                # A request that had to connect first arrives late: the next must not come too close.
                if event.endswith("send_request_headers.started") and self._clock.monotonic() > began + 0.02:
                    self._pacer.sent_late(source, route)

            return self._send(request, seconds, on_wire)

        return send

    def _send(self, request: _Request, seconds: float, on_wire: Callable[[str, object], None]) -> Reply:
        """One exchange by httpx; its errors become TimeoutError, OSError, `Damaged`, `Oversize`."""
        import httpx

        agent = self._user_agent
        if "mailto" in request.private:
            agent += f" (mailto:{request.private['mailto']})"
        sent = {"accept": "*/*", **request.headers, "user-agent": agent, "accept-encoding": "gzip"}
        until = self._clock.monotonic() + seconds
        try:
            with self._open().stream(
                request.method,
                request.whole_url,
                headers=sent,
                content=request.body,
                timeout=_timeout(seconds),
                extensions={"trace": on_wire},
            ) as got:
                headers = _lower(got.headers)
                declared = headers.get("content-length", "")
                if declared.isascii() and declared.isdigit() and int(declared[:18]) > self._cap:
                    raise Oversize(self._cap)
                body = inflate(self._pieces(got, until), headers.get("content-encoding", ""), self._cap)
                return Reply(got.status_code, headers, body)
        except httpx.TimeoutException as error:
            raise TimeoutError from error
        except (httpx.RemoteProtocolError, httpx.DecodingError) as error:
            raise Damaged("an answer that breaks off") from error
        except httpx.InvalidURL as error:
            raise Damaged("a redirect to an address that is none") from error
        except httpx.HTTPError as error:
            raise OSError(in_words(error)) from error

    def _pieces(self, got: httpx.Response, until: float) -> Iterator[bytes]:
        for piece in got.iter_raw():
            if self._clock.monotonic() > until:
                raise TimeoutError
            yield piece

    def _open(self) -> httpx.Client:
        from http.cookiejar import CookieJar, DefaultCookiePolicy

        import httpx

        with self._lock:
            if self._client is None:
                no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
                limits = httpx.Limits(max_connections=16, max_keepalive_connections=8)
                direct: dict[str, httpx.BaseTransport | None] = {f"all://{host}": None for host in _LOOPBACK}
                self._client = httpx.Client(
                    follow_redirects=False, cookies=no_cookies, limits=limits, mounts=direct
                )
            return self._client


def _timeout(seconds: float) -> httpx.Timeout:
    import httpx

    return httpx.Timeout(min(seconds, 30.0), connect=min(seconds, 10.0))


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # an address that is none has no host, and is refused for that
        return SplitResult("", "", "", "", "")


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return location


def _host(url: str) -> tuple[str | None, int | None]:
    """Host and port, None for the usual ones."""
    parts = _split(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    return parts.hostname, None if port in (80, 443) else port


def _proxied_in_vain(url: str) -> bool:
    """Whether a client that obeys the environment would look for this machine's server at a proxy."""
    here = urlsplit(url).hostname in ("127.0.0.1", "localhost", "::1")
    return here and any(os.environ[name] for name in os.environ if name.lower() in _PROXIES)


def _opens(before: str, after: str) -> bool:
    """Whether a step leaves https for http, where anybody on the way could read a key."""
    return urlsplit(before).scheme == "https" and urlsplit(after).scheme == "http"

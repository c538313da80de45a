"""A tiny server on the loopback interface, and a clock that needs no time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple

from litreview.errors import Stopped
from litreview.model.event import Event
from litreview.sources.http import HttpNet
from litreview.sources.source import Declared


class Asked(NamedTuple):
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """What the server sends. ``drip`` sends one byte at a time; ``hang`` sends nothing at all."""

    status: int = 200
    body: bytes = b"{}"
    headers: Mapping[str, str] = MappingProxyType({})
    drip: bool = False
    hang: bool = False
    cut: bool = False


class Loopback:
    """Answers by ``answer(asked, nth)``; ``asked`` keeps every request."""

    def __init__(self, answer: Callable[[Asked, int], Reply]) -> None:
        self.asked: list[Asked] = []
        self._answer = answer
        self._over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Loopback:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                headers = {name.lower(): value for name, value in self.headers.items()}
                asked = Asked(self.command, self.path, headers, self.rfile.read(length))
                outer.asked.append(asked)
                outer._send(self, outer._answer(asked, len(outer.asked)))

            do_POST = do_GET

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def _send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.hang:
            self._over.wait(10)
            handler.close_connection = True
            return
        try:
            handler.send_response(reply.status)
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            if "Content-Length" not in reply.headers:
                handler.send_header("Content-Length", str(len(reply.body)))
            handler.end_headers()
            body = reply.body[: len(reply.body) // 2] if reply.cut else reply.body
            for piece in [body[i : i + 1] for i in range(len(body))] if reply.drip else [body]:
                handler.wfile.write(piece)
                handler.wfile.flush()
                if reply.drip and self._over.wait(0.05):
                    return
            if reply.cut:
                handler.close_connection = True
        except OSError:
            handler.close_connection = True


def always(reply: Reply) -> Callable[[Asked, int], Reply]:
    """The same answer each time."""
    return lambda _asked, _nth: reply


def in_turn(*replies: Reply) -> Callable[[Asked, int], Reply]:
    """One answer after the other; the last one stays."""
    return lambda _asked, nth: replies[min(nth, len(replies)) - 1]


class FakeClock:
    """Time passes only by sleeping. ``slept`` lists the waits; ``stop_after`` sleeps it stops."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.slept: list[float] = []
        self.stop_after = stop_after
        self._passed = 0.0
        self._calls = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 12, 0, tzinfo=UTC) + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        return self._passed

    def sleep(self, seconds: float) -> None:
        self._calls += 1
        if self.stop_after is not None and self._calls > self.stop_after:
            raise Stopped("Stopped.")
        self._passed += seconds
        if seconds:
            self.slept.append(seconds)


class Shelf:
    """A cache in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, tuple[int, dict[str, str], bytes, str]] = {}

    def get(self, url: str, _days: int) -> tuple[int, dict[str, str], bytes, str] | None:
        return self.kept.get(url)

    def put(self, url: str, status: int, headers: dict[str, str], body: bytes, day: str) -> None:
        self.kept[url] = (status, dict(headers), body, day)


SERVICE = Declared(
    name="service",
    title="The Service",
    url="https://api.service.example",
    hosts=("api.service.example", "www.service.example"),
    key_setting="service_key",
    pace={"list": 1.0},
)


class Rig:
    """A net against one address, with all that it told."""

    def __init__(
        self, url: str, source: Declared = SERVICE, clock: FakeClock | None = None, **more: object
    ) -> None:
        self.clock = clock or FakeClock()
        self.told: list[Event] = []
        self.source = source
        more.setdefault("pace_factor", {source.name: 0.0})
        self.net = HttpNet(
            clock=self.clock,
            tell=self.told.append,
            user_agent="litreview/test",
            addresses={source.name: url},
            chance=lambda: 0.5,
            **more,  # type: ignore[arg-type]
        )

    def __enter__(self) -> Rig:
        return self

    def __exit__(self, *_: object) -> None:
        self.net.close()

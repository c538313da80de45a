"""The stand-in server: one port on loopback, a path prefix per service, a thread per connection."""

from __future__ import annotations

import os
import socket
import socketserver
import struct
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from threading import Event, Thread
from types import TracebackType
from typing import NamedTuple, Self

from litreview.standin.archive_folder import ArchiveFolder
from litreview.standin.citec_api import CitecApi
from litreview.standin.crossref_api import CrossrefApi
from litreview.standin.econpapers_pages import EconPapersPages
from litreview.standin.faults import SERVICES, Faults, suffer
from litreview.standin.ideas_pages import IdeasPages
from litreview.standin.limits import GENEROUS, Limits, announced, pool_of
from litreview.standin.refusals import too_many
from litreview.standin.semantic_scholar_api import SemanticScholarApi
from litreview.standin.wire import Reply, Request, text_reply, whole

HOST = "127.0.0.1"
MOST_BYTES_IN = 1_000_000
"""Longest request body that is read."""


class Logged(NamedTuple):
    """One request that came in: the service it was for, and what was asked of it."""

    service: str
    method: str
    path: str
    body: str = ""


class StandIn:
    """The services in miniature, for as long as a ``with`` block lasts.

    ``port`` 0 takes any free one. ``limits`` keeps the services' real limits. ``faults`` are
    written as `litreview.standin.faults.parse_fault` reads them. Raises ValueError for what is no
    fault or no port, OSError where the port is taken.
    ``monotonic`` and ``now`` are the clock; ``drip`` = seconds between two bytes of a slow answer,
    ``silence`` = how long at most a request stays unanswered.
    """

    def __init__(
        self,
        port: int = 0,
        limits: bool = False,
        faults: Iterable[str] = (),
        *,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        drip: float = 0.5,
        silence: float = 600.0,
    ) -> None:
        if not 0 <= port <= 65535:
            raise ValueError(f"There is no port {port}; ports go from 0 (any free one) to 65535.")
        self.requests: list[Logged] = []
        self.drip = drip
        self.silence = silence
        self.stopping = Event()
        self._now = now
        self._limits = Limits(monotonic) if limits else None
        self._faults = Faults(faults)
        self._services: dict[str, Callable[[Request], Reply]] = {
            "crossref": CrossrefApi(monotonic).reply,
            "semantic_scholar": SemanticScholarApi().reply,
            "ideas": IdeasPages().reply,
            "econpapers": EconPapersPages().reply,
            "citec": CitecApi().reply,
            "repec_archive": ArchiveFolder().reply,
        }
        self._server = _Server((HOST, port), _Handler)
        self._server.stand_in = self
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    @property
    def addresses(self) -> Mapping[str, str]:
        """The base address of each service by the name of its source, without a slash at the end."""
        return {name: f"http://{HOST}:{self.port}/{name}" for name in SERVICES}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def set_faults(self, *faults: str) -> None:
        """Switch on these faults instead of those before; without any, none."""
        self._faults = Faults(faults)

    def asked(self, service: str) -> list[str]:
        """``GET /path?query`` of every request to a service so far."""
        return [f"{line.method} {line.path}" for line in self.requests if line.service == service]

    def answer(self, request: Request, service: str) -> Reply:
        """Answer one request to a service: limits first, then faults, then the service itself."""
        query = f"?{request.query}" if request.query else ""
        text = request.body.decode("utf-8", "replace")
        self.requests.append(Logged(service, request.method, request.path + query, text))
        pool = pool_of(service, request)
        if not self._limits or not pool:
            headers = announced(service, GENEROUS)
            return self._reply(request, service).adding(*headers)
        headers = announced(service, pool)
        if not self._limits.enter(pool):
            return too_many(service, "x-api-key" in request.headers).adding(*headers)
        try:
            return self._reply(request, service).adding(*headers)
        finally:
            self._limits.leave(pool)

    def date(self) -> str:
        """The present as a header has it."""
        return format_datetime(self._now(), usegmt=True)

    def _reply(self, request: Request, service: str) -> Reply:
        def right() -> Reply:
            return self._services[service](request)

        fault = self._faults.take(service)
        return suffer(fault, service, request, right, self._now()) if fault else right()


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """As `http.server.HTTPServer`, but it never asks a name server for its own name."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = os.name != "nt"
    request_queue_size = 64
    stand_in: StandIn

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_HEAD(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: stdout and stderr belong to the program."""

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        service, _, rest = path.lstrip("/").partition("/")
        stand_in = self.server.stand_in
        size = whole(self.headers.get("content-length"))
        request = Request(
            method=self.command,
            path=f"/{rest}",
            query=query,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(min(size, MOST_BYTES_IN)),
            base=f"/{service}",
        )
        if service not in SERVICES:
            self._send(text_reply(f"The stand-in plays {', '.join(SERVICES)}.", 404))
            return
        try:
            reply = stand_in.answer(request, service)
        except Exception as error:  # whatever is wrong here must not look like a fault of the way
            reply = text_reply(f"The stand-in failed on this request: {error!r}", 500)
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        if reply.wire == "silent":
            self.server.stand_in.stopping.wait(self.server.stand_in.silence)
        if reply.wire in ("reset", "silent"):
            # Closing with linger 0 sends a reset instead of a polite end.
            self.connection.setsockopt(
                socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
            )
            self.close_connection = True
            self.connection.close()
            return
        head, body = self._head(reply), b"" if self.command == "HEAD" else reply.body
        if reply.wire == "drip":
            self._drip(head, body)
        elif reply.wire == "half":
            self.close_connection = True
            self.wfile.write(head + body[: len(body) // 2])
        else:
            self.wfile.write(head + body)

    def _head(self, reply: Reply) -> bytes:
        phrase = HTTPStatus(reply.status).phrase
        lines = [f"HTTP/1.1 {reply.status} {phrase}", f"date: {self.server.stand_in.date()}"]
        if reply.kind:
            lines.append(f"content-type: {reply.kind}")
        lines += [f"{name}: {value}" for name, value in reply.headers]
        lines.append(f"content-length: {len(reply.body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _drip(self, head: bytes, body: bytes) -> None:
        self.wfile.write(head)
        stand_in = self.server.stand_in
        for position in range(len(body)):
            if stand_in.stopping.wait(stand_in.drip):
                self.close_connection = True
                return
            self.wfile.write(body[position : position + 1])

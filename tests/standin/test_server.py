"""The server itself: addresses, the log, many at once, and what strangers send."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from litreview.standin.faults import SERVICES
from litreview.standin.server import StandIn
from tests.standin.client import ask


def test_each_service_has_an_address_on_this_machine(served: StandIn) -> None:
    assert tuple(served.addresses) == SERVICES
    for name, address in served.addresses.items():
        assert address == f"http://127.0.0.1:{served.port}/{name}"


def test_the_log_tells_what_was_asked() -> None:
    with StandIn() as stand_in:
        ask(stand_in.addresses["crossref"] + "/works?query=trust&rows=1")
        body = b'{"ids":["x"]}'
        ask(stand_in.addresses["semantic_scholar"] + "/graph/v1/paper/batch", method="POST", body=body)
        assert stand_in.asked("crossref") == ["GET /works?query=trust&rows=1"]
        assert stand_in.asked("semantic_scholar") == ["POST /graph/v1/paper/batch"]
        assert stand_in.requests[1].body == body.decode()


def test_an_address_of_no_service_says_which_there_are(served: StandIn) -> None:
    answer = ask(f"http://127.0.0.1:{served.port}/openalex/works")
    assert answer.status == 404
    assert "semantic_scholar" in answer.text


def test_answers_are_the_same_at_any_time_and_in_any_order(served: StandIn) -> None:
    paths = [f"/works?query=trust&rows={n}" for n in range(1, 20)]

    def answer(path: str) -> bytes:
        return ask(served.addresses["crossref"] + path).body

    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(answer, paths))
    assert together == [answer(path) for path in paths]


def test_a_connection_serves_many_requests(served: StandIn) -> None:
    parts = urlsplit(served.addresses["ideas"])
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    for _ in range(3):
        connection.request("GET", "/ideas/s/inm/orisre.html")
        answer = connection.getresponse()
        assert (answer.status, len(answer.read()) > 0) == (200, True)
    connection.request("HEAD", "/crossref/works/10.1287/orsc.9.3.285")
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (200, b"")
    connection.close()


def test_two_can_stand_side_by_side() -> None:
    with StandIn() as one, StandIn() as other:
        assert one.port != other.port


def test_closing_frees_the_port() -> None:
    with StandIn() as stand_in:
        port = stand_in.port
    with StandIn(port=port) as again:
        assert again.port == port

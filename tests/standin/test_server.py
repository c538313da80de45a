"""The server itself: addresses, the log, many at once, and what strangers send."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.standin.faults import SERVICES
from litreview.standin.server import StandIn
from litreview.standin.wire import Request
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


@pytest.mark.parametrize("port", [-1, 65536])
def test_what_is_no_port_is_said(port: int) -> None:
    with pytest.raises(ValueError, match=f"no port {port}"):
        StandIn(port=port)


def test_a_taken_port_is_an_error_of_the_system(served: StandIn) -> None:
    with pytest.raises(OSError):
        StandIn(port=served.port)


@pytest.fixture(scope="module")
def quiet() -> Iterator[StandIn]:
    """A stand-in that is asked without a net."""
    with StandIn() as stand_in:
        yield stand_in


_PATHS = """/works /works/ /works/10.1287%2Forsc.9.3.285 /works//agency /graph/v1/paper/search
    /graph/v1/paper/search/bulk /graph/v1/paper/search/match /graph/v1/paper/batch /graph/v1/paper/x/references
    /graph/v1/paper/10.2307/2393553/citations /cgi-bin/htsearch2 /cgi-bin/h.cgi /cgi-bin/refs.cgi /s/inm/orisre.html
    /scripts/search.pf /RePEc:x /api/plain/x /api/citedby/ /RePEc/ /RePEc/inm/orisre/ //"""
PATHS = st.sampled_from(_PATHS.split())
_NAMES = """query query.title filter select sort order rows offset cursor facet fields limit year token venue
    publicationDateOrYear minCitationCount q np ul wf s h ft kw aus pg lgc"""
NAMES = st.sampled_from(_NAMES.split())
_VALUES = (
    "* trust 10 -1 ² ( ) | ~ doi:,from-pub-date:x,type: title,authors. 1998- :2 a:b:c citationCount:desc"
)
VALUES = st.one_of(st.text(max_size=12), st.sampled_from(_VALUES.split()))


@settings(max_examples=200, deadline=None)
@given(
    service=st.sampled_from(SERVICES),
    method=st.sampled_from(["GET", "POST"]),
    path=st.one_of(PATHS, st.text(max_size=10).map(lambda text: f"/{text}")),
    query=st.dictionaries(NAMES, VALUES, max_size=4),
    body=st.one_of(st.binary(max_size=20), st.just(b'{"ids":[1,null,"x"]}'), st.just(b"q=trust&np=9")),
)
def test_whatever_is_asked_gets_an_answer(
    quiet: StandIn, service: str, method: str, path: str, query: dict[str, str], body: bytes
) -> None:
    asked = Request(method=method, path=path, query=urlencode(query, errors="replace"), body=body)
    assert quiet.answer(asked, service).status in (200, 301, 302, 400, 403, 404, 405)

"""Every fault does what its sentence says, to whom and as often as it was asked for."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from litreview.standin.faults import FAULTS, OVERSIZE, REPEC, SERVICES, parse_fault
from litreview.standin.server import StandIn
from tests.standin.client import Answer, ask

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def ill() -> Iterator[StandIn]:
    with StandIn(now=lambda: NOON, drip=0.0, silence=600) as stand_in:
        yield stand_in


def work(ill: StandIn, seconds: float = 10) -> Answer:
    return ask(ill.addresses["crossref"] + "/works/10.1287/orsc.9.3.285", seconds=seconds)


def paper(ill: StandIn, tail: str = "") -> Answer:
    return ask(ill.addresses["semantic_scholar"] + "/graph/v1/paper/10.1287/orsc.9.3.285" + tail)


@pytest.mark.parametrize("name", FAULTS)
def test_every_fault_changes_an_answer(ill: StandIn, name: str) -> None:
    service, path = {
        "null-data": ("semantic_scholar", "/graph/v1/paper/10.2307/2393553/citations"),
        "search-form": ("ideas", "/cgi-bin/htsearch2?q=trust"),
        "cursor-expired": ("crossref", "/works?cursor=*"),
        "zero-counts": ("crossref", "/works/10.2307/2393553"),
        "wrong-charset": ("crossref", "/works/10.1016/j.brq.2018.04.001"),
    }.get(name, ("crossref", "/works/10.1287/orsc.9.3.285"))
    ill.set_faults()
    right = ask(ill.addresses[service] + path)
    ill.set_faults(name)
    try:
        wrong = ask(ill.addresses[service] + path, seconds=0.2 if name == "timeout" else 10)
    except (OSError, http.client.HTTPException):
        assert name in ("reset", "timeout", "truncated-json")
        return
    if name == "slow-drip":
        assert wrong.body == right.body, "slow, but whole"
        return
    assert (wrong.status, wrong.body, wrong.headers.get("content-encoding")) != (
        right.status,
        right.body,
        None,
    )


def test_a_fault_happens_to_one_service_so_many_times(ill: StandIn) -> None:
    ill.set_faults("crossref:503x2")
    assert paper(ill).status == 200
    assert [work(ill).status for _ in range(3)] == [503, 503, 200]


def test_faults_happen_in_order(ill: StandIn) -> None:
    ill.set_faults("crossref:429x1", "crossref:500x1")
    assert [work(ill).status for _ in range(3)] == [429, 500, 200]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("429", "2"),
        ("429-no-retry-after", None),
        ("429-date", "Tue, 24 Nov 2026 12:00:02 GMT"),
        ("429-zero", "0"),
        ("429-negative", "-1"),
        ("429-word", "abc"),
        ("429-long", "100000"),
    ],
)
def test_refusals_name_a_wait_in_every_form(ill: StandIn, name: str, said: str | None) -> None:
    ill.set_faults(name)
    answer = work(ill)
    assert (answer.status, answer.headers.get("retry-after")) == (429, said)
    assert "429 Too Many Requests" in answer.text


def test_semantic_scholar_refuses_in_its_own_words(ill: StandIn) -> None:
    ill.set_faults("429-no-retry-after")
    answer = paper(ill)
    assert len(answer.body) == 174
    assert answer.json["code"] == "429"
    assert answer.headers["x-amzn-errortype"] == "TooManyRequestsException"


def test_server_errors_have_each_services_body(ill: StandIn) -> None:
    ill.set_faults("500")
    assert isinstance(work(ill).json["message"], dict)
    assert paper(ill).json == {"message": "Internal server error"}
    assert ask(ill.addresses["citec"] + "/api/plain/x").headers["content-type"] == "text/html"
    ill.set_faults("504")
    assert work(ill).text.startswith("<html>\n<head><title>504 Gateway Time-out</title></head>")


def test_a_reset_breaks_off(ill: StandIn) -> None:
    ill.set_faults("reset")
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        work(ill)


def test_a_silent_service_never_answers(ill: StandIn) -> None:
    ill.set_faults("timeout")
    with pytest.raises(TimeoutError):
        work(ill, seconds=0.1)


def test_half_a_body_is_noticed(ill: StandIn) -> None:
    ill.set_faults("truncated-json")
    with pytest.raises(http.client.IncompleteRead):
        work(ill)
    ill.set_faults("cut-json")
    with pytest.raises(json.JSONDecodeError):
        _ = work(ill).json


def test_compressed_answers(ill: StandIn) -> None:
    ill.set_faults("gzip")
    answer = work(ill)
    assert answer.headers["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))["status"] == "ok"
    ill.set_faults("broken-gzip")
    with pytest.raises(gzip.BadGzipFile):
        gzip.decompress(work(ill).body)


def test_the_wrong_charset_is_said(ill: StandIn) -> None:
    ill.set_faults("wrong-charset")
    answer = ask(ill.addresses["crossref"] + "/works/10.1016/j.brq.2018.04.001")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode("utf-8")
    assert "Martínez-Noya" in answer.body.decode("cp1252")


def test_too_much_is_still_sound_json(ill: StandIn) -> None:
    ill.set_faults("oversize")
    answer = work(ill)
    assert len(answer.body) > OVERSIZE
    assert answer.json["message-type"] == "work"


def test_a_loop_leads_back(ill: StandIn) -> None:
    ill.set_faults("redirect-loop")
    answer = work(ill)
    assert answer.headers["location"] == "/crossref/works/10.1287/orsc.9.3.285"


def test_lists_and_counts_that_vanish(ill: StandIn) -> None:
    ill.set_faults("null-data")
    assert paper(ill, "/references").json["data"] is None
    ill.set_faults("zero-counts")
    counted = ask(ill.addresses["crossref"] + "/works/10.2307/2393553").json["message"]
    assert counted["is-referenced-by-count"] == 0
    ill.set_faults("list-for-single")
    assert work(ill).json["message-type"] == "work-list"
    assert paper(ill).json["data"] == []


def test_closing_ends_waiting_requests() -> None:
    started = time.monotonic()
    with StandIn(faults=["timeout"]) as stand_in, contextlib.suppress(TimeoutError):
        work(stand_in, seconds=0.1)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("text", ["", "4242", "nobody:429", "ideas:null-data", "crossref:"])
def test_what_is_no_fault_is_said(text: str) -> None:
    with pytest.raises(ValueError, match=r"known are|for .* only"):
        parse_fault(text)


def test_repec_names_its_services_together() -> None:
    assert parse_fault("repec:503").services == REPEC
    assert parse_fault("503").services == SERVICES
    assert parse_fault("citec:zero-countsx3").left == 3


def test_every_fault_has_a_sentence() -> None:
    assert all(sentence and not sentence.endswith(".") for sentence in FAULTS.values())

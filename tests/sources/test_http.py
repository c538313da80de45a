"""The door to the net against a server on this machine: what a person and a service notice of it."""

from __future__ import annotations

import gzip
import json
import logging
import threading
import time
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.errors import KeyRefused, SourceFault, SourceMisread, Stopped
from litreview.sources.http import HttpNet
from litreview.sources.pace import MemoryPace
from litreview.sources.source import Answer
from litreview.sources.source import Reply as Exchanged
from litreview.sources.wire import Damaged, Oversize, decode, gap_of, inflate, json_of, retry_after
from tests.sources.serving import SERVICE, Asked, FakeClock, Loopback, Reply, Rig, Shelf, always, in_turn

JSON = {"accept": "application/json"}


def test_an_answer_carries_body_day_and_address_without_the_mail_address() -> None:
    with Loopback(always(Reply(body=b'{"a": 1}'))) as server, Rig(server.url) as rig:
        answer = rig.net.get(SERVICE, f"{server.url}/works?q=x", private={"mailto": "you@example.org"})
    assert (answer.status, answer.body, answer.day) == (200, b'{"a": 1}', "2026-11-24")
    assert answer.url == f"{server.url}/works?q=x"
    assert server.asked[0].path == "/works?q=x&mailto=you%40example.org"
    assert server.asked[0].headers["user-agent"] == "litreview/test (mailto:you@example.org)"


def test_a_busy_service_is_waited_for_as_long_as_it_asks_and_a_person_is_told() -> None:
    answers = in_turn(Reply(429, headers={"Retry-After": "30"}), Reply())
    with Loopback(answers) as server, Rig(server.url) as rig:
        assert rig.net.get(SERVICE, server.url).status == 200
    assert sum(rig.clock.slept) == pytest.approx(30)
    assert rig.told[0].waiting == 30
    assert rig.told[0].sentence == (
        "The Service is busy (429) and asks to wait 30 s; a free key (LITREVIEW_SERVICE_KEY) helps"
    )


def test_a_service_that_is_always_busy_ends_with_a_sentence_and_is_then_left_alone() -> None:
    with Loopback(always(Reply(429))) as server, Rig(server.url, pace_factor={}) as rig:
        for _ in range(2):
            with pytest.raises(SourceFault, match=r"busy \(429\); a free key"):
                rig.net.get(SERVICE, server.url)
        asked = len(server.asked)
        with pytest.raises(SourceFault, match="too busy five times in a row") as caught:
            rig.net.get(SERVICE, server.url)
        assert len(server.asked) == asked == 5
    assert caught.value.retry_after
    assert sum(rig.clock.slept) < 180


def test_a_rest_ends_and_the_service_is_asked_again() -> None:
    with Loopback(lambda _, nth: Reply(429 if nth <= 5 else 200)) as server, Rig(server.url) as rig:
        for _ in range(2):
            with pytest.raises(SourceFault):
                rig.net.get(SERVICE, server.url)
        rig.clock.sleep(301)
        assert rig.net.get(SERVICE, server.url).status == 200


def test_a_wait_beyond_patience_is_no_wait_and_no_further_request() -> None:
    with Loopback(always(Reply(429, headers={"Retry-After": "54000"}))) as server:
        with Rig(server.url, pace_factor={}) as rig:
            with pytest.raises(SourceFault) as caught:
                rig.net.get(SERVICE, server.url)
            with pytest.raises(SourceFault, match="left alone"):
                rig.net.get(SERVICE, server.url)
        assert len(server.asked) == 1
    assert caught.value.retry_after == 54000
    assert rig.clock.slept == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        ("0", 1),
        ("999999", 86_400),
        ("Tue, 24 Nov 2026 12:01:00 GMT", 60),
        ("Tue, 24 Nov 2026 11:00:00 GMT", 1),
        ("-1", None),
        ("1.5", None),
        ("999999999999", None),
        ("", None),
        ("abc", None),
        ("120, 60", None),
        ("Tue, 24 Nov 2026 12:01:00", None),
        ("2026-11-24T12:01:00Z", None),
        ("\u0661\u0662", None),
    ],
)
def test_every_form_of_retry_after(value: str, seconds: float | None) -> None:
    # The answer's own date counts: the clock of this machine may be wrong.
    assert retry_after({"retry-after": value, "date": "Tue, 24 Nov 2026 12:00:00 GMT"}) == seconds


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_of_a_service_is_asked_again(status: int) -> None:
    with Loopback(in_turn(Reply(status), Reply(status), Reply())) as server, Rig(server.url) as rig:
        assert rig.net.get(SERVICE, server.url).status == 200
        assert len(server.asked) == 3


def test_trouble_that_lasts_is_a_fault_and_waits_grow() -> None:
    with Loopback(always(Reply(503))) as server, Rig(server.url, pace_factor={"service": 1.0}) as rig:
        with pytest.raises(SourceFault, match=r"The Service has trouble \(503\)"):
            rig.net.get(SERVICE, server.url)
        assert len(server.asked) == 4
    assert sum(rig.clock.slept) == pytest.approx(1 + 3 + 9, abs=1)


@pytest.mark.parametrize("status", [400, 404, 405, 414, 422])
def test_an_answer_that_will_not_change_is_never_asked_again(status: int) -> None:
    with Loopback(always(Reply(status, b"Resource not found."))) as server, Rig(server.url) as rig:
        answer = rig.net.get(SERVICE, server.url, headers=JSON)
        assert (answer.status, answer.text, len(server.asked)) == (status, "Resource not found.", 1)


@pytest.mark.parametrize(
    ("secrets", "words"), [({}, "wants a key"), ({"service_key": "k" * 9}, "refused the key")]
)
def test_a_refused_key_is_final_and_named_by_its_setting(secrets: dict[str, str], words: str) -> None:
    with Loopback(always(Reply(403))) as server, Rig(server.url, secrets=secrets) as rig:
        with pytest.raises(KeyRefused) as caught:
            rig.net.get(SERVICE, server.url)
        assert len(server.asked) == 1
    assert words in str(caught.value)
    assert "LITREVIEW_SERVICE_KEY" in str(caught.value)
    assert "kkk" not in str(caught.value)


def test_a_relative_redirect_is_followed_with_the_contact_kept() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        return Reply(301, b"", {"Location": "/works/b"}) if "/a" in asked.path else Reply(body=b"b")

    with Loopback(answer) as server, Rig(server.url) as rig:
        got = rig.net.get(SERVICE, f"{server.url}/works/a", private={"mailto": "you@example.org"})
        assert server.asked[1].path == "/works/b?mailto=you%40example.org"
    assert (got.body, got.url) == (b"b", f"{server.url}/works/b")


def test_a_redirect_of_a_service_behind_a_prefix_stays_behind_it() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        return Reply(301, b"", {"Location": "/works/b"}) if asked.path.endswith("/a") else Reply()

    with Loopback(answer) as server, Rig(f"{server.url}/mirror") as rig:
        assert rig.net.get(SERVICE, f"{server.url}/mirror/works/a").url == f"{server.url}/mirror/works/b"


def test_a_redirect_without_end_ends() -> None:
    with Loopback(always(Reply(302, b"", {"Location": "/again"}))) as server, Rig(server.url) as rig:
        with pytest.raises(SourceFault, match="without end"):
            rig.net.get(SERVICE, server.url)
        assert len(server.asked) == 6


@pytest.mark.parametrize(
    "to",
    [
        "http://127.0.0.1:1/x",
        "https://evil.example/x",
        "javascript:alert(1)",
        "http://[",
        "//api.service.example:8080/",
    ],
)
def test_a_redirect_to_another_host_is_not_followed(to: str) -> None:
    with Loopback(always(Reply(302, b"", {"Location": to}))) as server, Rig(server.url) as rig:
        with pytest.raises(SourceFault, match=r"not one of its hosts|an address that is none"):
            rig.net.get(SERVICE, server.url, headers={"x-api-key": "secret"})
        assert {one.path for one in server.asked} == {"/"}


def test_a_key_stays_behind_when_a_redirect_leads_to_another_host_of_the_service() -> None:
    import httpx

    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        steps = {"/a": "https://www.service.example/b", "/b": "https://www.service.example/c"}
        target = steps.get(request.url.path)
        headers = {"location": target} if target else {}
        return httpx.Response(302 if target else 200, headers=headers, stream=httpx.ByteStream(b"{}"))

    with Rig("https://api.service.example") as rig:
        rig.net._client = httpx.Client(transport=httpx.MockTransport(answer))
        answered = rig.net.get(
            SERVICE,
            "https://api.service.example/a",
            headers={"x-api-key": "secret", "accept": "application/json"},
            private={"mailto": "you@example.org"},
        )
    assert answered.url == "https://www.service.example/c"
    assert [request.headers.get("x-api-key") for request in seen] == ["secret", None, None]
    assert ["mailto" in str(request.url) for request in seen] == [True, False, False]
    assert "you@" not in seen[1].headers["user-agent"]


def test_a_cookie_is_not_sent_back() -> None:
    with Loopback(always(Reply(headers={"Set-Cookie": "id=1"}))) as server, Rig(server.url) as rig:
        rig.net.get(SERVICE, server.url)
        rig.net.get(SERVICE, server.url)
        assert "cookie" not in server.asked[1].headers


def test_a_compressed_answer_is_read_and_only_gzip_is_asked_for() -> None:
    reply = Reply(body=gzip.compress(b"abc") + gzip.compress(b"def"), headers={"Content-Encoding": "gzip"})
    with Loopback(always(reply)) as server, Rig(server.url) as rig:
        assert rig.net.get(SERVICE, server.url).body == b"abcdef"
        assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_a_small_answer_that_unpacks_without_bound_is_cut_off() -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    with Loopback(always(Reply(body=bomb, headers={"Content-Encoding": "gzip"}))) as server:
        with Rig(server.url, cap=1024 * 1024) as rig, pytest.raises(SourceFault, match="more than 1 MiB"):
            rig.net.get(SERVICE, server.url)
        assert len(server.asked) == 1


def test_an_answer_that_says_it_is_too_long_is_not_read() -> None:
    reply = Reply(headers={"Content-Length": "999999999999"})
    with (
        Loopback(always(reply)) as server,
        Rig(server.url) as rig,
        pytest.raises(SourceFault, match="more than 20 MiB"),
    ):
        rig.net.get(SERVICE, server.url)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=5000), st.integers(1, 400), st.sampled_from(["gzip", "deflate", ""]))
def test_inflating_gives_back_what_was_packed_however_it_is_cut(
    body: bytes, size: int, encoding: str
) -> None:
    packed = {"gzip": gzip.compress, "deflate": zlib.compress, "": bytes}[encoding](body)
    pieces = [packed[i : i + size] for i in range(0, len(packed), size)]
    assert inflate(pieces, encoding) == body
    if body:
        with pytest.raises(Oversize):
            inflate(pieces, encoding, cap=len(body) - 1)


@given(st.binary(min_size=1, max_size=300), st.data())
def test_a_damaged_compression_is_damage_and_nothing_else(body: bytes, data: st.DataObject) -> None:
    packed = gzip.compress(body)
    cut = packed[: data.draw(st.integers(0, len(packed) - 1))]
    with pytest.raises(Damaged):
        inflate([cut], "gzip")


def test_an_answer_that_breaks_off_is_asked_again() -> None:
    answers = in_turn(Reply(body=b'{"a": 123456789}', cut=True), Reply(body=b'{"a": 1}'))
    with Loopback(answers) as server, Rig(server.url) as rig:
        assert rig.net.get(SERVICE, server.url).body == b'{"a": 1}'


def test_an_answer_drop_by_drop_has_an_end() -> None:
    with Loopback(always(Reply(body=b"x" * 400, drip=True))) as server, Rig(server.url, deadline=0.2) as rig:
        began = time.monotonic()
        with pytest.raises(SourceFault, match="did not answer in time"):
            rig.net.get(SERVICE, server.url)
    assert time.monotonic() - began < 6


def test_a_stop_is_noticed_while_a_service_is_silent() -> None:
    with Loopback(always(Reply(hang=True))) as server, Rig(server.url, clock=FakeClock(stop_after=1)) as rig:
        began = time.monotonic()
        with pytest.raises(Stopped):
            rig.net.get(SERVICE, server.url)
    assert time.monotonic() - began < 2


def test_a_cursor_is_not_asked_for_twice_after_a_fault() -> None:
    with Loopback(always(Reply(503))) as server, Rig(server.url) as rig, pytest.raises(SourceFault):
        rig.net.get(SERVICE, server.url, repeatable=False)
    assert len(server.asked) == 1


def test_a_service_that_is_not_there_is_said_in_words() -> None:
    with Loopback(always(Reply())) as server:
        url = server.url
    with Rig(url) as rig, pytest.raises(SourceFault) as caught:
        rig.net.get(SERVICE, url, private={"mailto": "you@example.org"})
    assert str(caught.value) == "The Service cannot be reached (connection refused). Is this machine online?"


def test_requests_keep_the_pace_of_their_route() -> None:
    with Loopback(always(Reply())) as server, Rig(server.url, pace_factor={}) as rig:
        for _ in range(5):
            rig.net.get(SERVICE, server.url)
    assert sum(rig.clock.slept) == pytest.approx(4.0)


@pytest.mark.parametrize("stem", ["x-rate-limit-", "X-RateLimit-"])
def test_the_pace_is_learned_from_the_limits_that_answers_tell(stem: str) -> None:
    told = {f"{stem}Limit": "10", f"{stem}Interval": "1s"}
    with Loopback(always(Reply(headers=told))) as server, Rig(server.url, pace_factor={}) as rig:
        for _ in range(12):
            rig.net.get(SERVICE, server.url)
    # One guess of 1 s, then 10 a second with a tenth to spare.
    assert sum(rig.clock.slept) == pytest.approx(1.0 + 10 * 0.11, abs=0.01)


@pytest.mark.parametrize(
    ("headers", "gap"),
    [
        ({"x-rate-limit-limit": "3", "x-rate-limit-interval": "1s"}, 1.1 / 3),
        ({"x-rate-limit-limit": "50", "x-rate-limit-interval": "60"}, 1.32),
        ({"x-rate-limit-limit": "0", "x-rate-limit-interval": "1s"}, None),
        ({"x-rate-limit-limit": "many", "x-rate-limit-interval": "1s"}, None),
        ({"x-rate-limit-limit": "5"}, None),
        ({}, None),
    ],
)
def test_limits_in_headers(headers: dict[str, str], gap: float | None) -> None:
    assert gap_of(headers) == (pytest.approx(gap) if gap else None)


def test_refusals_slow_a_source_down_and_answers_quicken_it_again() -> None:
    def answer(_: Asked, nth: int) -> Reply:
        return Reply(429 if nth == 1 else 200)

    with Loopback(answer) as server, Rig(server.url, pace_factor={}) as rig:
        rig.net.get(SERVICE, server.url)
        rig.clock.slept.clear()
        rig.net.get(SERVICE, server.url)
        assert sum(rig.clock.slept) == pytest.approx(2.0)
        for _ in range(9):
            rig.net.get(SERVICE, server.url)
        rig.clock.slept.clear()
        rig.net.get(SERVICE, server.url)
        assert sum(rig.clock.slept) == pytest.approx(1.0)


def test_two_programs_with_one_keeper_hold_the_pace_together() -> None:
    clock = FakeClock()
    keeper = MemoryPace(clock)
    with (
        Loopback(always(Reply())) as server,
        Rig(server.url, clock=clock, pace=keeper, pace_factor={}) as one,
        Rig(server.url, clock=clock, pace=keeper, pace_factor={}) as two,
    ):
        for rig in (one, two, one, two):
            rig.net.get(SERVICE, server.url)
    assert sum(clock.slept) == pytest.approx(3.0)


def test_a_request_that_connects_slowly_does_not_bring_the_next_too_close() -> None:
    clock, sent = FakeClock(), []

    def answer(asked: Asked, _: int) -> Reply:
        sent.append((asked.path, clock.monotonic()))
        return Reply()

    with Loopback(answer) as server, Rig(server.url, clock=clock, pace_factor={}) as rig:
        rig.net.get(SERVICE, f"{server.url}/first")
        connect = rig.net._open

        def slowly() -> Any:
            rig.net._open = connect  # type: ignore[method-assign]
            clock._passed += 0.7
            return connect()

        rig.net._open = slowly  # type: ignore[method-assign]
        rig.net.get(SERVICE, f"{server.url}/late")
        rig.net.get(SERVICE, f"{server.url}/next")
    assert [when for _, when in sent] == pytest.approx([0.0, 1.7, 2.7])


def test_one_source_is_asked_one_request_at_a_time() -> None:
    now, most, lock = [0], [0], threading.Lock()

    def answer(_: Asked, __: int) -> Reply:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        threading.Event().wait(0.02)
        with lock:
            now[0] -= 1
        return Reply()

    with Loopback(answer) as server, Rig(server.url) as rig:
        threads = [threading.Thread(target=rig.net.get, args=(SERVICE, server.url)) for _ in range(5)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
        assert (most[0], len(server.asked)) == (1, 5)


@pytest.mark.parametrize("body", [b"<html>busy</html>", b'{"a": [1, 2', b"", b"Not implemented."])
def test_an_answer_that_is_no_json_is_asked_again_and_then_misread(body: bytes) -> None:
    with Loopback(in_turn(Reply(body=body), Reply(body=b"[]"))) as server, Rig(server.url) as rig:
        assert rig.net.get(SERVICE, server.url, headers=JSON).body == b"[]"
    with (
        Loopback(always(Reply(body=body))) as server,
        Rig(server.url) as rig,
        pytest.raises(SourceMisread, match=r"^The Service sent "),
    ):
        rig.net.get(SERVICE, server.url, headers=JSON)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b'{"a": -Infinity}',
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1} {"b": 2}',
        b'{"a": 1',
    ],
)
def test_json_that_is_none_is_said_in_words(body: bytes) -> None:
    with pytest.raises(SourceMisread, match=r"^The Service sent .*\(200"):
        json_of(Answer(200, {}, body, "", ""), SERVICE)


def test_json_with_a_mark_of_byte_order_or_a_lying_charset_is_read() -> None:
    value = {"title": "Łódź"}
    for body in (
        json.dumps(value, ensure_ascii=False).encode("utf-8-sig"),
        json.dumps(value).encode("utf-16"),
    ):
        answer = Answer(200, {"content-type": "application/json; charset=iso-8859-1"}, body, "", "")
        assert json_of(answer, SERVICE) == value


@pytest.mark.parametrize(
    ("body", "label", "text"),
    [
        ("é".encode(), "text/html; charset=iso-8859-1", "é"),
        (b"\xe9", "text/html", "é"),
        (b"\x93a\x94", "text/html; charset=utf-8", "\u201ca\u201d"),
        (b"\xe9", "text/html; charset=hex", "é"),
        (b"\xe9+AGE-", "text/html; charset=utf-7", "é+AGE-"),
        (b"\xef\xbb\xbfa", "", "a"),
    ],
)
def test_bytes_become_text_by_what_they_are(body: bytes, label: str, text: str) -> None:
    assert decode(body, label) == text


def test_a_page_that_is_kept_costs_no_request_and_keeps_its_day() -> None:
    shelf = Shelf()
    answers = in_turn(Reply(301, b"", {"Location": "/new"}), Reply(body=b"[1]"), Reply(body=b"[2]"))
    with Loopback(answers) as server, Rig(server.url, cache=shelf) as rig:
        url, private = f"{server.url}/old", {"mailto": "you@example.org"}
        rig.net.get(SERVICE, url, private=private)
        rig.clock.sleep(3 * 86_400)
        again = rig.net.get(SERVICE, url, private=private)
        assert (again.body, again.day, again.from_cache) == (b"[1]", "2026-11-24", True)
        assert again.url == f"{server.url}/new"
        fresh = rig.net.get(SERVICE, url, private=private, fresh=True)
        assert (fresh.body, fresh.day, len(server.asked)) == (b"[2]", "2026-11-27", 3)
        assert rig.net.get(SERVICE, url).body == b"[2]"
    assert "you" not in repr(shelf.kept)


def test_what_may_change_tomorrow_is_not_kept() -> None:
    shelf = Shelf()
    with (
        Loopback(in_turn(Reply(404), Reply(body=b""), Reply())) as server,
        Rig(server.url, cache=shelf) as rig,
    ):
        rig.net.get(SERVICE, server.url)
        rig.net.get(SERVICE, server.url)
        rig.net.get(SERVICE, server.url, repeatable=False)
    assert shelf.kept == {}


def test_posted_json_and_forms_arrive() -> None:
    with Loopback(always(Reply())) as server, Rig(server.url) as rig:
        rig.net.post(SERVICE, f"{server.url}/batch", json={"ids": ["a"]}, headers={"X-Api-Key": "k"})
        rig.net.form(SERVICE, f"{server.url}/form", fields={"q": "a b&c"})
        batch, form = server.asked
    assert (batch.method, batch.body, batch.headers["x-api-key"]) == ("POST", b'{"ids":["a"]}', "k")
    assert (form.method, form.body) == ("POST", b"q=a+b%26c")


def test_a_lent_request_keeps_pace_retries_and_redirects() -> None:
    replies = iter([Exchanged(429, {"retry-after": "7"}, b""), Exchanged(302, {"location": "/real"}, b"")])
    with Loopback(always(Reply(body=b"[]"))) as server, Rig(server.url) as rig:
        answer = rig.net.lend(SERVICE, f"{server.url}/x", lambda _: next(replies))
        assert (answer.body, [one.path for one in server.asked]) == (b"[]", ["/real"])
    assert rig.clock.slept == [7]


def test_no_secret_reaches_a_log(caplog: pytest.LogCaptureFixture) -> None:
    secrets = {"service_key": "key-of-mine", "mailto": "you+me@example.org"}
    caplog.set_level(logging.DEBUG)
    with Loopback(always(Reply())) as server, Rig(server.url, secrets=secrets) as rig:
        caplog.set_level(logging.DEBUG)
        rig.net.get(
            SERVICE,
            server.url,
            private={"mailto": "you+me@example.org"},
            headers={"x-api-key": "key-of-mine"},
        )
        logging.getLogger("httpx").warning(
            "GET %s?mailto=you%%2Bme%%40example.org&k=%s", server.url, "key-of-mine"
        )
    assert "mailto=***&k=***" in caplog.text
    assert "key-of-mine" not in caplog.text
    assert "example.org" not in caplog.text


def test_the_address_of_a_source_is_a_setting() -> None:
    net = HttpNet(
        clock=FakeClock(), tell=lambda _: None, user_agent="x", addresses={"other": "http://localhost/a/"}
    )
    assert net.base(SERVICE) == "https://api.service.example"
    with Rig("http://127.0.0.1:9/prefix/") as rig:
        assert rig.net.base(SERVICE) == "http://127.0.0.1:9/prefix"
    assert net.secret("mailto") is None

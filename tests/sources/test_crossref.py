"""Crossref asked over loopback: searches by habanero, batches, aliases, and every miss explained."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from litreview.errors import Misused, SourceFault, SourceMisread
from litreview.model.identifiers import Identifier, doi
from litreview.model.record import Page
from litreview.sources.crossref import Crossref
from litreview.sources.source import SourceQuery
from tests.sources.serving import Asked, Loopback, Reply, Rig, Shelf, always, in_turn

FIXTURES = Path(__file__).parents[2] / "fixtures" / "crossref"
CROSSREF = Crossref()
MAIL = {"mailto": "you@example.org"}
PLAIN = {"Content-Type": "application/json"}


def rig_for(server: Loopback, **more: Any) -> Rig:
    return Rig(server.url, source=CROSSREF.declared, secrets=MAIL, **more)


def reply(value: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), PLAIN)


def listing(dois: list[str], total: int | None = None, **more: object) -> Reply:
    items = [{"DOI": one, "type": "journal-article", "title": [f"Title of {one}"]} for one in dois]
    message = {"total-results": len(items) if total is None else total, "items": items, **more}
    return reply({"status": "ok", "message-type": "work-list", "message": message})


def work(one: str, **more: object) -> Reply:
    message = {"DOI": one, "type": "journal-article", "title": ["A title"], **more}
    return reply({"status": "ok", "message-type": "work", "message": message})


def known(text: str) -> Identifier:
    found = doi(text)
    assert found is not None
    return found


def search(rig: Rig, after: str | None = None, **query: Any) -> Page:
    return CROSSREF.search(rig.net, SourceQuery(**{"text": "learning alliances", **query}), after)


def test_a_search_is_sent_by_habanero_with_its_window_and_years() -> None:
    with Loopback(always(Reply(200, (FIXTURES / "list.json").read_bytes(), PLAIN))) as server:
        with rig_for(server) as rig:
            page = search(rig, limit=4, year_from=1990, year_to=2005)
        (asked,) = server.asked
    assert "habanero/" in asked.headers["user-agent"]
    assert "(mailto:you@example.org)" in asked.headers["user-agent"]
    assert parse_qs(urlsplit(asked.path).query) == {
        "query": ["learning alliances"],
        "filter": ["from-pub-date:1990-01-01,until-pub-date:2005-12-31"],
        "rows": ["4"],
        "offset": ["0"],
    }
    assert (len(page.said), page.hidden, len(page.failures), page.total, page.day) == (
        2,
        1,
        1,
        61432,
        "2026-11-24",
    )


def test_a_server_of_this_machine_is_not_looked_for_at_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with Loopback(in_turn(listing(["10.1000/a"]), work("10.1000/a"))) as server, rig_for(server) as rig:
        assert [said.about for said in search(rig).said] == ["crossref:10.1000/a"]
        (page,) = CROSSREF.look_up(rig.net, [known("10.1000/a")])
        assert page.said


def test_the_same_search_is_asked_again_each_time() -> None:
    with Loopback(always(listing(["10.1000/a"]))) as server, rig_for(server, cache=Shelf()) as rig:
        search(rig)
        search(rig)
        assert len(server.asked) == 2


def test_a_work_looked_up_twice_a_day_is_asked_for_once() -> None:
    with Loopback(always(work("10.1000/a"))) as server, rig_for(server, cache=Shelf()) as rig:
        for _ in range(2):
            (page,) = CROSSREF.look_up(rig.net, [known("10.1000/a")])
            assert [said.about for said in page.said] == ["crossref:10.1000/a"]
        assert len(server.asked) == 1


def test_what_was_asked_is_told_exactly_and_without_the_mail_address() -> None:
    with Loopback(always(listing([]))) as server, rig_for(server) as rig:
        page = search(rig)
        assert page.asked == f"GET {server.url}{server.asked[0].path}"
    assert "example.org" not in page.asked


def test_a_search_goes_on_by_windows_and_ends_at_the_limit() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        query = parse_qs(urlsplit(asked.path).query)
        start, rows = int(query["offset"][0]), int(query["rows"][0])
        return listing([f"10.1000/{n}" for n in range(start, start + rows)], total=61432)

    with Loopback(answer) as server, rig_for(server) as rig:
        got, after = [], None
        while True:
            page = search(rig, after, limit=230)
            got += [said.about for said in page.said]
            if (after := page.next) is None:
                break
    assert got == [f"crossref:10.1000/{n}" for n in range(230)]
    assert [parse_qs(urlsplit(one.path).query)["rows"] for one in server.asked] == [["100"], ["100"], ["30"]]


def test_a_search_that_delivers_less_than_it_says_ends() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        return listing(["10.1000/a"] if "offset=0" in asked.path else [], total=200)

    with Loopback(answer) as server, rig_for(server) as rig:
        page = search(rig, limit=500)
        assert (len(page.said), page.total, page.next) == (1, 200, None)


def test_a_search_without_words_is_not_sent() -> None:
    with Loopback(always(listing([]))) as server, rig_for(server) as rig, pytest.raises(Misused):
        search(rig, text="  ")
    assert server.asked == []


def test_a_long_search_pages_by_a_cursor_that_is_encoded_and_never_repeated() -> None:
    cursor = "DnF1/ZXJ5+VGhlbg=="

    def answer(asked: Asked, nth: int) -> Reply:
        sent = parse_qs(urlsplit(asked.path).query)["cursor"][0]
        assert sent == ("*" if nth == 1 else cursor)
        dois = [[f"10.1000/{n}" for n in range(200)], ["10.1000/last"], []][min(nth, 3) - 1]
        return listing(dois, total=60_000, **{"next-cursor": cursor})

    with Loopback(answer) as server, rig_for(server) as rig:
        first = search(rig, limit=60_000)
        second = search(rig, first.next, limit=60_000)
        third = search(rig, second.next, limit=60_000)
    assert [len(page.said) for page in (first, second, third)] == [200, 1, 0]
    assert third.next is None
    assert "mailto" not in first.asked


def test_a_cursor_that_expired_keeps_what_came_and_says_so() -> None:
    gone = {"status": "failed", "message-type": "resource-failure", "message": [{"type": "cursor-invalid"}]}
    with Loopback(always(reply(gone, 404))) as server, rig_for(server) as rig:
        page = search(rig, "cursor:200:thing", limit=60_000)
    assert (page.next, page.failures[0].what) == (None, "the cursor expired")


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (Reply(429, b"<html></html>", {"Retry-After": "7"}), r"busy \(429\) and asks to wait 7 s"),
        (Reply(429, json.dumps({"message": "slow down"}).encode(), PLAIN), r"busy \(429\)"),
        (Reply(503, b"<html></html>"), r"trouble \(503\)"),
        (Reply(500, b'{"message": {"name": "class", "stack": []}}', PLAIN), r"trouble \(500\)"),
        (Reply(200, b"<html>busy</html>", {"Content-Type": "text/html"}), "web page"),
        (Reply(200, b"<html>busy</html>"), "web page"),
        (Reply(200, b"", PLAIN), "sent"),
        (Reply(200, b'{"message": {"items": [', PLAIN), "sent"),
        (Reply(200, b"Not implemented.", {"Content-Type": "text/plain"}), "sent|did not take"),
        (Reply(200, b'{"message": "Route not found"}', PLAIN), "shape unknown"),
        (
            Reply(404, b"Resource not found.", {"Content-Type": "text/plain"}),
            r"did not take the question \(404\)",
        ),
        (
            Reply(400, b'{"message": [{"message": "This route does not support sort"}]}', PLAIN),
            "does not support sort",
        ),
        (Reply(302, b"", {"Location": "https://evil.example/"}), "evil.example"),
        (Reply(200, b'{"message": {"items": []}}', PLAIN, cut=True), "cannot be reached|breaks off"),
    ],
)
def test_each_fault_of_a_search_by_habanero_becomes_a_sentence(fault: Reply, words: str) -> None:
    with (
        Loopback(always(fault)) as server,
        rig_for(server) as rig,
        pytest.raises(SourceFault, match=words) as caught,
    ):
        search(rig)
    assert "example.org" not in str(caught.value)


def test_an_answer_that_habanero_cannot_take_apart_is_asked_for_by_our_own_door() -> None:
    with Loopback(always(listing(["10.1000/a"])._replace(headers={}))) as server, rig_for(server) as rig:
        assert [said.about for said in search(rig).said] == ["crossref:10.1000/a"]
        assert ["habanero" in one.headers["user-agent"] for one in server.asked] == [True, False]


def test_a_cursor_that_nobody_asked_for_is_not_followed() -> None:
    answer = listing(["10.1000/a"], total=9000, **{"next-cursor": "abc"})
    with Loopback(always(answer)) as server, rig_for(server) as rig:
        search(rig)
        assert len(server.asked) == 1


def test_a_search_that_habanero_cannot_connect_is_said_in_words() -> None:
    with Loopback(always(listing([]))) as server:
        pass
    with rig_for(server) as rig, pytest.raises(SourceFault, match="cannot be reached"):
        search(rig)


def test_a_busy_search_is_sent_again_after_the_wait() -> None:
    answers = in_turn(Reply(429, b"", {"Retry-After": "5"}), listing(["10.1000/a"]))
    with Loopback(answers) as server, rig_for(server) as rig:
        assert [said.about for said in search(rig).said] == ["crossref:10.1000/a"]
        assert rig.clock.slept == [5]


@pytest.mark.parametrize(
    "text",
    [
        "10.1002/(SICI)1097-0266(199705)18:5<411::AID-SMJ889>3.0.CO;2-M",
        "10.1175/1520-0477(1996)077<0935:WOTWSM>2.0.CO;2",
        "10.1016/0956-5221(95)00018-Q",
        "10.36652/0042-4633-2023-102-5-404-413/",
        "10.1000/a#b",
        "10.1000/a?b=c&d",
        "10.1000/a%25b",
        "10.1000/a+b",
        "10.1000/a[1];x",
        "10.1000/a,b",
    ],
)
@pytest.mark.parametrize("many", [False, True])
def test_every_doi_arrives_as_it_is(text: str, many: bool) -> None:
    one = known(text)
    found: list[str] = []

    def answer(asked: Asked, _: int) -> Reply:
        parts = urlsplit(asked.path)
        if parts.path == "/works":
            dois = [name.removeprefix("doi:") for name in parse_qs(parts.query)["filter"][0].split(",")]
            found.extend(dois)
            return listing(dois)
        found.append(unquote(parts.path.removeprefix("/works/")))
        return work(found[-1])

    others = [known("10.1000/x"), known("10.1000/y")] if many else []
    with Loopback(answer) as server, rig_for(server) as rig:
        pages = list(CROSSREF.look_up(rig.net, [one, *others]))
    assert one.value in found
    assert one.value in [said.about.removeprefix("crossref:") for page in pages for said in page.said]
    assert not any(page.misses for page in pages)


def test_the_address_typed_with_its_percent_signs_is_decoded_once() -> None:
    assert known("https://doi.org/10.1002%2F(SICI)1097%3C411").value == "10.1002/(sici)1097<411"


def test_an_alias_brings_one_work_with_both_dois() -> None:
    def answer(asked: Asked, _: int) -> Reply:
        if asked.path.startswith("/works/10.26434%2Fchemrxiv.5406907?"):
            return Reply(301, b"", {"Location": "/works/10.26434/chemrxiv.5406907.v5"})
        return work("10.26434/chemrxiv.5406907.v5")

    with Loopback(answer) as server, rig_for(server) as rig:
        (page,) = CROSSREF.look_up(rig.net, [known("10.26434/chemrxiv.5406907")])
    (said,) = page.said
    assert said.record is not None
    assert [one.value for one in said.record.identifiers] == [
        "10.26434/chemrxiv.5406907.v5",
        "10.26434/chemrxiv.5406907",
    ]
    assert "mailto=you" in server.asked[1].path


def registry(
    agencies: dict[str, str], singles: dict[str, str], listed: Callable[[list[str]], list[str]]
) -> Any:
    """A server that knows some DOIs: by filter, singly (an alias maps to another), or by agency alone."""

    def answer(asked: Asked, _: int) -> Reply:
        parts = urlsplit(asked.path)
        if parts.path == "/works":
            dois = [name.removeprefix("doi:") for name in parse_qs(parts.query)["filter"][0].split(",")]
            rows = int(parse_qs(parts.query)["rows"][0])
            return listing(list(reversed(listed(dois)))[:rows])
        name = unquote(parts.path.removeprefix("/works/"))
        if name.endswith("/agency"):
            agency = agencies.get(name.removesuffix("/agency"))
            if agency is None:
                return Reply(404, b"Resource not found.", PLAIN)
            return reply({"message": {"agency": {"id": agency, "label": agency.title()}}})
        if name not in singles:
            return Reply(404, b"Resource not found.", {"Content-Type": "text/plain"})
        target = singles[name]
        if target != name:
            return Reply(301, b"", {"Location": f"/works/{target}"})
        return work(name)

    return answer


def test_a_large_batch_explains_every_doi_that_it_left_out() -> None:
    good = [f"10.1000/work.{n}" for n in range(98)]
    odd = ["10.1000/alias", "10.5281/zenodo.1", "10.1000/nobody", "10.1000/a,b", "10.1000/late"]
    server = Loopback(
        registry(
            {"10.5281/zenodo.1": "datacite", "10.1000/late": "crossref"},
            {
                "10.1000/alias": "10.1000/target",
                "10.1000/target": "10.1000/target",
                "10.1000/a,b": "10.1000/a,b",
            },
            lambda dois: [one for one in dois if one in good],
        )
    )
    asked = [known(one) for one in [*good, *odd, "10.1000/WORK.5"]]
    with server, rig_for(server) as rig:
        pages = list(CROSSREF.look_up(rig.net, asked))
    got = [said.record for page in pages for said in page.said]
    assert len(got) == len(good) + 2
    misses = {miss.identifier.value: miss.why for page in pages for miss in page.misses}
    assert misses == {
        "10.5281/zenodo.1": "registered with Datacite, not with Crossref",
        "10.1000/nobody": "no registration agency knows this DOI",
        "10.1000/late": "registered with Crossref, but its publisher has not delivered the record yet",
    }
    lists = [one for one in server.asked if one.path.startswith("/works?")]
    assert len(lists) == 3
    assert max(len(one.path) for one in server.asked) < 4000


def test_a_batch_that_fails_makes_no_doi_unknown() -> None:
    with Loopback(always(Reply(503))) as server, rig_for(server) as rig, pytest.raises(SourceFault):
        list(CROSSREF.look_up(rig.net, [known(f"10.1000/{n}") for n in range(5)]))


def test_a_list_where_one_work_was_asked_is_misread() -> None:
    with (
        Loopback(always(listing(["10.1000/other"]))) as server,
        rig_for(server) as rig,
        pytest.raises(SourceMisread),
    ):
        list(CROSSREF.look_up(rig.net, [known("10.1000/a")]))


def test_a_journal_asked_for_by_its_doi_arrives() -> None:
    item = {"DOI": "10.1000/journal", "type": "journal", "title": ["Organization Science"]}
    answer = {"message-type": "work-list", "message": {"items": [item], "total-results": 1}}
    with Loopback(registry({}, {}, lambda _: [])) as server:
        server._answer = lambda _asked, nth: reply(answer) if nth == 1 else Reply(404)
        with rig_for(server) as rig:
            pages = list(
                CROSSREF.look_up(rig.net, [known("10.1000/journal"), known("10.1000/b"), known("10.1000/c")])
            )
    assert [said.about for page in pages for said in page.said] == ["crossref:10.1000/journal"]
    assert all(page.hidden == 0 for page in pages)


def test_references_come_with_the_work_and_a_missing_list_is_withheld() -> None:
    with (
        Loopback(always(work("10.1287/isre.1110.0409", **{"reference-count": 50}))) as server,
        rig_for(server) as rig,
    ):
        page = CROSSREF.references(rig.net, known("10.1287/isre.1110.0409"))
    assert page.said[0].references is not None
    assert (page.said[0].references.state, page.said[0].references.total) == ("withheld", 50)
    assert page.next is None


def test_counts_are_asked_fresh_in_batches_and_name_the_record() -> None:
    def answer(asked: Asked, nth: int) -> Reply:
        query = parse_qs(urlsplit(asked.path).query)
        assert {"DOI", "is-referenced-by-count"} <= set(query["select"][0].split(","))
        items = [{"DOI": "10.1000/a", "is-referenced-by-count": 10 * nth, "title": ["A"]}]
        return reply({"message-type": "work-list", "message": {"items": items, "total-results": 1}})

    with Loopback(answer) as server, rig_for(server, cache=Shelf()) as rig:
        first = list(CROSSREF.counts(rig.net, [known("10.1000/a")]))
        second = list(CROSSREF.counts(rig.net, [known("10.1000/a")]))
    (said,) = second[0].said
    assert (first[0].said[0].citation_count, said.citation_count) == (10, 20)
    assert (said.about, said.record, [one.title for one in said.listed]) == (
        "crossref:10.1000/a",
        None,
        ["A"],
    )


def test_without_an_address_the_slower_queue_is_kept() -> None:
    with Loopback(always(work("10.1000/a"))) as server:
        with Rig(server.url, source=CROSSREF.declared, pace_factor={}) as rig:
            list(CROSSREF.look_up(rig.net, [known("10.1000/a")]))
            list(CROSSREF.look_up(rig.net, [known("10.1000/b")]))
        assert sum(rig.clock.slept) == pytest.approx(0.25)
        assert all("mailto" not in one.path + one.headers["user-agent"] for one in server.asked)

"""The services' limits, by a clock that the test moves."""

from __future__ import annotations

from threading import Thread

from hypothesis import given
from hypothesis import strategies as st

from litreview.standin.limits import CROSSREF_POOLS, GENEROUS, Limits, Pool, pool_of
from litreview.standin.server import StandIn
from litreview.standin.wire import Request
from tests.standin.client import Answer, ask


class Hands:
    """The hands of a clock."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def lists(stand_in: StandIn, polite: bool = False) -> Answer:
    return ask(
        stand_in.addresses["crossref"] + "/works?rows=0" + ("&mailto=you@example.org" if polite else "")
    )


def test_public_lists_are_one_a_second() -> None:
    hands = Hands()
    with StandIn(limits=True, monotonic=hands) as stand_in:
        first, second = lists(stand_in), lists(stand_in)
        assert (first.status, second.status) == (200, 429)
        assert first.headers["x-api-pool"] == second.headers["x-api-pool"] == "public-array"
        assert (first.headers["x-rate-limit-limit"], first.headers["x-rate-limit-interval"]) == ("1", "1s")
        assert first.headers["x-concurrency-limit"] == "1"
        hands.at += 1
        assert lists(stand_in).status == 200


def test_an_address_in_the_query_or_the_agent_makes_polite() -> None:
    with StandIn(limits=True, monotonic=Hands()) as stand_in:
        assert [lists(stand_in, polite=True).status for _ in range(4)] == [200, 200, 200, 429]
        agent = {"user-agent": "litreview/1 (mailto:you@example.org)"}
        single = ask(stand_in.addresses["crossref"] + "/works/10.1287/orsc.9.3.285", headers=agent)
        assert single.headers["x-api-pool"] == "polite-single"


def test_singles_and_lists_are_counted_apart() -> None:
    with StandIn(limits=True, monotonic=Hands()) as stand_in:
        assert lists(stand_in).status == 200
        url = stand_in.addresses["crossref"] + "/works/10.1287/orsc.9.3.285"
        assert [ask(url).status for _ in range(6)] == [200] * 5 + [429]


def test_semantic_scholar_is_one_a_second_over_all_routes() -> None:
    hands = Hands()
    with StandIn(limits=True, monotonic=hands) as stand_in:
        root = stand_in.addresses["semantic_scholar"] + "/graph/v1/paper"
        assert ask(root + "/10.2307/2393553").status == 200
        refused = ask(root + "/search?query=trust")
        assert (refused.status, refused.json["code"]) == (429, "429")
        assert "retry-after" not in refused.headers
        keyed = ask(root + "/search?query=trust", headers={"x-api-key": "k"})
        assert keyed.json == {"message": "Too Many Requests"}
        hands.at += 1
        assert ask(root + "/search?query=trust").status == 200


def test_without_limits_nothing_is_refused_and_that_is_announced() -> None:
    with StandIn(monotonic=Hands()) as stand_in:
        answers = [lists(stand_in) for _ in range(10)]
    assert {answer.status for answer in answers} == {200}
    assert answers[0].headers["x-rate-limit-limit"] == str(GENEROUS.limit)


def test_no_more_at_once_than_the_pool_allows() -> None:
    pool = CROSSREF_POOLS["polite-array"]
    limits = Limits(Hands())
    assert [limits.enter(pool) for _ in range(4)] == [True, True, True, False]
    busy = Pool("busy", 100, 1.0, 1)
    assert limits.enter(busy) and not limits.enter(busy)
    limits.leave(busy)
    assert limits.enter(busy)


@given(st.lists(st.floats(0, 0.6), min_size=1, max_size=60), st.integers(1, 5))
def test_never_more_than_the_limit_in_any_second(gaps: list[float], limit: int) -> None:
    hands, pool = Hands(), Pool("any", limit)
    limits = Limits(hands)
    served: list[float] = []
    for gap in gaps:
        hands.at += gap
        if limits.enter(pool):
            served.append(hands.at)
            limits.leave(pool)
    for start in served:
        assert sum(start <= moment < start + 0.97 for moment in served) <= limit
    if all(gap >= 1 / limit for gap in gaps):
        assert len(served) == len(gaps)


def test_pools_by_route() -> None:
    def name(path: str, query: str = "") -> str:
        pool = pool_of("crossref", Request(method="GET", path=path, query=query))
        return pool.name if pool else ""

    assert name("/works") == name("/works/") == "public-array"
    assert name("/works/10.1/x", "mailto=you@example.org") == "polite-single"
    assert name("/v1/works/10.1%2Fx/agency") == "public-single"
    assert pool_of("ideas", Request(method="GET", path="/a")) is None


def test_many_threads_are_counted_rightly() -> None:
    limits, pool = Limits(Hands()), Pool("shared", 50)
    let_in: list[bool] = []
    threads = [Thread(target=lambda: let_in.append(limits.enter(pool))) for _ in range(80)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert let_in.count(True) == 50

"""What holds for every source and each of its abilities, asked against the stand-in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from litreview.errors import LitreviewError, SourceFault
from litreview.model.identifiers import SCHEMES, Identifier
from litreview.model.record import LIST_STATES, NOTICE_KINDS, TYPES, VERSION_KINDS, Page
from litreview.model.stored import (
    line_from_stored,
    line_to_stored,
    record_from_stored,
    record_to_stored,
)
from litreview.sources.http import HttpNet
from litreview.sources.source import (
    REGISTRY,
    Counts,
    ListsCitedBy,
    ListsReferences,
    LooksUp,
    Net,
    ReadsBodies,
    ReadsPages,
    Searches,
    Source,
    SourceQuery,
    load,
)
from litreview.standin.faults import FAULTS, SERVICES
from litreview.standin.server import StandIn
from tests.sources.serving import FakeClock

SECRETS = {"mailto": "you@example.org", "semantic_scholar_key": "key-of-mine"}
NAMES = tuple(REGISTRY)
KNOWN = {
    "doi": Identifier("doi", "10.1287/orsc.9.3.285"),
    "repec_handle": Identifier("repec_handle", "RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305"),
}
UNKNOWN = {
    "doi": Identifier("doi", "10.5555/nobody.knows.this"),
    "repec_handle": Identifier("repec_handle", "RePEc:zzz:nobody:v:1:y:1900:i:1:p:1"),
}
PAGES = (
    "https://ideas.repec.org/a/inm/ororsc/v9y1998i3p285-305.html",
    "https://econpapers.repec.org/article/inmororsc/v_3a9_3ay_3a1998_3ai_3a3_3ap_3a285-305.htm",
)
ABILITIES = {
    "search": Searches,
    "look_up": LooksUp,
    "references": ListsReferences,
    "cited_by": ListsCitedBy,
    "counts": Counts,
    "fetch_page": ReadsPages,
}


@pytest.fixture(scope="module")
def stand_in() -> Iterator[StandIn]:
    with StandIn(drip=0.02, silence=2.0) as server:
        yield server


@pytest.fixture
def net(stand_in: StandIn) -> Iterator[HttpNet]:
    stand_in.set_faults()
    made = HttpNet(
        clock=FakeClock(),
        tell=lambda _: None,
        user_agent="litreview/test",
        addresses=stand_in.addresses,
        secrets=SECRETS,
        pace_factor=dict.fromkeys(NAMES, 0.0),
        chance=lambda: 0.5,
        deadline=0.25,
    )
    yield made
    made.close()


def identifier_for(source: Any, table: dict[str, Identifier]) -> Identifier | None:
    return next((table[scheme] for scheme in source.schemes if scheme in table), None)


def ask(source: Any, ability: str, net: Net, table: dict[str, Identifier] = KNOWN) -> list[Page]:
    """The pages of one ability, two at most of those that page."""
    if ability == "search":
        return [source.search(net, SourceQuery(text="learning alliances", limit=5))]
    if ability == "fetch_page":
        handle = table["repec_handle"].value
        # an item, the series that holds it, or a page
        texts = (handle, handle[: handle.index(":v:")], *PAGES)
        address = next(found for text in texts if (found := source.address_of(text)))
        return [source.fetch_page(net, address)]
    identifier = identifier_for(source, table)
    assert identifier is not None, "no identifier of the sample fits this source"
    if ability in ("look_up", "counts"):
        return list(getattr(source, ability)(net, [identifier]))
    return [getattr(source, ability)(net, identifier)]


def able() -> list[tuple[str, str]]:
    """Each source and ability that can be tried offline: the services that the stand-in plays."""
    found = []
    for name in SERVICES:
        source = load(name)
        found += [(name, ability) for ability, protocol in ABILITIES.items() if isinstance(source, protocol)]
    return found


PAIRS = able()


@pytest.mark.parametrize("name", NAMES)
def test_a_source_declares_itself(name: str) -> None:
    declared = load(name).declared
    assert declared.name == name
    assert declared.title
    assert not declared.url or declared.url.startswith("https://") or declared.url.startswith("http://")
    assert not declared.url.endswith("/")
    if declared.url:
        assert declared.hosts
    assert all(seconds > 0 for seconds in declared.pace.values())
    assert all(0 <= trust <= 100 for trust in (declared.trust_default, *declared.trust.values()))


@pytest.mark.parametrize(("name", "ability"), PAIRS)
def test_each_ability_answers_in_the_one_form(name: str, ability: str, net: HttpNet) -> None:
    pages = ask(load(name), ability, net)
    for page in pages:
        assert page.asked
        assert not any(secret in page.asked for secret in SECRETS.values())
        date.fromisoformat(page.day)
        assert page.total is None or page.total >= 0
        for said in page.said:
            check_said(said)
    if ability in ("search", "look_up", "references"):
        assert any(page.said for page in pages)


@pytest.mark.parametrize("name", [name for name in NAMES if isinstance(load(name), ReadsBodies)])
def test_a_stored_body_says_again_what_it_said(name: str, net: HttpNet) -> None:
    """So that a rebuild can read what was received long ago by the reader of today."""
    source = load(name)
    assert isinstance(source, ReadsBodies)
    said = [one for page in ask(source, "look_up", net) for one in page.said if one.record and not one.brief]
    assert said
    for one in said:
        again = source.read_body(one.body)
        assert again is not None and again.record is not None and one.record is not None
        assert replace(again.record, identifiers=()) == replace(one.record, identifiers=())
        assert set(again.record.identifiers) <= set(one.record.identifiers)
    assert source.read_body(b"") is None and source.read_body(b"[[" * 5000) is None


def check_said(said: Any) -> None:
    about, _, name = said.about.partition(":")
    assert about in REGISTRY or about in SCHEMES
    assert name
    for record in [said.record, *said.listed]:
        if record is not None:
            assert record.type in TYPES
            assert record.source in REGISTRY
            assert record.title is None or record.title.strip()
            assert {version.kind for version in record.versions} <= set(VERSION_KINDS)
            assert {notice.kind for notice in record.notices} <= set(NOTICE_KINDS)
            assert record_from_stored(record_to_stored(record)) == record
    if said.record is not None:
        assert said.record.name == said.about
    for found in (said.references, said.cited_by):
        if found is not None:
            assert found.state in LIST_STATES
            positions = [line.position for line in found.lines]
            assert positions == sorted(set(positions))
            names = {record.name for record in said.listed}
            assert {line.record for line in found.lines if line.record} <= names
            assert all(line_from_stored(line_to_stored(line)) == line for line in found.lines)
    for count in (said.citation_count, said.reference_count):
        assert count is None or count >= 0


@pytest.mark.parametrize("name", [name for name, ability in PAIRS if ability == "look_up"])
def test_what_is_not_known_is_a_miss_with_a_reason(name: str, net: HttpNet) -> None:
    source = load(name)
    pages = ask(source, "look_up", net, UNKNOWN)
    assert [said for page in pages for said in page.said] == []
    misses = [miss for page in pages for miss in page.misses]
    assert [miss.identifier for miss in misses] == [identifier_for(source, UNKNOWN)]
    assert misses[0].why


@pytest.mark.parametrize("name", [name for name, ability in PAIRS if ability == "search"])
def test_a_search_goes_on_page_by_page_without_doubles(name: str, net: HttpNet) -> None:
    source = load(name)
    assert isinstance(source, Searches)
    seen: list[str] = []
    after = None
    for _ in range(5):
        page = source.search(net, SourceQuery(text="alliance", limit=150), after)
        seen += [said.about for said in page.said]
        if (after := page.next) is None:
            break
    assert len(seen) == len(set(seen)) >= 3


FATAL = ("500", "502", "503", "504", "reset", "429-long", "redirect-loop", "timeout", "slow-drip")
SLOW = ("timeout", "slow-drip")
QUICK = {
    "crossref": ("search", "look_up"),
    "semantic_scholar": ("search", "look_up", "references"),
    "ideas": ("search", "look_up"),
    "econpapers": ("search",),
    "citec": ("counts",),
    "repec_archive": ("fetch_page",),
}
"""The abilities that each fault is tried on: one of each way in which a source asks."""
SLOW_TRIED = {"crossref": ("search", "look_up"), "semantic_scholar": ("look_up",), "ideas": ("look_up",)}
"""As `QUICK`, for faults that cost their time: habanero's client, ours, a form and a page."""


def outcome(source: Source, ability: str, net: HttpNet) -> str:
    try:
        pages = ask(source, ability, net)
    except LitreviewError as error:
        assert error.sentence.endswith((".", "?", "!"))
        assert not any(secret in str(error) for secret in SECRETS.values())
        return type(error).__name__
    assert all(isinstance(page, Page) for page in pages)
    if any(page.failures or page.misses for page in pages) and not any(page.said for page in pages):
        return "reported"
    return "pages"


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_of_a_service_ends_in_pages_or_in_a_sentence(
    fault: str, stand_in: StandIn, net: HttpNet
) -> None:
    stand_in.set_faults(fault)
    tried = SLOW_TRIED if fault in SLOW else QUICK
    for name, abilities in tried.items():
        for ability in abilities:
            found = outcome(load(name), ability, net)
            if fault in FATAL:
                assert found in ("SourceFault", "reported"), (name, ability)
            if fault in ("401", "403"):
                assert found == "KeyRefused", (name, ability)


PASSING = ("429", "429-no-retry-after", "429-date", "500", "502", "503", "504", "reset", "truncated-json")


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("name", ["crossref", "semantic_scholar", "ideas", "econpapers"])
def test_a_fault_that_passes_costs_nothing_but_time(
    name: str, fault: str, stand_in: StandIn, net: HttpNet
) -> None:
    source = load(name)
    before = [said.about for page in ask(source, "search", net) for said in page.said]
    stand_in.set_faults(f"{name}:{fault}x1")
    assert [said.about for page in ask(source, "search", net) for said in page.said] == before


def test_one_source_that_fails_leaves_the_others_alone(stand_in: StandIn, net: HttpNet) -> None:
    stand_in.set_faults("crossref:503")
    with pytest.raises(SourceFault):
        ask(load("crossref"), "search", net)
    assert ask(load("semantic_scholar"), "search", net)[0].said


def test_limits_of_the_services_are_kept() -> None:
    """With the real limits switched on and the real clock, requests one after the other are never refused."""
    import time
    from datetime import UTC, datetime

    class RealClock:
        monotonic = staticmethod(time.monotonic)
        sleep = staticmethod(time.sleep)

        def now(self) -> datetime:
            return datetime.now(UTC)

    told: list[Any] = []
    crossref: Any = load("crossref")
    with StandIn(limits=True) as server:
        net = HttpNet(
            clock=RealClock(), tell=told.append, user_agent="x", addresses=server.addresses, secrets=SECRETS
        )
        began = time.monotonic()
        for n in range(8):
            list(crossref.look_up(net, [Identifier("doi", f"10.1287/orsc.9.3.{280 + n}")]))
        took = time.monotonic() - began
        net.close()
        asked = len(server.requests)
    assert told == []
    assert asked >= 15  # each unknown DOI costs two
    assert took < 1.35 * 0.11 * asked + 1.0


def test_pages_and_searches_have_callers() -> None:
    """Every source that asks the net is tried here, and every ability is somebody's."""
    assert {name for name, _ in PAIRS} >= set(QUICK)
    assert {ability for _, ability in PAIRS} == set(ABILITIES)

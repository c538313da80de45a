"""EconPapers: item pages, search, addresses that can be turned back into handles."""

from __future__ import annotations

import csv
import io

import pytest

from litreview.errors import SourceMisread
from litreview.model.identifiers import Identifier
from litreview.model.record import Entry
from litreview.sources.repec.addresses import econpapers_handle
from litreview.sources.repec.econpapers import EconPapers
from litreview.sources.source import SourceQuery
from tests.sources.repec.fake import FakeNet, fixture, recorded

ASTHANA = Identifier("repec_handle", "RePEc:eme:rafpps:v:9:y:2010:i:3:p:244-263")
ADDRESS = "https://econpapers.repec.org/article/emerafpps/v_3a9_3ay_3a2010_3ai_3a3_3ap_3a244-263.htm"
SEARCH = "/scripts/search.pf?ft=trust&adv=true&wp=on&art=on&bkchp=on&sort=rank&lgc=AND&pg=1"


def test_the_item_of_a_handle() -> None:
    net = FakeNet({f"/{ASTHANA.value}": fixture("econpapers_item.html")})
    page = next(iter(EconPapers().look_up(net, [ASTHANA])))
    record = page.said[0].record
    assert record is not None and record.name == f"econpapers:{ASTHANA.value}"
    assert [author.family for author in record.authors] == ["Asthana", "Balsam"]
    assert (record.venue, record.volume, record.issue, record.pages) == (
        "Review of Accounting and Finance", "9", "3", "244-263",
    )  # fmt: skip
    assert record.identifier("doi") == "10.1108/14757701011068057"
    assert record.keywords == ("Company performance", "Directors", "Risk analysis")
    assert (record.jel, record.abstract) == (("G34", "M41"), "Who leaves a board when results are poor.")


def test_what_is_not_there_is_a_miss_and_another_page_stops_the_source() -> None:
    page = next(iter(EconPapers().look_up(FakeNet({}), [ASTHANA])))
    assert page.misses[0].identifier == ASTHANA
    net = FakeNet({f"/{ASTHANA.value}": fixture("econpapers_form.html")})
    with pytest.raises(SourceMisread):
        list(EconPapers().look_up(net, [ASTHANA]))


def test_addresses() -> None:
    assert econpapers_handle(ADDRESS) == ASTHANA
    assert (
        econpapers_handle("https://EconPapers.repec.org/RePEc:eme:rafpps:v:9:y:2010:i:3:p:244-263") == ASTHANA
    )
    assert EconPapers().address_of("https://econpapers.repec.org/article/eeemoneco/") is None
    assert EconPapers().address_of("https://econpapers.repec.org/paper/bisbiswps/default8.htm") is None
    assert EconPapers().address_of("https://ideas.repec.org/a/x/y/z.html") is None
    path = EconPapers().address_of(ADDRESS)
    assert path is not None
    page = EconPapers().fetch_page(FakeNet({path: fixture("econpapers_item.html")}), path)
    assert page.said[0].about == f"econpapers:{ASTHANA.value}"


def test_recorded_addresses_give_the_handles_that_their_pages_name() -> None:
    with recorded("econpapers", "expected_fields.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["service"] == "EconPapers"]
    assert len(rows) > 10
    for row in rows:
        found = econpapers_handle(row["url"])
        assert (found.value if found else "") == row["handle"], row["url"]


def test_search() -> None:
    page = EconPapers().search(
        FakeNet({SEARCH: fixture("econpapers_search.html")}), SourceQuery(text="trust")
    )
    first, second = (said.record for said in page.said)
    assert first is not None and second is not None
    assert (first.source_id, first.type, first.venue) == (
        "RePEc:nbr:nberwo:11309",
        "working_paper",
        "NBER Working Papers",
    )
    assert [author.family for author in first.authors] == ["Card", "Moretti"]
    assert first.year == 2005, "the year stands below the series"
    assert (second.source_id, second.year) == (ASTHANA.value, 2010)
    assert (page.total, page.next) == (3, "2")


def test_years_that_do_not_fit_are_hidden_and_counted() -> None:
    net = FakeNet({SEARCH: fixture("econpapers_search.html")})
    page = EconPapers().search(net, SourceQuery(text="trust", year_from=2006))
    assert [said.about for said in page.said] == [f"econpapers:{ASTHANA.value}"]
    assert page.hidden == 1


def test_the_search_form_is_not_an_empty_answer() -> None:
    with pytest.raises(SourceMisread, match="search form"):
        EconPapers().search(FakeNet({SEARCH: fixture("econpapers_form.html")}), SourceQuery(text="trust"))


def test_a_saved_page() -> None:
    data = fixture("econpapers_item.html")
    assert EconPapers().sniff(data) and not EconPapers().sniff(fixture("ideas_item.html"))
    entry = next(iter(EconPapers().read_file(io.BytesIO(data), "saved.html")))
    assert isinstance(entry, Entry) and entry.said.about == f"econpapers:{ASTHANA.value}"

"""Archive folders: listings in several hands, one page a file, names from the archive's own file."""

from __future__ import annotations

import pytest

from litreview.errors import NothingFound, SourceFault
from litreview.model.record import Page
from litreview.sources.repec.archive import RepecArchive
from tests.sources.repec.fake import DOWN, FakeNet, fixture

SERIES = b"Template-Type: ReDIF-Series 1.0\nName: Papers of Maastricht\nType: ReDIF-Paper\nHandle: RePEc:unm:unumer\n"


def _paper(number: int, series: str = "unumer") -> bytes:
    return f"Template-Type: ReDIF-Paper 1.0\nTitle: Paper {number}\nHandle: RePEc:unm:{series}:{number}\n".encode()


def _net(**more: bytes | int | Exception) -> FakeNet:
    folder = "/RePEc/unm"
    table: dict[str, bytes | int | Exception] = {
        f"{folder}/": fixture("archive_apache.html"),
        f"{folder}/unmseri.rdf": SERIES,
        f"{folder}/unumer/": fixture("archive_plain.html"),
        f"{folder}/unumer/one.rdf": _paper(1) + _paper(2) + SERIES,
        f"{folder}/unumer/two.redif": _paper(3, "umamer"),
    }
    return FakeNet(table | {f"{folder}/unumer/{name.replace('_', '.')}": body for name, body in more.items()})


def _pages(net: FakeNet, address: str) -> list[Page]:
    archive, after, pages = RepecArchive(), None, []
    while True:
        pages.append(archive.fetch_page(net, address, after))
        after = pages[-1].next
        if after is None:
            return pages


@pytest.mark.parametrize(
    "address", ["RePEc:unm:unumer", "repec:UNM:unumer", "http://127.0.0.1:1/RePEc/unm/unumer/", "RePEc:unm"]
)
def test_a_series_comes_file_by_file(address: str) -> None:
    pages = _pages(_net(), address)
    assert [[said.about for said in page.said] for page in pages] == [
        ["repec_archive:RePEc:unm:unumer:1", "repec_archive:RePEc:unm:unumer:2"],
        ["repec_archive:RePEc:unm:umamer:3"],
    ]
    assert [page.hidden for page in pages] == [1, 0], "a series template is hidden, and counted"
    record = pages[0].said[0].record
    assert record is not None and record.series == "Papers of Maastricht", "the archive names its series"


def test_a_run_that_was_stopped_goes_on_with_the_next_file() -> None:
    first = RepecArchive().fetch_page(_net(), "RePEc:unm:unumer")
    second = RepecArchive().fetch_page(_net(), "RePEc:unm:unumer", first.next)
    assert [said.about for said in second.said] == [
        "repec_archive:RePEc:unm:umamer:3"
    ] and second.next is None


def test_a_folder_that_was_read_before_is_listed_again() -> None:
    archive, net = RepecArchive(), _net()
    archive.fetch_page(net, "RePEc:unm:unumer")
    net.table["/RePEc/unm/unumer/"] = b"<a href=two.redif>two</a>"
    assert [said.about for said in archive.fetch_page(net, "RePEc:unm:unumer").said] == [
        "repec_archive:RePEc:unm:umamer:3"
    ]


def test_a_series_without_a_folder_of_its_name_is_taken_from_the_archive() -> None:
    pages = _pages(_net(), "RePEc:unm:umamer")
    assert [said.about for page in pages for said in page.said] == ["repec_archive:RePEc:unm:umamer:3"]
    assert sum(page.hidden for page in pages) == 3


@pytest.mark.parametrize(
    "body", [404, b"", b"<html>gone</html>", DOWN], ids=["missing", "empty", "html", "down"]
)
def test_a_bad_file_is_a_failure_and_the_next_one_comes(body: bytes | int | Exception) -> None:
    pages = _pages(_net(one_rdf=body), "RePEc:unm:unumer")
    assert len(pages[0].failures) == 1 and pages[0].failures[0].where.endswith("/one.rdf")
    assert len(pages[1].said) == 1


def test_an_archive_that_is_down_stops_after_two_files() -> None:
    with pytest.raises(SourceFault):
        _pages(_net(one_rdf=DOWN, two_redif=DOWN), "RePEc:unm:unumer")


def test_no_folder_and_foreign_archives_are_said_clearly() -> None:
    with pytest.raises(NothingFound, match="No ReDIF files"):
        RepecArchive().fetch_page(_net(), "RePEc:xxx:wpaper")
    with pytest.raises(SourceFault, match=r"archive at example\.org"):
        RepecArchive().fetch_page(_net(), "https://example.org/RePEc/aaa/")


def test_addresses() -> None:
    address_of = RepecArchive().address_of
    assert address_of("https://ideas.repec.org/s/inm/ororsc2.html") == "RePEc:inm:ororsc"
    assert address_of("https://econpapers.repec.org/paper/bisbiswps/default8.htm") == "RePEc:bis:biswps"
    assert (
        address_of("http://example.org/RePEc/aaa/wpaper/1.rdf") == "http://example.org/RePEc/aaa/wpaper/1.rdf"
    )
    for text in ("RePEc:inm:ororsc:v:9:y:1998:i:3:p:285-305", "https://example.org/page.html", "trust"):
        assert address_of(text) is None

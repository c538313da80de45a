"""CitEc: counts and citing works, and all the ways in which it says no."""

from __future__ import annotations

import pytest

from litreview.errors import KeyRefused, SourceMisread
from litreview.model.identifiers import Identifier
from litreview.sources.repec.citec import CitEc
from tests.sources.repec.fake import FakeNet, fixture, recorded

HANDLE = Identifier("repec_handle", "RePEc:imf:imfwpa:01/191")
PLAIN = f"/api/plain/{HANDLE.value}"


def test_counts_name_the_handle_they_are_about() -> None:
    page = next(iter(CitEc().counts(FakeNet({PLAIN: fixture("citec_counts.xml")}), [HANDLE])))
    said = page.said[0]
    assert (said.about, said.record) == (f"repec_handle:{HANDLE.value}", None)
    assert (said.citation_count, said.reference_count, page.day) == (20, 11, "2026-11-24")


def test_the_documented_example() -> None:
    data = recorded("citec", "api-plain-documented-example.xml").read_bytes()
    page = next(iter(CitEc().counts(FakeNet({PLAIN: data}), [HANDLE])))
    assert (page.said[0].citation_count, page.said[0].reference_count) == (20, 11)


def test_a_missing_count_is_unknown_not_zero() -> None:
    page = next(iter(CitEc().counts(FakeNet({PLAIN: fixture("citec_uncounted.xml")}), [HANDLE])))
    assert (page.said[0].citation_count, page.said[0].reference_count) == (None, 11)


@pytest.mark.parametrize("answer", [fixture("citec_unknown.xml"), 404, b"<citationData/>"])
def test_unknown_works_are_misses(answer: bytes | int) -> None:
    page = next(iter(CitEc().counts(FakeNet({PLAIN: answer}), [HANDLE])))
    assert page.said == () and page.misses[0].identifier == HANDLE


def test_a_block_is_said_in_their_words() -> None:
    with pytest.raises(KeyRefused, match="blocked"):
        list(CitEc().counts(FakeNet({PLAIN: fixture("citec_blocked.xml")}), [HANDLE]))


@pytest.mark.parametrize(
    "body", [b"", b"<html><body>hello</body></html>", b"<citationData><citedBy>", b"\x00\xff"]
)
def test_other_answers_stop_the_source(body: bytes) -> None:
    with pytest.raises(SourceMisread):
        list(CitEc().counts(FakeNet({PLAIN: body}), [HANDLE]))


def test_entities_are_not_resolved() -> None:
    body = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><citationData><citedBy>&e;</citedBy></citationData>'
    page = next(iter(CitEc().counts(FakeNet({PLAIN: body}), [HANDLE])))
    assert page.said == ()


def test_citing_works_are_lines_with_handles() -> None:
    net = FakeNet({f"/api/citedby/{HANDLE.value}": fixture("citec_citing.xml")})
    page = CitEc().cited_by(net, HANDLE)
    cited = page.said[0].cited_by
    assert cited is not None and (cited.state, cited.total) == ("given", 2)
    assert cited.lines[0].identifiers == (Identifier("repec_handle", "RePEc:ssb:dispap:322"),)
    assert len(page.failures) == 1

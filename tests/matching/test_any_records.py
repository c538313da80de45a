"""Whatever a record says: nothing breaks, and a verdict is the same from both sides."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.citations.resolve import reference_keys, resolve
from litreview.matching.compare import compare
from litreview.matching.decide import decide
from litreview.matching.keys import blocking_keys
from litreview.matching.merge import merge
from litreview.matching.prepare import prepare
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import TYPES, Record, Reference

TEXT = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(
        ["Editorial", "[Review] [31 refs]", "Part II", "1)", "128 (3 SUPPL. 1)", "e12724", "285-05", "01-Aug", "xiii-xv",
         "10.1/x", "#NAME?", "J.", "Suppl-89", "(", "[", "1998", "组织间学习", "\u202eabc", "a" * 300, "ı", "İV-ı", "Part ²", "H²O and CO₂: volume ③"]
    ),
)  # fmt: skip
NAME = st.text(max_size=12)
RECORDS = st.builds(
    Record,
    source=st.sampled_from(["one", "two"]),
    source_id=st.text("abc", min_size=1, max_size=3),
    type=st.sampled_from(TYPES),
    title=TEXT, subtitle=TEXT, venue=TEXT, series=TEXT, volume=TEXT, issue=TEXT, pages=TEXT,
    article_number=TEXT, report_number=TEXT, edition=TEXT,
    year=st.one_of(st.none(), st.integers(-5, 3000)),
    authors=st.lists(st.builds(Author, NAME, NAME, NAME, NAME, NAME, NAME), max_size=3).map(tuple),
    others=st.booleans(),
    identifiers=st.lists(
        st.builds(Identifier, st.sampled_from(["doi", "repec_handle", "pmid", "isbn", "issn"]), st.text(min_size=1, max_size=9)),
        max_size=2,
    ).map(tuple),
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(RECORDS, RECORDS)
def test_a_verdict_is_the_same_from_both_sides(one: Record, other: Record) -> None:
    left, right = prepare(one), prepare(other)
    forth, back = decide(compare(left, right)), decide(compare(right, left))
    assert (forth.word, forth.strength, forth.evidence.levels) == (
        back.word,
        back.strength,
        back.evidence.levels,
    )
    assert forth.word in ("same", "version", "different", "maybe")
    assert all(isinstance(reason, str) and reason for reason in forth.reasons)


@settings(deadline=None)
@given(RECORDS, RECORDS)
def test_names_of_records_decide_nothing(one: Record, other: Record) -> None:
    """Only whether they come from one source matters, not how they are called."""
    apart = [replace(one, source="s1"), replace(other, source="s2")]
    turned = [replace(one, source="s2", source_id="z"), replace(other, source="s1", source_id="a")]
    first, second = (decide(compare(*map(prepare, sides))) for sides in (apart, turned))
    assert (first.word, first.strength) == (second.word, second.strength)


@settings(deadline=None)
@given(RECORDS)
def test_keys_are_short_ascii_strings(record: Record) -> None:
    assert all(key.isascii() and 0 < len(key) <= 80 for key in blocking_keys(record))


@settings(deadline=None)
@given(
    st.lists(RECORDS, min_size=1, max_size=4, unique_by=lambda r: r.name), st.randoms(use_true_random=False)
)
def test_merging_knows_no_order(records: list[Record], shuffle: object) -> None:
    turned = list(records)
    shuffle.shuffle(turned)  # type: ignore[attr-defined]
    assert merge(turned, lambda source, _: len(source)) == merge(records, lambda source, _: len(source))


@settings(deadline=None)
@given(TEXT, TEXT, TEXT, TEXT, st.lists(RECORDS, max_size=3))
def test_any_reference_is_answered(
    title: str | None, text: str | None, byline: str | None, page: str | None, records: list[Record]
) -> None:
    line = Reference(position=1, title=title, text=text, byline=byline, first_page=page, volume=page)
    assert all(key.isascii() for key in reference_keys(line))
    assert resolve(line, list(enumerate(records))).why

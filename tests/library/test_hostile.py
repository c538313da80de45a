"""Hostile text in every field of a record and every word of a person: stored, searched, shown, harmless."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.cli.main import run
from litreview.errors import Misused
from litreview.library.library import Library
from litreview.model.query import parse
from tests.library.making import QuietClock
from tests.long.hostile import Ends, one_round
from tests.long.hostile_text import HARMFUL, bib_entry, query, ris_entry, text

SEEDS = st.integers(0, 2**32)
ANYTHING = st.text(max_size=60) | SEEDS.map(lambda seed: text(random.Random(seed)))


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library of hostile entries."""
    folder = tmp_path_factory.mktemp("hostile")
    chance = random.Random(1)
    for ending, entry in (("bib", bib_entry), ("ris", ris_entry)):
        file = folder / f"in.{ending}"
        file.write_text("".join(entry(chance, number, True) for number in range(40)), encoding="utf-8")
        assert run(["import", str(file), "--library", str(folder / "hostile.sqlite")]) in (0, 5)
    return Library.open(folder / "hostile.sqlite", clock=QuietClock(), who="ann")


@settings(max_examples=100)
@given(ANYTHING | SEEDS.map(lambda seed: query(random.Random(seed))))
def test_whatever_is_typed_into_the_search_line_is_answered(taken: Library, typed: str) -> None:
    found = taken.finding.find(parse(typed), limit=20)
    assert len(taken.works.rows(found.ids)) == len(found.ids) <= 20
    taken.finding.facets(parse(typed))


@settings(max_examples=25)
@given(words=st.tuples(ANYTHING, ANYTHING, ANYTHING))
def test_whatever_a_person_says_is_kept_and_found_again(taken: Library, words: tuple[str, str, str]) -> None:
    (work,) = taken.finding.find(parse(""), limit=1).ids
    tag, note, reason = words
    with suppress(Misused), taken.write("words", act="words", sentence=note):  # nothing but blanks is no word
        taken.tags.tag([work], tag)
        taken.words.note(work, note)
        taken.screening.decide([work], "include", "full_text", reason)
    row = taken.works.read(work)
    for said in (*row.tags, *(one.text for one in taken.words.notes(work))):
        assert not HARMFUL.search(said)
        said.encode("utf-8")


@settings(max_examples=3)
@given(seed=SEEDS)
def test_hostile_files_and_records_are_taken_in_shown_and_written_out(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """One small round of what `python -m tests.long --only hostile` does for long."""
    ends = Ends()
    one_round(tmp_path_factory.mktemp("round"), random.Random(seed), ends, 6)
    assert ends.wrong == []

"""Short cuts say what the long way says: quick looks before patterns, texts in ASCII, copies of records."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.library.search_text import index_text
from litreview.matching import phrases
from litreview.matching.names import prepare_names
from litreview.matching.places import prepare_pages
from litreview.matching.titles import prepare_title
from litreview.model.people import Author
from litreview.model.record import Record, changed
from litreview.model.text import fold, letter_runs, words

ANNOUNCING = (
    "editor editors editorial guest the a an s notes message column letter letters to from of for in this about "
    "issue chair chairs introduction preface corrigenda acknowledgements reviewers books booksellers book review reviews "
    "news calendar list thanks new economics author index front matter memoriam conference reports correction reply "
    "comment response doi 10 1 supplement slides data evaluation summary trust alliances of firms special section proceedings"
).split()
TITLES = st.lists(st.sampled_from(ANNOUNCING), min_size=1, max_size=8).map(" ".join)


@settings(deadline=None, max_examples=400)
@given(TITLES)
def test_no_quick_look_passes_over_a_recurring_title_or_a_role(text: str) -> None:
    title = prepare_title(text)
    spaced = " ".join(title.words)
    if title.words and len(title.core) < 8 and phrases.COLUMN.match(spaced):
        assert title.column
    found = next((name for name, _, pattern in phrases.ROLES if pattern.search(spaced)), "")
    assert title.role == (found if title.words else "")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_words_of_a_text_are_its_runs_of_letters_and_digits(text: str) -> None:
    assert words(text) == re.findall(r"[^\W_]+", fold(text))
    assert letter_runs(text) == re.findall(r"[^\W\d_]+", fold(text))


def test_letters_beyond_ascii_lose_their_accents_alone_and_in_a_row() -> None:
    assert fold("Łódź, Ångström – Nguyễn “Straße” Ωμέγα") == "lodz, angstrom – nguyen “strasse” ωμεγα"
    assert fold("é" * 60) == "e" * 60


def test_a_plain_page_range_is_read_like_any_other() -> None:
    for written in ("285-305", "285--305", "285–305", "285-05"):
        assert prepare_pages(written) == prepare_pages(f"pp. {written}"), written
    assert prepare_pages("0-5").kind == "" and prepare_pages("1998").kind == ""


def test_a_body_among_the_authors_is_no_author_and_a_capital_within_a_name_parts_it() -> None:
    people = (Author("Larsson", "Rikard"), Author(literal="Department of Management"))
    assert prepare_names(people).families == ("larsson",)
    assert prepare_names((Author("McDonald", "Ann"),)).families == ("mcdonald",)
    assert "donald" in prepare_names((Author("McDonald", "Ann"),)).words


def test_words_joined_by_nothing_are_indexed_as_they_stand() -> None:
    assert index_text("Trust, capability and THEORY") == "trust capability and theory"
    assert index_text("Organisational colour") == "organisational colour ~organizational ~color"
    assert index_text("Post war inter-firm trust") == "post war inter firm trust ~postwar ~interfirm"


def test_a_changed_copy_is_what_dataclasses_would_make() -> None:
    record = Record(source="a", source_id="1", title="Trust", year=1998, keywords=("x",))
    changes = {"source": "", "title": None, "year": 0}
    assert changed(record, changes) == replace(record, **changes)  # type: ignore[arg-type]
    assert record.title == "Trust"

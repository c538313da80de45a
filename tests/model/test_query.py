"""What a person types is understood, and never an error."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from litreview.model.query import Either, Not, Term, explain, from_arguments, parse


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ["everything"]),
        ("trust", ["“trust” or longer in title, authors or venue"]),
        ("trust ", ["“trust” in title, authors or venue"]),
        ('"absorptive capacity"', ["the phrase “absorptive capacity” in title, authors or venue"]),
        ('"absorptive cap', ["the phrase “absorptive cap” or longer in title, authors or venue"]),
        ("a:gulati t:ties ", ["“gulati” among the authors", "“ties” in the title"]),
        ("y:1990-2005", ["year from 1990 to 2005"]),
        ("y:1998", ["year 1998"]),
        ("y:199", ["year from 1990 to 1999"]),
        ("y:1990-", ["year from 1990 on"]),
        ("y:-2005", ["year up to 2005"]),
        ("y:soon", ["“soon” or longer in title, authors or venue"]),
        ("y:", ["everything"]),
        ("-trust ", ["not: “trust” in title, authors or venue"]),
        ('tag:"learning dilemma" -tag:trust', ["tag “learning dilemma” or a tag below it", "not: tag “trust” or a tag below it"]),
        ("=organisation", ["“organisation” exactly as typed in title, authors or venue"]),
        ("has:doi -has:abstract is:kept", ["has “doi”", "not: has “abstract”", "is “kept”"]),
        ("type:article jel:L25 search:trust k:gulati1995", ["type “article”", "jel “L25”", "found by the search “trust”", "key “gulati1995” (or starting so)"]),
        ('list:"to read" -is:excluded', ["in the reading list “to read”", "not: is “excluded”"]),
        ("10.1287/orsc", ["identifier “10.1287/orsc” (or starting so)"]),
        ("https://doi.org/10.2307/256729", ["identifier “10.2307/256729” (or starting so)"]),
        ("foo:bar ", ["“foo bar” in title, authors or venue"]),
        ("- -- or", ["“or” or longer in title, authors or venue"]),
        ("“smart quotes” ", ["the phrase “smart quotes” in title, authors or venue"]),
    ],
)  # fmt: skip
def test_a_query_is_understood_and_can_be_explained(text: str, said: list[str]) -> None:
    assert list(explain(parse(text))) == said


def test_or_joins_the_terms_beside_it() -> None:
    nodes = parse("trust or -power alliances ").nodes
    assert nodes == (
        Either((Term("any", "trust"), Not(Term("any", "power")))),
        Term("any", "alliances"),
    )


def test_or_while_it_is_being_typed_is_a_word_and_then_a_joint() -> None:
    assert parse("trust or").nodes[1] == Term("any", "or", prefix=True)
    assert parse("trust or ").nodes == (Term("any", "trust"),)
    assert isinstance(parse("trust or power").nodes[0], Either)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["tag:learning dilemma", "trust"], 'tag:"learning dilemma" trust'),
        (["-tag:alliance capability"], '-tag:"alliance capability"'),
        (["list:to read"], 'list:"to read"'),
        (["learning alliances"], "learning alliances"),
        (["trust y:1990-2000 a:van de ven"], "trust y:1990-2000 a:van de ven"),
        (["tag:trust -tag:x"], "tag:trust -tag:x"),
        (['tag:"learning dilemma"'], 'tag:"learning dilemma"'),
        (["re: a title"], "re: a title"),
        ([], ""),
    ],
)
def test_the_words_of_a_command_get_their_quotes_back(arguments: list[str], text: str) -> None:
    assert from_arguments(arguments) == text


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_no_text_is_a_syntax_error(text: str) -> None:
    query = parse(text)
    assert parse(text) == query
    assert explain(query)


@given(st.lists(st.sampled_from(list('abc:-="()or y*\u201c ')), max_size=25).map("".join))
@settings(max_examples=300, deadline=None)
def test_no_heap_of_signs_is_a_syntax_error(text: str) -> None:
    assert explain(parse(text))

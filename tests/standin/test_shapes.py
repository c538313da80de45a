"""Our bodies against recorded ones: the same keys with the same kinds of values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from litreview.standin.views import view
from tests.standin.client import Answer

Ask = Callable[..., Answer]
RECORDED = Path(__file__).parents[2].parent / "shared" / "recorded"
PAPER_FIELDS = (
    "authors,citationCount,citationStyles,externalIds,influentialCitationCount,isOpenAccess,journal,"
    "openAccessPdf,publicationDate,publicationTypes,title,url,venue,year"
)


def recorded(service: str, pattern: str) -> list[Any]:
    if not (RECORDED / service).is_dir():
        pytest.skip("../shared/recorded is not here")
    return [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((RECORDED / service).glob(pattern))
    ]


def shape(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every path of a JSON value with the kind of what lies there; items of a list share a path."""
    yield path, type(value).__name__.replace("int", "number").replace("float", "number")
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from shape(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from shape(inner, f"{path}[]")


def shapes(values: list[Any]) -> set[tuple[str, str]]:
    return {found for value in values for found in shape(value)}


def test_crossref_works_have_the_recorded_keys(crossref: Ask) -> None:
    real = recorded("crossref", "work_0*.json")
    dois = [work.doi or "" for work in list(view("crossref").works.values())[:40]]
    ours = [crossref("/works/" + quote(doi, safe="")).json for doi in dois]
    assert shapes(ours) - shapes(real) == set()
    always = set.intersection(*({path for path, _ in shape(body)} for body in real))
    optional = {".message.publisher", ".message.member"}
    for body in ours:
        assert always - {path for path, _ in shape(body)} <= optional


def test_crossref_lists_have_the_recorded_keys(crossref: Ask) -> None:
    real = recorded("crossref", "list_cursor_0*.json")
    ours = crossref("/works", query="trust", rows=3, cursor="*").json
    assert set(ours) == set(real[0])
    assert set(ours["message"]) == set().union(*(body["message"] for body in real))


def test_crossref_complaints_have_the_recorded_keys(crossref: Ask) -> None:
    real = recorded("crossref", "list_sample_400_001.json") + recorded("crossref", "work_400_001.json")
    ours = [
        crossref("/works", rows=5000).json,
        crossref("/works/10.1287/orsc.9.3.285", query__title="x").json,
    ]
    assert shapes(ours) == shapes(real)
    assert ours[1] == real[1]


def test_papers_have_the_recorded_keys(papers: Ask) -> None:
    real = [body for body in recorded("semantic_scholar", "paper_01*.json") if "journal" in body]
    works = list(view("semantic_scholar").works.values())[:40]
    ours = [papers(f"/{_sha(work.key)}", fields=PAPER_FIELDS).json for work in works]
    # The service nulls any of these at times; a list or an object is there when it is not null.
    nullable = {(path, "NoneType") for path in (".year", ".journal", ".publicationDate", ".publicationTypes")}
    assert shapes(ours) - shapes(real) <= nullable
    assert all(set(body) == set(real[0]) for body in ours)


def test_links_have_the_recorded_keys(papers: Ask) -> None:
    (real,) = recorded("semantic_scholar", "object_citation_001.json")
    fields = "contexts,intents,contextsWithIntent,isInfluential,title"
    ours = papers("/10.2307/2393553/citations", fields=fields).json["data"]
    assert all(set(line) == set(real) for line in ours)


def test_semantic_scholar_errors_are_the_recorded_ones(papers: Ask) -> None:
    if not (RECORDED / "semantic_scholar").is_dir():
        pytest.skip("../shared/recorded is not here")
    field = (RECORDED / "semantic_scholar" / "paper_400_001.json").read_bytes()
    title = (RECORDED / "semantic_scholar" / "match_404_001.json").read_bytes()
    assert papers("/10.2307/2393553", fields="unknown").body == field
    assert papers("/search/match", query="zebras of the moon").body == title


def _sha(key: str) -> str:
    import hashlib

    return hashlib.sha1(key.encode()).hexdigest()

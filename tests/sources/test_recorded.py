"""Real answers of the services, read where they lie: every item arrives, or is a failure that says why."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from litreview.errors import SourceMisread
from litreview.model.record import TYPES, Page
from litreview.model.stored import record_from_stored, record_to_stored
from litreview.sources import crossref, semantic_scholar
from litreview.sources.source import Answer

RECORDED = Path(__file__).parents[3] / "shared" / "recorded"

NOT_WORKS = {
    "crossref": (
        "agency",
        "cn",
        "funders",
        "journals",
        "licenses",
        "members",
        "prefixes",
        "transform",
        "types",
    ),
    "semantic_scholar": ("author_0", "author_batch", "author_search", "paper_authors"),
}
"""Routes that answer with something else than works. (A ``transform`` in JSON is a work all the same.)"""

IDLESS = {"batch_002.json": "a batch in which one paper is not known"}
"""Files with items that name no work, and why."""


def rows(service: str) -> list[dict[str, str]]:
    manifest = RECORDED / service / "manifest.csv"
    if not manifest.exists():
        pytest.skip("../shared/recorded is not here")
    with manifest.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def answers(service: str) -> Iterator[tuple[str, int, bytes]]:
    for row in rows(service):
        name = row["file"]
        is_work = not name.startswith(NOT_WORKS[service]) or name.startswith("transform")
        if row["status"] == "200" and is_work and name.endswith(".json"):
            yield name, int(row["items"]), (RECORDED / service / name).read_bytes()


@cache
def crossref_pages() -> list[tuple[str, int, Page]]:
    return [
        (name, items, crossref.read_page(body, name, "2026-11-24"))
        for name, items, body in answers("crossref")
    ]


def arrived(page: Page) -> int:
    return len(page.said) + len(page.failures) + page.hidden


def test_every_recorded_work_of_crossref_arrives() -> None:
    counts: Counter[str] = Counter()
    for name, items, page in crossref_pages():
        assert (name, arrived(page)) == (name, items)
        assert page.failures == (), name
        for said in page.said:
            assert said.record is not None
            assert said.record.type in TYPES
            assert record_from_stored(record_to_stored(said.record)) == said.record
        counts.update(files=1, said=len(page.said), hidden=page.hidden)
    assert counts["said"] > 1300


def test_recorded_references_of_crossref_keep_their_dois() -> None:
    lines = [
        line
        for _, _, page in crossref_pages()
        for said in page.said
        for line in (said.references.lines if said.references else ())
    ]
    with_doi = sum(any(one.scheme == "doi" for one in line.identifiers) for line in lines)
    assert 0.7 < with_doi / len(lines) < 0.8  # 74 % were deposited or matched with one


def test_recorded_titles_of_crossref_hold_no_markup() -> None:
    for name, _, page in crossref_pages():
        for said in page.said:
            title = said.record.title if said.record else None
            assert not any(
                mark in (title or "") for mark in ("<i>", "<sub>", "</", "mml:", "&amp;", "\n", "  ")
            ), name


def test_every_recorded_paper_of_semantic_scholar_arrives() -> None:
    counts: Counter[str] = Counter()
    for name, items, body in answers("semantic_scholar"):
        if name.startswith(("citations", "references")):
            lines, records, failures = semantic_scholar.read_lines(Answer(200, {}, body, "", ""), 0)
            assert (name, len(lines)) == (name, items)
            assert failures == ()
            counts.update(lines=len(lines), identified=len(records))
            continue
        page = semantic_scholar.read_page(body, name, "2026-11-24")
        assert (name, arrived(page)) == (name, items)
        assert bool(page.failures) == (name in IDLESS), name
        for said in page.said:
            assert said.record is not None
            assert said.record.type in TYPES
        counts.update(said=len(page.said), failures=len(page.failures))
    assert counts == {"said": 14_908, "failures": 1, "lines": 1_948, "identified": 1_917}


def test_every_recorded_error_of_both_services_is_no_page_of_works() -> None:
    for service, read in (("crossref", crossref.read_page), ("semantic_scholar", semantic_scholar.read_page)):
        for row in rows(service):
            if row["status"] in ("200", "301", "302"):
                continue
            body = (RECORDED / service / row["file"]).read_bytes()
            with pytest.raises(SourceMisread):
                read(body, row["file"], "")

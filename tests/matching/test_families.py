"""Families put the published work first and leave lone works out."""

from __future__ import annotations

from typing import Any

from litreview.matching.families import Family, families
from litreview.model.record import Record
from litreview.model.work import Work


def work(id: int, type: str, year: int, **fields: Any) -> tuple[int, Work]:
    best = Record(source="", source_id="", type=type, year=year, **fields)
    return id, Work(best=best, records=(f"crossref:{id}",))


def test_the_article_comes_before_its_working_papers_the_latest_paper_first() -> None:
    works = [work(1, "working_paper", 2003), work(2, "working_paper", 2005), work(3, "article", 2007), work(4, "article", 1998)]  # fmt: skip
    assert families(works, [(1, 2), (2, 3)]) == (Family((3, 2, 1), "version"),)


def test_of_two_printings_the_first_is_preferred() -> None:
    works = [
        work(1, "article", 2001, volume="17", venue="SJM"),
        work(2, "article", 1998, volume="14", venue="SJM"),
    ]
    assert families(works, [(1, 2)]) == (Family((2, 1), "reprint"),)


def test_editions_and_translations_are_called_so() -> None:
    editions = [work(1, "book", 1998), work(2, "book", 2005, edition="2")]
    assert families(editions, [(1, 2)])[0].kind == "edition"
    languages = [work(1, "article", 2006, language="en"), work(2, "article", 2006, language="es")]
    assert families(languages, [(1, 2)])[0].kind == "translation"


def test_pairs_of_unknown_works_and_of_one_work_are_passed_over() -> None:
    assert families([work(1, "article", 1998)], [(1, 9), (1, 1)]) == ()

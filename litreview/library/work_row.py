"""The row of a work for lists and orders, and its place in the search index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litreview.library.search_index import (
    AUTHORS,
    authors_text,
)
from litreview.model.text import fold

if TYPE_CHECKING:
    from litreview.model.record import Record
    from litreview.model.work import Work

SORT_LENGTH = 24
"""Letters of a sort key: enough to order, few enough to keep the index small."""

ROW = (
    "title", "byline", "short_byline", "authors", "year", "venue", "type", "doi", "repec", "sources", "kept",
    "with_abstract", "sort_title", "sort_author", "sort_venue",
)  # fmt: skip
"""The columns of works that come from the work itself."""


def row_values(work: Work, kept: bool) -> tuple[Any, ...]:
    """The values of `ROW`."""
    best = work.best
    authors = [str(author).replace("\n", " ") for author in best.authors[:AUTHORS]]
    title, names = best.full_title, work.byline
    return (
        title,
        names,
        work.short_byline,
        "\n".join(authors),
        best.year,
        best.venue,
        best.type,
        best.identifier("doi"),
        best.identifier("repec_handle"),
        " ".join(_sources(work)),
        int(kept),
        int(best.abstract is not None),
        _sort_title(title),
        _sort(names),
        _sort(best.venue),
    )


def index_texts(work: Work) -> tuple[str, str, str]:
    """Title, authors and venue as the index holds them."""
    return best_texts(work.best)


def best_texts(best: Record) -> tuple[str, str, str]:
    """`index_texts` of a work's best values."""
    from litreview.library.search_text import index_text

    return index_text(best.full_title), index_text(authors_text(best.authors)), index_text(best.venue)


def _sources(work: Work) -> list[str]:
    return sorted({name.partition(":")[0] for name in work.records})


def _sort(text: str | None) -> str | None:
    folded = fold(text).strip() if text else ""
    return folded[:SORT_LENGTH] or None


def _sort_title(title: str | None) -> str | None:
    """Titles are ordered without quotes before them and without the article."""
    folded = fold(title).lstrip(" \"'“”‘’«»([¿¡…-–—*#")
    for article in ("the ", "a ", "an "):
        if folded.startswith(article) and len(folded) > len(article):
            folded = folded[len(article) :]
            break
    return folded[:SORT_LENGTH] or None

"""The row of a work for lists and orders, and its place in the search index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from litreview.library.cube import Cell, count_in, placed
from litreview.library.search_index import (
    AUTHORS,
    authors_text,
    filter_tokens,
    mark_noted,
    notes_of,
    put_doc,
    put_more,
)
from litreview.model.text import fold

if TYPE_CHECKING:
    from litreview.model.work import Work

SORT_LENGTH = 24
"""Letters of a sort key: enough to order, few enough to keep the index small."""

ROW = (
    "title", "byline", "short_byline", "authors", "year", "venue", "type", "doi", "repec", "sources", "kept",
    "with_abstract", "sort_title", "sort_author", "sort_venue",
)  # fmt: skip
"""The columns of works that come from the work itself."""

_NEW = f"INSERT INTO works ({', '.join(ROW)}) VALUES ({', '.join('?' * len(ROW))})"
_AGAIN = (
    f"INSERT INTO works ({', '.join(ROW)}, id) VALUES ({', '.join('?' * len(ROW))}, ?)"
    f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in ROW)}"
)


class Known(NamedTuple):
    """What hangs on the records of a work already: most new works have nothing, and cost less so."""

    kept: bool
    said: bool
    noted: bool
    counted: bool
    named: bool
    linked: bool


_LOOK = (
    "SELECT EXISTS (SELECT 1 FROM kept WHERE record_id = ?1),"
    " EXISTS (SELECT 1 FROM taggings WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM decisions WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM read_states WHERE record_id = ?1),"
    " EXISTS (SELECT 1 FROM note_anchors WHERE record_id = ?1),"
    " EXISTS (SELECT 1 FROM latest_counts WHERE record_id = ?1),"
    " EXISTS (SELECT 1 FROM made_keys WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM citation_keys WHERE record_id = ?1),"
    " EXISTS (SELECT 1 FROM lists WHERE record_id = ?1)"
    " OR EXISTS (SELECT 1 FROM line_targets WHERE record_id = ?1)"
)


def look(connection: sqlite3.Connection, record_ids: Sequence[int]) -> Known:
    """What hangs on these records, in one statement each."""
    found = [connection.execute(_LOOK, (one,)).fetchone() for one in record_ids]
    return Known(*(any(row[place] for row in found) for place in range(6)))


def put_row(connection: sqlite3.Connection, work: Work, known: Known, work_id: int | None) -> int:
    """Write the row of a work; its id. Count and key are written by those who own them."""
    values = row_values(work, known.kept)
    if work_id is None:
        return int(connection.execute(_NEW, values).lastrowid or 0)
    connection.execute(_AGAIN, (*values, work_id))
    return work_id


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


def index_work(connection: sqlite3.Connection, work: Work, work_id: int, known: Known, new: bool) -> None:
    """Put a work into both search indexes."""
    best = work.best
    cell = Cell(int(known.kept), best.year or 0, best.type, " ".join(_sources(work)))
    if known.said:
        cell = placed(connection, (work_id,))[0].cell
    put_doc(connection, work_id, (*index_texts(work), filter_tokens(cell)), new)
    count_in(connection, (work_id,))
    notes = notes_of(connection, work_id) if known.noted else []
    put_more(connection, work_id, best, notes, new)
    if known.noted or not new:
        mark_noted(connection, work_id, bool(notes))


def index_texts(work: Work) -> tuple[str, str, str]:
    """Title, authors and venue as the index holds them."""
    from litreview.library.search_text import index_text

    best = work.best
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

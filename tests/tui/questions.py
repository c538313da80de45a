"""A question on duplicates, as the acts would give it."""

from __future__ import annotations

from litreview.acts import results
from litreview.model.record import Record
from tests.tui.fake import make_row


def question() -> results.Question:
    """A working paper beside an article."""
    left = Record(source="ideas", source_id="a", title="Alliance capability as mediator", year=2003)
    right = Record(source="file", source_id="b", title="Alliance Capability as a Mediator", year=2007)
    rows = (
        make_row(1, "Heimeriks|Duysters", 2003, left.title or "", None, None),
        make_row(2, "Heimeriks|Duysters", 2007, right.title or "", None, None),
    )
    views = [results.RecordView(record.name, record, "2026-11-03", True) for record in (left, right)]
    fields = (results.FieldView("year", "2003", "2007", "conflicts", "4 years apart"),)
    return results.Question(
        7, views[0], views[1], *rows, "version", ("title agrees but for one word",), fields
    )

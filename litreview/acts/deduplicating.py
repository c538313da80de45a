"""Questions that the matcher leaves to a person, and the answers."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.results import FieldView, Question, Questions, RecordView
from litreview.acts.word_results import Changed
from litreview.errors import Misused
from litreview.model.record import Record
from litreview.model.ruling import ruling

if TYPE_CHECKING:
    from litreview.desk import Desk

_MOST = 1_000
_MOST_PAIRS = 100
_PHRASES = {
    "same": "the same",
    "version": "versions of one text",
    "different": "different",
    "later": "for later",
}


def duplicates(desk: Desk, limit: int | None = None) -> Questions:
    """The open questions, the strongest evidence first."""
    library = desk.library
    asked = library.works.questions(limit or _MOST)
    records = {
        view.id: view for view in library.records.views_of([i for q in asked for i in (q.left, q.right)])
    }
    works = library.works.of_records(list(records))
    rows = {row.id: row for row in library.works.rows(list(dict.fromkeys(works.values())))}
    questions = tuple(
        Question(
            id=q.id,
            left=RecordView(*records[q.left][1:]),
            right=RecordView(*records[q.right][1:]),
            left_row=rows[works[q.left]],
            right_row=rows[works[q.right]],
            verdict=q.word,
            reasons=q.reasons,
            fields=_fields(records[q.left].record, records[q.right].record),
        )
        for q in asked
        if q.left in works and q.right in works
    )
    return Questions(questions, library.works.question_count())


def rule(desk: Desk, one: str, other: str, word: str) -> Changed:
    """Rule that two works or records are the same, versions, different; or leave it for later.

    Keys mean the works' records, all with all; record names mean just those two. Raises `Misused`
    where both name one record.
    """
    if word not in _PHRASES:
        raise Misused(f"{word!r} is no ruling.", "Say same, version, different or later.")
    lefts, rights = _records(desk, one), _records(desk, other)
    if set(lefts) & set(rights):
        raise Misused(
            f"{one} and {other} are one work already.",
            "To split it, name two of its records: `litreview show KEY --records`.",
        )
    pairs = list(product(lefts, rights))
    if word == "same":
        pairs = pairs[:1]
    sentence = f"rule {one} and {other} {_PHRASES[word]}"
    intake = asking.intake_of(desk)
    with desk.library.write("rule", act="rule", sentence=sentence):
        for left, right in pairs[:_MOST_PAIRS]:
            desk.library.words.rule(ruling(left, right, word))
        ids = desk.library.records.ids([*lefts, *rights])
        intake.regroup(list(ids.values()))
    return Changed(
        len(set(desk.library.works.of_records(list(ids.values())).values())), f"ruled: {sentence[5:]}"
    )


def _records(desk: Desk, name: str) -> list[str]:
    """The record that bears the name, else all records of the work that does."""
    if desk.library.records.ids([name]):
        return [name]
    one = choosing.work_id(desk, name)
    members = desk.library.works.members([one])[one]
    return sorted(desk.library.records.names(members).values())


def _fields(left: Record, right: Record) -> tuple[FieldView, ...]:
    from litreview.matching.compare import compare
    from litreview.matching.prepare import prepare

    evidence = compare(prepare(left), prepare(right))
    return tuple(
        FieldView(f.field, _shown(left, f.field), _shown(right, f.field), f.says, f.sentence)
        for f in evidence.fields
    )


def _shown(record: Record, field: str) -> str:
    """What a record has in a field of the evidence, as people read it; "" where it says nothing."""
    if field == "title":
        return record.full_title or ""
    if field == "authors":
        return "; ".join(map(str, record.authors)) + (" et al." if record.others else "")
    if field in ("doi", "handle"):
        return record.identifier("repec_handle" if field == "handle" else field) or ""
    if field == "identifier":
        return ", ".join(
            str(i) for i in record.identifiers if i.scheme not in ("doi", "repec_handle", "issn")
        )
    if field == "stage":
        return record.type.replace("_", " ")
    if field == "venue":
        return record.venue or record.series or ""
    value = getattr(record, field, None)
    return "" if value is None else str(value)

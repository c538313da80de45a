"""Corrections: a person's value for a field, which wins over every source."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import asking, choosing
from litreview.acts.word_results import Changed
from litreview.errors import Misused, NothingFound
from litreview.model import correction

if TYPE_CHECKING:
    from litreview.desk import Desk

_EXAMPLE = "Example: litreview correct gulati1995does year 1995"


def correct(
    desk: Desk, work: str | int, field: str, value: Sequence[str] | str | None = None, clear: bool = False
) -> Changed:
    """Give a field of a work this person's value, or take it back by ``clear``; the work shows it at once.

    An empty value says that there is none. Raises `Misused` for an unknown field or a value that it
    cannot have, `NothingFound` where there is nothing to take back.
    """
    name = _field(field)
    text = value if isinstance(value, str) or value is None else " ".join(value) if value else None
    if clear == (text is not None):
        raise Misused(
            "Give either a value or --clear.", f"{_EXAMPLE}; an empty value ('') says there is none."
        )
    typed = None if clear else _value(name, text or "")
    one = choosing.work_id(desk, work)
    key, label = desk.library.keys.of([one])[one], name.replace("_", " ")
    verb = "take back" if clear else "correct"
    with desk.library.write("correct", act="correct", sentence=f"{verb} {label} of {key}"):
        words = desk.library.words
        changed = words.uncorrect(one, name) if clear else words.correct(one, name, typed)
        if changed:
            asking.intake_of(desk).regroup(desk.library.works.members([one])[one])
    if clear and not changed:
        raise NothingFound(f"You have not corrected the {label} of {key}.", "`litreview show` says who did.")
    now = _now(desk, one, name)
    if clear:
        return Changed(1, f"took your correction of the {label} of {key} back; it is {now}")
    return Changed(int(changed), f"corrected the {label} of {key}: {now}")


def _field(text: str) -> str:
    found = correction.field_named(text)
    if found is None:
        raise Misused(f"{text!r} is no field.", f"There are {', '.join(correction.FIELDS)}.")
    return found


def _value(field: str, text: str) -> object:
    try:
        return correction.parse(field, text)
    except ValueError as wrong:
        raise Misused(str(wrong), "Nothing was changed.") from None


def _now(desk: Desk, work: int, field: str) -> str:
    """What the work shows in the field: a title with its subtitle."""
    best = desk.library.works.read(work).best
    if field in ("title", "subtitle"):
        return best.full_title or "unknown"
    if hasattr(best, field):
        return correction.as_text(getattr(best, field)) or "unknown"
    return best.identifier(field) or "unknown"

"""Notes: a person's texts on works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.acts.word_results import Changed
from litreview.errors import Misused
from litreview.model.text import clean_block

if TYPE_CHECKING:
    from litreview.desk import Desk


def note(desk: Desk, work: str | int, text: Sequence[str] | str) -> Changed:
    """Add a note to a work; an outside work is kept by it, in the same act."""
    written = clean_block(text if isinstance(text, str) else " ".join(text))
    if not written:
        raise Misused("A note needs a text.", 'Example: litreview note gulati1995does "repeated ties"')
    one = choosing.work_id(desk, work)
    key = desk.library.keys.of([one])[one]
    with desk.library.write("note", act="note", sentence=f"note on {key}"):
        desk.library.words.note(one, written)
    return Changed(1, f"noted on {key}")

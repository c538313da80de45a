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


def note(
    desk: Desk,
    work: str | int,
    text: Sequence[str] | str = (),
    edit: int | None = None,
    remove: int | None = None,
) -> Changed:
    """Add a note to a work, which keeps it if it was outside; or write note ``edit`` anew, or take
    note ``remove`` away, by their numbers.

    Raises `Misused` for no text, `NothingFound` where the work has no such note.
    """
    written = clean_block(text if isinstance(text, str) else " ".join(text))
    one = choosing.work_id(desk, work)
    key = desk.library.keys.of([one])[one]
    if remove is not None:
        if written or edit is not None:
            raise Misused("--remove takes the number of the note and nothing else.")
        return _remove(desk, one, key, remove)
    if not written:
        raise Misused("A note needs a text.", 'Example: litreview note gulati1995does "repeated ties"')
    if edit is not None:
        return _edit(desk, one, key, edit, written)
    kept = desk.library.works.rows([one])[0].kept
    sentence = f"note on {key}" if kept else f"keep {key} and note on it"
    with desk.library.write("note", act="note", sentence=sentence):
        desk.library.words.note(one, written)
    return Changed(1, f"noted on {key}" if kept else f"kept {key} and noted on it")


def _edit(desk: Desk, work: int, key: str, number: int, text: str) -> Changed:
    with desk.library.write("note", act="note", sentence=f"edit note {number} on {key}"):
        changed = desk.library.words.edit_note(work, number, text)
    return Changed(int(changed), f"edited note {number} on {key}")


def _remove(desk: Desk, work: int, key: str, number: int) -> Changed:
    with desk.library.write("note", act="note", sentence=f"remove note {number} from {key}"):
        desk.library.words.remove_note(work, number)
    return Changed(1, f"removed note {number} from {key}")

"""Into the library, and out of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.acts.word_results import Changed
from litreview.model.text import number_of

if TYPE_CHECKING:
    from litreview.desk import Desk


def keep(desk: Desk, works: Sequence[str | int]) -> Changed:
    """Keep outside works."""
    ids = choosing.work_ids(desk, works)
    with desk.library.write("keep", act="keep", sentence=f"keep {number_of(len(ids))}"):
        changed = len(ids)
        desk.library.words.keep(i for members in desk.library.works.members(ids).values() for i in members)
    return Changed(changed, f"kept {number_of(changed)}")


def remove(desk: Desk, works: Sequence[str | int]) -> Changed:
    """Take works out of the library; records and words stay."""
    ids = choosing.work_ids(desk, works)
    with desk.library.write("remove", act="remove", sentence=f"remove {number_of(len(ids))}"):
        changed = desk.library.words.unkeep(ids)
    return Changed(changed, f"removed {number_of(changed)}, undo brings back")

"""Tags: a person's labels on works."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.acts.word_results import Changed, Tags, TagView
from litreview.errors import Misused
from litreview.model.text import clean, number_of

if TYPE_CHECKING:
    from litreview.desk import Desk


def add(desk: Desk, tag: str, works: Sequence[str | int]) -> Changed:
    """Put a tag on works; outside works are kept by it, in the same act."""
    name = _name(tag)
    ids = choosing.work_ids(desk, works)
    with desk.library.write("tag", act="tag add", sentence=f"tag '{name}' on {number_of(len(ids))}"):
        changed = desk.library.words.tag(ids, name)
    return Changed(changed, f"tagged {number_of(changed)} '{name}'")


def remove(desk: Desk, tag: str, works: Sequence[str | int]) -> Changed:
    """Take a tag off works."""
    name = _name(tag)
    ids = choosing.work_ids(desk, works)
    with desk.library.write("untag", act="tag remove", sentence=f"tag '{name}' off {number_of(len(ids))}"):
        changed = desk.library.words.untag(ids, name)
    return Changed(changed, f"took '{name}' off {number_of(changed)}")


def list_tags(desk: Desk) -> Tags:
    """All tags, most used first; the offered ones are there from the start."""
    return Tags(tuple(TagView(*tag) for tag in desk.library.words.tags()))


def _name(tag: str) -> str:
    name = clean(tag, 200)
    if not name:
        raise Misused("A tag needs a name.", "Example: litreview tag add trust gulati1995does")
    return name

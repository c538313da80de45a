"""Reading lists: works that a person put in an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.acts.word_results import Changed, ReadingLists, ReadingListShown, ReadingListView
from litreview.errors import Misused
from litreview.model.text import clean, number_of

if TYPE_CHECKING:
    from litreview.desk import Desk


def all_lists(desk: Desk) -> ReadingLists:
    """Every reading list, by name."""
    return ReadingLists(tuple(ReadingListView(*one[1:]) for one in desk.library.reading_lists.all()))


def show(desk: Desk, name: str) -> ReadingListShown:
    """The works of a reading list in its order; those removed from the library since are counted only.

    Raises `NothingFound` where there is no such list.
    """
    found = desk.library.reading_lists.named(name)
    rows = choosing.rows(desk, desk.library.reading_lists.works(name))
    kept = tuple((place, row) for place, row in enumerate(rows, start=1) if row.kept)
    return ReadingListShown(ReadingListView(*found[1:]), kept, len(rows) - len(kept))


def add(desk: Desk, name: str, works: Sequence[str | int] = ()) -> Changed:
    """Put works at the end of a reading list, which is made where there is none; outside works are
    kept by it, in the same act."""
    ids = choosing.work_ids(desk, works)
    with desk.library.write("list", act="reading-list add") as act:
        done = desk.library.reading_lists.put(name, ids)
        called = desk.library.reading_lists.named(name).name
        keep = f" and keep {number_of(done.kept)}" if done.kept else ""
        act.sentence = f"put {number_of(done.works)} into the reading list '{called}'{keep}"
    return Changed(done.works, f"{choosing.with_kept('put', done)} into '{called}'")


def remove(desk: Desk, name: str, works: Sequence[str | int]) -> Changed:
    """Take works out of a reading list; they stay in the library."""
    called = desk.library.reading_lists.named(name).name
    ids = choosing.work_ids(desk, works)
    sentence = f"take {number_of(len(ids))} out of the reading list '{called}'"
    with desk.library.write("list", act="reading-list remove", sentence=sentence):
        changed = desk.library.reading_lists.take_out(name, ids)
    return Changed(changed, f"took {number_of(changed)} out of '{called}'")


def move(desk: Desk, name: str, works: Sequence[str | int], to: int = 1) -> Changed:
    """Let works stand from a place of the list on, in the order named; 1 is the first place, a place
    beyond the end the last."""
    if to < 1:
        raise Misused("Places begin with 1.")
    called = desk.library.reading_lists.named(name).name
    ids = choosing.work_ids(desk, works)
    sentence = f"move {number_of(len(ids))} to place {to:,} of the reading list '{called}'"
    with desk.library.write("list", act="reading-list move", sentence=sentence):
        changed = desk.library.reading_lists.move(name, ids, to)
    place = desk.library.reading_lists.works(name).index(ids[0]) + 1
    return Changed(changed, f"moved {number_of(changed)} in '{called}': place {place:,}")


def rename(desk: Desk, name: str, other: str) -> Changed:
    """Give a reading list another name."""
    found, new = desk.library.reading_lists.named(name), clean(other) or ""
    sentence = f"rename the reading list '{found.name}' to '{new}'"
    with desk.library.write("list", act="reading-list rename", sentence=sentence):
        desk.library.reading_lists.rename(name, new)
    return Changed(found.works, f"renamed '{found.name}' to '{new}'")


def describe(desk: Desk, name: str, text: Sequence[str] | str = ()) -> Changed:
    """Say what a reading list is for; no text takes the description away."""
    called = desk.library.reading_lists.named(name).name
    sentence = f"describe the reading list '{called}'"
    with desk.library.write("list", act="reading-list describe", sentence=sentence):
        desk.library.reading_lists.describe(name, text if isinstance(text, str) else " ".join(text))
    return Changed(0, f"described the reading list '{called}'")


def drop(desk: Desk, name: str) -> Changed:
    """Take a reading list away; its works stay in the library."""
    called = desk.library.reading_lists.named(name).name
    with desk.library.write("list", act="reading-list drop", sentence=f"drop the reading list '{called}'"):
        works = desk.library.reading_lists.drop(name)
    return Changed(works, f"dropped the reading list '{called}' of {number_of(works)}; the works stay")

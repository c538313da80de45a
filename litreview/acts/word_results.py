"""What acts on a person's words answer. Apart, so that the quick commands load no more than this."""

from typing import NamedTuple

from litreview.model.row import HistoryRow, Row


class Changed(NamedTuple):
    """A change of a person's words: how many works, and the sentence that undo will show."""

    works: int
    sentence: str
    left: tuple[str, ...] = ()


class TagView(NamedTuple):
    """A tag, how many kept works carry it, whether it was offered, its digit key, and what was said of it.

    ``all_works`` counts also the works of the tags below it.
    """

    name: str
    works: int
    offered: bool = False
    pinned: int | None = None
    description: str | None = None
    colour: str | None = None
    parent: str | None = None
    all_works: int = 0


class Tags(NamedTuple):
    """All tags, in the order in which they are shown."""

    tags: tuple[TagView, ...]


class ReadingListView(NamedTuple):
    """A reading list, how many kept works are in it, who made it and when."""

    name: str
    description: str | None
    works: int
    who: str
    when: str


class ReadingLists(NamedTuple):
    """All reading lists, by name."""

    lists: tuple[ReadingListView, ...]


class ReadingListShown(NamedTuple):
    """A reading list and its kept works by place, counted from 1; ``outside`` counts those of its
    works that were removed from the library since."""

    view: ReadingListView
    works: tuple[tuple[int, Row], ...]
    outside: int = 0


class HistoryList(NamedTuple):
    """What was done, newest first."""

    rows: tuple[HistoryRow, ...]

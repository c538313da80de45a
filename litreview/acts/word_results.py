"""What acts on a person's words answer. Apart, so that the quick commands load no more than this."""

from typing import NamedTuple

from litreview.model.row import HistoryRow


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


class HistoryList(NamedTuple):
    """What was done, newest first."""

    rows: tuple[HistoryRow, ...]

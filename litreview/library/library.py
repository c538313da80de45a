"""The front of the library: open it, write through its one door, reach its nouns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from litreview.library.door import Act, Door
from litreview.library.opening import open_door
from litreview.model.clock import Clock

if TYPE_CHECKING:
    from litreview.library.archive import Archive
    from litreview.library.counts import Counts
    from litreview.library.finding import Finding
    from litreview.library.history import History
    from litreview.library.keys import Keys
    from litreview.library.links import Links
    from litreview.library.matches import Matches
    from litreview.library.reading_lists import ReadingLists
    from litreview.library.records import Records
    from litreview.library.rotation import Rotation
    from litreview.library.runs import Runs
    from litreview.library.safe_keeping import SafeKeeping
    from litreview.library.saved_searches import SavedSearches
    from litreview.library.screening import Screening
    from litreview.library.search_index import SearchIndex
    from litreview.library.tags import Tags
    from litreview.library.values import CheckFinding
    from litreview.library.words import Words
    from litreview.library.works import Works

Item = TypeVar("Item")
Out = TypeVar("Out")

__all__ = ["Act", "Library"]


class Library:
    """One library file. Use it from any thread: each has its own connection.

    Reads never wait. Every write goes through `write` (a person's act, whole) or `slices`
    (background work, a little at a time). ``who`` is the person whose acts undo takes back.
    """

    def __init__(self, door: Door, warnings: tuple[str, ...], rotation: Rotation | None = None) -> None:
        self._door = door
        self._rotation = rotation
        self.path = door.path
        self.who = door.who
        self.read_only = door.read_only
        self.warnings = warnings

    # The nouns are loaded when they are asked for: no command has use for all of them.

    @cached_property
    def runs(self) -> Runs:
        """The log: what was asked and what came."""
        from litreview.library.runs import Runs

        return Runs(self._door)

    @cached_property
    def counts(self) -> Counts:
        """Citation counts, by source and day."""
        from litreview.library.counts import Counts

        return Counts(self._door)

    @cached_property
    def works(self) -> Works:
        """Our opinion of which records are one thing."""
        from litreview.library.works import Works

        return Works(self._door)

    @cached_property
    def finding(self) -> Finding:
        """Queries, facets, orders."""
        from litreview.library.finding import Finding

        return Finding(self._door)

    @cached_property
    def keys(self) -> Keys:
        """Citation keys."""
        from litreview.library.keys import Keys

        return Keys(self._door)

    @cached_property
    def _index(self) -> SearchIndex:
        """The search index and what is stale in it."""
        from litreview.library.search_index import SearchIndex

        return SearchIndex(self._door)

    @cached_property
    def records(self) -> Records:
        """What sources said, as received."""
        from litreview.library.records import Records

        return Records(self._door, self.counts)

    @cached_property
    def matches(self) -> Matches:
        """Blocking keys and verdicts."""
        from litreview.library.matches import Matches

        return Matches(self._door)

    @cached_property
    def words(self) -> Words:
        """A person's words."""
        from litreview.library.words import Words

        return Words(self._door)

    @cached_property
    def screening(self) -> Screening:
        """Decisions and read states."""
        from litreview.library.screening import Screening

        return Screening(self._door)

    @cached_property
    def reading_lists(self) -> ReadingLists:
        """Works in an order of one's own."""
        from litreview.library.reading_lists import ReadingLists

        return ReadingLists(self._door)

    @cached_property
    def saved_searches(self) -> SavedSearches:
        """Searches by a name."""
        from litreview.library.saved_searches import SavedSearches

        return SavedSearches(self._door)

    @cached_property
    def tags(self) -> Tags:
        """A person's labels."""
        from litreview.library.tags import Tags

        return Tags(self._door)

    @cached_property
    def archive(self) -> Archive:
        """The library as text."""
        from litreview.library.archive import Archive

        return Archive(self._door)

    @cached_property
    def links(self) -> Links:
        """Who cites whom."""
        from litreview.library.links import Links

        return Links(self._door)

    @cached_property
    def history(self) -> History:
        """What was done, and the way back."""
        from litreview.library.history import History

        return History(self._door, self.works, self._index)

    @cached_property
    def safe_keeping(self) -> SafeKeeping:
        """Backups."""
        from litreview.library.safe_keeping import SafeKeeping

        return SafeKeeping(self._door, self._rotation)

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock, who: str, read_only: bool = False, rotation: Rotation | None = None
    ) -> Library:
        """Open the library at ``path``; it is made where nothing is, unless ``read_only``.

        ``rotation`` says where backups go that are made by themselves. Raises LibraryUnusable where the
        file is damaged, foreign, or no file at all, and LibraryBusy where it cannot be read or brought
        up to date. ``warnings`` are for the person.
        """
        door, warnings = open_door(Path(path), clock=clock, who=who, read_only=read_only, rotation=rotation)
        return cls(door, warnings, rotation)

    def close(self) -> None:
        """Close every connection, stopping what other threads still run."""
        self._door.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def write(
        self, what: str, *, act: str | None = None, sentence: str = "", scheduler: bool = False
    ) -> Iterator[Act]:
        """One transaction, all or nothing. With ``act`` it is one step of history, with the sentence
        that undo shows (also settable on the yielded act, as is ``run``).

        Raises LibraryBusy with a sentence where the file cannot be written. Nothing inside may
        wait for the net or for a person; a write inside a write is refused.
        """
        with self._door.write(what, act=act, sentence=sentence, scheduler=scheduler) as made:
            yield made
        if act is not None:
            self._index.catch_up_little()

    def slices(self, items: Iterable[Item], write_one: Callable[[Item], Out], what: str) -> list[Out]:
        """Background work in transactions of about 20 ms, with pauses as long; answers in order.

        ``items`` are in hand: pulling them waits for neither net nor person.
        """
        return self._door.slices(items, write_one, what)

    def pieces(
        self,
        items: Iterable[Item],
        write_some: Callable[[list[Item]], list[Out]],
        what: str,
        act: Act | None = None,
    ) -> list[Out]:
        """`slices` where items are written several at a time; ``act`` makes them one step of history."""
        return self._door.pieces(items, write_some, what, act)

    def catch_up(self, most: int | None = None) -> int:
        """Index again what words made stale, in slices, up to ``most`` works; how many were done.

        Acts on few works do it themselves. Answers are right before, only slower.
        """
        return self._index.catch_up(most)

    def token(self) -> int:
        """A number that changes when anybody changed the file: re-read what is shown."""
        return self._door.token()

    def interrupt(self) -> None:
        """Stop the running `finding` of every other thread; it raises `Stopped` there."""
        self._door.interrupt()

    def backup(self, to: Path) -> None:
        """Write a verified copy to ``to``, also while others write. Raises LibraryBusy where it cannot
        be, Misused where another file would be lost. `safe_keeping` knows more ways."""
        self.safe_keeping.backup(Path(to))

    def check(self) -> list[CheckFinding]:
        """Look at everything that can be wrong with the file and where it lies."""
        from litreview.library.checking import check

        return check(self._door)

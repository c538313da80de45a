"""The nouns of a library, each loaded when it is asked for: no command has use for all of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litreview.library.archive import Archive
    from litreview.library.counts import Counts
    from litreview.library.door import Door
    from litreview.library.finding import Finding
    from litreview.library.history import History
    from litreview.library.keys import Keys
    from litreview.library.links import Links
    from litreview.library.matches import Matches
    from litreview.library.reading_lists import ReadingLists
    from litreview.library.records import Records
    from litreview.library.rederiving import Rederiving
    from litreview.library.rotation import Rotation
    from litreview.library.runs import Runs
    from litreview.library.safe_keeping import SafeKeeping
    from litreview.library.saved_searches import SavedSearches
    from litreview.library.screening import Screening
    from litreview.library.search_index import SearchIndex
    from litreview.library.tags import Tags
    from litreview.library.words import Words
    from litreview.library.works import Works


class Nouns:
    """What a library is asked through. `litreview.library.library.Library` opens it."""

    def __init__(self, door: Door, rotation: Rotation | None = None) -> None:
        self._door = door
        self._rotation = rotation

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
    def rederiving(self) -> Rederiving:
        """What a rebuild needs."""
        from litreview.library.rederiving import Rederiving

        return Rederiving(self._door)

    @cached_property
    def safe_keeping(self) -> SafeKeeping:
        """Backups."""
        from litreview.library.safe_keeping import SafeKeeping

        return SafeKeeping(self._door, self._rotation)

"""Deriving everything again from what is stored: works, links, questions, indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from litreview.errors import LibraryUnusable, Stopped
from litreview.model.event import Event, Tell

if TYPE_CHECKING:
    from litreview.library.library import Library
    from litreview.library.rederiving import Comparison
    from litreview.model.record import Said

_PIECE = 100
"""Records that are derived together: as many as are held in hand at once."""


class Reader(NamedTuple):
    """How a source reads a body that it once received. ``version`` as it declares it; ``read`` gives
    None for what it cannot read."""

    version: int
    read: Callable[[bytes], Said | None]


class Rederived(NamedTuple):
    """What a rebuild found. ``read_again`` counts records that a newer reader understood otherwise,
    ``unread`` those it could not read and that stay as they were."""

    comparison: Comparison
    read_again: int
    unread: int


class _NotNow(Exception):
    """Ends a dry run: the transaction is rolled back."""


class Rebuilding:
    """One rebuild. ``derive`` is intake's way from records to works, `Intake.regroup`."""

    def __init__(
        self,
        library: Library,
        derive: Callable[[Iterable[int]], None],
        tell: Tell,
        check_stopped: Callable[[], None],
    ) -> None:
        self._library = library
        self._derive = derive
        self._tell = tell
        self._check_stopped = check_stopped

    def run(self, readers: Mapping[str, Reader], dry_run: bool = False) -> Rederived:
        """Derive everything again, and say what became otherwise.

        One write: whoever looks meanwhile sees the old works, and a rebuild that is stopped, killed
        or only tried (``dry_run``) has changed nothing. Others who write wait, and are told that the
        library is busy. Raises LibraryUnusable, and takes all back, where a person's words would not be
        as they were; Stopped where a person stopped it.
        """
        found: Rederived | None = None
        try:
            with self._library.write("rebuild"):
                found = self._derive_all(readers)
                if dry_run:
                    raise _NotNow
        except _NotNow:
            pass
        except Stopped:
            raise Stopped("Stopped; the library is as it was.") from None
        else:
            self._library.catch_up()
        assert found is not None
        return found

    def _derive_all(self, readers: Mapping[str, Reader]) -> Rederived:
        library = self._library
        words, records = library.words.digest(), library.records.count()
        again, unread = self._read_again(readers)
        library.rederiving.begin()
        done, after = 0, 0
        while ids := library.records.all_ids(after, _PIECE):
            self._check_stopped()
            self._derive(ids)
            library.records.put_down()
            after, done = ids[-1], done + len(ids)
            self._tell(Event("rebuild", f"{done:,} of {records:,} records", "", done, records))
        self._check_stopped()
        comparison = library.rederiving.compare()
        if (library.words.digest(), library.records.count()) != (words, records):
            raise LibraryUnusable(
                "The rebuild would have changed words of yours, so it was taken back; the library is as it was.",
                "Please report this.",
            )
        return Rederived(comparison, again, unread)

    def _read_again(self, readers: Mapping[str, Reader]) -> tuple[int, int]:
        """Read the bodies again whose reader has a newer version now: how many say something else, and
        how many could not be read."""
        rederiving = self._library.rederiving
        again = unread = 0
        for source in rederiving.sources():
            reader, after = readers.get(source), 0
            while reader and (stale := rederiving.stale(source, reader.version, after)):
                self._check_stopped()
                for one in stale:
                    said = reader.read(one.body)
                    unread += said is None
                    again += rederiving.read_again(one.record_id, said, reader.version)
                after = stale[-1].record_id
                self._tell(Event("rebuild", f"{again:,} records read again", source))
        return again, unread

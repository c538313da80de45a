"""Deriving everything again from what is stored: works, links, questions, indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from litreview.model.event import Event, Tell

if TYPE_CHECKING:
    from litreview.library.library import Library

_PIECE = 500


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

    def run(self) -> bool:
        """Derive everything again; whether all words are as they were.

        One write: whoever looks meanwhile sees the old works, and a rebuild that is stopped or
        killed has changed nothing. Others who write wait, and are told that the library is busy.
        """
        library = self._library
        with library.write("rebuild"):
            words = library.words.digest()
            library.works.clear_derived()
            done, after, total = 0, 0, library.records.count()
            while ids := library.records.all_ids(after, _PIECE):
                for one in ids:
                    self._check_stopped()
                    self._derive([one])
                library.records.put_down()
                after, done = ids[-1], done + len(ids)
                self._tell(Event("rebuild", f"{done:,} of {total:,} records", "", done, total))
            untouched = library.words.digest() == words
        library.catch_up()
        return untouched

"""Citation links: lines of lists find their works, at once or when the work arrives later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from litreview.citations.resolve import reference_keys, resolve

if TYPE_CHECKING:
    from litreview.intake.judging import Judging
    from litreview.library.library import Library
    from litreview.library.values import OpenLine
    from litreview.model.record import Record

_CANDIDATES = 50

_WAITING = 500
"""Lines that may have waited for one record."""


class Linking:
    """Resolves lines against the records of the library."""

    def __init__(self, library: Library, judging: Judging) -> None:
        self._library = library
        self._judging = judging

    def link(self, records: Mapping[int, Record]) -> None:
        """Resolve the open lines of these records, and the lines elsewhere that waited for them."""
        links = self._library.links
        self.link_lists(records)
        keys_of_all = {key for one, record in records.items() for key in self._judging.keys(one, record)}
        identifiers = {one for record in records.values() for one in record.identifiers}
        for line in links.lines_sharing(keys_of_all, identifiers, _WAITING * len(records)):
            self._resolve(line, reference_keys(line.reference))

    def link_lists(self, record_ids: Iterable[int]) -> None:
        """Resolve the open lines of these records: their lists are new."""
        links = self._library.links
        for line in links.open_lines(record_ids):
            keys = reference_keys(line.reference)
            links.put_line_keys(line.line_id, keys)
            self._resolve(line, keys)

    def _resolve(self, line: OpenLine, keys: Iterable[str]) -> None:
        records = self._candidates(line, keys)
        works = self._library.works.of_records(records)
        found = resolve(line.reference, [(works[i], record) for i, record in records.items() if i in works])
        if found.work is not None:
            target = next(i for i in records if works.get(i) == found.work)
            self._library.links.put_resolved([(line.line_id, target)])

    def _candidates(self, line: OpenLine, keys: Iterable[str]) -> dict[int, Record]:
        library, reference = self._library, line.reference
        if reference.record and (named := library.records.ids([reference.record])):
            return library.records.read(named.values())
        found = library.records.with_identifiers(reference.identifiers)
        ids = {one for several in found.values() for one in several}
        if not ids and keys:
            ids = set(library.matches.sharing(keys, but={line.record_id}, cap=_CANDIDATES))
        return library.records.read(ids)

"""The words that come with a file: its works are kept, with the keys, tags and notes it has for them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts.results import KeyClash
from litreview.library.door import Act
from litreview.model.record import Entry
from litreview.model.text import number_of

if TYPE_CHECKING:
    from litreview.library.library import Library
    from litreview.library.values import Stored


class SayingOfEntries:
    """Says the words of the entries of files, piece by piece as they are taken in, as one act.

    What a person said of a record before stands: such an entry brings no words. ``records`` are those
    of entries that are to be kept, ``clashes`` the keys that another work has.
    """

    def __init__(self, library: Library, files: Sequence[str], run: int) -> None:
        self.act = Act(name="import")
        self.records: dict[int, str] = {}
        self.clashes: list[KeyClash] = []
        self._library = library
        self._files = ", ".join(files)
        self._run = run
        self._entries: Sequence[Entry] = ()
        self._file = ""
        self._ours: set[int] = set()
        self._fresh: dict[int, list[Entry]] = {}
        self._row = 0
        self._undone = 0

    def turn_to(self, entries: Sequence[Entry], file: str) -> None:
        """The entries that are taken in next, and their file."""
        self._entries, self._file = entries, file

    def before(self, places: Sequence[int], stored: Sequence[Stored]) -> None:
        """Keep the records, tag and note them; so their works are written once, with all of it."""
        words = self._library.words
        said: dict[int, list[Entry]] = {}
        for place, one in zip(places, stored, strict=True):
            if (entry := self._entries[place]).keep:
                said.setdefault(one.record_id, []).append(entry)
                self.records[one.record_id] = f"{self._file}, line {entry.line}" if entry.line else self._file
        if self.act.id != self._row:  # the first piece, or somebody undid what came before
            self._row, self._undone = self.act.id, len(self._ours)
        unsaid = set(words.unsaid(said))
        self._ours |= unsaid
        self._fresh = {record: of_it for record, of_it in said.items() if record in self._ours}
        words.keep(unsaid)
        tags: dict[str, list[int]] = {}
        for record, entries in self._fresh.items():
            for entry in entries:
                for tag in entry.tags:
                    tags.setdefault(tag, []).append(record)
                for note in entry.notes:
                    words.note_records([record], note)
        for tag, records in tags.items():
            self._library.tags.tag_records(records, tag)
        if self._ours:
            self.act.run = self._run
            self.act.sentence = (
                f"import {number_of(len(self._ours) - self._undone, 'record')} from {self._files}"
            )

    def after(self, places: Sequence[int], stored: Sequence[Stored]) -> None:
        """Give the works their keys."""
        del places, stored
        keys = self._library.keys
        wanted = [(r, entry.key) for r, entries in self._fresh.items() for entry in entries if entry.key]
        for (record, key), given in zip(wanted, keys.give_many(wanted), strict=True):
            if given.holder is not None:
                self.clashes.append(self._clash(record, key, given.key, given.holder))
        for record, entries in self._fresh.items():
            for alias in [alias for entry in entries for alias in entry.aliases]:
                if not self._library.works.resolve(alias):
                    keys.give(record, alias)

    def _clash(self, record: int, key: str, given: str, holder: int) -> KeyClash:
        works = self._library.works
        newcomer = works.of_records([record])[record]
        titles = {row.id: row.title or "untitled" for row in works.rows([holder, newcomer])}
        held_by = works.members([holder])[holder]
        held_at = next((self.records[one] for one in held_by if one in self.records), "")
        return KeyClash(key, given, titles[holder], titles[newcomer], self.records[record], held_at)

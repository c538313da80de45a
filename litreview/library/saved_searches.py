"""Saved searches: what a person asks the sources again and again, by a name.

The runs of a saved search carry its name (a trigger keeps it when the search is renamed, undone or
not), so what is new in a run is what no earlier one of that name had found.
"""

from __future__ import annotations

from typing import NamedTuple

from litreview.errors import Misused, NothingFound
from litreview.library.asking import ask
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.model.text import clean

NAME_LENGTH = 100


class Definition(NamedTuple):
    """What is asked: the words, the sources and years as a person types them (None: all), and at most
    so many from each source."""

    text: str
    sources: str | None = None
    years: str | None = None
    most: int | None = None


class SavedRow(NamedTuple):
    """A saved search: what it asks, whose it is, how often it ran, when last, and how many works it found."""

    name: str
    definition: Definition
    who: str
    at: str
    runs: int = 0
    last: str | None = None
    works: int = 0


@in_words
class SavedSearches:
    """The searches that people saved. All that writes belongs inside `library.write(..., act=...)`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def save(self, name: str, asked: Definition) -> str:
        """Save a search; its name as written. Saving the same again changes nothing.

        Raises Misused where the name asks something else already, or is none.
        """
        wanted = name_of(name)
        before = self.find(wanted)
        if before is not None and before.definition == asked:
            return before.name
        if before is not None:
            raise Misused(f"The search {before.name!r} is saved already.", "Choose another name.")
        self._door.writing().execute(
            "INSERT INTO saved_searches (name, text, sources, years, most, who, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (wanted, *asked, self._door.who, self._door.now()),
        )
        return wanted

    def find(self, name: str) -> SavedRow | None:
        """A saved search by its name; None where there is none."""
        wanted = (clean(name) or "").casefold()
        return next((row for row in self.rows() if row.name.casefold() == wanted), None)

    def rows(self) -> list[SavedRow]:
        """Every saved search, by name."""
        found = self._door.connection().execute(
            "SELECT s.name, s.text, s.sources, s.years, s.most, s.who, s.at, count(DISTINCT r.id), max(r.started),"
            " count(DISTINCT m.work_id) FROM saved_searches AS s"
            " LEFT JOIN runs AS r ON r.act = 'search' AND r.name = s.name COLLATE NOCASE"
            " LEFT JOIN run_records AS f ON f.run_id = r.id LEFT JOIN membership AS m ON m.record_id = f.record_id"
            " GROUP BY s.id ORDER BY s.name"
        )
        return [SavedRow(row[0], Definition(*row[1:5]), *row[5:]) for row in found.fetchall()]

    def rename(self, old: str, new: str) -> str:
        """Give a saved search another name; its runs go with it. The name as written.

        Raises NothingFound where it is not there, Misused where the new name is taken.
        """
        before, name = self._known(old), name_of(new)
        holder = self.find(name)
        if holder is not None and holder.name != before.name:
            raise Misused(f"There is a saved search {holder.name!r} already.", "Choose another name.")
        self._door.writing().execute("UPDATE saved_searches SET name = ? WHERE name = ?", (name, before.name))
        return name

    def drop(self, name: str) -> str:
        """Forget a saved search; what its runs brought stays, and so does the log of them. Its name."""
        before = self._known(name)
        self._door.writing().execute("DELETE FROM saved_searches WHERE name = ?", (before.name,))
        return before.name

    def found_before(self, name: str, run: int, work_ids: list[int]) -> set[int]:
        """Those of the works that a run of this name before ``run`` has found."""
        sql = (
            "SELECT DISTINCT m.work_id FROM membership AS m JOIN run_records AS f ON f.record_id = m.record_id"
            " JOIN runs AS r ON r.id = f.run_id AND r.act = 'search'"
            " WHERE r.name = ? COLLATE NOCASE AND r.id < ? AND m.work_id IN ({ids})"
        )
        return {row[0] for row in ask(self._door.connection(), sql, work_ids, name, run)}

    def last_run(self, name: str, before: int | None = None) -> str | None:
        """When a search of this name ran last (before a run, if one is given); None for never."""
        row = self._door.connection().execute(
            "SELECT max(started) FROM runs WHERE act = 'search' AND name = ? COLLATE NOCASE AND id < ?",
            (name, before if before is not None else 1 << 62),
        )
        found = row.fetchone()[0]
        return None if found is None else str(found)

    def _known(self, name: str) -> SavedRow:
        found = self.find(name)
        if found is None:
            raise NothingFound(f"There is no saved search {name!r}.", "See `litreview saved-search list`.")
        return found


def name_of(name: str) -> str:
    """A name for a saved search. Raises Misused for none, and for a number, which names a run."""
    wanted = (clean(name) or "")[:NAME_LENGTH].strip()
    if not wanted:
        raise Misused("A saved search needs a name.")
    if wanted.isdigit():
        raise Misused(
            f"{wanted} is a number: `search:{wanted}` means a run.", "Give it a name with a letter."
        )
    return wanted

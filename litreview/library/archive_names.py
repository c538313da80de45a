"""What people gave names to, out of an archive: tags, reading lists, saved searches.

A name is the same whatever the case of its letters. What one side lacks comes from the other; where two
differ the result is the same in whatever order they came, and the difference is told. Only the digits of
tags belong to a desk: those that are here stay.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from litreview.library.door import Door
from litreview.library.schema import WORD_TABLES

Line = dict[str, Any]


class Disagreement(NamedTuple):
    """Two words that differ: on what (``of`` names it), ``here`` in the library, ``there`` in the archive."""

    what: str
    of: str
    here: str
    there: str


class NotHere(ValueError):
    """A word on a record that neither the library nor the archive has."""


class Brought:
    """What the tables of an archive's words have in common. ``disagreements`` gathers what differs."""

    def __init__(self, door: Door, disagreements: dict[Disagreement, None]) -> None:
        self._door = door
        self._connection = door.writing()
        self._disagreements = disagreements

    def _record(self, name: str) -> int:
        source, _, source_id = name.partition(":")
        row = self._connection.execute(
            "SELECT id FROM records WHERE source = ? AND source_id = ? AND withdrawn = 0", (source, source_id)
        ).fetchone()
        if row is None:
            raise NotHere(f"is on {name}, a record that is not here")
        return int(row[0])

    def _run(self, sql: str, *values: Any) -> bool:
        return self._connection.execute(sql, values).rowcount > 0

    def _one(self, sql: str, *values: Any) -> Any:
        return self._connection.execute(sql, values).fetchone()

    def _differ(self, what: str, of: str, here: object, there: object) -> None:
        """Note it once: when both sides of an archive are taken in, each meets the other."""
        if Disagreement(what, of, str(there), str(here)) not in self._disagreements:
            self._disagreements[Disagreement(what, of, str(here), str(there))] = None


class NamesBrought(Brought):
    """Takes in tags, reading lists and saved searches, inside one act."""

    def __init__(self, door: Door, disagreements: dict[Disagreement, None]) -> None:
        super().__init__(door, disagreements)
        self._tags: dict[str, int] = {}
        self._drop_offers()

    def _drop_offers(self) -> None:
        """In a library in which nobody said a word yet the tags that every new library offers are nobody's."""
        tables = [table for table in WORD_TABLES if table != "tags"]
        if not any(self._one(f"SELECT 1 FROM {table} LIMIT 1") for table in tables):
            self._run("DELETE FROM tags WHERE offered = 1 AND description IS NULL AND colour IS NULL")

    def tag_id(self, name: str) -> int:
        """The id of a tag. Raises NotHere."""
        if name not in self._tags:
            row = self._one("SELECT id FROM tags WHERE name = ?", name)
            if row is None:
                raise NotHere(f"names the tag {name}, which the archive does not describe")
            self._tags[name] = int(row[0])
        return self._tags[name]

    def tag(self, line: Line) -> bool:
        """A tag: what one side lacks comes from the other; of two descriptions both stay."""
        name, digit = line["tag"], line["pinned"]
        if digit is not None and self._one("SELECT 1 FROM tags WHERE pinned = ? AND name <> ?", digit, name):
            digit = None
        row = self._one(
            "SELECT id, name, offered, pinned, description, colour FROM tags WHERE name = ?", name
        )
        if row is None:
            sql = "INSERT INTO tags (name, offered, pinned, description, colour) VALUES (?, ?, ?, ?, ?)"
            return self._run(sql, name, int(line["offered"]), digit, line["description"], line["colour"])
        number, *known = row
        said = (
            min(name, known[0]), min(int(line["offered"]), known[1]), known[2] or digit,
            self._both("tag", name, known[3], line["description"]),
            self._smaller("colour of tag", name, known[4], line["colour"]),
        )  # fmt: skip
        sql = "UPDATE tags SET name = ?, offered = ?, pinned = ?, description = ?, colour = ? WHERE id = ?"
        return said != tuple(known) and self._run(sql, *said, number)

    def parent(self, line: Line) -> bool:
        """Put a tag under its parent, once all tags are here; never in a circle."""
        if line["parent"] is None:
            return False
        number, parent = self.tag_id(line["tag"]), self.tag_id(line["parent"])
        sql = "SELECT t.parent_id, p.name FROM tags AS t LEFT JOIN tags AS p ON p.id = t.parent_id WHERE t.id = ?"
        known, known_name = self._one(sql, number)
        if known == parent:
            return False
        wanted = self._smaller("parent of tag", line["tag"], known_name, line["parent"])
        if wanted == known_name:
            return False
        self._run("UPDATE tags SET parent_id = ? WHERE id = ?", parent, number)
        return self._open_circle(number) != number

    def _open_circle(self, number: int) -> int | None:
        """If tags go in a circle now, the last of them by name gets no parent; its id."""
        sql = (
            "WITH RECURSIVE up(id) AS (SELECT parent_id FROM tags WHERE id = ?1 UNION SELECT t.parent_id FROM tags AS t"
            " JOIN up ON up.id = t.id) SELECT t.id, t.name, p.name FROM tags AS t JOIN tags AS p ON p.id = t.parent_id"
            " WHERE t.id IN (SELECT id FROM up) ORDER BY t.name"
        )
        above = self._connection.execute(sql, (number,)).fetchall()
        if number not in [row[0] for row in above]:
            return None
        last, name, parent = above[-1]
        self._run("UPDATE tags SET parent_id = NULL WHERE id = ?", last)
        self._differ("parent of tag", name, "none", parent)
        return int(last)

    def _both(self, what: str, of: str, here: str | None, there: str | None) -> str | None:
        """Two descriptions, each line once, in an order that does not depend on which came first."""
        if here is None or there is None or here == there:
            return here if there is None else there
        mine, theirs = here.split("\n"), there.split("\n")
        if set(theirs) <= set(mine):
            return here
        if set(mine) <= set(theirs):
            return there
        self._differ(what, of, here, there)
        return "\n".join(dict.fromkeys(line for text in sorted((here, there)) for line in text.split("\n")))

    def _smaller(self, what: str, of: str, here: Any, there: Any) -> Any:
        """One of two that cannot both stand: the same one in whatever order they came."""
        if here is None or there is None or here == there:
            return here if there is None else there
        self._differ(what, of, here, there)
        return min(here, there)

    def reading_list(self, line: Line) -> bool:
        """A reading list, without the works in it."""
        name = line["list"]
        row = self._one("SELECT id, name, description, who, at FROM reading_lists WHERE name = ?", name)
        if row is None:
            sql = "INSERT INTO reading_lists (name, description, who, at) VALUES (?, ?, ?, ?)"
            return self._run(sql, name, line["description"], line["who"], line["at"])
        number, known_name, description, who, at = row
        at, who = min((at, who), (line["at"], line["who"]))
        said = (
            min(name, known_name),
            self._both("reading list", name, description, line["description"]),
            who,
            at,
        )
        sql = "UPDATE reading_lists SET name = ?, description = ?, who = ?, at = ? WHERE id = ?"
        return said != row[1:] and self._run(sql, *said, number)

    def search(self, line: Line) -> bool:
        """A saved search. Of two people's under one name both stay: the younger one's with the person's name."""
        names = ("text", "sources", "years", "most")
        wanted = (*(line[name] for name in names), line["who"], line["at"])
        return self._saved(line["search"], wanted)

    def _saved(self, name: str, wanted: tuple[Any, ...]) -> bool:
        columns = "text, sources, years, most, who, at"
        row = self._one(f"SELECT id, {columns}, name FROM saved_searches WHERE name = ?", name)
        if row is None:
            sql = f"INSERT INTO saved_searches (name, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?)"
            return self._run(sql, name, *wanted)
        number, known, known_name = row[0], row[1:7], row[7]
        if known == wanted:
            return False
        put = "UPDATE saved_searches SET text = ?, sources = ?, years = ?, most = ?, who = ?, at = ? WHERE id = ?"
        if known[4] == wanted[4] or known[:4] == wanted[:4]:  # one person's, or one and the same search
            later = known[4] == wanted[4]
            chosen = (max if later else min)((known, wanted), key=lambda said: (said[5], said[4], repr(said)))
            return chosen != known and self._run(put, *chosen, number)
        self._differ("saved search", name, f"{known[0]} ({known[4]})", f"{wanted[0]} ({wanted[4]})")
        first, second = sorted((known, wanted), key=lambda said: (said[5], said[4]))
        moved = first != known and self._run(put, *first, number)
        return self._saved(f"{known_name} ({second[4]})", second) or moved

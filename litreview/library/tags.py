"""Tags: a person's labels on works, and what a person says of a label itself.

A tagging hangs on every record that its work has when it is said, as all words do. A tag may have a
parent: asking for the parent finds the works of its children too, and counting it counts them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence

from litreview.errors import Misused, NothingFound
from litreview.library.asking import ask, marks, pieces
from litreview.library.conditions import TAGS_BELOW
from litreview.library.cube import placed
from litreview.library.door import Door
from litreview.library.faults import in_words
from litreview.library.keeping import Written, keep_outside
from litreview.library.values import TagRow
from litreview.model.text import clean

TAG_LENGTH = 100
_MOST_STALE = 20_000
"""Up to so many works that wait for the index are counted one by one; beyond, all taggings are."""

UNCHANGED = object()
"""What `Tags.describe` leaves as it is; None takes a thing away."""


@in_words
class Tags:
    """What people call works. All that writes belongs inside `library.write(..., act=...)`."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def tag(self, work_ids: Iterable[int], tag: str) -> Written:
        """Put a tag on works, in the same act keep those that are outside; on how many it is new.

        Raises Misused where the text cannot be a tag.
        """
        connection = self._door.writing()
        tag_id = self._made(connection, tag)
        changed = kept = 0
        for piece in pieces(dict.fromkeys(work_ids)):
            carrying = _carrying(connection, tag_id, piece)
            fresh = [one for one in piece if one not in carrying]
            changed += len(fresh)
            connection.execute(
                "INSERT OR IGNORE INTO taggings SELECT ?, record_id, ?, ? FROM membership"
                f" WHERE work_id IN ({marks(len(fresh))})",
                (tag_id, self._door.who, self._door.now(), *fresh),
            )
            kept += keep_outside(connection, piece, self._door.who, self._door.now())
        return Written(changed, kept)

    def tag_records(self, record_ids: Iterable[int], tag: str) -> int:
        """Put a tag on records: for words that come with an import; how many did not carry it."""
        connection = self._door.writing()
        tag_id = self._made(connection, tag)
        rows = [(tag_id, one, self._door.who, self._door.now()) for one in record_ids]
        made = connection.executemany("INSERT OR IGNORE INTO taggings VALUES (?, ?, ?, ?)", rows)
        return max(0, made.rowcount)

    def untag(self, work_ids: Iterable[int], tag: str) -> int:
        """Take a tag off works; how many carried it."""
        connection = self._door.writing()
        tag_id = _id_of(connection, tag)
        if tag_id is None:
            return 0
        changed = 0
        for piece in pieces(dict.fromkeys(work_ids)):
            changed += len(_carrying(connection, tag_id, piece))
            connection.execute(
                "DELETE FROM taggings WHERE tag_id = ? AND record_id IN"
                f" (SELECT record_id FROM membership WHERE work_id IN ({marks(len(piece))}))",
                (tag_id, *piece),
            )
        return changed

    def rows(self) -> list[TagRow]:
        """Every tag: pinned ones first, then by name; kept works are counted."""
        connection = self._door.connection()
        found = connection.execute(
            "SELECT t.id, t.name, t.offered, t.pinned, t.description, t.colour, t.parent_id, p.name FROM tags AS t"
            " LEFT JOIN tags AS p ON p.id = t.parent_id ORDER BY t.pinned IS NULL, t.pinned, t.name"
        ).fetchall()
        own, below = _counted(connection, {row[0]: row[6] for row in found})
        return [
            TagRow(name, own[one], bool(offered), pinned, description, colour, parent, below[one])
            for one, name, offered, pinned, description, colour, _, parent in found
        ]

    def names(self) -> list[str]:
        """The names of all tags."""
        rows = self._door.connection().execute("SELECT name FROM tags ORDER BY name")
        return [row[0] for row in rows.fetchall()]

    def works(self, tag: str) -> int:
        """How many works carry a tag itself, kept or not."""
        connection = self._door.connection()
        tag_id = _id_of(connection, tag)
        return 0 if tag_id is None else _works_of(connection, tag_id)

    def rename(self, old: str, new: str) -> str:
        """Give a tag another name; the name as it is written now.

        Raises NothingFound where there is no such tag, Misused where the new name is taken.
        """
        connection = self._door.writing()
        tag_id, name = self._known(connection, old), _name(new)
        holder = _id_of(connection, name)
        if holder not in (None, tag_id):
            raise Misused(
                f"There is a tag {name!r} already.", f"To join them: litreview tag merge {old!r} {name!r}"
            )
        connection.execute(
            "UPDATE tags SET name = ?1 WHERE id = ?2 AND name <> ?1 COLLATE BINARY", (name, tag_id)
        )
        return name

    def merge(self, tags: Sequence[str], into: str) -> int:
        """Put all taggings of ``tags`` under ``into``, which is made where there is none, and drop them.

        What ``into`` lacks (description, colour, parent, digit) it gets from them, and their children
        become its own. How many works got ``into``. Raises NothingFound where one is not there.
        """
        connection = self._door.writing()
        target = self._made(connection, into)
        gone = [one for one in dict.fromkeys(self._known(connection, tag) for tag in tags) if one != target]
        if not gone:
            return 0
        before = _works_of(connection, target)
        for one in gone:
            connection.execute(
                "INSERT OR IGNORE INTO taggings SELECT ?, record_id, who, at FROM taggings WHERE tag_id = ?",
                (target, one),
            )
            connection.execute("DELETE FROM taggings WHERE tag_id = ?", (one,))
        self._inherit(connection, target, gone)
        connection.execute(f"DELETE FROM tags WHERE id IN ({marks(len(gone))})", gone)
        return _works_of(connection, target) - before

    def describe(
        self,
        tag: str,
        description: object = UNCHANGED,
        colour: object = UNCHANGED,
        parent: object = UNCHANGED,
        pinned: object = UNCHANGED,
        make: bool = False,
    ) -> str:
        """Say what a tag means, its colour, its parent (by name) and its digit; its name as written.

        None takes a thing away. A digit is taken from the tag that had it. ``make`` makes a tag that
        is not there. Raises NothingFound for a tag or parent that is not, Misused for a circle.
        """
        connection = self._door.writing()
        tag_id = self._made(connection, tag) if make else self._known(connection, tag)
        said = {"description": description, "colour": colour, "pinned": pinned}
        if parent is not UNCHANGED:
            said["parent_id"] = None if parent is None else self._parent(connection, tag_id, str(parent))
        if pinned not in (UNCHANGED, None):
            connection.execute("UPDATE tags SET pinned = NULL WHERE pinned = ? AND id <> ?", (pinned, tag_id))
        for column, value in said.items():
            if value is not UNCHANGED:
                sql = f"UPDATE tags SET {column} = ?1 WHERE id = ?2 AND {column} IS NOT ?1"
                connection.execute(sql, (value, tag_id))
        return str(connection.execute("SELECT name FROM tags WHERE id = ?", (tag_id,)).fetchone()[0])

    def drop(self, tag: str, force: bool = False) -> int:
        """Take a tag away; its children get its parent. How many works carried it.

        Raises NothingFound where it is not there, Misused where works carry it and ``force`` is not given.
        """
        connection = self._door.writing()
        tag_id = self._known(connection, tag)
        works = _works_of(connection, tag_id)
        if works and not force:
            carried = "a work carries" if works == 1 else f"{works:,} works carry"
            raise Misused(
                f"{carried.capitalize()} the tag {tag!r}.",
                "--force takes it off them; `litreview tag merge` puts another in its place.",
            )
        connection.execute("DELETE FROM taggings WHERE tag_id = ?", (tag_id,))
        connection.execute(
            "UPDATE tags SET parent_id = (SELECT parent_id FROM tags WHERE id = ?1) WHERE parent_id = ?1",
            (tag_id,),
        )
        connection.execute("DELETE FROM tags WHERE id = ?", (tag_id,))
        return works

    def _made(self, connection: sqlite3.Connection, tag: str) -> int:
        name = _name(tag)
        found = _id_of(connection, name)
        if found is None:
            found = connection.execute("INSERT INTO tags (name) VALUES (?)", (name,)).lastrowid
        return int(found or 0)

    def _known(self, connection: sqlite3.Connection, tag: str) -> int:
        found = _id_of(connection, tag)
        if found is None:
            raise NothingFound(f"There is no tag {clean(tag) or ''!r}.", "See `litreview tag list`.")
        return found

    def _parent(self, connection: sqlite3.Connection, tag_id: int, parent: str) -> int:
        found = self._known(connection, parent)
        below = {row[0] for row in connection.execute(TAGS_BELOW.format(where="id = ?"), (tag_id,))}
        if found in below:
            raise Misused(f"{parent!r} is this tag or lies below it: tags would go in a circle.")
        return found

    def _inherit(self, connection: sqlite3.Connection, target: int, gone: Sequence[int]) -> None:
        """What a tag gets from those that are merged into it."""
        listed = marks(len(gone))
        above = _parents(connection)
        rows = {
            row[0]: row[1:]
            for row in connection.execute(
                f"SELECT id, description, colour, pinned FROM tags WHERE id IN ({listed}, ?)", (*gone, target)
            )
        }
        joined = (target, *gone)
        texts = [text for one in joined if (text := rows[one][0])]
        parents = (_free(above, above.get(one), joined) for one in joined)
        values = (
            "\n".join(dict.fromkeys(texts)) or None,
            next((rows[one][1] for one in joined if rows[one][1]), None),
            next((rows[one][2] for one in joined if rows[one][2] is not None), None),
            next((parent for parent in parents if parent is not None), None),
        )
        connection.execute(
            f"UPDATE tags SET parent_id = ? WHERE parent_id IN ({listed}) AND id NOT IN ({listed}, ?)",
            (target, *gone, *gone, target),
        )
        connection.execute(
            "UPDATE tags SET description = ?1, colour = ?2, pinned = ?3, parent_id = ?4 WHERE id = ?5"
            " AND (description, colour, pinned, parent_id) IS NOT (?1, ?2, ?3, ?4)",
            (*values, target),
        )


def _free(above: dict[int, int | None], parent: int | None, joined: Sequence[int]) -> int | None:
    """A parent for merged tags: the first one upwards that neither is one of them nor lies below one."""
    found: int | None = None
    while parent is not None:
        if parent in joined:
            found = None
        elif found is None:
            found = parent
        parent = above.get(parent)
    return found


def _name(tag: str) -> str:
    name = (clean(tag) or "")[:TAG_LENGTH].strip()
    if not name:
        raise Misused("A tag needs a name.")
    return name


def _id_of(connection: sqlite3.Connection, tag: str) -> int | None:
    row = connection.execute(
        "SELECT id FROM tags WHERE name = ?", ((clean(tag) or "")[:TAG_LENGTH].strip(),)
    ).fetchone()
    return int(row[0]) if row else None


def _carrying(connection: sqlite3.Connection, tag_id: int, work_ids: Sequence[int]) -> set[int]:
    return {
        row[0]
        for row in ask(
            connection,
            "SELECT DISTINCT m.work_id FROM membership AS m JOIN taggings AS g ON g.record_id = m.record_id"
            " WHERE g.tag_id = ? AND m.work_id IN ({ids})",
            work_ids,
            tag_id,
        )
    }


def _works_of(connection: sqlite3.Connection, tag_id: int) -> int:
    sql = (
        "SELECT count(DISTINCT m.work_id) FROM taggings AS g JOIN membership AS m"
        " ON m.record_id = g.record_id WHERE g.tag_id = ?"
    )
    return int(connection.execute(sql, (tag_id,)).fetchone()[0])


def _parents(connection: sqlite3.Connection) -> dict[int, int | None]:
    return dict(connection.execute("SELECT id, parent_id FROM tags").fetchall())


def _counted(
    connection: sqlite3.Connection, above: dict[int, int | None]
) -> tuple[Counter[int], Counter[int]]:
    """How many kept works carry each tag, and how many carry it or one below it."""
    own: Counter[int] = Counter()
    below: Counter[int] = Counter()
    lines = {one: _line(above, one) for one in above}
    for ids, works in _sets(connection).items():
        for one in ids:
            own[one] += works
        for one in {up for tag in ids for up in lines.get(tag, ())}:
            below[one] += works
    return own, below


def _line(above: dict[int, int | None], tag_id: int) -> list[int]:
    """A tag and all tags above it, once each."""
    line: list[int] = []
    one: int | None = tag_id
    while one is not None and one not in line:
        line.append(one)
        one = above.get(one)
    return line


def _sets(connection: sqlite3.Connection) -> Counter[tuple[int, ...]]:
    """How many kept works carry exactly these tags: from the cube, with those put right that wait."""
    stale = [row[0] for row in connection.execute("SELECT work_id FROM stale LIMIT ?", (_MOST_STALE + 1,))]
    sets: Counter[tuple[int, ...]] = Counter()
    if len(stale) > _MOST_STALE:
        sql = (
            "SELECT group_concat(tag_id, ' ') FROM (SELECT DISTINCT m.work_id, g.tag_id FROM taggings AS g"
            " JOIN membership AS m ON m.record_id = g.record_id JOIN works AS w ON w.id = m.work_id AND w.kept = 1"
            " ORDER BY m.work_id, g.tag_id) GROUP BY work_id"
        )
        sets.update(_ids(tags) for (tags,) in connection.execute(sql))
        return sets
    sql = "SELECT tags, sum(works) FROM cube WHERE kept = 1 AND tags <> '' GROUP BY tags"
    sets.update({_ids(tags): works for tags, works in connection.execute(sql)})
    moved = placed(connection, stale)
    sql = "SELECT id, tags FROM cube WHERE kept = 1 AND id IN ({ids})"
    cells = dict(ask(connection, sql, {one.counted_cell for one in moved}))
    for one in moved:
        sets[_ids(cells.get(one.counted_cell, ""))] -= 1
        sets[_ids(one.cell.tags) if one.cell.kept else ()] += 1
    return sets


def _ids(tags: str) -> tuple[int, ...]:
    return tuple(map(int, tags.split()))

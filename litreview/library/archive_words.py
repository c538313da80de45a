"""A person's words out of an archive: put beside those that are here, none taken away.

Who said a word and when stay as they were. One person's later word counts before their earlier one;
where two people differ both words stay, and what they differ on is told. Only a key that two works want
depends on who was here first: a key never changes hands.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple

from litreview.library.archive_names import Brought, Disagreement, Line, NamesBrought, NotHere
from litreview.library.door import Door
from litreview.library.keys import Keys, show_key
from litreview.model.archive import WORDS

_FIRST = (
    "INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({key}) DO UPDATE SET who = excluded.who,"
    " at = excluded.at WHERE (excluded.at, excluded.who) < ({table}.at, {table}.who)"
)
_SAME_WORK = "(SELECT o.record_id FROM membership AS m JOIN membership AS o ON o.work_id = m.work_id WHERE m.record_id = ?1)"


def _first(table: str, columns: tuple[str, ...], key: str) -> str:
    return _FIRST.format(
        table=table, columns=", ".join(columns), marks=", ".join("?" * len(columns)), key=key
    )


_KEPT = _first("kept", ("record_id", "who", "at"), "record_id")
_REMOVED = _first("removed", ("record_id", "who", "at"), "record_id")
_TAGGED = _first("taggings", ("tag_id", "record_id", "who", "at"), "tag_id, record_id")


class _Latest(NamedTuple):
    """A kind of word of which each person has one on a thing, the latest; and what makes two differ."""

    put: str
    others: str
    """Words of others on the same thing that say something else: parameters as named."""


_DECISIONS = _Latest(
    "INSERT INTO decisions (record_id, stage, who, word, reason, at) VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (record_id, stage, who) DO UPDATE SET word = excluded.word, reason = excluded.reason,"
    " at = excluded.at WHERE (excluded.at, excluded.word, excluded.reason) > (decisions.at, word, decisions.reason)",
    f"SELECT who, word FROM decisions WHERE record_id IN {_SAME_WORK} AND stage = ?2 AND who <> ?3 AND word <> ?4"
    " ORDER BY who LIMIT 1",
)
_CORRECTIONS = _Latest(
    "INSERT INTO corrections (record_id, field, who, value, at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (record_id, field, who) DO UPDATE SET value = excluded.value, at = excluded.at"
    " WHERE (excluded.at, excluded.value) > (corrections.at, corrections.value)",
    f"SELECT who, value FROM corrections WHERE record_id IN {_SAME_WORK} AND field = ?2 AND who <> ?3"
    " AND value <> ?4 ORDER BY who LIMIT 1",
)
_RULINGS = _Latest(
    "INSERT INTO rulings (left_name, right_name, who, word, at) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (left_name, right_name, who) DO UPDATE SET word = excluded.word, at = excluded.at"
    " WHERE (excluded.at, excluded.word) > (rulings.at, rulings.word)",
    "SELECT who, word FROM rulings WHERE left_name = ?1 AND right_name = ?2 AND who <> ?3 AND word <> ?4"
    " AND word <> 'later' ORDER BY who LIMIT 1",
)
_READ = (
    "INSERT INTO read_states (record_id, who, state, at) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (record_id, who) DO UPDATE SET state = excluded.state, at = excluded.at"
    " WHERE (excluded.at, excluded.state) > (read_states.at, read_states.state)"
)


PASSES = (
    ("tags", "tags"), ("parents", "tags"), *((t, t) for t in WORDS if t != "tags"),
)  # fmt: skip
"""What is read in which order, and from which table: a tag may stand before its parent."""


class WordsBrought(Brought):
    """Takes in the tables of `model.archive.WORDS`, inside one act. ``disagreements`` gathers what differs,
    ``touched`` the records whose works must be judged again."""

    def __init__(self, door: Door) -> None:
        self.disagreements: dict[Disagreement, None] = {}
        self.touched: dict[int, None] = {}
        super().__init__(door, self.disagreements)
        self._names = NamesBrought(door, self.disagreements)
        self._noted: set[int] = set()
        """Notes that stand in the archive too: no other of its notes can be what became of them."""
        self._puts: dict[str, Callable[[Line], bool]] = {
            "kept": self._keep, "removed": self._remove, "tags": self._names.tag, "parents": self._names.parent, "taggings": self._tagging,
            "notes": self._note, "decisions": self._decide, "read_states": self._read, "rulings": self._rule,
            "corrections": self._correct, "citation_keys": self._key, "reading_lists": self._names.reading_list,
            "reading_list_works": self._place, "saved_searches": self._names.search,
        }  # fmt: skip

    def put(self, what: str, line: Line) -> bool:
        """Write one word, ``what`` of `PASSES`; whether anything is new. Raises NotHere."""
        return self._puts[what](line)

    def _keep(self, line: Line) -> bool:
        return self._in_or_out(line, "kept", "removed", _KEPT)

    def _remove(self, line: Line) -> bool:
        return self._in_or_out(line, "removed", "kept", _REMOVED)

    def _in_or_out(self, line: Line, word: str, opposite: str, put: str) -> bool:
        """Of one person the later of "kept" and "removed" counts; of two people both stay, and it is kept."""
        record, who, at = self._record(line["record"]), line["who"], line["at"]
        said = self._one(f"SELECT who, at FROM {opposite} WHERE record_id = ?", record)
        if said is not None and said[0] == who:
            if (said[1], opposite) > (at, word):
                return False
            self._run(f"DELETE FROM {opposite} WHERE record_id = ?", record)
        other = self._one(
            f"SELECT who FROM {opposite} WHERE record_id IN {_SAME_WORK} AND who <> ?2", record, who
        )
        if other is not None:
            self._differ("kept", self._work(record), f"{opposite} ({other[0]})", f"{word} ({who})")
        return self._run(put, record, who, at)

    def _work(self, record: int) -> str:
        """How people call the work of a record: by its key."""
        row = self._one(
            "SELECT w.key FROM membership AS m JOIN works AS w ON w.id = m.work_id WHERE m.record_id = ?",
            record,
        )
        return (
            str(row[0])
            if row and row[0]
            else str(self._one("SELECT source_id FROM records WHERE id = ?", record)[0])
        )

    def _tagging(self, line: Line) -> bool:
        return self._run(
            _TAGGED, self._names.tag_id(line["tag"]), self._record(line["record"]), line["who"], line["at"]
        )

    def _note(self, line: Line) -> bool:
        """A note: the same one by who, when and where it hangs; an edited one takes the place of what it was."""
        records = sorted(self._record(name) for name in line["records"])
        alike = self._alike(line, records)
        same = [note for note in alike if note[1] == line["text"]]
        alike = [note for note in alike if note[0] not in self._noted]
        if same:
            number, _, edited = same[0]
            self._noted.add(number)
            later = max((one for one in (edited, line["edited"]) if one is not None), default=None)
            return later != edited and self._run("UPDATE notes SET edited = ? WHERE id = ?", later, number)
        if len(alike) == 1 and (alike[0][2] is None) != (line["edited"] is None):
            self._noted.add(alike[0][0])
            sql = "UPDATE notes SET text = ?, edited = ? WHERE id = ? AND edited IS NULL"
            return self._run(sql, line["text"], line["edited"], alike[0][0])
        if alike and line["edited"] is not None:
            self._differ("note", self._work(records[0]), alike[0][1], line["text"])
        sql = "INSERT INTO notes (text, who, at, edited) VALUES (?, ?, ?, ?)"
        made = self._connection.execute(
            sql, (line["text"], line["who"], line["at"], line["edited"])
        ).lastrowid
        self._noted.add(int(made or 0))
        anchors = [(made, one) for one in records]
        self._connection.executemany("INSERT INTO note_anchors VALUES (?, ?)", anchors)
        return True

    def _alike(self, line: Line, records: list[int]) -> list[tuple[int, str, str | None]]:
        """The notes of the same person and second that hang on exactly these records."""
        if records:
            sql = (
                "SELECT n.id, n.text, n.edited FROM note_anchors AS a JOIN notes AS n ON n.id = a.note_id"
                " WHERE a.record_id = ? AND n.who = ? AND n.at = ?"
            )
            found = self._connection.execute(sql, (records[0], line["who"], line["at"])).fetchall()
        else:
            sql = "SELECT id, text, edited FROM notes WHERE who = ? AND at = ?"
            found = self._connection.execute(sql, (line["who"], line["at"])).fetchall()
        sql = "SELECT record_id FROM note_anchors WHERE note_id = ? ORDER BY record_id"
        return [n for n in found if [row[0] for row in self._connection.execute(sql, n[:1])] == records]

    def _decide(self, line: Line) -> bool:
        record, stage, who, word = (
            self._record(line["record"]),
            *(line[n] for n in ("stage", "who", "word")),
        )
        new = self._run(_DECISIONS.put, record, stage, who, word, line["reason"], line["at"])
        if other := self._one(_DECISIONS.others, record, stage, who, word):
            self._differ("decision", self._work(record), f"{other[1]} ({other[0]})", f"{word} ({who})")
        return new

    def _read(self, line: Line) -> bool:
        return self._run(_READ, self._record(line["record"]), line["who"], line["state"], line["at"])

    def _rule(self, line: Line) -> bool:
        left, right, who, word = (line[name] for name in ("left", "right", "who", "word"))
        new = self._run(_RULINGS.put, left, right, who, word, line["at"])
        other = self._one(_RULINGS.others, left, right, who, word) if word != "later" else None
        if other:
            self._differ("ruling", f"{left} and {right}", f"{other[1]} ({other[0]})", f"{word} ({who})")
        if new:
            self.touched.update(dict.fromkeys(self._here(left, right)))
        return new

    def _here(self, *names: str) -> list[int]:
        """The records of names that are here: a ruling may wait for its records."""
        out = []
        for name in names:
            try:
                out.append(self._record(name))
            except NotHere:
                continue
        return out

    def _correct(self, line: Line) -> bool:
        record, who, field = self._record(line["record"]), line["who"], line["correction"]["field"]
        value = json.dumps(line["correction"]["value"], ensure_ascii=False)
        new = self._run(_CORRECTIONS.put, record, field, who, value, line["at"])
        if other := self._one(_CORRECTIONS.others, record, field, who, value):
            of = f"{field} of {self._work(record)}"
            self._differ("correction", of, f"{other[1]} ({other[0]})", f"{value} ({who})")
        if new:
            self.touched[record] = None
        return new

    def _key(self, line: Line) -> bool:
        """A key that was given or pinned. It never changes hands: the newcomer gets a letter more."""
        record, key = self._record(line["record"]), line["key"]
        known = self._one("SELECT id, record_id, how, who, at FROM citation_keys WHERE key = ?", key)
        if known is not None and self._is_one_work(known[1], record):
            how = max(known[2], line["how"])  # "pinned" comes after "given"
            at, who = min((known[4], known[3]), (line["at"], line["who"]))
            if (how, who, at) == known[2:]:
                return False
            return self._run(
                "UPDATE citation_keys SET how = ?, who = ?, at = ? WHERE id = ?", how, who, at, known[0]
            )
        if known is not None and (mine := self._lettered(record, line)) is not None:
            self._differ("key", key, self._work(known[1]), mine)
            return False
        last = self._one("SELECT coalesce(max(id), 0) FROM citation_keys")[0]
        given = Keys(self._door).give(record, key)
        self._run(
            "UPDATE citation_keys SET how = ?, who = ?, at = ? WHERE key = ? AND id > ?",
            *(line[name] for name in ("how", "who", "at")), given.key, last,
        )  # fmt: skip
        if row := self._one("SELECT work_id FROM membership WHERE record_id = ?", record):
            show_key(self._connection, row[0])
        if given.holder is not None:
            holder = self._one("SELECT title FROM works WHERE id = ?", given.holder)
            self._differ("key", key, (holder and holder[0]) or "untitled", given.key)
        return True

    def _lettered(self, record: int, line: Line) -> str | None:
        """The key that this very word got when it was brought before and its own was taken."""
        sql = "SELECT key FROM citation_keys WHERE record_id = ? AND who = ? AND at = ? ORDER BY id"
        for (key,) in self._connection.execute(sql, (record, line["who"], line["at"])).fetchall():
            end = key[len(line["key"]) :]
            if key.lower().startswith(line["key"].lower()) and end.isalpha() and end.islower():
                return str(key)
        return None

    def _is_one_work(self, one: int, other: int) -> bool:
        sql = (
            "SELECT 1 FROM membership AS m JOIN membership AS o ON o.work_id = m.work_id"
            " WHERE m.record_id = ? AND o.record_id = ?"
        )
        return one == other or self._one(sql, one, other) is not None

    def _place(self, line: Line) -> bool:
        """A work in a reading list; where two lists of one name differ in its place the later word counts."""
        row = self._one("SELECT id FROM reading_lists WHERE name = ?", line["list"])
        if row is None:
            raise NotHere(f"names the reading list {line['list']}, which the archive does not describe")
        return self._run(
            "INSERT INTO reading_list_works (reading_list_id, record_id, place, who, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (reading_list_id, record_id) DO UPDATE SET place = excluded.place, who = excluded.who,"
            " at = excluded.at WHERE (excluded.at, excluded.who, excluded.place)"
            " > (reading_list_works.at, reading_list_works.who, reading_list_works.place)",
            row[0], self._record(line["record"]), line["place"], line["who"], line["at"],
        )  # fmt: skip

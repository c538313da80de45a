"""Random lives of a library: records come, people say all that can be said of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from hypothesis import strategies as st

from litreview.acts import asking
from litreview.desk import Desk, SystemClock
from litreview.errors import LitreviewError
from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record, Reference, ReferenceList, Said
from litreview.model.ruling import ruling
from litreview.model.text import clean, clean_block
from litreview.settings import Settings

Step = tuple[str, int, int, str]
"""What is done, two numbers that choose on what, and a text."""

TITLES = (
    "The Interorganizational Learning Dilemma", "Learning in strategic alliances", "Does familiarity breed trust?",
    "Alliance capability and its limits", "Networks of trust between firms",
)  # fmt: skip
SOURCES = ("crossref", "semantic_scholar", "ideas")
KINDS = (
    "record", "record", "record", "listed", "list", "part", "count", "keep", "remove", "tag", "untag", "describe",
    "parent", "note", "edit", "decide", "read", "rule", "correct", "pin", "give", "reading list", "place", "search",
)  # fmt: skip

HOSTILE = st.text(
    st.sampled_from("ab é知<>&{}[]\"'\\/\n\t\x00\x1b\x7f\x85\u202e\u2028\u200b\ufeff\U0001f9e0%~#$"),
    max_size=12,
)
STEPS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 4), HOSTILE), min_size=1, max_size=25
)


class Hours(SystemClock):
    """A clock that moves by ``step`` seconds at each look."""

    def __init__(self, start: int = 0, step: int = 1) -> None:
        super().__init__()
        self._now = datetime(2026, 11, 24, 8, tzinfo=UTC) + timedelta(seconds=start)
        self._step = timedelta(seconds=step)

    def now(self) -> datetime:
        self._now += self._step
        return self._now

    def sleep(self, seconds: float) -> None:
        del seconds


def desk_on(blank: Path, path: Path, who: str, clock: SystemClock | None = None) -> Desk:
    """A desk of ``who`` on a new library."""
    shutil.copy(blank, path)
    return Desk(Settings(name=who), path, clock=clock or Hours(), named=True)


def live(desk: Desk, steps: list[Step]) -> None:
    """Do what the steps say; what a library refuses is passed over."""
    doing = _Doing(desk)
    for kind, one, other, text in steps:
        try:
            doing.do(kind, one, other, text)
        except LitreviewError:
            continue
    desk.library.catch_up()


class _Chosen(NamedTuple):
    """A work, two numbers that choose what is said of it, and a text."""

    work: int
    one: int
    other: int
    text: str


class _Doing:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._library = desk.library
        self._run = self._library.runs.start("search", "trust")
        self._intake = asking.intake_of(desk)

    def do(self, kind: str, one: int, other: int, text: str) -> None:
        if kind in ("record", "listed", "list", "part", "count"):
            day = f"2026-11-{10 + other:02d}"
            said = entry(kind, one, other, text)
            self._intake.take_in(
                [said], run=self._run, day=day, reader=1 + other % 2, source=SOURCES[one % 3]
            )
            return
        works = sorted(set(self._library.works.of_records(self._library.records.all_ids()).values()))
        work = works[one % len(works)] if works else None
        if work is not None:
            with self._library.write(kind, act=kind, sentence=kind):
                says: Callable[[_Chosen], None] = getattr(self, "_" + kind.replace(" ", "_"))
                says(_Chosen(work, one, other, text))

    def _members(self, work: int) -> list[int]:
        return list(self._library.works.members([work])[work])

    def _keep(self, c: _Chosen) -> None:
        self._library.words.keep(self._members(c.work))

    def _remove(self, c: _Chosen) -> None:
        self._library.words.unkeep([c.work])

    def _tag(self, c: _Chosen) -> None:
        self._library.tags.tag([c.work], ("trust", "Trust", "new", c.text, "core")[c.other])

    def _untag(self, c: _Chosen) -> None:
        self._library.tags.untag([c.work], "trust")

    def _describe(self, c: _Chosen) -> None:
        what = clean_block(c.text)
        self._library.tags.describe(
            "trust", what, ("red", "blue", None)[c.other % 3], pinned=c.one or None, make=True
        )

    def _parent(self, c: _Chosen) -> None:
        names = ("trust", "new", "core")
        self._library.tags.tag([c.work], names[c.one % 3])
        self._library.tags.tag([c.work], names[c.other % 3])
        self._library.tags.describe(names[c.one % 3], parent=names[c.other % 3])

    def _note(self, c: _Chosen) -> None:
        self._library.words.note(c.work, c.text)

    def _edit(self, c: _Chosen) -> None:
        for note in self._library.words.notes(c.work)[:1]:
            self._library.words.edit_note(c.work, note.id, c.text + " edited")

    def _decide(self, c: _Chosen) -> None:
        word = ("include", "exclude", "maybe")[c.one % 3]
        self._library.screening.decide([c.work], word, ("title_abstract", "full_text")[c.other % 2], c.text)

    def _read(self, c: _Chosen) -> None:
        self._library.screening.mark_read([c.work], ("reading", "read")[c.other % 2])

    def _rule(self, c: _Chosen) -> None:
        ids = self._library.records.all_ids()
        pair = sorted({ids[c.one % len(ids)], ids[c.other % len(ids)]})
        if len(pair) == 2:
            names = self._library.records.names(pair)
            word = ("same", "different", "version", "later")[(c.one + c.other) % 4]
            self._library.words.rule(ruling(names[pair[0]], names[pair[1]], word))
            self._intake.regroup(pair)

    def _correct(self, c: _Chosen) -> None:
        ids = self._members(c.work)
        if (value := clean(c.text)) and self._library.words.correct(
            c.work, ("title", "venue")[c.other % 2], value
        ):
            self._intake.regroup(ids)

    def _pin(self, c: _Chosen) -> None:
        self._library.keys.pin([c.work])

    def _give(self, c: _Chosen) -> None:
        self._library.keys.give(self._members(c.work)[0], f"key{c.other}")

    def _reading_list(self, c: _Chosen) -> None:
        self._library.reading_lists.make(("core", "Core", "next")[c.other % 3], clean(c.text))

    def _place(self, c: _Chosen) -> None:
        self._library.reading_lists.put(("core", "next")[c.other % 2], [c.work])

    def _search(self, c: _Chosen) -> None:
        self._library._door.writing().execute(
            "INSERT OR IGNORE INTO saved_searches (name, text, sources, years, most, who, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (("alliances", "trust")[c.other % 2], clean(c.text) or "trust", "crossref", None, c.one or None, self._library.who, self._library._door.now()),
        )  # fmt: skip


def entry(kind: str, one: int, other: int, text: str) -> Said:
    """What a source says, chosen by two numbers."""
    record = _record(one, other if kind in ("record", "listed") else 0, text)
    if kind == "record":
        return Said(about=record.name, record=record, body=text.encode(), reference_count=other)
    if kind == "listed":
        return Said(about=record.name, record=record, brief=True, listed=(_record(one + 1, 0, ""),))
    if kind == "count":
        return Said(about=record.name, citation_count=one * other)
    lines = tuple(
        Reference(position=n, title=TITLES[n % 5], year=1990 + n, text=clean(text) or "a line", record=_record(n, 0, "").name)
        for n in range(1 + other, 1 + other + one % 3)
    )  # fmt: skip
    state = "partial" if kind == "part" else ("given" if lines else "none")
    return Said(about=record.name, references=ReferenceList(state, lines, one or None))


def _record(number: int, form: int, text: str) -> Record:
    """One of some thirty records; of a few works each source has a record."""
    source, work = SOURCES[number % 3], number // 3
    return Record(
        source=source,
        source_id=f"{work}/x" if source != "ideas" else f"RePEc:abc:defghi:v:{work}",
        type="article",
        title=TITLES[work % 5],
        authors=(Author("Larsson", "Rikard"), Author(literal=clean(text) or "The group")),
        venue=("Organization Science", None, "Strategic Management Journal")[form % 3],
        year=1990 + work,
        identifiers=(Identifier("doi", f"10.1234/{work}"),) if form % 2 else (),
        abstract=clean_block(text),
        fields=(("remark", clean(text) or "none"),) if form > 2 else (),
    )

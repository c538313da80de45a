"""The front of the library: open it, write through its one door, reach its nouns.

This first text fixes the signatures that other rooms write against; the bodies follow.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from litreview.library.values import (
    CheckFinding,
    GivenKey,
    LinkLine,
    OpenLine,
    PairVerdict,
    QuestionRow,
    RecordSeen,
    RunRow,
    Stored,
    TagRow,
    Undone,
)
from litreview.model.clock import Clock
from litreview.model.identifiers import Identifier
from litreview.model.query import Query
from litreview.model.record import Record, Said
from litreview.model.row import CountSaid, Facet, Found, HistoryRow, ListView, NoteView, Row
from litreview.model.ruling import Ruling
from litreview.model.work import Work

Item = TypeVar("Item")
Out = TypeVar("Out")


class Act:
    """What `write` yields. Set ``sentence`` ("tagged 14 works 'trust'") before the end; set ``run``
    to the run whose records this act brought, so that undo takes them back too."""

    id: int
    sentence: str
    run: int | None


class Runs:
    def start(self, act: str, asked: str = "") -> int: ...  # type: ignore[empty-body]
    def note(self, run: int, source: str, *, asked: str = "", found: int = 0, new: int = 0, failed: int = 0,
             hidden: int = 0, next: str | None = None, state: str = "answered", sentence: str = "") -> None: ...
    def finish(self, run: int) -> None: ...
    def rows(self, limit: int = 50) -> list[RunRow]: ...  # type: ignore[empty-body]


class Records:
    def store(self, said: Said, run: int, day: str, reader: int = 1, source: str = "") -> list[Stored]:  # type: ignore[empty-body]
        """``source`` names who said the counts and lists where it is not the source of ``about`` (CitEc on an IDEAS record)."""
    def ids(self, names: Iterable[str]) -> dict[str, int]: ...  # type: ignore[empty-body]
    def names(self, ids: Iterable[int]) -> dict[int, str]: ...  # type: ignore[empty-body]
    def read(self, ids: Iterable[int]) -> dict[int, Record]: ...  # type: ignore[empty-body]
    def read_said(self, record_id: int) -> Said: ...  # type: ignore[empty-body]
    def body(self, record_id: int) -> bytes: ...  # type: ignore[empty-body]
    def views(self, work_id: int) -> tuple[RecordSeen, ...]: ...  # type: ignore[empty-body]
    def with_identifiers(self, identifiers: Iterable[Identifier]) -> dict[Identifier, list[int]]: ...  # type: ignore[empty-body]
    def all_ids(self, after: int = 0, limit: int = 1000) -> list[int]: ...  # type: ignore[empty-body]
    def of_run(self, run: int) -> list[int]: ...  # type: ignore[empty-body]


class Matches:
    def put_keys(self, record_id: int, keys: Iterable[str]) -> None: ...
    def sharing(self, keys: Iterable[str], but: Collection[int] = (), cap: int = 500) -> dict[int, int]: ...  # type: ignore[empty-body]
    def put_verdicts(self, verdicts: Iterable[PairVerdict | tuple[int, int, str, int, tuple[str, ...]]]) -> None: ...
    def verdicts(self, record_ids: Iterable[int], within: bool = False) -> list[PairVerdict]: ...  # type: ignore[empty-body]
    def joined(self, record_ids: Iterable[int]) -> set[int]: ...  # type: ignore[empty-body]


class Works:
    def of_records(self, record_ids: Iterable[int]) -> dict[int, int]: ...  # type: ignore[empty-body]
    def members(self, work_ids: Iterable[int]) -> dict[int, tuple[int, ...]]: ...  # type: ignore[empty-body]
    def put(self, work: Work, record_ids: Sequence[int], work_id: int | None = None) -> int: ...  # type: ignore[empty-body]
    def drop(self, work_ids: Iterable[int]) -> None: ...
    def rows(self, ids: Iterable[int]) -> list[Row]: ...  # type: ignore[empty-body]
    def read(self, work_id: int) -> Work: ...  # type: ignore[empty-body]
    def resolve(self, text: str) -> list[int]: ...  # type: ignore[empty-body]
    def count(self, outside: bool = False) -> int: ...  # type: ignore[empty-body]
    def put_family(self, work_ids: Sequence[int], preferred: int) -> None: ...
    def family(self, work_id: int) -> list[tuple[int, bool]]: ...  # type: ignore[empty-body]
    def put_questions(self, record_ids: Iterable[int], questions: Iterable[PairVerdict]) -> None:
        """Replace the open questions that touch ``record_ids`` by these."""
    def questions(self, limit: int = 50) -> list[QuestionRow]: ...  # type: ignore[empty-body]
    def question_count(self, work_id: int | None = None) -> int: ...  # type: ignore[empty-body]
    def clear_derived(self) -> None: ...


class Finding:
    def find(self, query: Query, sort: str = "fit", reverse: bool = False, outside: bool = False,
             cap: int = 2000, limit: int | None = None) -> Found: ...  # type: ignore[empty-body]
    def facets(self, query: Query, outside: bool = False, ids: array[int] | None = None) -> tuple[Facet, ...]: ...  # type: ignore[empty-body]


class Words:
    """All but `tags`, `notes`, `rulings` are called inside `library.write(..., act=...)`."""
    def keep(self, record_ids: Iterable[int]) -> int: ...  # type: ignore[empty-body]
    def unkeep(self, work_ids: Iterable[int]) -> int: ...  # type: ignore[empty-body]
    def tag(self, work_ids: Iterable[int], tag: str) -> int: ...  # type: ignore[empty-body]
    def untag(self, work_ids: Iterable[int], tag: str) -> int: ...  # type: ignore[empty-body]
    def tags(self) -> list[TagRow]: ...  # type: ignore[empty-body]
    def note(self, work_id: int, text: str) -> int: ...  # type: ignore[empty-body]
    def notes(self, work_id: int) -> tuple[NoteView, ...]: ...  # type: ignore[empty-body]
    def rule(self, ruling: Ruling) -> None: ...
    def rulings(self, names: Iterable[str]) -> list[Ruling]: ...  # type: ignore[empty-body]
    def correct(self, work_id: int, field: str, value: object) -> None: ...
    def corrections(self, record_ids: Iterable[int]) -> dict[str, object]: ...  # type: ignore[empty-body]
    def tag_records(self, record_ids: Iterable[int], tag: str) -> int: ...  # type: ignore[empty-body]
    def note_records(self, record_ids: Iterable[int], text: str) -> int: ...  # type: ignore[empty-body]
    def digest(self) -> str: ...  # type: ignore[empty-body]


class Keys:
    def of(self, work_ids: Iterable[int]) -> dict[int, str]: ...  # type: ignore[empty-body]
    def make(self, record_id: int, base: str) -> str: ...  # type: ignore[empty-body]
    def give(self, record_id: int, key: str) -> GivenKey: ...  # type: ignore[empty-body]
    def pin(self, work_ids: Iterable[int]) -> int: ...  # type: ignore[empty-body]


class Links:
    """``direction`` is "references" or "cited_by"."""
    def references(self, work_id: int) -> list[LinkLine]: ...  # type: ignore[empty-body]
    def cited_by(self, work_id: int) -> list[LinkLine]: ...  # type: ignore[empty-body]
    def summaries(self, work_id: int, direction: str) -> tuple[ListView, ...]: ...  # type: ignore[empty-body]
    def known(self, work_id: int) -> tuple[int, int]: ...  # type: ignore[empty-body]
    def neighbours(self, work_id: int, direction: str, limit: int = 200) -> list[int]: ...  # type: ignore[empty-body]
    def open_lines(self, record_ids: Iterable[int]) -> list[OpenLine]:  # type: ignore[empty-body]
        """Lines in the lists of these records that have no target yet."""
    def put_line_keys(self, line_id: int, keys: Iterable[str]) -> None:
        """So that a record that arrives later finds the line (identifiers are keyed by themselves)."""
    def lines_sharing(self, keys: Iterable[str], identifiers: Iterable[Identifier] = (), cap: int = 500) -> list[OpenLine]:  # type: ignore[empty-body]
        """Open lines anywhere that share a key or an identifier."""
    def put_resolved(self, resolved: Iterable[tuple[int, int | None]]) -> None:
        """(line_id, record_id of the target work's record); the work links follow by themselves,
        also when works are joined or split later."""


class Counts:
    def latest(self, work_ids: Iterable[int]) -> dict[int, tuple[CountSaid, ...]]: ...  # type: ignore[empty-body]
    def due(self, before_day: str, limit: int = 1000) -> list[int]: ...  # type: ignore[empty-body]
    def history(self, work_id: int) -> list[CountSaid]: ...  # type: ignore[empty-body]


class History:
    def undo(self) -> Undone: ...  # type: ignore[empty-body]
    def redo(self) -> Undone: ...  # type: ignore[empty-body]
    def rows(self, limit: int = 50) -> list[HistoryRow]: ...  # type: ignore[empty-body]


class Library:
    """One library file. Use from any thread: each has its own connection."""

    path: Path
    who: str
    warnings: tuple[str, ...]
    runs: Runs
    records: Records
    matches: Matches
    works: Works
    finding: Finding
    words: Words
    keys: Keys
    links: Links
    counts: Counts
    history: History

    @classmethod
    def open(cls, path: Path, *, clock: Clock, who: str, read_only: bool = False) -> Library: ...  # type: ignore[empty-body]
    def close(self) -> None: ...
    def __enter__(self) -> Library: ...  # type: ignore[empty-body]
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...
    def write(self, what: str, *, act: str | None = None, sentence: str = "", scheduler: bool = False) -> AbstractContextManager[Act]: ...  # type: ignore[empty-body]
    def slices(self, items: Iterable[Item], write_one: Callable[[Item], Out], what: str) -> list[Out]:  # type: ignore[empty-body]
        """``items`` must be in hand (no net, no person waited for); answers in their order."""
    def catch_up(self, most: int | None = None) -> int:  # type: ignore[empty-body]
        """Index again what words made stale, in slices; small acts do it by themselves."""
    def token(self) -> int: ...  # type: ignore[empty-body]
    def interrupt(self) -> None: ...
    def backup(self, to: Path) -> None: ...
    def check(self) -> list[CheckFinding]: ...  # type: ignore[empty-body]


_UNUSED: Mapping[str, Any] = {}

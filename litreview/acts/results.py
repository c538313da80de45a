"""What acts answer: plain values that the command line prints and the screen shows."""

# Annotations are values here: named tuples would compile each one that is a text.

from collections.abc import Mapping
from typing import Any, NamedTuple

from litreview.acts.word_results import Changed as Changed
from litreview.acts.word_results import HistoryList as HistoryList
from litreview.acts.word_results import ReadingLists as ReadingLists
from litreview.acts.word_results import ReadingListShown as ReadingListShown
from litreview.acts.word_results import ReadingListView as ReadingListView
from litreview.acts.word_results import Tags as Tags
from litreview.acts.word_results import TagView as TagView
from litreview.model.correction import CorrectionView
from litreview.model.decision import Decided
from litreview.model.row import CountSaid, ListView, NoteView, Row


class RecordView(NamedTuple):
    """One record as it was received. ``record`` is a `litreview.model.record.Record`."""

    name: str
    record: Any
    received: str
    kept: bool
    counts: tuple[CountSaid, ...] = ()


class VersionView(NamedTuple):
    """Another work of the same family; ``preferred`` is the one lists and exports prefer."""

    row: Row
    preferred: bool


class Shown(NamedTuple):
    """One work whole. ``best`` is a `Record`; ``witnesses`` maps fields to record names.

    ``decisions``: each person's latest at each stage, the furthest first. ``reading_lists``: name,
    place and number of works of each list that it is in.
    """

    row: Row
    best: Any
    witnesses: Mapping[str, tuple[str, ...]]
    records: tuple[RecordView, ...]
    notes: tuple[NoteView, ...] = ()
    versions: tuple[VersionView, ...] = ()
    key_aliases: tuple[str, ...] = ()
    references: tuple[ListView, ...] = ()
    cited_by: tuple[ListView, ...] = ()
    known_references: int = 0
    known_citing: int = 0
    questions: int = 0
    all_records: bool = False
    decisions: tuple[Decided, ...] = ()
    reading_lists: tuple[tuple[str, int, int], ...] = ()
    corrections: tuple[CorrectionView, ...] = ()


class Line(NamedTuple):
    """One line of a list of references or citing works; ``row`` where the work is known."""

    text: str
    row: Row | None
    sources: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    year: int | None = None


class SourceReport(NamedTuple):
    """What one source did in a run.

    ``state``: answered, partly, nothing, refused, unreachable, skipped, stopped. ``sentence``
    says what a person should know, "" where all went well.
    """

    source: str
    title: str
    state: str
    asked: tuple[str, ...] = ()
    total: int | None = None
    got: int = 0
    new: int = 0
    hidden: int = 0
    sentence: str = ""
    failures: tuple[Any, ...] = ()
    misses: tuple[Any, ...] = ()

    @property
    def answered(self) -> bool:
        return self.state in ("answered", "partly", "nothing")


class Traced(NamedTuple):
    """The citation links of a work."""

    row: Row
    references: tuple[Line, ...]
    cited_by: tuple[Line, ...]
    lists: tuple[tuple[str, ListView], ...]
    reports: tuple[SourceReport, ...] = ()
    direction: str = "both"


class Searched(NamedTuple):
    """What the sources answered: ``rows`` are the works found, each once.

    ``new`` and ``known`` count records; those of the ``decided`` works, which somebody decided on or
    removed before, are known. Of a saved search: its ``name``, when it ran ``last`` before (None: never),
    and the ids of the works that are ``fresh``, new to it since, which come first.
    """

    text: str
    reports: tuple[SourceReport, ...]
    rows: tuple[Row, ...] = ()
    new: int = 0
    known: int = 0
    kept: int = 0
    questions: int = 0
    decided: int = 0
    dry_run: bool = False
    name: str = ""
    last: str | None = None
    fresh: tuple[int, ...] | None = None


class SavedSearchView(NamedTuple):
    """A saved search: what it asks, whose it is, how often it ran, when last, and how many works it found."""

    name: str
    text: str
    sources: str | None
    years: str | None
    most: int | None
    who: str
    runs: int
    last: str | None
    works: int


class SavedSearches(NamedTuple):
    """The saved searches, by name."""

    searches: tuple[SavedSearchView, ...]


class Added(NamedTuple):
    rows: tuple[Row, ...]
    reports: tuple[SourceReport, ...]
    not_found: tuple[str, ...] = ()
    new: int = 0
    outside: int = 0
    questions: int = 0
    dry_run: bool = False


class FileReport(NamedTuple):
    """One file: read = new + joined + same; ``outside`` counts the listed works that came along."""

    name: str
    format: str
    read: int = 0
    new: int = 0
    joined: int = 0
    same: int = 0
    outside: int = 0
    failures: tuple[Any, ...] = ()


class KeyClash(NamedTuple):
    """Two works wanted one key: the newcomer got ``given`` instead.

    ``where`` is the newcomer's file and line; ``held_at`` the holder's, "" where an earlier import
    or the library itself gave the key.
    """

    key: str
    given: str
    holder_title: str
    newcomer_title: str
    where: str
    held_at: str = ""


class Imported(NamedTuple):
    files: tuple[FileReport, ...]
    rows: tuple[Row, ...] = ()
    clashes: tuple[KeyClash, ...] = ()
    questions: int = 0
    dry_run: bool = False


class Exported(NamedTuple):
    """``text`` is filled where the file is ``-`` or the run is dry; ``renamed`` are sentences on
    keys of the chapter that stand under another key in the file."""

    file: str
    format: str
    works: int
    keys: tuple[str, ...] = ()
    later_versions: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    not_found: tuple[str, ...] = ()
    text: str = ""
    dry_run: bool = False


class CountChange(NamedTuple):
    row: Row
    source: str
    before: int | None
    after: int


class Refreshed(NamedTuple):
    """``doubted`` counts fell to zero suddenly and were not believed."""

    works: int
    reports: tuple[SourceReport, ...]
    changed: tuple[CountChange, ...] = ()
    unchanged: int = 0
    doubted: int = 0
    dry_run: bool = False


class Schedule(NamedTuple):
    every: str
    line: str
    how: str


class FieldView(NamedTuple):
    """The evidence of one field: ``says`` is agrees, conflicts or silent."""

    field: str
    left: str
    right: str
    says: str
    sentence: str


class Question(NamedTuple):
    """A pair that a person should rule on."""

    id: int
    left: RecordView
    right: RecordView
    left_row: Row
    right_row: Row
    verdict: str
    reasons: tuple[str, ...]
    fields: tuple[FieldView, ...] = ()


class Questions(NamedTuple):
    questions: tuple[Question, ...]
    total: int


class Finding(NamedTuple):
    """One thing the doctor looked at. ``level``: ok, note, warning, error."""

    name: str
    level: str
    sentence: str
    fix: str = ""


class Diagnosis(NamedTuple):
    """What the doctor found; ``mended`` are sentences on what it did about it."""

    findings: tuple[Finding, ...]
    mended: tuple[str, ...] = ()


class Regrouped(NamedTuple):
    """Works that a rebuild joined or split: their keys ``before`` and ``now``."""

    kind: str
    before: tuple[str, ...]
    now: tuple[str, ...]


class Rebuilt(NamedTuple):
    """What a rebuild changed, or would change (``dry_run``). ``changes`` names the first works that
    were ``joined`` or ``split``; ``read_again`` counts records that a newer reader understood
    otherwise, ``unread`` those that it could not read; ``backup`` is the file made before ("" none)."""

    works: int
    joined: int
    split: int
    dry_run: bool = False
    changes: tuple[Regrouped, ...] = ()
    read_again: int = 0
    unread: int = 0
    backup: str = ""
    sentences: tuple[str, ...] = ()


class Demonstrated(NamedTuple):
    """What the demo did, step by step. ``library`` is the file it used, ``desk`` the desk on it."""

    library: str
    steps: tuple[str, ...]
    records: Mapping[str, int] = {}
    works: int = 0
    kept: int = 0
    questions: int = 0
    seconds: float = 0.0
    open_screen: bool = True
    desk: Any = None

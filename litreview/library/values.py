"""What the library answers where no noun of `model` says it: small plain values."""

# Annotations are values here: named tuples would compile each one that is a text.

from typing import TYPE_CHECKING, NamedTuple

from litreview.model.row import CountSaid

if TYPE_CHECKING:
    from litreview.model.record import Record, Reference


class Stored(NamedTuple):
    """What became of one record of an answer.

    ``state``: *new* (never seen), *changed* (seen, says something else now), *same*. ``main`` is
    false for the records that only came along. ``doubted`` names what was not believed and kept as
    it was: "references", "cited_by", "citation_count".
    """

    record_id: int
    name: str
    state: str
    main: bool
    doubted: tuple[str, ...] = ()


class RecordSeen(NamedTuple):
    """One record as it was received, with its latest counts; ``kept`` is a person's word on it."""

    id: int
    name: str
    record: "Record"
    received: str
    kept: bool
    counts: tuple[CountSaid, ...] = ()


class PairVerdict(NamedTuple):
    """The stored verdict on two records, ``left`` < ``right`` by id. ``word``: same, version, different, maybe."""

    left: int
    right: int
    word: str
    strength: int
    reasons: tuple[str, ...]


class QuestionRow(NamedTuple):
    """A pair of records that a person should rule on, strongest first."""

    id: int
    left: int
    right: int
    word: str
    strength: int
    reasons: tuple[str, ...]


class LinkLine(NamedTuple):
    """One line of a work's list, the same line of several sources once.

    ``work`` is the work at the other end, None while nobody knows it.
    """

    text: str
    work: int | None
    sources: tuple[str, ...] = ()
    contexts: tuple[str, ...] = ()
    year: int | None = None


class OpenLine(NamedTuple):
    """A stored line whose target is not known yet. ``record_id`` is the record whose list it is in,
    ``direction`` is references or cited_by."""

    line_id: int
    record_id: int
    direction: str
    reference: "Reference"


class TagRow(NamedTuple):
    """A tag, how many kept works carry it, its digit key where it is pinned, and what was said of it.

    ``all_works`` counts also the works of the tags below it.
    """

    name: str
    works: int
    offered: bool
    pinned: int | None
    description: str | None = None
    colour: str | None = None
    parent: str | None = None
    all_works: int = 0


class GivenKey(NamedTuple):
    """The citation key a record got. ``holder`` is the work that holds the wanted one, None where it was free."""

    key: str
    holder: int | None


class Undone(NamedTuple):
    """What undo or redo did.

    ``works`` = how many works it touched; ``left`` = a sentence for each row that somebody changed
    since and that was left as it is. ``records`` are to be judged again by intake (`History.undo` hands
    them to its ``judge``): rulings or corrections changed, or records came back. ``sentence`` is "" where there was nothing to undo or redo.
    """

    sentence: str
    works: int
    left: tuple[str, ...] = ()
    records: tuple[int, ...] = ()


class RunPart(NamedTuple):
    """What one source did in a run; ``asked`` is the exact request, without key and address."""

    source: str
    asked: str
    found: int
    new: int
    failed: int
    hidden: int
    next: str | None
    state: str
    sentence: str


class RunRow(NamedTuple):
    """One execution of an act that asked sources or read files."""

    id: int
    act: str
    asked: str
    who: str
    started: str
    finished: str | None
    parts: tuple[RunPart, ...] = ()


class CheckFinding(NamedTuple):
    """One thing that `check` looked at. ``level``: ok, note, warning, error; ``mend``: what
    `litreview.library.mending` can do about it, "" where it can do nothing."""

    name: str
    level: str
    sentence: str
    fix: str = ""
    mend: str = ""

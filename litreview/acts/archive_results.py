"""What the acts on archives answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from litreview.library.archive_names import Disagreement
    from litreview.model.record import Failure


class ArchiveFile(NamedTuple):
    """One file of an archive; ``changed`` is false where it was there before, byte for byte."""

    name: str
    lines: int
    size: int
    changed: bool = True


class ArchiveExported(NamedTuple):
    """An archive was written; ``files`` in their order. ``others_gone``: words of other people that stood
    in the folder and that the library has not."""

    folder: str
    files: tuple[ArchiveFile, ...]
    records: int = 0
    words: int = 0
    others_gone: int = 0


class TableBrought(NamedTuple):
    """One table of an archive: how many lines it has, and of how many something is new here."""

    table: str
    read: int
    new: int


class ArchiveImported(NamedTuple):
    """An archive was taken in: records are ``new``, ``changed`` (they say something else now) or known.

    ``failures`` are at most the first hundred of ``failed`` lines that could not be taken.
    """

    folder: str
    tables: tuple[TableBrought, ...]
    records: int = 0
    new: int = 0
    changed: int = 0
    words: int = 0
    disagreements: tuple[Disagreement, ...] = ()
    questions: int = 0
    failures: tuple[Failure, ...] = ()
    failed: int = 0
    dry_run: bool = False

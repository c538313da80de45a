"""What a format is, and the registry of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import BinaryIO, Protocol

from litreview.model.record import Entry, Failure
from litreview.model.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOptions:
    """How to write: ``dialect`` is bibtex or biblatex; ``abstracts`` and ``notes`` go along if asked."""

    dialect: str = "bibtex"
    abstracts: bool = False
    notes: bool = False


class Format(Protocol):
    """A reference file: ``name`` and ``extensions`` (with the dot, first one written)."""

    name: str
    title: str
    extensions: tuple[str, ...]

    def sniff(self, head: bytes) -> bool:
        """Whether a file that starts so (up to 64 KiB) is of this format."""
        ...

    def read(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """Entries and failures in file order, with lines; a file of any size is held a piece at a time."""
        ...

    def write(self, works: Iterable[Work], options: WriteOptions) -> Iterator[str]:
        """The file as pieces of text, each work under its own key."""
        ...


REGISTRY = {
    "bibtex": "litreview.formats.bibtex:Bibtex",
    "ris": "litreview.formats.ris:Ris",
}
"""Each format by its name: the one line that a new format adds."""


def load(name: str) -> Format:
    """One format by name. Raises KeyError where there is none."""
    module, attribute = REGISTRY[name].split(":")
    found: Format = getattr(import_module(module), attribute)()
    return found


def load_all() -> list[Format]:
    """All formats, in the order of the registry."""
    return [load(name) for name in REGISTRY]

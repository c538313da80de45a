"""The front of the library: open it, write through its one door, reach its nouns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from litreview.library.door import Act, Door
from litreview.library.nouns import Nouns
from litreview.library.opening import open_door
from litreview.model.clock import Clock

if TYPE_CHECKING:
    from litreview.library.rotation import Rotation
    from litreview.library.values import CheckFinding

Item = TypeVar("Item")
Out = TypeVar("Out")

__all__ = ["Act", "Library"]


class Library(Nouns):
    """One library file. Use it from any thread: each has its own connection.

    Reads never wait. Every write goes through `write` (a person's act, whole) or `slices`
    (background work, a little at a time). ``who`` is the person whose acts undo takes back.
    """

    def __init__(self, door: Door, warnings: tuple[str, ...], rotation: Rotation | None = None) -> None:
        super().__init__(door, rotation)
        self.path = door.path
        self.who = door.who
        self.read_only = door.read_only
        self.warnings = warnings

    @classmethod
    def open(
        cls, path: Path, *, clock: Clock, who: str, read_only: bool = False, rotation: Rotation | None = None
    ) -> Library:
        """Open the library at ``path``; it is made where nothing is, unless ``read_only``.

        ``rotation`` says where backups go that are made by themselves. Raises LibraryUnusable where the
        file is damaged, foreign, or no file at all, and LibraryBusy where it cannot be read or brought
        up to date. ``warnings`` are for the person.
        """
        door, warnings = open_door(Path(path), clock=clock, who=who, read_only=read_only, rotation=rotation)
        return cls(door, warnings, rotation)

    def close(self) -> None:
        """Close every connection, stopping what other threads still run."""
        self._door.close()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def write(
        self, what: str, *, act: str | None = None, sentence: str = "", scheduler: bool = False
    ) -> Iterator[Act]:
        """One transaction, all or nothing. With ``act`` it is one step of history, with the sentence
        that undo shows (also settable on the yielded act, as is ``run``).

        Raises LibraryBusy with a sentence where the file cannot be written. Nothing inside may
        wait for the net or for a person; a write inside a write is refused.
        """
        with self._door.write(what, act=act, sentence=sentence, scheduler=scheduler) as made:
            yield made
        if act is not None:
            self._index.catch_up_little()

    def slices(self, items: Iterable[Item], write_one: Callable[[Item], Out], what: str) -> list[Out]:
        """Background work in transactions of about 20 ms, with pauses as long; answers in order.

        ``items`` are in hand: pulling them waits for neither net nor person.
        """
        return self._door.slices(items, write_one, what)

    def pieces(
        self,
        items: Iterable[Item],
        write_some: Callable[[list[Item]], list[Out]],
        what: str,
        act: Act | None = None,
    ) -> list[Out]:
        """`slices` where items are written several at a time; ``act`` makes them one step of history."""
        return self._door.pieces(items, write_some, what, act)

    def catch_up(self, most: int | None = None) -> int:
        """Index again what words made stale, in slices, up to ``most`` works; how many were done.

        Acts on few works do it themselves. Answers are right before, only slower.
        """
        return self._index.catch_up(most)

    def token(self) -> int:
        """A number that changes when anybody changed the file: re-read what is shown."""
        return self._door.token()

    def interrupt(self) -> None:
        """Stop the running `finding` of every other thread; it raises `Stopped` there."""
        self._door.interrupt()

    def check(self) -> list[CheckFinding]:
        """Look at everything that can be wrong with the file and where it lies."""
        from litreview.library.checking import check

        return check(self._door, self._folders())

    def mend(self, names: Iterable[str]) -> list[str]:
        """Mend what findings of `check` name in ``mend``: derived things and leftovers, never a
        person's word. A sentence for each."""
        from litreview.library.mending import mend

        return mend(self._door, names, self._folders())

    def _folders(self) -> tuple[Path, ...]:
        """Where half-written files of ours may lie, besides where the library is."""
        folder = self._rotation.folder if self._rotation else None
        return (folder,) if folder else ()

"""The marked works, by id: small sets as such, "all of this list" without a copy of it."""

from __future__ import annotations

from array import array
from collections.abc import Iterator


class Marks:
    """A set of ids that takes a whole list in at no cost."""

    def __init__(self) -> None:
        self._some: dict[int, None] = {}
        self._all: array[int] | None = None
        self._members: frozenset[int] | None = None
        self._not: set[int] = set()

    def __len__(self) -> int:
        return len(self._some) + (len(self._all) - len(self._not) if self._all is not None else 0)

    def __contains__(self, work: int) -> bool:
        if work in self._some:
            return True
        return self._all is not None and work not in self._not and work in self._whole()

    def holds(self, work: int, shown: array[int]) -> bool:
        """Whether a work of the list ``shown`` is marked; costs nothing where all of it is."""
        if self._all is shown:
            return work not in self._not
        return work in self

    def __iter__(self) -> Iterator[int]:
        yield from self._some
        for work in self._all or ():
            if work not in self._not:
                yield work

    def add(self, work: int) -> None:
        """Mark one."""
        if work not in self:
            self._not.discard(work)
            if self._all is None or work not in self._whole():
                self._some[work] = None

    def toggle(self, work: int) -> None:
        """Mark one, or take its mark off."""
        if work not in self:
            self.add(work)
        elif work in self._some:
            del self._some[work]
        else:
            self._not.add(work)

    def take_all(self, ids: array[int]) -> None:
        """Mark all of a list; marks elsewhere stay."""
        before = list(self)
        self.clear()
        self._all = ids
        if before:
            whole = self._whole()
            self._some = dict.fromkeys(work for work in before if work not in whole)

    def clear(self) -> None:
        """Take all marks off."""
        self._some = {}
        self._all = None
        self._members = None
        self._not = set()

    def _whole(self) -> frozenset[int]:
        if self._members is None:
            self._members = frozenset(self._all or ())
        return self._members

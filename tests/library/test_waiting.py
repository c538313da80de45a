"""A person's write gets through while background work runs, and is not waited for when nobody waits."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

from litreview.desk import SystemClock
from litreview.library.library import Library


class _Counting(SystemClock):
    """The real clock, which remembers how long it was told to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        super().sleep(seconds)


def _busy(library: Library) -> Callable[[int], None]:
    def work(_item: int) -> None:
        end = time.monotonic() + 0.003
        while time.monotonic() < end:
            library.runs.start("busy", "")

    return work


def test_nobody_waiting_costs_no_pause(tmp_path: Path) -> None:
    clock = _Counting()
    with Library.open(tmp_path / "a.sqlite", clock=clock, who="Anna") as library:
        library.slices(range(20), _busy(library), "busy")
    assert clock.waits
    assert max(clock.waits) < 0.01


def test_a_person_gets_through_and_the_mark_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    clock = _Counting()
    background = Library.open(path, clock=clock, who="scheduler")
    person = Library.open(path, clock=SystemClock(), who="Anna")
    thread = threading.Thread(target=background.slices, args=(range(250), _busy(background), "busy"))
    thread.start()
    try:
        while not clock.waits:
            time.sleep(0.001)
        done_before_the_end = []
        for _ in range(5):
            with person.write("run"):
                person.runs.start("mine", "")
            done_before_the_end.append(thread.is_alive())
    finally:
        thread.join()
        person.close()
        background.close()
    assert all(done_before_the_end), "five writes got in before the background work ended"
    assert not list(tmp_path.glob("*-waiting"))


def test_while_somebody_waits_it_makes_room(tmp_path: Path) -> None:
    clock = _Counting()
    with Library.open(tmp_path / "a.sqlite", clock=clock, who="Anna") as library:
        (tmp_path / "a.sqlite-waiting").touch()
        library.slices(range(20), _busy(library), "busy")
    assert max(clock.waits) >= 0.02


def test_a_mark_that_a_killed_process_left_is_soon_forgotten(tmp_path: Path) -> None:
    mark = tmp_path / "a.sqlite-waiting"
    mark.touch()
    os.utime(mark, (1, 1))
    clock = _Counting()
    with Library.open(tmp_path / "a.sqlite", clock=clock, who="Anna") as library:
        library.slices(range(20), _busy(library), "busy")
    assert max(clock.waits) < 0.01

"""Pace and pages: one file a machine, kept by all programs together."""

from __future__ import annotations

import multiprocessing
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from litreview.library.net_store import NetStore


class SetClock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 24, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def test_requests_of_one_route_stand_in_a_row(tmp_path: Path) -> None:
    clock = SetClock()
    store = NetStore(tmp_path / "net", clock)
    assert [store.pace.reserve("crossref", "list", 1.5) for _ in range(3)] == [0.0, 1.5, 3.0]
    assert (
        store.pace.reserve("crossref", "work", 1.5) == 0.0 and store.pace.reserve("ideas", "list", 1.5) == 0.0
    )
    clock.sleep(60)
    assert store.pace.reserve("crossref", "list", 1.5) == 0.0
    store.close()


def test_a_source_that_asks_for_rest_gets_it(tmp_path: Path) -> None:
    store = NetStore(tmp_path / "net", SetClock())
    store.pace.reserve("crossref", "list", 1)
    store.pace.hold("crossref", "list", 30)
    assert store.pace.reserve("crossref", "list", 1) == 30.0
    store.pace.hold("crossref", "list", 5)
    assert store.pace.reserve("crossref", "list", 1) == 31.0, "a shorter rest does not shorten a longer one"
    store.close()


def test_two_libraries_together_keep_one_limit(tmp_path: Path) -> None:
    clock = SetClock()
    stores = [NetStore(tmp_path / "net", clock) for _ in range(2)]
    waits: list[float] = []

    def ask(store: NetStore) -> None:
        waits.extend(store.pace.reserve("crossref", "list", 1) for _ in range(20))

    threads = [threading.Thread(target=ask, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(waits) == [float(number) for number in range(40)]
    for store in stores:
        store.close()


def _reserve(path: Path, times: int) -> list[float]:
    store = NetStore(path, SetClock())
    return [store.pace.reserve("crossref", "list", 1) for _ in range(times)]


def test_two_processes_together_keep_one_limit(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        waits = pool.starmap(_reserve, [(tmp_path / "net", 10)] * 2)
    assert sorted(wait for one in waits for wait in one) == [float(number) for number in range(20)]


def test_a_reservation_of_a_wrong_clock_holds_nobody_up(tmp_path: Path) -> None:
    clock = SetClock()
    store = NetStore(tmp_path / "net", clock)
    clock.time += timedelta(days=400)
    store.pace.reserve("crossref", "list", 1)
    clock.time -= timedelta(days=400)
    assert store.pace.reserve("crossref", "list", 1) == 0.0
    store.close()


def test_pages_are_kept_for_their_days_and_then_thrown_away(tmp_path: Path) -> None:
    clock = SetClock()
    store = NetStore(tmp_path / "net", clock)
    store.pages.put("https://api.example.org/1", 200, {"content-type": "x"}, b"body", "2026-11-24")
    assert store.pages.get("https://api.example.org/1", 1) == (
        200,
        {"content-type": "x"},
        b"body",
        "2026-11-24",
    )
    assert store.pages.get("https://api.example.org/2", 1) is None
    clock.time += timedelta(days=8)
    assert store.pages.get("https://api.example.org/1", 7) is None
    assert store.pages.get("https://api.example.org/1", 8) is not None
    clock.time += timedelta(days=30)
    store.pages.put("https://api.example.org/2", 200, {}, b"", "2027-01-01")
    assert store.pages.get("https://api.example.org/1", 10_000) is None
    store.close()


def test_a_folder_that_cannot_be_written_means_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = NetStore(tmp_path / "file" / "net", SetClock())
    assert store.in_memory
    assert [store.pace.reserve("x", "list", 1) for _ in range(2)] == [0.0, 1.0]
    store.close()


def test_a_damaged_file_means_memory(tmp_path: Path) -> None:
    (tmp_path / "net").write_bytes(b"no database" * 1000)
    store = NetStore(tmp_path / "net", SetClock())
    assert store.in_memory and store.pace.reserve("x", "list", 1) == 0.0
    store.close()

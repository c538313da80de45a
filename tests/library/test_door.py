"""The one door for writes: all or nothing, one at a time, in words that people understand."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from litreview.errors import LibraryBusy, Stopped
from litreview.library.library import Library
from tests.library.conftest import Opens
from tests.library.making import QuietClock, act, one, put


def test_what_fails_in_the_middle_leaves_nothing(library: Library) -> None:
    (work,) = put(library, one("a", 1))
    with pytest.raises(ZeroDivisionError), library.write("tag", act="tag"):
        library.tags.tag([work], "x")
        raise ZeroDivisionError
    assert library.works.read(work).tags == () and library.history.rows() == []
    act(library, "tag", lambda: library.tags.tag([work], "x"))
    assert library.works.read(work).tags == ("x",)


def test_a_write_inside_a_write_is_refused_and_words_need_one(library: Library) -> None:
    with pytest.raises(RuntimeError, match="inside a write"), library.write("a"), library.write("b"):
        pass
    with pytest.raises(RuntimeError, match=r"library\.write"):
        library.words.keep([1])


def test_a_library_open_for_reading_says_so(opens: Opens) -> None:
    put(opens(), one("a", 1))
    library = opens(read_only=True)
    assert library.works.count() == 1
    with pytest.raises(LibraryBusy, match="reading only"), library.write("tag"):
        pass


def test_a_full_disk_is_one_sentence_and_the_old_data_are_there(library: Library) -> None:
    put(library, one("a", 1))
    connection = library._door.connection()
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(LibraryBusy, match="disk") as caught:
        put(library, *(one("x" * 500, number) for number in range(2, 200)))
    assert caught.value.exit_code == 7
    connection.execute("PRAGMA max_page_count = 1000000")
    assert library.works.count() == 1
    put(library, one("b", 2))
    assert library.works.count() == 2


def test_a_file_held_by_another_program_is_one_sentence(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("litreview.library.door.WAIT", 0.02)
    other = sqlite3.connect(library.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryBusy, match="Another program"), library.write("tagging"):
        pass
    assert library.works.count() == 0, "reading goes on"
    other.execute("ROLLBACK")
    put(library, one("a", 1))
    other.close()


def test_a_file_that_was_replaced_takes_no_more_writes(library: Library, tmp_path: Path) -> None:
    put(library, one("a", 1))
    other = tmp_path / "other"
    shutil.copy(library.path, other)
    other.replace(library.path)
    with pytest.raises(LibraryBusy, match="replaced"), library.write("tag"):
        pass
    library.path.unlink()
    with pytest.raises(LibraryBusy, match="gone"), library.write("tag"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced there")
@pytest.mark.parametrize("written_after", [True, False])
def test_the_log_of_a_replaced_library_does_not_damage_the_new_one(
    tmp_path: Path, written_after: bool
) -> None:
    path, other = tmp_path / "review.sqlite", tmp_path / "other.sqlite"
    for at, names in ((other, "xyz"), (path, "abcdefgh")):
        library = Library.open(at, clock=QuietClock(), who="ann")
        put(library, *(one(name, number) for number, name in enumerate(names, 1)))
        if at == other:
            library.close()
    assert path.with_name("review.sqlite-wal").stat().st_size
    other.replace(path)
    if written_after:
        with pytest.raises(LibraryBusy, match="replaced"), library.write("tag"):
            pass
    else:
        library.close()
    found = Library.open(path, clock=QuietClock(), who="ann")
    assert found.works.count() == 3
    assert {finding.level for finding in found.check() if finding.name == "integrity"} == {"ok"}
    found.close()


class SteppingClock(QuietClock):
    """Each look at the clock is 6 ms later; pauses are written down."""

    def __init__(self) -> None:
        self.time = 0.0
        self.pauses: list[float] = []
        self.stop_after = 10**9

    def monotonic(self) -> float:
        self.time += 0.006
        return self.time

    def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        if len(self.pauses) >= self.stop_after:
            raise Stopped("Stopped.")


def test_background_work_goes_in_slices_with_pauses_as_long(blank: Path, tmp_path: Path) -> None:
    shutil.copy(blank, tmp_path / "a")
    clock = SteppingClock()
    with Library.open(tmp_path / "a", clock=clock, who="ann") as library:
        doubled = library.slices(range(20), lambda number: number * 2, "doubling")
        assert doubled == [number * 2 for number in range(20)]
        assert len(clock.pauses) >= 5 and all(pause < 0.002 for pause in clock.pauses)
        clock.pauses.clear()
        mark = tmp_path / "a-waiting"
        mark.touch()
        os.utime(mark, (clock.now().timestamp(),) * 2)
        library.slices(range(20), lambda number: number * 2, "doubling while somebody waits")
        assert len(clock.pauses) >= 5 and all(0.02 < pause < 0.05 for pause in clock.pauses)
        mark.unlink()
        clock.pauses.clear()
        library.slices(range(1), str, "a little")
        assert clock.pauses == [], "a little at the end holds nobody up"
        library.slices(range(201), str, "one more than is pulled at once")
        assert len(clock.pauses) >= 200 // 5
        clock.pauses.clear()
        clock.stop_after = 2
        seen: list[int] = []
        with pytest.raises(Stopped):
            library.slices(range(20), seen.append, "stopping")
        assert 0 < len(seen) < 20
        clock.stop_after = 10**9
        assert library.slices(range(3), str, "after it") == ["0", "1", "2"]


def test_threads_of_one_process_all_write(library: Library) -> None:
    errors: list[BaseException] = []

    def write(number: int) -> None:
        try:
            for step in range(10):
                with library.write("counting"):
                    library.runs.start(f"{number}", f"{step}")
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == [] and len(library.runs.rows(100)) == 40


_WRITER = """
import sys
from pathlib import Path
from litreview.library.library import Library
from tests.library.making import QuietClock, act, one, put
library = Library.open(Path(sys.argv[1]), clock=QuietClock(), who=sys.argv[2])
for number in range(int(sys.argv[3])):
    work, = put(library, one(f"by {sys.argv[2]} {number}", int(sys.argv[4]) + number))
    act(library, "tag", lambda: library.tags.tag([work], sys.argv[2]))
    print(work, flush=True)
"""


def _writer(path: Path, who: str, times: int, first: int) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])}
    return subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(path), who, str(times), str(first)],
        stdout=subprocess.PIPE, text=True, cwd=root, env=environment,
    )  # fmt: skip


def test_two_processes_write_and_no_word_is_lost(library: Library) -> None:
    writers = [_writer(library.path, who, 25, first) for who, first in (("ann", 1000), ("bob", 2000))]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert {tag.name: tag.works for tag in library.tags.rows() if not tag.offered} == {"ann": 25, "bob": 25}
    assert [finding.level for finding in library.check() if finding.level in ("warning", "error")] == []


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is of POSIX")
def test_a_killed_writer_loses_nothing_it_said_was_done(library: Library) -> None:
    writer = _writer(library.path, "ann", 10**6, 1000)
    assert writer.stdout is not None
    done = [int(writer.stdout.readline()) for _ in range(12)]
    writer.send_signal(signal.SIGKILL)
    done += [int(line) for line in writer.stdout.read().split("\n")[:-1] if line]
    writer.wait(10)
    assert all(row.tags == ("ann",) for row in library.works.rows(done)) and len(
        library.works.rows(done)
    ) == len(done)
    library.catch_up()
    assert [finding for finding in library.check() if finding.level in ("warning", "error")] == []
    put(library, one("after it", 1))

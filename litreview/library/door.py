"""A connection for each thread, and the one door for writes."""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from litreview.errors import LibraryBusy, Stopped
from litreview.library.connecting import WAIT, close, connect
from litreview.library.faults import primary_code, said_for_people
from litreview.library.waiting import Waiting
from litreview.model.clock import Clock

if TYPE_CHECKING:
    from litreview.model.record import Record

Item = TypeVar("Item")
Out = TypeVar("Out")

SLICE = 0.020
"""Seconds of one slice of background work, and of the pause after it where somebody waits: so a
person's write never waits long (measured: slices of 100 ms made it wait 2.5 s, 20 and 20 made it 20 ms)."""

BREATH = 0.001
"""Seconds between two slices that nobody waits for: pausing then would only double the time."""

FREE_SLICE = 0.045
"""Seconds of a transaction of items written together while nobody waits: every commit writes the
search indexes anew, and a person who comes meanwhile waits no longer than that."""

FIRST_PIECE = 64
"""Items of the first transaction of background work; the next ones follow the clock. No fewer are
written together where nobody waits: on a busy machine that would only make the work longer."""

MOST = 1000
"""Items of one transaction at most."""

ASK_AGAIN = 0.1
"""Seconds after which one who waits to write says so anew."""


class Act:
    """What `Door.write` yields.

    ``sentence`` says what undo will take back; set it before the end. ``run`` is the run whose
    records this act brought: undo takes them back too. ``id`` is 0 outside an act, and for a long
    act (`Door.pieces`) that has written nothing yet.
    """

    def __init__(
        self, id: int = 0, sentence: str = "", run: int | None = None, name: str | None = None
    ) -> None:
        self.id = id
        self.name = name
        self.sentence = sentence
        self.run = run


class _Local(threading.local):
    connection: sqlite3.Connection | None = None
    writing: bool = False
    in_hand: dict[int, Record]


class Door:
    """The connections of one open library. Every noun of the library holds it."""

    def __init__(self, path: Path, *, clock: Clock, who: str, read_only: bool, journal: str) -> None:
        self.path = path
        self.clock = clock
        self.who = who
        self.read_only = read_only
        self._journal = journal
        self._local = _Local()
        self._open: list[sqlite3.Connection] = []
        self._finding: set[sqlite3.Connection] = set()
        self._lock = threading.Lock()
        self._write_lock = threading.Lock()
        self._waiting = Waiting(path, clock)
        self._watch: sqlite3.Connection | None = None
        self._inode: tuple[int, int] | None = None
        self._log_inode: tuple[int, int] | None = None
        self.closed = False
        self.why_read_only = ""

    def now(self) -> str:
        """The present as ISO text, to the second."""
        return self.clock.now().isoformat(timespec="seconds")

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        found = self._local.connection
        if found is None:
            if self.closed:
                raise LibraryBusy(f"{self.path.name} is closed.")
            found = self._local.connection = self._connect()
        return found

    def writing(self) -> sqlite3.Connection:
        """This thread's connection, inside `write`; anywhere else it is a mistake of the caller."""
        if not self._local.writing:
            raise RuntimeError("this belongs inside library.write()")
        return self.connection()

    @property
    def in_write(self) -> bool:
        """Whether this thread stands inside `write`."""
        return self._local.writing

    @property
    def in_hand(self) -> dict[int, Record]:
        """Records that this thread's open write has stored or read, by id."""
        return self._local.in_hand

    def _connect(self) -> sqlite3.Connection:
        if self._inode is not None:
            self._same_file()
        try:
            found = connect(self.path, read_only=self.read_only, journal=self._journal)
            stat = self.path.stat()
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, OSError):
                raise LibraryBusy(f"{self.path} cannot be opened: {error.strerror}.") from error
            raise said_for_people(error, self.path, "opening") from error
        with self._lock:
            self._inode = self._inode or (stat.st_dev, stat.st_ino)
            self._log_inode = _inode(_log_of(self.path)) or self._log_inode
            self._open.append(found)
        return found

    @contextmanager
    def write(
        self,
        what: str,
        *,
        act: str | None = None,
        sentence: str = "",
        scheduler: bool = False,
        going_on: Act | None = None,
    ) -> Iterator[Act]:
        """One transaction, all or nothing; with ``act`` one step of history.

        ``going_on`` is a long act that several writes make together. Raises LibraryBusy with a
        sentence where the file cannot be written; whatever the body raises goes through after the
        rollback. Never wait for the net or a person inside.
        """
        if self._local.writing:
            raise RuntimeError(f"a write inside a write: {what}")
        if self.read_only:
            raise LibraryBusy(
                f"{self.path} is open for reading only; {what} was not written.", self.why_read_only
            )
        connection = self.connection()
        with self._my_turn():
            self._same_file()
            self._local.writing = True
            self._local.in_hand = {}
            try:
                self._begin(connection, what)
                self._same_file()  # again: `restore` replaces the file while it holds this lock
                done = self._begin_act(connection, going_on or Act(sentence=sentence, name=act), scheduler)
                yield done
                if done.name is not None:
                    _end_act(connection, done)
                connection.execute("COMMIT")
            except sqlite3.Error as error:
                raise said_for_people(error, self.path, what) from error
            finally:
                self._local.writing = False
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

    @contextmanager
    def joining(self, what: str) -> Iterator[None]:
        """Within the open write of this thread, or in a small one of its own."""
        if self._local.writing:
            yield
        else:
            with self.write(what):
                yield

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        """One writer of this process at a time; who must wait says so."""
        while not self._write_lock.acquire(timeout=0 if not self._waiting.said else ASK_AGAIN):
            self._waiting.say()
        try:
            yield
        finally:
            self._write_lock.release()

    def _begin(self, connection: sqlite3.Connection, what: str) -> None:
        """Begin at once, or say that somebody waits and wait up to `WAIT` seconds for others to end."""
        until = self.clock.monotonic() + WAIT
        patience = 0.0
        while True:
            connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlite3.OperationalError as error:
                late = self.clock.monotonic() > until
                if primary_code(error) != sqlite3.SQLITE_BUSY or late:
                    raise said_for_people(error, self.path, what) from error
                self._waiting.say()
                patience = ASK_AGAIN
            finally:
                connection.execute(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")
        self._waiting.done()

    def _begin_act(self, connection: sqlite3.Connection, done: Act, scheduler: bool) -> Act:
        if done.name is None:
            return done
        stands = "SELECT 1 FROM history WHERE id = ? AND undone = 0"
        if not done.id or connection.execute(stands, (done.id,)).fetchone() is None:
            made = connection.execute(
                "INSERT INTO history (at, who, act, sentence, scheduler) VALUES (?, ?, ?, ?, ?)",
                (self.now(), self.who, done.name, done.sentence, int(scheduler)),
            )
            done.id = int(made.lastrowid or 0)
        connection.execute("INSERT INTO acting VALUES (?)", (done.id,))
        return done

    def _same_file(self) -> None:
        """A file that was deleted or replaced under us would take writes and lose them."""
        found = _inode(self.path)
        if found is None or found != (self._inode or found):
            self._take_own_log_away()
        if found is None:
            raise LibraryBusy(f"{self.path} is gone; nothing was written.")
        if found != (self._inode or found):
            raise LibraryBusy(
                f"{self.path} was replaced by another file; nothing was written.", "Open the library again."
            )
        self._log_inode = _inode(_log_of(self.path))

    def _take_own_log_away(self) -> None:
        """Remove the log of the file that is no longer here.

        SQLite leaves it behind, and would write it into the file that now has the name and damage
        that one (sqlite.org/howtocorrupt.html, 1.4). A log that is not the one we knew is left.
        """
        log = _log_of(self.path)
        if self._log_inode is not None and _inode(log) == self._log_inode:
            for one in (log, log.with_name(f"{self.path.name}-shm")):
                with suppress(OSError):
                    one.unlink()

    def slices(self, items: Iterable[Item], write_one: Callable[[Item], Out], what: str) -> list[Out]:
        """Background work: transactions of about `SLICE` seconds, with pauses as long while others wait.

        ``items`` are in hand: pulling them waits for nobody. Answers come in their order. Raises
        `Stopped` between two slices when the person stops the work; what was written is kept.
        """
        out: list[Out] = []
        rest = deque(items)
        with self._in_the_background():
            while rest:
                started = self.clock.monotonic()
                with self.write(what):
                    while rest:
                        out.append(write_one(rest.popleft()))
                        if self.clock.monotonic() - started > SLICE:
                            break
                self._pause(started, bool(rest))
        return out

    def pieces(
        self,
        items: Iterable[Item],
        write_some: Callable[[list[Item]], list[Out]],
        what: str,
        act: Act | None = None,
    ) -> list[Out]:
        """`slices` for items that are quicker written together.

        ``write_some`` gets as many as fit into one transaction, and answers for each. ``act``: the
        transactions make one step of history together.
        """
        out: list[Out] = []
        feed = iter(items)
        size = FIRST_PIECE
        with self._in_the_background():
            while piece := list(islice(feed, size)):
                started = self.clock.monotonic()
                with self.write(what, going_on=act):
                    out += write_some(piece)
                hurry = self._waiting.anybody()
                long = SLICE if hurry else FREE_SLICE
                size = max(
                    1 if hurry else FIRST_PIECE, _next_size(size, self.clock.monotonic() - started, long)
                )
                self._pause(started, True)
        return out

    @contextmanager
    def _in_the_background(self) -> Iterator[None]:
        """What can be fetched or imported again need not wait for the disk at every commit."""
        self.connection().execute("PRAGMA synchronous = NORMAL")
        try:
            yield
        finally:
            self.connection().execute("PRAGMA synchronous = FULL")

    def _pause(self, started: float, more: bool) -> None:
        spent = self.clock.monotonic() - started
        if more or spent > SLICE:
            self.clock.sleep(min(SLICE * 5, spent) if self._waiting.anybody() else BREATH)

    @contextmanager
    def finding(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection for a statement that `interrupt` may stop (raises `Stopped`)."""
        connection = self.connection()
        with self._lock:
            self._finding.add(connection)
        try:
            yield connection
        except sqlite3.OperationalError as error:
            if primary_code(error) == sqlite3.SQLITE_INTERRUPT:
                raise Stopped("A newer query took over.") from error
            raise said_for_people(error, self.path, "finding") from error
        finally:
            with self._lock:
                self._finding.discard(connection)

    def interrupt(self) -> None:
        """Stop the running search of every other thread."""
        with self._lock:
            for connection in self._finding - {self._local.connection}:
                connection.interrupt()

    def token(self) -> int:
        """A number that changes when anybody, in this process or another, changed the file."""
        with self._lock:
            if self._watch is None:
                self._watch = connect(self.path, read_only=True, journal="")
            return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Close every connection; what another thread still runs is stopped first."""
        with self._lock:
            self.closed = True
            for connection in [*self._open, *([self._watch] if self._watch else [])]:
                if connection in self._finding:
                    connection.interrupt()
                close(connection)
            self._open.clear()
            self._watch = None
        if self._inode is not None and _inode(self.path) != self._inode:
            self._take_own_log_away()
        self._local = _Local()


def _next_size(size: int, spent: float, wanted: float) -> int:
    """How many items would have filled ``wanted`` seconds, at most twice as many as before."""
    return min(int(size * wanted / max(spent, 1e-6)), size * 2, MOST)


def _inode(path: Path) -> tuple[int, int] | None:
    """What tells a file from another of its name; None where there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_dev, stat.st_ino


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _end_act(connection: sqlite3.Connection, done: Act) -> None:
    """Close the act's row; an act that changed nothing leaves none."""
    connection.execute("DELETE FROM acting")
    changed = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM changes WHERE history_id = ?)", (done.id,)
    ).fetchone()[0]
    if changed or done.run is not None:
        connection.execute(
            "UPDATE history SET undone = 2 WHERE undone = 1 AND scheduler = 0 "
            "AND who = (SELECT who FROM history WHERE id = ?1 AND scheduler = 0)",
            (done.id,),
        )
        connection.execute(
            "UPDATE history SET sentence = ?, run_id = ? WHERE id = ?", (done.sentence, done.run, done.id)
        )
    else:
        connection.execute("DELETE FROM history WHERE id = ?", (done.id,))
        done.id = 0

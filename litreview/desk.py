"""The desk: what an act is handed. The library, the net, the clock, the settings, and a bell."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview.errors import LibraryBusy, LibraryUnusable, Stopped
from litreview.model.event import Event, Tell
from litreview.settings.state import read_state, write_state

if TYPE_CHECKING:
    from litreview.library.library import Library
    from litreview.library.rotation import Rotation
    from litreview.settings import Settings, SourceSettings
    from litreview.sources.http import HttpNet

_SLICE = 0.05
_LAST = 1_000


class SystemClock:
    """The one real clock. Waiting ends with `Stopped` as soon as ``stop`` is set."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop or threading.Event()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._stop.is_set():
                raise Stopped("Stopped; what was finished is kept.")
            time.sleep(min(left, _SLICE))


def silent(_event: Event) -> None:
    """The bell of nobody."""


def source_names() -> Iterator[str]:
    """The sources that may have settings, for `litreview.settings.load`; looked up when it asks."""
    from litreview.sources.source import REGISTRY

    yield from REGISTRY


class Desk:
    """What an act needs, opened when it first asks for it. Acts share it between threads."""

    def __init__(
        self,
        settings: Settings,
        library_path: Path,
        *,
        tell: Tell = silent,
        clock: SystemClock | None = None,
        stop: threading.Event | None = None,
        shared: _Shared | None = None,
        named: bool = False,
        makes: bool = True,
    ) -> None:
        self.settings = settings
        self.library_path = library_path
        self.tell = tell
        self.library_named = named
        self.makes = makes
        self._stop = stop or threading.Event()
        self.clock = clock or SystemClock(self._stop)
        self._shared = shared or _Shared()

    @classmethod
    def open(
        cls, settings: Settings, *, tell: Tell = silent, library: Path | None = None, makes: bool = True
    ) -> Desk:
        """A desk on one library file; nothing is opened or made before an act asks for it.

        Unless ``makes``, a named library that is not there is an error: a mistyped path makes none.
        """
        path = library or settings.library_path()
        return cls(settings, path, tell=tell, named=library is not None, makes=makes)

    def at(self, library_path: Path, sources: Mapping[str, SourceSettings], serving: ExitStack) -> Desk:
        """A desk on another library whose sources are reached elsewhere (the demo's stand-in).

        ``serving`` is closed with the desk.
        """
        settings = self.settings._replace(sources={**self.settings.sources, **sources})
        there = Desk(settings, library_path, tell=self.tell, stop=self._stop, named=True)
        there._shared.serving = serving
        return there

    def child(self, tell: Tell | None = None) -> Desk:
        """The same desk with a stop of its own: stopping it stops only what was given to it."""
        stop = threading.Event()
        return Desk(
            self.settings,
            self.library_path,
            tell=tell or self.tell,
            stop=stop,
            shared=self._shared,
            named=self.library_named,
            makes=self.makes,
        )

    @property
    def who(self) -> str:
        """The person whose words are written."""
        return self.settings.person_name()

    @property
    def library(self) -> Library:
        """The library, opened (and made, if it may be) at the first call.

        Raises LibraryUnusable where it is not there and this desk makes none.
        """
        with self._shared.lock:
            if self._shared.library is None:
                self._shared.library = self._opened()
            return self._shared.library

    def _opened(self) -> Library:
        from litreview.library.library import Library
        from litreview.settings import default_library
        from litreview.settings.libraries import remember_library

        path = self.library_path
        fresh = not path.exists() and path != default_library()
        if fresh and not self.makes:
            raise LibraryUnusable(
                f"There is no library at {path}.",
                "`litreview library list` shows yours; add, import, search and archive import make one.",
            )
        opened = Library.open(path, clock=self.clock, who=self.who, rotation=self._rotation())
        if fresh:
            self._shared.notices = (f"A new library was made: {path}",)
        remember_library(path, self.clock.now().isoformat())
        return opened

    def _rotation(self) -> Rotation | None:
        """Where backups go by themselves; light commands do not load what writes them."""
        if self.settings.backup.folder is None:
            return None
        from litreview.library.rotation import Rotation

        return Rotation(*self.settings.backup)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the person should know of the library that was opened; nothing where none was yet."""
        found = self._shared.library.warnings if self._shared.library is not None else ()
        return (*self._shared.notices, *found)

    @property
    def library_name(self) -> str:
        """The library as people call it: its file's name without the ending."""
        return self.library_path.stem

    @property
    def is_sample(self) -> bool:
        """Whether this is the demo's library."""
        return self.library_path.stem == "sample"

    def net(self) -> HttpNet:
        """A door to the net for this desk; close it after the run."""
        from litreview import __version__
        from litreview.library.net_store import NetStore
        from litreview.sources.http import HttpNet

        with self._shared.lock:
            if self._shared.net_store is None:
                self._shared.net_store = NetStore(self.settings.net_store_path(), self.clock)
        store = self._shared.net_store
        return HttpNet(
            addresses=self.settings.addresses(),
            secrets=self.settings.secrets(),
            pace_factor=self.settings.pace_factors(),
            clock=self.clock,
            pace=store.pace,
            cache=store.pages,
            tell=self.tell,
            user_agent=f"litreview/{__version__}",
        )

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def stop(self) -> None:
        """Stop what runs on this desk: waits end, and the statement that searches is interrupted."""
        self._stop.set()
        if self._shared.library is not None:
            self._shared.library.interrupt()

    def check_stopped(self) -> None:
        """Raise `Stopped` if a person stopped the work; called between items."""
        if self._stop.is_set():
            raise Stopped("Stopped; what was finished is kept.")

    def today(self) -> str:
        """The ISO day."""
        return self.clock.now().date().isoformat()

    def remember(self, name: str, value: Any) -> None:
        """Keep a small thing of the screen between runs; a state that cannot be written is lost."""
        write_state(self.settings.state_path(), name, value)

    def recall(self, name: str) -> Any:
        """What `remember` kept; None where nothing is."""
        return read_state(self.settings.state_path()).get(name)

    def close(self) -> None:
        """Close what was opened; what words made stale is indexed first, if it is not too much, and
        the daily backup is made, if one is wanted."""
        if (library := self._shared.library) is not None:
            if not self.stopped and not library.read_only:
                with suppress(LibraryBusy):  # another one writes: the next who leaves does it
                    library.catch_up(_LAST)
                self._back_up(library)
            self._shared.notices = self.warnings
            library.close()
            self._shared.library = None
        self._shared.serving.close()

    def _back_up(self, library: Library) -> None:
        if self.settings.backup.folder is not None:
            from litreview.acts.safe_keeping import back_up_on_leaving

            self._shared.notices += back_up_on_leaving(self, library)


class _Shared:
    """What a desk and its children have in common."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.library: Library | None = None
        self.notices: tuple[str, ...] = ()
        self.net_store: Any = None
        self.serving = ExitStack()

"""One library a chapter: those that were opened of late, and choosing the present one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.acts.machine_results import Libraries, LibraryView
from litreview.desk import source_names
from litreview.errors import LibraryUnusable, LitreviewError, Misused, NothingFound
from litreview.settings import default_file, default_library, load, nearest
from litreview.settings.libraries import recent_libraries, use_library
from litreview.settings.places import path_of

if TYPE_CHECKING:
    from litreview.desk import Desk


def recent(desk: Desk) -> Libraries:
    """The libraries of this machine, the latest opened first; the present one is among them."""
    opened = {one.path: one.opened for one in recent_libraries()}
    here = desk.library_path.absolute()
    paths = list(opened) if here in opened else [here, *opened]
    if default_library() not in paths and default_library().exists():
        paths.append(default_library())
    return Libraries(tuple(_view(path, opened.get(path), path == here) for path in paths))


def use(desk: Desk, which: str | None = None, new: bool = False, none: bool = False) -> Libraries:
    """Choose the library of the commands to come, by path or by name; ``none`` takes the choice back.

    ``new`` makes one that is not there, of a mere name in the data folder. Raises `NothingFound` where
    there is none, `Misused` where a name fits several, LibraryUnusable where the file is no library.
    """
    if none == (which is not None):
        raise Misused("Name a library, or --none for no choice.", "See `litreview library list`.")
    if which is None:
        _choose(None)
        path = load(os.environ, default_file(os.environ), source_names()).library_path()
        return Libraries((_view(path, None, present=True),), f"{path} is the library again")
    path = _made(desk, which) if new else _named(which)
    view = _view(path, None, present=True)
    if view.works is None:
        raise LibraryUnusable(f"{path} is no library of litreview.", "It was left as it is.")
    _choose(path)
    return Libraries((view,), f"{path} is the library from now on{_overridden()}")


def _view(path: Path, opened: str | None, present: bool) -> LibraryView:
    from litreview.library.peeking import kept_works

    return LibraryView(str(path), path.stem, kept_works(path), opened, present)


def _made(desk: Desk, library: str) -> Path:
    named = path_of(library).absolute()
    path = _beside(library) or named
    if path.exists():
        raise Misused(f"{path} is there already.", "Use it without --new.")
    from litreview.library.library import Library

    Library.open(path, clock=desk.clock, who=desk.who).close()
    return path


def _beside(name: str) -> Path | None:
    """The file that a mere name stands for, in the data folder; None for a path or the name of a file."""
    path, usual = Path(name.strip()), default_library()
    bare = path.name and path.name == name.strip() and not path.suffix and path.name not in ("~", "..")
    return usual.with_name(f"{path.name}{usual.suffix}") if bare else None


def _named(library: str) -> Path:
    path = path_of(library).absolute()
    if path.exists():
        return path
    beside = _beside(library)
    known = [*(one.path for one in recent_libraries()), default_library()]
    known += [beside] if beside and beside.exists() else []
    wanted = library.strip().casefold()
    fitting = [one for one in dict.fromkeys(known) if wanted in (one.stem.casefold(), one.name.casefold())]
    there = [one for one in fitting if one.exists()]
    if len(there) > 1:
        raise Misused(f"{library!r} names several libraries.", f"Say which by its path: {', '.join(map(str, there))}.")  # fmt: skip
    if there:
        return there[0]
    near = nearest(wanted, [one.stem.casefold() for one in known])
    hint = f"Did you mean {near!r}?" if near else "To make a new one: --new"
    raise NothingFound(f"There is no library {library!r}.", hint)


def _choose(path: Path | None) -> None:
    try:
        use_library(path)
    except OSError as wrong:
        raise LitreviewError(f"The choice cannot be kept: {wrong.strerror}.") from wrong


def _overridden() -> str:
    if os.environ.get("LITREVIEW_LIBRARY", "").strip():
        return "; LITREVIEW_LIBRARY is set and goes before it"
    return ""

"""What a killed program may leave in a folder, and logs whose library is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from litreview.library.backup import is_half
from litreview.library.header import LOGS

OLD = 3600.0
"""Seconds after which a half-written file is nobody's any more: no backup or export takes so long."""

_HALF_EXPORT = re.compile(r"\..+\.(?:bib|ris|json|md|tex|csv|txt)\.[a-z0-9_]{8}")
_MARK = re.compile(r".+-(?:waiting|waking)")


def leftovers(library: Path, now: float, others: Iterable[Path] = ()) -> list[Path]:
    """Half-written backups, exports and marks beside the library, in the folder of the present and in
    ``others``, that are older than an hour; ``now`` is in seconds since 1970."""
    found: dict[Path, None] = {}
    for folder in dict.fromkeys((library.absolute().parent, Path.cwd(), *others)):
        with suppress(OSError):
            for path in sorted(folder.iterdir()):
                if _is_ours(path, library) and now - path.stat().st_mtime > OLD:
                    found[path] = None
    return list(found)


def _is_ours(path: Path, library: Path) -> bool:
    name = path.name
    for ending in LOGS:
        name = name.removesuffix(ending)
    if _MARK.fullmatch(name):
        return name.rpartition("-")[0] == library.name and path.is_file()
    return (is_half(name) or _HALF_EXPORT.fullmatch(name) is not None) and path.is_file()


def logs_without_library(library: Path) -> list[Path]:
    """Logs in the library's folder that hold something and whose file is not there: a library that was
    moved or copied without its log has lost its last words into it."""
    found = []
    with suppress(OSError):
        for log in sorted(library.absolute().parent.glob("*-wal")):
            whose = log.with_name(log.name.removesuffix("-wal"))
            if log.stat().st_size and not whose.exists():
                found.append(log)
    return found

"""The series of RePEc by their handles: name, kind of template, ISSN.

Item templates mostly leave the name of their journal or series out, it follows from the handle.
The table beside this file comes from the core archive RePEc:all of October 2017
(https://repec.org): ``archive:series``, kind, name, ISSN, divided by tabs.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from litreview.model.text import clean
from litreview.sources.repec.redif_text import repaired


class Series(NamedTuple):
    """One journal or series by its handle in normal form; ``kind`` is the kind of template of its items."""

    handle: str
    kind: str
    name: str
    issn: str


def series_of(handle: str | None) -> Series | None:
    """The series of an item or series handle (``RePEc:inm:ororsc:...``); None where unknown."""
    parts = (handle or "").lower().split(":")
    if len(parts) < 3:
        return None
    row = _rows().get(f"{parts[1]}:{parts[2]}")
    return Series(f"RePEc:{parts[1]}:{parts[2]}", *row) if row else None


@lru_cache(maxsize=1)
def _rows() -> dict[str, tuple[str, str, str]]:
    data = files("litreview.sources.repec").joinpath("series.tsv.gz").read_bytes()
    rows = (line.split("\t") for line in gzip.decompress(data).decode("utf-8").splitlines())
    return {key: (kind, clean(repaired(name)) or "", issn) for key, kind, name, issn in rows}

"""Short ways to read and write in the tests of this room."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from litreview.formats import format as formats
from litreview.formats.format import WriteOptions
from litreview.model.people import Author
from litreview.model.record import Entry, Failure, Record
from litreview.model.work import Work

FIXTURES = Path(__file__).parents[2] / "fixtures" / "formats"
RECORDED = Path(__file__).parents[3] / "shared" / "formats"


def read(name: str, text: str | bytes) -> tuple[list[Entry], list[Failure]]:
    """Entries and failures of a text in the named format."""
    data = text.encode() if isinstance(text, str) else text
    got = list(formats.load(name).read(io.BytesIO(data), f"test.{name}"))
    return [x for x in got if isinstance(x, Entry)], [x for x in got if isinstance(x, Failure)]


def one(name: str, text: str) -> tuple[Entry, Record]:
    """The only entry of a text, and its record."""
    (entry,), failures = read(name, text)
    assert not failures
    assert entry.said.record is not None
    return entry, entry.said.record


def work(key: str = "key1998", **values: Any) -> Work:
    """A work of one record; fields of the work itself by their names, the rest goes to the record."""
    own = {name: values.pop(name) for name in ("tags", "notes", "key_aliases") if name in values}
    values.setdefault("type", "article")
    return Work(best=Record(source="", source_id=key, **values), records=(), key=key, **own)


def written(name: str, *works: Work, **options: Any) -> str:
    """The file of some works."""
    return "".join(formats.load(name).write(works, WriteOptions(**options)))


LARSSON = (
    Author("Larsson", "Rikard"),
    Author("Bengtsson", "Lars"),
    Author("Henriksson", "Kristina"),
    Author("Sparks", "Judith"),
)

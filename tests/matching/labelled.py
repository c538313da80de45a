"""Labelled pairs as records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from litreview.model import identifiers, people
from litreview.model.record import Record

PAIRS = Path(__file__).parents[2] / "fixtures" / "dedupe" / "pairs.json"


def record(fields: dict[str, Any], name: str) -> Record:
    """A record of a source of its own, from the plain fields of a labelled pair."""
    plain = {k: v for k, v in fields.items() if k not in ("authors", "doi", "repec_handle")}
    written = str(fields.get("authors", ""))
    listed = written.removesuffix(" et al.")
    authors = tuple(author for part in listed.split(";") if (author := people.parse_name(part)))
    found = (identifiers.doi(fields.get("doi")), identifiers.repec_handle(fields.get("repec_handle")))
    return Record(
        source=f"source-{name}",
        source_id=name,
        authors=authors,
        others=listed != written,
        identifiers=tuple(i for i in found if i),
        **plain,
    )


def pairs() -> list[dict[str, Any]]:
    """The labelled pairs, each with its two sides as records."""
    found = json.loads(PAIRS.read_text(encoding="utf-8"))["pairs"]
    return [
        {**pair, "left": record(pair["left"], f"{n}-left"), "right": record(pair["right"], f"{n}-right")}
        for n, pair in enumerate(found)
    ]

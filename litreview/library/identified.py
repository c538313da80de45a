"""Identifiers that a person gave a work by a correction."""

from __future__ import annotations

import sqlite3

from litreview.model.identifiers import Identifier

_CORRECTED = (
    "SELECT DISTINCT c.record_id FROM corrections AS c JOIN membership AS m ON m.record_id = c.record_id"
    " WHERE c.value = ? AND c.field = ? ORDER BY c.record_id"
)


def corrected_to(connection: sqlite3.Connection, identifier: Identifier) -> list[tuple[int]]:
    """The records, of works, to which a person gave this identifier, as rows."""
    import json

    stored = json.dumps(identifier.value, ensure_ascii=False)
    return connection.execute(_CORRECTED, (stored, identifier.scheme)).fetchall()

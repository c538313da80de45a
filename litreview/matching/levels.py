"""What each level of each ladder says: it agrees, conflicts, or is silent."""

from __future__ import annotations

Rung = tuple[str, str]
AGREES, CONFLICTS, SILENT = "agrees", "conflicts", "silent"

SAYS = {
    "title": {
        "same": AGREES,
        "short": AGREES,
        "column": AGREES,
        "head": AGREES,
        "cut": AGREES,
        "misspelt": AGREES,
        "more": AGREES,
        "alike": AGREES,
        "parts": CONFLICTS,
        "numbers": CONFLICTS,
        "role": CONFLICTS,
        "review": CONFLICTS,
        "different": CONFLICTS,
    },
    "authors": {
        "all": AGREES,
        "one": AGREES,
        "cut": AGREES,
        "most": AGREES,
        "some": AGREES,
        "none": CONFLICTS,
    },
    "year": {"same": AGREES, "next": SILENT, "near": CONFLICTS, "far": CONFLICTS},
    "venue": {"same": AGREES, "short": AGREES, "inside": AGREES},
    "volume": {"same": AGREES, "other": CONFLICTS},
    "issue": {"same": AGREES, "other": CONFLICTS},
    "pages": {"range": AGREES, "first": AGREES, "last": AGREES, "number": AGREES, "other": CONFLICTS},
    "doi": {"same": AGREES, "other": CONFLICTS},
    "handle": {"same": AGREES, "other": CONFLICTS},
    "identifier": {"same": AGREES, "other": CONFLICTS},
    "stage": {"same": SILENT, "other": CONFLICTS},
    "edition": {"same": AGREES, "other": CONFLICTS},
    "source": {"one": CONFLICTS},
}
"""What each level says; a level that is not listed is silent."""

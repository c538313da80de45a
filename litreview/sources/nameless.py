"""What names a thing that its source gave no name of its own: a digest of what it says."""

from __future__ import annotations

import hashlib

from litreview.model.text import fold


def digest(*parts: str | None) -> str:
    """A short name made of texts; the same on every machine, whatever their case, accents and blanks."""
    text = "\n".join(fold(" ".join((part or "").split())) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]

"""Small things that are remembered between runs: one file of JSON, and nothing depends on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def read_state(path: Path) -> dict[str, Any]:
    """What is remembered; nothing where the file cannot be read."""
    import json  # light commands have no use for it

    try:
        got = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return got if isinstance(got, dict) else {}


def write_state(path: Path, name: str, value: Any) -> None:
    """Remember one thing more; a state that cannot be written is lost."""
    import json

    state = {**read_state(path), name: value}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(state), encoding="utf-8")
        fresh.replace(path)
    except OSError:
        return

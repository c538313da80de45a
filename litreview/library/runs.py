"""Runs: each execution of an act that asked sources or read files, with its exact requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.library.door import Door
from litreview.library.faults import in_words

if TYPE_CHECKING:
    from litreview.library.values import RunPart, RunRow


@in_words
class Runs:
    """What was asked, when, by whom, and what came of it."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def start(self, act: str, asked: str = "", name: str | None = None) -> int:
        """Begin a run of ``act`` for the words ``asked``, with the name of a saved search; its id."""
        with self._door.joining("beginning a run"):
            made = self._door.writing().execute(
                "INSERT INTO runs (act, asked, who, started, name) VALUES (?, ?, ?, ?, ?)",
                (act, asked, self._door.who, self._door.now(), name),
            )
            return int(made.lastrowid or 0)

    def note(
        self,
        run: int,
        source: str,
        *,
        asked: str = "",
        found: int = 0,
        new: int = 0,
        failed: int = 0,
        hidden: int = 0,
        next: str | None = None,
        state: str = "answered",
        sentence: str = "",
    ) -> None:
        """Add what one request to one source (or one file) brought."""
        with self._door.joining("noting a run"):
            self._door.writing().execute(
                "INSERT INTO run_parts (run_id, source, asked, found, new, failed, hidden, next, state, sentence)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (run, source, asked, found, new, failed, hidden, next, state, sentence),
            )

    def finish(self, run: int) -> None:
        """Say that a run came to its end."""
        with self._door.joining("ending a run"):
            self._door.writing().execute("UPDATE runs SET finished = ? WHERE id = ?", (self._door.now(), run))

    def rows(self, limit: int = 50) -> list[RunRow]:
        """The latest runs, newest first."""
        from litreview.library.values import RunPart, RunRow

        connection = self._door.connection()
        runs = connection.execute(
            "SELECT id, act, asked, who, started, finished FROM runs ORDER BY id DESC LIMIT ?", (limit,)
        ).fetchall()
        parts = connection.execute(
            "SELECT run_id, source, asked, found, new, failed, hidden, next, state, sentence"
            " FROM run_parts WHERE run_id BETWEEN ? AND ? ORDER BY id",
            (runs[-1][0], runs[0][0]) if runs else (0, -1),
        ).fetchall()
        of: dict[int, list[RunPart]] = {}
        for run, *part in parts:
            of.setdefault(run, []).append(RunPart(*part))
        return [RunRow(*run)._replace(parts=tuple(of.get(run[0], ()))) for run in runs]

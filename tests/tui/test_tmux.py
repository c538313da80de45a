"""One whole tour in a real terminal: open, import, search, tag, export, leave."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.test_real import BIB

PATIENCE = 25.0
"""Seconds to wait for something to appear on a busy machine."""


class Terminal:
    """A tmux session of its own server, so that no other one is touched."""

    def __init__(self, folder: Path, width: int = 80, height: int = 24) -> None:
        self._tmux = ["tmux", "-S", str(folder / "tmux"), "-f", os.devnull]
        self._session = "tour"
        library = folder / "chapter.sqlite"
        command = f"{shlex.quote(sys.executable)} -m litreview --library {shlex.quote(str(library))}; echo left with $?; cat"
        root = Path(__file__).parents[2]
        size = ["-x", str(width), "-y", str(height)]
        self._run("new-session", "-d", "-s", self._session, *size, "-c", str(root), command)

    def _run(self, *words: str) -> str:
        return subprocess.run(
            [*self._tmux, *words], check=True, capture_output=True, text=True, timeout=10
        ).stdout

    def type(self, text: str) -> None:
        """Type letters."""
        self._run("send-keys", "-t", self._session, "-l", text)

    def press(self, *keys: str) -> None:
        """Press named keys."""
        self._run("send-keys", "-t", self._session, *keys)

    def shows(self, needle: str) -> str:
        """The screen as soon as it shows something; fails with what it shows instead."""
        until = time.monotonic() + PATIENCE
        while needle not in (shown := self._run("capture-pane", "-p", "-t", self._session)):
            if time.monotonic() > until:
                pytest.fail(f"the terminal does not show {needle!r} but:\n{shown}")
            time.sleep(0.05)  # another process: nothing tells us when it has painted
        return shown

    def close(self) -> None:
        """End the server."""
        subprocess.run([*self._tmux, "kill-server"], check=False, capture_output=True, timeout=10)


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not here")
    monkeypatch.setenv("TMUX_TMPDIR", str(tmp_path))
    monkeypatch.delenv("TMUX", raising=False)
    terminal = Terminal(tmp_path)
    yield terminal
    terminal.close()


def test_a_whole_tour(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "in.bib").write_text(BIB, encoding="utf-8")
    terminal.shows("Four doors lead in")
    terminal.press("I")
    terminal.shows("Import files")
    terminal.type(str(tmp_path / "in.bib"))
    terminal.press("Enter")
    terminal.shows("Read 3 entries")
    terminal.press("/")
    terminal.type("competence")
    terminal.shows("1 work")
    terminal.press("Enter", "1")
    terminal.shows("Tagged 1 work 'learning dilemma'")
    terminal.press("E")
    terminal.shows("all 1 shown")
    terminal.press("C-u")
    terminal.type(str(tmp_path / "out.bib"))
    terminal.press("Enter")
    terminal.shows("Wrote 1 work")
    terminal.press("q", "q")
    terminal.shows("left with 0")
    assert "hamel91" in (tmp_path / "out.bib").read_text(encoding="utf-8")

"""What holds for every test: no net beyond this machine, a home of its own, skips that say why."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import tests.guard.sitecustomize  # noqa: F401  (installs the guard in this Python)

GUARD = Path(__file__).parent / "guard"

# A busy machine is no fault of the program: hypothesis judges what comes out, not how long it took.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(autouse=True)
def home_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Each test has its own folders and none of the person's settings; Pythons it starts are guarded."""
    for name in list(os.environ):
        if name.startswith("LITREVIEW_") or name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LITREVIEW_FOLDER", str(tmp_path_factory.mktemp("home")))
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(GUARD), before))))
    yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A worker takes files whole, in this order: the longest begin first, so that none waits at the end."""
    items.sort(key=lambda item: item.path.name not in ("test_wheel.py", "test_screens.py"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped for want of what, each reason once."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        if isinstance(report.longrepr, tuple):
            reasons[str(report.longrepr[2]).removeprefix("Skipped: ")] += 1
    if reasons:
        terminalreporter.write_line("Skipped for want of something:")
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"  {count:4} x {reason}")

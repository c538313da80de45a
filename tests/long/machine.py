"""The state machine of `tests/library/test_machine.py`, for longer: many more days, each of many more acts."""

from __future__ import annotations

import time
from collections.abc import Iterator

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.library.test_machine import Days
from tests.long.laboratory import Lab, Seen, seen


def run(lab: Lab) -> Iterator[Seen]:
    """So many random libraries; hypothesis says the shortest days that go wrong."""
    libraries, steps = lab.times(400, 5), lab.times(60, 20)
    started, wrong = time.process_time(), []
    try:
        run_state_machine_as_test(  # type: ignore[no-untyped-call]
            Days,
            settings=settings(
                max_examples=libraries,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=lab.quick,
                suppress_health_check=list(HealthCheck),
            ),
        )
    except Exception as error:
        wrong.append(f"{type(error).__name__}: {error}; {'; '.join(getattr(error, '__notes__', []))[:2000]}")
    return iter(
        [
            seen(
                f"{libraries} random libraries of up to {steps} acts",
                f"{time.process_time() - started:.0f} s CPU",
                wrong,
            )
        ]
    )

"""Running acts off the screen's loop: the newest question wins, and no failure ends the program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from litreview.errors import LitreviewError, Stopped
from litreview.model.event import Event

if TYPE_CHECKING:
    from textual.app import App

    from litreview.desk import Desk

Answer = TypeVar("Answer")


@dataclass(eq=False)
class Job:
    """One act under way. ``label`` is shown while it runs, "" for the quick reads of a screen."""

    group: str
    desk: Desk
    label: str = ""
    events: dict[str, Event] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """How far it is, in words."""
        waiting = [e for e in self.events.values() if e.waiting and e.sentence]
        told = waiting or [e for e in self.events.values() if e.sentence or e.total]
        if not told:
            return self.label
        return "  ".join(dict.fromkeys(_progress(event) for event in told[-3:]))


def _progress(event: Event) -> str:
    done = f"{event.done:,} of {event.total:,}" if event.total else ""
    return " ".join(part for part in (event.sentence or event.part or event.what, done) if part)


class Asking:
    """Runs acts in threads, each on a desk of its own, and hands answers back on the loop."""

    def __init__(self, app: App[Any], desk: Desk, failed: Callable[[BaseException], None]) -> None:
        self._app = app
        self._desk = desk
        self._failed = failed
        self._newest: dict[str, Job] = {}
        self._jobs: list[Job] = []

    @property
    def long_jobs(self) -> list[Job]:
        """The acts under way that people wait for."""
        return [job for job in self._jobs if job.label]

    @property
    def busy(self) -> bool:
        """Whether any answer is still to come."""
        return bool(self._jobs)

    def ask(
        self,
        group: str,
        call: Callable[[Desk], Answer],
        then: Callable[[Answer], object],
        *,
        newest: bool = False,
        label: str = "",
        failed: Callable[[BaseException], object] | None = None,
    ) -> Job:
        """Run ``call`` in a thread, then ``then`` with its answer on the loop.

        ``newest``: an older question of the group is stopped and its answer dropped.
        ``failed`` hears of a failure instead of the one presenter.
        """
        if newest:
            self.stop(group)
        events: dict[str, Event] = {}
        child = self._desk.child(tell=lambda event: events.__setitem__(event.part, event))
        job = Job(group, child, label, events)
        self._jobs.append(job)
        if newest:
            self._newest[group] = job
        told = failed or self._failed

        def run() -> None:
            try:
                answer = _once_more(call, child)
            except BaseException as fault:
                self._app.call_later(self._end, job, told, fault)
            else:
                self._app.call_later(self._end, job, then, answer)

        self._app.run_worker(run, name=label or group, group=group, thread=True, exit_on_error=False)
        return job

    def stop(self, group: str) -> None:
        """Stop the newest act of a group; what it finished is kept, its answer dropped."""
        job = self._newest.pop(group, None)
        if job is not None and job in self._jobs:
            job.desk.stop()

    def stop_long(self) -> list[str]:
        """Stop the acts that people wait for; says which."""
        stopped = [job.label for job in self.long_jobs if not job.desk.stopped]
        for job in self.long_jobs:
            job.desk.stop()
        return stopped

    def stop_all(self) -> None:
        """Stop everything, when the screen closes."""
        for job in self._jobs:
            job.desk.stop()

    def _end(self, job: Job, then: Callable[[Any], object], answer: Any) -> None:
        self._jobs.remove(job)
        stale = job.desk.stopped and (not job.label or self._newest.get(job.group) is not job)
        if self._newest.get(job.group) is job:
            del self._newest[job.group]
        if not stale or (job.label and not isinstance(answer, Stopped)):
            then(answer)


def _once_more(call: Callable[[Desk], Answer], desk: Desk) -> Answer:
    """Interrupting one statement may hit a neighbour's: that one asks again."""
    try:
        return call(desk)
    except LitreviewError as fault:
        if isinstance(fault, Stopped) and not desk.stopped:
            return call(desk)
        raise

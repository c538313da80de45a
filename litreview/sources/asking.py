"""Asking a service once: its pace, its turn, retries, and an end to all waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from litreview.errors import SourceFault, SourceMisread
from litreview.model.clock import Clock
from litreview.model.event import Event, Tell
from litreview.sources.faults import busy, cannot_reach, key_refused, left_alone, span
from litreview.sources.pace import Pacer
from litreview.sources.source import Declared, Reply
from litreview.sources.wire import Damaged, Oversize, looks_like_json, retry_after

TRIES = 4
"""Requests made for one question, where the service is busy or fails, before giving up."""

PATIENCE = 120.0
"""Longest single wait in seconds; a service that asks for more is left alone."""

_LONGEST_HOLD = 900.0
_SLICE = 0.1

Send = Callable[[float], Reply]
"""One exchange within so many seconds. Raises TimeoutError, OSError with a reason in words, `Damaged`
or `Oversize`."""


class Question(NamedTuple):
    """What is asked, as far as asking it again is concerned."""

    source: Declared
    route: str
    has_key: bool
    wants_json: bool
    repeatable: bool


class _Fault(NamedTuple):
    """A try that brought nothing: what happened, and the seconds asked for, if any."""

    error: SourceFault
    wait: float
    again: bool = True


class Asker:
    """Asks through any `Send`. Statuses below 500 come back, all else is an error with a sentence.

    ``chance`` gives numbers from 0 to 1 for the spread of waits; ``deadline`` bounds one try in
    seconds.
    """

    def __init__(
        self, pacer: Pacer, clock: Clock, tell: Tell, chance: Callable[[], float], deadline: float
    ) -> None:
        self._pacer, self._clock, self._tell = pacer, clock, tell
        self._chance, self._deadline = chance, deadline
        self._lock = threading.Lock()
        self._turns: dict[str, threading.Lock] = {}

    def ask(self, question: Question, send: Send) -> Reply:
        """One request with its pace, retries and faults.

        Raises `SourceFault` (`SourceMisread` where the answer itself is the trouble), `KeyRefused`,
        and what the clock raises when a person stops the work.
        """
        source = question.source
        with self._turn(source):
            for attempt in range(TRIES):
                self._wait_for_slot(question)
                found = self._try(question, send, attempt)
                if isinstance(found, Reply):
                    return found
                if not found.again or attempt == TRIES - 1 or self._pacer.resting(source):
                    raise found.error
                self._pause(source, found.wait, found.error.sentence.rstrip("."))
        raise AssertionError("the last try returns or raises")

    def _try(self, question: Question, send: Send, attempt: int) -> Reply | _Fault:
        title, again = question.source.title, question.repeatable
        back_off = 3.0**attempt * self._spread(question.source)
        try:
            reply = self._bounded(send)
        except TimeoutError:
            return _Fault(
                SourceFault(f"{title} did not answer in time.", "Try again later."), back_off, again
            )
        except Oversize as size:
            return _Fault(SourceFault(f"{title} sent more than {size}; it was cut off."), 0.0, False)
        except Damaged as damage:
            return _Fault(SourceFault(f"{title} sent {damage}.", "Try again later."), back_off, again)
        except OSError as reason:
            return _Fault(cannot_reach(question.source, str(reason)), back_off, again and attempt < 2)
        if reply.status == 429:
            return self._refused(question, reply, attempt)
        return self._judged(question, reply, back_off)

    def _refused(self, question: Question, reply: Reply, attempt: int) -> _Fault:
        source, route = question.source, question.route
        self._pacer.refused(source, route, reply.headers)
        asked = retry_after(reply.headers)
        if asked:
            self._pacer.hold(source, route, min(asked, _LONGEST_HOLD))
        own = max(2.0, 1.5 * self._pacer.allowed_gap(source, route)) * 2.0**attempt * self._spread(source)
        wait = asked or min(own, PATIENCE)
        return _Fault(busy(source, asked, question.has_key), wait, wait <= PATIENCE)

    def _judged(self, question: Question, reply: Reply, back_off: float) -> Reply | _Fault:
        source = question.source
        self._pacer.answered(source, question.route, reply.headers)
        if reply.status in (401, 403):
            raise key_refused(source, reply.status, question.has_key)
        if reply.status >= 500:
            asked = retry_after(reply.headers)
            wait = asked or back_off
            fault = SourceFault(f"{source.title} has trouble ({reply.status}).", "Try again later.", asked)
            return _Fault(fault, wait, wait <= PATIENCE and question.repeatable)
        if reply.status == 200 and question.wants_json and not looks_like_json(reply.body):
            what = "a web page where data were asked" if b"<" in reply.body[:200] else "damaged data"
            misread = SourceMisread(f"{source.title} sent {what if reply.body else 'an empty answer'}.")
            return _Fault(misread, back_off, question.repeatable)
        return reply

    def _spread(self, source: Declared) -> float:
        """0.8 to 1.2, so that two programs do not come back at one moment; less for a short pace."""
        return (0.8 + 0.4 * self._chance()) * min(self._pacer.factor(source), 1.0)

    def _wait_for_slot(self, question: Question) -> None:
        source = question.source
        if rest := self._pacer.resting(source):
            raise left_alone(source, rest, question.has_key)
        wait = self._pacer.reserve(source, question.route)
        if wait > PATIENCE:
            raise SourceFault(f"{source.title} asked to be left alone for {span(wait)}.", retry_after=wait)
        self._pause(source, wait, f"{source.title}: keeping its pace")

    def _pause(self, source: Declared, seconds: float, sentence: str) -> None:
        if seconds > 1:
            self._tell(Event("wait", sentence, source.name, waiting=seconds))
        if seconds > 0:
            self._clock.sleep(seconds)

    @contextmanager
    def _turn(self, source: Declared) -> Iterator[None]:
        """One request of a source at a time; a person may stop the waiting."""
        with self._lock:
            turn = self._turns.setdefault(source.name, threading.Lock())
        while not turn.acquire(timeout=_SLICE):
            self._clock.sleep(0)
        try:
            yield
        finally:
            turn.release()

    def _bounded(self, send: Send) -> Reply:
        """Send in a thread of its own, so that a stop is noticed at once and a drip has an end."""
        found: list[Reply | BaseException] = []
        done = threading.Event()

        def run() -> None:
            try:
                found.append(send(self._deadline))
            except BaseException as error:  # carried over to the thread that waits
                found.append(error)
            done.set()

        threading.Thread(target=run, name="litreview-net", daemon=True).start()
        for _ in range(max(int(self._deadline / _SLICE), 1) + 1):
            if done.wait(_SLICE):
                break
            self._clock.sleep(0)
        else:
            raise TimeoutError
        result = found[0]
        if isinstance(result, BaseException):
            raise result
        return result

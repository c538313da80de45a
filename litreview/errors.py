"""One family of errors: each is one situation, with a sentence, a hint and an exit code."""

from __future__ import annotations


class LitreviewError(Exception):
    """A situation a person can understand: what happened, and what to do about it."""

    exit_code = 1

    def __init__(self, sentence: str, hint: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.sentence} {self.hint}".strip()


class Misused(LitreviewError):
    """The words of a command or setting do not fit."""

    exit_code = 2


class NothingFound(LitreviewError):
    """What was asked for is not there."""

    exit_code = 3


class KeyRefused(LitreviewError):
    """A source wants a key, or refused the one it got."""

    exit_code = 4


class SourceFault(LitreviewError):
    """One source failed in a way that asking again later may mend.

    ``retry_after`` is in seconds; None where the source did not say.
    """

    exit_code = 6

    def __init__(self, sentence: str, hint: str = "", retry_after: float | None = None) -> None:
        super().__init__(sentence, hint)
        self.retry_after = retry_after


class SourceMisread(SourceFault):
    """A source answered with something its reader does not know."""


class LibraryBusy(LitreviewError):
    """Another process holds the library, or the file cannot be written."""

    exit_code = 7


class LibraryUnusable(LitreviewError):
    """The file is damaged, foreign, or made by a newer litreview."""

    exit_code = 7


class Unreadable(LitreviewError):
    """A file cannot be read as anything that litreview knows."""


class Stopped(LitreviewError):
    """A person stopped the work; what was finished is kept."""

    exit_code = 130

"""The words for what can go wrong with a service: one sentence for each situation."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from litreview.errors import KeyRefused, SourceFault

if TYPE_CHECKING:
    from litreview.sources.source import Declared

BROKEN = "the connection broke"
_LOGGERS = ("httpx", "httpcore", "httpx2", "httpcore2")


def span(seconds: float) -> str:
    """A stretch of time as people say it."""
    return f"{seconds:.0f} s" if seconds <= 180 else f"{seconds / 60:.0f} minutes"


def busy(source: Declared, seconds: float | None, has_key: bool) -> SourceFault:
    """A 429; ``seconds`` is what the service asked to wait, if it did."""
    words = f"{source.title} is busy (429)"
    if seconds:
        words += f" and asks to wait {span(seconds)}"
    if source.key_setting and not has_key:
        words += f"; a free key (LITREVIEW_{source.key_setting.upper()}) helps"
    return SourceFault(words + ".", retry_after=seconds)


def left_alone(source: Declared, seconds: float, has_key: bool) -> SourceFault:
    """The source refused so often that it is not asked again for a while."""
    hint = ""
    if source.key_setting and not has_key:
        hint = f"A free key (LITREVIEW_{source.key_setting.upper()}) helps."
    return SourceFault(
        f"{source.title} was too busy five times in a row and is left alone for {span(seconds)}.",
        hint,
        seconds,
    )


def key_refused(source: Declared, status: int, has_key: bool) -> KeyRefused:
    """A 401 or 403: final, asking again does not help."""
    setting = (source.key_setting or "").upper()
    if setting and has_key:
        return KeyRefused(f"{source.title} refused the key ({status}).", f"Look at LITREVIEW_{setting}.")
    hint = f"It wants a key: LITREVIEW_{setting}." if setting else "It may be blocking this machine."
    return KeyRefused(f"{source.title} refused the request ({status}).", hint)


def cannot_reach(source: Declared, reason: str) -> SourceFault:
    """No connection, or one that broke; ``reason`` as `in_words` gives it."""
    hint = "Try again later." if reason == BROKEN else "Is this machine online?"
    return SourceFault(f"{source.title} cannot be reached ({reason}).", hint)


def in_words(error: Exception) -> str:
    """The kind of a connection fault, without the address, which may hold a secret."""
    text = str(error).lower()
    if "refused" in text:
        return "connection refused"
    if any(sign in text for sign in ("name or service", "getaddrinfo", "nodename", "resolution", "resolve")):
        return "its name is not found"
    if "certificate" in text or "ssl" in text:
        return "its certificate is not accepted"
    return BROKEN


class _Veil(logging.Filter):
    """Takes secrets out of log lines: HTTP clients write whole addresses."""

    def __init__(self, secrets: Iterable[str]) -> None:
        super().__init__()
        self._forms = tuple(form for secret in secrets for form in (secret, quote_plus(secret)))

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        for form in self._forms:
            text = text.replace(form, "***")
        record.msg, record.args = text, ()
        return True


def hush(secrets: Iterable[str]) -> None:
    """Quiet the loggers of the HTTP clients, and keep secrets out of what they still say."""
    veil = _Veil(secrets)
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.setLevel(logging.WARNING)
        for old in [one for one in logger.filters if isinstance(one, _Veil)]:
            logger.removeFilter(old)
        logger.addFilter(veil)

"""Looking after the library: rebuild what is derived, check what is there."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from litreview.acts import asking
from litreview.acts.results import Diagnosis, Finding, Rebuilt

if TYPE_CHECKING:
    from litreview.desk import Desk


def rebuild(desk: Desk, yes: bool = True, dry_run: bool = False) -> Rebuilt:
    """Derive works, links, questions and indexes again from the records; a person's words stay.

    Proves it: ``words_untouched`` compares a digest of all words before and after. Stopped, it
    has changed nothing.
    """
    library = desk.library
    old = library.works.partition()
    untouched = dry_run or asking.intake_of(desk).rebuild()
    new = library.works.partition()
    joined = len(old - new) and sum(any(o < n for n in new) for o in old - new)
    split = sum(any(n < o for n in new) for o in old - new)
    return Rebuilt(len(new), joined, split, untouched, dry_run)


def doctor(desk: Desk) -> Diagnosis:
    """Look at the library, the settings and the machine; every finding says what to do."""
    findings = [Finding(*finding) for finding in desk.library.check()]
    findings += _settings(desk)
    return Diagnosis((*findings, _machine()))


def _settings(desk: Desk) -> list[Finding]:
    secrets = desk.settings.secrets()
    mail = "mailto" in secrets
    key = "semantic_scholar_key" in secrets
    file, elsewhere = desk.settings.file, desk.settings.addresses()
    return [
        Finding("settings", "ok", f"read from {file}" if file else "no settings file; all is as it comes"),
        *(
            Finding("settings", "warning", doubt, "Take it away or mend it.")
            for doubt in desk.settings.doubts
        ),
        *(Finding(name, "note", f"is asked at {url}") for name, url in elsewhere.items()),
        Finding(
            "mail address",
            "ok" if mail else "note",
            "set" if mail else "not set: Crossref serves the nameless more slowly",
            "" if mail else "Set LITREVIEW_MAILTO to an address of yours.",
        ),
        Finding(
            "Semantic Scholar key",
            "ok" if key else "note",
            "set" if key else "not set: it often answers 429 without one, which is normal",
            "" if key else "A free key goes into LITREVIEW_SEMANTIC_SCHOLAR_KEY.",
        ),
    ]


def _machine() -> Finding:
    return Finding("Python", "ok", f"{platform.python_version()} on {sys.platform}")

"""Looking after the library: rebuild what is derived, check what is there."""

from __future__ import annotations

import platform
import sys
from typing import TYPE_CHECKING

from litreview.acts import asking
from litreview.acts.results import Diagnosis, Finding, Rebuilt, Regrouped
from litreview.acts.safe_keeping import kept_settings
from litreview.intake.rebuilding import Reader
from litreview.model.event import Event
from litreview.sources import source as sources
from litreview.sources.source import ReadsBodies

if TYPE_CHECKING:
    from litreview.desk import Desk


def rebuild(desk: Desk, yes: bool = True, dry_run: bool = False) -> Rebuilt:  # noqa: ARG001 - asked on the command line
    """Derive works, links, questions and indexes again from the records; a person's words stay.

    A verified backup is made first. The words are proven untouched by a digest before and after;
    stopped, or tried by ``dry_run``, it has changed nothing.
    """
    made = None
    if not dry_run:
        desk.tell(Event("rebuild", "writing a backup first"))
        made = desk.library.safe_keeping.before("rebuild", kept_settings(desk))
    found = asking.intake_of(desk).rebuild(readers(), dry_run)
    works, joined, split, changes = found.comparison
    return Rebuilt(
        works, joined, split, True, dry_run, tuple(Regrouped(*one) for one in changes), found.read_again,
        found.unread, str(made.path) if made else "", made.doubts if made else (),
    )  # fmt: skip


def readers() -> dict[str, Reader]:
    """How each source reads a body again, where it can."""
    found = {}
    for source in sources.load_all():
        if isinstance(source, ReadsBodies):
            found[source.declared.name] = Reader(source.declared.reader, source.read_body)
    return found


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

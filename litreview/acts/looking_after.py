"""Looking after the library: rebuild what is derived, check what is there."""

from __future__ import annotations

import platform
import sys
from datetime import date
from typing import TYPE_CHECKING

from litreview.acts import asking
from litreview.acts.reaching import reaching
from litreview.acts.results import Diagnosis, Finding, Rebuilt, Regrouped
from litreview.acts.safe_keeping import kept_settings
from litreview.errors import LitreviewError
from litreview.intake.rebuilding import Reader
from litreview.library.rotation import Rotating, Rotation
from litreview.model.event import Event
from litreview.sources import source as sources
from litreview.sources.source import ReadsBodies

if TYPE_CHECKING:
    from litreview.desk import Desk

_OLD_BACKUP = 30
"""Days after which a person should hear of it."""


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
        works, joined, split, dry_run, tuple(Regrouped(*one) for one in changes), found.read_again,
        found.unread, str(made.path) if made else "", made.doubts if made else (),
    )  # fmt: skip


def readers() -> dict[str, Reader]:
    """How each source reads a body again, where it can."""
    found = {}
    for source in sources.load_all():
        if isinstance(source, ReadsBodies):
            found[source.declared.name] = Reader(source.declared.reader, source.read_body)
    return found


def doctor(desk: Desk, online: bool = False, fix: bool = False) -> Diagnosis:
    """Look at the library, the settings and the machine; every finding says what to do.

    ``online`` asks each source whether it is reachable. ``fix`` mends what is derived and takes
    leftovers away, then looks again; a person's words are never touched. A library that cannot be
    opened is a finding like others.
    """
    findings, mended = _library(desk, fix)
    findings += _backups(desk)
    findings += _settings(desk)
    if online:
        findings += reaching(desk)
    return Diagnosis((*findings, _machine()), tuple(mended))


def _library(desk: Desk, fix: bool) -> tuple[list[Finding], list[str]]:
    try:
        library = desk.library
    except LitreviewError as error:
        if not desk.library_path.exists():
            raise
        todo = error.hint or "Restore a backup: litreview restore FILE"
        return [Finding("library", "error", error.sentence, todo)], []
    found = library.check()
    mends = [one.mend for one in found if one.mend]
    mended = library.mend(mends) if fix and mends and not library.read_only else []
    return [Finding(*one[:4]) for one in (library.check() if mended else found)], mended


def _backups(desk: Desk) -> list[Finding]:
    """Whether there is a place for backups, and how old the last one is."""
    settings = desk.settings.backup
    standing = Rotating(desk.library_path, Rotation(*settings), desk.clock, desk.who).standing()
    last = f"the last one is of {standing[0].day}: {standing[0].path}" if standing else "there is none yet"
    if settings.folder is None:
        todo = (
            "litreview config set backup.folder FOLDER makes one a day on leaving; or litreview backup FILE."
        )
        return [Finding("backups", "note", f"None is made by itself; {last}.", todo)]
    if not settings.folder.is_dir():
        todo = "Bring it back, or name another: litreview config set backup.folder FOLDER"
        return [
            Finding("backups", "warning", f"The backup folder {settings.folder} is not there; {last}.", todo)
        ]
    age = (date.fromisoformat(desk.today()) - date.fromisoformat(standing[0].day)).days if standing else None
    if age is None or age > _OLD_BACKUP:
        return [
            Finding(
                "backups",
                "note",
                f"Made on leaving after changes; {last}.",
                "litreview backup makes one now.",
            )
        ]
    return [Finding("backups", "ok", f"Made on leaving after changes; {last}.")]


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

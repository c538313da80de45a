"""The exit code that a result deserves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from litreview.acts.results import SourceReport

DONE, FAILED, NOTHING, KEY, IN_PART, NOT_REACHABLE = 0, 1, 3, 4, 5, 6


def code_of(result: Any) -> int:
    """0 done, 1 failed, 3 nothing found, 4 key refused, 5 in part, 6 no source answered."""
    if getattr(result, "dry_run", False):
        return DONE
    name = type(result).__name__
    if name in ("Searched", "Added", "Traced", "Refreshed"):
        return _of_sources(result.reports) or _of_found(name, result)
    if name == "Imported":
        return _of_files(result)
    if name == "ArchiveImported":
        return IN_PART if result.failed else DONE
    if name == "Exported":
        return IN_PART if result.not_found else DONE
    if name == "Changed":
        return IN_PART if result.left else DONE
    if name == "Listed":
        return DONE if result.rows else NOTHING
    if name == "Diagnosis":
        return FAILED if any(f.level in ("warning", "error") for f in result.findings) else DONE
    return DONE


def _of_sources(reports: Sequence[SourceReport]) -> int:
    asked = [report for report in reports if report.state != "skipped"]
    if not asked:
        return DONE
    if not any(report.answered for report in asked):
        return KEY if all(report.state == "refused" for report in asked) else NOT_REACHABLE
    whole = all(
        report.state in ("answered", "nothing") and all(f.mended for f in report.failures) for report in asked
    )
    return DONE if whole else IN_PART


def _of_found(name: str, result: Any) -> int:
    if name == "Traced":
        return DONE if result.references or result.cited_by else NOTHING
    if name == "Refreshed":
        return DONE
    if not result.rows:
        return NOTHING
    return IN_PART if getattr(result, "not_found", ()) else DONE


def _of_files(result: Any) -> int:
    if all(failure.mended for file in result.files for failure in file.failures):
        return DONE
    return IN_PART if any(file.read for file in result.files) else FAILED

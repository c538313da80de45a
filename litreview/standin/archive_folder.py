"""RePEc archives as folders of ReDIF files behind an Apache index.

The files differ as real ones do: Windows-1252 without a mark, UTF-8 with one, ``.redif`` in plain
UTF-8, and a leftover copy that a reader must not take.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from html import escape

from litreview.standin.redif_text import template
from litreview.standin.repec_item import Series, all_series, items, series_of
from litreview.standin.sample import SampleWork
from litreview.standin.wire import Reply, Request, html_reply, text_reply

ROOT = "/RePEc"
CHANGED = "Sun, 01 Nov 2026 00:00:00 GMT"
"""When every file was changed: the day of the sample."""

_ARCHIVE_NAMES = {"inm": "INFORMS", "unm": "UNU-MERIT"}


class ArchiveFolder:
    """Answers with folders and files of the archives. Keeps nothing between requests."""

    def reply(self, request: Request) -> Reply:
        """Answer one request."""
        path = request.plain_path
        files = archive_files()
        if path in files:
            if request.headers.get("if-modified-since") == CHANGED:
                return Reply(status=304, kind=None)
            reply = Reply(kind="text/plain", body=files[path])
            return reply.adding(("last-modified", CHANGED))
        folder = path.rstrip("/") + "/"
        names = _names_in(folder)
        if not names:
            return text_reply("<html><body><h1>Not Found</h1></body></html>", 404, "text/html")
        if not path.endswith("/"):
            return Reply(status=301, kind=None).adding(("location", f"{request.base}{folder}"))
        return html_reply(_listing(folder, names), kind="text/html;charset=UTF-8")


@cache
def archive_files() -> Mapping[str, bytes]:
    """Every file of the archives by its path."""
    files: dict[str, bytes] = {}
    for code, name in _ARCHIVE_NAMES.items():
        series = [one for one in all_series().values() if one.repec_handle.split(":")[1] == code]
        files[f"{ROOT}/{code}/{code}arch.rdf"] = _archive_template(code, name).encode("cp1252")
        seri = "\n".join(_series_template(one) for one in series)
        files[f"{ROOT}/{code}/{code}seri.rdf"] = seri.encode("cp1252")
        for one in series:
            files |= _series_files(one)
    return files


def _series_files(series: Series) -> dict[str, bytes]:
    """The records of a series, a file for each decade, each in another of the usual encodings."""
    folder = f"{ROOT}/{series.folder}"
    by_decade: dict[int, list[SampleWork]] = {}
    for work in items().values():
        if series_of(work) == series:
            by_decade.setdefault((work.year or 0) // 10 * 10, []).append(work)
    stem = series.folder.rpartition("/")[2]
    files: dict[str, bytes] = {}
    for decade, works in by_decade.items():
        text = "\n".join(template(work, doi_line=decade == 2010) for work in works)
        if decade >= 2010:
            files[f"{folder}/{stem}{decade}.redif"] = text.encode()
        elif decade == 2000:
            files[f"{folder}/{stem}{decade}.rdf"] = b"\xef\xbb\xbf" + text.encode()
        else:
            files[f"{folder}/{stem}{decade}.rdf"] = text.encode("cp1252", "replace")
            files[f"{folder}/{stem}{decade}.rdf~"] = text.encode("cp1252", "replace")
    return files


def _archive_template(code: str, name: str) -> str:
    return (
        f"Template-Type: ReDIF-Archive 1.0\nHandle: RePEc:{code}\nName: {name}\n"
        "Maintainer-Email: you@example.org\nDescription: sample of a few works\n"
        f"URL: http://localhost{ROOT}/{code}/\n"
    )


def _series_template(series: Series) -> str:
    lines = [
        "Template-Type: ReDIF-Series 1.0",
        f"Name: {series.name}",
        f"Provider-Name: {series.provider}",
        f"Provider-Institution: {series.institution}",
        "Maintainer-Email: you@example.org",
        f"Type: {series.type}",
    ]
    if series.issn:
        lines.append(f"ISSN: {series.issn}")
    return "\n".join([*lines, f"Handle: {series.repec_handle}"]) + "\n"


def _names_in(folder: str) -> dict[str, int | None]:
    """What lies in a folder: names with their bytes; folders have none and end with a slash."""
    found: dict[str, int | None] = {}
    for path, body in archive_files().items():
        if path.startswith(folder):
            first, slash, _ = path.removeprefix(folder).partition("/")
            found[first + slash] = None if slash else len(body)
    return dict(sorted(found.items()))


def _listing(folder: str, names: Mapping[str, int | None]) -> str:
    parent = folder.rstrip("/").rpartition("/")[0] + "/"
    rows = [_row("back", "PARENTDIR", f"..{'/' if parent else ''}", "Parent Directory", "  - ")]
    for name, size in names.items():
        icon, kind = ("folder", "DIR") if size is None else ("text", "TXT")
        rows.append(_row(icon, kind, name, name, " - " if size is None else f"{max(1, size // 1024)}K"))
    title = f"Index of {escape(folder.rstrip('/'))}"
    sort = "".join(
        f'<th><a href="?C={letter};O=A">{name}</a></th>'
        for letter, name in zip("NMSD", ("Name", "Last modified", "Size", "Description"), strict=True)
    )
    return (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n'
        f"<html>\n<head>\n<title>{title}</title>\n</head>\n<body>\n<h1>{title}</h1>\n<table>\n"
        f'<tr><th valign="top"><img src="/icons/blank.gif" alt="[ICO]"></th>{sort}</tr>\n'
        f"{''.join(rows)}</table>\n</body></html>\n"
    )


def _row(icon: str, kind: str, target: str, name: str, size: str) -> str:
    return (
        f'<tr><td valign="top"><img src="/icons/{icon}.gif" alt="[{kind}]"></td>'
        f'<td><a href="{escape(target)}">{escape(name)}</a></td>'
        f'<td align="right">2026-11-01 00:00  </td><td align="right">{size}</td><td>&nbsp;</td></tr>\n'
    )

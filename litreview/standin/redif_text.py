"""ReDIF templates, and the short exports that IDEAS writes."""

from __future__ import annotations

import re

from litreview.standin.repec_item import names_as_given, series_of
from litreview.standin.sample import SampleWork

LINE = 72
"""Where a long value is wrapped; the next line is not indented, as in most archives."""


def template(work: SampleWork, doi_line: bool = False) -> str:
    """One record. Its DOI stands in the file address, as this publisher has it, or in a field."""
    kind = "Paper" if work.type == "paper" else "Article"
    lines = [f"{_template_field(work)}: ReDIF-{kind} 1.0"]
    lines += [f"Author-Name: {name}" for name in names_as_given(work)]
    lines.append(_wrapped(f"Title: {work.title}"))
    series = series_of(work)
    if kind == "Paper":
        lines += _named(("Series", series.name if series else work.venue), ("Number", work.issue))
        lines += _named(("Creation-Date", str(work.year) if work.year else None))
    else:
        lines += _named(("Journal", work.venue), ("Pages", work.pages), ("Volume", work.volume))
        lines += _named(("Issue", work.issue), ("Year", str(work.year) if work.year else None))
    if work.doi:
        lines += [f"File-URL: http://dx.doi.org/{work.doi}", "File-Format: Application/pdf"]
    if doi_line:
        lines.append(f"DOI: {work.doi or ''}".rstrip())
    lines.append(f"Handle: {work.repec_handle}")
    return "\n".join(lines) + "\n"


def bibtex_entry(work: SampleWork) -> str:
    """One record as IDEAS exports it to BibTeX."""
    kind = "TechReport" if work.type == "paper" else "Article"
    key = (work.repec_handle or work.key).replace(":", "").removeprefix("RePEc")
    venue = ("institution" if work.type == "paper" else "journal", work.venue)
    pairs = [("author", " and ".join(work.names)), ("title", "{" + work.title + "}"), venue]
    pairs += [("year", str(work.year or "")), ("volume", work.volume), ("number", work.issue)]
    pairs += [("pages", work.pages), ("doi", work.doi)]
    body = ",\n".join(f"  {name}={{{value}}}" for name, value in pairs if value)
    return f"@{kind}{{RePEc:{key},\n{body}\n}}\n"


def _template_field(work: SampleWork) -> str:
    """The field that begins a record; case means nothing, and the archive ``unm`` writes its own."""
    return "Template-type" if (work.repec_handle or "").startswith("RePEc:unm:") else "Template-Type"


def _named(*pairs: tuple[str, str | None]) -> list[str]:
    return [f"{name}: {value}" for name, value in pairs if value]


def _wrapped(line: str) -> str:
    """Break a long line at blanks, but never so that a line begins like a field (``word:``)."""
    out, rest = "", line
    while len(rest) > LINE:
        at = rest.rfind(" ", 0, LINE)
        if at <= len("Title:") or re.match(r"\S+:", rest[at + 1 :]):
            break
        out += rest[:at] + "\n"
        rest = rest[at + 1 :]
    return out + rest

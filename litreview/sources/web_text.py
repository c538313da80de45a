"""Saved pages as plain text: embedded JSON, labelled articles, study pages, and any other page."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.people import Author, parse_name
from litreview.model.record import Record, Said, VersionLink
from litreview.model.text import clean, clean_block, fold, from_jats, from_markup
from litreview.sources.nameless import digest

_BULLET = re.compile(r"^\s*[\u2022*\u00b7]\s+")
_CHROME = re.compile(
    r"^(?:home|menu|search|skip to (?:main )?content|skip to main navigation|log ?in|sign in|register|share|"
    r"print|contents|navigation|main page|main menu|cookies?|close|back|download(?: pdf)?|cite)$",
    re.I,
)
_LABEL = re.compile(
    r"^\s*(?P<name>keywords?|document type|article type|publication date|published(?: online)?|doi|"
    r"authors?|by|journal|source|volume|issue|number|pages?|issn|publisher|abstract)\s*:\s*(?P<value>.*)$",
    re.I,
)
_PRINTED_IN = re.compile(
    r"^(?P<venue>[^,]+), Volume (?P<volume>[^,]+)(?:, (?:Number|Issue) (?P<issue>[^,]+))?(?:,.*?)?"
    r"(?:, pp\.? (?P<pages>[\w\u2013-]+))?(?:\(\d+\))?$"
)
_STUDY_HEADS = (
    "project info", "study info", "description of study", "study research question", "collection provenance",
    "collection methods", "personal data", "external source", "source description", "file formats", "data types",
    "languages", "coverage start", "coverage end", "spatial coverage", "collection period start",
    "collection period end", "variables", "data packages", "publications", "documents", "ethics",
    "ethical assessment", "ethical committee", "work package", "sustainability threat", "challenge",
)  # fmt: skip
_TABLE_HEADS = (
    "filename",
    "description",
    "date",
    "unit",
    "unit description",
    "sample size",
    "sampling method",
)
_TYPES = {
    "journal article": "article",
    "journalarticle": "article",
    "research article": "article",
    "review": "article",
    "book": "book",
    "book section": "chapter",
    "conference": "conference_paper",
}


def read_text(text: str, source: str) -> Said | None:
    """What a page as text says; None where it holds no words."""
    lines = [line for raw in text.splitlines() if (line := clean(raw))]
    title = next((line for line in lines if not _CHROME.match(line)), None)
    if not title:
        return None
    heads = {line.lower() for line in lines}
    if {"study info", "description of study"} <= heads:
        return _study(lines, title, source)
    said = embedded(text, source)
    return said or _labelled(text, title, source) or _plain(text, title, source)


def embedded(text: str, source: str) -> Said | None:
    """The article that an embedded JSON object describes, as citation services print it."""
    decoder = json.JSONDecoder(strict=False)
    for found in islice(re.finditer(r"\{\s*\"", text), 20):
        try:
            value, _ = decoder.raw_decode(text, found.start())
        except (ValueError, RecursionError):
            continue
        described = isinstance(value, dict) and (value.get("doi") or value.get("authors"))
        if described and (record := _of_json(value, source)):
            return Said(about=record.name, record=record)
    return None


def split_authors(text: str | None) -> tuple[Author, ...]:
    """Authors written in one line: ``A One, B Two and C Three``, or divided by semicolons."""
    value = from_markup(text) or ""
    if ";" in value or " & " in value:
        parts = re.split(r"\s*;\s*|\s+&\s+", value)
    else:
        parts = re.split(r"\s*,\s+(?:and\s+)?|\s+and\s+", value)
    return tuple(author for part in parts if (author := parse_name(part)))


def _of_json(value: Mapping[str, Any], source: str) -> Record | None:
    title = from_markup(_string(value.get("title")))
    if not title:
        return None
    journal = value.get("journal")
    journal = journal if isinstance(journal, dict) else {"name": journal}
    volume, _, issue = (clean(_string(journal.get("volume"))) or "").partition(" ")
    doi = identifiers.doi(_string(value.get("doi")))
    date = dates.parse(_string(value.get("publicationDate")) or _string(value.get("year")))
    authors = value.get("authors")
    names = authors if isinstance(authors, list) else [authors]
    written = [_string(n.get("name") if isinstance(n, dict) else n) for n in names]
    kind = fold(_string(value.get("publicationTypes")) or "")
    venue = from_markup(_string(journal.get("name")) or _string(value.get("PeriodicalName")))
    return Record(
        source=source,
        source_id=doi.value if doi else digest(title, ";".join(w for w in written if w)),
        type=_TYPES.get(kind, "article" if venue else "other"),
        source_type=clean(_string(value.get("publicationTypes"))),
        title=title,
        authors=tuple(author for name in written for author in split_authors(name)),
        venue=venue,
        volume=volume or None,
        issue=issue.strip() or clean(_string(journal.get("issue"))),
        pages=clean(_string(journal.get("pages"))),
        year=date.year if date else None,
        issued=date,
        identifiers=(doi,) if doi else (),
        page_addresses=_addresses(value),
        abstract=from_jats(_string(value.get("abstract"))),
        keywords=_keywords(_string(value.get("keywords")) or _string(value.get("fieldsOfStudy"))),
    )


def _addresses(value: Mapping[str, Any]) -> tuple[str, ...]:
    found = (clean(_string(value.get(name)), 2000) for name in ("url", "ListUrlMain", "openAccessPdf"))
    return tuple(dict.fromkeys(a for a in found if a and re.match(r"https?://\S+$", a)))


def _string(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _keywords(text: str | None) -> tuple[str, ...]:
    parts = (text or "").split(";" if ";" in (text or "") else ",")
    return tuple(dict.fromkeys(word for part in parts if (word := from_markup(part.strip(" .")))))


def _labelled(text: str, title: str, source: str) -> Said | None:
    """An article whose page says so by labels (``Keywords:``, ``Document Type: Research Article``)."""
    labels: dict[str, str] = {}
    for line in text.splitlines():
        found = _LABEL.match(line)
        if found and found["value"].strip():
            labels.setdefault(found["name"].lower(), clean(found["value"], 5000) or "")
    kind = labels.get("document type") or labels.get("article type") or ""
    doi = identifiers.doi(labels.get("doi"))
    date = dates.parse(
        labels.get("publication date") or labels.get("published") or labels.get("published online")
    )
    if not doi and not ("keywords" in labels or "keyword" in labels) and not kind:
        return None
    place = _PRINTED_IN.match(labels.get("source", ""))
    printed = place.groupdict() if place else {}
    abstract = labels.get("abstract") or _longest(text, title)
    record = Record(
        source=source,
        source_id=doi.value if doi else digest(title, abstract),
        type="article" if not kind or "article" in kind.lower() else _TYPES.get(fold(kind), "other"),
        source_type=kind or None,
        title=title,
        authors=split_authors(labels.get("authors") or labels.get("author") or labels.get("by")),
        venue=labels.get("journal") or printed.get("venue"),
        publisher=labels.get("publisher"),
        volume=labels.get("volume") or printed.get("volume"),
        issue=labels.get("issue") or labels.get("number") or printed.get("issue"),
        pages=labels.get("pages") or labels.get("page") or printed.get("pages"),
        year=date.year if date else None,
        issued=date if date and date.year else None,
        identifiers=tuple(i for i in (doi, identifiers.issn(labels.get("issn"))) if i),
        abstract=abstract,
        keywords=_keywords(labels.get("keywords") or labels.get("keyword")),
    )
    return Said(about=record.name, record=record)


def _longest(text: str, title: str) -> str | None:
    """The longest line of prose, as an abstract stands on a page of labels."""
    lines = [
        line for raw in text.splitlines() if (line := clean(raw)) and line != title and not _LABEL.match(line)
    ]
    best = max(lines, key=len, default="")
    return best if len(best) > 200 else None


def _plain(text: str, title: str, source: str) -> Said:
    """Any other page: its title and its text, for reading and searching."""
    words = clean_block(text) or ""
    prose = [part for part in words.split("\n\n") if len(part) > 120]
    record = Record(
        source=source,
        source_id=digest(title, words[:5000]),
        type="web_page",
        title=title,
        abstract="\n\n".join(prose[:3]) or None,
    )
    return Said(about=record.name, record=record)


def _study(lines: list[str], title: str, source: str) -> Said:
    """The data page of a study: the study, and the publications that came of it.

    The page names neither authors nor a year; each publication is a record of its own, linked with
    the study as two stages of one text.
    """
    blocks = _under_heads(lines)
    description = "\n\n".join(blocks.get("description of study", ()))
    name = digest(title, description)
    own = Identifier("page", name)
    listed = [_publication(line, own, source) for line in blocks.get("publications", ())]
    fields = [
        (head.capitalize(), "; ".join(_BULLET.sub("", line) for line in blocks[head]))
        for head in _STUDY_HEADS
        if blocks.get(head) and head not in ("description of study", "publications")
    ]
    record = Record(
        source=source,
        source_id=name,
        type="study",
        source_type="study page",
        title=title,
        identifiers=(own,),
        abstract=clean_block(description),
        versions=tuple(VersionLink("version", i) for one in listed for i in one.identifiers),
        fields=tuple(fields),
    )
    return Said(about=record.name, record=record, listed=tuple(listed))


def _publication(line: str, study: Identifier, source: str) -> Record:
    found = re.match(r"^(chapter)\s+(\w+)\s*[\u2010-\u2015:.-]\s*(.+)$", line, re.I)
    name = digest(line, study.value)
    record = Record(
        source=source,
        source_id=name,
        type="chapter" if found else "other",
        title=found[3] if found else line,
        identifiers=(Identifier("page", name),),
        versions=(VersionLink("version", study),),
    )
    return replace(record, fields=(("Chapter", found[2]), ("As printed", line))) if found else record


def _under_heads(lines: list[str]) -> dict[str, list[str]]:
    """Lines by the head they stand under; heads in a row share theirs where there is one for each."""
    blocks: dict[str, list[str]] = {}
    heads: list[str] = []
    values: list[str] = []
    for line in [*lines, ""]:
        if line and line.lower() not in _STUDY_HEADS:
            if line.lower() not in _TABLE_HEADS:
                values.append(line)
            continue
        if values or not line:
            shared = len(heads) > 1 and len(heads) == len(values)
            for head, value in (
                zip(heads, values, strict=False) if shared else ((h, v) for h in heads[-1:] for v in values)
            ):
                blocks.setdefault(head, []).append(value)
            heads, values = [], []
        heads.append(line.lower())
    return blocks

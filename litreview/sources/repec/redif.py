"""ReDIF, the format of RePEc's archives: templates to what they say.

Fields and rules: ReDIF 1.0 (revision 2007-06-01). Official software drops a record for any broken
rule; this reader keeps what it can and calls a failure only what describes no work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import SequenceMatcher
from typing import BinaryIO

from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.people import Author, parse_name
from litreview.model.record import Entry, Failure, Record, Said, VersionLink
from litreview.model.text import clean, clean_block, fold, from_markup
from litreview.sources.nameless import digest
from litreview.sources.repec.redif_text import (
    ITEM_KINDS,
    Template,
    decode,
    is_private,
    looks_like_redif,
    read_lines,
)
from litreview.sources.repec.series import Series, series_of
from litreview.sources.repec.values import (
    HOME,
    NO_ABSTRACT,
    TERMS,
    TRUST,
    TYPES,
    author_of,
    doi_of_address,
    doi_of_handle,
    is_resolver,
    issue_of,
    pages_of,
    split_jel,
    split_keywords,
    split_names,
    year_of,
)
from litreview.sources.source import Declared

LARGEST = 50_000_000
"""Largest file that is read, in bytes."""

_READ_NAMES = (
    "title abstract handle classification-jel keywords language doi journal series book-title volume issue "
    "year month pages edition isbn number note author-name author-name-first author-name-last "
    "author-x-name-first author-x-name-last x-author-name-first x-author-name-last editor-name "
    "editor-name-first editor-name-last provider-name publisher-name article-handle paper-handle book-handle "
    "chapter-handle software-handle in-book file-url order-url file-format"
)
_READ = frozenset(_READ_NAMES.split())
_LINKS = {
    "article-handle": "article",
    "paper-handle": "working_paper",
    "book-handle": "version",
    "chapter-handle": "version",
    "software-handle": "version",
    "in-book": "part_of",
}
_OTHER_KINDS = {
    "archive": "an archive of RePEc",
    "series": "a series",
    "person": "a person",
    "institution": "an institution",
    "mirror": "a mirror of an archive",
    "authority": "an authority of handles",
}


class Redif:
    """Files in ReDIF that a person imports."""

    declared = Declared(
        name="redif",
        title="ReDIF file",
        url="",
        hosts=(),
        home=HOME,
        terms=TERMS,
        trust=TRUST,
        trust_default=55,
    )

    def sniff(self, head: bytes) -> bool:
        """Whether a file starts with a ReDIF template."""
        return looks_like_redif(decode(head))

    def read_file(self, stream: BinaryIO, name: str) -> Iterator[Entry | Failure]:
        """One entry a template that describes a work, else a failure; lines count from 1."""
        data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            yield Failure(name, f"larger than {LARGEST // 1_000_000} MB, not read", hint="Split the file.")
            return
        for template, found in read_all(data, self.declared.name):
            if isinstance(found, Failure):
                yield replace(found, where=name)
            else:
                yield Entry(said=found, where=name, line=template.line)


def read_template(
    template: Template, source: str, series: Mapping[str, Series] | None = None
) -> Said | Failure:
    """What one template says. ``series`` names its journal where the archive's own file was read."""
    if template.kind not in ITEM_KINDS:
        what = _OTHER_KINDS.get(template.kind, f"something unknown (ReDIF-{template.kind})")
        return _failure(template, f"a template that describes {what}, not a work")
    title, given = from_markup(template.first("title")), template.first("handle")
    handle = identifiers.repec_handle(given)
    if not title and not handle:
        return _failure(template, "a template with neither a title nor a handle")
    in_series = None
    if handle:
        in_series = (series or {}).get(":".join(handle.value.split(":")[:3])) or series_of(handle.value)
    record = _record(template, source, title, handle, in_series)
    if given and not handle:
        record = replace(record, fields=(*record.fields, ("Handle", clean(given) or "")))
    return Said(about=record.name, record=record, body=template.body)


def read_all(
    data: bytes, source: str, series: Mapping[str, Series] | None = None
) -> Iterator[tuple[Template, Said | Failure]]:
    """Each template of a file with what it says. ``series`` are series by handle that the archive names."""
    text = decode(data)
    if re.match(r"\s*<(?:!doctype|html)", text, re.I):
        yield Template("", 1), Failure("", "a web page, not a ReDIF file", text[:200], line=1)
        return
    titles: dict[str, list[str]] = {}
    for template in read_lines(text):
        found = read_template(template, source, series)
        yield template, found if isinstance(found, Failure) else _apart(found, titles)


def _apart(said: Said, titles: dict[str, list[str]]) -> Said:
    """Keep two works apart that stand under one handle (a copied template).

    The same handle with a like title is one record said twice, and the later one holds.
    """
    record = said.record
    if record is None:
        return said
    title = fold(record.title)[:300]
    before = titles.setdefault(record.source_id, [])
    if not before or any(SequenceMatcher(None, title, other).ratio() > 0.8 for other in before[:20]):
        before.append(title)
        return said
    note = ("Remark of the reader", "the same handle stands on another work of this file")
    other = replace(
        record, source_id=f"{record.source_id}#{digest(title)[:8]}", fields=(*record.fields, note)
    )
    return replace(said, about=other.name, record=other)


def _record(
    template: Template, source: str, title: str | None, handle: Identifier | None, series: Series | None
) -> Record:
    kind = template.kind
    authors, editors = _people(template)
    number = clean(template.first("number"))
    year, issued = _when(template, handle)
    venue, in_series = _venue(template, series)
    return Record(
        source=source,
        source_id=handle.value if handle else f"line:{digest(f'{title} {year} {number}')}",
        type="edited_book" if kind == "book" and editors and not authors else TYPES[kind],
        source_type=f"ReDIF-{kind.capitalize()}",
        title=title,
        authors=authors,
        editors=editors,
        venue=venue,
        series=in_series,
        publisher=from_markup(template.first("publisher-name", "provider-name")),
        volume=clean(template.first("volume")),
        issue=issue_of(template.first("issue")),
        pages=pages_of(template.first("pages")),
        article_number=number if kind == "article" else None,
        report_number=number if kind == "paper" else None,
        edition=clean(template.first("edition")),
        year=year,
        issued=issued,
        identifiers=_identifiers(template, handle, series),
        page_addresses=_addresses(template),
        abstract=_abstract(template),
        language=clean(template.first("language")),
        keywords=split_keywords(template.values("keywords")),
        jel=split_jel(template.values("classification-jel")),
        remark=clean(template.first("note")),
        versions=_versions(template, handle),
        fields=_rest(template),
    )


def _venue(template: Template, series: Series | None) -> tuple[str | None, str | None]:
    """Where it appeared, and in which series: mostly left out by the template, told by the handle."""
    of_handle = series.name if series else None
    named = from_markup(template.first("series")) or of_handle
    if template.kind == "article":
        return from_markup(template.first("journal")) or of_handle, None
    if template.kind == "chapter":
        return from_markup(template.first("book-title")), named
    return (None if template.kind == "book" else named), named


def _people(template: Template) -> tuple[tuple[Author, ...], tuple[Author, ...]]:
    """Authors and editors, by the order of their clusters: a name opens one, its parts belong to it."""
    people: dict[str, list[dict[str, str]]] = {"author": [], "editor": []}
    for one in template.fields:
        role, _, part = one.name.removeprefix("x-").partition("-")
        part = part.removeprefix("x-")
        if role not in people or part not in ("name", "name-first", "name-last"):
            continue
        if part == "name" or not people[role]:
            people[role].append({})
        people[role][-1][part] = one.value
    authors: list[Author] = []
    editors: list[Author] = []
    for role, found in people.items():
        for parts in found:
            names, marked = _names(parts)
            (editors if role == "editor" or (marked and template.kind == "book") else authors).extend(names)
    return tuple(authors), tuple(editors)


def _names(parts: dict[str, str]) -> tuple[list[Author], bool]:
    written = from_markup(parts.get("name")) or ""
    last, first = from_markup(parts.get("name-last")), from_markup(parts.get("name-first"))
    if last and first and (author := parse_name(f"{last}, {first}")):
        return [replace(author, as_given=written or author.as_given)], False
    names, marked = split_names(written or last or "")
    return [author for name in names if (author := author_of(name))], marked


def _when(template: Template, handle: Identifier | None) -> tuple[int | None, dates.PartialDate | None]:
    """The year people cite and the date behind it, as exact as the template has it."""
    if year := year_of(template.first("year")):
        month = re.match(r"[A-Za-z]+|\d+", template.first("month") or "")
        return year, dates.from_parts(year, dates.month_number(month[0]) if month else None)
    for name in ("publication-date", "creation-date", "revision-date"):
        value = clean(template.first(name))
        if value and (year := year_of(value)):
            return year, dates.parse(value)
    in_handle = re.search(r":y:(\d{4})(?::|$)", handle.value if handle else "")
    year = year_of(in_handle[1]) if in_handle else None
    return year, dates.from_parts(year) if year else None


def _identifiers(
    template: Template, handle: Identifier | None, series: Series | None
) -> tuple[Identifier, ...]:
    addresses = template.values("file-url", "order-url")
    doi = (
        identifiers.doi(template.first("doi"))
        or next((d for address in addresses if (d := doi_of_address(address))), None)
        or doi_of_handle(handle.value if handle else None)
    )
    isbns = [identifiers.isbn(part) for text in template.values("isbn") for part in re.split(r"[,;]", text)]
    issn = identifiers.issn(series.issn) if series else None
    found = (handle, doi, *isbns, issn)
    return tuple(dict.fromkeys(identifier for identifier in found if identifier))


def _addresses(template: Template) -> tuple[str, ...]:
    """Where the full text is said to be; resolvers of DOIs are no page addresses."""
    found = (clean(text, 2000) for text in template.values("file-url", "order-url"))
    return tuple(
        dict.fromkeys(a for a in found if a and re.match(r"https?://\S+$", a) and not is_resolver(a))
    )


def _abstract(template: Template) -> str | None:
    paragraphs = (from_markup(part) for part in (template.first("abstract") or "").split("\n\n"))
    text = clean_block("\n\n".join(part for part in paragraphs if part)) or ""
    text = re.sub(r"^abstract\s*(?:[:.\u2013\u2014-]\s*|\n\s*)", "", text, flags=re.I)
    return None if text.lower() in ("", NO_ABSTRACT, "abstract") else text


def _versions(template: Template, handle: Identifier | None) -> tuple[VersionLink, ...]:
    """Links to other stages of the text. One within the same series is no article of the paper:
    real archives name translations so (``2006-04`` and ``2006-04sp``)."""
    out = []
    own = handle.value if handle else ""
    for one in template.fields:
        other = identifiers.repec_handle(one.value) if one.name in _LINKS else None
        if not other or other.value == own:
            continue
        kind = _LINKS[one.name]
        if kind == "article" and own.split(":")[:3] == other.value.split(":")[:3]:
            short, long = sorted((own, other.value), key=len)
            kind = "translation" if re.fullmatch(re.escape(short) + r"[a-z]{2}", long) else "version"
        out.append(VersionLink(kind, other))
    return tuple(out)


def _rest(template: Template) -> tuple[tuple[str, str], ...]:
    """What no field of a record holds, in the file's own words; mail addresses and the like never."""
    unread = {"number"} if template.kind not in ("article", "paper") else set()
    return tuple(
        (one.spelled, value)
        for one in template.fields
        if (one.name not in _READ or one.name in unread)
        and not is_private(one.name)
        and (value := from_markup(one.value))
    )


def _failure(template: Template, what: str) -> Failure:
    return Failure("", what, template.body.decode("utf-8", "replace")[:500], line=template.line)

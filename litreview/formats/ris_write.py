"""Works as RIS records, with the tags that EndNote, Zotero and Mendeley agree on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from litreview.formats.format import WriteOptions
from litreview.formats.plain_names import write_plain_name
from litreview.formats.ris_record import NOTE_MARK, TAG_MARK
from litreview.formats.ris_types import JOURNALS, PAPERS, WRITTEN
from litreview.model.dates import PartialDate
from litreview.model.record import Record
from litreview.model.text import clean
from litreview.model.work import Work


def write(works: Iterable[Work], options: WriteOptions) -> Iterator[str]:
    """One piece of text a work; what is unknown is left out."""
    for work in works:
        lines = [f"{tag}  - {line}" for tag, value in _pairs(work, options) if (line := clean(value))]
        yield "\n".join(lines) + "\nER  - \n\n"


def _pairs(work: Work, options: WriteOptions) -> Iterator[tuple[str, str | None]]:
    record = work.best
    yield "TY", WRITTEN.get(record.type, "GEN")
    yield "ID", work.key
    yield "TI", record.full_title or record.original_title
    for author in record.authors:
        yield "AU", write_plain_name(author)
    for editor in record.editors:
        yield "A2", write_plain_name(editor)
    yield from _places(record)
    yield from _dates(record)
    yield "VL", record.volume
    yield ("M1", record.report_number) if record.type in PAPERS else ("IS", record.issue)
    start, _, end = (record.pages or "").partition("-")
    yield "SP", start
    yield "EP", end
    yield "C7", record.article_number
    yield from _identifiers(record)
    yield "LA", record.language
    for term in record.keywords:
        yield "KW", term
    for code in record.jel:
        yield "KW", f"JEL: {code}"
    yield "N1", record.remark
    if options.abstracts:
        yield "AB", record.abstract
    if options.notes:
        for tag in work.tags:
            yield "KW", TAG_MARK + tag
        for note in work.notes:
            yield "N1", NOTE_MARK + note


def _places(record: Record) -> Iterator[tuple[str, str | None]]:
    if record.type in JOURNALS or record.type not in ("book", "edited_book", "proceedings"):
        yield "T2", record.venue
        if record.series != record.venue:
            yield "T3", record.series
    else:
        yield "T2", record.series
    yield "PB", record.publisher
    yield "CY", record.place
    if record.type in ("book", "edited_book", "chapter"):
        yield "ET", record.edition


def _dates(record: Record) -> Iterator[tuple[str, str | None]]:
    known = [d for d in (record.printed, record.issued, record.posted, record.online) if d]
    date = next((d for d in known if d.year == record.year), None)
    if record.year is None:
        date = date or next(iter(known), None)
        yield "PY", str(date) if date else None
        return
    yield "PY", f"{record.year:04d}"
    if date and date.month:
        yield "DA", _day(date)


def _day(date: PartialDate) -> str:
    """``1998/06/01/``; a missing day stays empty."""
    return f"{date.year:04d}/{date.month:02d}/{f'{date.day:02d}' if date.day else ''}/"


def _identifiers(record: Record) -> Iterator[tuple[str, str | None]]:
    yield "DO", record.identifier("doi")
    yield "AN", record.identifier("repec_handle")
    for scheme in ("issn", "isbn"):
        for identifier in record.identifiers:
            if identifier.scheme == scheme:
                yield "SN", identifier.value
    if arxiv := record.identifier("arxiv_id"):
        yield "UR", f"https://arxiv.org/abs/{arxiv}"
    if pmid := record.identifier("pmid"):
        yield "UR", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    for address in record.page_addresses:
        if not record.identifier("arxiv_id") or "arxiv.org" not in address:
            yield "UR", address

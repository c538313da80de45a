"""Works as a .bib file that classic BibTeX and biber accept, each under its stored key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from litreview.formats.bibtex_titles import LANGUAGES, protected
from litreview.formats.format import WriteOptions
from litreview.formats.latex import encode, is_balanced
from litreview.formats.names import write_names
from litreview.model.citation_key import make_base, safe_key
from litreview.model.dates import PartialDate
from litreview.model.record import Record
from litreview.model.text import clean
from litreview.model.work import Work

_BIBTEX = {
    "article": "article", "book_review": "article", "notice": "article", "chapter": "incollection",
    "reference_entry": "incollection", "book": "book", "edited_book": "book", "conference_paper": "inproceedings",
    "proceedings": "proceedings", "report": "techreport", "working_paper": "techreport", "thesis": "phdthesis",
    "preprint": "misc",
}  # fmt: skip
_BIBLATEX = {
    "article": "article", "book_review": "article", "notice": "article", "chapter": "incollection",
    "reference_entry": "inreference", "book": "book", "edited_book": "collection", "conference_paper": "inproceedings",
    "proceedings": "proceedings", "report": "report", "working_paper": "report", "thesis": "thesis",
    "preprint": "online", "web_page": "online", "dataset": "dataset", "software": "software",
}  # fmt: skip
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_KEPT = {
    "howpublished": "both", "chapter": "both", "key": "bibtex", "shorttitle": "biblatex",
    "titleaddon": "biblatex", "eventtitle": "biblatex", "eventdate": "biblatex", "venue": "biblatex",
    "origdate": "biblatex", "pubstate": "biblatex", "volumes": "biblatex", "pagetotal": "biblatex",
    "shortjournal": "biblatex", "maintitle": "biblatex", "issuetitle": "biblatex", "urldate": "biblatex",
    "part": "biblatex", "version": "biblatex", "origlanguage": "biblatex",
}  # fmt: skip
"""Fields of a .bib that the record has no place for and that styles print: written back as they came."""
_ISO_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?(/(\d{4}(-\d\d(-\d\d)?)?)?)?")
_RANGE = re.compile(r"(?<=\w)-(?=\w)")
_LONGEST_NOTE = 300


def write(works: Iterable[Work], options: WriteOptions) -> Iterator[str]:
    """One piece of text a work, an empty line between two; unknown fields are left out."""
    for number, work in enumerate(works):
        yield ("\n" if number else "") + _Entry(work, options).text()


class _Entry:
    """One entry while it is written."""

    def __init__(self, work: Work, options: WriteOptions) -> None:
        self.work = work
        self.record = work.best
        self.options = options
        self.modern = options.dialect == "biblatex"
        self.lines: list[str] = []
        self.given: set[str] = set()

    def text(self) -> str:
        """The entry, from its ``@`` to the line end after its brace."""
        kind = self._kind()
        self._people(kind)
        self._titles()
        self._places(kind)
        self._dates()
        self._numbers(kind)
        self._identifiers()
        self._rest()
        return f"@{kind}{{{_key(self.work)},\n" + "".join(self.lines) + "}\n"

    def _kind(self) -> str:
        record = self.record
        if not self.modern:
            kind = _BIBTEX.get(record.type, "misc")
            if record.type == "thesis" and _is_masters(record):
                return "mastersthesis"
            # Without an institution the styles warn about a report; the place is printed all the same.
            return "misc" if kind == "techreport" and not _institution(record) else kind
        kind = _BIBLATEX.get(record.type, "misc")
        if kind == "online" and not record.identifiers and not record.page_addresses:
            return "misc"
        if kind == "collection" and record.authors:
            return "book"
        return "misc" if kind == "report" and not _institution(record) else kind

    def _people(self, kind: str) -> None:
        record = self.record
        authors, editors = record.authors, record.editors
        if record.type in ("edited_book", "proceedings") and not editors:
            authors, editors = (), record.authors
        if not self.modern and kind == "book" and authors:
            # A book has an author or an editor in classic styles, not both.
            editors = ()
        self._raw("author", write_names(authors, record.others, ascii_letters=not self.modern))
        self._raw("editor", write_names(editors, False, ascii_letters=not self.modern))
        if not self.modern and not self.given:
            # Classic styles sort and label by this where nobody is named.
            words = re.findall(r"[^\W_]+", record.title or "")
            self._text("key", " ".join(words[:3]))

    def _titles(self) -> None:
        record = self.record
        foreign = bool(record.language) and LANGUAGES.get(_language(record), "english") != "english"
        if self.modern and record.subtitle and record.title:
            self._raw("title", protected(record.title, record, whole=False, ascii_letters=False))
            self._raw("subtitle", protected(record.subtitle, record, whole=False, ascii_letters=False))
            return
        title = record.full_title or record.original_title
        whole = foreign and not self.modern
        if title:
            self._raw("title", protected(title, record, whole=whole, ascii_letters=not self.modern))

    def _places(self, kind: str) -> None:
        record, modern = self.record, self.modern
        if kind == "article":
            self._text("journaltitle" if modern else "journal", record.venue)
        elif kind in ("incollection", "inproceedings", "inreference"):
            self._text("booktitle", record.venue)
        elif kind in ("techreport", "report"):
            self._report(kind)
        elif kind == "misc":
            arxiv = record.identifier("arxiv_id") if record.type == "preprint" else None
            self._text("howpublished", record.venue or (arxiv and f"arXiv:{arxiv}"))
        elif kind == "online":
            self._text("organization", record.venue or record.publisher)
        if kind in ("phdthesis", "mastersthesis", "thesis"):
            self._text("institution" if modern else "school", record.publisher or record.venue)
            if modern:
                self._raw("type", "mathesis" if _is_masters(record) else "phdthesis")
        elif kind in (
            "book",
            "collection",
            "incollection",
            "inreference",
            "inproceedings",
            "proceedings",
            "misc",
        ):
            self._text("publisher", record.publisher)
        if kind not in ("techreport", "report", "article") and record.series != record.venue:
            self._text("series", record.series)
        if kind != "article":
            self._text("location" if modern else "address", record.place)
            self._text("edition", record.edition)

    def _report(self, kind: str) -> None:
        """A working paper says its series as the type, as in "NBER Working Paper 29971"."""
        record = self.record
        institution = _institution(record)
        said = _said(record, "type")
        series = record.series or record.venue
        named = said or (series if series != institution else None)
        if not named:
            named = (
                "Working paper"
                if record.type == "working_paper"
                else ("Report" if kind == "report" else None)
            )
        self._text("type", named)
        self._text("institution", institution)

    def _dates(self) -> None:
        record = self.record
        date = _date(record)
        words = next((d.words for d in (record.issued, record.printed) if d and d.words), "")
        if date is None and record.year is None:
            self._text("pubstate" if self.modern else "year", words or None)
            return
        year = record.year if record.year is not None else (date.year if date else None)
        if self.modern:
            self._raw("date", _iso(date) if date else f"{year:04d}")
            return
        self._raw("year", f"{year:04d}")
        if date and date.month:
            self.lines.append(f"  month = {_MONTHS[date.month - 1]},\n")

    def _numbers(self, kind: str) -> None:
        record = self.record
        self._text("volume", record.volume)
        number = record.report_number if _is_paper(record) else record.issue
        if self.modern or kind in ("article", "techreport", "misc") or not record.volume:
            # Classic styles print a volume or a number of a book, and warn about both.
            self._text("number", number)
        pages = _RANGE.sub("--", record.pages) if record.pages else None
        article_number = record.article_number
        if self.modern:
            self._text("eid", article_number)
            self._raw("pages", pages and encode(pages, ascii_letters=False).replace("-{}-", "--"))
        else:
            pages = pages or article_number
            self._raw("pages", pages and encode(pages, ascii_letters=True).replace("-{}-", "--"))

    def _identifiers(self) -> None:
        record = self.record
        doi = record.identifier("doi")
        handle = record.identifier("repec_handle")
        self._verbatim("doi", doi)
        arxiv = record.identifier("arxiv_id")
        printed = ("arxiv", arxiv) if arxiv else ("repec", handle) if handle and not doi else None
        if printed:
            self._verbatim("eprint", printed[1])
            self._verbatim("eprinttype" if self.modern else "archiveprefix", printed[0])
        if handle and (doi or arxiv):
            self._verbatim("repec", handle)
        for name in ("isbn", "issn"):
            self._verbatim(name, record.identifier(name))
        self._verbatim("pmid", record.identifier("pmid"))
        if not doi and record.page_addresses:
            address = min(record.page_addresses, key=len)
            for char, code in (("\\", "%5C"), ("{", "%7B"), ("}", "%7D"), (" ", "%20")):
                address = address.replace(char, code)
            self._verbatim("url", address)

    def _rest(self) -> None:
        record, options = self.record, self.options
        if self.modern and (language := LANGUAGES.get(_language(record))):
            self._raw("langid", language)
        else:
            self._text("language", record.language)
        if record.remark and (options.notes or len(record.remark) <= _LONGEST_NOTE):
            self._text("note", record.remark)
        for name, value in record.fields:
            dialect = _KEPT.get(name.lower())
            if name.lower().endswith("date") and not _ISO_DATE.fullmatch(value):
                continue
            if dialect in ("both", options.dialect) and name.lower() not in self.given:
                self._text(name.lower(), value)
        terms = [clean(term) or "" for term in record.keywords]
        self._text("keywords", (";" if any("," in t for t in terms) else ",").join(terms).replace(",", ", "))
        self._text("jel", ", ".join(record.jel))
        self._verbatim("ids", ",".join(safe_key(key) for key in self.work.key_aliases))
        if options.abstracts:
            self._block("abstract", record.abstract)
        if options.notes:
            self._text("litreview-tags", "; ".join(self.work.tags))
            for number, note in enumerate(self.work.notes):
                self._block("litreview-note" + (f"-{number + 1}" if number else ""), note)

    def _text(self, name: str, value: str | None) -> None:
        """A text field, escaped; nothing where the value is unknown."""
        if value and (line := clean(value)):
            self._raw(name, encode(line, ascii_letters=not self.modern))

    def _block(self, name: str, value: str | None) -> None:
        """A long text, its paragraphs apart by an empty line."""
        paragraphs = [line for part in (value or "").split("\n\n") if (line := clean(part))]
        self._raw(name, "\n\n".join(encode(line, ascii_letters=not self.modern) for line in paragraphs))

    def _verbatim(self, name: str, value: str | None) -> None:
        """An address or identifier, never escaped; left out if its braces would break the file."""
        if value and (line := clean(value)) and is_balanced(line) and "\\" not in line:
            self._raw(name, line)

    def _raw(self, name: str, value: str | None) -> None:
        if value and name not in self.given:
            self.given.add(name)
            self.lines.append(f"  {name} = {{{value}}},\n")


def _key(work: Work) -> str:
    return safe_key(work.key) or make_base(work.best)


def _language(record: Record) -> str:
    return (record.language or "").strip().lower()[:40]


def _is_masters(record: Record) -> bool:
    said = f"{record.source_type or ''} {_said(record, 'type') or ''}".lower()
    return "master" in said or "mathesis" in said


def _said(record: Record, name: str) -> str | None:
    """The first value of a field that only a file knew."""
    return next((value for field, value in record.fields if field.lower() == name), None)


def _is_paper(record: Record) -> bool:
    return record.report_number is not None and record.type not in ("article", "book_review", "notice")


def _institution(record: Record) -> str | None:
    """Who published a report: its publisher, else the series that it came out in."""
    return record.publisher or record.series or record.venue


def _date(record: Record) -> PartialDate | None:
    """The date that belongs to the year people cite, print before online."""
    known = [
        d for d in (record.printed, record.issued, record.posted, record.online) if d and d.year is not None
    ]
    if record.year is None:
        return known[0] if known else None
    return next((date for date in known if date.year == record.year), None)


def _iso(date: PartialDate) -> str:
    """A date as biblatex reads it: ``1988-03``, a range ``1988/1992``, ``1723~`` for about."""
    if date.end:
        return f"{date.year:04d}/{date.end:04d}"
    return f"{date}{'~' if date.approximate else ''}"

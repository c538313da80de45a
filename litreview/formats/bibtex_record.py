"""One block of a .bib file as an entry: fields of BibTeX, biblatex and their exporters to ours."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from litreview.formats.bibtex_blocks import Block
from litreview.formats.bibtex_dates import read_date
from litreview.formats.found import abstract_of, identifiers_of, organisation, split_terms
from litreview.formats.latex import decode, decode_roughly
from litreview.formats.names import read_names
from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier
from litreview.model.record import Entry, Record, Reference, ReferenceList, Said
from litreview.model.text import clean, clean_block, from_markup

_TYPES = {
    "article": "article", "suppperiodical": "article", "incollection": "chapter", "inbook": "chapter",
    "suppbook": "chapter", "suppcollection": "chapter", "bookinbook": "chapter", "inreference": "reference_entry",
    "book": "book", "mvbook": "book", "booklet": "book", "collection": "edited_book", "mvcollection": "edited_book",
    "reference": "book", "mvreference": "book", "inproceedings": "conference_paper", "conference": "conference_paper",
    "proceedings": "proceedings", "mvproceedings": "proceedings", "techreport": "report", "report": "report",
    "manual": "report", "standard": "report", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis",
    "review": "book_review", "dataset": "dataset", "software": "software", "online": "web_page",
    "electronic": "web_page", "www": "web_page", "webpage": "web_page", "unpublished": "working_paper",
    "workingpaper": "working_paper", "preprint": "preprint",
}  # fmt: skip
_PAPERS = re.compile(r"working[- ]?paper|discussion[- ]?paper|\bW\.?P\.?\b|research paper|staff paper", re.I)
_PREPRINT_JOURNAL = re.compile(r"arxiv|biorxiv|medrxiv|corr(?:$|,|\s+abs)")
_VOLATILE = frozenset(
    "timestamp creationdate modificationdate date-added date-modified owner file pdf local-url "
    "__markedentry ids groups litreview-tags mendeley-tags litreview-note annote annotation comment "
    "times-cited number-of-cited-references usage-count-last-180-days usage-count-since-2013 da "
    "priority ranking readstatus qualityassured relevance printed username url-date urldate".split()
)
"""Fields that change without the work changing, and a person's words: not part of the digest."""
_VERBATIM = frozenset(
    "url doi eprint file pdf local-url ids crossref xref xdata related entryset keywords-plus "
    "howpublished-url bdsk-url-1 bdsk-url-2 bdsk-file-1 bdsk-file-2 unique-id issn eissn isbn verba "
    "verbb verbc".split()
)
_LONG = frozenset(
    "abstract annote annotation note-text cited-references references affiliation affiliations "
    "author-address funding-text review litreview-note".split()
)
_READ = frozenset(
    "author editor title subtitle journal journaltitle booktitle booksubtitle series publisher "
    "institution school organization address location volume number issue pages eid article-number "
    "edition year date month day doi url abstract language langid keywords keyword author_keywords "
    "jel note ids groups litreview-tags mendeley-tags litreview-note annote annotation repec handle "
    "pmid pmcid isbn issn eissn".split()
)
"""Fields that have a place in the record; all others are kept as they are in ``fields``."""
_WHOLE_BRACES = re.compile(r"^\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$", re.S)


def entry_of(block: Block, name: str, groups: tuple[str, ...] = ()) -> Entry:
    """One entry with its record; the person's words (key, tags, notes) beside it.

    ``groups`` are names of groups that list this entry's key elsewhere in the file.
    """
    source_id = _digest(block)
    record = _record(block, source_id)
    lines = _cited_references(block)
    return Entry(
        said=Said(
            about=record.name, record=record, references=lines, body=block.raw.encode("utf-8", "replace")
        ),
        where=name,
        line=block.line,
        key=clean(block.key),
        aliases=split_keys(block.get("ids")),
        tags=tuple(dict.fromkeys((*_tags(block), *groups))),
        notes=_notes(block),
    )


def split_keys(value: str | None) -> tuple[str, ...]:
    """The keys of biblatex's ``ids``: a list with commas."""
    return tuple(key for part in (value or "").split(",") if (key := clean(part)))


def _digest(block: Block) -> str:
    """What names this content for ever: free of the order and layout of fields, and of the key."""
    pairs = sorted({(f.lower(), " ".join(v.split())) for f, v in block.fields if f.lower() not in _VOLATILE})
    if not block.get("title", "booktitle"):
        pairs.append(("", block.key))
    said = "\x1f".join((block.type, *(f"{f}\x1e{v}" for f, v in pairs)))
    return hashlib.blake2b(said.encode("utf-8", "replace"), digest_size=10).hexdigest()


def _record(block: Block, source_id: str) -> Record:
    authors, others = read_names(block.get("author") or "")
    editors, _ = read_names(block.get("editor") or "")
    kind = _type(block, bool(authors), bool(editors))
    values = _plain_fields(block, kind)
    issued = _issued(block)
    identifiers, addresses = _identifiers(block)
    return Record(
        source="bibtex",
        source_id=source_id,
        type=kind,
        source_type=block.type,
        authors=authors,
        others=others,
        editors=editors,
        year=issued.year if issued else None,
        issued=issued,
        identifiers=identifiers,
        page_addresses=addresses,
        abstract=abstract_of(decode_roughly(block.get("abstract") or "")),
        keywords=_terms(block, "keywords", "keyword", "author_keywords"),
        jel=split_terms(block.get("jel") or ""),
        fields=_other_fields(block, issued),
        **values,
    )


def _type(block: Block, authors: bool, editors: bool) -> str:
    kind = _TYPES.get(block.type, "other")
    if kind == "book" and editors and not authors:
        return "edited_book"
    hints = " ".join(v for f in ("type", "series", "institution", "note") if (v := block.get(f)))
    handle = "repec" in (block.get("eprinttype", "archiveprefix") or "").lower()
    if kind == "report" and (_PAPERS.search(hints) or handle or block.get("repec")):
        return "working_paper"
    if block.type in ("misc", "unpublished", "online", "article") and _is_preprint(block):
        return "preprint"
    if "ssrn" in (block.get("journal", "journaltitle", "eprinttype") or "").lower():
        return "working_paper"
    if block.type == "misc" and _PAPERS.search(f"{hints} {block.get('howpublished') or ''}"):
        return "working_paper"
    return kind


def _is_preprint(block: Block) -> bool:
    archive = (block.get("eprinttype", "archiveprefix") or "").lower()
    journal = (block.get("journal", "journaltitle") or "").lower()
    if block.type == "article":
        return bool(_PREPRINT_JOURNAL.match(journal))
    return archive in ("arxiv", "biorxiv", "medrxiv") or "preprint" in (block.get("note") or "").lower()


def _plain_fields(block: Block, kind: str) -> dict[str, Any]:
    """The text fields of a record, decoded; what is not given is left out."""
    text = _Texts(block)
    values: dict[str, Any] = {
        "title": from_markup(text.one("title")),
        "subtitle": from_markup(text.one("subtitle")),
        "venue": _venue(text, kind),
        "series": text.one("series"),
        "publisher": organisation(text.one("publisher", "institution", "school", "organization")),
        "place": text.one("location", "address"),
        "volume": text.one("volume"),
        "pages": pages_of(text.one("pages")),
        "article_number": text.one("eid", "article-number"),
        "edition": text.one("edition"),
        "language": text.one("language", "langid"),
        "remark": clean_block(decode(block.get("note") or "")),
    }
    number, issue = text.one("number"), text.one("issue")
    if kind in ("report", "working_paper", "preprint", "thesis"):
        values["report_number"] = number
        values["issue"] = issue
    else:
        values["issue"] = number or issue
    return {name: value for name, value in values.items() if value}


class _Texts:
    """The fields of one block as plain lines."""

    def __init__(self, block: Block) -> None:
        self._block = block

    def one(self, *names: str) -> str | None:
        value = self._block.get(*names)
        return clean(decode(_unwrapped(value))) if value else None


def _unwrapped(value: str) -> str:
    """Without one pair of braces around the whole: a habit of exporters, not protection."""
    found = _WHOLE_BRACES.match(value.strip())
    return found[1] if found else value


def _venue(text: _Texts, kind: str) -> str | None:
    journal = text.one("journaltitle", "journal")
    book = text.one("booktitle")
    if book and (sub := text.one("booksubtitle")):
        book = f"{book}: {sub}"
    if kind in ("article", "book_review"):
        return journal or book
    if kind in ("working_paper", "report", "preprint"):
        named = text.one("type")
        return journal or text.one("series") or (named if named and _PAPERS.search(named) else None)
    return book or journal


def pages_of(value: str | None) -> str | None:
    """Pages with one hyphen for a range: ``pp. 12--15`` is ``12-15``."""
    if not value:
        return None
    value = re.sub(r"^(?:pp?|pages?|s|seiten?)\.?\s*(?=\d)", "", value, flags=re.I)
    return re.sub(r"\s*[-\u2010-\u2015\u2212]+\s*", "-", value) or None


def _issued(block: Block) -> PartialDate | None:
    date = block.get("date")
    if date and (found := read_date(_unwrapped(date))):
        return found
    found = read_date(decode(block.get("year") or ""), block.get("month"), block.get("day"))
    status = clean(decode(block.get("pubstate") or ""))
    return found or (PartialDate(words=status[:60]) if status else None)


def _identifiers(block: Block) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    archive = (block.get("eprinttype", "archiveprefix") or "").lower()
    eprint = block.get("eprint") or ""
    pairs: list[tuple[str, str | None]] = [("doi", block.get("doi"))]
    if archive in ("", "arxiv"):
        pairs.append(("arxiv_id", eprint))
    if archive in ("pubmed", "pmid"):
        pairs.append(("pmid", eprint))
    pairs += [("repec_handle", v) for v in (block.get("repec"), block.get("handle"), eprint)]
    pairs += [("repec_handle", block.key), ("pmid", block.get("pmid")), ("pmcid", block.get("pmcid", "pmc"))]
    pairs += [("isbn", v) for v in re.split(r"[,;\s]+", block.get("isbn") or "")]
    pairs += [("issn", v) for f in ("issn", "eissn") for v in re.split(r"[,;\s]+", block.get(f) or "")]
    if archive == "doi":
        pairs.append(("doi", eprint))
    addresses = [block.get("url"), re.sub(r"\\url\s*|[{}]", "", block.get("howpublished") or "")]
    return identifiers_of(pairs, addresses)


def _terms(block: Block, *names: str) -> tuple[str, ...]:
    return split_terms(decode(block.get(*names) or ""))


def _tags(block: Block) -> tuple[str, ...]:
    """A person's labels: JabRef's groups, Mendeley's tags, our own."""
    found = [t for f in ("litreview-tags", "groups", "mendeley-tags") for t in _terms(block, f)]
    return tuple(dict.fromkeys(found))


def _notes(block: Block) -> tuple[str, ...]:
    """A person's texts. JabRef writes comments by its users as ``comment`` and ``comment-NAME``."""
    wanted = ("litreview-note", "annote", "annotation", "comment")
    found = [
        clean_block(decode(value))
        for name, value in block.fields
        if name.lower() in wanted or name.lower().startswith(("comment-", "litreview-note-"))
    ]
    return tuple(dict.fromkeys(note for note in found if note))


def _other_fields(block: Block, issued: PartialDate | None) -> tuple[tuple[str, str], ...]:
    """What has no place in the record, in its own words and order; a second value of a field too."""
    out: list[tuple[str, str]] = []
    seen: set[str] = set()
    for name, value in block.fields:
        low = name.lower()
        first = low not in seen
        seen.add(low)
        lost = low == "doi" and first and not identifiers_of([("doi", value)], [])[0]
        if low == "pubstate" and issued and issued.words:
            continue
        if (first and low in _READ and not lost) or low.startswith(("comment", "litreview-note")):
            continue
        if kept := _kept(low, value):
            out.append((clean(name) or "", kept))
    if words := _protected_words(block.get("title") or ""):
        out.append(("protected-words", "; ".join(words)))
    return tuple(out)


def _protected_words(title: str) -> tuple[str, ...]:
    """Capitalised words that a title keeps in braces of their own, so that they are written so again."""
    groups = re.findall(r"(?<!\\)\{([^{}\\]+)\}", _unwrapped(title))
    words = [word for group in groups for word in re.findall(r"[\w&.'+/-]{2,}", group)]
    return tuple(dict.fromkeys(word for word in words if any(c.isupper() for c in word)))


def _kept(name: str, value: str) -> str | None:
    if name in _VERBATIM or "file" in name or "url" in name:
        return clean(value)
    return clean_block(decode_roughly(value)) if name in _LONG else clean(decode(value))


def _cited_references(block: Block) -> ReferenceList | None:
    """The lines of a Web of Science export, one a line; their DOIs are read, the rest is kept as printed."""
    value = block.get("cited-references")
    if not value:
        return None
    texts = [line for part in value.splitlines() if (line := clean(decode_roughly(part)))]
    lines = []
    for position, text in enumerate(texts, start=1):
        found, _ = identifiers_of([("doi", d) for d in re.findall(r"DOI \[?(10\.[^\s,\]]+)", text)[:1]], [])
        year = re.search(r", ((?:1[89]|20)\d\d),", text)
        lines.append(
            Reference(position=position, text=text, year=int(year[1]) if year else None, identifiers=found)
        )
    return ReferenceList("given", tuple(lines), len(lines))

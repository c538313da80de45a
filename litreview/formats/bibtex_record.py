"""One block of a .bib file as an entry: fields of BibTeX, biblatex and their exporters to ours."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import Any

from litreview.formats.bibtex_blocks import Block
from litreview.formats.bibtex_dates import read_date
from litreview.formats.found import abstract_of, identifiers_of, organisation, split_terms
from litreview.formats.latex import decode, decode_roughly
from litreview.formats.names import read_names
from litreview.model.dates import PartialDate
from litreview.model.identifiers import Identifier, doi
from litreview.model.record import Entry, Record, Reference, ReferenceList, Said
from litreview.model.text import clean, clean_block, from_markup, is_printable

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
_PLAIN_FIELDS = (
    ("title", ("title",)),
    ("subtitle", ("subtitle",)),
    ("series", ("series",)),
    ("publisher", ("publisher", "institution", "school", "organization")),
    ("place", ("location", "address")),
    ("volume", ("volume",)),
    ("pages", ("pages",)),
    ("article_number", ("eid", "article-number")),
    ("edition", ("edition",)),
    ("language", ("language", "langid")),
    ("number", ("number",)),
    ("issue", ("issue",)),
)
"""Places of the record, and the fields that each is read from: the first that is given."""
_TAGS = frozenset(("litreview-tags", "groups", "mendeley-tags"))
_NOTES = ("annot", "comment", "litreview-note")
_PAGES_WORD = re.compile(r"^(?:pp?|pages?|s|seiten?)\.?\s*(?=\d)", re.I)
_DASHES = re.compile(r"\s*[-\u2010-\u2015\u2212]+\s*")
_LIST = re.compile(r"[,;\s]+")
_GROUP = re.compile(r"(?<!\\)\{([^{}\\]+)\}")
_PROTECTED = re.compile(r"[\w&.'+/-]{2,}")
_WHOLE_BRACES = re.compile(r"^\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}$", re.S)


def entry_of(block: Block, name: str, groups: tuple[str, ...] = ()) -> Entry:
    """One entry with its record; the person's words (key, tags, notes) beside it.

    ``groups`` are names of groups that list this entry's key elsewhere in the file.
    """
    record = _record(block, _digest(block))
    given = block.index
    return Entry(
        said=Said(
            about=record.name,
            record=record,
            references=_cited_references(block) if "cited-references" in given else None,
            body=block.raw.encode("utf-8", "replace"),
        ),
        where=name,
        line=block.line,
        key=clean(block.key),
        aliases=split_keys(given["ids"]) if "ids" in given else (),
        tags=tuple(dict.fromkeys((*_tags(block), *groups))) if groups or given.keys() & _TAGS else (),
        notes=_notes(block),
    )


def split_keys(value: str | None) -> tuple[str, ...]:
    """The keys of biblatex's ``ids``: a list with commas."""
    return tuple(key for part in (value or "").split(",") if (key := clean(part)))


def _digest(block: Block) -> str:
    """What names this content for ever: free of the order and layout of fields, and of the key."""
    pairs = sorted({(f, _spaced(v)) for name, v in block.fields if (f := name.lower()) not in _VOLATILE})
    if not block.get("title", "booktitle"):
        pairs.append(("", block.key))
    said = "\x1f".join([block.type, *[f"{f}\x1e{v}" for f, v in pairs]])
    return blake2b(said.encode("utf-8", "replace"), digest_size=10).hexdigest()


def _spaced(value: str) -> str:
    """The words of a value with one blank between two."""
    if is_printable(value) and "  " not in value:  # then it has no white space but blanks
        return value.strip(" ")
    return " ".join(value.split())


def _record(block: Block, source_id: str) -> Record:
    given = block.index
    authors, others = read_names(given["author"]) if "author" in given else ((), False)
    editors = read_names(given["editor"])[0] if "editor" in given else ()
    kind = _type(block, bool(authors), bool(editors))
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
        abstract=abstract_of(decode_roughly(given["abstract"])) if "abstract" in given else None,
        keywords=_terms(block, "keywords", "keyword", "author_keywords"),
        jel=split_terms(block.get("jel") or ""),
        fields=_other_fields(block, issued),
        **_plain_fields(block, kind),
    )


def _type(block: Block, authors: bool, editors: bool) -> str:
    kind = _TYPES.get(block.type, "other")
    if kind == "book" and editors and not authors:
        return "edited_book"
    if kind == "report" and (
        block.get("repec")
        or "repec" in (block.get("eprinttype", "archiveprefix") or "").lower()
        or _PAPERS.search(_hints(block))
    ):
        return "working_paper"
    if block.type in ("misc", "unpublished", "online", "article") and _is_preprint(block):
        return "preprint"
    if "ssrn" in (block.get("journal", "journaltitle", "eprinttype") or "").lower():
        return "working_paper"
    if block.type == "misc" and _PAPERS.search(f"{_hints(block)} {block.get('howpublished') or ''}"):
        return "working_paper"
    return kind


def _hints(block: Block) -> str:
    return " ".join(v for f in ("type", "series", "institution", "note") if (v := block.get(f)))


def _is_preprint(block: Block) -> bool:
    archive = (block.get("eprinttype", "archiveprefix") or "").lower()
    journal = (block.get("journal", "journaltitle") or "").lower()
    if block.type == "article":
        return bool(_PREPRINT_JOURNAL.match(journal))
    return archive in ("arxiv", "biorxiv", "medrxiv") or "preprint" in (block.get("note") or "").lower()


def _plain_fields(block: Block, kind: str) -> dict[str, Any]:
    """The text fields of a record, decoded; what is not given is left out."""
    values: dict[str, Any] = {"venue": _venue(block, kind)}
    for place, names in _PLAIN_FIELDS:
        for name in names:
            if value := block.index.get(name):
                values[place] = _line(value)
                break
    for place, read in (("title", from_markup), ("subtitle", from_markup), ("publisher", organisation)):
        if place in values:
            values[place] = read(values[place])
    if "pages" in values:
        values["pages"] = pages_of(values["pages"])
    if note := block.index.get("note"):
        values["remark"] = clean_block(decode(note))
    number = values.pop("number", None)
    if kind in ("report", "working_paper", "preprint", "thesis"):
        values["report_number"] = number
    elif number:
        values["issue"] = number
    return {place: value for place, value in values.items() if value}


def _line(value: str) -> str | None:
    """A value as one line of plain text."""
    if "{" in value:
        value = _unwrapped(value)
    return clean(decode(value))


def _one(block: Block, *names: str) -> str | None:
    value = block.get(*names)
    return _line(value) if value else None


def _unwrapped(value: str) -> str:
    """Without one pair of braces around the whole: a habit of exporters, not protection."""
    found = _WHOLE_BRACES.match(value.strip())
    return found[1] if found else value


def _venue(block: Block, kind: str) -> str | None:
    journal = _one(block, "journaltitle", "journal")
    book = _one(block, "booktitle")
    if book and (sub := _one(block, "booksubtitle")):
        book = f"{book}: {sub}"
    if kind in ("article", "book_review"):
        return journal or book
    if kind in ("working_paper", "report", "preprint"):
        named = _one(block, "type")
        return journal or _one(block, "series") or (named if named and _PAPERS.search(named) else None)
    return book or journal


def pages_of(value: str | None) -> str | None:
    """Pages with one hyphen for a range: ``pp. 12--15`` is ``12-15``."""
    if not value:
        return None
    if not value[0].isdigit():
        value = _PAGES_WORD.sub("", value)
    return _DASHES.sub("-", value) or None


def _issued(block: Block) -> PartialDate | None:
    given = block.index
    if (date := given.get("date")) and (found := read_date(_unwrapped(date))):
        return found
    year = given.get("year")
    found = read_date(decode(year), given.get("month"), given.get("day")) if year else None
    if found is None and (status := clean(decode(given.get("pubstate") or ""))):
        return PartialDate(words=status[:60])
    return found


def _identifiers(block: Block) -> tuple[tuple[Identifier, ...], tuple[str, ...]]:
    get = block.index.get
    archive = (block.get("eprinttype", "archiveprefix") or "").lower()
    eprint = get("eprint")
    pairs: list[tuple[str, str | None]] = [("doi", get("doi"))]
    if eprint and archive in ("", "arxiv"):
        pairs.append(("arxiv_id", eprint))
    if eprint and archive in ("pubmed", "pmid"):
        pairs.append(("pmid", eprint))
    pairs += [("repec_handle", v) for v in (get("repec"), get("handle"), eprint, block.key) if v and ":" in v]
    pairs += [("pmid", get("pmid")), ("pmcid", block.get("pmcid", "pmc"))]
    for name, scheme in (("isbn", "isbn"), ("issn", "issn"), ("eissn", "issn")):
        if many := get(name):
            pairs += [(scheme, value) for value in _LIST.split(many)]
    if archive == "doi":
        pairs.append(("doi", eprint))
    published = get("howpublished")
    addresses = [get("url"), re.sub(r"\\url\s*|[{}]", "", published) if published else None]
    return identifiers_of(pairs, addresses)


def _terms(block: Block, *names: str) -> tuple[str, ...]:
    value = block.get(*names)
    return split_terms(decode(value)) if value else ()


def _tags(block: Block) -> tuple[str, ...]:
    """A person's labels: JabRef's groups, Mendeley's tags, our own."""
    found = [t for f in ("litreview-tags", "groups", "mendeley-tags") for t in _terms(block, f)]
    return tuple(dict.fromkeys(found))


def _notes(block: Block) -> tuple[str, ...]:
    """A person's texts. JabRef writes comments by its users as ``comment`` and ``comment-NAME``."""
    if not any(name.startswith(_NOTES) for name in block.index):
        return ()
    wanted = ("litreview-note", "annote", "annotation", "comment")
    found = [
        clean_block(decode(value))
        for name, value in block.fields
        if (low := name.lower()) in wanted or low.startswith(("comment-", "litreview-note-"))
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
        if first and low in _READ and (low != "doi" or doi(value)):
            continue
        if low == "pubstate" and issued and issued.words:
            continue
        if low.startswith(("comment", "litreview-note")):
            continue
        if kept := _kept(low, value):
            out.append((clean(name) or "", kept))
    if words := _protected_words(block.index.get("title") or ""):
        out.append(("protected-words", "; ".join(words)))
    return tuple(out)


def _protected_words(title: str) -> tuple[str, ...]:
    """Capitalised words that a title keeps in braces of their own, so that they are written so again."""
    groups = _GROUP.findall(_unwrapped(title)) if "{" in title else ()
    words = [word for group in groups for word in _PROTECTED.findall(group)]
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

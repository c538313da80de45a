"""Item pages of IDEAS as plain text: what a person copies or prints. Blocks stand under headings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.record import Failure, Record, ReferenceList, Said
from litreview.model.text import clean, clean_block
from litreview.sources.repec.addresses import ideas_path
from litreview.sources.repec.citation_line import CitedLine, record_of, references_of
from litreview.sources.repec.redif_text import looks_like_redif
from litreview.sources.repec.values import (
    NO_ABSTRACT,
    author_of,
    doi_of_address,
    doi_of_handle,
    is_resolver,
    split_jel,
    split_keywords,
)

_HEADINGS = (
    "author", "author & abstract", "abstract", "suggested citation", "download full text from publisher",
    "references listed on ideas", "citations", "most related items", "more about this item", "keywords",
    "jel classification", "statistics", "corrections", "other versions of this item", "listed", "registered",
    "more services and features", "lists", "access and download statistics",
)  # fmt: skip
_BULLET = re.compile(r"^\s*[\u2022*\u00b7]\s+")
_HANDLE = re.compile(r"\bHandle:\s*((?:RePEc|ReLIS|mapin):\S+)", re.I)
_DOI = re.compile(r"^\W*DOI:\s*(\S+)", re.I | re.M)
_PRINTED = re.compile(r"https?://ideas\.repec\.org/+[aphbc]/\w+/\w+/\S+?\.html", re.I)
_CITATION = re.compile(r',\s+(?:\d{4}|"undated")\.\s+".+,"\s')
_END = re.compile(r"^\s*Full references \(|^\s*More references", re.I)


def looks_printed(text: str) -> bool:
    """Whether a text is a printed or copied item page of IDEAS."""
    if not _HANDLE.search(text) or looks_like_redif(text):
        return False
    return "IDEAS" in text and bool(re.search(r"^\W*Suggested Citation\s*$", text, re.M | re.I))


def read_text(text: str, where: str, source: str = "ideas") -> Said | Failure:
    """What the text of an item page says, with its references and related items."""
    blocks = _blocks(text)
    cited = "\n".join(blocks.get("suggested citation", ()))
    found = _HANDLE.search(cited) or _HANDLE.search(text)
    handle = identifiers.repec_handle(found[1].rstrip(",;")) if found else None
    line = " ".join(_BULLET.sub("", re.split(r"\n\s*(?:[\u2022*\u00b7]\s+)?Handle:", cited)[0]).split())
    printed = _PRINTED.search(text)
    path = ideas_path(printed[0]) if printed else None
    record = record_of(CitedLine(text=line, path=path, handle=handle), source)
    if record is None:
        return Failure(where, "a page of IDEAS whose suggested citation cannot be read", line[:300])
    record = _completed(record, blocks, cited, handle)
    references, listed = references_of(_numbered(blocks.get("references listed on ideas", ())), source)
    citing, citing_records = references_of(_numbered(blocks.get("citations", ())), source)
    related = [r for one in _numbered(blocks.get("most related items", ())) if (r := record_of(one, source))]
    everything = {r.name: r for r in (*related, *citing_records, *listed)}
    order = dict.fromkeys(r.name for r in (*listed, *citing_records, *related))
    return Said(
        about=record.name,
        record=record,
        references=ReferenceList("partial", tuple(references)) if references else None,
        cited_by=ReferenceList("partial", tuple(citing)) if citing else None,
        listed=tuple(everything[name] for name in order if name != record.name),
        body=text.encode("utf-8", "replace"),
    )


def _completed(record: Record, blocks: dict[str, list[str]], cited: str, handle: Identifier | None) -> Record:
    abstract = clean_block("\n".join(blocks.get("abstract", ()))) or ""
    told = _DOI.search(cited)
    download = "\n".join(blocks.get("download full text from publisher", ()))
    addresses = [clean(found, 2000) or "" for found in re.findall(r"File URL:\s*(\S+)", download)]
    doi = (
        (identifiers.doi(told[1]) if told else None)
        or next((d for a in addresses if (d := doi_of_address(a))), None)
        or doi_of_handle(handle.value if handle else None)
    )
    names = [_BULLET.sub("", line).strip() for line in blocks.get("listed", ()) if _BULLET.match(line)]
    authors = tuple(author for name in names if (author := author_of(name)))
    own = (*record.page_addresses, *(a for a in addresses if not is_resolver(a)))
    return replace(
        record,
        authors=authors if len(authors) >= len(record.authors) else record.authors,
        abstract=None if abstract.lower() in ("", NO_ABSTRACT) else abstract,
        identifiers=tuple(i for i in (handle, doi) if i),
        page_addresses=tuple(dict.fromkeys(a for a in own if a.startswith("http"))),
        keywords=split_keywords(
            [re.sub(r"All these keywords\.?", "", " ; ".join(blocks.get("keywords", ())))]
        ),
        jel=split_jel(re.findall(r"\b([A-Z]\d\d?)\s+-", "\n".join(blocks.get("jel classification", ())))),
    )


def _blocks(text: str) -> dict[str, list[str]]:
    """Lines by the heading they stand under; the first block of a heading holds."""
    blocks: dict[str, list[str]] = {}
    current: list[str] = []
    for line in text.replace("\xa0", " ").splitlines():
        name = line.strip().rstrip(":").lower()
        if name in _HEADINGS:
            current = []
            blocks.setdefault(name, current)
        else:
            current.append(line)
    return blocks


def _numbered(lines: Iterable[str]) -> list[CitedLine]:
    """Numbered lines, joined where they wrap; bullets below one are other versions of it.

    Where copying lost the numbers, every line that has the form of a citation is one.
    """
    lines = list(lines)
    found: list[tuple[int | None, list[str]]] = []
    top: int | None = None
    count = 0
    for line in lines:
        number = re.match(r"^\s*(\d+)\.\s+(.*)$", line)
        if _END.match(line):
            break
        if number and int(number[1]) == count + 1:
            count, top = count + 1, len(found)
            found.append((None, [number[2]]))
        elif found and _BULLET.match(line):
            found.append((top, [_BULLET.sub("", line)]))
        elif found and line.strip():
            found[-1][1].append(line.strip())
    if not found:
        found = [(None, [line.strip()]) for line in lines if _CITATION.search(line)]
    return [CitedLine(text=" ".join(parts), version_of=version) for version, parts in found]

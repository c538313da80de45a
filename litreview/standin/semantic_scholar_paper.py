"""One paper as Semantic Scholar's Graph API gives it.

The service's ids cannot be known for the sample: a paper's id is the SHA-1 of its key, its corpus
id and the ids of authors are taken from such digests too.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from typing import Any

from litreview.standin.sample import Name, SampleWork, read_table
from litreview.standin.views import view

Value = Callable[[SampleWork], Any]

_TYPES = {"article": "JournalArticle", "conference": "Conference", "chapter": "BookSection", "paper": None}


def paper_id(key: str) -> str:
    """The 40 hexadecimal digits of a sample work."""
    return hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()


def corpus_id(key: str) -> int:
    """A whole number of nine digits for a sample work."""
    return 900_000_000 + int(paper_id(key)[:7], 16) % 99_999_999


def _author(name: Name) -> dict[str, Any]:
    digest = hashlib.sha1(name.forward.encode(), usedforsecurity=False).hexdigest()
    return {"authorId": str(9_000_000_000 + int(digest[:7], 16)), "name": name.forward}


def _external_ids(work: SampleWork) -> dict[str, Any]:
    ids: dict[str, Any] = {"DOI": work.doi} if work.doi else {}
    return ids | {"CorpusId": corpus_id(work.key)}


def _venue(work: SampleWork) -> dict[str, Any] | None:
    if not work.venue or work.type != "article":
        return None
    digest = hashlib.sha1(work.venue.encode(), usedforsecurity=False).hexdigest()
    named = "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
    found = {"id": named, "name": work.venue, "type": "journal", "alternate_names": []}
    issn = next((row["issn"] for row in read_table("journals.csv") if row["venue"] == work.venue), None)
    return found | ({"issn": issn} if issn else {})


def _journal(work: SampleWork) -> dict[str, Any] | None:
    """The journal; pages have blanks around the hyphen, and an issue is never given."""
    pages = work.pages.replace("-", " - ") if work.pages else None
    parts = {"name": work.venue, "pages": pages, "volume": work.volume}
    return {name: value for name, value in parts.items() if value} or None


def _types(work: SampleWork) -> list[str] | None:
    named = _TYPES[work.type]
    if named is None:
        return None
    return [named, "Review"] if re.search(r"\breview\b", work.title, re.I) else [named]


def _bibtex(work: SampleWork) -> dict[str, str]:
    words = re.findall(r"[A-Za-z]+", work.title)
    first = re.sub(r"\W", "", work.authors[0].family) if work.authors else "Anon"
    key = f"{first}{work.year or ''}{words[0] if words else ''}"
    names = " and ".join(work.names)
    lines = [f" author = {{{names}}}", f" title = {{{work.title}}}"]
    if work.venue:
        lines.insert(1, f" journal = {{{work.venue}}}")
    if work.year:
        lines.append(f" year = {{{work.year}}}")
    return {"bibtex": f"@Article{{{key},\n" + ",\n".join(lines) + "\n}\n"}


FIELDS: dict[str, Value] = {
    "paperId": lambda work: paper_id(work.key),
    "corpusId": lambda work: corpus_id(work.key),
    "externalIds": _external_ids,
    "url": lambda work: f"https://www.semanticscholar.org/paper/{paper_id(work.key)}",
    "title": lambda work: work.title,
    "abstract": lambda _: None,
    "venue": lambda work: work.venue or "",
    "publicationVenue": _venue,
    "year": lambda work: work.year,
    "referenceCount": lambda work: len(work.cites),
    "citationCount": lambda work: len(view("semantic_scholar").cited_by(work.key)),
    "influentialCitationCount": lambda _: 0,
    "isOpenAccess": lambda _: False,
    "openAccessPdf": lambda _: {"url": "", "status": "CLOSED", "license": None},
    "fieldsOfStudy": lambda _: ["Business"],
    "s2FieldsOfStudy": lambda _: [{"category": "Business", "source": "s2-fos-model"}],
    "publicationTypes": _types,
    "publicationDate": lambda _: None,
    "journal": _journal,
    "citationStyles": _bibtex,
    "authors": lambda work: [_author(name) for name in work.authors],
    "embedding": lambda _: None,
    "tldr": lambda _: None,
    "textAvailability": lambda _: "none",
}
"""Every field of a paper but the nested lists, with how it is filled."""

NESTED = ("citations", "references")
_LINE_FIELDS = ("contexts", "intents", "contextsWithIntent", "isInfluential")


def unknown_fields(fields: Iterable[str], line: bool = False) -> list[str]:
    """Names of fields that the service would refuse; in a list of links some more are allowed."""
    known = (*FIELDS, *NESTED, *(_LINE_FIELDS if line else ()))
    wrapped = ("citingPaper", "citedPaper") if line else ()
    return [
        name
        for name in fields
        if (name.split(".")[1] if name.split(".")[0] in wrapped and "." in name else name.split(".")[0])
        not in (*known, *wrapped)
    ]


def paper_body(work: SampleWork, fields: Iterable[str]) -> dict[str, Any]:
    """A paper with the asked fields; ``paperId`` always comes, sub-fields narrow a list."""
    asked = list(fields) or ["title"]
    body: dict[str, Any] = {"paperId": paper_id(work.key)}
    for name in asked:
        top, _, sub = name.partition(".")
        if top in NESTED:
            body[top] = _nested(work, top, [f.split(".", 1)[1] for f in asked if f.startswith(f"{top}.")])
        elif top == "authors" and sub:
            picked = {"authorId", *(f.split(".", 1)[1] for f in asked if f.startswith("authors."))}
            body[top] = [{k: v for k, v in _author(n).items() if k in picked} for n in work.authors]
        elif top in FIELDS:
            body[top] = FIELDS[top](work)
    return body


def line_body(citing: SampleWork, cited: SampleWork, wrapper: str, fields: list[str]) -> dict[str, Any]:
    """One citation link. ``wrapper`` is ``citingPaper`` or ``citedPaper``: the side that is shown.

    The sentence around a citation cannot be known: the context says so.
    """
    shown = citing if wrapper == "citingPaper" else cited
    inner = [f.removeprefix(f"{wrapper}.") for f in fields if f.split(".")[0] not in _LINE_FIELDS]
    context = f"Sample: {_cite_as(citing)} cites {_cite_as(cited)}."
    said: dict[str, Any] = {
        "contexts": [context],
        "intents": [],
        "contextsWithIntent": [{"context": context, "intents": []}],
        "isInfluential": False,
    }
    body = {name: said[name] for name in _LINE_FIELDS if name in fields}
    if shown.key in view("semantic_scholar").works:
        return body | {wrapper: paper_body(shown, inner)}
    empty = {"paperId": None, "title": shown.title}
    return body | {wrapper: empty | {f: _unidentified(f, shown) for f in inner if f in FIELDS}}


def _unidentified(field: str, work: SampleWork) -> Any:
    """A reference that was read but not identified has a title, seldom more."""
    return {"title": work.title, "authors": [], "year": work.year, "venue": ""}.get(field)


def _nested(work: SampleWork, name: str, fields: list[str]) -> list[dict[str, Any]]:
    seen = view("semantic_scholar")
    keys = work.cites if name == "references" else seen.cited_by(work.key)
    if name == "references" and work.key in seen.withheld:
        return []
    return [paper_body(seen.works[key], fields) for key in keys if key in seen.works]


def _cite_as(work: SampleWork) -> str:
    names = [name.family for name in work.authors]
    byline = f"{names[0]} et al." if len(names) > 2 else " and ".join(names)
    return f"{byline or work.title} ({work.year or 'n.d.'})"

"""What Semantic Scholar's JSON means: papers, batches, lists of references and of citing papers. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from litreview.model import dates, identifiers
from litreview.model.identifiers import Identifier
from litreview.model.people import byline, parse_name
from litreview.model.record import Failure, Record, Reference, Said
from litreview.model.text import clean, clean_block, from_markup
from litreview.sources.wire import whole

SOURCE = "semantic_scholar"

_TYPES = (
    ("Dataset", "dataset"),
    ("BookSection", "chapter"),
    ("JournalArticle", "article"),
    ("Conference", "conference_paper"),
    ("Book", "book"),
    ("Review", "article"),
    ("LettersAndComments", "article"),
    ("Editorial", "article"),
    ("CaseReport", "article"),
    ("ClinicalTrial", "article"),
    ("MetaAnalysis", "article"),
    ("Study", "article"),
    ("News", "article"),
)
_EXTERNAL = {
    "DOI": identifiers.doi,
    "CorpusId": identifiers.corpus_id,
    "ArXiv": identifiers.arxiv_id,
    "PubMed": identifiers.pmid,
    "PubMedCentral": identifiers.pmcid,
}


def read(paper: object) -> Said | Failure:
    """What Semantic Scholar said about one paper; a `Failure` where it is none or has no id."""
    if not isinstance(paper, Mapping):
        return Failure(SOURCE, "a paper that is no JSON object", clean(str(paper), 200) or "")
    source_id = _id(paper)
    if source_id is None:
        return Failure(SOURCE, "a paper without an id", _plain(paper.get("title")) or "")
    try:
        record = _record(paper, source_id)
        body = json.dumps(paper, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    except (TypeError, ValueError, AttributeError, KeyError, RecursionError) as error:
        return Failure(f"{SOURCE}:{source_id}", f"a paper of a shape unknown ({type(error).__name__})")
    return Said(
        about=record.name,
        record=record,
        citation_count=whole(paper.get("citationCount")),
        reference_count=whole(paper.get("referenceCount")),
        body=body,
    )


def read_line(element: object, position: int) -> tuple[Reference, Record | None] | Failure:
    """One element of a list: the line, and the record that came with it.

    A paper without an id is a line of its own without a record: cited, but not identified.
    """
    if not isinstance(element, Mapping):
        return Failure(SOURCE, "a line that is no JSON object", clean(str(element), 200) or "")
    paper = element.get("citedPaper") or element.get("citingPaper")
    if not isinstance(paper, Mapping):
        return Failure(SOURCE, "a line without a paper", json.dumps(element)[:200])
    said = read(paper) if _id(paper) else None
    if isinstance(said, Failure):
        return said
    record = said.record if said else None
    line = Reference(
        position=position,
        title=_plain(paper.get("title")),
        byline=byline(record.authors) or None if record else None,
        year=record.year if record else whole(paper.get("year")),
        venue=record.venue if record else _plain(paper.get("venue")),
        volume=record.volume if record else None,
        first_page=(record.pages or "").split("-")[0] or None if record else None,
        identifiers=tuple(i for i in record.identifiers if i.scheme != "issn") if record else (),
        record=record.name if record else None,
        contexts=tuple(text for one in _list(element.get("contexts")) if (text := _plain(one))),
        intents=tuple(text for one in _list(element.get("intents")) if (text := clean(_text(one), 40))),
        influential=element.get("isInfluential") if isinstance(element.get("isInfluential"), bool) else None,
    )
    return line, record


def papers_of(value: object) -> list[Any] | None:
    """The papers of an answer of any route; None where the list is withheld (``null``) or missing."""
    if isinstance(value, list):
        return value
    if not isinstance(value, Mapping):
        return None
    for key in ("data", "recommendedPapers"):
        if key in value:
            found = value[key]
            return [_inner(one) for one in found] if isinstance(found, list) else None
    if "total" in value or "offset" in value:
        return [] if value.get("total") == 0 else None
    paper = _inner(value)
    return [paper] if _id(paper) else None


def _inner(element: Any) -> Any:
    """The paper within an element: snippets and lines of lists wrap theirs."""
    if isinstance(element, Mapping) and "paperId" not in element:
        wrapped = (element.get(key) for key in ("paper", "citedPaper", "citingPaper"))
        return next((paper for paper in wrapped if isinstance(paper, Mapping)), element)
    return element


def _id(paper: Mapping[str, Any]) -> str | None:
    """Its ``paperId``, else its corpus id."""
    value = clean(_text(paper.get("paperId")), 200)
    if value:
        return value.lower()
    corpus = identifiers.corpus_id(paper.get("corpusId"))
    return f"corpusid:{corpus.value}" if corpus else None


def _record(paper: Mapping[str, Any], source_id: str) -> Record:
    journal, place = _object(paper.get("journal")), _object(paper.get("publicationVenue"))
    volume = clean(_text(journal.get("volume")), 60)
    venue = _plain(paper.get("venue")) or _plain(place.get("name")) or _plain(journal.get("name"))
    found = _identifiers(paper, place)
    kinds = [kind for kind in _list(paper.get("publicationTypes")) if isinstance(kind, str)]
    issued = dates.parse(clean(_text(paper.get("publicationDate")), 40)) or dates.from_parts(
        paper.get("year")
    )
    year = dates.from_parts(paper.get("year")) or issued
    authors = [_object(author) for author in _list(paper.get("authors"))]
    return Record(
        source=SOURCE,
        source_id=source_id,
        type=_type(kinds, found, venue, place),
        source_type=clean(", ".join(kinds), 200),
        title=_plain(paper.get("title")),
        authors=tuple(one for a in authors if (one := parse_name(_plain(a.get("name"))))),
        venue=venue,
        volume=None if volume is None or volume.startswith("abs/") else volume,
        pages=_pages(journal.get("pages")),
        year=year.year if year else None,
        issued=issued,
        identifiers=found,
        page_addresses=_addresses(paper),
        abstract=clean_block(_mended(_text(paper.get("abstract")))),
        keywords=tuple(text for one in _list(paper.get("fieldsOfStudy")) if (text := _plain(one))),
        fields=_besides(paper),
    )


def _type(
    kinds: list[str], found: tuple[Identifier, ...], venue: str | None, place: Mapping[str, Any]
) -> str:
    """The type of work. The service's own words are guesses of a machine: repositories go first."""
    doi = next((one.value for one in found if one.scheme == "doi"), "")
    where = (venue or "").casefold()
    if doi.startswith("10.2139/ssrn") or "ssrn" in where.split():
        return "working_paper"
    if where in ("arxiv", "arxiv.org", "biorxiv", "medrxiv") or doi.startswith("10.48550/"):
        return "preprint"
    for kind, type_ in _TYPES:
        if kind in kinds:
            return type_
    return {"journal": "article", "conference": "conference_paper"}.get(str(place.get("type")), "other")


def _identifiers(paper: Mapping[str, Any], place: Mapping[str, Any]) -> tuple[Identifier, ...]:
    external = _object(paper.get("externalIds"))
    found = [identifiers.s2_id(_text(paper.get("paperId")))]
    for name, parse in _EXTERNAL.items():
        value = external.get(name)
        found.append(parse(str(value)) if isinstance(value, str | int) else None)
    found.append(identifiers.corpus_id(paper.get("corpusId")))
    found += [
        identifiers.issn(_text(one)) for one in [place.get("issn"), *_list(place.get("alternate_issns"))]
    ]
    return tuple(dict.fromkeys(one for one in found if one))


def _pages(value: object) -> str | None:
    """Pages without the blanks around their dash: ``616 - 624``."""
    text = _plain(value)
    return re.sub(r"\s*([-\u2013])\s*", r"\1", text).strip("-\u2013") or None if text else None


def _addresses(paper: Mapping[str, Any]) -> tuple[str, ...]:
    address = clean(_text(paper.get("url")), 2000)
    return (address,) if address and address.startswith(("http://", "https://")) else ()


def _besides(paper: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Ids without a scheme of ours, and the word that an abstract is withheld."""
    external, access = _object(paper.get("externalIds")), _object(paper.get("openAccessPdf"))
    others = [(name, clean(str(external.get(name) or ""), 200)) for name in ("DBLP", "MAG", "ACL")]
    found = [(name, value) for name, value in others if value]
    disclaimer = _plain(access.get("disclaimer"))
    if disclaimer and "elided by the publisher" in disclaimer and not paper.get("abstract"):
        found.append(("abstract", "withheld by the publisher"))
    return tuple(found)


def _mended(text: str | None) -> str | None:
    """Windows-1252 quotes and dashes that came as control characters, as the characters they are."""
    if not text:
        return text
    return re.sub("[\x80-\x9f]", lambda c: c[0].encode("latin-1").decode("cp1252", "ignore"), text)


def _plain(value: object) -> str | None:
    return from_markup(_mended(_text(value)))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def read_all(papers: Iterable[object]) -> tuple[tuple[Said, ...], tuple[Failure, ...]]:
    """Every paper read: what was said, and what could not be read."""
    found = [read(paper) for paper in papers]
    return (
        tuple(one for one in found if isinstance(one, Said)),
        tuple(one for one in found if isinstance(one, Failure)),
    )

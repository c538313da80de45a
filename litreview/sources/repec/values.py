"""Values as RePEc's archives and pages write them: names, keywords, JEL codes, pages, DOIs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from litreview.model import identifiers
from litreview.model.identifiers import Identifier
from litreview.model.people import Author, parse_name
from litreview.model.text import fold, from_markup

HOME = "https://repec.org"
TERMS = (
    "Data of RePEc (repec.org) and its archives: free to use, RePEc named as the source. "
    "Commercial use needs an agreement; harvesting of pages is not wanted, mail addresses are not kept."
)
TRUST = {"report_number": 90, "series": 90, "jel": 95, "keywords": 70, "title": 60, "authors": 60}
"""How far RePEc is believed: first hand for working papers, second hand for journals."""

TYPES = {
    "article": "article",
    "paper": "working_paper",
    "chapter": "chapter",
    "book": "book",
    "software": "software",
}
"""Our type for each kind of ReDIF template."""

NO_ABSTRACT = "no abstract is available for this item."

_MARK = re.compile(r"\s*\(([^()]{1,80})\)\s*$")
_ORGANISATION = re.compile(
    r"\b(?:University|Institute|Bank|Journal|Ministry|Committee|Commission|Council|Centre|Center|"
    r"Department|Organi[sz]ation|Association|Foundation|Group|Agency|Office|Society|Staff|Team|OECD|"
    r"Editors?|Editorial)\b"
)
_RESOLVER = re.compile(
    r"^https?://(?:[\w.-]*\.)?(?:doi\.org|hdl\.handle\.net|libkey\.io)/(10\.[^?#\s]+)", re.I
)
_JOINER = re.compile(r"\s+and\s+|\s*;\s*|\s*&\s*", re.I)


def author_of(text: str | None) -> Author | None:
    """One written name; a name that says so is an organisation."""
    name = from_markup(text)
    if not name or not re.search(r"[^\W\d_]", name):
        return None
    small = re.search(r"\s(?:of|for|and|the)\s", name)
    if (small or _ORGANISATION.search(name)) and "," not in name:
        return Author(literal=name, as_given=name)
    return parse_name(name)


def split_names(text: str) -> tuple[list[str], bool]:
    """The people in one name field, and whether a mark calls them editors.

    Several stand in one only where each part has two words or more; marks such as ``(Edt)`` go.
    """
    found = _MARK.search(text)
    editors = bool(found and re.match(r"eds?\b|edt|editors?", found[1], re.I))
    plain = _MARK.sub("", text).strip()
    parts = [part for part in _JOINER.split(plain) if part]
    several = len(parts) > 1 and all(len(part.split()) > 1 for part in parts)
    return (parts if several and not _ORGANISATION.search(plain) else [plain]), editors


def split_byline(text: str | None) -> tuple[Author, ...]:
    """The authors of a line of IDEAS: joined by `` & ``, never by a comma."""
    return tuple(a for part in re.split(r"\s+&\s+", text or "") if (a := author_of(part)))


def split_keywords(texts: Iterable[str]) -> tuple[str, ...]:
    """Keywords, each once: divided by semicolons where there are any, else by commas."""
    out: dict[str, str] = {}
    for text in texts:
        for part in text.split(";" if ";" in text else ","):
            word = from_markup(part.strip(" .,;"))
            if word:
                out.setdefault(fold(word), word)
    return tuple(out.values())


def split_jel(texts: Iterable[str]) -> tuple[str, ...]:
    """JEL codes, a needless third zero cut; the pair of the tutorial's example is none."""
    out: list[str] = []
    for text in texts:
        codes = re.findall(r"(?<![A-Za-z0-9])([A-Z]\d{0,3})(?![A-Za-z0-9])", text)
        if codes != ["R00", "Z0"]:
            out += [code[:3] for code in codes]
    return tuple(dict.fromkeys(out))


def pages_of(text: str | None) -> str | None:
    """Pages with a plain hyphen; an open end is cut."""
    value = re.sub(r"\s*[\u2010-\u2015]\s*|--+", "-", from_markup(text) or "").strip().rstrip("-")
    return value or None


def first_page(pages: str | None) -> str | None:
    """The page a work begins on."""
    return pages.split("-")[0].strip() or None if pages else None


def issue_of(text: str | None) -> str | None:
    """An issue as given; the ``C`` that Elsevier's archive puts for "no issue" is none."""
    value = from_markup(text)
    return None if value == "C" else value


def is_resolver(text: str | None) -> bool:
    """Whether an address goes through a resolver of DOIs or a library, so that it is no page address."""
    return bool(_RESOLVER.match(text or ""))


def doi_of_address(text: str | None) -> Identifier | None:
    """The DOI that an address of a resolver names. One of a whole issue names no work."""
    found = _RESOLVER.match(text or "")
    doi = identifiers.doi(found[1]) if found else None
    return doi if doi and ".issue-" not in doi.value else None


def doi_of_handle(handle: str | None) -> Identifier | None:
    """The DOI inside a handle: ``...:d:10.1007_s11187-022-00611-y`` or ``...:doi:10.1086/659347``."""
    found = re.search(r":(?:d|doi):(10\.\d{4,9})[_/](\S+)$", handle or "")
    return identifiers.doi(f"{found[1]}/{found[2]}") if found else None


def year_of(text: str | None) -> int | None:
    """The first year of four digits in a text; 0 and years of three digits are none."""
    found = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?:(?!\d)|(?=[01]\d[0-3]\d(?!\d)))", text or "")
    return int(found[1]) if found else None

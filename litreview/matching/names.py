"""What the author field says for matching, whichever way a source ran the names together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from litreview.model.people import Author
from litreview.model.text import fold

_CAMEL = re.compile(r"(?<=[a-z\u00df-\u00f6\u00f8-\u00ff'])(?=[A-Z\u00c0-\u00d6])|(?<=\.)(?=[^\W\d_]{2})")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS_LAST = re.compile(r"^[^\W\d_][^\W\d_.].*(?:[\s.a-z][A-Z\u00c0-\u00d6]\.?|\bet\.? al\.?)\s*$")
_PART = re.compile(r"([^\W\d_]+)(\.?)")
_ET_AL = re.compile(r"\bet\.?\s*al\b\.?|\band others\b|\bu\.?\s?a\.$", re.I)
_NO_NAMES = "anonymous anon noauthor noauthors unknown na nn none noauthorlisted noauthornamelisted noauthorshipindicated"
_SMALL = "van von der den de la le les di da du dos das del della ter ten te el al bin ibn zu zum zur af av do dal op"
_PARTICLES = frozenset(_SMALL.split())
_NOBODY = frozenset(_NO_NAMES.split())
_BODY = re.compile(
    r"\b(?:department|university|institute|group|committee|association|society|office|journal|board|council|center|"
    r"centre|consortium|collaboration|investigators|ministry|organi[sz]ation|editors?|editorial|company|inc|team|school|faculty)\b"
)


class Names(NamedTuple):
    """Authors made ready. ``families`` are letters only, in order; ``words`` all name words of two
    letters or more; ``blob`` every letter of the field in a row; ``initials`` one string per
    family ("" unknown); ``cut`` = more authors than listed."""

    families: tuple[str, ...]
    initials: tuple[str, ...]
    words: frozenset[str]
    blob: str
    cut: bool


NOBODY = Names((), (), frozenset(), "", False)


def prepare_names(authors: Sequence[Author], others: bool = False) -> Names:
    """Fold the authors of a record; a field of run-together names is taken apart."""
    if not authors:
        return NOBODY
    families: list[str] = []
    letters: list[str] = []
    texts = [_text(author) for author in authors]
    folded = fold(_CAMEL.sub(" ", " ".join(texts)))
    bodies = bool(_BODY.search(folded))
    cut = others
    for author, text in zip(authors, texts, strict=True):
        if "," not in text and _run_together(text):
            cut = _apart(text, families, letters) or cut
        elif not (bodies and _BODY.search(fold(author.literal or author.family))):
            _one(author, families, letters)
    words = _WORD.findall(folded)
    if not families or (len(families) == 1 and families[0] in _NOBODY):
        return NOBODY
    known = frozenset(word for word in words if len(word) > 1)
    return Names(tuple(families), tuple(letters), known, "".join(words), cut)


def _text(author: Author) -> str:
    """A name as it was given, else its parts in a row."""
    parts = (author.particle, author.family, author.literal, author.given)
    return author.as_given or " ".join(part for part in parts if part)


def _one(author: Author, families: list[str], letters: list[str]) -> None:
    particle = author.particle
    if particle and not _PARTICLES.issuperset(fold(particle).split()):
        particle = ""
    family = "".join(_WORD.findall(fold(particle + author.family or author.literal or author.given)))
    if not family:
        return
    families.append(family)
    given = author.given if particle == author.particle else f"{author.given} {author.particle}"
    compact = len(given) < 4 and given.isupper()
    letters.append(fold(given) if compact else "".join(w[0] for w in _WORD.findall(fold(given))))


def _run_together(text: str) -> bool:
    """Whether one field holds several names without a separator, family before initials: ``Curley S.Bruen R.``."""
    return len(text) > 10 and bool(_CAMEL.search(text)) and bool(_INITIALS_LAST.search(text))


def _apart(text: str, families: list[str], letters: list[str]) -> bool:
    """Take ``Curley S.Bruen R.`` or ``LuX.HamiltonJ.A.`` apart; True where "et al" stood in it."""
    listed = _ET_AL.sub(" ", text)
    current, initials = "", ""
    for found in _PART.finditer(fold(_CAMEL.sub(" ", listed)).replace("'", "").replace("\u2019", "")):
        bare, dot = found[1], found[2]
        if len(bare) == 1 or (dot and len(bare) < 3):
            initials += bare
            continue
        if initials and current:
            families.append(current)
            letters.append(initials)
            current, initials = "", ""
        current += bare
    if current:
        families.append(current)
        letters.append(initials)
    return listed != text

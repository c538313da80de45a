"""What the author field says for matching, whichever way a source ran the names together."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from sys import intern
from typing import NamedTuple

from litreview.matching.remembered import remembered
from litreview.model.people import Author
from litreview.model.text import fold, letter_runs

_HUMP = re.compile(r"[A-Z\u00c0-\u00d6](?<=[a-z\u00df-\u00f6\u00f8-\u00ff'].)")
_BEFORE_HUMP = re.compile(rf"(?={_HUMP.pattern})")
_RUN_ON = re.compile(r"\.(?=[^\W\d_]{2})")
_INITIALS_LAST = re.compile(r"^[^\W\d_][^\W\d_.].*(?:[\s.a-z][A-Z\u00c0-\u00d6]\.?|\bet\.? al\.?)\s*$")
_PART = re.compile(r"([^\W\d_]+)(\.?)")
_ET_AL = re.compile(r"\bet\.?\s*al\b\.?|\band others\b|\bu\.?\s?a\.$", re.I)
_NO_NAMES = "anonymous anon noauthor noauthors unknown na nn none noauthorlisted noauthornamelisted noauthorshipindicated"
_SMALL = "van von der den de la le les di da du dos das del della ter ten te el al bin ibn zu zum zur af av do dal op"
_PARTICLES = frozenset(_SMALL.split())
_NOBODY = frozenset(_NO_NAMES.split())
_BODIES = (
    "department university institute group committee association society office journal board council center centre "
    "consortium collaboration investigators ministry organisation organization editor editors editorial company inc "
    "team school faculty"
)
_BODY_WORDS = frozenset(_BODIES.split())
_BODY = re.compile(rf"\b(?:{'|'.join(_BODIES.split())})\b")


class Names(NamedTuple):
    """Authors made ready. ``families`` are letters only, in order; ``words`` all name words of two
    letters or more; ``blob`` every letter of the field in a row; ``initials`` one string per
    family ("" unknown); ``cut`` = more authors than listed."""

    families: tuple[str, ...]
    initials: tuple[str, ...]
    words: Collection[str]
    blob: str
    cut: bool


NOBODY = Names((), (), (), "", False)
_FEW = 30
"""Up to so many words a tuple is as quick to look through as a set, and a tenth of its size."""


def prepare_names(authors: Sequence[Author], others: bool = False) -> Names:
    """Fold the authors of a record; a field of run-together names is taken apart."""
    if not authors:
        return NOBODY
    families: list[str] = []
    letters: list[str] = []
    texts = [_text(author) for author in authors]
    apart = [_parted(text) for text in texts]
    words = letter_runs(" ".join(apart))
    bodies = not _BODY_WORDS.isdisjoint(words) and bool(_BODY.search(fold(" ".join(apart))))
    cut = others
    for author, text, parts in zip(authors, texts, apart, strict=True):
        if parts != text and "," not in text and _run_together(text):
            cut = _apart(text, families, letters) or cut
        elif not (bodies and _BODY.search(fold(author.literal or author.family))):
            _one(author, families, letters)
    if not families or (len(families) == 1 and families[0] in _NOBODY):
        return NOBODY
    known = dict.fromkeys([word for word in words if len(word) > 1])
    few = len(known) < _FEW
    found = tuple(map(intern, known)) if few else frozenset(known)
    return Names(tuple(families), tuple(letters), found, "".join(words), cut)


def _text(author: Author) -> str:
    """A name as it was given, else its parts in a row."""
    if author.as_given:
        return author.as_given
    return " ".join([p for p in (author.particle, author.family, author.literal, author.given) if p])


def _parted(text: str) -> str:
    """A name with a blank where one word runs into the next: ``CurleyS.Bruen`` -> ``Curley S. Bruen``."""
    if "." in text:
        text = _RUN_ON.sub(". ", text)
    if ("'" in text or not text.istitle()) and _HUMP.search(text):
        return _BEFORE_HUMP.sub(" ", text)
    return text  # in title case no capital follows a small letter


def _one(author: Author, families: list[str], letters: list[str]) -> None:
    particle, given = author.particle, author.given
    if particle and not _PARTICLES.issuperset(fold(particle).split()):
        given, particle = f"{given} {particle}", ""
    family = _letters(particle + author.family or author.literal or author.given)
    if family:
        families.append(family)
        letters.append(_initials(given) if given else "")


@remembered
def _letters(name: str) -> str:
    """The letters of a name in a row."""
    return "".join(letter_runs(name))


@remembered
def _initials(given: str) -> str:
    if len(given) < 4 and given.isupper():
        return fold(given)
    return "".join([word[0] for word in letter_runs(given)])


def _run_together(text: str) -> bool:
    """Whether a field that has to be parted holds several names without a separator, family before
    initials: ``Curley S.Bruen R.``."""
    return len(text) > 10 and bool(_INITIALS_LAST.search(text))


def _apart(text: str, families: list[str], letters: list[str]) -> bool:
    """Take ``Curley S.Bruen R.`` or ``LuX.HamiltonJ.A.`` apart; True where "et al" stood in it."""
    listed = _ET_AL.sub(" ", text)
    current, initials = "", ""
    for found in _PART.finditer(fold(_parted(listed)).replace("'", "").replace("\u2019", "")):
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

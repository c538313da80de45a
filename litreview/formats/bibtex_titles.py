"""Which words of a title keep their capitals when a style lowers the rest."""

from __future__ import annotations

import re

from litreview.formats.latex import encode
from litreview.model.record import Record

LANGUAGES = {
    "en": "english", "eng": "english", "english": "english", "de": "ngerman", "ger": "ngerman", "deu": "ngerman",
    "german": "ngerman", "ngerman": "ngerman", "fr": "french", "fre": "french", "fra": "french", "french": "french",
    "es": "spanish", "spa": "spanish", "spanish": "spanish", "it": "italian", "ita": "italian", "italian": "italian",
    "pt": "portuguese", "por": "portuguese", "portuguese": "portuguese", "nl": "dutch", "dut": "dutch", "nld": "dutch",
    "dutch": "dutch", "sv": "swedish", "swe": "swedish", "swedish": "swedish", "no": "norsk", "nor": "norsk",
    "nb": "norsk", "da": "danish", "dan": "danish", "danish": "danish", "fi": "finnish", "fin": "finnish",
    "finnish": "finnish", "pl": "polish", "pol": "polish", "polish": "polish", "cs": "czech", "cze": "czech",
    "czech": "czech", "ru": "russian", "rus": "russian", "russian": "russian", "tr": "turkish", "tur": "turkish",
    "turkish": "turkish", "hu": "magyar", "hun": "magyar", "hungarian": "magyar", "el": "greek", "greek": "greek",
}  # fmt: skip
"""Languages by code or name, as babel and biblatex call them."""
_PROPER = frozenset(
    "africa african america american americas asia asian australia australian austria austrian bayes "
    "bayesian beijing belgian belgium boston brazil brazilian britain british california canada "
    "canadian chile china chinese colombia confucian croatia czech danish denmark delaware dutch "
    "england english europe european finland finnish france french german germany greece greek "
    "harvard holland hungarian hungary iceland india indian indonesia iran ireland irish israel "
    "israeli italian italy japan japanese kenya korea korean latin london malaysia markov marxist "
    "mexican mexico nash netherlands nigeria nobel nordic norway norwegian pakistan pareto poland "
    "polish portugal portuguese porter romania russia russian saudi scandinavia scandinavian "
    "schumpeter schumpeterian scotland scottish shanghai siemens silicon singapore slovenia "
    "south-african spain spanish stockholm sweden swedish swiss switzerland taiwan taiwanese "
    "thailand tokyo toyota turkey turkish twitter uk ukraine usa vietnam vietnamese weber weberian "
    "western york zealand".split()
)
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_](?:[\w&.'\u2019/+-]*[^\W_])?\+*")
_INNER_CAPITAL = re.compile(r"^.+?[^\W\d_a-z]|^[^\W\d_]+[&+/.]")


def protected(title: str, record: Record, *, whole: bool, ascii_letters: bool) -> str:
    """A title as a LaTeX value with braces around the words whose capitals matter.

    Those are words with a capital inside (``McKinsey``, ``R&D``, ``SMEs``), names of a short list, the
    words that the file it came from protected, and in a title in sentence case every capitalised
    word but the first of a sentence. ``whole`` protects all of it (titles in other languages). A
    title all in capitals is left to the style.
    """
    if whole:
        return "{" + encode(title, ascii_letters=ascii_letters) + "}"
    if not any(c.islower() for c in title):
        return encode(title, ascii_letters=ascii_letters)
    given = {word for name, value in record.fields if name == "protected-words" for word in value.split("; ")}
    words = list(_WORD.finditer(title))
    sentence = _in_sentence_case(title, words)
    out: list[str] = []
    at = 0
    for found in words:
        word = found[0]
        if word in given or (
            not word.islower() and _matters(word, _starts_sentence(title, found.start()), sentence)
        ):
            out.append(encode(title[at : found.start()], ascii_letters=ascii_letters))
            out.append("{" + encode(word, ascii_letters=ascii_letters) + "}")
            at = found.end()
    out.append(encode(title[at:], ascii_letters=ascii_letters))
    return "".join(out)


def _matters(word: str, first: bool, sentence: bool) -> bool:
    if not any(c.isupper() for c in word):
        return False
    for part in word.split("-"):
        if _INNER_CAPITAL.match(part) and any(c.isupper() for c in part[1:]):
            return True
    if word.removesuffix("'s").removesuffix("\u2019s").lower() in _PROPER:
        return True
    if len(word) == 1:
        return word != "A" and not first
    return sentence and not first and word[0].isupper()


def _in_sentence_case(title: str, words: list[re.Match[str]]) -> bool:
    """Whether most longer words after the first of each sentence are in lower case."""
    later = [m[0] for m in words if len(m[0]) > 3 and not _starts_sentence(title, m.start())]
    capitals = sum([word[0].isupper() for word in later])
    return len(later) >= 3 and capitals * 2 <= len(later)


def _starts_sentence(title: str, at: int) -> bool:
    if at > 1 and title[at - 1] == " " and title[at - 2].isalnum():
        return False
    before = title[:at].rstrip(" \"'([\u201c\u2018\u00ab")
    return not before or before[-1] in ":.?!\u2013\u2014"

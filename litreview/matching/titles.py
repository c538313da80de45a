"""What a title says for matching: folded once, compared by ladders of named levels."""

from __future__ import annotations

import re
from typing import NamedTuple

from litreview.model.blocking import SMALL_WORDS, head_of, title_words

_TONGUES = (
    "english|french|german|spanish|italian|chinese|japanese|russian|polish|portuguese|korean|turkish|dutch|danish|"
    "swedish|norwegian|czech|hungarian|bulgarian|ukrainian|romanian|hebrew|serbian|croatian|slovak|finnish|greek|persian|lithuanian|latvian|"
    "estonian|slovenian|catalan|macedonian|arabic|vietnamese|thai|indonesian|icelandic|multiple languages"
)
_TAIL_NOTE = re.compile(r"\s*[\[(][^\[\]()]{1,60}[\])]\s*[.]?$")
_NOTE_WORDS = re.compile(
    rf"^\W*(?:\d+ refs?|references|reviews?|article|(?:in )?(?:{_TONGUES})|see comments?|comments?|letter|abstract|corrected|"
    r"author s transl|author's transl|proceedings|editorial|"
    r"(?:industrial |invited |keynote )?(?:panel|tutorial|experience paper|invited paper|invited talk|keynote|talk|paper|poster)(?: session)?)\W*$",
    re.I,
)
_ERRATUM_NOTE = re.compile(
    r"[.\s]*\[(?:published )?(?:erratum|corrected|comment in|see comment|retract).*$", re.I
)
_ORIGINAL = re.compile(rf"(?<=\w{{3}})['\"]?[.?!]+\s*(?:{_TONGUES})(?:\s+(?=[A-Z?\u00bf]).*|\s*)$", re.I)
_LEAD = re.compile(
    r"^(?:proceedings|tutorial|panel|research (?:note|commentary|article|paper)|invited paper)\s*(?:[:.]|[\u2013\u2014-]+)\s*(?=\S{3})",
    re.I,
)
_EDITION = re.compile(
    r"[\s,:;(\[]+(?:(\d+)(?:st|nd|rd|th)|(second|third|fourth|fifth|sixth|revised|new|international))"
    r"(?: revised)? ed(?:ition|n)?\.?[)\]]*$",
    re.I,
)
_FOREIGN_NOTE = re.compile(rf"[\[(](?:in )?(?:{_TONGUES})[\])]\s*\.?$", re.I)
_MOJIBAKE = re.compile("\u00e2\u20ac.?|\u00e2[\u0080-\u00bf]{0,2}|<u\\+[0-9a-f]{4}>|\ufffd", re.I)
_LANGUAGES = {
    "en": frozenset(
        [
            "the",
            "of",
            "and",
            "in",
            "for",
            "with",
            "on",
            "to",
            "from",
            "an",
            "by",
            "is",
            "its",
            "are",
            "how",
            "what",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "del",
            "en",
            "y",
            "una",
            "un",
            "con",
            "por",
            "para",
            "su",
            "al",
            "como",
            "entre",
            "sobre",
        ]
    ),
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "des",
            "du",
            "en",
            "et",
            "une",
            "un",
            "dans",
            "sur",
            "pour",
            "par",
            "au",
            "aux",
            "chez",
            "avec",
        ]
    ),
    "de": frozenset(
        [
            "der",
            "die",
            "das",
            "des",
            "und",
            "von",
            "zur",
            "zum",
            "im",
            "ein",
            "eine",
            "bei",
            "mit",
            "auf",
            "den",
            "dem",
            "fur",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "os",
            "as",
            "do",
            "da",
            "dos",
            "das",
            "em",
            "e",
            "um",
            "uma",
            "com",
            "por",
            "para",
            "na",
            "no",
            "nas",
            "nos",
            "ao",
            "sobre",
            "entre",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "lo",
            "gli",
            "dei",
            "della",
            "delle",
            "di",
            "e",
            "un",
            "una",
            "nel",
            "nella",
            "con",
            "per",
            "tra",
            "sulla",
        ]
    ),
}
_ROMAN = {"ii": 2, "iii": 3, "iv": 4, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "xi": 11, "xii": 12}
_LONE_ROMAN = {"i": 1, "v": 5, "x": 10}
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
_COUNTED = frozenset(
    [
        "part",
        "pt",
        "volume",
        "vol",
        "chapter",
        "no",
        "number",
        "section",
        "paper",
        "study",
        "phase",
        "edition",
        "book",
    ]
)
_ORDINALS_AS_DIGITS = dict(zip(_ORDINALS, "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th".split(), strict=True))
_MEETINGS = frozenset(
    "annual international european conference congress meeting symposium workshop edition volume issue part report".split()
)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)$")

_ROLES = (
    ("correction", re.compile(r"^(?:erratum|errata|corrigend(?:um|a)|corrections?\b|addendum|publisher correction|author correction|retraction|retracted|expression of concern|withdrawn|withdrawal|notice of|removal)\b|\bcorrection to\b|\b(?:erratum|corrigendum|retraction notice)$|\bdoi 10 \d")),
    ("reply", re.compile(r"^(?:reply|response to|replies|comments? on|a comment|rejoinder|a rejoinder|discussion of|commentary on|letter)\b|\b(?:a reply|reply|a comment|comment|comments|rejoinder|a response|authors? s? ?(?:response|reply)|discussion)$|\b(?:comment on|reply to|rejoinder to)\b")),
    ("review", re.compile(r"^book reviews?\b|\bbook review$|^review of\b")),
    ("appendix", re.compile(r"\b(?:appendix|appendices|supplementary (?:material|information|data)|online supplement|slides)$|^(?:online )?(?:appendix|supplement(?:ary)?)\b")),
    ("data", re.compile(r"^(?:data from|replication data|data for|replication (?:code|files|package)|dataset)\b")),
    ("evaluation", re.compile(r"^evaluation (?:\d+|summary)\b")),
    ("introduction", re.compile(r"^(?:introduction|preface|foreword|editorial|guest editorial|afterword|conclusion)\b")),
)  # fmt: skip
_COLUMN = re.compile(
    r"^(?:(?:guest |an? |the )?editor(?:s|ial|ials)?\b.*|.*\beditor s (?:notes?|foreword|introduction|comments?|page|corner|message)\b.*|"
    r"(?:introduction|preface|foreword|afterword|contents|index|erratum|errata|corrigend(?:um|a)|corrections?|addendum|retraction|"
    r"news|letters?|reply|replies|comments?|commentary|discussion|rejoinder|conclusions?|overview|obituary|announcements?|"
    r"acknowledge?ments?|contributors|reviewers|calendar|reminiscences|books? reviews?|reviews?|perspectives?|summary|"
    r"abstracts?|authors? index|subject index|front matter|back matter|masthead|in memoriam|errata|question|answer|preamble)"
    r"(?: (?:to|of|from|for|and|on|in|by) .{0,50}| (?:column|section|notes?|reply|\d+|\w{1,4}))?|"
    r"(?:from|in|about) (?:the|this) (?:editors?|issue|chair|president|guest editors?).*|letters? (?:to|from) the .*|"
    r"chairs? (?:s )?messages?.*|message from .*|president s (?:address|letter|column).*|(?:\w+ ){1,2}s message|"
    r"acknowledge?ments? (?:to|of) .*reviewers.*|(?:list of |thanks to |new )?(?:reviewers|books|economics books).*|calendar of .*|news (?:of|from|and) .*|"
    r"call for .*|book reviews? .*|books? received.*|meeting reports?.*|about (?:the|our) (?:authors?|contributors)|"
    r"issue information|table of contents|this issue.*|special issue.*|(?:workshop|conference) (?:report|reports|summary|announcement).*|"
    r"technical (?:correspondence|notes?)|research (?:note|problems)|the .{0,20} column|abstracts?|proceedings of .*)$"
)


class Title(NamedTuple):
    """A title made ready: letters only (``plain``), words, and what they announce.

    ``words`` are all folded words; ``core`` those that carry meaning; ``numbers`` the numbers a
    reader would tell two titles apart by; ``role`` what the item is to another one ("" most);
    ``column`` = a recurring or generic title; ``head`` = the plain title before its subtitle.
    """

    plain: str
    words: tuple[str, ...]
    core: tuple[str, ...]
    head: str
    numbers: frozenset[int]
    parts: frozenset[int]
    role: str
    column: bool
    translated: bool
    language: str
    edition: str


_NO_TITLE = frozenset(("name", "untitled", "notitle", "notitleavailable"))
EMPTY = Title("", (), (), "", frozenset(), frozenset(), "", False, False, "", "")


def prepare_title(text: str | None) -> Title:
    """Fold a title and note what it announces. Notes of catalogues in brackets at its end go."""
    value, edition, translated = _bare(text or "")
    words = tuple(_ORDINALS_AS_DIGITS.get(word, word) for word in title_words(value))
    plain = "".join(words)
    if (len(plain) < 3 and plain.isascii()) or plain.isdigit() or plain in _NO_TITLE:
        return EMPTY
    spaced = " ".join(words)
    core = tuple(w for w in words if w not in SMALL_WORDS)
    numbers, parts = _numbers(words)
    return Title(
        plain=plain,
        words=words,
        core=core,
        head=head_of(value),
        numbers=numbers,
        parts=parts,
        role=next((name for name, pattern in _ROLES if pattern.search(spaced)), ""),
        column=len(core) < 8 and bool(_COLUMN.match(spaced)),
        translated=translated,
        language=_language(words),
        edition=edition,
    )


def _bare(text: str) -> tuple[str, str, bool]:
    """The title alone, the edition it names, and whether it is a translation."""
    value = _LEAD.sub("", text.strip())
    if not value.isascii():
        value = _MOJIBAKE.sub(" ", value)
    if "[" in value[10:] or "." in value[10:]:
        value = _ORIGINAL.sub("", _ERRATUM_NOTE.sub("", value)) or value
    foreign = bool(_FOREIGN_NOTE.search(value))
    translated = value.startswith("[") and value.rstrip(". ").endswith("]")
    if not translated or foreign:
        while (note := _TAIL_NOTE.search(value)) and note.start() > 10 and _NOTE_WORDS.search(note[0]):
            value = value[: note.start()]
    if found := _EDITION.search(value):
        return value[: found.start()], (found[1] or found[2]).lower(), translated or foreign
    return value, "", translated or foreign


def _numbers(words: tuple[str, ...]) -> tuple[frozenset[int], frozenset[int]]:
    """All numbers of a title, and those that count it among its like (``part ii``, ``vol 2``, ``8th``)."""
    numbers, parts = set(), set()
    before = ""
    for word, after in zip(words, (*words[1:], ""), strict=True):
        value = _value(word, before)
        if value is not None:
            numbers.add(value)
            if before in _COUNTED or after in _MEETINGS or (not after and not word.isdigit()):
                parts.add(value)
        before = word
    return frozenset(numbers), frozenset(parts)


def _value(word: str, before: str) -> int | None:
    if word.isdigit():
        return int(word) if len(word) < 7 else None
    if word in _ROMAN:
        return _ROMAN[word]
    if before in _COUNTED and word in _LONE_ROMAN:
        return _LONE_ROMAN[word]
    if word[0].isdigit() and (found := _ORDINAL.match(word)):
        return int(found[1])
    return None


def _language(words: tuple[str, ...]) -> str:
    """The one language whose small words are clearly most frequent; "" where that is open."""
    scores = sorted(
        ((sum(w in small for w in words), name) for name, small in _LANGUAGES.items()), reverse=True
    )
    if scores[0][0] < 1 or scores[0][0] == scores[1][0]:
        return ""
    return scores[0][1]

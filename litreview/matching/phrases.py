"""What titles announce, in words: notices, replies, recurring columns, notes of catalogues, languages.

Patterns are over folded words joined by one blank (``editor s notes``), unless said otherwise.
"""

from __future__ import annotations

import re

_TONGUES = (
    "arabic|bulgarian|catalan|chinese|croatian|czech|danish|dutch|english|estonian|finnish|french|german|greek|hebrew|"
    "hungarian|icelandic|indonesian|italian|japanese|korean|latvian|lithuanian|macedonian|multiple languages|norwegian|"
    "persian|polish|portuguese|romanian|russian|serbian|slovak|slovenian|spanish|swedish|thai|turkish|ukrainian|vietnamese"
)
_GENRES = "(?:industrial |invited |keynote )?(?:panel|tutorial|experience paper|paper|talk|keynote|poster)(?: session)?"

GENRE_NOTE = re.compile(rf"\s*[\[(](?:{_GENRES}|abstract only|panel abstract)[\])]", re.I)
"""The genre of an item in brackets within or after its raw title, which only some sources print."""

TAIL_NOTE = re.compile(r"\s*[\[(][^\[\]()]{1,60}[\])]\s*[.]?$")
"""A bracket at the end of a raw title, which is dropped where `NOTE` says what it is."""

NOTE = re.compile(
    rf"^\W*(?:\d+ refs?|references|reviews?|article|(?:in )?(?:{_TONGUES})|see comments?|comments?|letter|abstract|"
    rf"corrected|author'? ?s transl|proceedings|editorial|{_GENRES})\W*$",
    re.I,
)
ERRATUM_NOTE = re.compile(
    r"[.\s]*\[(?:published )?(?:erratum|corrected|comment in|see comment|retract).*$", re.I
)
"""A catalogue's note, in a raw title, that a notice on the item exists."""

ORIGINAL = re.compile(rf"(?<=\w{{3}})['\"]?[.?!]+\s*(?:{_TONGUES})(?:\s+(?=[A-Z?\u00bf]).*|\s*)$", re.I)
"""The original title after its translation, in a raw title: ``... rabbits. German Ischämische ...``."""

SENTENCES = re.compile(r"[.?!]\s*[a-z]", re.I)
"""A title without two sentences has no original after it: a quick look before the pattern."""

FOREIGN_NOTE = re.compile(rf"[\[(](?:in )?(?:{_TONGUES})[\])]\s*\.?$", re.I)
LEAD = re.compile(
    r"^(?:proceedings|tutorial|panel|research (?:note|commentary|article|paper)|invited paper)"
    r"\s*(?:[:.]|[\u2013\u2014-]+)\s*(?=\S{3})",
    re.I,
)
"""The kind of an item before its raw title (``Research Note—``), which only some sources print."""

EDITION = re.compile(
    r"[\s,:;(\[]+(?:(\d+)(?:st|nd|rd|th)|(second|third|fourth|fifth|sixth|revised|new|international))"
    r"(?: revised)? ed(?:ition|n)?\.?[)\]]*$",
    re.I,
)
MISREAD = re.compile("\u00e2\u20ac.?|\u00e2[\u0080-\u00bf]{0,2}|<u\\+[0-9a-f]{4}>|\ufffd", re.I)
"""Punctuation that was decoded twice or wrongly."""

NO_TITLE = frozenset(("name", "untitled", "notitle", "notitleavailable"))


def _any_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


ROLES = (
    (
        "correction",
        _any_of(
            "erratum errata corrigendum corrigenda correction corrections addendum retraction retracted expression withdrawn withdrawal notice removal doi"
        ),
        re.compile(
            r"^(?:erratum|errata|corrigend(?:um|a)|corrections?|addendum|(?:publisher|author) correction|retract(?:ion|ed)|"
            r"expression of concern|withdrawn|withdrawal|notice of|removal)\b|\bcorrection to\b|"
            r"\b(?:erratum|corrigendum|retraction notice)$|\bdoi 10 \d"
        ),
    ),
    (
        "reply",
        _any_of("reply response replies comment comments rejoinder discussion commentary letter"),
        re.compile(
            r"^(?:reply|response to|replies|(?:a )?comments? on|(?:a )?rejoinder|discussion of|commentary on|letter)\b|"
            r"\b(?:(?:a )?(?:reply|comments?|rejoinder)|a response|authors? (?:s )?(?:response|reply)|discussion)$|"
            r"\b(?:comment on|reply to|rejoinder to)\b"
        ),
    ),
    ("review", _any_of("review reviews"), re.compile(r"^book reviews?\b|\bbook review$")),
    (
        "appendix",
        _any_of("appendix appendices supplementary supplement slides"),
        re.compile(
            r"\b(?:appendix|appendices|supplementary (?:material|information|data)|online supplement|slides)$|"
            r"^(?:online )?(?:appendix|supplement(?:ary)?)\b"
        ),
    ),
    (
        "data set",
        _any_of("data dataset replication"),
        re.compile(r"^(?:data from|data for|dataset|replication (?:data|code|files|package))\b"),
    ),
    ("report", _any_of("evaluation"), re.compile(r"^evaluation (?:\d+|summary)\b")),
    (
        "introduction",
        _any_of("introduction preface foreword editorial afterword"),
        re.compile(r"^(?:introduction|preface|foreword|(?:guest )?editorial|afterword)\b"),
    ),
)
"""What an item is to another one: its name, the words without any of which a title does not say so
(a quick look before the pattern), and how its title begins or ends."""

ROLE_WORDS: frozenset[str] = frozenset().union(*(announcing for _, announcing, _ in ROLES))
"""A title without any of these has no role."""

COLUMN = re.compile(
    r"(?:(?:guest |an? |the )?editor(?:s|ial|ials)?(?: \S+){0,4}|"
    r".*\beditor s (?:notes?|foreword|introduction|comments?|page|corner|message)\b.*|"
    r"(?:introduction|preface|foreword|afterword|obituary|acknowledge?ments?|letters?|books? reviews?|reminiscences|"
    r"erratum|errata|corrigend(?:um|a)|corrections?|addendum|retraction)(?: (?:to|of|from|for|on|in|by) .{0,50}| \w{1,4})?|"
    r"(?:contents|index|news|reply|replies|comments?|commentary|discussion|rejoinder|conclusions?|overview|announcements?|"
    r"contributors|reviewers|calendar|perspectives?|summary|abstracts?|(?:author|authors|subject) index|(?:front|back) matter|"
    r"masthead|in memoriam|reviews?|question|answer|preamble|books? reviews?|research notes?|technical (?:correspondence|notes?))"
    r"(?: (?:column|section|notes?|reply|\d+))?|"
    r"(?:from|in|about) (?:the|this) (?:editors?|issue|chair|president|guest editors?).*|letters? (?:to|from) the .*|"
    r"(?:chairs? (?:s )?messages?|message from|calendar of|news (?:of|from)|books? received|meeting reports?|this issue|"
    r"special (?:issue|section)|issue information|table of contents|proceedings of)\b.*|"
    r"(?:\w+ ){1,2}s (?:message|column|letter)|(?:list of |thanks to |new )?(?:reviewers|books|economics books).*|"
    r"acknowledge?ments? (?:to|of) .*reviewers.*|call for (?:papers|proposals|nominations|participation).*|"
    r"about (?:the|our) (?:authors?|contributors)|(?:workshop|conference) (?:reports?|summary|announcement)\b.*|"
    r"the .{0,20} column)$"
)
"""Titles that come again in every issue, matched against the whole title: they name no work by themselves."""

_COLUMN_FIRST = (
    "guest introduction preface foreword afterword obituary acknowledgment acknowledgments acknowledgement "
    "acknowledgements letter letters book erratum errata corrigendum corrigenda correction corrections addendum "
    "retraction reminiscences contents index news reply replies comment comments commentary discussion rejoinder "
    "conclusion conclusions overview announcement announcements contributors calendar perspective perspectives summary "
    "abstract abstracts author authors subject front back masthead in review reviews question answer preamble research "
    "technical from about chair chairs message meeting this special issue table proceedings list thanks new economics "
    "call workshop conference"
)
COLUMN_FIRST = frozenset(_COLUMN_FIRST.split())
COLUMN_FIRST_LETTERS = ("reviewers", "books")
COLUMN_WITHIN = frozenset(("editor", "editors", "editorial", "editorials", "s", "column"))
"""A title that begins with none of these words and letters, and has none of the last ones, does not
recur: a quick look before the pattern."""

COLUMN_STARTS = (
    "editorial",
    "editorsnote",
    "editorscomment",
    "guesteditorial",
    "bookreview",
    "fromtheeditor",
)
"""How the letters of a recurring title begin, where its words have run together."""

_LANGUAGES = {
    "en": "the of and for in with on to from an by is its are how what",
    "es": "el la los las del en y una un con por para su al como entre sobre",
    "fr": "le la les des du en et une un dans sur pour par au aux chez avec",
    "de": "der die das des und von zur zum im ein eine bei mit auf den dem fur",
    "pt": "o os as do da dos das em e um uma com por para na no nas nos ao sobre entre",
    "it": "il lo gli dei della delle di e un una nel nella con per tra sulla",
}
LANGUAGES = {name: frozenset(small.split()) for name, small in _LANGUAGES.items()}
"""The small words by which a title's language is told."""
SMALL_OF_LANGUAGES = frozenset().union(*LANGUAGES.values())

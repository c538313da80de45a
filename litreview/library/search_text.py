"""Words as the index holds them, and queries as it understands them.

Index and query split text by the same rules here, so that FTS5 only ever sees plain tokens.
A token that starts with ``~`` is another form of a word, for finding only: joined parts
(``inter-organizational`` -> ``~interorganizational``) and one spelling for -is-/-iz- and -our-/-or-.
A token that starts with ``@`` is a filter. Runs of Han, Kana or Hangul become pairs of letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from litreview.model.query import Term
from litreview.model.text import fold, words

_WORD_AND_GAP = re.compile(r"([^\W_]+)([\W_]*)")
_CJK = re.compile("([\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]+)")
_HYPHENS = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015")
LEADING = frozenset(
    "anti co counter cross e extra hyper inter intra macro mega meta micro mid mini mono multi non over "
    "post pre pro pseudo quasi re semi socio sub super supra trans ultra under".split()
)
"""First parts that people write apart, with a hyphen, or as one word with what follows."""

_ENDINGS = (
    "e", "ed", "er", "ers", "es", "ing", "able", "ation", "ations", "ational", "ationally", "ment",
)  # fmt: skip
_IS = re.compile(rf"^([a-z]{{3,}})is({'|'.join(_ENDINGS)})$")
_OUR = re.compile(r"^([a-z]{3,})our(s|al|ally|ed|ful|hood|ing|ism|ist|ists|less|able|ably)?$")
_STARTS = sorted({ending[:n] for ending in _ENDINGS for n in range(len(ending) + 1)})
_IS_STARTED = re.compile(rf"^([a-z]{{3,}})is({'|'.join(_STARTS)})$")

COLUMNS = {"any": "{title byline venue}", "author": "byline", "title": "title", "venue": "venue"}
MORE_COLUMNS = {"abstract": "abstract", "note": "notes", "any": "{abstract keywords notes}"}


def one_spelling(word: str) -> str:
    """A word in the one spelling of its variants: ``organisational`` -> ``organizational``."""
    if "is" in word and (found := _IS.match(word)):
        return f"{found[1]}iz{found[2]}"
    if "our" in word and (found := _OUR.match(word)):
        return f"{found[1]}or{found[2] or ''}"
    return word


def index_text(text: str | None) -> str:
    """A text as the tokens that are indexed, blanks between them; other forms come after the text,
    so that phrases stay whole."""
    if not text:
        return ""
    folded = fold(text)
    if folded.isascii() and "-" not in folded:
        tokens = words(folded)
        if LEADING.isdisjoint(tokens):  # no word is joined to another, as in most texts
            return " ".join(tokens + _respelled(tokens))
    tokens, others = [], []
    for run in _runs(folded):
        for place, word in enumerate(run):
            if not word.isascii() and _CJK.search(word):
                tokens.extend(_pairs(word, True))
                continue
            tokens.append(word)
            spelled = one_spelling(word)
            if spelled != word:
                others.append(f"~{spelled}")
            if place + 1 < len(run) and word.isalpha() and run[place + 1].isalpha():
                others.append(f"~{one_spelling(word + run[place + 1])}")
        if len(run) == 3:
            others.append(f"~{one_spelling(''.join(run))}")
    return " ".join(tokens + others)


def _respelled(tokens: list[str]) -> list[str]:
    """The other spellings of those words that have one."""
    likely = [word for word in tokens if "is" in word or "our" in word]
    return [f"~{spelled}" for word in likely if (spelled := one_spelling(word)) != word]


def _runs(folded: str) -> Iterator[list[str]]:
    """Words of a folded text in groups: those joined by a hyphen, or a leading part and the word after it."""
    run: list[str] = []
    joined = False
    for word, gap in _WORD_AND_GAP.findall(folded):
        if run and not (joined and len(run) < 4):
            yield run
            run = []
        run.append(word)
        joined = gap in _HYPHENS or (word in LEADING and gap.isspace())
    if run:
        yield run


def _pairs(word: str, last: bool) -> Iterator[str]:
    for part in _CJK.split(word):
        if not part:
            continue
        if not _CJK.match(part):
            yield part
            continue
        yield from (part[i : i + 2] for i in range(len(part) - 1))
        if last or len(part) == 1:
            yield part[-1]


def quoted(token: str, prefix: bool = False) -> str:
    """A token as FTS5 takes it, whatever is in it."""
    return '"' + token.replace('"', '""') + '"' + ("*" if prefix else "")


@lru_cache(maxsize=256)
def match_term(term: Term) -> str:
    """The FTS5 expression of a text term, without its column; "" where it has no words."""
    runs = list(_runs(fold(term.text)))
    if not runs:
        return ""
    if term.phrase:
        return quoted(" ".join(token for run in runs for token in _plain(run)), term.prefix)
    parts = []
    for place, run in enumerate(runs):
        parts.append(_match_run(run, term.prefix and place == len(runs) - 1, term.exact))
    return " AND ".join(parts)


def _plain(run: list[str]) -> Iterator[str]:
    for word in run:
        yield from _pairs(word, False) if _CJK.search(word) else (word,)


def _match_run(run: list[str], prefix: bool, exact: bool) -> str:
    if len(run) == 1:
        return _match_word(run[0], prefix, exact)
    apart = quoted(" ".join(_plain(run)), prefix)
    if exact or not all(word.isascii() and word.isalpha() for word in run):
        return apart
    whole = "".join(run)
    words = " AND ".join(
        _match_word(word, prefix and place == len(run) - 1, False) for place, word in enumerate(run)
    )
    joined = _match_word(whole, prefix, False).strip("()")
    return f"({joined} OR {apart} OR ({words}))" if run[0] in LEADING else f"({joined} OR {apart})"


def _match_word(word: str, prefix: bool, exact: bool) -> str:
    if _CJK.search(word):
        pairs = list(_pairs(word, False))
        return quoted(" ".join(pairs), prefix or len(word) == 1)
    if exact:
        return quoted(word, prefix)
    spelled = _spelled_so_far(word) if prefix else one_spelling(word)
    forms = [word] if spelled == word else [word, spelled]
    if len(word) >= 4:
        forms.append(f"~{spelled}")
    alternatives = " OR ".join(quoted(form, prefix) for form in forms)
    return f"({alternatives})" if len(forms) > 1 else alternatives


def _spelled_so_far(word: str) -> str:
    if (found := _IS_STARTED.match(word)) and len(word) > 5:
        return f"{found[1]}iz{found[2]}"
    return one_spelling(word)

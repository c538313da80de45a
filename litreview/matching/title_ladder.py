"""The ladder of titles: how far two of them say the same, and the sentence for a person."""

from __future__ import annotations

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import partial_ratio, ratio

from litreview.matching.levels import SILENT, Rung
from litreview.matching.titles import COUNTED, Title
from litreview.model.blocking import SMALL_WORDS


def title_rung(left: Title, right: Title) -> Rung:
    """How far two titles agree: letters first, then subtitle, cut, spelling, words."""
    if not left.plain or not right.plain:
        return SILENT, "title missing on a side"
    if left.plain == right.plain:
        return _same_title(left if left.column else right)
    short, long = (left, right) if _by_length(left) <= _by_length(right) else (right, left)
    if left.role != right.role:
        if "review" in (left.role, right.role) and "" in (left.role, right.role):
            return "review", "one says that it is a book review"
        if not _misspelt(left, right):
            return "role", f"one is a {left.role or right.role} of the other, or of something else"
    if _other_part(short, long):
        return "parts", "other part, volume or edition in the title"
    if (short.column and short.plain == long.head) or (
        (short.column or long.column) and _misspelt(left, right)
    ):
        return "column", "like recurring titles"
    if len(short.plain) >= 12 and short.plain == long.head:
        return "head", "title without its subtitle on a side"
    if _is_cut(short, long):
        return "cut", "title cut short on a side"
    return _by_likeness(short, long, ratio(short.plain, long.plain, score_cutoff=60))


def _by_length(title: Title) -> tuple[int, str]:
    return len(title.plain), title.plain


def _by_likeness(short: Title, long: Title, near: float) -> Rung:
    """The rungs for titles that are neither equal nor cut; ``near`` = how like their letters are, of 100."""
    if near >= 85 and _misspelt(short, long):
        return "misspelt", "title spelt a little differently"
    if near >= 85 and _words_more(short, long):
        return "more", "a title with a word or two more"
    if short.numbers != long.numbers and near >= 75 and short.numbers and long.numbers:
        return "numbers", "other numbers in the title"
    if short.language and long.language and short.language != long.language:
        return "language", "titles in two languages"
    if near < 80 and (short.translated or long.translated):
        return "translated", "a translated title on a side"
    if near >= 80 or _same_words(short, long) or (near >= 60 and _contained(short, long)):
        return "alike", "titles alike, some words differ"
    if len(short.plain) >= 15 and near >= 50 and partial_ratio(short.plain, long.plain, score_cutoff=90):
        return "alike", "one title within the other"
    return "different", "other title"


def _same_title(title: Title) -> Rung:
    if title.column:
        return "column", "same recurring title"
    if title.plain.isascii() and (len(title.core) < 3 or len(title.plain) < 12):
        return "short", "same short title"
    if len(title.plain) < 6:
        return "short", "same short title"
    return "same", "same title"


def _other_part(short: Title, long: Title) -> bool:
    """Whether the titles count themselves differently among their like; a cut title may have lost it."""
    if len(short.words[-1]) < 3 and len(long.words[-1]) < 3:
        ends = {"1" if end == "i" else end for end in (short.words[-1], long.words[-1])}
        if len(ends) == 2 and all(end in _LAST_LETTERS or end.isdigit() for end in ends):
            return True
    if not short.parts and not long.parts:
        return False
    if len(short.words) < len(long.words) and long.words[len(short.words)] in COUNTED and long.parts:
        return True
    ours, theirs = short.parts - long.numbers, long.parts - short.numbers
    return bool(ours) or (bool(theirs) and not (_is_cut(short, long) and not short.parts))


def _is_cut(short: Title, long: Title) -> bool:
    size = len(short.plain)
    if size < 18 or len(short.core) < 3 or size > 0.9 * len(long.plain):
        return False
    if long.plain.startswith(short.plain):
        return True
    return size >= 25 and ratio(short.plain, long.plain[:size], score_cutoff=93) > 0


def _misspelt(left: Title, right: Title) -> bool:
    """Whether only letters, hyphens and small words differ: each odd word has its like."""
    ours, theirs = set(left.words), set(right.words)
    lone = "".join([w for w in left.words if w not in theirs and w not in SMALL_WORDS])
    mate = "".join([w for w in right.words if w not in ours and w not in SMALL_WORDS])
    if not lone and not mate:
        return len(left.words) > 2 and abs(len(left.plain) - len(right.plain)) < 8
    if any(c.isdigit() for c in lone + mate) and lone.translate(_NO_DIGITS) == mate.translate(_NO_DIGITS):
        return False
    lone, mate = lone.translate(_LOOK_ALIKE), mate.translate(_LOOK_ALIKE)
    distance = DamerauLevenshtein.distance(lone, mate, score_cutoff=6)
    longest = max(len(lone), len(mate))
    if distance <= min(6, max(1, longest // 5)) and longest >= 4 and min(len(lone), len(mate)) >= 2:
        return True
    whole = DamerauLevenshtein.distance(left.plain, right.plain, score_cutoff=4)
    return whole <= min(3, len(left.plain) // 20)


_LAST_LETTERS = frozenset("abcde")
_LOOK_ALIKE = str.maketrans("10", "lo")
_NO_DIGITS = str.maketrans("", "", "0123456789")


def _same_words(left: Title, right: Title) -> bool:
    ours, theirs = set(left.core), set(right.core)
    return len(ours & theirs) >= 0.75 * max(len(ours), len(theirs)) >= 3


def _words_more(left: Title, right: Title) -> bool:
    """Whether one title has all words of meaning of the other, and at most two besides."""
    ours, theirs = set(left.core), set(right.core)
    odd = ours ^ theirs
    return (
        (ours < theirs or theirs < ours)
        and len(odd) < 3
        and len(ours & theirs) > 2
        and not any(map(str.isdigit, odd))
    )


def _contained(short: Title, long: Title) -> bool:
    ours = set(short.core)
    return len(ours) >= 4 and len(ours & set(long.core)) >= 0.85 * len(ours)

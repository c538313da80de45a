"""One ladder of named levels per field. Each rung stands beside the sentence that a person reads.

Every ladder takes two prepared values and answers `(level, sentence)`; the level ``silent`` means
that a side is missing, garbled or of another kind. What a level says is in `SAYS`.
"""

from __future__ import annotations

from collections import Counter

from rapidfuzz.distance import DamerauLevenshtein
from rapidfuzz.fuzz import partial_ratio, ratio

from litreview.matching.names import Names
from litreview.matching.places import Pages, Place, Venue
from litreview.matching.prepare import Prepared
from litreview.matching.titles import Title
from litreview.model.blocking import SMALL_WORDS

Rung = tuple[str, str]
AGREES, CONFLICTS, SILENT = "agrees", "conflicts", "silent"

SAYS = {
    "title": {
        "same": AGREES,
        "short": AGREES,
        "column": AGREES,
        "head": AGREES,
        "cut": AGREES,
        "misspelt": AGREES,
        "more": AGREES,
        "alike": AGREES,
        "parts": CONFLICTS,
        "numbers": CONFLICTS,
        "role": CONFLICTS,
        "review": CONFLICTS,
        "different": CONFLICTS,
    },
    "authors": {
        "all": AGREES,
        "one": AGREES,
        "cut": AGREES,
        "most": AGREES,
        "some": AGREES,
        "none": CONFLICTS,
    },
    "year": {"same": AGREES, "next": SILENT, "near": CONFLICTS, "far": CONFLICTS},
    "venue": {"same": AGREES, "short": AGREES, "inside": AGREES},
    "volume": {"same": AGREES, "other": CONFLICTS},
    "issue": {"same": AGREES, "other": CONFLICTS},
    "pages": {"range": AGREES, "first": AGREES, "last": AGREES, "number": AGREES, "other": CONFLICTS},
    "doi": {"same": AGREES, "other": CONFLICTS},
    "handle": {"same": AGREES, "other": CONFLICTS},
    "identifier": {"same": AGREES, "other": CONFLICTS},
    "stage": {"same": SILENT, "other": CONFLICTS},
    "edition": {"same": AGREES, "other": CONFLICTS},
    "source": {"one": CONFLICTS},
}
"""What each level says; a level that is not listed is silent."""


def title_rung(left: Title, right: Title) -> Rung:
    """How far two titles agree: letters first, then subtitle, cut, spelling, words."""
    if not left.plain or not right.plain:
        return SILENT, "title missing on a side"
    if left.plain == right.plain:
        return _same_title(left)
    short, long = (left, right) if len(left.plain) <= len(right.plain) else (right, left)
    if {left.role, right.role} == {"review", ""}:
        return "review", "one says that it is a book review"
    if left.role != right.role and not _misspelt(left, right):
        return "role", f"one is a {left.role or right.role} of the other, or of something else"
    if _other_part(short, long):
        return "parts", "other part, volume or edition in the title"
    if short.column and (short.plain == long.head or _misspelt(left, right)):
        return "column", "like recurring titles"
    if len(short.plain) >= 12 and short.plain == long.head:
        return "head", "title without its subtitle on a side"
    if _is_cut(short, long):
        return "cut", "title cut short on a side"
    near = ratio(short.plain, long.plain, score_cutoff=60)
    if near >= 85 and _misspelt(left, right):
        return "misspelt", "title spelt a little differently"
    if near >= 85 and _words_more(left, right):
        return "more", "a title with a word or two more"
    if left.numbers != right.numbers and near >= 75 and left.numbers and right.numbers:
        return "numbers", "other numbers in the title"
    if left.language and right.language and left.language != right.language:
        return "language", "titles in two languages"
    if near < 80 and (left.translated or right.translated):
        return "translated", "a translated title on a side"
    if near >= 80 or _same_words(left, right) or (near >= 60 and _contained(short, long)):
        return "alike", "titles alike, some words differ"
    if len(short.plain) >= 15 and partial_ratio(short.plain, long.plain, score_cutoff=90) and near >= 50:
        return "alike", "one title within the other"
    return "different", "other title"


def _same_title(title: Title) -> Rung:
    if title.column:
        return "column", "same recurring title"
    if len(title.core) < 2:
        return "short", "same one-word title"
    if len(title.core) < 3 or len(title.plain) < 12:
        return "short", "same short title"
    return "same", "same title"


def _other_part(short: Title, long: Title) -> bool:
    """Whether the titles count themselves differently among their like; a cut title may have lost it."""
    ends = {short.words[-1], long.words[-1]}
    if len(ends) == 2 and all(end == "i" or (end.isdigit() and len(end) < 3) for end in ends):
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
    ours, theirs = Counter(left.words), Counter(right.words)
    lone = "".join(w for w in left.words if w not in theirs and w not in SMALL_WORDS)
    mate = "".join(w for w in right.words if w not in ours and w not in SMALL_WORDS)
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


def names_rung(left: Names, right: Names) -> Rung:
    """How many of the shorter list of authors stand in the longer one."""
    if not left.families or not right.families:
        return SILENT, "authors missing on a side"
    short, long = (left, right) if len(left.families) <= len(right.families) else (right, left)
    if short.families == long.families:
        if _other_initials(short, long):
            return ("most" if len(short.families) > 1 else "some"), "same family names"
        return ("all", "same authors") if len(short.families) > 1 else ("one", "same author")
    total = len(short.families)
    found = sum(_known(name, long) for name in short.families)
    if found < total:
        found = max(found, min(total, sum(name in short.words for name in long.families)))
    if found == total:
        if len(long.families) - total <= 1:
            return ("all", "same authors") if len(long.families) > 1 else ("one", "same author")
        if short.cut or total <= 3:
            return "cut", "author list cut short on a side"
        return "most", "the authors of one side are among the other's"
    if (total > 1 and found >= 0.6 * total) or (total > 2 and found * 2 >= total):
        return "most", f"{found} of {total} authors the same"
    if found:
        return "some", f"{found} of {total} authors the same"
    if len(short.blob) > 7 and (short.blob in long.blob or ratio(short.blob, long.blob, score_cutoff=80)):
        return "most", "author fields alike"
    return "none", "other authors"


def _other_initials(short: Names, long: Names) -> bool:
    pairs = [(a, b) for a, b in zip(short.initials, long.initials, strict=True) if a and b]
    return bool(pairs) and sum(a[0] != b[0] for a, b in pairs) * 2 > len(pairs)


def _known(name: str, other: Names) -> bool:
    if name in other.families or name in other.words:
        return True
    if len(name) >= 5 and name in other.blob:
        return True
    if len(name) < 4:
        return False
    return any(
        (name[0] == theirs[0] and ratio(name, theirs, score_cutoff=80))
        or (len(theirs) > 3 and (name.endswith(theirs) or theirs.endswith(name)))
        for theirs in other.families
    )


def year_rung(left: Prepared, right: Prepared) -> Rung:
    """The least distance between any two years of the sides."""
    if not left.years or not right.years:
        return SILENT, "year missing on a side"
    if left.years & right.years:
        return "same", "same year"
    apart = min(abs(a - b) for a in left.years for b in right.years)
    if apart == 1:
        return "next", "one year apart"
    return ("near" if apart <= 3 else "far"), f"{apart} years apart"


def venue_rung(left: Venue, right: Venue) -> Rung:
    """Same name, an abbreviation, or one within the other; any other name says nothing."""
    if not left.plain or not right.plain:
        return SILENT, "venue missing on a side"
    if left.plain == right.plain:
        return "same", "same venue"
    if left.kinds != right.kinds and (left.words[0] in right.words or right.words[0] in left.words):
        return "kind", "a journal and a meeting of like name"
    short, long = (left, right) if len(left.plain) <= len(right.plain) else (right, left)
    if _abbreviates(short.words, long.words):
        return "short", "venue abbreviated"
    if short.plain in (long.acronym, long.acronym.rstrip("s")) or (
        len(short.words) == 1 and len(short.plain) > 2 and short.plain in long.words
    ):
        return "short", "venue by its initials"
    if ratio(short.plain, long.plain, score_cutoff=88):
        return "same", "same venue, spelt differently"
    if len(short.plain) > 8 and short.plain in long.plain:
        return "inside", "one venue's name within the other"
    return "other", "venue by another name"


def _abbreviates(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each word of ``short`` begins (or shortens) the next word of ``long`` that fits."""
    place, matched = 0, 0
    for word in short:
        while place < len(long) and not _shortens(word, long[place]):
            place += 1
        if place == len(long):
            return False
        place, matched = place + 1, matched + 1
    return (matched >= 2 and matched * 2 >= len(long)) or matched == len(long)


def _shortens(word: str, whole: str) -> bool:
    if whole.startswith(word) or word.startswith(whole):
        return True
    if word[0] != whole[0] or len(word) < 3:
        return False
    letters = iter(whole)
    return all(letter in letters for letter in word)


def volume_rung(left: Place, right: Place) -> Rung:
    """Same or other volume; a bare 1 beside a supplement is a garbled field."""
    if not left.volume and not right.volume:
        return SILENT, "volume missing or garbled on both sides"
    if not left.volume or not right.volume:
        return "one", "volume missing or garbled on a side"
    if left.volume == right.volume:
        return "same", "same volume"
    low, high = sorted((left.volume, right.volume))
    if (low < 3 or low < 10 <= high) and (left.supplement or right.supplement):
        return "one", "volume garbled on a side"
    if (left.volume in right.issue or right.volume in left.issue) and not left.issue & right.issue:
        return SILENT, "volume and number exchanged"
    return "other", f"volume {left.volume} vs {right.volume}"


def issue_rung(left: Place, right: Place) -> Rung:
    """Numbers that meet agree; a supplement says less than a number."""
    if left.issue_text and left.issue_text == right.issue_text:
        return "same", "same number"
    if not left.issue or not right.issue:
        return SILENT, "number missing on a side"
    if left.issue & right.issue:
        return "same", "same number"
    if left.supplement or right.supplement:
        return SILENT, "number of a supplement"
    return "other", f"number {_numbers(left.issue)} vs {_numbers(right.issue)}"


def _numbers(numbers: frozenset[int]) -> str:
    return "-".join(str(n) for n in sorted(numbers))


def pages_rung(left: Place, right: Place) -> Rung:
    """Ranges, first pages and electronic numbers; a number of another kind says nothing."""
    if left.number and left.number == right.number:
        return "number", "same article number"
    one, two = left.pages, right.pages
    if not one.kind or not two.kind:
        return SILENT, "pages missing or garbled on a side"
    if one.kind != two.kind:
        return (SILENT, "pages of another kind") if one.first != two.first else ("first", "same number")
    if one.first == two.first and (one.letter == two.letter or not one.letter or not two.letter):
        if one.last > one.first and one.last == two.last:
            return "range", "same pages"
        if one.first == 1 and one.last and two.last:
            return "own", f"pages {_range(one)} vs {_range(two)}: counted from 1"
        return "first", f"pages {_range(one)} vs {_range(two)}: compatible"
    return _other_pages(one, two)


def _other_pages(one: Pages, two: Pages) -> Rung:
    shown = f"pages {_range(one)} vs {_range(two)}"
    if one.kind == "e":
        return "other", shown
    if one.last and one.last == two.last and one.letter == two.letter:
        return "last", f"{shown}: same last page"
    if bool(one.letter) != bool(two.letter):
        return "kind", f"{shown}: pages of another kind"
    if one.letter == two.letter and _misprint(str(one.first), str(two.first)):
        return "misprint", f"{shown}: perhaps a misprint"
    if one.letter == two.letter and (_within(one, two) or _within(two, one)):
        return "overlap", f"{shown}: they overlap"
    if abs(one.first - two.first) == 1 and one.letter == two.letter and not (one.last or two.last):
        return "next", f"{shown}: neighbours"
    if 1 in (one.first, two.first):
        return "own", f"{shown}: counted from 1 on a side"
    if bool(one.last) != bool(two.last) and min((one, two), key=lambda p: p.last).first < 32:
        return "day", f"{shown}: perhaps the day of an issue"
    return "other", shown


def _within(inner: Pages, outer: Pages) -> bool:
    return outer.first < inner.first <= outer.last


def _misprint(one: str, two: str) -> bool:
    if len(one) > 2 and sorted(one) == sorted(two):
        return True
    return len(one) != len(two) and min(len(one), len(two)) > 2 and (one.endswith(two) or two.endswith(one))


def _range(pages: Pages) -> str:
    letter = pages.letter.upper() if pages.kind == "n" else pages.letter
    return f"{letter}{pages.first}" + (f"-{pages.last}" if pages.last else "")


def doi_rung(left: Prepared, right: Prepared) -> Rung:
    """A shared DOI agrees; two that differ in a sign alone say nothing."""
    if not left.dois or not right.dois:
        return SILENT, "DOI missing on a side"
    if left.dois & right.dois:
        return "same", "same DOI"
    ours = {"".join(c for c in value if c.isalnum()) for value in left.dois}
    if ours & {"".join(c for c in value if c.isalnum()) for value in right.dois}:
        return "alias", "DOIs differ in a sign"
    return "other", "other DOI"


def handle_rung(left: Prepared, right: Prepared) -> Rung:
    if not left.handle or not right.handle:
        return SILENT, "RePEc handle missing on a side"
    return ("same", "same RePEc handle") if left.handle == right.handle else ("other", "other RePEc handle")


def identifier_rung(left: Prepared, right: Prepared) -> Rung:
    """Every other identifier that names a work: PubMed, arXiv, Semantic Scholar, OpenAlex; ISBN of books."""
    if shared := left.others & right.others:
        return "same", f"same {min(shared).split(':')[0].replace('_', ' ')}"
    if left.isbns and right.isbns and left.stage == right.stage == "book":
        return ("same", "same ISBN") if left.isbns & right.isbns else ("other", "other ISBN")
    return SILENT, "no other identifier on both sides"


def stage_rung(left: Prepared, right: Prepared) -> Rung:
    if not left.stage or not right.stage:
        return SILENT, "type unknown on a side"
    if left.stage == right.stage:
        if left.report and right.report and left.report != right.report and left.stage == "draft":
            return "report", "other report number"
        return "same", "same type"
    return (
        "other",
        f"one is {_STAGE_WORDS.get(left.stage, left.stage)}, one {_STAGE_WORDS.get(right.stage, right.stage)}",
    )


_STAGE_WORDS = {
    "draft": "a working paper or preprint",
    "meeting": "a conference paper",
    "article": "an article",
    "chapter": "a chapter",
    "book": "a book",
    "volume": "a volume of proceedings",
    "thesis": "a thesis",
    "data": "data",
    "page": "a web page",
    "study": "a study",
    "review": "a book review",
    "notice": "a notice",
}


def edition_rung(left: Prepared, right: Prepared) -> Rung:
    if not left.edition and not right.edition:
        return SILENT, "no edition said"
    if left.edition == right.edition:
        return "same", "same edition"
    return "other", f"edition {left.edition or 'not said'} vs {right.edition or 'not said'}"


def source_rung(left: Prepared, right: Prepared) -> Rung:
    if left.source and left.source == right.source and left.source_id != right.source_id:
        return "one", "two records of one source"
    return SILENT, "from two sources"

"""One ladder of named levels per field but the title. Each rung stands beside the sentence that a person reads.

Every ladder takes two prepared values and answers `(level, sentence)`; the level ``silent`` means
that a side is missing, garbled or of another kind. What a level says is in `levels.SAYS`.
"""

from __future__ import annotations

from rapidfuzz.fuzz import ratio

from litreview.matching.levels import SILENT, Rung
from litreview.matching.names import Names
from litreview.matching.places import Pages, Place, Venue
from litreview.matching.prepare import Prepared

_LETTER_BY_LETTER = 250_000
"""Pairs of names that are compared letter by letter: 500 authors with 500. Of longer lists (large
collaborations have thousands) only equal names count."""


def names_rung(left: Names, right: Names) -> Rung:
    """How many of the shorter list of authors stand in the longer one."""
    if not left.families or not right.families:
        return SILENT, "authors missing on a side"
    short, long = sorted((left, right), key=_by_count)
    if short.families == long.families:
        if _other_initials(short, long):
            return ("most" if len(short.families) > 1 else "some"), "same family names"
        return ("all", "same authors") if len(short.families) > 1 else ("one", "same author")
    total = len(short.families)
    if total * len(long.families) > _LETTER_BY_LETTER:
        found = len(set(long.families).intersection(short.families))
    else:
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


def _by_count(names: Names) -> tuple[int, str, tuple[str, ...]]:
    return len(names.families), names.blob, names.families


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
    short, long = sorted((left, right), key=_by_length)
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


def _by_length(venue: Venue) -> tuple[int, str]:
    return len(venue.plain), venue.plain


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
    if not set(left.dois).isdisjoint(right.dois):
        return "same", "same DOI"
    ours = {"".join(filter(str.isalnum, value)) for value in left.dois}
    if ours & {"".join(filter(str.isalnum, value)) for value in right.dois}:
        return "alias", "DOIs differ in a sign"
    return "other", "other DOI"


def handle_rung(left: Prepared, right: Prepared) -> Rung:
    if not left.handle or not right.handle:
        return SILENT, "RePEc handle missing on a side"
    return ("same", "same RePEc handle") if left.handle == right.handle else ("other", "other RePEc handle")


def identifier_rung(left: Prepared, right: Prepared) -> Rung:
    """Every other identifier that names a work: PubMed, arXiv, Semantic Scholar, OpenAlex; ISBN of books."""
    if left.others and (shared := set(left.others).intersection(right.others)):
        return "same", f"same {min(shared).split(':')[0].replace('_', ' ')}"
    if left.isbns and right.isbns and left.stage == right.stage == "book":
        other = set(left.isbns).isdisjoint(right.isbns)
        return ("other", "other ISBN") if other else ("same", "same ISBN")
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

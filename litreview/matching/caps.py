"""What no sum of agreements outweighs: conditions on the levels of a pair, and what is left of its verdict."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple


class Cap(NamedTuple):
    """A condition on the levels that no points outweigh, what is left then, and why.

    ``titles`` = the levels of the title at which it is looked at, "" at any.
    """

    titles: str
    holds: Callable[[dict[str, str]], bool]
    word: str
    why: str


_ONE_VENUE = ("same", "short", "inside")
_MOST_AUTHORS = ("all", "one", "cut", "most")
_AUTHORS_AGREE = (*_MOST_AUTHORS, "some")


def _text_agrees(levels: dict[str, str]) -> bool:
    return levels["title"] in ("same", "head", "cut", "misspelt") or (
        levels["title"] == "short" and levels["authors"] in _MOST_AUTHORS
    )


def _place_agrees(levels: dict[str, str]) -> bool:
    return levels["pages"] in ("range", "first", "last", "number") and levels["volume"] != "other"


def _full_place(levels: dict[str, str]) -> bool:
    """Volume, whole page range and year, and nothing against them."""
    return (
        levels["pages"] == "range"
        and levels["volume"] == "same"
        and levels["year"] == "same"
        and levels["issue"] != "other"
    )


def _whole_place(levels: dict[str, str]) -> bool:
    """A full place that also has number and venue, or the DOI, in common."""
    if levels["doi"] == "same":
        return True
    whole = (
        levels["issue"] == "same" and levels["venue"] in _ONE_VENUE and levels["authors"] in ("all", "one")
    )
    return whole and levels["title"] == "different"


def _place_conflicts(levels: dict[str, str]) -> bool:
    if levels["pages"] == "other":
        return not _slip_of_pages(levels)
    if levels["volume"] != "other":
        return False
    return levels["pages"] not in ("range", "first", "number", "last") or "other" in (
        levels["doi"],
        levels["issue"],
    )


def _slip_of_pages(levels: dict[str, str]) -> bool:
    """All else of the place agrees, and the pages alone differ: a slip, or two printings in one issue."""
    return (
        levels["title"] in ("same", "misspelt")
        and levels["authors"] in _MOST_AUTHORS
        and levels["year"] == "same"
        and levels["volume"] == "same"
        and levels["issue"] != "other"
        and levels["venue"] in _ONE_VENUE
        and levels["doi"] != "other"
    )


def _identified(levels: dict[str, str]) -> bool:
    return "same" in (levels["doi"], levels["handle"], levels["identifier"])


def one_text(levels: dict[str, str]) -> bool:
    """Whether title and authors say that two works are stages of one text."""
    if levels["title"] == "language":
        return levels["authors"] in ("all", "one") and levels["year"] == "same"
    if levels["authors"] == "silent":
        return levels["title"] == "same"
    return _text_agrees(levels) and levels["authors"] in _AUTHORS_AGREE


CAPS: tuple[Cap, ...] = (
    Cap("role", lambda v: not (v["doi"] == "same" and _place_agrees(v)), "different",
        "a notice, reply, review, appendix or data set is not the work it is about"),
    Cap("review", lambda v: not (v["authors"] in ("all", "one") and v["year"] == "same" and v["venue"] in _ONE_VENUE),
        "different", "a review of a book is not the book"),
    Cap("review", lambda _: True, "maybe", "perhaps two records of one book review"),
    Cap("parts", lambda v: not (_place_agrees(v) and (_identified(v) or v["volume"] == v["issue"] == "same")), "different",
        "parts and volumes are works of their own"),
    Cap("different translated", lambda v: not (_full_place(v) and v["authors"] in _MOST_AUTHORS), "different",
        "another title: an equal identifier is a supplement's, an issue's or a copied one"),
    Cap("translated", lambda v: v["venue"] in ("other", "kind") and not _identified(v), "different",
        "another title and another venue"),
    Cap("different translated", lambda v: not _whole_place(v), "ask", "another title at the same place in print"),
    Cap("different translated", lambda _: True, "same", "another title, but the whole place in print and all authors agree"),
    Cap("silent", lambda v: not (_full_place(v) and v["authors"] in _MOST_AUTHORS and _identified(v)), "maybe",
        "without a title nothing decides"),
    Cap("language", lambda v: _place_agrees(v) and v["volume"] == "same" and not _full_place(v)
        and v["authors"] in _MOST_AUTHORS, "ask", "titles in two languages at what seems one place in print"),
    Cap("language", lambda v: not (_full_place(v) and v["authors"] in _MOST_AUTHORS), "version",
        "titles in two languages are one work only at one place in print"),
    Cap("column", lambda v: _place_conflicts(v) or v["volume"] == "other", "different",
        "a recurring title at two places in print"),
    Cap("column", lambda v: v["issue"] == "other" or (v["venue"] in ("other", "kind") and not _identified(v))
        or v["year"] in ("near", "far") or v["doi"] == "other" or v["authors"] == "none", "different",
        "a recurring title with nothing else in common"),
    Cap("column", lambda v: not (_place_agrees(v) or _identified(v)), "maybe",
        "a recurring title needs a place in print or an identifier"),
    Cap("", lambda v: v["authors"] == "none" and not (_place_agrees(v) and v["title"] in ("same", "misspelt")
        and (_identified(v) or v["volume"] == "same")), "different", "same title by other authors"),
    Cap("", lambda v: v["edition"] == "other" and not _place_agrees(v), "version", "another edition"),
    Cap("", lambda v: _place_conflicts(v) and v["doi"] != "same", "version", "printed at another place"),
    Cap("", lambda v: _place_conflicts(v) and (v["pages"] == "other" or v["venue"] not in _ONE_VENUE), "maybe",
        "same DOI at two places in print"),
    Cap("", lambda v: v["stage"] == "other" and not _identified(v) and not _place_agrees(v) and v["volume"] != "same",
        "version", "another stage of publication"),
    Cap("", lambda v: v["pages"] == "kind" and (v["year"] != "same" or v["issue"] != "same" or v["venue"] not in _ONE_VENUE)
        and not _identified(v), "version", "pages of another kind, and not in one number"),
    Cap("", lambda v: v["stage"] == "report" and not _identified(v), "version", "another number of a series"),
    Cap("", lambda v: v["stage"] == "report", "maybe", "one identifier under two numbers of a series"),
    Cap("", lambda v: "other" in (v["handle"], v["doi"]) and v["year"] not in ("same", "silent") and not _place_agrees(v)
        and not _identified(v), "version", "another identifier in another year"),
    Cap("", lambda v: v["venue"] in ("other", "kind") and not _place_agrees(v) and not _identified(v)
        and (v["year"] not in ("same", "silent") or v["volume"] == "one" or v["pages"] == "kind"), "version",
        "another venue, and no place in common"),
    Cap("more alike numbers", lambda v: not _identified(v)
        and (v["volume"] == "other" or v["pages"] in ("overlap", "own", "next", "kind", "misprint")), "maybe",
        "words of the title differ, and the place in print does not agree"),
    Cap("", lambda v: v["year"] == "far" and not (_place_agrees(v) and (v["doi"] == "same" or v["volume"] == "same")),
        "version", "years apart"),
    Cap("", lambda v: v["source"] == "one" and not (_place_agrees(v) or _identified(v))
        and (v["title"] not in ("same", "misspelt") or v["year"] != "same" or v["venue"] in ("other", "kind")), "different",
        "two records of one source with no place in common"),
    Cap("", lambda v: v["source"] == "one" and "other" in (v["doi"], v["handle"]) and v["volume"] != "same"
        and not _identified(v), "maybe", "one source gives them two identifiers"),
    Cap("", lambda v: v["source"] == "one" and not (_place_agrees(v) or _identified(v)), "maybe",
        "two records of one source need a place in print or an identifier in common"),
    Cap("short", lambda v: v["authors"] not in ("all", "one") and not (_place_agrees(v) or _identified(v)), "maybe",
        "a short title needs a place in print or an identifier"),
)  # fmt: skip
"""In order; the first that holds decides. *ask* and *same* hold whatever
the points; *maybe* asks only where they are enough to be worth a question."""


@cache
def caps_at(title: str) -> tuple[Cap, ...]:
    """The caps to look at where titles are at this level, in order."""
    return tuple(cap for cap in CAPS if not cap.titles or title in cap.titles.split())

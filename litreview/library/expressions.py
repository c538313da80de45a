"""The parts of a query that ask for words, as one expression of FTS5."""

from __future__ import annotations

from collections.abc import Iterable

from litreview.library.conditions import text_match
from litreview.model.query import TEXT_KINDS, Either, Node, Not, Term
from litreview.model.text import words


def split(nodes: Iterable[Node]) -> tuple[list[Node], list[Node]]:
    """The parts that the index of words answers, if any asks for words, and the rest."""
    wanted = [node for node in nodes if _is_text(node)]
    if not any(not isinstance(node, Not) for node in wanted):
        return [], list(nodes)
    return wanted, [node for node in nodes if not _is_text(node)]


def _is_text(node: Node) -> bool:
    if isinstance(node, Either):
        return all(isinstance(term, Term) and term.kind in TEXT_KINDS for term in node.terms)
    return (node.term if isinstance(node, Not) else node).kind in TEXT_KINDS


def match(wanted: list[Node]) -> str:
    """One FTS5 expression of all text parts; "" where a part has nothing to look for."""
    positive: list[str] = []
    negative: list[str] = []
    place = 0
    while place < len(wanted):
        node = wanted[place]
        after = wanted[place + 1] if place + 1 < len(wanted) else None
        place += 1
        if isinstance(node, Not):
            negative.append(text_match(node.term))
        elif isinstance(node, Either):
            made = [text_match(term) for term in node.terms if isinstance(term, Term)]
            positive.append("(" + " OR ".join(f"({one})" for one in made if one) + ")")
        elif isinstance(after, Term) and _may_join(node, after):
            joined = after._replace(text=f"{node.text}-{after.text}")
            positive.append(text_match(joined))
            place += 1
        else:
            positive.append(text_match(node))
    if not all(one and one != "()" for one in positive):
        return ""
    asked = " AND ".join(f"({one})" for one in positive)
    left_out = " OR ".join(f"({one})" for one in negative if one)
    return f"({asked}) NOT ({left_out})" if left_out else asked


def apart(wanted: list[Node]) -> list[Node]:
    """The parts before the last one, which hold whatever the last one is; none where all of them are
    negative."""
    before, last = wanted[:-1], wanted[-1]
    if before and isinstance(before[-1], Term) and isinstance(last, Term) and _may_join(before[-1], last):
        before.pop()
    return before if any(not isinstance(node, Not) for node in before) else []


def _may_join(first: Term, second: Term) -> bool:
    from litreview.library.search_text import LEADING

    plain_words = not (first.phrase or second.phrase or first.exact or second.exact)
    leads = words(first.text) == [first.text.lower()] and first.text.lower() in LEADING
    return plain_words and first.kind == second.kind and leads and len(words(second.text)) == 1

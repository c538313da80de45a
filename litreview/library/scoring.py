"""The order of an answer by how well it fits the words that were asked for."""

from __future__ import annotations

import math
import sqlite3

from litreview.model.query import TEXT_KINDS, Query, Term
from litreview.model.text import fold, words


def score(connection: sqlite3.Connection, ids: list[int], query: Query) -> list[int]:
    """Candidates by fit: where the words stand in title and names, how often cited, how recent."""
    sought = [
        word
        for node in query.nodes
        if isinstance(node, Term) and node.kind in TEXT_KINDS
        for word in words(node.text)
    ]
    sought = list(dict.fromkeys(sought))
    whole = " ".join(sought)
    scored: list[tuple[float, int]] = []
    for at in range(0, len(ids), 2000):
        listed = ",".join(map(str, ids[at : at + 2000]))
        for work_id, title, byline, year, cited in connection.execute(
            f"SELECT id, title, byline, year, cited FROM works WHERE id IN ({listed})"
        ):
            title, byline = fold(title), fold(byline)
            score = 0.35 * math.log1p(cited or 0) + 0.02 * ((year or 1950) - 1950)
            for word in sought:
                at_word = title.find(word)
                if at_word == 0:
                    score += 3
                elif at_word > 0:
                    score += 2 if title[at_word - 1] == " " else 0.5
                if word in byline:
                    score += 2.5 if byline.startswith(word) else 1
            if len(sought) > 1 and whole in title:
                score += 4
            scored.append((-score, -work_id))
    scored.sort()
    return [-work_id for _, work_id in scored]

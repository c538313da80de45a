"""Records made from a seed, with doubles among them as several catalogues would describe them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from litreview.model.identifiers import Identifier
from litreview.model.people import Author
from litreview.model.record import Record

_SYLLABLES = "an bo cer di el fa gri hu in jo kal lo mer no or pa qui ren so ti ul ver wa xen ya zo ster men tion al".split()


def records(count: int, seed: int = 1, doubles: float = 0.2) -> Iterator[Record]:
    """``count`` records; a share ``doubles`` of them describe a work that came before, a little differently.

    Words and family names follow Zipf's law, so that blocks grow as they do in life. The id of a
    double is that of its work with ``-d``.
    """
    rng = random.Random(seed)
    words = sorted({"".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(20_000)})
    rng.shuffle(words)
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    families = [word.title() for word in words[:8000]]
    family_weights = weights[: len(families)]
    venues = [" ".join(rng.choices(words, k=3)).title() for _ in range(400)]
    kept: list[Record] = []
    for number in range(count):
        if kept and rng.random() < doubles:
            yield _double(rng.choice(kept), rng, number)
            continue
        people = rng.choices(families, cum_weights=family_weights, k=rng.randint(1, 5))
        first = rng.randint(1, 1500)
        work = Record(
            source="one",
            source_id=str(number),
            type="article",
            title=" ".join(rng.choices(words, cum_weights=weights, k=rng.randint(4, 14))).capitalize(),
            authors=tuple(Author(family, rng.choice("ABCDEFGHJKLMNPRSTW") + "ohan") for family in people),
            year=rng.randint(1985, 2025),
            venue=rng.choice(venues),
            volume=str(rng.randint(1, 60)),
            issue=str(rng.randint(1, 12)),
            pages=f"{first}-{first + rng.randint(4, 30)}",
            identifiers=(Identifier("doi", f"10.9999/{number}"),) if rng.random() < 0.7 else (),
        )
        if len(kept) < 20_000:
            kept.append(work)
        yield work


def _double(work: Record, rng: random.Random, number: int) -> Record:
    """The same work as another catalogue has it: initials, perhaps no DOI, no pages, a letter lost."""
    title = work.title or ""
    if rng.random() < 0.2:
        place = rng.randrange(1, len(title))
        title = title[:place] + title[place + 1 :]
    return Record(
        source="other",
        source_id=f"{work.source_id}-d{number}",
        type="article",
        title=title,
        authors=tuple(Author(a.family, a.given[0] + ".") for a in work.authors),
        year=work.year,
        venue=work.venue,
        volume=work.volume,
        pages=work.pages if rng.random() < 0.7 else None,
        identifiers=work.identifiers if rng.random() < 0.5 else (),
    )

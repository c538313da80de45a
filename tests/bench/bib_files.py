"""A .bib file as a person gathers it over years: several exporters, accents, macros, doubles. Made from a seed."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple, TextIO

_SYLLABLES = "an bo cer di el fa gri hu in jo kal lo mer no or pa qui ren so ti ul ver wa xen ya zo ster men tion al".split()
_COMMON = (
    "the of and in a for to on an alliance learning knowledge strategic innovation performance trust network theory "
    "governance capability evidence firm international organizational venture dynamic partner market social technology "
    "transfer absorptive capacity cooperation from interorganizational role effects study approach resource structure"
).split()
_ACCENTED = {
    "ue": '{\\"u}', "oe": '{\\"o}', "ia": "{\\'\\i}a", "ere": "{\\`e}re", "os": "{\\o}s", "ca": "{\\c c}a", "no": "{\\~n}o",
}  # fmt: skip
_GIVEN = (
    "Rikard Lars Kristina Judith Andrew Mary Paul Anna Jeffrey Harbir Prashant Wei Yves Ranjay Africa Juan Maria "
    "Hans-Georg Jean-Paul Oliver Susan Kathleen Michael Steven Bernard Laurence Torben Bo Xu David"
).split()
_PARTICLES = ("van den ", "de ", "von ", "van ")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


class _Paper(NamedTuple):
    """What several exporters would write of one work."""

    number: int
    people: tuple[tuple[str, str], ...]
    title: str
    venue: str
    year: int
    volume: int
    issue: int
    first: int
    doi: str
    abstract: str
    terms: tuple[str, ...]


class _Words:
    """Words, names and journals by Zipf's law: few are frequent, most are rare."""

    def __init__(self, dice: random.Random) -> None:
        made = sorted({"".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))) for _ in range(20_000)})
        dice.shuffle(made)
        self.words = _COMMON + made
        self.weights = list(accumulate(1 / (place + 3) for place in range(len(self.words))))
        self.families = [_family(word, dice) for word in made[:9_000]]
        self.family_weights = list(accumulate(1 / (place + 20) for place in range(len(self.families))))
        self.venues = [
            "Journal of " + " and ".join(dice.sample(self.words[20:400], 2)).title() for _ in range(300)
        ]

    def some(self, dice: random.Random, count: int) -> list[str]:
        return dice.choices(self.words, cum_weights=self.weights, k=count)


def _family(word: str, dice: random.Random) -> str:
    for plain, macro in _ACCENTED.items():
        if word.endswith(plain):
            return word.removesuffix(plain).capitalize() + macro
    return (dice.choice(_PARTICLES) if dice.random() < 0.03 else "") + word.capitalize()


def entries(count: int, seed: int = 1, doubles: float = 0.2) -> Iterator[str]:
    """``count`` entries as text; a share ``doubles`` of them is a work that came before, from another exporter.

    One double in five is the same word by word but for its key.
    """
    dice = random.Random(seed)
    words = _Words(dice)
    seen: list[_Paper] = []
    for number in range(count):
        if seen and dice.random() < doubles:
            paper = dice.choice(seen)
            exact = dice.random() < 0.2
            exporter = paper.number % 3 if exact else (paper.number + dice.randint(1, 2)) % 3
            yield _entry(paper, f"double{number}", exporter, None if exact else dice)
            continue
        paper = _paper(number, words, dice)
        seen.append(paper)
        if len(seen) > 20_000:
            seen[dice.randrange(20_000)] = seen.pop()
        family = re.sub("[^a-z]", "", paper.people[0][0].split()[-1].lower())
        yield _entry(paper, f"{family}{paper.year}n{number}", number % 3, None)


def _paper(number: int, words: _Words, dice: random.Random) -> _Paper:
    people = dice.choices(
        words.families, cum_weights=words.family_weights, k=dice.choice((1, 2, 2, 2, 3, 3, 4, 5))
    )
    length = dice.randint(90, 200) if dice.random() < 0.6 else 0
    volume, issue, first = dice.randint(1, 60), dice.randint(1, 12), dice.randint(1, 1500)
    return _Paper(
        number,
        tuple((family, dice.choice(_GIVEN)) for family in people),
        " ".join(words.some(dice, dice.randint(5, 14))).capitalize(),
        dice.choice(words.venues),
        dice.randint(1975, 2025),
        volume,
        issue,
        first,
        f"10.{dice.choice((1287, 1016, 2307, 1002, 5465))}/j.{number}.{volume}.{issue}.{first}"
        if dice.random() < 0.75
        else "",
        _sentences(words.some(dice, length), dice),
        tuple(dict.fromkeys(words.some(dice, dice.choice((0, 3, 4, 5))))),
    )


def _sentences(words: list[str], dice: random.Random) -> str:
    """Words with the commas, stops and signs of an abstract."""
    text: list[str] = []
    while words:
        length = dice.randint(8, 22)
        part, words = words[:length], words[length:]
        text.append(
            " ".join(part[:4]).capitalize() + (", " if len(part) > 4 else "") + " ".join(part[4:]) + "."
        )
    return " ".join(text) + (" We test 57 firms (p < 0.05) \\& find 10\\% more." if text else "")


def _entry(paper: _Paper, key: str, exporter: int, dice: random.Random | None) -> str:
    """One entry in the manner of a publisher (0), of Zotero (1) or of a person's own hand (2).

    With ``dice`` it is told as another catalogue would: initials, perhaps no DOI, a letter of the
    title lost.
    """
    title, doi, people = paper.title, paper.doi, paper.people
    if dice:
        doi = doi if dice.random() < 0.5 else ""
        people = (
            tuple((family, given[0] + ".") for family, given in people) if dice.random() < 0.6 else people
        )
        if dice.random() < 0.15:
            place = dice.randrange(1, len(title))
            title = title[:place] + title[place + 1 :]
    names = " and ".join(
        f"{given} {family}" if exporter == 2 and " " not in family else f"{family}, {given}"
        for family, given in people
    )
    return (_publisher, _zotero, _hand)[exporter](paper, key, names, title, doi)


def _publisher(paper: _Paper, key: str, names: str, title: str, doi: str) -> str:
    fields = [
        ("author", names), ("title", title.title()), ("journal", paper.venue), ("volume", paper.volume),
        ("number", paper.issue), ("pages", f"{paper.first}-{paper.first + 21}"), ("year", paper.year), ("doi", doi),
        ("URL", doi and f"https://doi.org/{doi}"), ("eprint", doi and f"https://doi.org/{doi}"),
        ("keywords", ", ".join(paper.terms)), ("abstract", paper.abstract), ("publisher", "Elsevier"),
    ]  # fmt: skip
    return (
        f"@article{{{key},\n"
        + ",\n".join(f"{name} = {{{value}}}" for name, value in fields if value)
        + "\n}\n"
    )


def _zotero(paper: _Paper, key: str, names: str, title: str, doi: str) -> str:
    words = " ".join(f"{{{w}}}" if w[:1].isupper() else w for w in title.split())
    fields = [
        ("title", f"{{{words}}}"), ("author", names), ("year", paper.year), ("journal", paper.venue),
        ("volume", paper.volume), ("number", paper.issue), ("pages", f"{paper.first}--{paper.first + 21}"), ("doi", doi),
        ("issn", "1047-7039"), ("urldate", "2021-03-14"), ("langid", "english"), ("abstract", paper.abstract),
        ("keywords", ", ".join(paper.terms)), ("file", f"Full Text PDF:files/{paper.number}/{key}.pdf:application/pdf"),
    ]  # fmt: skip
    lines = [f"\t{name} = {{{value}}},\n" for name, value in fields if value]
    lines.insert(3, f"\tmonth = {_MONTHS[paper.issue - 1]},\n")
    return f"@article{{{key},\n{''.join(lines)}}}\n"


def _hand(paper: _Paper, key: str, names: str, title: str, doi: str) -> str:
    fields = [
        ("author", f'"{names}"' if '"' not in names else f"{{{names}}}"), ("title", f"{{{{{title}}}}}"),
        ("journal", f"{{{paper.venue.replace(' And ', f' {chr(92)}& ')}}}"), ("year", paper.year),
        ("volume", f'"{paper.volume}"'), ("number", f'"{paper.issue}"'),
        ("pages", f'"{paper.first}--{paper.first + 21}"'), ("doi", doi and f"{{{doi}}}"),
    ]  # fmt: skip
    return (
        f"@Article{{{key},\n" + "".join(f"  {name:12}= {value},\n" for name, value in fields if value) + "}\n"
    )


def write(stream: TextIO, count: int, seed: int = 1, doubles: float = 0.2) -> None:
    """The entries into a file, one at a time."""
    stream.write("% Encoding: UTF-8\n\n")
    for text in entries(count, seed, doubles):
        stream.write(text + "\n")

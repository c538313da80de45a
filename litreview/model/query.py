"""What a person types to find works: words, phrases, fields, without ever being an error.

One parser for the screen, the commands and saved searches. It knows nothing of how works are
found; `litreview.library` does. Grammar, loosest first: blanks mean *and*; ``or`` joins the two
terms beside it; ``-`` in front means *not*.
"""

# Annotations are values here: named tuples would compile each one that is a text.

import re
from collections.abc import Sequence
from typing import NamedTuple

from litreview.model.text import clean, words

FIELDS = {
    "a": "author", "author": "author", "t": "title", "title": "title", "y": "year", "year": "year",
    "j": "venue", "venue": "venue", "journal": "venue", "k": "key", "key": "key", "tag": "tag",
    "has": "has", "is": "is", "type": "type", "jel": "jel", "search": "search", "ab": "abstract",
    "abstract": "abstract", "n": "note", "note": "note", "source": "source", "s": "source",
    "list": "list",
}  # fmt: skip
"""What may stand before a colon, and the kind of term that it makes."""

TEXT_KINDS = ("any", "author", "title", "venue")
"""Kinds looked up in the first index; abstract, note and keyword are in the second."""

# Patterns are compiled where they are first used: `litreview list` without a query needs none.
_TOKEN = r'(-*)(?:([A-Za-z]+):)?(=?)(?:"([^"]*)("?)|(\S*))'
_YEARS = r"(\d{1,4})?\s*(-|\.\.|\u2013)?\s*(\d{1,4})?"
_QUOTES = str.maketrans("“”„«»″", '""""""')


class Term(NamedTuple):
    """One thing to look for. ``kind`` is *any*, *identifier* or a value of `FIELDS`.

    ``exact`` = the letters as typed; ``phrase`` = the words in a row; ``prefix`` = the last word may
    go on. ``low`` and ``high`` bound a year, None open.
    """

    kind: str
    text: str
    exact: bool = False
    phrase: bool = False
    prefix: bool = False
    low: int | None = None
    high: int | None = None


class Not(NamedTuple):
    """A term that must not hold."""

    term: Term


class Either(NamedTuple):
    """Terms of which one must hold."""

    terms: tuple[Term | Not, ...]


Node = Term | Not | Either


class Query(NamedTuple):
    """A query as typed and as understood: all ``nodes`` must hold; no nodes means everything."""

    text: str
    nodes: tuple[Node, ...] = ()


def parse(text: str | None) -> Query:
    """Understand what a person typed. Every text has a meaning; at worst it is words."""
    value = (clean(text, 2000) or "").translate(_QUOTES)
    open_end = bool(value) and not (text or "")[-1:].isspace()
    tokens = [found for found in re.finditer(_TOKEN, value) if found[0].strip()] if value else []
    nodes: list[Node] = []
    joining = False
    for place, found in enumerate(tokens):
        last = place == len(tokens) - 1
        if _is_or(found) and nodes and not (last and open_end):
            joining = True
            continue
        made = _made(found, last and open_end)
        if made is None:
            continue
        nodes.extend(made) if not joining else _join(nodes, made)
        joining = False
    return Query(value, tuple(nodes))


def from_arguments(arguments: Sequence[str]) -> str:
    """The query text of a command's words: what a shell took out of its quotes gets them back.

    ``tag:learning dilemma`` as one word means ``tag:"learning dilemma"``. A single word that already
    holds a whole query (several fields, quotes) stays as it is.
    """
    return " ".join(_quoted(one) for one in arguments)


def _quoted(argument: str) -> str:
    found = re.fullmatch(r"(-*)(?:([A-Za-z]+):)?(=?)(\S.*\s.*)", argument.strip(), re.S)
    if not found or '"' in argument or re.search(r"\s(?:-?[A-Za-z]+:|-\w|or\s)", argument):
        return argument
    minus, name, exact, text = found.groups()
    if name is None or name.lower() not in FIELDS:
        return argument
    return f'{minus}{name}:{exact}"{text}"'


def explain(query: Query) -> tuple[str, ...]:
    """How a query was understood, a sentence for each part that must hold."""
    return tuple(_explained(node) for node in query.nodes) or ("everything",)


def _is_or(found: re.Match[str]) -> bool:
    return found[0].strip().lower() == "or"


def _join(nodes: list[Node], made: list[Term | Not]) -> None:
    before = nodes.pop()
    alternatives = before.terms if isinstance(before, Either) else (before,)
    nodes.append(Either((*alternatives, made[0])))
    nodes.extend(made[1:])


def _made(found: re.Match[str], open_end: bool) -> list[Term | Not] | None:
    minus, name, equals, quoted, closed, plain = found.groups()
    whole = found[0][len(minus) :]
    terms: list[Term]
    if quoted is None and not equals and (identifier := _identifier(whole, open_end)):
        terms = [identifier]
    elif name and name.lower() in FIELDS:
        text = quoted if quoted is not None else plain
        terms = _field(FIELDS[name.lower()], text, bool(equals), quoted is not None, open_end and not closed)
    else:
        text = quoted if quoted is not None else (f"{name} {plain}" if name else plain)
        terms = _text("any", text, bool(equals), quoted is not None, open_end and not closed)
    if not terms:
        return None
    return [Not(term) for term in terms] if minus else list(terms)


def _identifier(text: str, open_end: bool) -> Term | None:
    if len(text) > 8:
        from litreview.model.identifiers import guess  # late: most queries name no work

        found = guess(text)
        if found is not None and found.scheme != "isbn":
            return Term("identifier", found.value, prefix=open_end)
    if re.match(r"10\.\d{4,9}/", text):
        return Term("identifier", text.lower(), prefix=True)
    return None


def _field(kind: str, text: str, exact: bool, quoted: bool, open_end: bool) -> list[Term]:
    value = text.strip()
    if not value:
        return []
    if kind == "year":
        return (
            [_years(value)] if re.fullmatch(_YEARS, value) else _text("any", value, exact, quoted, open_end)
        )
    if kind in ("author", "title", "venue", "abstract", "note"):
        return _text(kind, value, exact, quoted, open_end)
    return [Term(kind, value, exact=exact, prefix=open_end and not quoted)]


def _years(value: str) -> Term:
    found = re.fullmatch(_YEARS, value)
    assert found is not None
    low, dash, high = found.groups()
    if not dash:
        low, high = (low or "") + (high or ""), None
        return Term("year", value, low=int(low.ljust(4, "0")), high=int(low.ljust(4, "9")))
    return Term(
        "year",
        value,
        low=int(low.ljust(4, "0")) if low else None,
        high=int(high.ljust(4, "9")) if high else None,
    )


def _text(kind: str, text: str, exact: bool, quoted: bool, open_end: bool) -> list[Term]:
    parts = words(text)
    if not parts:
        return []
    star = text.endswith("*")
    prefix = not exact and (star or (open_end and (text[-1].isalnum() or text[-1] in "-\u2010")))
    phrase = quoted and len(parts) > 1
    return [Term(kind, text.rstrip("*"), exact=exact, phrase=phrase, prefix=prefix)]


_SAY = {
    "any": "in title, authors or venue", "author": "among the authors", "title": "in the title",
    "venue": "in the venue", "abstract": "in the abstract", "note": "in a note",
}  # fmt: skip


_KINDS = {"search": "found by the search", "list": "in the reading list"}


def _explained(node: Node) -> str:
    if isinstance(node, Not):
        return f"not: {_explained(node.term)}"
    if isinstance(node, Either):
        return " or ".join(_explained(term) for term in node.terms)
    if node.kind == "year":
        return _years_said(node)
    if node.kind not in _SAY:
        ending = " (or starting so)" if node.prefix and node.kind in ("identifier", "key") else ""
        if node.kind == "tag":
            ending = " itself" if node.exact else " or a tag below it"
        what = _KINDS.get(node.kind) or node.kind.replace("_", " ")
        return f"{what} “{node.text}”{ending}"
    what = f"the phrase “{node.text}”" if node.phrase else f"“{node.text}”"
    how = " exactly as typed" if node.exact else " or longer" if node.prefix else ""
    return f"{what}{how} {_SAY[node.kind]}"


def _years_said(term: Term) -> str:
    if term.low is None:
        return f"year up to {term.high}" if term.high is not None else "any known year"
    if term.low == term.high:
        return f"year {term.low}"
    return f"year from {term.low}" + (f" to {term.high}" if term.high is not None else " on")

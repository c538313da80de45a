"""How the shown works spread over tags, years, venues, sources, types and decisions; a choice narrows the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from litreview.model.row import Facet
from litreview.model.text import printable
from litreview.tui.columns import hue
from litreview.tui.describe import TAG_STYLES
from litreview.tui.keys import own
from litreview.tui.text import DIM, fitted, line

_FIELDS = {"tag": "tag", "venue": "j", "source": "source", "type": "type", "decision": "is", "read": "is"}
_TITLES = {
    "tag": "Tags", "year": "Years", "venue": "Venues", "source": "Sources", "type": "Types",
    "decision": "Decisions", "read": "Read",
}  # fmt: skip
_SHOWN = 8
_BAR = 6


class Term(Option):
    """One value of a facet and the term of a query that says it."""

    def __init__(self, prompt: Content, term: str) -> None:
        super().__init__(prompt)
        self.term = term


class Facets(OptionList):
    """A list of terms; choosing one puts it into the query, or takes it out again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        own("j", "cursor_down", "down", id="facets.down"),
        own("k", "cursor_up", "up", id="facets.up"),
    ]

    class TermChosen(Message):
        """A term of a query was chosen."""

        def __init__(self, term: str) -> None:
            super().__init__()
            self.term = term

    def show(self, facets: Sequence[Facet], query: str, width: int = 22) -> None:
        """Show the values with their counts; those of the query are marked with an x."""
        chosen = set(terms_of(query))
        options: list[Option] = []
        for facet in facets:
            values = year_spans(facet.values) if facet.name == "year" else facet.values
            if not values:
                continue
            options.append(
                Option(
                    Content.styled(_TITLES.get(facet.name, facet.name), "bold $text-primary"), disabled=True
                )
            )
            most = max(count for _, count in values)
            for value, count in values[:_SHOWN]:
                term = term_of(facet.name, value)
                options.append(Term(_prompt(facet.name, value, count, most, term in chosen, width), term))
            if len(values) > _SHOWN:
                options.append(Option(line((f"   {len(values) - _SHOWN:,} more", DIM)), disabled=True))
        before = self.highlighted
        self.clear_options()
        self.add_options(options)
        if before is None or before >= len(options):
            before = next((n for n, option in enumerate(options) if isinstance(option, Term)), None)
        self.highlighted = before

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if isinstance(event.option, Term):
            self.post_message(self.TermChosen(event.option.term))


def term_of(facet: str, value: str) -> str:
    """A value as a term of a query."""
    if facet == "year":
        return f"y:{value}"
    shown = value.replace('"', " ")
    return f'{_FIELDS.get(facet, facet)}:"{shown}"'


def terms_of(query: str) -> list[str]:
    """The terms of a query, quoted values whole."""
    out, term, quoted = [], "", False
    for letter in query:
        quoted ^= letter == '"'
        if letter == " " and not quoted:
            out.append(term)
            term = ""
        else:
            term += letter
    return [part for part in (*out, term) if part]


def toggled(query: str, term: str) -> str:
    """A query with a term more, or without it if it was there."""
    terms = terms_of(query)
    if term in terms:
        return " ".join(part for part in terms if part != term)
    if term.startswith("y:"):
        terms = [part for part in terms if not part.startswith("y:")]
    return " ".join([*terms, term])


def year_spans(values: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Years as spans of five, newest first, where there are more than eight of them."""
    years = {int(value): count for value, count in values if value.isdecimal()}
    if len(years) <= _SHOWN:
        return [(str(year), years[year]) for year in sorted(years, reverse=True)]
    spans: dict[int, int] = {}
    wide = 5 if (max(years) - min(years)) <= 5 * _SHOWN else 10
    for year, count in years.items():
        spans[year // wide * wide] = spans.get(year // wide * wide, 0) + count
    return [(f"{first}-{first + wide - 1}", spans[first]) for first in sorted(spans, reverse=True)]


def _prompt(facet: str, value: str, count: int, most: int, chosen: bool, width: int) -> Content:
    sign = "x " if chosen else "  "
    shown = f"{count:,}"
    if facet == "year":
        bar = "▆" * max(1, round(_BAR * count / most))
        text = line(sign, fitted(value, 10), (fitted(bar, _BAR + 1), "$text-secondary"))
    else:
        style = TAG_STYLES[hue(value)] if facet == "tag" else ""
        text = line(sign, (fitted(printable(value), max(4, width - 3 - len(shown))), style))
    gap = max(1, width - text.cell_length - len(shown))
    return line(text, " " * gap, (shown, DIM))

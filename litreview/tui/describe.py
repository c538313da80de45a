"""One work in words: the pane below the list, and the whole page of it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from litreview.model.decision import IN_WORDS, Decided
from litreview.model.people import byline
from litreview.model.row import CountSaid, ListView, Row, cited
from litreview.model.text import number_of
from litreview.tui.columns import hue
from litreview.tui.keys import key_of
from litreview.tui.text import DIM, STRONG, Part, block, button, content, line, listed, number

if TYPE_CHECKING:
    from litreview.acts.results import RecordView, Shown
    from litreview.model.record import Record

TAG_STYLES = (
    "$text-primary",
    "$text-success",
    "$text-warning",
    "$text-accent",
    "$text-secondary",
    "$text-error",
)
_LABEL = 18
_PANE_TITLE = 500
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def day(iso: str) -> str:
    """``2026-11-03`` as ``3 Nov 2026``; what is no such day stays as it is."""
    parts = iso[:10].split("-")
    if len(parts) == 3 and all(part.isdecimal() for part in parts) and 1 <= int(parts[1]) <= 12:
        return f"{int(parts[2])} {_MONTHS[int(parts[1]) - 1]} {parts[0]}"
    return iso


def where(best: Record) -> str:
    """``Organization Science 9(3), 285-305``, as much of it as is known; "" where nothing is."""
    place = best.venue or best.series or best.publisher or ""
    numbers = (best.volume or "") + (f"({best.issue})" if best.issue else "")
    pages = best.pages or best.article_number or (f"no. {best.report_number}" if best.report_number else "")
    head = " ".join(part for part in (place, numbers) if part)
    return ", ".join(part for part in (head, pages) if part)


def pane(shown: Shown) -> list[Content]:
    """A work in a few lines, the most needed first."""
    row, best = shown.row, shown.best
    out = [
        line((_cited(shown), "bold $text-accent"), "   ", (row.key, DIM)),
        content(_shortened(best.full_title or row.title or "no title"), STRONG),
        line(
            where(best) or ("no venue known", DIM)[0], "   ", (best.type.replace("_", " "), DIM), *_doi(row)
        ),
        line(
            *_counts(row.counts),
            "   ",
            *_lists("references", shown.references, shown.known_references),
            "   ",
            *_lists("cited by", shown.cited_by, shown.known_citing),
            "   ",
            ("seen by ", DIM),
            _seen(row),
        ),
    ]
    out += _warnings(shown)
    out += _words(shown)
    out += [
        line(("note ", DIM), note.text.replace("\n", " "), ("  " + day(note.when), DIM))
        for note in shown.notes
    ]
    out.append(block(best.abstract) if best.abstract else content(_no_abstract(row), DIM))
    return out


def from_row(row: Row) -> list[Content]:
    """What a row alone knows, until the rest is here."""
    return [
        line((cited(row.byline, row.year), "bold $text-accent"), "   ", (row.key, DIM)),
        content(_shortened(row.title or "no title"), STRONG),
        line(row.venue or "", "   ", (row.type.replace("_", " "), DIM), *_doi(row)),
    ]


def page(shown: Shown, width: int) -> list[Content]:
    """Everything known of a work, with who said it; long values hang under their beginning."""
    out = pane(shown)
    out += [Content(""), content("Fields and who said them", "bold $text-primary")]
    out += list(_fields(shown, width))
    if shown.row.counts:
        out += [Content(""), content("Citation counts", "bold $text-primary")]
        out += [line(f"  {c.source:18} {number(c.value):>8}   ", (day(c.day), DIM)) for c in shown.row.counts]
    if shown.versions:
        out += [Content(""), content("Versions of the same text", "bold $text-primary")]
        for view in shown.versions:
            preferred = "   lists prefer it" if view.preferred else ""
            out.append(line("  ", _row_name(view.row), "  ", (view.row.venue or "", DIM), (preferred, DIM)))
    out += [
        Content(""),
        content(number_of(len(shown.records), "record") + " behind it", "bold $text-primary"),
    ]
    out += [_record(view) for view in shown.records]
    if shown.key_aliases:
        out.append(line(("former keys ", DIM), ", ".join(shown.key_aliases)))
    return out


def tag_line(tags: Sequence[str], pinned: Sequence[tuple[int, str]]) -> Content:
    """The tags of a work, and the numbers that put the pinned ones on: ``x`` says it has it."""
    parts: list[Content] = []
    numbered = {name for _, name in pinned}
    for n, name in pinned:
        has = "x" if name in tags else " "
        parts.append(
            line(
                button(str(n), "", f"screen.pinned({n})"),
                " ",
                (name, TAG_STYLES[hue(name)]),
                (f" {has}", STRONG),
            )
        )
    parts += [content(tag, TAG_STYLES[hue(tag)]) for tag in tags if tag not in numbered]
    parts.append(button("t", "other tag", "screen.tag"))
    return Content("   ").join(parts)


def _shortened(title: str) -> str:
    """A title as far as the pane has room; its page has it whole."""
    return title if len(title) <= _PANE_TITLE else title[: _PANE_TITLE - 1] + "…"


def _cited(shown: Shown) -> str:
    return cited(byline(shown.best.authors, shown.best.others) or shown.row.byline, shown.row.year)


def _doi(row: Row) -> Iterable[Part]:
    if row.doi:
        return (("   doi ", DIM), row.doi)
    if row.repec:
        return ("   ", row.repec)
    return ()


def _counts(counts: Sequence[CountSaid]) -> list[Part]:
    """``cited 7 crossref, 5 semantic_scholar 24 Nov 2026``; a day that all share stands once."""
    if not counts:
        return [("cited ", DIM), "?", (" nobody asked or knows", DIM)]
    days = {count.day for count in counts}
    parts: list[Part] = [("cited ", DIM)]
    for place, count in enumerate(sorted(counts, key=lambda c: -c.value)):
        own = f" {day(count.day)}" if len(days) > 1 else ""
        parts += [", " if place else "", number(count.value), (f" {count.source}{own}", DIM)]
    return parts if len(days) > 1 else [*parts, (f" {day(counts[0].day)}", DIM)]


def _lists(name: str, lists: Sequence[ListView], known: int) -> list[Part]:
    """The state of a list: how many lines by which source; ``?`` where no source gave one."""
    given = [view for view in lists if view.state in ("given", "partial")]
    if given:
        best = max(given, key=lambda view: view.lines)
        of = f" of {best.total:,}" if best.state == "partial" and best.total else ""
        return [(f"{name} ", DIM), f"{best.lines:,}{of}", (f" {best.source}", DIM)]
    for state, words in (("withheld", "not given out"), ("none", "none")):
        if said := [view for view in lists if view.state == state]:
            return [(f"{name} ", DIM), words, (f", says {said[0].source}", DIM)]
    return [(f"{name} ", DIM), number(known or None), (" known here" if known else "", DIM)]


def _seen(row: Row) -> str:
    return listed(row.sources) or "nobody"


def _no_abstract(row: Row) -> str:
    count = len(row.sources)
    who = {0: "anyone", 1: row.sources[0] if row.sources else "", 2: "either"}.get(
        count, f"any of {count} sources"
    )
    return f"No abstract from {who}."


def _warnings(shown: Shown) -> list[Content]:
    notices = [n for n in shown.best.notices if n.about_this]
    kinds = dict.fromkeys(n.kind.replace("_", " ") for n in notices)
    out = [content(f"! A {kind} of this work was published.", "bold $text-error") for kind in kinds]
    if shown.versions:
        count = number_of(len(shown.versions), "other version")
        out.append(line((f"{count}: ", DIM), "; ".join(_row_name(view.row) for view in shown.versions[:3])))
    if shown.questions:
        out.append(
            line(
                f"{number_of(shown.questions, 'question')} on duplicates  ",
                button(key_of("duplicates"), "answer", "app.duplicates"),
            )
        )
    if not shown.row.kept:
        out.append(line(("outside your library  ", DIM), button(key_of("keep"), "keep it", "screen.keep")))
    return out


def _words(shown: Shown) -> list[Content]:
    """What people said of a work but tags and notes, in one line; none where they said nothing."""
    parts: list[Part] = []
    if shown.row.decision:
        parts += [(IN_WORDS[shown.row.decision], STRONG), "   "]
        parts += [
            (f"{_said(one, shown.row.decision)} ({one.who})   ", DIM)
            for one in shown.decisions
            if one.reason or shown.row.decision == "disputed"
        ]
    if shown.row.read_state:
        parts += [(shown.row.read_state, STRONG), "   "]
    for name, place, of in shown.reading_lists:
        parts += [("in ", DIM), name, (f" {place:,} of {of:,}   ", DIM)]
    if fields := dict.fromkeys(one.field.replace("_", " ") for one in shown.corrections):
        parts.append((f"corrected: {', '.join(fields)}", DIM))
    return [line(*parts)] if parts else []


def _said(one: Decided, shown: str) -> str:
    """A decision and its reason; the word is left out where it stands before already."""
    return one.reason if one.word == shown else ": ".join(filter(None, (IN_WORDS[one.word], one.reason)))


def _fields(shown: Shown, width: int) -> Iterable[Content]:
    every = Counter(record.record.source for record in shown.records)
    for name in ("title", "subtitle", "authors", "editors", "year", "issued", "venue", "series", "publisher", "volume",
                 "issue", "pages", "article_number", "report_number", "language", "keywords", "jel", "remark"):  # fmt: skip
        value = getattr(shown.best, name)
        if not value:
            continue
        if isinstance(value, tuple):
            value = "; ".join(str(part) for part in value)
        sources = dict.fromkeys(witness.split(":", 1)[0] for witness in shown.witnesses.get(name, ()))
        who = "all" if len(every) > 1 and len(sources) == len(every) else listed(sources)
        yield from _hanging(name, line(str(value), (f"   {who}" if who else "", DIM)), width)
    for identifier in shown.best.identifiers:
        yield from _hanging(identifier.scheme, content(identifier.value), width)
    for address in shown.best.page_addresses:
        yield from _hanging("page", content(address), width)


def _hanging(name: str, value: Content, width: int) -> Iterable[Content]:
    """A field whose further lines stand under its first."""
    for place, piece in enumerate(value.wrap(max(10, width - _LABEL))):
        label = "" if place else f"  {name.replace('_', ' ')}"
        yield line((f"{label:{_LABEL}}", DIM), piece)


def _record(view: RecordView) -> Content:
    outside = "" if view.kept else "   outside"
    return line("  ", view.name, (f"   received {day(view.received)}{outside}", DIM))


def _row_name(row: Row) -> str:
    return f"{row.cite_as} ({row.key})"

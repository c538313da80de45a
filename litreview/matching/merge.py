"""Records of one work become the work: per field the best value, with the records that witness it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from json.encoder import encode_basestring
from typing import Any

from litreview.model.alone import DATES, TEXTS, UNITED, alone, each_once, scheme_place
from litreview.model.dates import PartialDate
from litreview.model.identifiers import SCHEMES, Identifier, parse
from litreview.model.people import Author
from litreview.model.record import Record
from litreview.model.stored import record_to_stored
from litreview.model.text import words
from litreview.model.work import Work

Trust = Callable[[str, str], int]
"""How far a source's value for a field is believed, 0 to 100."""

CORRECTED = "correction"
"""The witness of a value that a person set."""


def merge(records: Sequence[Record], trust: Trust, corrections: Mapping[str, object] | None = None) -> Work:
    """Merge the records of one work; the order of ``records`` changes nothing.

    ``corrections`` maps fields of `Record`, or schemes of identifiers, to a person's value, which
    wins over every record. Raises ValueError where there is no record.
    """
    if not records:
        raise ValueError("a work has at least one record")
    if len(records) == 1:
        merged, witnesses = alone(records[0])
    else:
        merged, witnesses = _together(_in_order(records), trust)
    if corrections:
        merged = _correct(merged, corrections, witnesses)
    return Work(best=merged, records=tuple(sorted(r.name for r in records)), witnesses=witnesses)


def _in_order(records: Sequence[Record]) -> list[Record]:
    """Records in the order of their stored texts, which begin with their names."""
    if len({(record.source, record.source_id) for record in records}) < len(records):
        return sorted(records, key=record_to_stored)
    return sorted(records, key=lambda r: encode_basestring(r.source) + encode_basestring(r.source_id))


def _together(ordered: Sequence[Record], trust: Trust) -> tuple[Record, dict[str, tuple[str, ...]]]:
    best: dict[str, Any] = {}
    witnesses: dict[str, tuple[str, ...]] = {}

    def take(field: str, found: tuple[Any, tuple[str, ...]]) -> None:
        if found[1]:
            best[field], witnesses[field] = found

    take("title", _title(ordered, trust))
    if "title" in best and (subtitle := _subtitle(ordered, best["title"], witnesses["title"])):
        take("subtitle", subtitle)
    for field in TEXTS[1:]:
        take(field, _text(ordered, trust, field))
    for field in DATES:
        take(field, _date(ordered, trust, field))
    take("type", _type(ordered, trust))
    if "type" in best:
        best["source_type"] = next(r.source_type for r in ordered if r.name in witnesses["type"])
    take("authors", _authors(ordered, trust))
    if "authors" in best:
        best["others"] = all(r.others for r in ordered if r.name in witnesses["authors"])
    take("editors", _people(ordered, trust, "editors"))
    take("abstract", _abstract(ordered, trust))
    take("year", _year(ordered, trust))
    best["identifiers"] = _identifiers(ordered, trust, witnesses)
    for field in UNITED:
        take(field, _united(ordered, trust, field))
    return Record(source="", source_id="", **best), witnesses


def _alike(value: object) -> str:
    return " ".join(words(str(value)))


def _choose(
    records: Sequence[Record], trust: Trust, field: str, quality: Callable[[Any], tuple[Any, ...]]
) -> tuple[Any, tuple[str, ...]]:
    """The value of a field: first by trust, then how many say it, then its quality, then its text."""
    speakers = [(record, value) for record in records if (value := getattr(record, field)) or value == 0]
    if not speakers:
        return None, ()
    first = speakers[0][1]
    if all(value == first for _, value in speakers):
        return first, _names(record for record, _ in speakers)
    said: dict[str, list[Record]] = defaultdict(list)
    for record, value in speakers:
        said[_alike(value)].append(record)

    def rank(group: list[Record]) -> tuple[Any, ...]:
        believed = max(trust(record.source, field) for record in group)
        return believed, len({record.source for record in group}), len(group)

    group = max(said.values(), key=lambda g: (rank(g), max(_form(r, field, trust, quality) for r in g)))
    speaker = max(group, key=lambda r: _form(r, field, trust, quality))
    return getattr(speaker, field), _names(group)


def _names(records: Iterable[Record]) -> tuple[str, ...]:
    return tuple(sorted([record.name for record in records]))


def _form(
    record: Record, field: str, trust: Trust, quality: Callable[[Any], tuple[Any, ...]]
) -> tuple[Any, ...]:
    value = getattr(record, field)
    return (*quality(value), trust(record.source, field), str(value))


def _text_quality(value: str) -> tuple[Any, ...]:
    """Text that is not shouted, keeps its accents and is longer."""
    return not _shouted(value), "\ufffd" not in value, not value.isascii(), len(value)


def _title_quality(value: str) -> tuple[Any, ...]:
    """As any text, but first without the full stop that some catalogues add."""
    return (not value.endswith(".") or value.endswith("..."), *_text_quality(value))


def _shouted(value: str) -> bool:
    return value.isupper() and len(value) > 6


def _text(records: Sequence[Record], trust: Trust, field: str) -> tuple[Any, tuple[str, ...]]:
    return _choose(records, trust, field, _text_quality)


def _title(records: Sequence[Record], trust: Trust) -> tuple[Any, tuple[str, ...]]:
    """The title that most is known of: not shouted, not cut short, not a translation in brackets."""
    titled = [record for record in records if record.title]
    if not titled:
        return None, ()
    first = titled[0]
    if all((r.title, r.subtitle) == (first.title, first.subtitle) for r in titled):
        return first.title, _names(titled)
    texts = {id(record): _alike(record.full_title) for record in titled}
    sound = [r for r in titled if not _shouted(r.title or "")] or titled
    plain = [r for r in sound if not (r.title or "").startswith("[")] or sound
    longer = [texts[id(record)] for record in plain]
    whole = [r for r in plain if not _begins_another(texts[id(r)], longer)]
    value, _ = _choose(whole, trust, "title", _title_quality)
    full = next(texts[id(r)] for r in whole if r.title == value)
    agreeing = _names(r for r in titled if full.startswith(texts[id(r)]))
    return value, agreeing or tuple(r.name for r in whole if r.title == value)


def _begins_another(mine: str, texts: Iterable[str]) -> bool:
    """Whether this full title is a mere beginning of another's."""
    return any(len(theirs) > len(mine) and theirs.startswith(mine) for theirs in texts)


def _subtitle(
    records: Sequence[Record], title: str, spoken: Iterable[str]
) -> tuple[Any, tuple[str, ...]] | None:
    """The subtitle that goes with the chosen title, from a record with that very title."""
    known = [r for r in records if r.subtitle and r.title == title and r.name in set(spoken)]
    if not known:
        return None
    value = max((r.subtitle or "" for r in known), key=lambda text: (*_text_quality(text), text))
    return value, tuple(sorted(r.name for r in known if _alike(r.subtitle) == _alike(value)))


def _date(records: Sequence[Record], trust: Trust, field: str) -> tuple[Any, tuple[str, ...]]:
    def exact(date: PartialDate) -> tuple[Any, ...]:
        return date.year is not None, date.month is not None, date.day is not None

    return _choose(records, trust, field, exact)


def _type(records: Sequence[Record], trust: Trust) -> tuple[Any, tuple[str, ...]]:
    known = [record for record in records if record.type != "other"]
    return _choose(known or records, trust, "type", lambda value: (value,))


def _authors(records: Sequence[Record], trust: Trust) -> tuple[Any, tuple[str, ...]]:
    return _people([r for r in records if not r.others and r.authors] or records, trust, "authors")


def _people(records: Sequence[Record], trust: Trust, field: str) -> tuple[Any, tuple[str, ...]]:
    """The fullest list of people: most names, not shouted, given names written out by whomever."""
    lists = [record for record in records if getattr(record, field)]
    if not lists:
        return None, ()
    first = getattr(lists[0], field)
    if all(getattr(record, field) == first for record in lists):
        return first, _names(lists)
    most = max(len(getattr(r, field)) for r in lists)
    full = [r for r in lists if len(getattr(r, field)) >= most - (most > 3)]

    def rank(record: Record) -> tuple[Any, ...]:
        people: tuple[Author, ...] = getattr(record, field)
        shouted = sum(_shouted(a.family) for a in people) * 2 > len(people)
        literal = sum(bool(a.literal) for a in people)
        believed = trust(record.source, field)
        return (
            not shouted,
            -literal,
            believed // 20,
            _spelt(people),
            believed,
            len(people),
            _people_text(people),
        )

    chosen = getattr(max(full, key=rank), field)
    fuller = [record for record in full if _fuller(getattr(record, field), chosen)]
    value = (
        getattr(max(fuller, key=lambda r: (_spelt(getattr(r, field)), rank(r))), field) if fuller else chosen
    )
    families = {_alike(a.surname) for a in value}
    return value, _names(r for r in lists if all(_alike(a.surname) in families for a in getattr(r, field)))


def _spelt(people: Iterable[Author]) -> int:
    """How many given names are written out."""
    return sum(len(a.given.replace(".", "")) > 2 and not a.given.isupper() for a in people)


def _fuller(people: Sequence[Author], chosen: Sequence[Author]) -> bool:
    """Whether these are the chosen people with all their initials, and more names written out."""
    return (
        _spelt(people) > _spelt(chosen)
        and [_alike(a.surname) for a in people] == [_alike(a.surname) for a in chosen]
        and all(
            _initials(one).startswith(_initials(other)) for one, other in zip(people, chosen, strict=True)
        )
    )


def _initials(author: Author) -> str:
    return "".join(word[0] for word in words(author.given))


def _people_text(people: Iterable[Author]) -> str:
    return "; ".join(str(author) for author in people)


def _abstract(records: Sequence[Record], trust: Trust) -> tuple[Any, tuple[str, ...]]:
    """The longest abstract of the most trusted source."""
    return _choose(records, trust, "abstract", lambda value: (len(value),))


def _year(records: Sequence[Record], trust: Trust) -> tuple[Any, tuple[str, ...]]:
    """The year people cite: of a record that has a volume or issue, else of any (its print year first)."""
    dated = [record for record in records if record.year is not None]
    placed = [record for record in dated if record.volume or record.issue]
    printed = [record for record in placed if record.printed and record.printed.year == record.year]
    value, _ = _choose(printed or placed or dated, trust, "year", lambda year: (year,))
    return value, tuple(sorted(record.name for record in dated if record.year == value))


def _identifiers(
    records: Sequence[Record], trust: Trust, witnesses: dict[str, tuple[str, ...]]
) -> tuple[Identifier, ...]:
    """All identifiers, by scheme; of a scheme the main value of the most trusted record first."""
    known: dict[Identifier, list[tuple[int, int, Record]]] = defaultdict(list)
    for record in records:
        seen: dict[str, int] = defaultdict(int)
        for identifier in record.identifiers:
            rank = seen[identifier.scheme]
            seen[identifier.scheme] += 1
            known[identifier].append((-rank, trust(record.source, identifier.scheme), record))

    def order(identifier: Identifier) -> tuple[Any, ...]:
        said = known[identifier]
        place = max((rank, believed) for rank, believed, _ in said)
        return (
            scheme_place(identifier.scheme),
            -place[0],
            -place[1],
            -len({r.source for _, _, r in said}),
            identifier.value,
        )

    united = tuple(sorted(known, key=order))
    for identifier in reversed(united):
        witnesses[identifier.scheme] = tuple(sorted({record.name for _, _, record in known[identifier]}))
    return united


def _united(records: Sequence[Record], trust: Trust, field: str) -> tuple[Any, tuple[str, ...]]:
    """Every value that any record has, each once, the most trusted record's first."""
    speakers = [record for record in records if getattr(record, field)]
    if len(speakers) > 1:
        speakers.sort(key=lambda r: -trust(r.source, field))  # the rest of the order is that of all records
    values = each_once(field, (value for record in speakers for value in getattr(record, field)))
    return values, _names(speakers)


def _correct(
    record: Record, corrections: Mapping[str, object], witnesses: dict[str, tuple[str, ...]]
) -> Record:
    """Put a person's values over what records say.

    Who names the authors names all of them. A title given whole ("Trust: A Review") leaves no subtitle
    of a record behind it.
    """
    given = dict(corrections)
    if "authors" in given:
        given.setdefault("others", False)
    if ": " in str(given.get("title", "")):
        given.setdefault("subtitle", None)
    for field, value in sorted(given.items()):
        if field in SCHEMES:
            rest = tuple(i for i in record.identifiers if i.scheme != field)
            named = parse(field, str(value)) if value else None
            record = replace(record, identifiers=((named,) if named else ()) + rest)
        elif field not in ("source", "source_id"):
            changes: dict[str, Any] = {field: value}
            record = replace(record, **changes)
        witnesses[field] = (CORRECTED,)
    return record

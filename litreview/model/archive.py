"""A library as text: the files of an archive, and what each line of them must be.

The format for people stands in ``docs/archive.md``. A line from outside is data: `read_line` takes away
what a terminal could obey and raises `ValueError`, with words for people, where a line is not as it should be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from litreview.model import correction
from litreview.model.citation_key import safe_key
from litreview.model.dates import may_be_year
from litreview.model.decision import DECISIONS, READ_STATES, STAGES
from litreview.model.identifiers import SCHEMES
from litreview.model.record import LIST_STATES, NOTICE_KINDS, TYPES, VERSION_KINDS
from litreview.model.ruling import RULINGS
from litreview.model.text import harmless

FORMAT = "litreview-archive"
VERSION = 1
MANIFEST = "litreview-archive.json"
ACT = "archive import"
"""The act of taking an archive in. Its runs stay at home: an archive names the runs that asked sources."""

SAID = ("runs", "records", "former_records", "bodies", "lists", "counts")
WORDS = (
    "kept", "removed", "tags", "taggings", "notes", "decisions", "read_states", "rulings", "corrections",
    "citation_keys", "reading_lists", "reading_list_works", "saved_searches",
)  # fmt: skip
FILES = (*SAID, *WORDS, "made_keys")
"""What an archive always has, each as ``NAME.jsonl``."""

DERIVED = ("works", "links")
"""What it has besides with ``--works``; an import leaves these alone."""

LONGEST = 1 << 28
"""Bytes of one line: no record as received comes near."""

Kind = Callable[[Any], bool]

_DAY = re.compile(r"[0-9][0-9T:.+Z -]{0,39}")
_RECORD = re.compile(r"[^\s:]{1,100}:.{1,4000}", re.S)
_DIGEST = re.compile(r"[0-9a-f]{32}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_MOST = 1 << 53
_POSITIONS = 1 << 20


def file_name(table: str) -> str:
    """``records`` -> ``records.jsonl``."""
    return f"{table}.jsonl"


def read_line(table: str, raw: bytes) -> dict[str, Any]:
    """The object of one line of a table, cleaned and checked. Raises ValueError."""
    try:
        got = json.loads(raw)
        if b"\\" in raw or b"\x7f" in raw or not raw.isascii():
            got = _tidy(got)
    except (ValueError, RecursionError):
        raise ValueError("is no JSON") from None
    _check(got, SHAPES[table])
    if table == "records" or table == "former_records":
        name = f"{got['said']['source']}:{got['said']['id']}"
        if name != got["record"]:
            raise ValueError("says another record in `said` than in `record`")
    return dict(got)


def _check(got: Any, shape: Mapping[str, Kind]) -> None:
    if not isinstance(got, dict):
        raise ValueError("is no object")
    for name, kind in shape.items():
        if name not in got:
            raise ValueError(f"lacks `{name}`")
        if not kind(got[name]):
            raise ValueError(f"has a `{name}` that is not as it should be")
    if unknown := sorted(set(got) - set(shape)):
        raise ValueError(f"has `{unknown[0]}`, which is unknown here")


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    if isinstance(value, dict):
        return {harmless(name): _tidy(one) for name, one in value.items()}
    return value


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 1000 and value.strip() != ""


def _day(value: Any) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None


def _record(value: Any) -> bool:
    return isinstance(value, str) and _RECORD.fullmatch(value) is not None


def _digest(value: Any) -> bool:
    return isinstance(value, str) and _DIGEST.fullmatch(value) is not None


def _base64(value: Any) -> bool:
    return isinstance(value, str) and len(value) % 4 == 0 and _BASE64.fullmatch(value) is not None


def _flag(value: Any) -> bool:
    return isinstance(value, bool)


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _MOST


def _number(value: Any) -> bool:
    return type(value) is int and -_MOST <= value <= _MOST


def _year(value: Any) -> bool:
    return type(value) is int and may_be_year(value)


def _up_to(most: int) -> Kind:
    return lambda value: type(value) is int and 0 <= value <= most


def _key(value: Any) -> bool:
    """A citation key that a .bib can hold."""
    return _name(value) and safe_key(value) == value


def _among(*words: str) -> Kind:
    return lambda value: isinstance(value, str) and value in words


def _maybe(kind: Kind) -> Kind:
    return lambda value: value is None or kind(value)


def _several(kind: Kind, most: int = 1 << 20) -> Kind:
    return lambda value: isinstance(value, list) and len(value) <= most and all(map(kind, value))


def _row(*kinds: Kind) -> Kind:
    """A list whose parts are of these kinds, in order; those at the end may be left out."""
    return lambda value: (
        isinstance(value, list)
        and len(value) <= len(kinds)
        and all(kind(part) for kind, part in zip(kinds, value, strict=False))
    )


def _whole_row(*kinds: Kind) -> Kind:
    row = _row(*kinds)
    return lambda value: row(value) and len(value) == len(kinds)


def _object(needed: Mapping[str, Kind], other: Mapping[str, Kind] | None = None) -> Kind:
    """An object that has ``needed``, and of ``other`` what it has."""
    known = {**needed, **(other or {})}
    return lambda value: (
        isinstance(value, dict)
        and all(name in value for name in needed)
        and all(name in known and known[name](part) for name, part in value.items())
    )


def _corrected(got: Any) -> bool:
    """A correction: a field of records, or a scheme of identifiers, with a value that it can have."""
    if not isinstance(got, dict) or not isinstance(got.get("field"), str):
        return False
    try:
        correction.from_stored(got["field"], got.get("value"))
    except (ValueError, TypeError):
        return False
    return set(got) == {"field", "value"} and got["field"] in correction.FIELDS


_SCHEME = _among(*SCHEMES)
_IDENTIFIER = _whole_row(_SCHEME, _name)
_AUTHOR = _row(*[_text] * 6)
_DATE = _row(_maybe(_year), _maybe(_up_to(12)), _maybe(_up_to(31)), _maybe(_year), _flag, _text)
_FIELDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("source_type", "title", "subtitle", "original_title", "venue", "series", "publisher", "place",
         "volume", "issue", "pages", "article_number", "report_number", "edition", "abstract", "language", "remark"),
        _text,
    ),
    "type": _among(*TYPES), "year": _year, "others": _flag,
    **dict.fromkeys(("authors", "editors"), _several(_AUTHOR)),
    **dict.fromkeys(("issued", "printed", "online", "accepted", "posted"), _DATE),
    **dict.fromkeys(("page_addresses", "keywords", "jel"), _several(_text)),
}  # fmt: skip
_SAID = _object(
    {"source": _name, "id": _name, "type": _FIELDS["type"]},
    {
        **_FIELDS,
        "identifiers": _several(_IDENTIFIER),
        "versions": _several(_whole_row(_among(*VERSION_KINDS), _SCHEME, _name)),
        "notices": _several(_whole_row(_among(*NOTICE_KINDS), _SCHEME, _name, _flag, _maybe(_DATE))),
        "fields": _several(_whole_row(_text, _text)),
    },
)
_LINE = _object(
    {"n": lambda value: type(value) is int and 0 <= value < _POSITIONS},
    {
        **dict.fromkeys(("text", "title", "byline", "venue", "volume", "first_page"), _text),
        "record": _name, "year": _year, "influential": _flag, "identifiers": _several(_IDENTIFIER),
        "contexts": _several(_text), "intents": _several(_text),
    },
)  # fmt: skip
_PART = _object(
    {
        "source": _text, "asked": _text, "found": _whole, "new": _whole, "failed": _whole, "hidden": _whole,
        "next": _maybe(_text), "state": _text, "sentence": _text,
    },
)  # fmt: skip
_SAID_BY = {"who": _name, "at": _day}

SHAPES: dict[str, dict[str, Kind]] = {
    "runs": {
        "run": _name, "act": _name, "asked": _text, "who": _name, "started": _day, "finished": _maybe(_day),
        "name": _maybe(_text), "parts": _several(_PART),
    },
    "records": {
        "record": _record, "received": _day, "reader": _whole, "listed": _flag, "reference_count": _maybe(_whole),
        "run": _maybe(_name), "said_run": _maybe(_name), "runs": _several(_name), "said": _SAID,
    },
    "former_records": {
        "record": _record, "received": _day, "reader": _whole, "said_run": _maybe(_name), "said": _SAID,
        "body": _maybe(_base64),
    },
    "bodies": {"record": _record, "said": _digest, "body": _base64},
    "lists": {
        "record": _record, "direction": _among("references", "cited_by"), "by": _name,
        "state": _among(*LIST_STATES), "total": _maybe(_whole), "day": _day, "run": _maybe(_name),
        "doubted": _flag, "lines": _several(_LINE, _POSITIONS),
    },
    "counts": {
        "record": _record, "by": _name, "value": _whole, "day": _day, "doubted": _flag,
        "counts": _several(_object({"day": _day, "value": _whole, "run": _maybe(_name)})),
    },
    "kept": {"record": _record, **_SAID_BY},
    "removed": {"record": _record, **_SAID_BY},
    "tags": {
        "tag": _name, "offered": _flag, "pinned": _maybe(_up_to(9)), "description": _maybe(_text),
        "colour": _maybe(_name), "parent": _maybe(_name),
    },
    "taggings": {"record": _record, "tag": _name, **_SAID_BY},
    "notes": {"records": _several(_record), **_SAID_BY, "edited": _maybe(_day), "text": _text},
    "decisions": {
        "record": _record, "stage": _among(*STAGES), **_SAID_BY, "word": _among(*DECISIONS), "reason": _text,
    },
    "read_states": {"record": _record, **_SAID_BY, "state": _among(*READ_STATES)},
    "rulings": {"left": _record, "right": _record, **_SAID_BY, "word": _among(*RULINGS)},
    "corrections": {"record": _record, **_SAID_BY, "correction": _corrected},
    "citation_keys": {"key": _key, "record": _record, "how": _among("given", "pinned"), **_SAID_BY},
    "made_keys": {"key": _key, "record": _record},
    "reading_lists": {"list": _name, "description": _maybe(_text), **_SAID_BY},
    "reading_list_works": {"list": _name, "place": _number, "record": _record, **_SAID_BY},
    "saved_searches": {
        "search": _name, "text": _text, "sources": _maybe(_text), "years": _maybe(_text),
        "most": _maybe(_whole), **_SAID_BY,
    },
}  # fmt: skip
"""The fields of a line of each table, in the order in which they are written."""

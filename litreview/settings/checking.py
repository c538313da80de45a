"""What is given as settings, by a file and the environment: is it known, is it of the right kind,
which of it wins."""

# Annotations are values here: named tuples would compile each one that is a text.

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from litreview.errors import Misused
from litreview.settings import nearest
from litreview.settings.places import path_of
from litreview.settings.values import BackupSettings, Secret, Settings, SourceSettings

_PREFIX = "LITREVIEW_"
_TABLES: dict[str, tuple[str, ...]] = {"person": ("name",), "backup": ("folder", "days", "months")}
_SOURCE = ("url", "pace", "key")
_VARIABLES = {
    "library": "LIBRARY", "mailto": "MAILTO", "person.name": "NAME", "backup.folder": "BACKUP_FOLDER",
    "backup.days": "BACKUP_DAYS", "backup.months": "BACKUP_MONTHS",
}  # fmt: skip
_OTHER_VARIABLES = (*_VARIABLES.values(), "SETTINGS", "FOLDER")
_NOT_YET = ("OPENALEX_KEY", "OPENALEX_URL", "OPENCITATIONS_URL")
_URL = r"(?i)https?://[^\s/?#@]+(?:/[^\s?#]*)?"
_PART = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
_MAIL = r"[^\s@<>\"]+@[^\s@<>\"]+"


class Layers(NamedTuple):
    """All places that settings come from: the environment, the file as parsed and as text, and the
    library that `library use` chose."""

    environ: Mapping[str, str]
    given: dict[str, Any]
    text: str
    file: Path | None
    used: Path | None = None


class Given(NamedTuple):
    """One setting that is given. ``origin``: environment, use or file; ``where``: the variable, or
    the file and its line."""

    value: Any
    origin: str
    where: str


def understood(layers: Layers, source_names: Iterable[str]) -> Settings:
    """The settings that all layers make together. Raises `Misused` for what cannot be meant."""
    variables = [name.removeprefix(_PREFIX) for name in layers.environ if name.startswith(_PREFIX)]
    named = "sources" in layers.given or any(word not in _OTHER_VARIABLES for word in variables)
    names = tuple(source_names) if named else ()
    _check_all(layers, names)
    found = {name: one.value for name, one in given_by(layers, names).items()}
    variables_known = {variable_of(name) for name in known_names(names)}
    library = _line(found.get("library"), "library")
    return Settings(
        library=path_of(library) if library else None,
        mailto=_mail(found.get("mailto")),
        name=_line(found.get("person.name"), "person.name"),
        sources={
            name: _source(name, got)
            for name in names
            if (got := {w: found[one] for w in _SOURCE if (one := f"sources.{name}.{w}") in found})
        },
        doubts=tuple(
            _no_variable(_PREFIX + word, names)
            for word in variables
            if word not in _OTHER_VARIABLES and _PREFIX + word not in variables_known
        ),
        backup=_backup(found),
    )


def known_names(source_names: Iterable[str]) -> list[str]:
    """Every setting by its name, as in ``backup.folder``."""
    names = ["library", "mailto"]
    names += [f"{table}.{name}" for table, known in _TABLES.items() for name in known]
    return names + [f"sources.{source}.{what}" for source in source_names for what in _SOURCE]


def variable_of(name: str) -> str:
    """The environment variable that says the same as a setting."""
    return _PREFIX + (_VARIABLES.get(name) or name.removeprefix("sources.").replace(".", "_").upper())


def is_secret(name: str) -> bool:
    """Whether the value of a setting is shown nowhere."""
    return name == "mailto" or name.endswith(".key")


def given_by(layers: Layers, source_names: Iterable[str]) -> dict[str, Given]:
    """The settings that are given, each from the layer that wins; values as they were written."""
    found: dict[str, Given] = {}
    for name in known_names(source_names):
        if value := layers.environ.get(variable_of(name), "").strip():
            found[name] = Given(value, "environment", variable_of(name))
        elif name == "library" and layers.used is not None:
            found[name] = Given(str(layers.used), "use", "litreview library use")
        elif (value := _at(layers.given, name)) is not None:
            found[name] = Given(value, "file", f"{layers.file}, line {line_of(name, layers.text)}")
    return found


def line_of(name: str, text: str) -> int:
    """The line of a settings file on which a setting or its table stands."""
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[+([^\]]*)\]", line):
            table = _bare(header[1])
            if table == name or table.startswith(f"{name}."):
                return number
        elif key := re.match(rf"\s*({_PART}(?:\s*\.\s*{_PART})*)\s*=", line):
            full = f"{table}.{_bare(key[1])}".strip(".")
            if full == name or f"{full}.".startswith(f"{name}.") or name.startswith(f"{full}."):
                return number
    return 1


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _at(given: dict[str, Any], name: str) -> Any:
    found: Any = given
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _check_all(layers: Layers, names: tuple[str, ...]) -> None:
    _check(layers, layers.given, ("library", "mailto", *_TABLES, "sources"), "")
    for table, known in _TABLES.items():
        _check(layers, _table(layers.given, table), known, table)
    sources = _table(layers.given, "sources")
    _check(layers, sources, names, "sources")
    for name in sources:
        _check(layers, _table(sources, name), _SOURCE, f"sources.{name}")


def _table(given: dict[str, Any], name: str) -> dict[str, Any]:
    table = given.get(name, {})
    if not isinstance(table, dict):
        raise Misused(f"The setting {name} is a table: write [{name}] and its settings below.")
    return table


def _check(layers: Layers, given: dict[str, Any], allowed: tuple[str, ...], table: str) -> None:
    for name in given:
        if name not in allowed:
            full = f"{table}.{name}".strip(".")
            near = nearest(name, allowed)
            raise Misused(
                f"{layers.file}, line {line_of(full, layers.text)}: there is no setting {full!r}.",
                f"Did you mean {near!r}?" if near else f"Known here: {', '.join(allowed)}.",
            )


def _no_variable(variable: str, names: tuple[str, ...]) -> str:
    if variable.removeprefix(_PREFIX) in _NOT_YET:
        return f"{variable} is for a source that this version does not have yet; it changes nothing."
    known = [_PREFIX + word for word in _OTHER_VARIABLES]
    known += [variable_of(f"sources.{name}.{what}") for name in names for what in _SOURCE]
    near = nearest(variable, known) or known[0]
    return f"{variable} is no variable of litreview; did you mean {near}?"


def _backup(found: Mapping[str, Any]) -> BackupSettings:
    usual = BackupSettings()
    folder = _line(found.get("backup.folder"), "backup.folder")
    return BackupSettings(
        path_of(folder) if folder else None,
        _whole(found.get("backup.days", usual.days), "backup.days", 1),
        _whole(found.get("backup.months", usual.months), "backup.months", 0),
    )


def _whole(value: object, what: str, least: int) -> int:
    written = "" if isinstance(value, bool) else str(value)
    if not re.fullmatch(r"[0-9]{1,4}", written) or int(written) < least:
        raise Misused(f"The setting {what} is a whole number from {least} to 9999.")
    return int(written)


def _source(name: str, got: dict[str, Any]) -> SourceSettings:
    url, key = (_line(got.get(what), f"sources.{name}.{what}") for what in ("url", "key"))
    if url and not re.fullmatch(_URL, url):
        raise Misused(f"The address of {name} starts with http:// or https:// and has no password, no query.")
    if key and not (key.isascii() and key.isprintable() and " " not in key):
        raise Misused(f"The key of {name} holds a character that no key has.", "Copy it again.")
    pace = _factor(name, got.get("pace", 1.0))
    if pace < 1 and not url:
        raise Misused(
            f"A pace below 1 would hurry {name}, which others share.",
            f"It is allowed beside an address of your own (sources.{name}.url).",
        )
    return SourceSettings(url.rstrip("/") if url else None, pace, Secret(key) if key else None)


def _factor(name: str, value: object) -> float:
    written = "" if isinstance(value, bool) else str(value)
    if not re.fullmatch(r"[0-9]{1,3}(\.[0-9]+)?", written):
        raise Misused(f"The pace of {name} is a number from 0 to 999 that multiplies its waits.")
    return float(written)


def _line(value: object, what: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise Misused(f"The setting {what} is one line of text in quotes.")
    return value.strip()


def _mail(value: object) -> Secret | None:
    line = _line(value, "mailto")
    if line and not re.fullmatch(_MAIL, line):
        raise Misused("The setting mailto is not a mail address.", "Write it as in you@example.org.")
    return Secret(line) if line else None

"""Settings: one TOML file, then the environment, read once into one frozen value.

What stands nearer to the person wins: a flag over ``LITREVIEW_X`` over the file over the default.
README.md shows the file.
"""

# Annotations are values here: named tuples would compile each one that is a text.

import os
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from litreview.errors import Misused

_PREFIX = "LITREVIEW_"
_SOURCE = ("url", "pace", "key")
_OTHER_VARIABLES = ("LIBRARY", "MAILTO", "NAME", "SETTINGS", "FOLDER")
_NOT_YET = ("OPENALEX_KEY", "OPENALEX_URL", "OPENCITATIONS_URL")
_URL = r"(?i)https?://[^\s/?#@]+(?:/[^\s?#]*)?"
_XDG = {"config": ("XDG_CONFIG_HOME", ".config"), "data": ("XDG_DATA_HOME", ".local/share")}
_MAIL = r"[^\s@<>\"]+@[^\s@<>\"]+"


class Secret:
    """A key or address that no print, log or traceback shows. `reveal` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one request that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "(set)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


class SourceSettings(NamedTuple):
    """One source's settings. ``url`` None = its own; ``pace`` multiplies every wait (2 = half as fast)."""

    url: str | None = None
    pace: float = 1.0
    key: Secret | None = None


class Settings(NamedTuple):
    """All settings of one run. ``library`` None = the default place; ``name`` None = the login name.

    ``doubts`` are sentences about settings that cannot be meant so; `doctor` shows them.
    """

    library: Path | None = None
    mailto: Secret | None = None
    name: str | None = None
    sources: Mapping[str, SourceSettings] = MappingProxyType({})
    file: Path | None = None
    doubts: tuple[str, ...] = ()
    login: str = "someone"

    def library_path(self) -> Path:
        """The library's file: the one that was named, else ``library.sqlite`` in the data folder."""
        return self.library or _folder("data") / "library.sqlite"

    def person_name(self) -> str:
        """Whose words are written down."""
        return self.name or self.login

    def addresses(self) -> dict[str, str]:
        """The base addresses that replace a source's own, by source name, no slash at the end."""
        return {name: source.url for name, source in self.sources.items() if source.url}

    def pace_factors(self) -> dict[str, float]:
        """What every wait of a source is multiplied with, where it is not 1."""
        return {name: source.pace for name, source in self.sources.items() if source.pace != 1.0}

    def secrets(self) -> dict[str, str]:
        """``mailto`` and ``NAME_key``, revealed: to be handed to the net and to nothing else."""
        found = {f"{name}_key": s.key.reveal() for name, s in self.sources.items() if s.key}
        return found | ({"mailto": self.mailto.reveal()} if self.mailto else {})

    def net_store_path(self) -> Path:
        """The file for pace and cached pages, one a machine."""
        return _folder("cache") / "net.sqlite"

    def state_path(self) -> Path:
        """Where the screen remembers small things between runs."""
        return _folder("state") / "screen.json"


def load(environ: Mapping[str, str], file: Path | None, source_names: Iterable[str]) -> Settings:
    """Read the settings: ``file`` (None or absent = none), then the variables of ``environ``.

    ``source_names`` are the sources that may have settings, looked at only if one has. Raises
    `Misused` for an unknown name or a value of the wrong kind, saying where it stands.
    """
    variables = [name.removeprefix(_PREFIX) for name in environ if name.startswith(_PREFIX)]
    given, text = _read(file) if file is not None else ({}, "")
    named = "sources" in given or any(word not in _OTHER_VARIABLES for word in variables)
    names = tuple(source_names) if named else ()
    _check_all(given, names, file, text)
    sources = {name: dict(given.get("sources", {}).get(name, {})) for name in names}
    person = given.get("person", {}).get("name")
    doubts: list[str] = []
    for word in variables:
        source, _, what = word.lower().rpartition("_")
        if source in sources and what in _SOURCE:
            sources[source] |= {what: value} if (value := environ[_PREFIX + word].strip()) else {}
        elif word not in _OTHER_VARIABLES:
            doubts.append(_no_variable(_PREFIX + word, names))
    library = _line(environ.get("LITREVIEW_LIBRARY", "").strip() or given.get("library"), "library")
    return Settings(
        library=Path(library).expanduser() if library else None,
        mailto=_mail(environ.get("LITREVIEW_MAILTO", "").strip() or given.get("mailto")),
        name=_line(environ.get("LITREVIEW_NAME", "").strip() or person, "person.name"),
        sources={name: _source(name, got) for name, got in sources.items() if got},
        file=file if given else None,
        doubts=tuple(doubts),
        login=environ.get("USER") or environ.get("LOGNAME") or environ.get("USERNAME") or "someone",
    )


def default_file(environ: Mapping[str, str]) -> Path:
    """The settings file: ``LITREVIEW_SETTINGS``, else ``settings.toml`` in the config folder."""
    named = environ.get("LITREVIEW_SETTINGS", "").strip()
    return Path(named).expanduser() if named else _folder("config") / "settings.toml"


def sample_library() -> Path:
    """The demo's library, a file of its own beside the default one."""
    return _folder("data") / "sample.sqlite"


def _folder(kind: str) -> Path:
    if one := os.environ.get("LITREVIEW_FOLDER", "").strip():
        return Path(one).expanduser() / kind
    if sys.platform == "linux" and kind in _XDG:  # as platformdirs does, without its 7 ms
        variable, usual = _XDG[kind]
        return Path(os.environ.get(variable, "").strip() or Path.home() / usual) / "litreview"
    from platformdirs import PlatformDirs

    return Path(getattr(PlatformDirs("litreview", appauthor=False), f"user_{kind}_dir"))


def _read(file: Path) -> tuple[dict[str, Any], str]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}, ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise Misused(f"The settings file {file} cannot be read: {wrong}.") from wrong
    import tomllib

    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as wrong:
        raise Misused(f"The settings file {file} is not TOML: {wrong}.") from wrong


def _check_all(given: dict[str, Any], names: tuple[str, ...], file: Path | None, text: str) -> None:
    _check(given, ("library", "mailto", "person", "sources"), "", file, text)
    _check(_table(given, "person"), ("name",), "person", file, text)
    sources = _table(given, "sources")
    _check(sources, names, "sources", file, text)
    for name in sources:
        _check(_table(sources, name), _SOURCE, f"sources.{name}", file, text)


def _table(given: dict[str, Any], name: str) -> dict[str, Any]:
    table = given.get(name, {})
    if not isinstance(table, dict):
        raise Misused(f"The setting {name} is a table: write [{name}] and its settings below.")
    return table


def _check(given: dict[str, Any], allowed: tuple[str, ...], table: str, file: Path | None, text: str) -> None:
    for name in given:
        if name not in allowed:
            near = nearest(name, allowed)
            raise Misused(
                f"{file}, line {_line_of(name, text)}: there is no setting {f'{table}.{name}'.strip('.')!r}.",
                f"Did you mean {near!r}?" if near else f"Known here: {', '.join(allowed)}.",
            )


def _line_of(name: str, text: str) -> int:
    word = re.compile(rf"""^\s*(?:\[[^\]]*|[\w.]*\.)?["']?{re.escape(name)}["']?\s*[=.\]]""")
    return next((n for n, line in enumerate(text.splitlines(), 1) if word.match(line)), 1)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was probably meant to be; None where none is near."""
    from difflib import get_close_matches

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def _no_variable(variable: str, names: tuple[str, ...]) -> str:
    if variable.removeprefix(_PREFIX) in _NOT_YET:
        return f"{variable} is for a source that this version does not have yet; it changes nothing."
    known = [_PREFIX + word for word in _OTHER_VARIABLES]
    known += [f"{_PREFIX}{name}_{what}".upper() for name in names for what in _SOURCE]
    near = nearest(variable, known) or known[0]
    return f"{variable} is no variable of litreview; did you mean {near}?"


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
    if not re.fullmatch(r"\d{1,3}(\.\d+)?", written):
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

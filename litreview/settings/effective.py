"""What holds: every setting with its value and where it came from."""

# Annotations are values here: named tuples would compile each one that is a text.

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from litreview.settings import default_library
from litreview.settings.checking import Layers, given_by, is_secret, known_names, understood
from litreview.settings.values import BackupSettings, Settings, SourceSettings


class Effective(NamedTuple):
    """One setting as it holds. ``value`` is a text for people, None where nothing is set; a secret is
    "(set)". ``origin``: flag, environment, use, file or default; ``where`` says which or which line."""

    name: str
    value: str | None
    origin: str
    where: str


def effective(
    layers: Layers, source_names: Iterable[str], login: str, flag: Path | None = None
) -> tuple[Effective, ...]:
    """All settings, in their order. ``flag`` is the library named by ``--library``.

    Raises `Misused` where `litreview.settings.load` would.
    """
    names = tuple(source_names)
    settings = understood(layers, names)
    given = given_by(layers, names)
    out = []
    for name in known_names(names):
        one = given.get(name)
        origin, where = (one.origin, one.where) if one else ("default", "")
        value = _text(settings, name)
        if name == "library":
            value = str(flag or settings.library or default_library())
            if flag is not None:
                origin, where = "flag", "--library"
        if name == "person.name" and one is None:
            value, where = login, "your login name"
        out.append(Effective(name, value, origin, where))
    return tuple(out)


def _text(settings: Settings, name: str) -> str | None:
    """The value of a setting as text; None where it is not set."""
    table, _, last = name.rpartition(".")
    holder: Settings | BackupSettings | SourceSettings = settings
    if table == "backup":
        holder = settings.backup
    elif table.startswith("sources."):
        holder = settings.sources.get(table.removeprefix("sources."), SourceSettings())
    value = getattr(holder, last)
    if value is None:
        return None
    return "(set)" if is_secret(name) else str(value)

"""Writing the settings file: one setting at a time, comments and layout left as they are."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litreview.errors import LitreviewError, Misused
from litreview.settings import nearest, parsed, read_text
from litreview.settings.checking import Layers, known_names, line_of, understood

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

_PRIVATE = 0o600
"""Only its owner may read the file: keys of services stand in it."""


def write_setting(file: Path, name: str, value: str, source_names: Iterable[str]) -> int:
    """Write one setting, ``value`` as a person types it; the line on which it now stands.

    The file is made where there is none, and changed in one step. Raises `Misused` for a setting
    that is not known and for all that `litreview.settings.load` would refuse; then nothing is written.
    """
    names = tuple(source_names)
    _check_name(name, names)
    meant = _value(name, value)

    ways = (lambda document: _write_in_table(document, name, meant), lambda document: _write_dotted(document, name, meant))  # fmt: skip
    text = _change(file, ways, lambda said: _put(said, name, meant))
    understood(Layers({}, parsed(text, file), text, file), names)
    _replace(file, text)
    return line_of(name, text)


def remove_setting(file: Path, name: str, source_names: Iterable[str]) -> bool:
    """Take one setting out of the file; False where it is not in it.

    A name that is unknown may be taken out too: so a mistake is mended. Raises `Misused` where what
    stays would be refused because of it.
    """
    names = tuple(source_names)
    text = read_text(file)
    if _at(parsed(text, file), name) is None:
        _check_name(name, names)
        return False
    before = _refused(file, text, names)

    fresh = _change(file, (lambda document: _take_out(document, name),), lambda said: _take(said, name))
    if not before and (wrong := _refused(file, fresh, names)):
        raise wrong
    _replace(file, fresh)
    return True


def _check_name(name: str, source_names: tuple[str, ...]) -> None:
    known = known_names(source_names)
    if name not in known:
        near = nearest(name, known)
        raise Misused(
            f"There is no setting {name!r}.",
            f"Did you mean {near!r}?" if near else "`litreview config show` lists them all.",
        )


def _value(name: str, value: str) -> str | int | float:
    """A number where the setting is one; what is no number then, is refused with the others."""
    text = value.strip()
    if name.endswith((".days", ".months", ".pace")):
        if re.fullmatch(r"[0-9]{1,9}", text):
            return int(text)
        if re.fullmatch(r"[0-9]{1,9}\.[0-9]{1,9}", text):
            return float(text)
    return text


def _refused(file: Path, text: str, names: tuple[str, ...]) -> Misused | None:
    try:
        understood(Layers({}, parsed(text, file), text, file), names)
    except Misused as wrong:
        return wrong
    return None


Way = Callable[["TOMLDocument"], None]
"""A way to write one change into a document."""


def _change(file: Path, ways: Iterable[Way], expected: Callable[[dict[str, Any]], None]) -> str:
    """The file's text after the first of the ways after which it says what it said, but for the one thing.

    Raises LitreviewError where none does: some forms of TOML can be read and not be added to.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = read_text(file)
    wanted = parsed(text, file)
    expected(wanted)
    for way in ways:
        with suppress(TOMLKitError, KeyError, TypeError, AttributeError, Misused):
            document = tomlkit.parse(text)
            way(document)
            fresh = tomlkit.dumps(document)
            if "\r\n" in text:
                fresh = re.sub(r"(?<!\r)\n", "\r\n", fresh)
            if not text.startswith(("\n", "\r")):
                fresh = fresh.lstrip("\r\n")  # what stood before a table was taken out
            if _filled(parsed(fresh, file)) == _filled(wanted):
                return fresh
    raise _by_hand(file)


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    """What a file says without its empty tables, which say nothing."""
    inner = {name: _filled(value) if isinstance(value, dict) else value for name, value in said.items()}
    return {name: value for name, value in inner.items() if value != {}}


def _write_in_table(document: TOMLDocument, name: str, value: object) -> None:
    table: Any = document
    *tables, last = name.split(".")
    for place, part in enumerate(tables):
        if part not in table:
            _add_table(table, tables, place)
        table = table[part]
    table[last] = value


def _write_dotted(document: TOMLDocument, name: str, value: object) -> None:
    import tomlkit

    document.add(tomlkit.key(name.split(".")), tomlkit.item(value))


def _take_out(document: TOMLDocument, name: str) -> None:
    """Take a setting out, and the tables that it leaves empty, unless a comment stands in one."""
    tables: list[Any] = [document]
    *path, last = name.split(".")
    for part in path:
        tables.append(tables[-1][part])
    del tables[-1][last]
    for place in reversed(range(len(path))):
        inner = tables[place + 1]
        if len(inner) == 0 and "#" not in getattr(inner, "as_string", str)():
            del tables[place][path[place]]


def _by_hand(file: Path) -> LitreviewError:
    return LitreviewError(
        f"{file} is written in a way that cannot be changed for you; it was left as it is.",
        "Change it by hand: `litreview config path` says where it is.",
    )


def _add_table(table: Any, tables: list[str], place: int) -> None:
    """Begin ``[person]`` or ``[sources.crossref]`` at the end, a line apart from what stands before."""
    import tomlkit

    inner = len(tables) - place > 1
    fresh = tomlkit.table(is_super_table=inner)
    if not inner and place == 0 and len(table):
        table.add(tomlkit.nl())
    table[tables[place]] = fresh


def _put(said: dict[str, Any], name: str, value: object) -> None:
    *path, last = name.split(".")
    for part in path:
        said = said.setdefault(part, {})
        if not isinstance(said, dict):
            raise Misused(f"The setting {part} is a table: write [{part}] and its settings below.")
    said[last] = value


def _take(said: dict[str, Any], name: str) -> None:
    *path, last = name.split(".")
    tables = [said]
    for part in path:
        tables.append(tables[-1][part])
    del tables[-1][last]


def _at(said: Any, name: str) -> Any:
    for part in name.split("."):
        said = said.get(part) if isinstance(said, dict) else None
    return said


def _replace(file: Path, text: str) -> None:
    """Put the text in the file's place in one step; a link stays one, and so do the file's rights."""
    target = file.resolve()
    fresh = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else _PRIVATE
        fresh.touch(_PRIVATE)
        with fresh.open("w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        fresh.chmod(mode)
        fresh.replace(target)
    except OSError as wrong:
        with suppress(OSError):
            fresh.unlink()
        raise LitreviewError(f"The settings file {file} cannot be written: {wrong.strerror}.") from wrong

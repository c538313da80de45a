"""Writing works to a file, each under its stored key."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from glob import escape
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.acts import choosing, reading
from litreview.acts.results import Exported
from litreview.errors import LitreviewError, Misused, NothingFound
from litreview.formats import format as formats
from litreview.formats.format import WriteOptions
from litreview.model import query as queries

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.formats.format import Format
    from litreview.model.work import Work

_PAGE = 256
_DATABASE = b"SQLite format 3\x00"
_HALF = ".half"
_HOUR = 3600
_ALL = 1_000_000_000
"""An export leaves nothing out: no cap on the works that have the words."""


def export(
    desk: Desk,
    file: str,
    query: Sequence[str] | str = (),
    works: Sequence[str | int] | str | None = None,
    cited_in: str | None = None,
    format: str | None = None,
    prefer_published: bool = False,
    abstracts: bool = False,
    notes: bool = False,
    force: bool = False,
    dry_run: bool = False,
) -> Exported:
    """Write works to ``file`` ("-" gives the text back), replaced in one step or not at all.

    Exactly the chosen versions go out, under exactly their keys; a later version is named and
    taken only with ``prefer_published``. Raises `NothingFound` where nothing is chosen, `Misused`
    for a file that exists (unless ``force``) or an ending that says no format.
    """
    writer, dialect = _format(file, format)
    if file != "-" and not dry_run:
        _may_be_written(Path(file), force)
    wanted, cited, not_found = _chosen(desk, query, works, cited_in)
    taken, later = _versions(desk, wanted, prefer_published)
    chosen = list(dict.fromkeys(taken.values()))
    if not chosen:
        hint = "Citation keys go into --works." if query else "See `litreview list` for what you have."
        raise NothingFound("No work to export.", hint)
    may_pin = not dry_run and not desk.library.read_only  # without, it gives its keys all the same
    if may_pin and (fresh := desk.library.keys.unpinned(chosen)):
        with desk.library.write("pin keys"):
            desk.library.keys.pin(fresh)
    keys = desk.library.keys.of(chosen)
    options = WriteOptions(dialect=dialect, abstracts=abstracts, notes=notes)
    pieces = writer.write(_read(desk, chosen, set(cited)), options)
    text = ""
    if dry_run or file == "-":
        text = "".join(pieces)
    else:
        _replace(Path(file), pieces)
    return Exported(
        file=file,
        format=dialect if writer.name == "bibtex" else writer.name,
        works=len(chosen),
        keys=tuple(keys[one] for one in chosen),
        later_versions=later,
        renamed=tuple(
            f"{key} is {keys[taken[one]]} in the file"
            for key, one in cited.items()
            if keys[taken[one]] != key
        ),
        not_found=not_found,
        text=text,
        dry_run=dry_run,
    )


def _format(file: str, asked: str | None) -> tuple[Format, str]:
    ending = ".bib" if file == "-" else Path(file).suffix.lower()
    fitting = next((one.name for one in formats.load_all() if ending in one.extensions), None)
    name = asked or ("biblatex" if ending == ".biblatex" else fitting)
    if name is None:
        endings = ", ".join(one.extensions[0] for one in formats.load_all())
        raise Misused(f"The ending of {file} says no format.", f"Use one of {endings}, or --format.")
    dialect = "biblatex" if name == "biblatex" else "bibtex"
    return formats.load("bibtex" if name == "biblatex" else name), dialect


def _chosen(
    desk: Desk, query: Sequence[str] | str, works: Sequence[str | int] | str | None, cited_in: str | None
) -> tuple[list[int], dict[str, int], tuple[str, ...]]:
    """The works to write, in order; the keys a chapter cites them by; its keys that name none."""
    if cited_in:
        return _cited(desk, cited_in)
    if works is not None:
        named = [w.strip() for w in works.split(",") if w.strip()] if isinstance(works, str) else works
        return choosing.work_ids(desk, named), {}, ()
    text = query if isinstance(query, str) else queries.from_arguments(query)
    found = desk.library.finding.find(queries.parse(text), "fit" if text else "key", cap=_ALL)
    return list(found.ids), {}, ()


def _cited(desk: Desk, chapter: str) -> tuple[list[int], dict[str, int], tuple[str, ...]]:
    from litreview.formats.cited import EVERYTHING

    everything: list[int] = []
    cited: dict[str, int] = {}
    missing: list[str] = []
    for key in _keys_of(Path(chapter), set()):
        if key == EVERYTHING:
            everything = list(reading.find(desk, "", sort="key").ids)
        elif found := desk.library.works.resolve(key):
            cited[key] = found[0]
        else:
            missing.append(key)
    return list(dict.fromkeys([*cited.values(), *everything])), cited, tuple(missing)


def _keys_of(chapter: Path, seen: set[Path]) -> list[str]:
    """The keys that a chapter and the files it pulls in cite, in order, each once.

    A pulled-in file that is not there is passed over: LaTeX says so itself.
    """
    from litreview.formats.cited import cited_keys, included_files

    seen.add(chapter.resolve())
    try:
        text = chapter.read_text(encoding="utf-8", errors="replace")
    except OSError as fault:
        raise NothingFound(f"{chapter} cannot be read ({fault.strerror}).") from None
    keys = list(cited_keys(text, chapter.name))
    for name in included_files(text, chapter.name):
        pulled_in = chapter.parent / name
        if pulled_in.is_file() and pulled_in.resolve() not in seen:
            keys += _keys_of(pulled_in, seen)
    return list(dict.fromkeys(keys))


def _versions(desk: Desk, ids: list[int], prefer: bool) -> tuple[dict[int, int], tuple[str, ...]]:
    """Which work is written for each wanted one, and a line for each that has a later version."""
    taken, lines = {}, []
    library = desk.library
    preferred = library.works.preferred(ids)
    for one in ids:
        best = preferred.get(one, one)
        taken[one] = best if prefer else one
        if best == one:
            continue
        keys = library.keys.of([one, best])
        row = library.works.rows([best])[0]
        place = f"{row.venue or row.type.replace('_', ' ')} {row.year or 'n.d.'}"
        verb = "taken instead" if prefer else "not taken; --prefer-published takes it"
        lines.append(f"{keys[one]} has a later version: {keys[best]} ({place}), {verb}.")
    return taken, tuple(lines)


def _read(desk: Desk, ids: Sequence[int], cited: set[str]) -> Iterator[Work]:
    """The works whole. Of former keys go along those that somebody gave, or that the chapter cites."""
    for start in range(0, len(ids), _PAGE):
        piece = ids[start : start + _PAGE]
        made = desk.library.keys.only_made(piece) - cited
        for work in desk.library.works.read_many(piece):
            if work.key_aliases:
                work = replace(work, key_aliases=tuple(key for key in work.key_aliases if key not in made))
            yield work


def _may_be_written(path: Path, force: bool) -> None:
    """Raises `Misused` where a file would be lost: one that exists, unless ``force``; a database always."""
    try:
        if not path.is_file():
            return
        with path.open("rb") as file:
            database = file.read(len(_DATABASE)) == _DATABASE
    except OSError as fault:
        raise _unwritten(path, fault, "Nothing was written.") from None
    if database:
        raise Misused(f"{path} is a library or another database.", "Name another file; nothing was written.")
    if not force:
        raise Misused(f"{path} exists.", "Use --force to overwrite it; nothing was written.")


def _unwritten(path: Path, fault: OSError, hint: str) -> LitreviewError:
    return LitreviewError(f"{path} cannot be written ({fault.strerror}).", hint)


def _replace(path: Path, pieces: Iterable[str]) -> None:
    """Write a file so that it is the old one or the whole new one, whatever happens.

    A device or pipe (``/dev/stdout``) is written into: a file put in its place would be no device.
    """
    if path.exists() and not path.is_file():
        try:
            with path.open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(pieces)
        except OSError as fault:
            raise _unwritten(path, fault, "It may have got a part.") from None
        return
    path = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_HALF, dir=path.parent)
    except OSError as fault:
        raise _unwritten(path, fault, "Nothing was written.") from None
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        fresh.replace(path)
        _tidy(path)
    except OSError as fault:
        raise _unwritten(path, fault, "The old file is as it was.") from None
    finally:
        fresh.unlink(missing_ok=True)


def _tidy(path: Path) -> None:
    """Take away the halves that killed exports to this file left, an hour before it or earlier."""
    old = path.stat().st_mtime - _HOUR
    for half in path.parent.glob(f".{escape(path.name)}.*{_HALF}"):
        with suppress(OSError):
            if half.stat().st_mtime < old:
                half.unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Writing works to a file, each under its stored key."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from litreview.acts import choosing, reading
from litreview.acts.results import Exported
from litreview.errors import LitreviewError, Misused, NothingFound
from litreview.formats import format as formats
from litreview.formats.format import WriteOptions

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.formats.format import Format
    from litreview.model.work import Work

_PAGE = 200


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
    if file != "-" and Path(file).exists() and not force and not dry_run:
        raise Misused(f"{file} exists.", "Use --force to overwrite it; nothing was written.")
    chosen, not_found = _chosen(desk, query, works, cited_in)
    chosen, later = _versions(desk, chosen, prefer_published)
    if not chosen:
        raise NothingFound("No work to export.", "See `litreview list` for what you have.")
    with desk.library.write("pin keys"):
        desk.library.keys.pin(chosen)
    keys = tuple(desk.library.keys.of(chosen).values())
    options = WriteOptions(dialect=dialect, abstracts=abstracts, notes=notes)
    pieces = writer.write(_read(desk, chosen), options)
    text = ""
    if dry_run or file == "-":
        text = "".join(pieces)
    else:
        _replace(Path(file), pieces)
    return Exported(
        file,
        dialect if writer.name == "bibtex" else writer.name,
        len(chosen),
        keys,
        later,
        not_found,
        text,
        dry_run,
    )


def _format(file: str, asked: str | None) -> tuple[Format, str]:
    name = asked or {".bib": "bibtex", ".ris": "ris"}.get(Path(file).suffix.lower())
    if name is None and file == "-":
        name = "bibtex"
    if name is None:
        raise Misused(f"The ending of {file} says no format.", "Use .bib or .ris, or --format.")
    dialect = "biblatex" if name == "biblatex" else "bibtex"
    return formats.load("bibtex" if name == "biblatex" else name), dialect


def _chosen(
    desk: Desk, query: Sequence[str] | str, works: Sequence[str | int] | str | None, cited_in: str | None
) -> tuple[list[int], tuple[str, ...]]:
    """The works to write, in order, and the keys of the chapter that name none."""
    if cited_in:
        return _cited(desk, cited_in)
    if works is not None:
        named = [w.strip() for w in works.split(",") if w.strip()] if isinstance(works, str) else works
        return choosing.work_ids(desk, named), ()
    text = query if isinstance(query, str) else " ".join(query)
    found = reading.find(desk, text, sort="fit" if text else "key")
    return list(found.ids), ()


def _cited(desk: Desk, chapter: str) -> tuple[list[int], tuple[str, ...]]:
    from litreview.formats.cited import cited_keys

    try:
        text = Path(chapter).read_text(encoding="utf-8", errors="replace")
    except OSError as fault:
        raise NothingFound(f"{chapter} cannot be read ({fault.strerror}).") from None
    ids: list[int] = []
    missing: list[str] = []
    for key in cited_keys(text, chapter):
        if key == "*":
            ids += list(reading.find(desk, "", sort="key").ids)
        elif found := desk.library.works.resolve(key):
            ids.append(found[0])
        else:
            missing.append(key)
    return list(dict.fromkeys(ids)), tuple(missing)


def _versions(desk: Desk, ids: list[int], prefer: bool) -> tuple[list[int], tuple[str, ...]]:
    """The works to write, and one line for each that has a later version."""
    chosen, lines = [], []
    library = desk.library
    for one in ids:
        best = next((work for work, preferred in library.works.family(one) if preferred), one)
        if best == one:
            chosen.append(one)
            continue
        keys = library.keys.of([one, best])
        row = library.works.rows([best])[0]
        place = f"{row.venue or row.type.replace('_', ' ')} {row.year or 'n.d.'}"
        verb = "taken instead" if prefer else "not taken; --prefer-published takes it"
        lines.append(f"{keys[one]} has a later version: {keys[best]} ({place}), {verb}.")
        chosen.append(best if prefer else one)
    return list(dict.fromkeys(chosen)), tuple(lines)


def _read(desk: Desk, ids: Sequence[int]) -> Iterator[Work]:
    for start in range(0, len(ids), _PAGE):
        yield from desk.library.works.read_many(ids[start : start + _PAGE])


def _replace(path: Path, pieces: Iterable[str]) -> None:
    """Write a file so that it is the old one or the whole new one, whatever happens."""
    path = path.resolve()
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as fault:
        raise LitreviewError(
            f"{path} cannot be written ({fault.strerror}).", "Nothing was written."
        ) from None
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        fresh.replace(path)
    except OSError as fault:
        raise LitreviewError(
            f"{path} cannot be written ({fault.strerror}).", "The old file is as it was."
        ) from None
    finally:
        fresh.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

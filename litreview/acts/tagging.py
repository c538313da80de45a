"""Tags: a person's labels on works, and the labels themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts import choosing
from litreview.acts.word_results import Changed, Tags, TagView
from litreview.errors import Misused, NothingFound
from litreview.model.text import clean, number_of

if TYPE_CHECKING:
    from litreview.desk import Desk

COLOURS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown", "grey")
"""Names of colours that a tag may have, beside ``#rrggbb``."""

NONE = "none"
"""The word that takes a thing away."""


def add(desk: Desk, tag: str, works: Sequence[str | int]) -> Changed:
    """Put a tag on works; outside works are kept by it, in the same act."""
    name = _name(tag)
    ids = choosing.work_ids(desk, works)
    with desk.library.write("tag", act="tag add") as act:
        done = desk.library.tags.tag(ids, name)
        act.sentence = f"tag '{name}' on {number_of(len(ids))}"
    kept = f", {done.kept:,} of them kept by it" if done.kept else ""
    return Changed(done.works, f"tagged {number_of(done.works)} '{name}'{kept}")


def remove(desk: Desk, tag: str, works: Sequence[str | int]) -> Changed:
    """Take a tag off works."""
    name = _name(tag)
    ids = choosing.work_ids(desk, works)
    with desk.library.write("untag", act="tag remove", sentence=f"tag '{name}' off {number_of(len(ids))}"):
        changed = desk.library.tags.untag(ids, name)
    return Changed(changed, f"took '{name}' off {number_of(changed)}")


def list_tags(desk: Desk) -> Tags:
    """All tags, those with a digit first, then by name; the offered ones are there from the start."""
    return Tags(tuple(TagView(*tag) for tag in desk.library.tags.rows()))


def rename(desk: Desk, tag: str, name: str) -> Changed:
    """Give a tag another name; every tagging stays. Raises `Misused` where the name is taken."""
    old, new = _known(desk, tag), _name(name)
    with desk.library.write("rename", act="tag rename", sentence=f"rename the tag '{old}' to '{new}'"):
        desk.library.tags.rename(old, new)
    return Changed(desk.library.tags.works(new), f"renamed '{old}' to '{new}'")


def merge(desk: Desk, tags: Sequence[str]) -> Changed:
    """Put the taggings of several tags under the last one named, and drop the others."""
    if len(tags) < 2:
        raise Misused("Name the tags and, last, the one that stays.", _MERGE)
    *gone, into = (_name(tag) for tag in tags)
    names = [_known(desk, tag) for tag in gone if clean(tag) != into]
    if not names:
        raise Misused("These are one tag.", _MERGE)
    listed = ", ".join(f"'{name}'" for name in names)
    with desk.library.write("merge", act="tag merge", sentence=f"merge {listed} into '{into}'"):
        changed = desk.library.tags.merge(names, into)
    return Changed(changed, f"merged {listed} into '{into}', which is new on {number_of(changed)}")


_MERGE = "Example: litreview tag merge alliances 'strategic alliances' alliance"


def describe(
    desk: Desk,
    tag: str,
    text: Sequence[str] | str = (),
    colour: str | None = None,
    parent: str | None = None,
    digit: str | None = None,
    new: bool = False,
) -> Changed:
    """Say what a tag means, and give it a colour, a parent and a digit key; ``none`` takes one away.

    ``new`` makes a tag that is not there yet. Raises `NothingFound` for a tag that is not there.
    """
    words = clean(text if isinstance(text, str) else " ".join(text))
    said: dict[str, object] = {}
    if words:
        said["description"] = None if words == NONE else words
    if colour is not None:
        said["colour"] = _colour(colour)
    if parent is not None:
        said["parent"] = None if parent.strip() == NONE else _known(desk, parent)
    if digit is not None:
        said["pinned"] = _digit(digit)
    if not said and not new:
        raise Misused("Say what to change: a text, --colour, --parent or --digit.")
    name = _name(tag) if new else _known(desk, tag)
    with desk.library.write("describe", act="tag describe", sentence=f"describe the tag '{name}'"):
        name = desk.library.tags.describe(name, make=new, **said)
    return Changed(0, f"described the tag '{name}'")


def drop(desk: Desk, tag: str, force: bool = False) -> Changed:
    """Take a tag away. Raises `Misused` where works carry it and ``force`` is not given."""
    name = _known(desk, tag)
    with desk.library.write("drop", act="tag drop", sentence=f"drop the tag '{name}'"):
        works = desk.library.tags.drop(name, force)
    off = f" and took it off {number_of(works)}" if works else ""
    return Changed(works, f"dropped the tag '{name}'{off}")


def _name(tag: str) -> str:
    name = clean(tag, 200)
    if not name:
        raise Misused("A tag needs a name.", "Example: litreview tag add trust gulati1995does")
    return name


def _known(desk: Desk, tag: str) -> str:
    """The tag of that name as it is written, or `NothingFound` with the nearest one."""
    names = {name.casefold(): name for name in desk.library.tags.names()}
    name = _name(tag)
    if name.casefold() in names:
        return names[name.casefold()]
    from litreview.settings import nearest

    near = nearest(name.casefold(), names)
    raise NothingFound(
        f"There is no tag {name!r}.",
        f"Did you mean {names[near]!r}?" if near else "See `litreview tag list`.",
    )


def _colour(colour: str) -> str | None:
    word = colour.strip().casefold()
    if word == NONE:
        return None
    if short := re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])", word):
        return "#" + "".join(letter * 2 for letter in short.groups())
    if word in COLOURS or re.fullmatch(r"#[0-9a-f]{6}", word):
        return word
    raise Misused(
        f"{colour!r} is no colour that litreview knows.", f"Use {', '.join(COLOURS)}, #rrggbb or none."
    )


def _digit(digit: str) -> int | None:
    if digit.strip() == NONE:
        return None
    if re.fullmatch("[1-9]", digit.strip()):
        return int(digit)
    raise Misused(f"{digit!r} is no digit key.", "Use 1 to 9, or none.")

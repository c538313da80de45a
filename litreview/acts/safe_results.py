"""What acts answer that keep the library from being lost."""

# Annotations are values here: named tuples would compile each one that is a text.

from typing import NamedTuple


class BackedUp(NamedTuple):
    """A backup that was made. ``made`` is ISO time, ``size`` in bytes, ``words`` how many rows people
    wrote; ``settings``: the settings are in it, without what ``left_out`` names."""

    file: str
    library: str
    made: str
    records: int
    words: int
    size: int
    settings: bool = False
    left_out: tuple[str, ...] = ()


class Restored(NamedTuple):
    """A backup that was put in the place of a library. ``kept`` is where that lies now which was there
    before (None: nothing was). ``settings``: the file that they were written to, None where they were
    not; then ``settings_text`` is what the backup holds. ``left_out`` names what has to be set again."""

    file: str
    library: str
    made: str
    records: int
    words: int
    kept: str | None = None
    settings: str | None = None
    settings_text: str = ""
    left_out: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()

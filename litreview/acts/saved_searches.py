"""Searches by a name: listed, renamed, dropped. Running one is `searching.search`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from litreview.acts.results import SavedSearches, SavedSearchView
from litreview.acts.word_results import Changed
from litreview.errors import Misused, NothingFound

if TYPE_CHECKING:
    from litreview.desk import Desk
    from litreview.library.saved_searches import SavedRow


def saved(desk: Desk) -> SavedSearches:
    """The saved searches, by name."""
    rows = desk.library.saved_searches.rows()
    views = (SavedSearchView(r.name, *r.definition, r.who, r.runs, r.last, r.works) for r in rows)
    return SavedSearches(tuple(views))


def rename(desk: Desk, search: str, name: str) -> Changed:
    """Give a saved search another name; ``search:NAME`` finds its works under it."""
    old = saved_search(desk, search).name
    with desk.library.write("rename", act="saved-search rename") as act:
        new = desk.library.saved_searches.rename(old, name)
        act.sentence = f"rename the search '{old}' to '{new}'"
    return Changed(0, f"renamed the search '{old}' to '{new}'")


def drop(desk: Desk, search: str) -> Changed:
    """Forget a saved search; the works it found stay, and ``search:NAME`` still finds them."""
    name = saved_search(desk, search).name
    with desk.library.write("drop", act="saved-search drop", sentence=f"drop the search '{name}'"):
        desk.library.saved_searches.drop(name)
    return Changed(0, f"dropped the search '{name}'; what it found stays")


def saved_search(desk: Desk, name: str) -> SavedRow:
    """The saved search of that name, or `NothingFound` with the nearest one."""
    found = desk.library.saved_searches.find(name)
    if found is not None:
        return found
    from litreview.settings import nearest

    near = nearest(name, [row.name for row in desk.library.saved_searches.rows()])
    raise NothingFound(
        f"There is no saved search {name!r}.",
        f"Did you mean {near!r}?" if near else "`litreview search WORDS --save NAME` saves one.",
    )


def taken(search: SavedRow) -> Misused:
    """What to say where a name asks something else already."""
    return Misused(
        f"The search {search.name!r} is saved already and asks for {search.definition.text!r}.",
        f"Run it by --saved {search.name!r}, or save this one under another name.",
    )

"""Static groups of old JabRef files (up to 3.8): a comment that lists the keys of each group."""

from __future__ import annotations

import re
from collections import defaultdict

from litreview.model.text import clean

_TREE = re.compile(r"@\s*comment\s*\{\s*jabref-meta:\s*groups(?:tree)?:(.*)\}\s*$", re.S | re.I)
_NODE = re.compile(r"\s*\d+ ExplicitGroup:(.*)", re.S)


def groups_of(comment: str) -> dict[str, tuple[str, ...]]:
    """Group names by citation key in lower case, from one ``@comment`` block; empty for any other.

    Long lines are wrapped in the middle of words and are joined first; parts of a node are set
    apart by ``\\;``. Later versions write membership into the entries' field ``groups``.
    """
    tree = _TREE.match(comment.strip())
    if not tree:
        return {}
    members: dict[str, dict[str, None]] = defaultdict(dict)
    for node in re.split(r"(?<!\\);", tree[1].replace("\n", "")):
        found = _NODE.match(node)
        if not found:
            continue
        name, *rest = (part.replace("\\\\", "\\") for part in found[1].split("\\;"))
        # After the name stands how the group combines with its parent: 0, 1 or 2.
        for key in rest[1:]:
            if key.strip() and (tag := clean(name)):
                members[key.strip().lower()][tag] = None
    return {key: tuple(tags) for key, tags in members.items()}

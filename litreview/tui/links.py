"""Addresses of works: only http and https, and no text browser over the screen."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from litreview.acts.results import Shown
    from litreview.tui.app import LitreviewApp


def addresses(shown: Shown) -> list[str]:
    """The addresses of a work's pages, the DOI's first."""
    doi = [f"https://doi.org/{quote(shown.row.doi, safe='/:;()')}"] if shown.row.doi else []
    pages = [a for a in shown.best.page_addresses if a.lower().startswith(("http://", "https://"))]
    return list(dict.fromkeys(doi + pages))


def can_open() -> bool:
    """Whether a browser with a window of its own is likely; a text browser would fight the screen."""
    if sys.platform in ("win32", "darwin"):
        return not os.environ.get("SSH_CONNECTION")
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_page(app: LitreviewApp, shown: Shown) -> None:
    """Open the first address in a browser; where none is, show it."""
    found = addresses(shown)
    if not found:
        app.say("No source gave an address for this work.")
    elif can_open():
        app.open_url(found[0])
        app.say("Opened ", found[0])
    else:
        app.say("Its page: ", found[0], "   (Y shows all to copy)")

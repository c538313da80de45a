"""The picture in the README, made by the program: `python -m tests.tui.picture SAMPLE.sqlite FILE.svg`.

Works on a copy of the demo's library, so the library is left as it is.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import sys
import tempfile
from pathlib import Path

from litreview.acts import tagging
from litreview.desk import Desk
from litreview.settings import Settings
from litreview.tui.app import LitreviewApp
from tests.tui import screen

TAGGED = {
    "learning dilemma": ("larsson1998interorganizational", "khanna1998dynamics", "hamel1991competition"),
    "trust": ("kumar1998differential", "kale2000learning"),
    "alliance capability": ("kale2007building", "kale2000learning"),
}
SIZE = (116, 32)


async def _drawn(desk: Desk) -> str:
    app = LitreviewApp(desk)
    async with app.run_test(size=SIZE) as pilot:
        await screen.settle(pilot)
        await screen.press(
            pilot, "slash", "type:learning alliance", "enter", "s", "c", "down", "space", "down"
        )
        await asyncio.sleep(0.5)
        await screen.settle(pilot)
        return app.export_screenshot(title="litreview")


def main(library: str, file: str) -> None:
    """Draw the screen on a copy of a sample library."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sample.sqlite"
        shutil.copy(library, copy)
        desk = Desk.open(Settings(), library=copy)
        for tag, keys in TAGGED.items():
            tagging.add(desk, tag, keys)
        drawn = asyncio.run(_drawn(desk))
        desk.close()
    # Nothing in the picture is fetched from elsewhere.
    without_fonts = re.sub(r"@font-face \{.*?\}\s*|<!--.*?-->\s*", "", drawn, flags=re.S)
    Path(file).write_text(without_fonts, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:3])

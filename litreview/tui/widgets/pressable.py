"""Text with places that the mouse can press."""

from __future__ import annotations

from textual import events
from textual.widgets import Static


class Pressable(Static):
    """A `Static` that runs the action of a `text.button` that is clicked."""

    async def on_click(self, event: events.Click) -> None:
        action = event.style.meta.get("press")
        if isinstance(action, str):
            event.stop()
            await self.run_action(action)

"""Three themes of our own; Textual's are there too, among them the terminal's own colours."""

from __future__ import annotations

from textual.color import Color, ColorParseError
from textual.theme import Theme

DARK = Theme(
    name="litreview-dark",
    primary="#7fb4ca",
    secondary="#8aa6a3",
    accent="#e0af68",
    warning="#e0af68",
    error="#e46876",
    success="#98bb6c",
    foreground="#d8d8d2",
    background="#16181d",
    surface="#1b1e25",
    panel="#232731",
    dark=True,
)
LIGHT = Theme(
    name="litreview-light",
    primary="#22617c",
    secondary="#4a6b68",
    accent="#8a5a00",
    warning="#8a5a00",
    error="#a8202f",
    success="#3d6b1f",
    foreground="#22252b",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e7e4dc",
    dark=False,
)
CONTRAST = Theme(
    name="litreview-contrast",
    primary="#00d7ff",
    secondary="#d0d0d0",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    dark=True,
)
THEMES = (DARK, LIGHT, CONTRAST)


def with_muted(variables: dict[str, str]) -> dict[str, str]:
    """A theme's colours, and one for what is less important, legible in each of them."""
    ground, ink = variables.get("background", ""), variables.get("foreground", "")
    try:
        muted = Color.parse(ink).blend(Color.parse(ground), 0.4).hex6
    except ColorParseError:
        muted = "ansi_bright_black"
    return variables | {"muted": muted}

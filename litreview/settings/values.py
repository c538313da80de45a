"""What settings are once they are read: frozen values, and secrets that print nothing."""

# Annotations are values here: named tuples would compile each one that is a text.

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from litreview.settings.places import default_library, folder


class Secret:
    """A key or address that no print, log or traceback shows. `reveal` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one request that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "(set)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written anywhere")


class SourceSettings(NamedTuple):
    """One source's settings. ``url`` None = its own; ``pace`` multiplies every wait (2 = half as fast)."""

    url: str | None = None
    pace: float = 1.0
    key: Secret | None = None


class BackupSettings(NamedTuple):
    """Where backups go by themselves (None: nowhere) and how many stay: of so many days and months."""

    folder: Path | None = None
    days: int = 7
    months: int = 12


class Settings(NamedTuple):
    """All settings of one run. ``library`` None = the default place; ``name`` None = the login name.

    ``file`` is the settings file where it says anything. ``doubts`` are sentences about settings
    that cannot be meant so; `doctor` shows them.
    """

    library: Path | None = None
    mailto: Secret | None = None
    name: str | None = None
    sources: Mapping[str, SourceSettings] = MappingProxyType({})
    file: Path | None = None
    doubts: tuple[str, ...] = ()
    login: str = "someone"
    backup: BackupSettings = BackupSettings()

    def library_path(self) -> Path:
        """The library's file: the one that was named, else ``library.sqlite`` in the data folder."""
        return self.library or default_library()

    def person_name(self) -> str:
        """Whose words are written down."""
        return self.name or self.login

    def addresses(self) -> dict[str, str]:
        """The base addresses that replace a source's own, by source name, no slash at the end."""
        return {name: source.url for name, source in self.sources.items() if source.url}

    def pace_factors(self) -> dict[str, float]:
        """What every wait of a source is multiplied with, where it is not 1."""
        return {name: source.pace for name, source in self.sources.items() if source.pace != 1.0}

    def secrets(self) -> dict[str, str]:
        """``mailto`` and ``NAME_key``, revealed: to be handed to the net and to nothing else."""
        found = {f"{name}_key": s.key.reveal() for name, s in self.sources.items() if s.key}
        return found | ({"mailto": self.mailto.reveal()} if self.mailto else {})

    def net_store_path(self) -> Path:
        """The file for pace and cached pages, one a machine."""
        return folder("cache") / "net.sqlite"

    def state_path(self) -> Path:
        """Where the screen, and the daily backup, remember small things between runs."""
        return folder("state") / "screen.json"

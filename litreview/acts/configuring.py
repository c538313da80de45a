"""Settings: what holds and where it came from, and changing one in the file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from litreview.acts.machine_results import SettingChanged, SettingsFile, SettingsShown, SettingView
from litreview.desk import source_names
from litreview.errors import Misused, NothingFound
from litreview.settings import default_file, nearest, parsed, read_text
from litreview.settings.checking import Layers, is_secret, variable_of
from litreview.settings.effective import Effective, effective
from litreview.settings.libraries import used_library
from litreview.settings.places import path_of

if TYPE_CHECKING:
    from litreview.desk import Desk


def show(desk: Desk, origin: bool = False) -> SettingsShown:
    """Every setting as it holds. Raises `Misused` where the file or a variable cannot be meant so."""
    file = default_file(os.environ)
    return SettingsShown(tuple(SettingView(*one) for one in _effective(desk)), str(file), origin)


def get(desk: Desk, setting: str) -> SettingsShown:
    """One setting as it holds. Raises `NothingFound` where it is not set, `Misused` for an unknown name."""
    found = {one.name: one for one in _effective(desk)}
    one = found.get(setting.strip())
    if one is None:
        near = nearest(setting, found)
        hint = f"Did you mean {near!r}?" if near else "`litreview config show` lists them all."
        raise Misused(f"There is no setting {setting!r}.", hint)
    if one.value is None:
        raise NothingFound(f"{one.name} is not set.", f"Set it by: litreview config set {one.name} VALUE")
    return SettingsShown((SettingView(*one),), str(default_file(os.environ)), one=True)


def put(desk: Desk, setting: str, value: Sequence[str] | str) -> SettingChanged:
    """Write one setting into the file. Raises `Misused` for all that reading it again would refuse."""
    from litreview.settings.file import write_setting

    file, text = default_file(os.environ), value if isinstance(value, str) else " ".join(value)
    line = write_setting(file, setting, text, source_names())
    shown = "(set)" if is_secret(setting) else text.strip()
    sentence = f"{setting} = {shown}, in {file}, line {line}{_overridden(setting)}{_follows(desk, setting, text.strip())}"
    return SettingChanged(setting, shown, str(file), line, sentence)


def unset(desk: Desk, setting: str) -> SettingChanged:
    """Take one setting out of the file. Raises `NothingFound` where it is not in it."""
    from litreview.settings.file import remove_setting

    del desk
    file = default_file(os.environ)
    if not remove_setting(file, setting, source_names()):
        raise NothingFound(f"{setting} is not set in {file}.", _overridden(setting).lstrip("; "))
    return SettingChanged(
        setting, None, str(file), None, f"took {setting} out of {file}{_overridden(setting)}"
    )


def path(desk: Desk) -> SettingsFile:
    """Where the settings file is, or would be."""
    del desk
    file = default_file(os.environ)
    return SettingsFile(str(file), file.is_file())


def _effective(desk: Desk) -> tuple[Effective, ...]:
    file = default_file(os.environ)
    text = read_text(file)
    layers = Layers(os.environ, parsed(text, file), text, file, used_library())
    flag = desk.library_path if desk.library_named else None
    return effective(layers, source_names(), desk.settings.login, flag)


def _overridden(name: str) -> str:
    """A warning where something else goes before what stands in the file."""
    if os.environ.get(variable_of(name), "").strip():
        return f"; {variable_of(name)} is set and goes before it"
    if name == "library" and used_library() is not None:
        return "; `litreview library use` chose another, which goes before it"
    return ""


def _follows(desk: Desk, name: str, value: str) -> str:
    """What a person would else find out late: no folder for backups, words under the name of before."""
    if name == "backup.folder" and not path_of(value).is_dir():
        return "; there is no such folder yet, and no backup goes there until there is"
    if name == "person.name" and value != desk.who and desk.library_path.exists():
        return f"; what was said as {desk.who!r} stays under that name"
    return ""

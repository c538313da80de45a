"""Where a library lies: on this machine, on a network drive, or in a folder that is copied elsewhere."""

from __future__ import annotations

from pathlib import Path

_NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "gpfs", "fuse.sshfs", "fuse.rclone", "davfs")  # fmt: skip
_SYNCED = {
    "dropbox": "Dropbox", "onedrive": "OneDrive", "google drive": "Google Drive", "googledrive": "Google Drive",
    "icloud drive": "iCloud", "mobile documents": "iCloud", "nextcloud": "Nextcloud", "owncloud": "ownCloud",
    "syncthing": "Syncthing", "box sync": "Box", "sync": "a synced folder", "pcloud": "pCloud",
}  # fmt: skip


def kind_of_folder(path: Path, mounts: Path = Path("/proc/mounts")) -> tuple[str, str]:
    """("network" | "synced" | "", a name for people) of the folder that holds ``path``.

    WAL needs memory shared between processes, so all must be on one machine (SQLite's own
    document on WAL); folders that are copied elsewhere take the file and its log apart.
    """
    for part in path.absolute().parts:
        name = part.casefold()
        for known, title in _SYNCED.items():
            if name == known or (name.startswith(f"{known} ") or name.startswith(f"{known} -")):
                return "synced", title
    kind = _file_system(path.absolute(), mounts)
    return ("network", kind) if kind in _NETWORK else ("", "")


def _file_system(path: Path, mounts: Path) -> str:
    try:
        lines = mounts.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    best = ("", "")
    for line in lines:
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        place = parts[1].replace("\\040", " ")
        if len(place) >= len(best[0]) and (path == Path(place) or Path(place) in path.parents):
            best = (place, parts[2])
    return best[1]


def warning_for(path: Path) -> str:
    """A sentence where the folder is a risk for a live library, else ""."""
    kind, name = kind_of_folder(path)
    if kind == "network":
        return (
            f"The library lies on a network drive ({name}): use it from one computer at a time. "
            "A library on this computer's own disk is quicker and safer."
        )
    if kind == "synced":
        return (
            f"The library lies in a folder that is synced ({name}): it may be copied half-written. "
            "Keep it elsewhere and put backups there."
        )
    return ""

"""What the data directory lies on: making it; can it be written, is it nearly full, on this machine?"""

import os
import shutil
from pathlib import Path

#: So little room is left for what is being written; of a large disk a smaller share.
_LEAST_SHARE, _LEAST_BYTES = 0.05, 2**30
#: File systems of other machines: SQLite's log is kept in memory shared on one.
_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "ceph", "glusterfs", "afs", "fuse.sshfs"})
_MOUNTS = Path("/proc/self/mountinfo")


def make_folder(folder: Path) -> None:
    """Make it, for its owner only, with the folders above it; their names last. Raises OSError."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync(folder.parent)


def sync(path: Path) -> None:
    """Make what a file holds last, or the names in a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_writable(*paths: Path) -> bool:
    """Whether this process may write to each of these that is there."""
    return all(os.access(path, os.W_OK) for path in paths if path.exists())


def is_nearly_full(folder: Path) -> bool:
    """Whether less than 5 % of the file system is free, and less than 1 GiB."""
    usage = shutil.disk_usage(folder)
    return usage.free < min(usage.total * _LEAST_SHARE, _LEAST_BYTES)


def remote_filesystem(folder: Path, mounts: Path = _MOUNTS) -> str:
    """The type of the file system if it is one of another machine; empty if not, or not known."""
    try:
        lines = mounts.read_text().splitlines()
    except OSError:
        return ""
    held = {mounted: kind for mounted, kind in map(_mount, lines) if folder.resolve().is_relative_to(mounted)}
    kind = held[max(held, key=len)] if held else ""
    return kind if kind in _REMOTE else ""


def _mount(line: str) -> tuple[str, str]:
    """Where it is mounted, and its type: see proc(5)."""
    before, _, after = line.partition(" - ")
    place = before.split(" ")[4].encode("latin-1", "replace").decode("unicode_escape")
    return place, after.split(" ")[0]

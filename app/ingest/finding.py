"""From paths to inputs: which files are read, in which order, and which are passed over and why."""

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.errors import UsageError

STANDARD_INPUT = "-"
#: Why a file or folder was passed over: the key is stable, the sentence is for people.
SKIPS: dict[str, str] = {
    "hidden": "hidden: its name begins with a dot",
    "documentation": "documentation, not articles",
    "own_output": "a file of rejects that Dateline wrote",
    "not_articles": "its first record has neither title nor text",
    "empty": "there is nothing in it",
    "link_outside": "a symbolic link that leads out of the folder: give --follow-symlinks to read it",
    "link_broken": "a symbolic link to nothing",
    "loop": "a symbolic link back to a folder already read",
    "duplicate": "the same file was met before under another name",
    "special": "not a regular file: give --allow-special to read it",
    "unreadable": "it cannot be read: see its permissions and the length of its path",
    "vanished": "it was there at the start and is gone",
}
DOCUMENTATION = ("readme", "license", "licence", "copying", "notice", "changelog", "contributing")
OWN_OUTPUT = ".rejects.jsonl"
#: Whose files look like regular ones and are none; in ``/dev`` those that look so are kept in memory.
KERNEL_FOLDERS = ("/proc/", "/sys/")
DOCUMENTATION_SUFFIXES = (".md", ".rst", ".adoc")


@dataclass(frozen=True, slots=True)
class Found:
    """An input to open. ``path`` is None for standard input; ``name`` is safe to print.

    ``in_folder`` tells a file found in a folder from one that was named; ``special`` is a pipe or device.
    """

    name: str
    path: Path | None
    in_folder: bool = False
    special: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that is not read. ``reason`` is a key of ``SKIPS``."""

    name: str
    reason: str


def printable(name: str) -> str:
    """``name`` with everything that could upset a terminal or a log written as an escape."""
    return "".join(char if char.isprintable() else _escape(char) for char in name)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte of the name that is no UTF-8
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def check_path(path: str, allow_special: bool) -> None:
    """Raises UsageError, one line, for a named path that cannot be read at all."""
    if path == STANDARD_INPUT:
        return
    name = printable(path)
    if not path:
        raise UsageError("an empty path was given")
    try:
        status = Path(path).stat()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise UsageError(f"{name}: {reason[0].lower()}{reason[1:]}") from None
    is_folder = stat.S_ISDIR(status.st_mode)
    if not is_folder and is_special(Path(path), status) and not allow_special:
        raise UsageError(f"{name}: {SKIPS['special']}")
    if not os.access(path, os.R_OK | (os.X_OK if is_folder else 0)):
        raise UsageError(f"{name}: permission denied")


def is_special(path: Path, status: os.stat_result) -> bool:
    """Whether reading could hang or never end: devices, pipes, sockets and the kernel's own files."""
    return not stat.S_ISREG(status.st_mode) or _real(path).startswith(KERNEL_FOLDERS)


@dataclass(slots=True)
class Walk:
    """One walk over all the paths: remembers each inode met, so that nothing is read twice."""

    follow_symlinks: bool = False
    allow_special: bool = False
    _seen: set[int] = field(default_factory=set)

    def path(self, path: str) -> Iterator[Found | Skipped]:
        """The inputs at one path that was named: itself, or what its folder holds, in order."""
        if path == STANDARD_INPUT:
            yield Found("standard input", None)
            return
        try:
            status = Path(path).stat()
        except OSError:
            yield Skipped(printable(path), "vanished")
            return
        if not stat.S_ISDIR(status.st_mode):
            yield self._file(Path(path), status, in_folder=False)
        elif self._is_new(status):
            yield from self._folder(Path(path))

    def _folder(self, folder: Path) -> Iterator[Found | Skipped]:
        # A stack of listings, not recursion: folders may lie hundreds of levels deep.
        root = _real(folder).rstrip("/") + "/"
        stack = [_listing(folder)]
        while stack:
            entry = next(stack[-1], None)
            if entry is None:
                stack.pop()
            elif isinstance(entry, Skipped):
                yield entry
            elif (found := self._entry(entry, root)) is not None:
                yield found
            else:
                stack.append(_listing(entry))

    def _entry(self, path: Path, root: str) -> Found | Skipped | None:
        """What to do with one entry of a folder; None means that it is a folder to go into."""
        name = printable(str(path))
        if reason := skipped_by_name(path.name):
            return Skipped(name, reason)
        try:
            is_link = stat.S_ISLNK(path.lstat().st_mode)
            status = path.stat()
        except OSError as error:
            return Skipped(name, _broken(path, error))
        if is_link and not self.follow_symlinks and not _real(path).startswith(root):
            return Skipped(name, "link_outside")
        if not stat.S_ISDIR(status.st_mode):
            return self._file(path, status, in_folder=True)
        return None if self._is_new(status) else Skipped(name, "loop")

    def _file(self, path: Path, status: os.stat_result, in_folder: bool) -> Found | Skipped:
        name = printable(str(path))
        special = is_special(path, status)
        if special and not self.allow_special:
            return Skipped(name, "special")
        if not self._is_new(status):
            return Skipped(name, "duplicate")
        return Found(name, path, in_folder, special)

    def _is_new(self, status: os.stat_result) -> bool:
        inode = status.st_dev << 64 | status.st_ino
        if inode in self._seen:
            return False
        self._seen.add(inode)
        return True


def _listing(folder: Path) -> Iterator[Path | Skipped]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError:
        return iter((Skipped(printable(str(folder)), "unreadable"),))
    return (folder / name for name in names)


def _broken(path: Path, error: OSError) -> str:
    if error.errno == errno.ELOOP:
        return "loop"
    return "link_broken" if path.is_symlink() else "unreadable"


def _real(path: Path) -> str:
    return os.path.realpath(path)


def skipped_by_name(name: str) -> str | None:
    """The reason to pass over a file or folder of this name inside a folder, if there is one."""
    lowered = name.casefold()
    if name.startswith("."):
        return "hidden"
    if lowered.endswith(OWN_OUTPUT):
        return "own_output"
    stem, suffix = Path(lowered).stem, Path(lowered).suffix
    if suffix in DOCUMENTATION_SUFFIXES or (stem in DOCUMENTATION and suffix in ("", ".txt")):
        return "documentation"
    return None

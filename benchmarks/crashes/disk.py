"""A disk that forgets: what may be found on it after a power cut.

What POSIX promises, and no more: the content of a file lasts once the file is synced, a name once its folder
is. Of anything else each piece of 512 bytes and each change of a name may have come to the disk or not, in
any order. (Real file systems promise more; what holds here holds there.)
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.crashes.recording import END, Op

_SECTOR = 512
#: Names point to files, which have numbers; folders are all number 0.
_FOLDER = 0


@dataclass(slots=True)
class _File:
    """``lasting``: what was there at the last sync; ``since``: writes (offset, data), cuts (offset, None)."""

    lasting: bytearray = field(default_factory=bytearray)
    content: bytearray = field(default_factory=bytearray)
    since: list[tuple[int, bytes | None]] = field(default_factory=list)

    def do(self, offset: int, data: bytes | None) -> None:
        self.since.append((offset, data))
        _change(self.content, offset, data)

    def sync(self) -> None:
        self.lasting, self.since = bytearray(self.content), []

    def found(self, chance: random.Random, share: float) -> bytes:
        """The content after a cut that lets about ``share`` of what was not synced come to the disk."""
        content = bytearray(self.lasting)
        for offset, data in self.since:
            for start, piece in _pieces(offset, data):
                if chance.random() < share:
                    _change(content, start, piece)
        return bytes(content)


#: Names that change at once, and what they point to then; None: nothing.
_Naming = dict[str, int | None]


class Disk:
    """Does what a process did, and can be cut off at any moment."""

    def __init__(self, folder: Path) -> None:
        """What is in the folder lasts."""
        self._files: dict[int, _File] = {}
        self._lasting: dict[str, int] = {}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            self._lasting[name] = self._file(path.read_bytes()) if path.is_file() else _FOLDER
        self._names = dict(self._lasting)
        self._since: list[_Naming] = []

    def do(self, ops: Iterable[Op]) -> None:
        for op in ops:
            self._do(op)

    def found(self, chance: random.Random) -> dict[str, bytes | None]:
        """After a power cut now: the content of each file by its path; None for folders."""
        share = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        names = dict(self._lasting)
        for naming in self._since:
            if chance.random() < share:
                _rename(names, naming)
        return {
            name: self._files[number].found(chance, share) if number else None
            for name, number in sorted(names.items())
            if all(str(above) in names for above in [*Path(name).parents][:-1])
        }

    def _do(self, op: Op) -> None:
        if op.kind == "write":
            file = self._files[self._names[op.path]]
            file.do(len(file.content) if op.offset == END else op.offset, op.data)
        elif op.kind == "cut":
            self._files[self._names[op.path]].do(op.offset, None)
        elif op.kind == "sync":
            self._sync(op.path)
        elif op.kind == "create" and op.path not in self._names:
            self._name({op.path: self._file(b"")})
        elif op.kind == "mkdir":
            self._name({op.path: _FOLDER})
        elif op.kind == "rename":
            self._name({op.path: None, op.to: self._names[op.path]})
        elif op.kind == "remove":
            self._name({op.path: None})

    def _file(self, content: bytes) -> int:
        number = len(self._files) + 1
        self._files[number] = _File(bytearray(content), bytearray(content))
        return number

    def _name(self, naming: _Naming) -> None:
        _rename(self._names, naming)
        self._since.append(naming)

    def _sync(self, path: str) -> None:
        number = self._names.get(path, _FOLDER)  # the folder itself has no name here
        if number:
            return self._files[number].sync()
        kept = [naming for naming in self._since if all(str(Path(name).parent) != path for name in naming)]
        for naming in self._since:
            if naming not in kept:
                _rename(self._lasting, naming)
        self._since = kept
        return None


def _rename(names: dict[str, int], naming: _Naming) -> None:
    for name, number in naming.items():
        if number is None:
            names.pop(name, None)
        else:
            names[name] = number


def _change(content: bytearray, offset: int, data: bytes | None) -> None:
    if data is None:
        del content[offset:]
        content.extend(bytes(offset - len(content)))
        return
    content.extend(bytes(max(0, offset - len(content))))
    content[offset : offset + len(data)] = data


def _pieces(offset: int, data: bytes | None) -> list[tuple[int, bytes | None]]:
    """Sectors come to the disk each for itself."""
    if data is None:
        return [(offset, None)]
    ends = [*range(offset // _SECTOR * _SECTOR + _SECTOR, offset + len(data), _SECTOR), offset + len(data)]
    starts = [offset, *ends[:-1]]
    return [(start, data[start - offset : end - offset]) for start, end in zip(starts, ends, strict=True)]

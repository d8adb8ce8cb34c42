"""The calls that a process and its children make to the system, as strace tells them."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: 29456 write(9<path>, "bytes", 40) = 40, all strings and paths in hexadecimal; or its two halves.
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+)")
_HALF = re.compile(r"(\d+) +(\w+\(.*?) *<unfinished \.\.\.>")
_REST = re.compile(r"(\d+) +<\.\.\. \w+ resumed>(.*)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"(\w+)<((?:\\x[0-9a-f]{2})*)>(\(deleted\))?")


@dataclass(frozen=True, slots=True)
class Call:
    """One that went well. ``strings``: bytes or paths given; ``path``: of the open file or folder given.

    A relative path belongs to that folder; the path of a file that has no name any more is empty.
    """

    process: int
    name: str
    arguments: str
    result: int
    strings: tuple[bytes, ...]
    file: int
    path: str

    @property
    def last(self) -> str:
        """The last argument."""
        return self.arguments.rpartition(", ")[2]

    def full(self, path: bytes) -> str:
        return str(Path(self.path, path.decode()))


def can_trace() -> bool:
    """Whether strace is here and may be used."""
    tried = ["strace", "-f", "-o", os.devnull, "true"]
    return bool(shutil.which("strace")) and subprocess.run(tried, capture_output=True).returncode == 0


def trace(command: Sequence[str], calls: Sequence[str], told: Path) -> Iterator[Call]:
    """Run the command; then its calls of these names, in the order in which they ended.

    ``told``: the file in which strace tells them.
    """
    chosen = ["-e", f"trace={','.join(calls)}", "-o", str(told)]
    tracing = ["strace", "-f", "-y", "-xx", "-s", "10000000", *chosen]
    done = subprocess.run(
        [*tracing, *command], cwd=Path(__file__).parents[2], capture_output=True, text=True, errors="replace"
    )
    if done.returncode:
        raise AssertionError(f"{command} ended with {done.returncode}: {done.stderr}")
    return _calls(told.read_text().splitlines())


def _calls(lines: Sequence[str]) -> Iterator[Call]:
    halves: dict[str, str] = {}
    for line in lines:
        if half := _HALF.match(line):
            halves[half[1]] = half[0].removesuffix("<unfinished ...>")
            continue
        if rest := _REST.match(line):
            line = halves.pop(rest[1]) + rest[2]
        whole = _LINE.match(line)
        if whole and not whole[4].startswith("-"):
            yield _call(int(whole[1]), whole[2], whole[3], int(whole[4]))


def _call(process: int, name: str, arguments: str, result: int) -> Call:
    file = _FILE.search(arguments)
    number = int(file[1]) if file and file[1].isdecimal() else -1
    path = _bytes(file[2]).decode() if file and not file[3] else ""
    strings = tuple(map(_bytes, _STRING.findall(arguments)))
    return Call(process, name, arguments, result, strings, number, path)


def _bytes(told: str) -> bytes:
    return bytes.fromhex(told.replace("\\x", ""))

"""The ledger of faults: what each case is, which tests name it, and so in which state it is.

A test names the cases it covers in its docstring, as "A01, E09 to E12"; a class or a module may name those
of all its tests. What a goal asks for more often than a test can do it, ``make gate`` does. Only what
stands in tests/faults.toml is a case.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent
LEDGER = TESTS / "faults.toml"
BUGS = TESTS / "bugs.toml"
STATES = ("covered", "partly", "open", "out of scope")

# "E09", "DUR-1", "E09 to E12"
NAMED = re.compile(
    r"\b(?P<group>[A-K]|[A-Z]{3,4}-)(?P<first>\d{1,2})(?: to (?P=group)(?P<last>\d{1,2}))?\b", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One case: its tests, as `path::name` from the root, and what is missing, if anything is.

    ``gate``: what ``make gate`` does for it with each change.
    """

    id: str
    case: str
    state: str
    reason: str
    tests: tuple[str, ...]
    gate: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        return group_of(self.id)


@dataclass(frozen=True, slots=True)
class Gate:
    """A command that every change must pass, beside the tests: the cases it is for, and what it does."""

    ids: list[str]
    does: str
    command: str


@dataclass(frozen=True, slots=True)
class Notes:
    """The ledger as it is written by hand: cases by id, and by id why one is not (wholly) covered."""

    groups: dict[str, str]
    cases: dict[str, str]
    partly: dict[str, str]
    open: dict[str, str]
    out: dict[str, str]
    gate: list[Gate]


def notes() -> Notes:
    written = tomllib.loads(LEDGER.read_text())
    return Notes(**written | {"gate": [Gate(**each) for each in written["gate"]]})


def bugs() -> dict[str, str]:
    """What went wrong, and the test that it has had since."""
    found: dict[str, str] = tomllib.loads(BUGS.read_text())["bugs"]
    return found


def faults(written: Notes, tests: dict[str, tuple[str, ...]]) -> list[Fault]:
    """Every case in the order of the ledger."""
    return [judged(written, known, tests.get(known, ())) for known in written.cases]


def judged(written: Notes, known: str, tests: tuple[str, ...]) -> Fault:
    gate = tuple(each.does for each in written.gate if known in each.ids)
    state, reason = judgement(written, known, tested=bool(tests or gate))
    return Fault(known, written.cases[known], state, reason, tests, gate)


def judgement(written: Notes, known: str, tested: bool) -> tuple[str, str]:
    """The state, and why it is not "covered"."""
    if known in written.out:
        return "out of scope", written.out[known]
    if not tested:
        return "open", written.open.get(known, "")
    if known in written.partly:
        return "partly", written.partly[known]
    return "covered", ""


def group_of(known: str) -> str:
    """ "A" of "A01", "DUR" of "DUR-1"."""
    return known.partition("-")[0] if "-" in known else known[0]


def naming(folder: Path) -> dict[str, tuple[str, ...]]:
    """Of each id, the tests that name it: single tests before classes and modules."""
    found: dict[str, list[tuple[int, str]]] = {}
    for path in sorted(folder.rglob("*.py")):
        relative = path.relative_to(folder.parent).as_posix()
        for breadth, name, docstring in docstrings(ast.parse(path.read_text())):
            for named in ids(docstring):
                found.setdefault(named, []).append((breadth, f"{relative}::{name}" if name else relative))
    return {
        named: tuple(dict.fromkeys(name for _, name in sorted(places))) for named, places in found.items()
    }


def docstrings(module: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Of each test, test class and the module: its breadth (0: one test), its name, its docstring."""
    yield 2, "", ast.get_docstring(module) or ""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield 0, node.name, ast.get_docstring(node) or ""
        elif isinstance(node, ast.ClassDef):
            yield 1, node.name, ast.get_docstring(node) or ""


def ids(docstring: str) -> Iterator[str]:
    for match in NAMED.finditer(docstring):
        group, first = match["group"], match["first"]
        for number in range(int(first), int(match["last"] or first) + 1):
            yield f"{group}{number:0{len(first)}d}"

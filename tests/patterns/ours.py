"""Every regular expression of ours, and the methods that it is used with."""

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import app

ROOT = Path(app.__file__).parent
METHODS = frozenset({"match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"})
AnyPattern = re.Pattern[str] | re.Pattern[bytes]


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern, where it stands, and whether it is tried at each place of a text or at one only."""

    where: str
    pattern: AnyPattern
    everywhere: bool


def compiled() -> list[Used]:
    """The patterns that modules hold, by name or in something; each once."""
    methods = _methods_by_name()
    found: dict[tuple[AnyPattern, bool], str] = {}
    for module in pkgutil.walk_packages([str(ROOT)], "app."):
        for name, value in vars(importlib.import_module(module.name)).items():
            where = f"{module.name}.{name}"
            for pattern in _patterns_in(value):
                found.setdefault((pattern, _is_tried_everywhere(methods[where])), where)
    return [Used(where, pattern, everywhere) for (pattern, everywhere), where in found.items()]


def inline() -> list[Used]:
    """The patterns that functions write where they use them."""
    return [
        Used(where, re.compile(first.value), _is_tried_everywhere({method}))
        for where, method, first in _calls_of_re()
        if isinstance(first, ast.Constant) and method != "compile"
    ]


def built() -> set[str]:
    """The functions that make a pattern when they are called."""
    return {where for where, _, first in _calls_of_re() if not isinstance(first, ast.Constant)}


def _patterns_in(value: object) -> Iterator[AnyPattern]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from _patterns_in((*value, *value.values()))
    elif isinstance(value, tuple | list | frozenset | set):
        for each in value:
            yield from _patterns_in(each)
    elif type(value).__module__.startswith("app."):
        yield from _patterns_in(
            [getattr(value, name, None) for name in getattr(type(value), "__slots__", ())]
        )


def _is_tried_everywhere(methods: set[str]) -> bool:
    """Where no use of it is seen, say of one in a collection, the worst is taken for granted."""
    return not methods or not methods <= {"match", "fullmatch"}


def _methods_by_name() -> dict[str, set[str]]:
    """Of each name, with the module that it is of or is imported into; imported it is used as it is there."""
    found: dict[str, set[str]] = defaultdict(set)
    for module, tree in _trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in METHODS:
                found[f"{module}.{_last_name(node.value)}"].add(node.attr)
    for module, tree in _trees():
        for node in ast.walk(tree):
            for name in node.names if isinstance(node, ast.ImportFrom) else ():
                found[f"{node.module}.{name.name}"] |= found[f"{module}.{name.asname or name.name}"]
    return found


def _calls_of_re() -> Iterator[tuple[str, str, ast.expr]]:
    """Of each call of the module re within a function: the function, what is called, its first argument."""
    for module, tree in _trees():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                for node in ast.walk(function):
                    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                        called, of = node.func.attr, _last_name(node.func.value)
                        if of == "re" and called in METHODS | {"compile"}:
                            yield f"{module}.{function.name}", called, node.args[0]


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield ".".join(("app", *path.relative_to(ROOT).with_suffix("").parts)), ast.parse(path.read_text())

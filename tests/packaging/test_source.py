"""What no module of ours does, read from its source."""

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"

# Only between processes of our own; what a worker sends is read by an unpickler that makes only values.
PICKLING = {
    "app/following.py",
    "app/ingest/workers/messages.py",
    "app/ingest/workers/nursery.py",
    "app/ingest/workers/pool.py",
}
UNSAFE = {"marshal", "shelve", "dill", "yaml", "joblib", "xml.sax", "xml.dom", "xmlrpc"}
RUNNING = {"eval", "exec", "compile", "__import__"}


Node = tuple[str, ast.AST]


@pytest.fixture(scope="module")
def nodes() -> list[Node]:
    """Each part of the syntax of each module, with the path of the module."""
    return [
        (path.relative_to(APP.parent).as_posix(), node)
        for path in sorted(APP.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
    ]


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    if isinstance(node, ast.ImportFrom) and not node.level:
        return [node.module or ""]
    return []


def test_pickles_go_between_our_own_processes_only(nodes: list[Node]) -> None:
    """K31"""
    assert {path for path, node in nodes if "pickle" in imported(node)} <= PICKLING


def test_nothing_is_read_in_a_format_that_runs_what_it_reads(nodes: list[Node]) -> None:
    """K31, E22"""
    found = [(path, name) for path, node in nodes for name in imported(node) if name in UNSAFE]
    assert found == []


def test_no_text_is_run_as_code_or_by_a_shell(nodes: list[Node]) -> None:
    """K31"""
    calls = [(path, node) for path, node in nodes if isinstance(node, ast.Call)]
    assert [path for path, call in calls if isinstance(call.func, ast.Name) and call.func.id in RUNNING] == []
    assert [path for path, call in calls for word in call.keywords if word.arg == "shell"] == []


def test_xml_of_the_standard_library_is_written_and_never_read(nodes: list[Node]) -> None:
    """B01, K31"""
    used = {path for path, node in nodes for name in imported(node) if name.startswith("xml.etree")}
    assert [path for path in used if not path.startswith("app/api/")] == []

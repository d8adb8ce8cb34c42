"""What a test leaves behind is seen."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests import leftovers
from tests.leftovers import belongings

SLEEP = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()"]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leftovers, "_PATIENCE", 0.2)


def test_nothing_is_left_where_nothing_was_opened() -> None:
    """TST-6"""
    assert leftovers.leftovers(belongings()) == []


def test_an_open_file_is_seen_and_a_closed_one_is_not(tmp_path: Path) -> None:
    """TST-6"""
    before = belongings()
    with (tmp_path / "a").open("w"):
        assert leftovers.leftovers(before) == [f"open {tmp_path / 'a'}"]
    assert leftovers.leftovers(before) == []


def test_a_thread_is_seen() -> None:
    """TST-6"""
    before, end = belongings(), threading.Event()
    thread = threading.Thread(target=end.wait, name="waits")
    thread.start()
    assert leftovers.leftovers(before) == ["thread waits"]
    end.set()
    thread.join()
    assert leftovers.leftovers(before) == []


def test_a_child_is_seen() -> None:
    """TST-6"""
    before = belongings()
    with subprocess.Popen(SLEEP, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()  # it has its name only when it runs
        seen = leftovers.leftovers(before)
        assert [each for each in seen if each.startswith("child ") and sys.executable in each]
        child.communicate()
    assert leftovers.leftovers(before) == []


def test_a_thread_that_ends_while_it_is_looked_at_is_none(tmp_path: Path) -> None:
    """TST-6"""
    assert leftovers._text(tmp_path / "children") == ""

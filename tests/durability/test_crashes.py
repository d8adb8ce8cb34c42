"""Kills and failing calls at every step: nothing acknowledged is lost, index and database agree afterwards.

A few rounds of what ``make gate`` does more often, ``make torture`` many times, see ``benchmarks/crashes``.
"""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.crashes.points import LittleMemory
from benchmarks.crashes.rounds import Archive, failures, kills
from benchmarks.crashes.work import OPERATIONS

KILLS = 72


@pytest.fixture
def archive() -> Iterator[Archive]:
    """In memory where that can be had: a killed process loses nothing that it gave to the system."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Archive(Path(folder) / "archive", seed=20261121)


def test_no_kill_loses_what_was_acknowledged(archive: Archive) -> None:
    """DUR-1 to DUR-3; H01 to H06, H31, I18: at named points and at any moment of everything that writes."""
    for operation, fault in kills(archive, KILLS):
        archive.round(operation, fault)
    told = archive.told
    assert told.rounds == KILLS
    assert told.kills > KILLS * 0.7
    assert told.rebuilt < KILLS * 0.1, "only a restore leaves none"
    assert len(told.points) >= 40
    files = sum(1 for path in (archive.folder / "data").rglob("*") if path.is_file())
    assert files < 40, "nothing is left behind"


def test_no_failing_call_loses_what_was_acknowledged(archive: Archive) -> None:
    """DUR-7; H09, H10, H12, H13, H17: the k-th call fails; the next run completes."""
    for operation, fault in failures(archive, share=0.006):
        archive.round(operation, fault)
        assert archive.round(operation, None) == 0
    assert archive.told.refused > 10


def test_no_shortage_of_memory_loses_what_was_acknowledged(archive: Archive) -> None:
    """DUR-8, I06: it is told, or ends the process; the next run completes."""
    for operation in OPERATIONS:
        for more in (0, 2**17):
            archive.round(operation, LittleMemory(more))
        assert archive.round(operation, None) == 0
    assert archive.told.refused + archive.told.kills >= len(OPERATIONS) // 2


def test_without_a_fault_everything_ends_well(archive: Archive) -> None:
    assert [archive.round(operation, None) for operation in OPERATIONS] == [0] * len(OPERATIONS)

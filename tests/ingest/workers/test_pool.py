"""Workers: order, limits, deaths, and what a worker may do."""

import os
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.ingest.workers import DocumentLimits, Done, Failed, Nursery, Pool
from tests.ingest.workers.tasks import Deed, deed, do

QUICK = DocumentLimits(cpu=0.5, wall=4.0, memory=128 * 2**20)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """One for all: whatever a document does to its worker, the next one finds another."""
    with Pool(do, 2, QUICK) as opened:
        yield opened


def answers(pool: Pool, jobs: list[Deed]) -> list[Any]:
    return [answer.value[0] if isinstance(answer, Done) else answer for _, answer in pool.results(jobs)]


def test_results_come_in_the_order_of_the_jobs(pool: Pool) -> None:
    jobs = [deed("sleep", 0.2), *(deed("add", number) for number in range(20))]
    assert answers(pool, jobs) == [None, *range(1, 21)]


def test_jobs_are_shared_among_workers_and_taken_only_as_far_ahead_as_needed(pool: Pool) -> None:
    taken: list[int] = []

    def jobs() -> Iterator[Deed]:
        for number in range(50):
            taken.append(number)
            yield deed("sleep", 0.01) if number else deed("pid")

    results = pool.results(jobs())
    next(results)
    assert len(taken) < 10
    assert len(list(results)) == 49


def test_both_workers_work(pool: Pool) -> None:
    jobs = [Deed(("sleep", "pid"), 0.05) for _ in range(8)]
    pids = {answer.value[1] for _, answer in pool.results(jobs) if isinstance(answer, Done)}
    assert len(pids) == 2
    assert os.getpid() not in pids


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("crash", "parser_crash"),
        ("abort", "parser_crash"),
        ("exit", "parser_crash"),
        ("raise", "parser_crash"),
        ("forbidden", "parser_crash"),
        ("balloon", "memory"),
        ("spin", "timeout"),
    ],
)
def test_a_document_that_ends_its_worker_costs_itself_and_nothing_else(
    pool: Pool, name: str, reason: str
) -> None:
    """C14, C15, C02: death, memory, CPU time. What a worker sends must be values, too."""
    before, failed, after = answers(pool, [deed("add", 1), deed(name), deed("add", 2)])
    assert (before, after) == (2, 3)
    assert isinstance(failed, Failed)
    assert failed.reason == reason


def test_a_document_that_computes_without_end_is_ended_by_its_computing_time() -> None:
    """C02: long before the wall clock would."""
    with Pool(do, 1, DocumentLimits(cpu=1.0, wall=60.0)) as pool:
        spun, after = answers(pool, [deed("spin"), deed("add", 1)])
    assert spun == Failed("timeout", "more than 1 s of computing")
    assert after == 2


def test_a_document_that_sleeps_is_ended_by_the_wall_clock() -> None:
    with Pool(do, 1, DocumentLimits(wall=0.3)) as pool:
        slept, after = answers(pool, [deed("sleep", 60), deed("add", 1)])
    assert slept == Failed("timeout", "more than 0.3 s")
    assert after == 2


def test_cpu_time_is_counted_for_each_document_by_itself() -> None:
    with Pool(do, 1, DocumentLimits(cpu=0.5)) as pool:
        assert answers(pool, [deed("work", 0.3)] * 4) == [None] * 4


def test_of_a_job_of_several_documents_only_the_one_that_crashes_is_lost(pool: Pool) -> None:
    jobs = [deed("add", 0), Deed(("add", "crash", "add"), 1), deed("add", 5)]
    found = list(pool.results(jobs))
    assert [job.names for job, _ in found] == [("add",), ("add",), ("crash",), ("add",), ("add",)]
    assert [answer.value for _, answer in found if isinstance(answer, Done)] == [[1], [2], [2], [6]]


def test_workers_are_replaced_after_so_many_documents() -> None:
    with Pool(do, 1, DocumentLimits(documents=3)) as pool:
        pids = answers(pool, [deed("pid")] * 9)
    assert len(set(pids)) == 3


def test_large_jobs_and_answers_pass(pool: Pool) -> None:
    jobs = [Deed(("large",), 20 * 2**20, b"y" * 20 * 2**20) for _ in range(4)]
    assert [len(answer) for answer in answers(pool, jobs)] == [20 * 2**20] * 4


def test_a_worker_can_neither_read_nor_write_nor_connect_nor_start_or_signal_processes(
    pool: Pool, tmp_path: Path
) -> None:
    """K34, B03, B04"""
    (tmp_path / "kept").touch()
    (found,) = answers(pool, [deed("sandbox", str(tmp_path))])
    assert found == dict.fromkeys(found, "PermissionError")
    assert (tmp_path / "kept").exists()


def test_a_worker_can_still_import_what_it_needs(pool: Pool) -> None:
    assert answers(pool, [deed("import")]) == ["colorsys"]


def test_our_own_memory_stays_as_it_is_while_a_worker_balloons(pool: Pool) -> None:
    """C15"""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert {answer.reason for answer in answers(pool, [deed("balloon")] * 3)} == {"memory"}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20 * 1024


def test_no_process_is_left_when_a_pool_is_closed_in_the_middle() -> None:
    pool = Pool(do, 2, DocumentLimits())
    (pid,) = answers(pool, [deed("pid")])
    results = pool.results([deed("sleep", 60)] * 2 + [deed("add", 1)])
    began = time.monotonic()
    results.close()
    pool.close()
    assert time.monotonic() - began < 30
    assert not Path(f"/proc/{pid}").exists()


def test_workers_come_from_a_nursery_that_was_started_before() -> None:
    with Nursery("tests.ingest.workers.tasks") as nursery, Pool(do, 2, QUICK, nursery) as pool:
        assert answers(pool, [deed("add", 1)]) == [2]


def test_a_nursery_ends_though_a_process_was_forked_after_it() -> None:
    """As the one that indexes is: it holds our end of the socket, too."""
    with Nursery() as nursery:
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(write)
            os.read(read, 1)
            os._exit(0)
        with Pool(do, 1, QUICK, nursery) as pool:
            assert answers(pool, [deed("add", 1)]) == [2]
    os.close(write)
    os.waitpid(child, 0)
    os.close(read)


def test_a_nursery_that_nobody_needed_ends_at_once() -> None:
    began = time.monotonic()
    with Nursery("tests.ingest.workers.tasks") as nursery:
        process = nursery._process
    assert process.returncode is not None
    assert time.monotonic() - began < 20

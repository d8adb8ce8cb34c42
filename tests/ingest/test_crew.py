"""Jobs of a run, done here or by workers: the same comes out, in the same order."""

import io
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.ingest.crew import Crew
from app.ingest.draft import Document, Draft, Input, InputFault, Passed, Record, Reject
from app.ingest.jobs import Drafts, Job, Lines, Reading, Rejected, jobs_of
from app.ingest.readers import ReadOptions, read_input
from app.ingest.readers.jsonl import BLOCK, read_lines
from app.ingest.workers import DocumentLimits
from app.values import Candidate
from tests.ingest.normalise.test_language import TEXTS
from tests.ingest.reading import as_input

NOW = datetime(2026, 11, 21, tzinfo=UTC)
OPTIONS = ReadOptions(now=NOW)
READING = Reading(OPTIONS, 2**20)


def crew(count: int = 2) -> Crew:
    return Crew(READING, count, DocumentLimits())


def lines(count: int, **more: str) -> bytes:
    records = ({"title": f"Ferry {number}", "body": "Ropes held. " * 40, **more} for number in range(count))
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def jobs(data: bytes, kind: str = "auto", options: ReadOptions = OPTIONS) -> list[Job]:
    found = list(jobs_of(as_input(data), kind, options))
    assert all(isinstance(job, Drafts | Lines | Document) for job in found)
    return [job for job in found if isinstance(job, Drafts | Lines | Document)]


def titles(items: Iterator[Candidate | Rejected | Passed]) -> list[str]:
    return [item.article.title for item in items if isinstance(item, Candidate)]


def test_lines_come_out_in_their_order_however_many_work_on_them() -> None:
    data = lines(3000)
    assert len(jobs(data)) > 4
    assert titles(crew(3).results(jobs(data))) == [f"Ferry {number}" for number in range(3000)]


def test_every_kind_of_answer_comes_back_from_a_worker() -> None:
    passed = Passed("canceled", 7)
    mixed = Drafts("input", (Record(Draft(title="Ferry"), 1), Reject("no_text", 2), passed))
    candidate, rejected, back = crew().results([mixed, Drafts("input", ())])
    assert isinstance(candidate, Candidate)
    assert rejected == Rejected("input", 2, None, "no_text", "")
    assert back == passed


def test_a_language_is_told_alike_here_and_by_workers() -> None:
    data = lines(1, body=TEXTS["fr"]) + lines(1, body=TEXTS["en"]) + lines(1)
    here = list(crew().results(jobs(data)))
    away = list(crew().results([*jobs(data), Drafts("input", ())]))
    assert here == away
    found = [item.article.language for item in here if isinstance(item, Candidate)]
    assert found == ["fr", "en", None]


def test_a_text_of_its_own_is_read_in_a_worker() -> None:
    document = Document("note.txt", b"Title: Ferry sails\nDate: 2026-03-01\n\nRopes held.\n", "text")
    assert titles(crew().results([document])) == ["Ferry sails"]


@pytest.mark.parametrize(("size", "here"), [(2**20, True), (2**20 + 1, False)])
def test_one_large_block_is_read_in_a_worker_too(size: int, here: bool) -> None:
    """INP-5: what a line of JSON holds may take a multiple of its bytes."""

    def tell(_text: str) -> None:
        told.append(True)

    told: list[bool] = []
    line = b'{"title": "Ferry", "body": "%s"}\n'
    data = line % (b"x " * size)[: size - len(line) + len("%s")]
    found = Crew(Reading(OPTIONS, 2**20, tell=tell), 1, DocumentLimits()).results(jobs(data, "jsonl"))
    assert titles(found) == ["Ferry"]
    assert len(data) == size
    assert bool(told) == here


def test_blocks_of_lines_tell_the_same_numbers_and_offsets_as_the_whole() -> None:
    data = lines(1200) + b"not json\n\n" + lines(900) + b'{"title": "cut'
    alone = list(read_input(as_input(data), "jsonl", OPTIONS))
    apart = [item for job in jobs(data) for item in _read(job)]
    assert apart == alone
    assert max(len(job.block.data) for job in jobs(data) if isinstance(job, Lines)) < 2 * BLOCK


@pytest.mark.parametrize("size", [BLOCK - 100, BLOCK + 100, 3 * BLOCK])
def test_a_line_beyond_the_limit_is_one_reject_and_the_lines_after_it_are_read(size: int) -> None:
    """A21"""
    options = ReadOptions(now=NOW, max_record_bytes=1000)
    data = lines(2) + b"x" * size + b"\n" + lines(1)
    assert list(read_input(as_input(data), "jsonl", options)) == [
        item for job in jobs(data, "jsonl", options) for item in _read(job, options)
    ]


def test_what_stands_before_a_fault_of_the_stream_is_read() -> None:
    class Breaking(io.RawIOBase):
        def __init__(self) -> None:
            self._left = lines(700) + b'{"title": "half'

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview, /) -> int:
            if not self._left:
                raise InputFault("truncated", "the gzip data end too early")
            data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
            buffer[: len(data)] = data
            return len(data)

    source = Input("input", io.BufferedReader(Breaking(), 1024))
    items = [item for job in jobs_of(source, "jsonl", OPTIONS) for item in _read(job)]
    assert len(items) == 701
    assert items[-1] == Reject("truncated", 701, None, "the gzip data end too early")


def test_lines_are_halved_until_one_is_left() -> None:
    (block,) = jobs(lines(5))
    single = [block]
    while any(job.parts() for job in single):
        single = [part for job in single for part in (job.parts() or (job,))]
    assert [(job.number, job.offset) for job in single if isinstance(job, Lines)] == [
        (number + 1, number * len(lines(1))) for number in range(5)
    ]


def _read(job: object, options: ReadOptions = OPTIONS) -> list[object]:
    if isinstance(job, Lines):
        return list(read_lines(io.BytesIO(job.block.data), options, job.block.number, job.block.offset))
    assert isinstance(job, Drafts)
    return list(job.items)

"""What an ingest seldom meets on the way from bytes to articles."""

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from app.ingest import crew as crews
from app.ingest import dialect
from app.ingest.crew import Crew
from app.ingest.draft import Document, Draft, Input, InputFault, Record, Reject, unknown_position
from app.ingest.encoding import wide_encoding
from app.ingest.finding import Found
from app.ingest.jobs import Drafts, Lines, Reading, Rejected, failed, jobs_of
from app.ingest.layers import readable
from app.ingest.normalise import load_model, plain_text
from app.ingest.normalise.datelines import read_dateline
from app.ingest.normalise.language import english_of
from app.ingest.opening import open_input
from app.ingest.page.reading import _judged
from app.ingest.readers import ReadOptions
from app.ingest.readers.archives.members import Counted
from app.ingest.readers.jsonl import Block
from app.ingest.unpack import Limits
from app.ingest.workers import DocumentLimits, Failed
from app.ingest.workers import pool as pools
from tests.ingest.reading import NOW, as_input
from tests.ingest.workers.tasks import deed, do

OPTIONS = ReadOptions(now=NOW)
READING = Reading(OPTIONS, 2**20)


def unpacked(data: bytes, limits: Limits | None = None) -> bytes:
    """What comes out of packed bytes; faults are read on behind, as a reader of crawls does."""
    raw = io.BytesIO(data)
    stream = readable(raw, raw.tell, limits or Limits()).stream
    out = b""
    for _ in range(100):
        try:
            piece = stream.read1(2**16)
        except InputFault as fault:
            if fault.reason == "unreadable":
                continue
            return out
        if not piece:
            return out
        out += piece
    raise AssertionError("it never ends")


@pytest.mark.parametrize("gap", [b"", b"\0", b"\0" * 3, b"\0" * 70_000])
def test_members_and_zeros_between_them_may_be_cut_anywhere(gap: bytes) -> None:
    """D02: also where the first bytes of a member lie in two pieces of what is read."""
    first, second = gzip.compress(b"one "), gzip.compress(b"two")
    assert unpacked(first + gap + second) == b"one two"


@pytest.mark.parametrize("place", range(3))
def test_behind_a_damaged_member_the_next_sound_one_is_read(place: int) -> None:
    """D14: what looks like the beginning of a member and is none is passed over."""
    sound, like = gzip.compress(b"sound"), b"\x1f\x8b\x08"
    damaged = bytearray(gzip.compress(bytes(range(256)) * 40))
    damaged[20 + place] ^= 0xFF
    damaged = bytearray(gzip.compress(b"first")) + damaged
    assert unpacked(bytes(damaged) + like * 2 + b"\xff" * 100_000 + sound).endswith(b"sound")
    assert b"sound" not in unpacked(bytes(damaged) + b"\xff" * 100_000)


def test_two_bytes_a_letter_that_are_no_text_are_not_taken_for_it() -> None:
    """A13: half of a surrogate pair where UTF-16 would need the other."""
    assert wide_encoding("Trams run.".encode("utf-16-le") * 20) == "utf-16-le"
    assert wide_encoding(b"\x00\xdca\x00" * 40) is None
    assert wide_encoding(b"a\x00b\x00c\x00d\x00\x00\xdc\x00\xdce\x00f\x00g\x00h\x00") is None


def test_where_an_input_is_in_its_file_may_be_unknown() -> None:
    assert Input("input", io.BufferedReader(io.BytesIO())).position() == unknown_position() == 0
    counted = Counted(io.BytesIO(b"abcdef"))  # type of a member of an archive
    counted.read(4)
    assert counted.position() == 4


def test_a_cell_beyond_what_the_sample_may_hold_is_no_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialect.csv, "field_size_limit", lambda *_: 10)
    before = dialect.csv.field_size_limit
    assert before() == 10
    assert dialect._cells('"a' + "b" * 200_000, ",") in ([], ["a" + "b" * 200_000])


# --- jobs


def test_jobs_are_halved_until_one_document_is_left() -> None:
    """C14: which one it was that a worker died of."""
    drafts = Drafts("input", tuple(Record(Draft(title=str(n)), n) for n in range(3)))
    halves = drafts.parts()
    assert [[item.number for item in half.items] for half in halves] == [[0], [1, 2]]
    assert halves[0].parts() == ()
    assert Document("page.html", b"<p>").parts() == ()
    whole = Lines("input", Block(b'{"a": 1}\n{"a": 2}\n{"a": 3}\n', 4, 100))
    first, second = whole.parts()
    assert (first.number, first.offset, second.number, second.offset) == (5, 100, 7, 118)
    assert second.parts() == ()
    assert Lines("input", Block(b"x" * 100 + b"\ny\n", 0, 0)).parts()[1].block == Block(b"y\n", 1, 101)


class Broken(io.RawIOBase):
    """Gives ``data`` and then breaks."""

    def __init__(self, data: bytes = b"") -> None:
        self._data = data

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._data:
            raise InputFault("truncated", "it ends too early")
        count = min(len(buffer), len(self._data))
        buffer[:count], self._data = self._data[:count], self._data[count:]
        return count


def broken(data: bytes = b"") -> Input:
    return Input("input", io.BufferedReader(Broken(data), 1024))


def only_reject(source: Input, kind: str, options: ReadOptions = OPTIONS) -> Rejected:
    (found,) = [each for job in jobs_of(source, kind, options) for each in READING(job)]
    assert isinstance(found, Rejected)
    return found


def test_what_breaks_at_once_is_one_reject() -> None:
    assert only_reject(broken(), "auto").reason == "truncated"


def test_an_archive_too_deep_in_others_is_not_opened() -> None:
    """D04"""
    options = ReadOptions(now=NOW, limits=Limits(depth=0))
    zipped = b"PK\x05\x06" + bytes(18)
    assert only_reject(as_input(zipped), "zip", options).reason == "nested_archive"


def test_who_could_not_read_a_job_is_told_by_its_first_record() -> None:
    drafts = Drafts("input", (Reject("no_text", 7, 99),))
    assert failed(drafts, "timeout", "late") == Rejected("input", 7, 99, "timeout", "late")
    lines = Lines("input", Block(b"{}\n", 3, 50))
    assert failed(lines, "memory", "") == Rejected("input", 4, 50, "memory", "")


def test_what_a_worker_gives_up_is_a_reject(monkeypatch: pytest.MonkeyPatch) -> None:
    """C14"""

    class Pool:
        def __init__(self, *_: object) -> None: ...
        def __enter__(self) -> "Pool":
            return self

        def __exit__(self, *_: object) -> None: ...
        def results(self, jobs: Any) -> Any:
            return ((job, Failed("timeout", "more than 10 s")) for job in jobs)

    monkeypatch.setattr(crews, "Pool", Pool)
    found = list(Crew(READING, 1, DocumentLimits()).results([Document("page.html", b"<p>", "html")]))
    assert found == [Rejected("page.html", 1, None, "timeout", "more than 10 s")]


# --- workers that are lost


class Way:
    """Stands for the way to a worker."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def fail(self, *_: object) -> None:
        if self._error:
            raise self._error

    sendall = shutdown = send_bytes = fail

    def recv(self, *_: object) -> bytes:
        return b""

    def close(self) -> None: ...


@pytest.mark.parametrize("error", [None, BrokenPipeError()])
def test_where_the_nursery_is_lost_a_run_is_interrupted_and_may_be_begun_again(
    error: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """H03: what was stored stays."""
    nursery = pools.Nursery()
    nursery.begin(do, DocumentLimits())
    real = nursery._control
    try:
        monkeypatch.setattr(nursery, "_control", Way(error))
        with pytest.raises(pools.Interrupted):
            nursery.end(1)
        if error:
            monkeypatch.setattr(pools.socket, "send_fds", lambda *_: (_ for _ in ()).throw(error))
            with pytest.raises(pools.Interrupted):
                nursery.start()
    finally:
        monkeypatch.undo()
        nursery._control = real
        nursery.close()
        nursery.close()


def test_a_nursery_that_nobody_needed_is_ended() -> None:
    nursery = pools.Nursery()
    nursery.close()
    assert nursery._process.returncode is not None


@pytest.mark.parametrize("error", [ValueError("no pickle"), EOFError(), OSError()])
def test_an_answer_that_cannot_be_read_ends_its_worker(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C14: a worker that a document took over may send anything."""

    def fail(_pipe: object) -> None:
        raise error

    monkeypatch.setattr(pools, "receive_values", fail)
    with pools.Pool(do, 1, DocumentLimits()) as pool:
        ((_, answer),) = pool.results([deed("add", 1)])
    assert isinstance(answer, Failed)
    assert answer.reason in ("parser_crash", "memory")


def test_a_job_that_cannot_be_sent_is_settled_by_the_end_of_its_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_pipe: Any, _value: object) -> None:
        _pipe.close()
        raise BrokenPipeError

    sends = iter([fail])
    real = pools.send
    monkeypatch.setattr(pools, "send", lambda pipe, job: next(sends, real)(pipe, job))
    with pools.Pool(do, 1, DocumentLimits()) as pool, pytest.raises((OSError, StopIteration)):
        list(pool.results([deed("add", 1)]))


@pytest.mark.parametrize(
    ("status", "reason", "detail"),
    [
        (24, "timeout", "more than 5 s of computing"),
        (9, "memory", "the system ended the process"),
        (11, "parser_crash", "SIGSEGV"),
        (3 << 8, "parser_crash", "it ended by itself"),
    ],
)
def test_why_a_worker_ended_is_told_by_its_status(status: int, reason: str, detail: str) -> None:
    assert pools._cause(status, DocumentLimits()) == Failed(reason, detail)


# --- normalising


def test_a_model_may_be_loaded_before_it_is_needed() -> None:
    load_model()
    assert english_of("It is") is None


def test_tags_within_tags_without_end_are_never_markup_again() -> None:
    text = "<" * 5 + "b>They</b> run" + "&lt;" * 3 + "i&gt;" * 3
    plain = plain_text(text)
    assert "<b" not in plain
    assert "They" in plain


def test_a_draft_without_a_title_says_why_it_is_refused() -> None:
    assert _judged(Draft(body="They run."), 0.9).reason == "no_title"
    assert _judged(Draft(), 0.9).reason == "no_text"
    assert _judged(Draft(title="Trams"), 0.9).confidence == 0.9


def test_an_agency_first_is_a_dateline_only_where_something_parts_it() -> None:
    assert read_dateline("(Reuters) They run again in Venn.") is not None
    assert read_dateline("(Reuters) they run again in Venn.") is None


def test_what_cannot_be_opened_by_look_is_told_by_reading(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"title": "Trams"}\n' * 100)[:30])
    with open_input(Found("cut", path), Limits()) as source, pytest.raises(InputFault):
        source.stream.read()

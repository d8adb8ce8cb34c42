"""Opening inputs: packing, limits, changes while reading. Fault ledger: A01, A04, A08, A13, D02, D09."""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import InputFault, Record, Reject
from app.ingest.opening import Found, Limits, open_input
from app.ingest.readers import ReadOptions, read_input
from tests.ingest.reading import NOW, reasons, titles

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": lambda data: gzip.compress(data, mtime=0),
    "xz": lambda data: lzma.compress(data, preset=0),
    "bz2": bz2.compress,
    "zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
}
packers = pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())


def lines(count: int, seed: int = 1) -> bytes:
    """Articles that do not pack too well."""
    chance = random.Random(seed)
    texts = ("".join(chance.choices("abcdefghij ", k=200)) for _ in range(count))
    return b"".join(
        b'{"title": "Story %d", "body": "%s"}\n' % (number, text.encode())
        for number, text in enumerate(texts)
    )


def read_file(path: Path, limits: Limits | None = None) -> list[Record | Reject]:
    with open_input(Found(path.name, path), limits or Limits()) as source:
        return list(read_input(source, "auto", ReadOptions(now=NOW)))


def unpacked(path: Path, limits: Limits | None = None) -> bytes:
    with open_input(Found(path.name, path), limits or Limits()) as source:
        return source.stream.read()


def written(folder: Path, data: bytes, name: str = "news.jsonl") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@packers
def test_packed_inputs_are_known_by_their_content(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = lines(2000)
    assert unpacked(written(tmp_path, pack(data), "news.txt")) == data


@packers
def test_members_one_after_another_are_one_input(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    data = [lines(300, seed) for seed in range(4)]
    packed = b"".join(map(pack, [*data, b"", b"end\n"]))
    assert unpacked(written(tmp_path, packed)) == b"".join(data) + b"end\n"


@packers
def test_zeros_after_the_packed_data_are_padding(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert unpacked(written(tmp_path, pack(b"text") + bytes(1000))) == b"text"


@packers
def test_an_empty_packed_input_has_no_records(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """A01."""
    assert read_file(written(tmp_path, pack(b""))) == []


@packers
def test_two_layers_of_packing_are_opened(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert unpacked(written(tmp_path, gzip.compress(pack(b"text")))) == b"text"


@packers
def test_a_third_layer_is_refused(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """D02."""
    [reject] = read_file(written(tmp_path, pack(pack(pack(lines(3))))))
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.detail) == ("bomb", "packed more than 2 times")


@packers
def test_cut_packed_data_keep_the_whole_records_before_the_cut(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    """D09."""
    packed = pack(lines(8000))
    items = read_file(written(tmp_path, packed[: len(packed) * 2 // 3]))
    assert reasons(items) == ["truncated"]
    assert titles(items) == [f"Story {number}" for number in range(len(items) - 1)]
    assert len(items) > (1 if pack is PACKERS["bz2"] else 2000)


@packers
def test_every_cut_of_packed_data_is_a_fault_and_no_exception(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(lines(3))
    for length in range(20, len(packed), 3):
        assert reasons(read_file(written(tmp_path, packed[:length])))[-1:] in (["truncated"], ["unreadable"])


@packers
def test_damaged_packed_data_are_a_reject(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    packed = bytearray(pack(lines(5000)))
    packed[len(packed) // 2] ^= 0xFF
    packed[len(packed) // 2 + 9] ^= 0xFF
    assert reasons(read_file(written(tmp_path, bytes(packed))))[-1] == "unreadable"


def test_what_stands_before_damage_is_kept(tmp_path: Path) -> None:
    """D10, as far as a stream goes: no more is lost than the piece that is damaged."""
    chance = random.Random(20261121)
    records = [{"title": f"Story {number}", "body": chance.randbytes(100).hex()} for number in range(400)]
    packed = bytearray(PACKERS["gz"]("".join(json.dumps(record) + "\n" for record in records).encode()))
    packed[len(packed) * 3 // 4 : len(packed) * 3 // 4 + 64] = bytes(64)
    kept = titles(read_file(written(tmp_path, bytes(packed))))
    assert kept[:280] == [f"Story {number}" for number in range(280)]


@packers
def test_other_bytes_after_the_packed_data_are_reported(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    items = read_file(written(tmp_path, pack(lines(3)) + b"no member begins so"))
    assert len(titles(items)) == 3
    assert reasons(items) == ["unreadable"]


@packers
def test_a_bomb_is_refused_at_the_ratio(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """D02."""
    path = written(tmp_path, pack(bytes(40 * 2**20)))
    with pytest.raises(InputFault, match="bomb"):
        unpacked(path)


def test_the_unpacked_size_is_limited_at_the_byte(tmp_path: Path) -> None:
    """D02: n - 1, n, n + 1."""
    path = written(tmp_path, gzip.compress(b"x" * 1000))
    assert len(unpacked(path, Limits(unpacked=1001))) == 1000
    assert len(unpacked(path, Limits(unpacked=1000))) == 1000
    with pytest.raises(InputFault, match="bomb"):
        unpacked(path, Limits(unpacked=999))


def test_the_ratio_is_limited_at_the_byte_and_only_beyond_its_threshold(tmp_path: Path) -> None:
    """D02: n - 1, n, n + 1."""
    packed = gzip.compress(random.Random(1).randbytes(500) * 20)
    path = written(tmp_path, packed)
    ratio = 10_000 // len(packed)
    assert len(unpacked(path, Limits(ratio=ratio + 1, ratio_after=0))) == 10_000
    assert len(unpacked(path, Limits(ratio=ratio, ratio_after=10_000))) == 10_000
    with pytest.raises(InputFault, match="bomb"):
        unpacked(path, Limits(ratio=ratio, ratio_after=9_999))


def test_layers_are_limited_as_told(tmp_path: Path) -> None:
    """D02: n - 1, n, n + 1."""
    once, twice = gzip.compress(b"text"), gzip.compress(gzip.compress(b"text"))
    assert unpacked(written(tmp_path, b"text"), Limits(layers=1)) == b"text"
    assert unpacked(written(tmp_path, once), Limits(layers=1)) == b"text"
    with pytest.raises(InputFault, match="bomb"):
        unpacked(written(tmp_path, twice), Limits(layers=1))


def test_progress_counts_the_packed_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, gzip.compress(lines(10_000)))
    with open_input(Found("news", path)) as source:
        source.stream.readline()
        early = source.position()
        source.stream.read()
        assert 0 < early < source.position() == source.size == path.stat().st_size


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be"])
def test_articles_in_any_unicode_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    """A13."""
    text = (
        '{"title": "Łódź marks a century of trams", "body": "The trams of Łódź are a hundred years old."}\n'
    )
    path = written(tmp_path, gzip.compress((text * 3).encode(encoding)))
    assert titles(read_file(path)) == ["Łódź marks a century of trams"] * 3


@pytest.mark.parametrize("change", ["grow", "shrink", "touch", "remove", "replace"])
def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path, change: str) -> None:
    """A08: the whole records before are kept, a half one is not."""
    path = written(tmp_path, lines(5000))
    with open_input(Found("news", path)) as source:
        items = read_input(source, "jsonl", ReadOptions(now=NOW))
        first = next(items)
        match change:
            case "grow":
                with path.open("ab") as file:
                    file.write(b'{"title": "half a rec')
            case "shrink":
                os.truncate(path, 600_000)
            case "touch":
                os.utime(path, ns=(1, 1))
            case "remove":
                path.unlink()
            case "replace":
                written(tmp_path, lines(10), "new").replace(path)
        everything = [first, *items]
    assert reasons(everything) == ["source_changed"]
    assert titles(everything) == [f"Story {number}" for number in range(len(everything) - 1)]


@pytest.mark.parametrize("data", [b"Title: Trams\n\nThe trams run again.\n", b"title,body\nTrams,They run"])
def test_no_half_text_or_row_is_read_from_a_file_that_changed(tmp_path: Path, data: bytes) -> None:
    """A08."""
    path = written(tmp_path, data)
    with open_input(Found("news", path)) as source:
        os.utime(path, ns=(1, 1))
        # The beginning has been looked at already, and the end is told only where reading meets it.
        assert reasons(list(read_input(source, "auto", ReadOptions(now=NOW)))) == ["source_changed"]


def test_a_file_that_is_gone_when_it_is_opened_is_a_reject(tmp_path: Path) -> None:
    """A08."""
    assert reasons(read_file(tmp_path / "gone.jsonl")) == ["source_changed"]


def test_a_file_that_became_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A04."""
    os.mkfifo(tmp_path / "pipe")
    assert reasons(read_file(tmp_path / "pipe")) == ["source_changed"]


def test_a_file_that_may_not_be_opened_is_a_reject(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    [reject] = read_file(tmp_path / "news.jsonl")
    assert isinstance(reject, Reject)
    assert (reject.reason, reject.detail) == ("unreadable", "permission denied")


def test_a_failing_disk_ends_the_input_with_a_reject() -> None:
    """A04: the kernel's own memory file fails at once when it is read."""
    assert reasons(read_file(Path("/proc/self/mem"))) == ["unreadable"]


def test_a_pipe_that_is_allowed_is_read_to_its_end(tmp_path: Path) -> None:
    """A04."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(lines(50),))
    writer.start()
    with open_input(Found("pipe", path, special=True)) as source:
        assert source.size is None
        assert len(list(read_input(source, "auto", ReadOptions(now=NOW)))) == 50
    writer.join()


def test_standard_input_is_unpacked_and_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(gzip.compress(lines(3))))
    monkeypatch.setattr(sys, "stdin", stream)
    with open_input(Found("standard input", None)) as source:
        assert len(titles(list(read_input(source, "auto", ReadOptions(now=NOW))))) == 3
    assert not stream.closed


@given(st.binary(max_size=300), st.sampled_from(["", *PACKERS]))
def test_any_bytes_are_read_without_an_exception(data: bytes, packing: str) -> None:
    packed = PACKERS[packing](data) if packing else data
    with open_input(Found("any", _file(packed))) as source:
        for item in read_input(source, "auto", ReadOptions(now=NOW)):
            assert isinstance(item, Record | Reject)


@given(st.sampled_from(list(PACKERS)), st.integers(0, 2000), st.integers(1, 255))
def test_packed_data_with_any_byte_changed_raise_nothing(packing: str, place: int, change: int) -> None:
    packed = bytearray(PACKERS[packing](lines(20)))
    packed[place % len(packed)] ^= change
    with open_input(Found("any", _file(bytes(packed)))) as source:
        assert all(item.number for item in read_input(source, "auto", ReadOptions(now=NOW)))


def _file(data: bytes) -> Path:
    """A nameless file that goes when nothing holds it."""
    descriptor = os.memfd_create("input")
    os.write(descriptor, data)
    return Path(f"/proc/self/fd/{descriptor}")

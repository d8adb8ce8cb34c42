"""Crawl archives. Fault ledger: D01, D09 to D23."""

import base64
import bz2
import gzip
import hashlib
import io
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.detect import detect
from app.ingest.draft import PASSED, REASONS, Document, Passed, Reject
from app.ingest.readers import CONTAINERS, ReadOptions
from app.ingest.readers.faults import RecordFault
from app.ingest.readers.warc import reading
from app.ingest.readers.warc.encodings import undone
from app.ingest.readers.warc.framing import fields_of
from app.ingest.readers.warc.http import dechunked
from app.ingest.readers.warc.tape import MAX_FIELDS, MAX_HEADER, Tape
from app.ingest.unpack import Limits
from tests.ingest.readers.warc.building import (
    PAGE,
    answer,
    arc,
    bodies,
    items,
    items_in_file,
    members,
    record,
    response,
    told,
)
from tests.ingest.reading import NOW, as_input

A, B, C = (f"https://venn.example/{name}" for name in "abc")


def test_pages_are_given_with_their_place_their_address_and_their_time() -> None:
    first = record("warcinfo", b"software: own\r\n")
    [passed, page] = items(first + response())
    assert passed == Passed("not_a_page", 1, 0)
    assert isinstance(page, Document)
    assert (page.data, page.url, page.number, page.offset) == (PAGE, A, 2, len(first))
    assert (page.content_type, str(page.fetched_at)) == ("text/html", "2026-03-01 10:00:00+00:00")
    assert page.name == f"input {A}"


def test_resources_and_conversions_are_pages_too() -> None:
    resource = record("resource", PAGE, "Content-Type: text/html", url=A)
    text = record("conversion", b"Title: Trams\n\nThey run.", "Content-Type: text/plain", url=B)
    assert told(items(resource + text)) == [A, B]


@pytest.mark.parametrize("kind", ["request", "metadata", "warcinfo", "continuation", "made-up", ""])
def test_other_records_are_passed_over(kind: str) -> None:
    """D16."""
    assert told(items(record(kind, b"x" * 100_000) + response())) == ["not_a_page", A]


def test_a_revisit_is_known_by_its_digest_or_its_address_or_not_at_all() -> None:
    """D16, D17."""
    seen = record("response", answer(), "WARC-Payload-Digest: sha1:AAAA", url=A)
    same = record("revisit", b"", "WARC-Payload-Digest: sha1:AAAA", url=B)
    named = record("revisit", b"", f"WARC-Refers-To-Target-URI: {A}", url=B)
    other = record("revisit", b"", "WARC-Payload-Digest: sha1:BBBB", url=B)
    assert told(items(seen + same + named + other)) == [A, "revisit", "revisit", "unresolved_revisit"]


@pytest.mark.parametrize("status", ["404 Not Found", "301 Moved", "304 Not Modified", "206 Partial", "500 x"])
def test_answers_but_200_are_passed_over(status: str) -> None:
    """D18."""
    assert told(items(record("response", answer(status=status)) + response(url=B))) == ["http_status", B]


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "text/css", "video/mp4"])
def test_what_is_no_text_is_passed_over_whatever_its_size(kind: str) -> None:
    """D18."""
    large = record("response", answer(b"\x89PNG" * 500_000, kind=kind))
    assert told(items(large + response(url=B))) == ["not_text", B]


@pytest.mark.parametrize(
    "body", [b"", b" \n", b"\x89PNG\r\n\x1a\n" + bytes(99), b'{"results": 4, "page": 1}']
)
def test_what_holds_no_article_is_passed_over_whatever_its_type(body: bytes) -> None:
    assert told(items(record("response", answer(body)))) == ["not_text"]


def test_files_for_crawlers_and_addresses_of_other_kinds_are_no_pages() -> None:
    """D18, D20."""
    urls = ("https://venn.example/robots.txt", "dns:venn.example", "file:///etc/hosts", "metadata://x/y", "")
    assert told(items(b"".join(record("response", answer(), url=url) for url in urls))) == ["not_a_page"] * 5


def test_a_header_line_without_a_name_is_passed_over_with_what_is_folded_below_it() -> None:
    """D19."""
    odd = b"HTTP/1.1 200 OK\r\nX-Odd\r\n folded\r\nContent-Type: text/html\r\nX: 1\r\nX: 2\r\n of 2\r\n\r\n"
    [page] = items(record("response", odd + PAGE))
    assert isinstance(page, Document)
    assert (page.data, page.content_type) == (PAGE, "text/html")
    assert fields_of([b"X: 1", b"X: 2", b" of 2", b"Y: 3", b" more"]) == {"x": "1", "y": "3 more"}


def test_an_address_in_brackets_or_with_odd_characters_is_taken_as_it_is() -> None:
    """D20."""
    odd = "https://venn.example/\x07a b" + "c" * 2000
    [bracketed, strange] = items(
        record("response", answer(), url=f"<{A}>") + record("response", answer(), url=odd)
    )
    assert isinstance(bracketed, Document)
    assert bracketed.url == A
    assert isinstance(strange, Document)
    assert strange.name.isprintable()
    assert len(strange.name) < 1100


@pytest.mark.parametrize(
    ("length", "reason"),
    [
        ("abc", "bad_length"),
        ("-5", "bad_length"),
        ("9" * 16, "bad_length"),
        ("1.5", "bad_length"),
        (" ", "bad_length"),
    ],
)
def test_a_record_without_a_sound_length_is_a_reject_and_the_next_is_found(length: str, reason: str) -> None:
    """D11."""
    assert told(items(record("response", answer(), length=length) + response(url=B))) == [reason, B]


def test_a_record_that_is_longer_than_the_archive_is_cut() -> None:
    """D11."""
    assert told(items(response(url=A) + record("response", answer(), length=str(10**14)))) == [A, "truncated"]


def test_a_wrong_length_costs_its_record_and_no_other() -> None:
    found = items(record("response", answer(), length="20", url=A) + response(url=B))
    assert told(found) == ["bad_http", "bad_header", B]


def test_a_page_that_is_whole_by_the_servers_own_length_is_read_though_the_record_is_cut() -> None:
    content = answer(PAGE, f"Content-Length: {len(PAGE)}")
    assert told(items(record("response", content, length=str(len(content) + 12)).rstrip())) == [A]
    assert told(items(record("response", content, length=str(len(content))).rstrip()[:-1])) == ["truncated"]


@pytest.mark.parametrize(
    ("lines", "size", "reason"),
    [
        (1, MAX_HEADER - 300, None),
        (1, MAX_HEADER + 1, "bad_header"),
        (1, 5_000_000, "bad_header"),
        (MAX_FIELDS - 4, 1, None),
        (MAX_FIELDS - 3, 1, "bad_header"),
        (200_000, 1, "bad_header"),
    ],
)
def test_headers_have_limits(lines: int, size: int, reason: str | None) -> None:
    """D12, D13: n-1, n, n+1 for the number of fields (four are always there)."""
    fields = [f"X: {'y' * size}"] * lines
    assert told(items(record("response", answer(), *fields) + response(url=B))) == [reason or A, B]


@pytest.mark.parametrize("size", [MAX_HEADER - 1, MAX_HEADER, MAX_HEADER + 1])
def test_the_lines_of_a_header_have_a_limit_together(size: int) -> None:
    """D12: n-1, n, n+1 bytes, each line far below."""
    lines = (b"X: " + b"x" * 96 + b"\n") * (size // 100 - 1)
    lines += b"X" * (size - len(lines) - 1) + b"\n"
    tape = Tape(io.BufferedReader(io.BytesIO(lines + b"\n")))
    if size > MAX_HEADER:
        with pytest.raises(RecordFault, match="bad_header"):
            tape.header()
    else:
        assert sum(len(line) + 1 for line in tape.header()) == size


def test_a_header_without_an_end_is_cut() -> None:
    assert told(items(b"WARC/1.0\r\nWARC-Type: response\r\n")) == ["truncated"]


@pytest.mark.parametrize(
    "data", [b"<html><p>x</p></html>", b"The trams run again.", b"WARC is a format", b"http://a 1"]
)
def test_text_is_not_taken_for_an_archive(data: bytes) -> None:
    """D14."""
    assert detect(data, "crawl.warc").format not in ("warc", "arc")
    assert told(items(data)) == ["bad_header"]


def test_archives_of_arc_one_and_two_are_read() -> None:
    data = arc((A, answer()), ("https://venn.example/b?t=a b", answer()), ("dns:venn.example", b"x"))
    assert detect(data, "a").format == "arc"
    assert told(items(data, "arc")) == ["not_a_page", A, "https://venn.example/b?t=a b", "not_a_page"]
    two = f"{C} 192.0.2.1 20260301100000 text/html 200 - - 0 a.arc {len(answer())}\n".encode() + answer()
    assert told(items(data + two, "arc"))[-1] == C


def test_a_bad_line_of_arc_is_a_reject_and_the_next_record_is_found() -> None:
    """D11."""
    broken = f"{A} 192.0.2.1 20260301100000 text/html abc\n".encode() + answer() + b"\n"
    data = arc() + broken + arc((B, answer()))
    assert told(items(data, "arc")) == ["not_a_page", "bad_length", "not_a_page", B]


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
}


@pytest.mark.parametrize("encoding", PACKED)
def test_content_encodings_are_undone(encoding: str) -> None:
    """D19."""
    long = PAGE * 3000
    assert bodies(items(response(PACKED[encoding](long), f"Content-Encoding: {encoding}"))) == [long]


def test_deflate_may_come_without_its_header() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert undone(raw.compress(PAGE) + raw.flush(), "deflate", 10_000) == PAGE


@pytest.mark.parametrize("encoding", PACKED)
def test_a_page_that_was_decoded_before_it_was_stored_is_taken_as_it_is(encoding: str) -> None:
    assert undone(PAGE, encoding, 10_000) == PAGE


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate"])
def test_a_damaged_encoding_is_a_reject(encoding: str) -> None:
    """D19."""
    [reject] = items(response(b"\x1f\x8b\x08\xff\xff\xff\xff" * 9, f"Content-Encoding: {encoding}"))
    assert isinstance(reject, Reject | Passed)
    assert told([reject])[0] in ("bad_http", "not_text")


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_in_an_encoding_is_refused_at_the_limit(encoding: str) -> None:
    """D01, D19."""
    bomb = PACKED[encoding](bytes(20_000_000))
    tracemalloc.start()
    [reject] = items(response(bomb, f"Content-Encoding: {encoding}"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told([reject]) == ["bomb"]
    assert peak < 40 * 2**20  # Zstandard cannot stop within its blocks


@pytest.mark.parametrize(("spare", "reason"), [(1, None), (0, None), (-1, "bomb")])
def test_a_body_has_a_limit_after_it_is_decoded(spare: int, reason: str | None) -> None:
    """D19: n-1, n, n+1."""
    page = b"<p>" + base64.b64encode(bytes(range(256)) * 200)
    packed = response(gzip.compress(page), "Content-Encoding: gzip")
    assert told(items(packed, limit=len(page) + spare)) == [reason or A]


def test_three_encodings_are_an_attack() -> None:
    """D02."""
    assert told(items(response(PAGE, "Content-Encoding: gzip, gzip, gzip"))) == ["bad_http"]


@pytest.mark.parametrize(
    ("body", "whole"),
    [
        (b"4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\n\r\n", b"abcdefg"),
        (b"4\nabcd\n0\n\n", b"abcd"),
        (b"4\r\nabcd\r\nnonsense", b"abcdnonsense"),
        (b"<p>not chunked</p>", b"<p>not chunked</p>"),
        (b"ffffffff\r\nshort", b"short"),
        (b"", b""),
    ],
)
def test_chunks_are_put_together_as_far_as_they_go(body: bytes, whole: bytes) -> None:
    """D19."""
    assert dechunked(body) == whole


def test_a_chunked_answer_is_read() -> None:
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    assert bodies(items(response(chunked, "Transfer-Encoding: chunked"))) == [PAGE]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not http",
        b"HTTP/1.1 OK\r\n\r\nx",
        b"HTTP/1.1 200 OK\r\nno end",
        b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 2000 + b"\r\n" + PAGE,
    ],
)
def test_a_malformed_answer_is_a_reject(content: bytes) -> None:
    """D19."""
    assert told(items(record("response", content) + response(url=B))) == ["bad_http", B]


@pytest.mark.parametrize(
    ("fields", "told_of"), [(MAX_FIELDS - 2, A), (MAX_FIELDS - 1, A), (MAX_FIELDS, "bad_http")]
)
def test_the_head_of_an_answer_has_a_limit(fields: int, told_of: str) -> None:
    """D13: n-1, n, n+1 lines with the first one."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"a: b\r\n" * (fields - 1)
    assert told(items(record("response", head + b"\r\n" + PAGE))) == [told_of]


@pytest.mark.parametrize(("damaged", "rest"), [(2, [C]), (3, []), (4, [])])
def test_so_many_damaged_places_are_passed_and_no_more(
    monkeypatch: pytest.MonkeyPatch, damaged: int, rest: list[str]
) -> None:
    """D10, D11: an archive that is damaged all over is given up."""
    monkeypatch.setattr(reading, "MAX_FAULTS", 3)
    bad = record("response", answer(), length="abc")
    assert told(items(bad * damaged + response(url=C))) == ["bad_length"] * min(damaged, 3) + rest


def sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()


@pytest.mark.parametrize(
    ("field", "flags"),
    [
        (f"WARC-Block-Digest: {sha1(answer())}", ()),
        (f"WARC-Payload-Digest: {sha1(PAGE)}", ()),
        (f"WARC-Payload-Digest: sha256:{hashlib.sha256(PAGE).hexdigest()}", ()),
        (f"WARC-Block-Digest: {sha1(b'other')}", ("digest_mismatch",)),
        (f"WARC-Payload-Digest: {sha1(b'other')}", ("digest_mismatch",)),
        ("WARC-Payload-Digest: crc:12", ()),
        ("WARC-Payload-Digest: sha1:%%%", ()),
    ],
)
def test_a_digest_that_does_not_fit_is_a_flag(field: str, flags: tuple[str, ...]) -> None:
    """D21."""
    [page] = items(record("response", answer(), field))
    assert isinstance(page, Document)
    assert page.flags == flags


def test_a_page_in_segments_is_a_reject() -> None:
    """D22."""
    first = record("response", answer(), "WARC-Segment-Number: 1", url=A)
    rest = record("continuation", b"x", "WARC-Segment-Number: 2", url=A)
    assert told(items(first + rest + response(url=B))) == ["segmented", "not_a_page", B]


@pytest.mark.parametrize(("spare", "reason"), [(1, None), (0, None), (-1, "record_too_large")])
def test_a_record_beyond_the_limit_is_a_reject_and_the_next_is_read(spare: int, reason: str | None) -> None:
    """n-1, n, n+1."""
    large = answer(PAGE * 2000)
    data = record("response", large, url=A) + response(url=B)
    assert told(items(data, limit=len(large) + spare)) == [reason or A, B]


@pytest.mark.parametrize(
    "pack",
    [
        members,
        lambda *each: gzip.compress(b"".join(each)),
        lambda *each: bz2.compress(b"".join(each)),
        lambda *each: zstandard.compress(b"".join(each)),
        lambda *each: b"".join(each),
    ],
)
def test_archives_are_read_however_they_are_packed(tmp_path: Path, pack: Callable[..., bytes]) -> None:
    """D15."""
    data = pack(response(url=A), response(url=B))
    assert told(items_in_file(tmp_path / "crawl", data)) == [A, B]


def test_a_packed_archive_that_is_cut_gives_what_is_whole_and_says_so(tmp_path: Path) -> None:
    """D09."""
    data = members(response(url=A), response(url=B))
    assert told(items_in_file(tmp_path / "crawl.warc.gz", data[:-40])) == [A, "truncated"]


def test_a_damaged_member_costs_its_record_and_the_next_is_found(tmp_path: Path) -> None:
    """D10."""
    first, second, third = (gzip.compress(response(url=url)) for url in (A, B, C))
    for damaged in (_flipped(second, -6), _flipped(second, len(second) // 2), second[:-30]):
        found = told(items_in_file(tmp_path / "crawl.warc.gz", first + damaged + third))
        assert (found[0], found[-1]) == (A, C)
        assert set(found[1:-1]) <= {"unreadable", "bad_header", "truncated", "bad_length", "bad_http", B}
        assert "unreadable" in found


def _flipped(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 0xFF
    return bytes(changed)


def test_a_record_that_unpacks_to_a_thousand_times_its_size_is_refused(tmp_path: Path) -> None:
    """D01."""
    bomb = members(response(url=A), record("response", answer(bytes(30_000_000)), url=B))
    found = items_in_file(tmp_path / "bomb.warc.gz", bomb, limits=Limits(ratio_after=2**16))
    assert told(found) == [A, "bomb"]


def test_an_archive_is_read_in_constant_memory(tmp_path: Path) -> None:
    """D23."""
    path = tmp_path / "crawl.warc"
    with path.open("wb") as file:
        for number in range(400):
            file.write(response(PAGE * 1000, url=f"{A}{number}"))
    tracemalloc.start()
    with path.open("rb") as stream:
        source = as_input(b"")
        count = sum(1 for _ in CONTAINERS["warc"](type(source)("crawl", stream), ReadOptions(NOW, 2**20)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (count, path.stat().st_size > 30_000_000) == (400, True)
    assert peak < 3 * 2**20


@given(st.integers(min_value=0, max_value=3000), st.binary(max_size=12))
def test_an_archive_that_is_cut_or_damaged_anywhere_is_read_on(at: int, noise: bytes) -> None:
    """D09 to D13."""
    data = response(url=A) + record("request", b"GET /") + response(url=B) + arc((C, answer()))
    for kind in ("warc", "arc"):
        for item in items(data[:at], kind) + items(data[:at] + noise + data[at + len(noise) :], kind):
            if isinstance(item, Reject):
                assert item.reason in REASONS
            if isinstance(item, Passed):
                assert item.reason in PASSED

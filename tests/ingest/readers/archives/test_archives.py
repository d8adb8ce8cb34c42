"""ZIP and TAR archives. Fault ledger: D02 to D08."""

import gzip
import io
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.draft import PASSED, REASONS, Passed
from app.ingest.finding import Found
from app.ingest.jobs import Reading, Rejected, jobs_of
from app.ingest.opening import open_input
from app.ingest.readers import ReadOptions
from app.ingest.readers.archives.directory import FULL, ZIP64, _wide
from app.ingest.unpack import Limits
from app.values import Candidate
from tests.ingest.reading import NOW

Maker = Callable[[dict[str, bytes]], bytes]
LINE = b'{"title": "%s", "body": "They run."}\n'
TEXT = b"Title: Trams\n\nThey run again in Venn."


def line(title: str) -> bytes:
    return LINE % title.encode()


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def tarred(files: dict[str, bytes], kind: int = tarfile.PAX_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=kind) as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def told(path: Path, data: bytes, limits: Limits | None = None) -> list[str]:
    """What an archive comes to, in order: titles, reasons of rejects, reasons of what is passed over."""
    return [_told(item) for item in found_in(path, data, limits)]


def found_in(path: Path, data: bytes, limits: Limits | None = None) -> list[Candidate | Rejected | Passed]:
    path.write_bytes(data)
    options = ReadOptions(NOW, 2**20, limits=limits or Limits())
    reading = Reading(options, 2**20)
    found: list[Candidate | Rejected | Passed] = []
    with open_input(Found(path.name, path), options.limits) as source:
        for job in jobs_of(source, "auto", options):
            found += [job] if isinstance(job, Passed) else reading(job)
    return found


def _told(item: Candidate | Rejected | Passed) -> str:
    return item.article.title if isinstance(item, Candidate) else item.reason


FILES = {
    "a.jsonl": line("A") + line("B"),
    "deep/down/b.txt": TEXT,
    "c.jsonl.gz": gzip.compress(line("C")),
    "d.json": line("D").decode().encode("utf-16"),
}
MAKERS = {
    "zip": zipped,
    "stored": lambda files: zipped(files, zipfile.ZIP_STORED),
    "bzip2": lambda files: zipped(files, zipfile.ZIP_BZIP2),
    "tar": tarred,
    "gnu": lambda files: tarred(files, tarfile.GNU_FORMAT),
    "ustar": lambda files: tarred(files, tarfile.USTAR_FORMAT),
    "tar.gz": lambda files: gzip.compress(tarred(files)),
    "tar.zst": lambda files: zstandard.compress(tarred(files)),
    "zip.gz": lambda files: gzip.compress(zipped(files)),
}


@pytest.mark.parametrize("kind", MAKERS)
def test_members_of_any_kind_are_read_however_the_archive_is_made(tmp_path: Path, kind: str) -> None:
    assert told(tmp_path / "news", MAKERS[kind](FILES)) == ["A", "B", "Trams", "C", "D"]


@pytest.mark.parametrize("kind", ["zip", "stored", "zip.gz"])
def test_an_archive_without_members_has_no_records(tmp_path: Path, kind: str) -> None:
    assert told(tmp_path / "news", MAKERS[kind]({})) == []


@pytest.mark.parametrize("make", [zipped, tarred])
def test_rejects_name_the_member(tmp_path: Path, make: Maker) -> None:
    """D05, A07: names are labels, escaped where they could upset a terminal."""
    names = ("../../etc/x.json", "/etc/y.json", "C:\\z.json", "a\x1b[2Jb.json", "n" * 3000)
    found = found_in(tmp_path / "news", make(dict.fromkeys(names, b"{broken")))
    named = [item.input for item in found if isinstance(item, Rejected)]
    assert len(named) == len(names)
    assert all(name.startswith("news/") and name.isprintable() and len(name) < 1100 for name in named)
    assert [entry.name for entry in tmp_path.iterdir()] == ["news"]


@pytest.mark.parametrize("make", [zipped, tarred])
def test_what_a_folder_would_not_show_is_passed_over(tmp_path: Path, make: Maker) -> None:
    names = (".hidden/a.json", "__MACOSX/._a.json", "README.md", "x.rejects.jsonl", "a/.b.json")
    files = {name: line("X") for name in names} | {
        "settings.json": b'{"colour": "blue"}',
        "a.json": line("A"),
    }
    assert told(tmp_path / "news", make(files)) == ["by_name"] * 5 + ["not_articles", "A"]


def test_links_devices_and_pipes_are_passed_over(tmp_path: Path) -> None:
    """D06."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("special")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
    assert told(tmp_path / "news.tar", buffer.getvalue()) == ["special_member"] * 5
    link = zipfile.ZipInfo("link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive_:
        archive_.writestr(link, "/etc/passwd")
        archive_.writestr("a.json", line("A"))
    assert told(tmp_path / "news.zip", packed.getvalue()) == ["special_member", "A"]


@pytest.mark.parametrize(("members", "reasons"), [(4, []), (3, []), (2, ["too_many_members"])])
@pytest.mark.parametrize("make", [zipped, tarred])
def test_members_have_a_limit(tmp_path: Path, make: Maker, members: int, reasons: list[str]) -> None:
    """D08: n-1, n, n+1."""
    data = make({f"{name}.json": line(name) for name in "ABC"})
    assert told(tmp_path / "news", data, Limits(members=members)) == [*"ABC"[:members], *reasons]


def test_very_many_empty_members_cost_little_memory(tmp_path: Path) -> None:
    """D08."""
    data = zipped({f"{number}": b"" for number in range(20_000)}, zipfile.ZIP_STORED)
    tracemalloc.start()
    assert told(tmp_path / "news.zip", data, Limits(members=19_999)) == ["too_many_members"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 2**20


@pytest.mark.parametrize("make", [zipped, tarred])
def test_archives_in_archives_have_a_limit(tmp_path: Path, make: Maker) -> None:
    """D02: n-1, n, n+1."""
    inner = make({"c.json": line("C")})
    middle = make({"b.json": line("B"), "inner": inner})
    outer = make({"a.json": line("A"), "middle": middle})
    assert told(tmp_path / "news", outer, Limits(depth=4)) == ["A", "B", "C"]
    assert told(tmp_path / "news", outer, Limits(depth=3)) == ["A", "B", "C"]
    assert told(tmp_path / "news", outer, Limits(depth=2)) == ["A", "B", "nested_archive"]


@pytest.mark.parametrize("make", [zipped, lambda files: gzip.compress(tarred(files))])
def test_a_bomb_is_refused_at_the_limit_and_ends_the_archive(tmp_path: Path, make: Maker) -> None:
    """D03, D04: the limits count what comes out, whatever the headers say."""
    data = make({"a.json": line("A"), "bomb.json": b" " * 30_000_000, "b.json": line("B")})
    found = told(tmp_path / "news", data)
    assert (found[0], found[-1]) == ("A", "bomb")
    assert "B" not in found


def test_many_members_that_unpack_a_lot_are_counted_together(tmp_path: Path) -> None:
    """D03."""
    files = {f"{number}.json": b" " * 900_000 for number in range(8)}
    assert told(tmp_path / "news.zip", zipped(files))[-1] == "bomb"
    assert "bomb" not in told(tmp_path / "news.zip", zipped(files), Limits(ratio=5000))


def test_what_an_archive_within_unpacks_counts_for_the_one_around_it(tmp_path: Path) -> None:
    """D02, D03."""
    inner = zipped({f"{number}.json": line("X") * 200 for number in range(9)})
    data = zipped({f"{number}.zip": inner for number in range(9)}, zipfile.ZIP_STORED)
    assert told(tmp_path / "news.zip", data, Limits(unpacked=400_000))[-1] == "bomb"


@pytest.mark.parametrize("make", [lambda files: zipped(files, zipfile.ZIP_STORED), tarred])
def test_members_that_are_not_packed_count_too(tmp_path: Path, make: Maker) -> None:
    """D03: n-1, n, n+1."""
    data = make({f"{name}.json": line(name) for name in "ABC"})
    whole = 3 * len(line("A"))
    for unpacked, reasons in ((whole + 1, ["C"]), (whole, ["C"]), (whole - 1, ["bomb"])):
        assert told(tmp_path / "news", data, Limits(unpacked=unpacked))[2:] == reasons


def test_members_that_lie_over_one_another_are_refused(tmp_path: Path) -> None:
    """D03: 42 KB that claim to be gigabytes."""
    one = bytearray(zipped({"a.json": line("A" * 5000)}, zipfile.ZIP_STORED))
    start = one.rfind(b"PK\x01\x02")
    entry, end = bytes(one[start : one.rfind(b"PK\x05\x06")]), bytes(one[one.rfind(b"PK\x05\x06") :])
    directory = entry * 50
    counts = struct.pack("<2H2L", 50, 50, len(directory), start)
    data = bytes(one[:start]) + directory + end[:8] + counts + end[20:]
    assert told(tmp_path / "news.zip", data)[-1] == "bomb"


def test_sizes_in_headers_are_not_believed(tmp_path: Path) -> None:
    """D04."""
    data = bytearray(zipped({"a.json": line("A")}))
    for at in (22, data.rfind(b"PK\x01\x02") + 24):
        data[at : at + 4] = struct.pack("<L", 10**9)
    assert told(tmp_path / "news.zip", bytes(data)) == ["A"]


def test_an_encrypted_member_and_one_packed_in_an_unknown_way_are_rejects(tmp_path: Path) -> None:
    """D07."""
    data = bytearray(zipped({"a.json": line("A"), "b.json": line("B"), "c.json": line("C")}))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[first + 8] |= 1
    data[second + 10] = 97
    assert told(tmp_path / "news.zip", bytes(data)) == ["encrypted", "unsupported_type", "C"]


def test_a_zip_with_something_before_and_behind_it_is_read(tmp_path: Path) -> None:
    """D07, A12."""
    data = zipped({"a.json": line("A")})
    commented = data[:-2] + struct.pack("<H", 9) + b"a comment"
    assert told(tmp_path / "news.zip", commented) == ["A"]
    assert told(tmp_path / "news.zip", data + b"trailing bytes") == ["A"]


def test_a_zip_with_64_bit_fields_is_read(tmp_path: Path) -> None:
    """D07."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, archive.open("a.json", "w", force_zip64=True) as member:
        member.write(line("A"))
    data = buffer.getvalue()
    end = data.rfind(b"PK\x05\x06")
    _, _, _, count, _, size, start, _ = struct.unpack("<4s4H2LH", data[end:])
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    wide_end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    assert told(tmp_path / "news.zip", data[:end] + large + locator + wide_end) == ["A"]


def test_the_sizes_and_places_of_a_member_may_have_64_bits(tmp_path: Path) -> None:
    """D07."""
    data = zipped({"a.json": line("A"), "b.json": line("B")}, zipfile.ZIP_STORED)
    start, end = data.find(b"PK\x01\x02"), data.rfind(b"PK\x05\x06")
    entries = b""
    for at in (start, data.find(b"PK\x01\x02", start + 4)):
        packed, size, name = struct.unpack_from("<2LH", data, at + 20)
        (header,) = struct.unpack_from("<L", data, at + 42)
        wide = struct.pack("<2H3Q", 1, 24, size, packed, header)
        fields = struct.pack("<2L2H", 0xFFFFFFFF, 0xFFFFFFFF, name, len(wide))
        place = data[at + 32 : at + 42] + b"\xff" * 4
        entries += data[at : at + 20] + fields + place + data[at + 46 : at + 46 + name] + wide
    told_end = data[end : end + 12] + struct.pack("<2LH", len(entries), start, 0)
    assert told(tmp_path / "news.zip", data[:start] + entries + told_end) == ["A", "B"]


def test_a_member_in_several_volumes_or_without_an_end_is_a_reject(tmp_path: Path) -> None:
    """D07."""
    data = bytearray(zipped({"a.json": line("A")}))
    end = data.rfind(b"PK\x05\x06")
    assert told(tmp_path / "news.zip", bytes(data[:end])) == ["truncated"]
    data[end + 4] = 1
    assert told(tmp_path / "news.zip", bytes(data)) == ["unreadable"]


def patched(data: bytes, signature: bytes, at: int, value: bytes) -> bytes:
    """``data`` with other bytes ``at`` so many after the last ``signature``."""
    place = data.rfind(signature) + at
    return data[:place] + value + data[place + len(value) :]


@pytest.mark.parametrize(
    ("signature", "at", "value"),
    [
        (b"PK\x05\x06", 12, struct.pack("<L", 2**31)),  # the directory is longer than the file
        (b"PK\x05\x06", 16, struct.pack("<L", 2**31)),  # or begins behind its end
        (b"PK\x01\x02", 0, b"XX"),
    ],
)
def test_a_directory_that_is_not_where_it_should_be_is_a_reject(
    tmp_path: Path, signature: bytes, at: int, value: bytes
) -> None:
    """D07."""
    data = patched(zipped({"a.json": line("A")}), signature, at, value)
    assert told(tmp_path / "news.zip", data) == ["unreadable"]


@pytest.mark.parametrize("locator", [struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) for at in (0, 2**40)])
def test_an_end_of_64_bits_that_is_not_there_is_a_reject(tmp_path: Path, locator: bytes) -> None:
    """D07."""
    data = zipped({"a.json": line("A")})
    end = data.rfind(b"PK\x05\x06")
    assert told(tmp_path / "news.zip", data[:end] + locator + data[end:]) == ["unreadable"]


def test_sizes_beyond_32_bits_stand_in_the_extra_field() -> None:
    """D07: after other fields, those in the head that do not fit, in their order."""
    other = struct.pack("<2H", 0x5455, 5) + b"times"
    extra = other + struct.pack("<2H2Q", ZIP64, 16, 2**40, 2**41)
    assert _wide(extra, (FULL, 7, FULL)) == (2**40, 7, 2**41)
    assert _wide(extra, (FULL, FULL, FULL)) == (2**40, 2**41, FULL)
    assert _wide(extra[:-9], (FULL, FULL, 7)) == (FULL, FULL, 7)
    assert _wide(other, (1, 2, 3)) == (1, 2, 3)


def test_a_member_that_is_cut_is_a_reject(tmp_path: Path) -> None:
    """D07: its header says that it is larger than what is left of the file."""
    data = zipped({"a.json": line("A")}, zipfile.ZIP_STORED)
    entry = data.rfind(b"PK\x01\x02")
    # The directory stands first, so that the member may be cut and the end of the archive is there.
    first = b"PK\x03\x04" + bytes(26)
    tables = patched(data[entry:], b"PK\x05\x06", 16, struct.pack("<L", len(first)))
    tables = patched(tables, b"PK\x01\x02", 42, struct.pack("<L", len(first) + len(tables)))
    assert told(tmp_path / "news.zip", first + tables + data[:entry]) == ["A"]
    assert told(tmp_path / "cut.zip", first + tables + data[: entry - 5]) == ["truncated"]


def test_folders_and_empty_files_are_no_members(tmp_path: Path) -> None:
    files = {"empty.txt": b"", "b.json": line("B")}
    with_folder = zipped({"deep/": b"", **files})
    assert told(tmp_path / "news.zip", with_folder) == ["B"]
    assert told(tmp_path / "news.tar", tarred(files)) == ["B"]


def test_a_damaged_member_is_a_reject_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": TEXT, "b.json": line("B")}, zipfile.ZIP_STORED))
    data[data.find(b"Venn")] ^= 1
    assert told(tmp_path / "news.zip", bytes(data)) == ["unreadable", "B"]


def test_an_office_document_is_no_archive_of_articles(tmp_path: Path) -> None:
    """A11."""
    files = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}
    assert told(tmp_path / "letter.docx", zipped(files)) == ["unsupported_type"]


def test_a_tar_that_is_cut_or_damaged_says_so(tmp_path: Path) -> None:
    data = tarred({"a.json": line("A"), "b.json": line("B") * 100})
    assert told(tmp_path / "cut.tar", data[:3000])[0] == "A"
    assert "truncated" in told(tmp_path / "cut.tar", data[:3000])
    damaged = bytearray(data)
    damaged[1024 + 150] ^= 0xFF
    assert told(tmp_path / "bad.tar", bytes(damaged)) == ["A", "unreadable"]


def test_a_header_that_claims_gigabytes_is_not_taken_into_memory(tmp_path: Path) -> None:
    """D04."""
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 2**33
    data = header.tobuf(tarfile.GNU_FORMAT) + b"9 path=a\n" * 1000
    assert told(tmp_path / "news.tar", data) == ["unreadable"]


@pytest.mark.parametrize(
    ("size", "found"), [(2**20 - 512, ["A"]), (2**20, ["A"]), (2**20 + 512, ["unreadable"])]
)
def test_a_header_that_extends_another_has_a_limit(tmp_path: Path, size: int, found: list[str]) -> None:
    """D04: n-1, n, n+1 blocks."""
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, size
    attribute = b"%d comment=" % size
    data = header.tobuf(tarfile.USTAR_FORMAT) + attribute + b"x" * (size - len(attribute) - 1) + b"\n"
    assert told(tmp_path / "news.tar", data + tarred({"a.json": line("A")})) == found


@pytest.mark.parametrize("make", [zipped, tarred])
@given(at=st.integers(min_value=0, max_value=2500), noise=st.binary(min_size=1, max_size=8))
def test_an_archive_that_is_damaged_anywhere_is_read_on(
    tmp_path_factory: pytest.TempPathFactory, make: Maker, at: int, noise: bytes
) -> None:
    """D07."""
    data = make({"a.json": line("A"), "b.txt": TEXT})
    damaged = data[:at] + noise + data[at + len(noise) :]
    folder = tmp_path_factory.getbasetemp()
    for item in [*found_in(folder / "x", damaged), *found_in(folder / "x", data[:at])]:
        assert isinstance(item, Candidate) or item.reason in REASONS or item.reason in PASSED

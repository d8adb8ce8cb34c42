"""What fuzzing begins with: the golden files, which we wrote, and archives made of them."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from app.ingest.detect import detect
from tests.ingest.readers.warc.building import arc, record, response

TESTS = Path(__file__).resolve().parents[1]
CORPUS = Path(__file__).with_name("corpus")
EXPECTATIONS = (".expected.json", ".drafts.json")
LINES = {
    "date": (
        "Fri Oct 20, 2006 6:15pm EDT",
        "2026-03-03T08:15:00.123+01:00",
        "3 avril 2026",
        "20260303T0815Z",
    ),
    "url": ("https://venn.example/a?utm_source=x&b=1#c", "www.venn.example:8080/ä", "//venn.example/%zz"),
    "line": ("By Ann Lee and Bo Ray, Staff Writers", "HULL, March 4 (Reuters) - It <b>ran</b> &amp; ran."),
    "query": ('title:tram* AND ("ferry strike"~3 OR fähre~1) -date:2026-01..2026-03', "a NEAR/3 b^2 (c"),
}


def golden_files() -> list[Path]:
    """Every input that a test expects something of."""
    found = (path for folder in TESTS.rglob("golden") for path in folder.iterdir())
    return sorted(path for path in found if not _is_expectation(path))


def _is_expectation(path: Path) -> bool:
    """``NAME.json`` beside ``NAME`` or ``NAME.txt`` says what is expected of it."""
    if path.name.endswith(EXPECTATIONS) or path.with_suffix("").is_file():
        return True
    return path.suffix == ".json" and path.with_suffix(".txt").is_file()


def format_of(path: Path) -> str:
    return detect(path.read_bytes()[:65536], path.name).format


def seeds_of(entry: str) -> Iterator[bytes]:
    """The first inputs of an entry point, and its kept corpus."""
    yield from (line.encode() for line in LINES.get(entry, ()))
    files = golden_files()
    yield from (path.read_bytes() for path in files if format_of(path) == entry)
    yield from _archives(entry, [path.read_bytes() for path in files if path.stat().st_size < 2000][:6])
    yield from (path.read_bytes() for path in kept(entry))


def kept(entry: str) -> list[Path]:
    """The inputs that the fuzzer once found to reach something new, or to break it."""
    folder = CORPUS / entry
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _archives(entry: str, members: list[bytes]) -> Iterator[bytes]:
    if entry == "warc":
        yield record("warcinfo", b"software: x") + b"".join(response(page) for page in members[:2])
    elif entry == "arc":
        yield arc(*((f"https://venn.example/{place}", page) for place, page in enumerate(members[:2])))
    elif entry == "zip":
        yield _zipped(members)
    elif entry == "tar":
        yield _tarred(members)
    elif entry == "packed":
        yield from (pack(members[0]) for pack in (gzip.compress, lzma.compress, bz2.compress))
        yield from (members[0].decode("utf-8", "replace").encode(name) for name in ("utf-16", "utf-32-be"))


def _zipped(members: list[bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, data in enumerate(members):
            archive.writestr(f"{place}.txt", data)
    return stream.getvalue()


def _tarred(members: list[bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for place, data in enumerate(members):
            member = tarfile.TarInfo(f"{place}.txt")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return stream.getvalue()

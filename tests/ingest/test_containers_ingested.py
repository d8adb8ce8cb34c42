"""Wire files and archives from end to end: in workers, counted, the same again. Fault ledger: D24."""

import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from app.ingest.decide import Outcome
from app.ingest.opening import find_inputs
from app.pipeline import IngestOptions, Rejected, Tally
from app.runtime import Runtime, open_runtime
from app.settings import Settings
from tests.conftest import NOW
from tests.ingest.readers.warc.building import answer, members, record, response

GOLDEN = Path(__file__).parent / "readers" / "wire" / "golden"


class Quiet:
    """Keeps the rejects."""

    def __init__(self) -> None:
        self.rejects: list[Rejected] = []

    def opened(self, source: object) -> None: ...
    def advanced(self, tally: Tally) -> None: ...
    def skipped(self, skipped: object) -> None: ...
    def rejected(self, rejected: Rejected) -> None:
        self.rejects.append(rejected)


def ingested(runtime: Runtime, *paths: Path) -> tuple[Tally, Quiet]:
    report = Quiet()
    with runtime.writing():
        tally = runtime.pipeline().run(
            find_inputs([str(path) for path in paths]), IngestOptions(jobs=1), report
        )
    return tally, report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The golden inputs without what is expected of them."""
    folder = tmp_path / "wires"
    folder.mkdir()
    for path in GOLDEN.iterdir():
        if not path.name.endswith(".expected.json"):
            (folder / path.name).write_bytes(path.read_bytes())
    return folder


def passed_by_golden_files() -> Counter[str]:
    """What the golden files say is passed over: no news, withdrawn, under embargo, not yet published."""
    said = (json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.expected.json"))
    return Counter(item["passed"] for items in said for item in items if "passed" in item)


def test_a_folder_and_an_archive_of_it_come_to_the_same_and_again_to_nothing(
    runtime: Runtime, folder: Path, tmp_path: Path
) -> None:
    tally, _ = ingested(runtime, folder)
    assert tally.outcomes[Outcome.REJECTED] == 1
    assert tally.passed == passed_by_golden_files()
    packed = tmp_path / "wires.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    again, report = ingested(runtime, packed)
    assert again.outcomes[Outcome.UNCHANGED] == tally.read - 1
    assert again.passed == tally.passed
    assert [reject.input for reject in report.rejects] == [f"{packed}/newsml-g2-message.xml"]


def test_a_crawl_that_was_cut_is_read_on_without_repeating_or_losing(
    runtime: Runtime, tmp_path: Path
) -> None:
    """D24."""
    pages = [
        response(f"Title: Page {n}\n\nTrams run on line {n}.".encode(), url=f"https://venn.example/{n}")
        for n in range(6)
    ]
    archive = tmp_path / "crawl.warc.gz"
    whole = members(*pages, record("response", answer(status="404 Not Found")))
    archive.write_bytes(whole[: len(members(*pages[:3])) + 40])
    first, report = ingested(runtime, archive)
    assert (first.outcomes[Outcome.ADDED], [reject.reason for reject in report.rejects]) == (3, ["truncated"])
    archive.write_bytes(whole)
    second, _ = ingested(runtime, archive)
    assert second.outcomes == {Outcome.ADDED: 3, Outcome.UNCHANGED: 3}
    assert second.passed == {"http_status": 1}


def test_an_export_larger_than_one_document_is_read_in_a_stream(tmp_path: Path) -> None:
    """B15, B22: what is too large for a worker is not lost."""
    posts = "".join(f"<item><title>Post {n}</title><guid>{n}</guid></item>" for n in range(500))
    path = tmp_path / "site.xml"
    namespace = 'xmlns:wp="http://wordpress.org/export/1.2/"'
    path.write_text(f"<rss {namespace}><channel>{posts}</channel></rss>", encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", max_record_bytes=10_000)
    with open_runtime(settings, clock=lambda: NOW) as runtime:
        tally, _ = ingested(runtime, path)
    assert tally.outcomes == {Outcome.ADDED: 500}


def test_the_limits_of_archives_can_be_set(tmp_path: Path) -> None:
    archive = tmp_path / "news.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for n in range(3):
            packed.writestr(f"{n}.json", f'{{"title": "{n}", "body": "{"x" * 9000}"}}')
    reasons = []
    for changed in ({"archive_members": 2}, {"archive_depth": 1}, {"unpacked_bytes": 10_000}):
        settings = Settings(data_dir=tmp_path / str(len(reasons)), **changed)
        with open_runtime(settings, clock=lambda: NOW) as runtime:
            tally, _ = ingested(runtime, archive)
        reasons.append(dict(tally.reasons))
    assert reasons == [{"too_many_members": 1}, {}, {"bomb": 1}]


def test_a_sitemap_after_the_page_leaves_its_text(runtime: Runtime, tmp_path: Path) -> None:
    url = "https://venn.example/2026/trams"
    page = tmp_path / "page.json"
    page.write_text(f'{{"source": "Venn", "title": "Trams", "body": "They run.", "url": "{url}"}}')
    news = (
        "<news:publication><news:name>Venn</news:name></news:publication><news:title>Trams run</news:title>"
    )
    listed = tmp_path / "news.xml"
    spaces = "xmlns:news='n'"
    listed.write_text(f"<urlset {spaces}><url><loc>{url}</loc><news:news>{news}</news:news></url></urlset>")
    assert ingested(runtime, listed)[0].outcomes == {Outcome.ADDED: 1}
    assert ingested(runtime, page)[0].outcomes == {Outcome.UPDATED: 1}
    assert ingested(runtime, listed)[0].outcomes == {Outcome.UNCHANGED: 1}

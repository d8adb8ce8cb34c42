"""Every benchmark runs, on a small invented corpus, so that none can rot."""

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import kinds
from benchmarks.__main__ import BENCHMARKS, main, report
from benchmarks.measure import Spent
from benchmarks.plan import Plan
from tests.benchmarks.material import make_material

TABLES = {
    "ingest": [
        "Ingest: whole",
        "Ingest: parts",
        "Ingest: sizes",
        "Ingest: kinds",
        "Ingest: a million",
        "Ingest: memory",
    ],
    "http": [
        "HTTP: search beside an empty endpoint, asked again",
        "HTTP: search beside an empty endpoint, fresh questions",
        "HTTP: what highlights and counts cost",
        "HTTP: search beside Datasette",
    ],
    "growth": ["Growth: engine, in process"],
    "relevance": ["Relevance: TIME 1963", "Relevance: Cranfield", "Relevance: seed data"],
    "extract": [
        "Articles read from web pages",
        "Web pages read a second",
        "Feeds, wire items, crawl archives, datelines",
    ],
    "pages": ["Articles found in text dumps of web pages"],
    "tuning": ["Tuning: ranking weights"],
    "engine": [
        *["Engine: query classes", "Engine: indexing, size, opening"] * 2,
        "Engine: growth",
        "Engine: query classes",
        "Engine: indexing, size, opening",
        "Engine: growth",
    ],
}


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("material")
    make_material(folder)
    return folder


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all, as in a real run: later benchmarks use what ``ingest`` leaves."""
    return tmp_path_factory.mktemp("scratch")


_DATASETTE = """#!{python}
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        known = self.path.startswith("/news/articles.json?_search=")
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"[]")

port = int(sys.argv[sys.argv.index("--port") + 1])
ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""


@pytest.fixture(scope="module")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in: Datasette is installed only to run benchmarks."""
    command = tmp_path_factory.mktemp("datasette") / "datasette"
    command.write_text(_DATASETTE.format(python=sys.executable))
    command.chmod(0o700)
    return command


@pytest.fixture
def peer(monkeypatch: pytest.MonkeyPatch) -> None:
    """sqlite-utils is installed only to run benchmarks."""

    def insert(_file: Path, database: Path, *_options: object) -> Spent:
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS articles (title, body)")
        return Spent(1.0, 2.0)

    monkeypatch.setattr(kinds, "sqlite_utils", insert)


def test_every_benchmark_is_tried_here() -> None:
    assert TABLES.keys() == BENCHMARKS.keys()


@pytest.mark.usefixtures("peer")
@pytest.mark.parametrize("name", TABLES)
def test_a_benchmark_prints_its_tables(
    name: str, material: Path, scratch: Path, datasette: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(material, scratch, name != "relevance", seconds=0.05, million=True, datasette=datasette)
    text = report(plan, [name])
    assert [line[4:] for line in text.splitlines() if line.startswith("### ")] == TABLES[name]
    for table in text.split("### ")[1:]:
        rows = [line for line in table.splitlines() if line.startswith("|")]
        assert len({row.count("|") - row.count("\\|") for row in rows}) == 1, "a cell without a column"
    assert " × " not in text, "a request was refused or failed"
    assert capsys.readouterr().out.strip() == text.strip()


@pytest.mark.parametrize(("corpora", "told"), [("", "it is not set"), ("no-such-folder", "no folder")])
def test_without_real_material_one_line_says_what_to_set(
    corpora: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_CORPORA", corpora)
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert "DATELINE_CORPORA must name the folder" in said
    assert told in said


def test_a_name_that_is_none_is_refused(
    material: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_CORPORA", str(material))
    with pytest.raises(SystemExit) as ended:
        main(["ingset"])
    assert ended.value.code == 2
    assert "known are ingest" in capsys.readouterr().err


def test_the_tables_are_written_to_the_file_named(
    material: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_CORPORA", str(material))
    assert main(["pages", "--quick", "--out", str(tmp_path / "tables.md")]) == 0
    text = (tmp_path / "tables.md").read_text()
    assert text.startswith("## Benchmarks (quick)\n\n- Date: ")
    assert "| dump | half |" in text

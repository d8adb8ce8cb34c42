"""The commands that look: search, show, sources, status, export, reindex."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from app.indexer import Ingesting
from tests.cli.running import RUN, answer, dateline, environment

ARTICLES = [
    {
        "title": "Ferry sails again",
        "body": "PORT HALVARD (Meridian Wire) - The ferry line said on Monday that boats sail again.",
        "date": "2024-03-04",
        "byline": "By Ann Other and Jo Penn",
        "source": "Harbour Gazette",
        "url": "https://harbour-gazette.example/ferry",
        "tags": ["ferries", "ports"],
    },
    {
        "title": "=cmd|' /C calc'!A0",
        "body": "A formula, and a ferry.",
        "date": "2023",
        "source": "Coast Digest",
    },
    {"title": "Dam closes \u202egates", "body": "Water.", "source": "Coast Digest"},
]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive") / "data"
    given = "".join(json.dumps(article) + "\n" for article in ARTICLES)
    answer(folder, "ingest", "--format", "jsonl", "-", given=given)
    return folder


def test_search_prints_a_table_and_the_count(data: Path) -> None:
    done = dateline(data, "search", "ferry AND boats")
    assert done.returncode == 0
    assert "Ferry sails again" in done.stdout
    assert "2024-03-04" in done.stdout
    assert done.stderr.startswith("1 found in ")


def test_search_that_finds_nothing_is_no_error(data: Path) -> None:
    done = dateline(data, "search", "zeppelin")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("0 found")


def test_search_tells_how_it_read_an_odd_query(data: Path) -> None:
    done = dateline(data, "search", "(ferry")
    assert done.returncode == 0
    assert "note:" in done.stderr
    assert dateline(data, "search", "(ferry", "--strict").returncode == 2


@pytest.mark.parametrize(
    ("words", "total"),
    [
        (["ferry", "--source", "harbour gazette"], 1),
        (["ferry", "--source", "-harbour-gazette"], 1),
        (["ferry", "--from", "2024", "--to", "2024-03-04"], 1),
        (["--agency", "meridian wire"], 1),
        (["--author", "jo penn", "--tag", "ports"], 1),
        (["author:penn"], 1),
        (["--use-date", "added", "--from", "today"], 3),
        (["--since-id", "1"], 2),
        ([], 3),
    ],
)
def test_search_has_the_filters_of_the_api(data: Path, words: list[str], total: int) -> None:
    assert answer(data, "search", *words)["total"] == total


def test_show_prints_an_article_in_full(data: Path) -> None:
    done = dateline(data, "show", "1")
    for part in (
        "Ferry sails again",
        "Harbour Gazette",
        "Meridian Wire",
        "Port Halvard",
        "By Ann Other",
        "boats sail again",
    ):
        assert part in done.stdout
    assert answer(data, "show", "1")["authors"] == ["Ann Other", "Jo Penn"]


def test_show_of_what_is_not_there_is_exit_2(data: Path) -> None:
    done = dateline(data, "show", "77")
    assert (done.returncode, done.stdout) == (2, "")
    assert "77" in done.stderr


def test_sources_are_listed_with_counts(data: Path) -> None:
    listed = {source["id"]: source["articles"] for source in answer(data, "sources")}
    assert listed == {"harbour-gazette": 1, "coast-digest": 2}
    assert "Harbour Gazette" in dateline(data, "sources").stdout


def test_status_tells_counts_backlog_and_versions(data: Path) -> None:
    told = answer(data, "status")
    assert (told["stored"], told["indexed"], told["backlog"], told["schema_revision"]) == (3, 3, 0, "0005")
    assert {"dateline", "python", "sqlite", "whoosh"} <= told.keys()
    assert "backlog" in dateline(data, "status").stdout


def test_export_writes_the_article_object_of_the_api(data: Path) -> None:
    done = dateline(data, "export", "ferry", "--sort", "oldest")
    exported = [json.loads(line) for line in done.stdout.splitlines()]
    assert [article["title"] for article in exported] == [ARTICLES[1]["title"], "Ferry sails again"]
    assert exported[1] == answer(data, "show", "1")
    assert exported[0]["published_at"] == "2023"


def test_an_export_can_be_ingested_again(data: Path, tmp_path: Path) -> None:
    exported = dateline(data, "export").stdout
    copy = tmp_path / "copy"
    told = answer(copy, "ingest", "--format", "jsonl", "-", given=exported)
    assert (told["added"], told["rejected"]) == (3, 0)
    ours, theirs = answer(data, "show", "1"), answer(copy, "search", "boats", "--fields", "all")["results"][0]
    for name in (
        "title",
        "body",
        "authors",
        "agency",
        "dateline",
        "published_at",
        "source",
        "tags",
        "url",
        "byline",
    ):
        assert theirs[name] == ours[name], name


@pytest.mark.parametrize("format_", ["ndjson", "csv"])
def test_an_export_ingested_into_its_own_archive_changes_nothing(tmp_path: Path, format_: str) -> None:
    """A30: an article without an address is told by its text, not by the number it has here."""
    data, path = tmp_path / "data", tmp_path / "export"
    to_the_minute = {"title": "Pier opens", "body": "At last.", "date": "2024-03-04 10:30"}
    given = "".join(json.dumps(article) + "\n" for article in (ARTICLES[0], ARTICLES[2], to_the_minute))
    answer(data, "ingest", "--format", "jsonl", "-", given=given)
    path.write_text(dateline(data, "export", "--format", format_).stdout)
    told = answer(data, "ingest", str(path))
    assert (told["read"], told["unchanged"]) == (3, 3)


@pytest.mark.parametrize("words", [["search", "ferry"], ["search", "ferry", "--json"], ["export", "ferry"]])
def test_what_the_index_has_not_seen_yet_is_told(tmp_path: Path, words: list[str]) -> None:
    """A writer was killed between the store and the index."""
    data = tmp_path / "data"
    given = "".join(json.dumps(article) + "\n" for article in ARTICLES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Ingesting, "wrote", lambda *_: None)
        patch.setattr(Ingesting, "finish", lambda *_: None)
        answer(data, "ingest", "-", given=given)
    done = dateline(data, *words)
    assert done.returncode == 0
    assert "note: 3 changes are not in the index yet" in done.stderr
    assert "not in the index" not in dateline(data, "show", "1").stderr


def test_export_tells_how_it_read_an_odd_query(data: Path) -> None:
    done = dateline(data, "export", "colour:red")
    assert "note: there is no field colour" in done.stderr


def test_csv_disarms_what_a_spreadsheet_would_run(data: Path) -> None:
    """K22"""
    done = dateline(data, "export", "--format", "csv", "--sort", "oldest")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 3
    assert rows[0]["title"] == "'" + str(ARTICLES[1]["title"])
    assert rows[1]["tags"] == "ferries; ports"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here: a full disk cannot be played")
@pytest.mark.parametrize("words", [["export"], ["search", "ferry"], ["status", "--json"]])
def test_output_that_cannot_be_written_is_one_line_and_exit_3(data: Path, words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*RUN, *words], stdout=full, stderr=subprocess.PIPE, text=True, env=environment(data), check=False
        )
    assert done.returncode == 3
    assert done.stderr.endswith("dateline: the output cannot be written: No space left on device\n")
    assert "Traceback" not in done.stderr


def test_a_reader_that_has_seen_enough_ends_the_command_quietly(data: Path) -> None:
    command = [*RUN, "export"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environment(data)) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read()
    assert "Traceback" not in told
    assert "dateline:" not in told


def test_reindex_builds_the_index_anew(data: Path) -> None:
    before = answer(data, "status")["generation"]
    done = dateline(data, "reindex")
    assert done.returncode == 0
    after = answer(data, "status")
    assert after["generation"] != before
    assert (after["indexed"], after["backlog"]) == (3, 0)


def test_a_lost_index_is_made_again_by_the_next_ingest(data: Path) -> None:
    (data / "index" / "CURRENT").unlink()
    answer(data, "ingest", "--format", "jsonl", "-", given="")
    assert answer(data, "search", "ferry")["total"] == 2


def test_the_version_and_the_help_are_printed_without_opening_anything(tmp_path: Path) -> None:
    done = dateline(tmp_path / "data", "--version")
    assert done.stdout.startswith("dateline ")
    assert "ingest" in dateline(tmp_path / "data", "--help").stdout
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "words", [["search", "x"], ["show", "1"], ["sources"], ["status"], ["export"], ["reindex"]]
)
def test_looking_where_there_is_no_archive_says_so_and_makes_none(tmp_path: Path, words: list[str]) -> None:
    done = dateline(tmp_path / "data", *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no archive" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    given = "".join(
        json.dumps({"title": f"Ferry {n}", "body": "It sails. " * 200}) + "\n" for n in range(300)
    )
    answer(tmp_path / "data", "ingest", "--format", "jsonl", "-", given=given)
    settings = environment(tmp_path / "data")
    for format_ in ("ndjson", "csv"):
        command = [*RUN, "export", "--format", format_]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=settings
        ) as export:
            assert export.stdout is not None
            assert export.stderr is not None
            export.stdout.readline()
            export.stdout.close()
            told = export.stderr.read()
        assert (export.returncode, told) == (0, b"")

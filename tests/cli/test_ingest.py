"""``dateline ingest``: counts that add up, rejects with reasons, exit codes."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from app.errors import SettingError
from app.lock import writer_lock
from app.settings import load_settings
from tests.cli.running import RUN, answer, dateline, environment

GOOD = {
    "title": "Ferry sails again",
    "body": "The ferry line said that boats sail again on Monday.",
    "date": "2024-03-04",
    "source": "Harbour Gazette",
    "url": "https://harbour-gazette.example/ferry",
}


def lines(*records: object) -> str:
    return "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in records)


def numbered(count: int) -> str:
    return lines(*({**GOOD, "url": f"https://harbour-gazette.example/{n}"} for n in range(count)))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_what_is_ingested_is_found(data: Path) -> None:
    told = answer(data, "ingest", "--format", "jsonl", "-", given=lines(GOOD))
    assert (told["read"], told["added"], told["rejected"], told["rejects"]) == (1, 1, 0, None)
    found = answer(data, "search", "ferry")
    assert (found["total"], found["results"][0]["title"]) == (1, "Ferry sails again")


def test_the_same_again_changes_nothing(data: Path, tmp_path: Path) -> None:
    """A30"""
    path = tmp_path / "news.jsonl"
    path.write_text(numbered(20))
    answer(data, "ingest", str(path))
    before = answer(data, "status")
    told = answer(data, "ingest", str(path))
    assert (told["read"], told["unchanged"]) == (20, 20)
    assert answer(data, "status") == before


def test_an_article_that_changed_is_updated(data: Path) -> None:
    answer(data, "ingest", "-", given=lines(GOOD))
    told = answer(data, "ingest", "-", given=lines({**GOOD, "title": "Ferry delayed"}))
    assert told["updated"] == 1
    assert answer(data, "search", "delayed")["total"] == 1
    assert answer(data, "search", "title:again")["total"] == 0


def test_two_editions_in_one_input_change_nothing_the_second_time(data: Path) -> None:
    both = lines(GOOD, {**GOOD, "title": "Ferry delayed"}, GOOD)
    first = answer(data, "ingest", "-", given=both)
    assert (first["read"], first["added"], first["updated"], first["unchanged"]) == (3, 1, 1, 1)
    assert answer(data, "ingest", "-", given=both)["unchanged"] == 3


def test_an_input_of_nothing_is_a_note_and_no_failure(data: Path, tmp_path: Path) -> None:
    """A01, A02."""
    (tmp_path / "empty.jsonl").touch()
    (tmp_path / "blank.csv").write_bytes(b"\xef\xbb\xbf \r\n")
    done = dateline(data, "ingest", str(tmp_path / "empty.jsonl"), str(tmp_path / "blank.csv"))
    assert done.returncode == 0
    assert "0 read" in done.stderr
    for name in ("empty.jsonl", "blank.csv"):
        assert f"{name}: there is nothing in it" in done.stderr


def test_the_counts_say_what_became_of_each_duplicate(data: Path, tmp_path: Path) -> None:
    """A29: in one file, and in two; one address with two texts, one text at two addresses."""
    elsewhere = {**GOOD, "url": "https://harbour-gazette.example/elsewhere"}
    for number, records in enumerate([(GOOD, GOOD, {**GOOD, "body": "It does not."}), (GOOD, elsewhere)]):
        (tmp_path / f"{number}.jsonl").write_text(lines(*records))
    first = answer(data, "ingest", str(tmp_path / "0.jsonl"))
    assert (first["read"], first["added"], first["updated"], first["unchanged"]) == (3, 1, 1, 1)
    second = answer(data, "ingest", str(tmp_path / "1.jsonl"))
    assert (second["read"], second["added"], second["updated"], second["unchanged"]) == (2, 1, 0, 1)
    assert answer(data, "status")["stored"] == 2


def test_bad_records_are_told_and_good_ones_are_in(data: Path, tmp_path: Path) -> None:
    """E16, INP-6"""
    rejects = tmp_path / "rejects.jsonl"
    given = lines(GOOD, '{"title": "cut', {"section": "Sea"}, {**GOOD, "url": "https://a.example/2"})
    told = dateline(data, "ingest", "-", "--rejects", str(rejects), "--json", given=given)
    counts = json.loads(told.stdout)
    assert told.returncode == 1
    assert (
        counts["read"] == counts["added"] + counts["updated"] + counts["unchanged"] + counts["rejected"] == 4
    )
    assert counts["reasons"] == {"bad_json": 1, "no_text": 1}
    written = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [(line["record"], line["reason"]) for line in written] == [(2, "bad_json"), (3, "no_text")]
    assert all(line["what_to_do"] and line["input"] for line in written)
    assert "cut" not in rejects.read_text(), "a reject file holds no content"


def test_a_dry_run_tells_what_would_happen_and_stores_nothing(data: Path) -> None:
    answer(data, "ingest", "-", given=lines(GOOD))
    given = lines(GOOD, {**GOOD, "title": "Other"}, {**GOOD, "url": "https://a.example/2"}, GOOD)
    told = answer(data, "ingest", "-", "--dry-run", given=given)
    assert (told["added"], told["updated"], told["unchanged"]) == (1, 1, 2)
    assert answer(data, "status")["stored"] == 1


def test_the_source_given_is_credited_where_a_record_names_none(data: Path) -> None:
    plain = {"title": "Ferry", "body": "It sails."}
    answer(data, "ingest", "-", "--source", "Coast Digest", given=lines(plain, GOOD))
    assert {source["name"] for source in answer(data, "sources")} == {"Coast Digest", "Harbour Gazette"}


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["ingest", "nowhere.jsonl"], "nowhere.jsonl"),
        (["ingest", "-", "--format", "yaml"], "yaml"),
        (["ingest"], "PATH"),
        (["ingest", "-", "--rejects", "/proc/none/rejects"], "rejects"),
        (["search", "ferry", "--sort", "size"], "sort"),
        (["search", "ferry", "--from", "yesteryear"], "from"),
        (["nonsense"], "nonsense"),
    ],
)
def test_wrong_usage_is_exit_2_and_names_what_is_wrong(data: Path, words: list[str], named: str) -> None:
    """A03"""
    answer(data, "ingest", "-", given="")
    done = dateline(data, *words, given="broken\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_one_line_that_names_it(data: Path) -> None:
    """I15"""
    done = dateline(data, "status", DATELINE_PORT="harbour")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "DATELINE_PORT" in done.stderr
    assert "harbour" not in done.stderr


def test_a_setting_left_empty_is_as_if_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """I15: an empty data folder would be the folder one stands in."""
    monkeypatch.setenv("DATELINE_DATA_DIR", "")
    monkeypatch.setenv("DATELINE_HOST", "")
    settings = load_settings()
    assert (settings.data_dir, settings.host) == (Path("data"), "127.0.0.1")


def test_a_default_page_larger_than_the_largest_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """I15: every request that names no page_size would be refused."""
    monkeypatch.setenv("DATELINE_PAGE_SIZE", "200")
    with pytest.raises(SettingError, match=r"DATELINE_PAGE_SIZE_MAX: .*at least DATELINE_PAGE_SIZE"):
        load_settings()
    monkeypatch.setenv("DATELINE_PAGE_SIZE_MAX", "200")
    assert load_settings().page_size == 200


def test_a_data_folder_that_cannot_be_made_is_exit_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = dateline(tmp_path / "file" / "data", "ingest", "-")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "DATELINE_DATA_DIR" in done.stderr


def test_a_damaged_database_is_exit_3(data: Path) -> None:
    """H25"""
    data.mkdir()
    (data / "dateline.db").write_bytes(b"damaged" * 1000)
    done = dateline(data, "ingest", "-", given=lines(GOOD))
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)


def test_a_second_writer_is_exit_4(data: Path) -> None:
    """A30, H30"""
    answer(data, "ingest", "-", given="")
    with writer_lock(data / "writer.lock", wait=0):
        done = dateline(data, "ingest", "-", given=lines(GOOD), DATELINE_LOCK_WAIT="0")
    assert (done.returncode, done.stderr.count("\n")) == (4, 1)
    assert answer(data, "status")["stored"] == 0


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_is_exit_4_and_can_be_run_again(data: Path, stop: int) -> None:
    settings = environment(data, DATELINE_INGEST_BATCH="5", DATELINE_INGEST_JOBS="1")
    with subprocess.Popen(
        [*RUN, "ingest", "-"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=settings
    ) as run:
        assert run.stdin is not None
        # The reader looks at a good deal of the input before it begins: give it that much, and no end.
        run.stdin.write(numbered(9000).encode())
        run.stdin.flush()
        wait_until_stored(data)
        run.send_signal(stop)
        _, told = run.communicate()
    assert run.returncode == 4, told
    assert b"Traceback" not in told
    again = answer(data, "ingest", "-", given=numbered(9000))
    assert again["added"] + again["unchanged"] == 9000
    assert again["unchanged"] > 0
    assert answer(data, "search", "ferry", "--page-size", "1")["total"] == 9000


def test_a_killed_run_leaves_no_process_and_can_be_run_again(data: Path, tmp_path: Path) -> None:
    """D24, H02: nothing is lost or there twice, and the index has all of it."""
    path = tmp_path / "many.jsonl"
    path.write_text(numbered(9000))
    settings = environment(data, DATELINE_INGEST_BATCH="5")
    with subprocess.Popen([*RUN, "ingest", str(path)], stderr=subprocess.PIPE, env=settings) as run:
        wait_until_stored(data)
        run.kill()
        # Its end of the pipe is closed when the last process that inherited it is gone.
        run.communicate(timeout=30)
    assert run.returncode == -signal.SIGKILL
    again = answer(data, "ingest", str(path))
    assert again["added"] + again["unchanged"] == again["read"] == 9000
    assert again["unchanged"] > 0
    assert answer(data, "status")["stored"] == 9000
    assert answer(data, "search", "ferry", "--page-size", "1")["total"] == 9000


def wait_until_stored(data: Path) -> None:
    deadline = time.monotonic() + 60
    while not (data / "dateline.db").exists() or answer(data, "status")["stored"] == 0:
        assert time.monotonic() < deadline

"""The machine around: zones, languages, missing folders and ways of running Python change no answer."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Ingest and search in one process, which is started as a person would start it.
SCRIPT = """
import sys
from app.cli import main
for words in (["ingest", "given.jsonl"], ["search", "ferry", "--json"]):
    sys.argv = ["dateline", *words]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
"""
GIVEN = """\
{"title": "Ferry sails", "body": "The fähre sailed.", "published_at": "2024-03-31T02:30:00", "id": 1}
{"title": "Ferry stops", "body": "It stopped.", "published_at": "2016-12-31T23:59:60Z", "id": 2}
{"title": "Ferry late", "body": "東京", "published_at": "2024-11-03 01:30", "id": 3}
"""


def run(folder: Path, *options: str, **variables: str) -> str:
    """What a search prints in an environment of just these variables."""
    folder.mkdir()
    (folder / "given.jsonl").write_text(GIVEN)
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "DATELINE_DATA_DIR": str(folder / "data")}
    done = subprocess.run(
        [sys.executable, *options, "-c", SCRIPT],
        cwd=folder,
        env=environment | variables,
        capture_output=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert b"Warning" not in done.stderr
    return done.stdout.decode()


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> str:
    return run(tmp_path_factory.mktemp("usual") / "here", TZ="UTC", LC_ALL="C.UTF-8")


def answer_of(printed: str) -> str:
    """Without what goes by the clock."""
    lines = printed.splitlines()
    return "\n".join(
        line for line in lines if not any(name in line for name in ("took", "added_at", "request_id"))
    )


@pytest.mark.parametrize(
    "variables",
    [
        {
            "TZ": "EST5EDT,M3.2.0,M11.1.0",  # as New York, on a machine that knows no zones by name
            "LC_ALL": "POSIX",
            "PYTHONCOERCECLOCALE": "0",
            "PYTHONUTF8": "0",
        },
        {"TZ": "nowhere", "PYTHONTZPATH": "", "LC_ALL": "C", "HOME": "/nowhere"},
    ],
    ids=["another zone, no language", "no zones, no home"],
)
def test_the_zone_the_language_and_the_home_change_nothing(
    tmp_path: Path, usual: str, variables: dict[str, str]
) -> None:
    """I12, I13"""
    assert answer_of(run(tmp_path / "here", **variables)) == answer_of(usual)


def test_no_folder_for_temporary_files_is_needed(
    tmp_path: Path, usual: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I13: neither /tmp nor another."""
    nowhere = "import tempfile\ntempfile._candidate_tempdir_list = lambda: []\n"
    monkeypatch.setattr(sys.modules[__name__], "SCRIPT", nowhere + SCRIPT)
    assert answer_of(run(tmp_path / "here", TMPDIR="/nowhere")) == answer_of(usual)


@pytest.mark.parametrize("options", [["-O"], ["-X", "dev"]], ids=" ".join)
def test_ways_of_running_python_change_nothing_and_warn_of_nothing(
    tmp_path: Path, usual: str, options: list[str]
) -> None:
    """I22"""
    assert answer_of(run(tmp_path / "here", *options)) == answer_of(usual)

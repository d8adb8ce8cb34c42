"""verify, repair, backup, restore, as a person runs them."""

import json
import shutil
from pathlib import Path

import pytest

from app.runtime import open_runtime
from app.settings import Settings
from tests.cli.running import answer, dateline
from tests.durability.planting import PLANTS

ARTICLES = "".join(
    json.dumps({"title": f"Ferry {number} sails", "body": "Water.", "source": "Harbour Gazette"}) + "\n"
    for number in range(5)
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    answer(folder, "ingest", "--format", "jsonl", "-", given=ARTICLES)
    return folder


def plant(data: Path, kind: str, number: int) -> None:
    with open_runtime(Settings(data_dir=data)) as runtime:
        PLANTS[kind](runtime, number)


def test_a_sound_archive_is_verified(data: Path) -> None:
    done = dateline(data, "verify")
    assert (done.returncode, done.stdout) == (0, "5 articles compared with 5 in the index\nall is sound\n")
    assert answer(data, "verify")["sound"] is True


def test_what_differs_is_told_and_repaired(data: Path) -> None:
    """H23, H24"""
    plant(data, "missing", 2)
    plant(data, "stale", 4)
    done = dateline(data, "verify")
    assert done.returncode == 1
    assert "1 missing (stored, but not in the index): 2" in done.stdout
    assert "1 stale (in the index otherwise than it is stored): 4" in done.stdout
    assert done.stderr == "dateline repair mends this\n"
    told = answer(data, "verify")
    assert (told["differing"]["missing"], told["examples"]["stale"]) == (1, [4])
    assert answer(data, "repair") == {"rebuilt": False, "mended": 2}
    assert dateline(data, "verify").returncode == 0


def test_a_lost_index_is_told_and_built_anew(data: Path) -> None:
    """H22"""
    shutil.rmtree(data / "index")
    done = dateline(data, "verify")
    assert done.returncode == 1
    assert done.stdout.splitlines()[1].startswith("index: there is no index")
    assert dateline(data, "repair").stdout == "the index was built anew; 0 articles were mended\n"
    assert dateline(data, "verify").returncode == 0


def test_what_only_a_backup_can_mend_is_told(data: Path) -> None:
    plant(data, "altered", 3)
    done = dateline(data, "verify")
    assert (done.returncode, done.stderr) == (1, "the database itself is damaged: restore a backup\n")


def test_a_damaged_database_is_told_in_one_line(data: Path) -> None:
    """H25"""
    database = data / "dateline.db"
    content = bytearray(database.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database.write_bytes(content)
    for command in ("verify", "repair"):
        done = dateline(data, command)
        assert (done.returncode, done.stdout) == (3, "")
        assert "restore a backup" in done.stderr


def test_a_backup_is_written_and_restored(data: Path, tmp_path: Path) -> None:
    """H42"""
    file = tmp_path / "archive.backup"
    assert dateline(data, "backup", str(file)).stdout.startswith("5 articles, ")
    assert answer(data, "backup", str(file))["articles"] == 5
    refused = dateline(data, "restore", str(file))
    assert (refused.returncode, "--force" in refused.stderr) == (2, True)
    assert answer(data, "restore", str(file), "--force")["kept"].endswith(".backup")
    assert answer(tmp_path / "new", "restore", str(file))["kept"] is None
    assert dateline(tmp_path / "new", "verify").returncode == 0
    assert "5 articles of " in dateline(tmp_path / "newer", "restore", str(file)).stdout


def test_what_reads_the_whole_archive_lets_searches_go_first(data: Path, tmp_path: Path) -> None:
    """DUR-10"""
    assert dateline(data, "verify").nicer == dateline(data, "backup", str(tmp_path / "archive")).nicer == 10
    assert dateline(data, "status").nicer == 0


def test_a_damaged_archive_is_restored_with_force_and_kept(data: Path, tmp_path: Path) -> None:
    """H25, H42"""
    file = tmp_path / "archive.backup"
    dateline(data, "backup", str(file))
    (data / "dateline.db").write_bytes(b"no database " * 1000)
    refused = dateline(data, "restore", str(file))
    assert (refused.returncode, "--force" in refused.stderr) == (3, True)
    done = dateline(data, "restore", str(file), "--force")
    assert done.returncode == 0, done.stderr
    assert "restart servers" in done.stderr
    (damaged,) = data.glob("damaged-*/dateline.db")
    assert damaged.read_bytes().startswith(b"no database")
    assert dateline(data, "verify").returncode == 0


def test_a_backup_that_cannot_be_restored_changes_nothing(data: Path, tmp_path: Path) -> None:
    """H41: no data directory is made for it either."""
    foreign = tmp_path / "foreign"
    foreign.write_text("something else")
    done = dateline(tmp_path / "new", "restore", str(foreign))
    assert (done.returncode, "foreign cannot be restored" in done.stderr) == (2, True)
    assert not (tmp_path / "new").exists()


def test_nothing_to_verify_where_there_is_no_archive(tmp_path: Path) -> None:
    for command in ("verify", "repair"):
        assert dateline(tmp_path / "none", command).returncode == 2

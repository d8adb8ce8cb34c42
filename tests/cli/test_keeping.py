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


def test_nothing_to_verify_where_there_is_no_archive(tmp_path: Path) -> None:
    for command in ("verify", "repair"):
        assert dateline(tmp_path / "none", command).returncode == 2

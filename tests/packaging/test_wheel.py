"""The wheel, built here and installed far from the source tree."""

import os
import sqlite3
import subprocess
import sys
import sysconfig
import venv
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import pytest
from alembic.script import ScriptDirectory

ROOT = Path(__file__).parents[2]


def python(*arguments: str) -> None:
    """Run a module of this environment in the source tree; what it printed is shown if it fails."""
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def build(folder: Path) -> Path:
    python("hatchling", "build", "--target", "wheel", "--directory", str(folder))
    (wheel,) = folder.glob("dateline-*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed `dateline`, in an environment that sees this one's packages but not the source tree.

    Lines of a .pth file are added to the path without reading the .pth files found there, so an editable
    install of the tree stays out.
    """
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False, symlinks=True)
    target = str(folder / "bin" / "python")
    python("pip", "--python", target, "install", "--no-index", "--no-deps", str(wheel))
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "running.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "dateline"


def run(command: Path, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    environment = {"PATH": os.defpath, "HOME": str(folder)}
    return subprocess.run([command, *arguments], cwd=folder, env=environment, capture_output=True, text=True)


def test_the_wheel_holds_the_package_its_migrations_and_its_licence(wheel: Path) -> None:
    names = set(ZipFile(wheel).namelist())
    migrations = {path.name for path in (ROOT / "migrations" / "versions").glob("*.py")}
    assert migrations
    assert {f"app/migrations/versions/{name}" for name in migrations} <= names
    assert {"app/migrations/env.py", "app/migrations/script.py.mako"} <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"app"}


def test_two_builds_of_the_same_tree_are_the_same_bytes(wheel: Path, tmp_path: Path) -> None:
    """K40"""
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_the_installed_command_makes_its_database_by_migrations_in_an_empty_folder(
    command: Path, tmp_path: Path
) -> None:
    article = '{"title": "A pier is rebuilt", "body": "Work began on Monday.", "source": "Harbour Gazette"}\n'
    (tmp_path / "one.jsonl").write_text(article)
    ingested = run(command, "ingest", "one.jsonl", folder=tmp_path)
    assert ingested.returncode == 0, ingested.stderr
    with closing(sqlite3.connect(tmp_path / "data" / "dateline.db")) as database:
        (revision,) = database.execute("SELECT version_num FROM alembic_version").fetchone()
    assert revision == ScriptDirectory(str(ROOT / "migrations")).get_current_head()
    status = run(command, "status", folder=tmp_path)
    assert status.returncode == 0, status.stderr
    assert revision in status.stdout

"""What an archive writes is for its owner."""

import os
from pathlib import Path

import pytest

from app.runtime import open_runtime
from app.settings import Settings


@pytest.mark.parametrize("given", [False, True], ids=["a folder made here", "a folder that others may read"])
def test_nobody_else_may_read_what_is_stored(tmp_path: Path, given: bool) -> None:
    """K32, K33"""
    folder = tmp_path / "data"
    if given:
        folder.mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        with open_runtime(Settings(data_dir=folder)) as runtime, runtime.writing():
            runtime.indexer.sync()
    finally:
        os.umask(before)
    assert given or folder.stat().st_mode & 0o077 == 0
    open_files = [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]
    assert open_files == []

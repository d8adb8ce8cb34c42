"""What an archive writes is for its owner."""

import os
from pathlib import Path

import pytest

from app.api.app import build_app
from app.backup import write_backup
from app.runtime import open_runtime
from app.settings import Settings
from tests.api.serving import serve
from tests.building import NOW, article, write


@pytest.mark.parametrize("given", [False, True], ids=["a folder made here", "a folder that others may read"])
def test_nobody_else_may_read_what_is_stored(tmp_path: Path, given: bool) -> None:
    """K32, K33"""
    folder = tmp_path / "data"
    if given:
        folder.mkdir(mode=0o755)
    before = os.umask(0o022)
    try:
        settings = Settings(data_dir=folder)
        with open_runtime(settings) as runtime, runtime.writing():
            write(runtime.articles, [article(1)])
            runtime.indexer.sync()
            write_backup(runtime.articles, folder / "archive.backup", NOW)
        with serve(build_app(settings, open_runtime)) as client:
            assert client.get("/v1/search?q=ferry&page_size=1").status_code == 200
            held = [path.name for path in folder.iterdir()]
    finally:
        os.umask(before)
    assert given or folder.stat().st_mode & 0o077 == 0
    assert {"archive.backup", "dateline.db-wal", "limits.bin", "cursor.key", "index"} <= set(held)
    open_files = [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]
    assert open_files == []

"""An archive to serve."""

from pathlib import Path

import pytest

from app.runtime import open_runtime
from app.settings import Settings
from tests.building import article, write


@pytest.fixture(scope="package")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of a thousand articles."""
    folder = tmp_path_factory.mktemp("archive") / "data"
    with open_runtime(Settings(data_dir=folder)) as runtime:
        write(runtime.articles, [article(number) for number in range(1000)])
        with runtime.writing():
            runtime.indexer.sync()
    return folder

"""The seed data behind a real ``dateline serve``."""

from collections.abc import Iterator

import pytest

from app.settings import Settings
from tests.api.seed import ingest_seed_data
from tests.serving.running import serving


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data = tmp_path_factory.mktemp("clients") / "data"
    ingest_seed_data(Settings(data_dir=data))
    with serving(data, LOG_LEVEL="error") as server:
        yield server.url

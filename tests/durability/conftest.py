"""An archive to be damaged."""

import pytest

from app.runtime import open_runtime
from app.settings import Settings
from tests.building import article, write


@pytest.fixture
def archive(settings: Settings) -> Settings:
    """Filled, in step, closed."""
    with open_runtime(settings) as runtime:
        write(runtime.articles, [article(n) for n in range(1, 6)])
        runtime.indexer.sync()
    return settings

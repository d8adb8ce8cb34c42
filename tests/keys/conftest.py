"""Keys: what every module here goes through."""

from collections.abc import Iterator

import pytest

from tests.leftovers import left_as_it_was


@pytest.fixture(scope="module", autouse=True)
def _left_as_it_was() -> Iterator[None]:
    """TST-6: of each module here."""
    with left_as_it_was():
        yield

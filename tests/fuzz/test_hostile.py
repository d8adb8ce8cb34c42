"""The worst documents, at a hundredth of their size; `make torture-inputs` reads them whole."""

import pytest

from app.ingest.readers import AUTO
from tests.fuzz.entries import check_packed, read_as
from tests.fuzz.hostile import WORST


@pytest.mark.parametrize("name", WORST)
def test_a_document_made_to_hurt_is_read_as_declared(name: str) -> None:
    """INP-5"""
    check = check_packed if name.endswith(".gz") else read_as(AUTO, name)
    check(WORST[name](0.01))

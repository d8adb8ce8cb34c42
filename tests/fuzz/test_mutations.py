"""Golden files cut and changed: no reader raises what is not declared."""

from pathlib import Path

import pytest

from app.ingest.readers import AUTO
from tests.fuzz.entries import read_as
from tests.fuzz.mutations import mutations, truncations
from tests.fuzz.seeds import TESTS, golden_files

#: As many as take seconds; `make torture-inputs` takes every cut and ten thousand changes.
CUTS, CHANGES = 6, 6


@pytest.mark.parametrize("path", golden_files(), ids=lambda path: str(path.relative_to(TESTS)))
def test_a_golden_file_cut_or_changed_is_read_as_declared(path: Path) -> None:
    """INP-8"""
    data, check = path.read_bytes(), read_as(AUTO, path.name)
    for damaged in (*truncations(data, len(data) // CUTS + 1), *mutations(data, CHANGES, seed=len(data))):
        check(damaged)

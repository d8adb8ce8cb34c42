"""The kept corpus of the fuzzer is read again (INP-7)."""

import pytest

from tests.fuzz.entries import ENTRIES
from tests.fuzz.seeds import golden_files, seeds_of


@pytest.mark.parametrize("entry", ENTRIES)
def test_what_the_fuzzer_found_is_read_as_declared(entry: str) -> None:
    """INP-7: nothing but articles, rejects with a reason, and what is passed over."""
    seeds = list(seeds_of(entry))
    assert seeds
    for data in seeds:
        ENTRIES[entry](data)


def test_every_golden_file_is_a_seed() -> None:
    assert len(golden_files()) > 70

"""Hostile records among good ones."""

from pathlib import Path

from app.runtime import Runtime
from tests.fuzz.campaign import ingested
from tests.fuzz.mixing import write


def test_every_good_record_is_in_and_every_bad_one_told(runtime: Runtime, tmp_path: Path) -> None:
    """INP-6: 2,000 records in lines, rows and members of an archive, one of a hundred hostile."""
    mixed = write(tmp_path / "mixed", 2000)
    assert ingested(runtime, tmp_path / "mixed", mixed) == []

"""Real collections are read whole: every record is in, or rejected with a reason.

The largest one is in ``tests/quality``, where it is stored, too.
"""

from collections import Counter
from pathlib import Path

import pytest

from app.ingest.draft import Reject
from app.ingest.opening import Found, find_inputs, open_input
from app.ingest.readers import ReadOptions, read_input
from tests.ingest.reading import NOW


@pytest.mark.parametrize(
    ("name", "outcomes"),
    [
        # The one without text has a line of empty fields.
        ("reuters-10k-full.jsonl.xz", {"record": 9599, "no_text": 1}),
        ("allsides-5k.jsonl.xz", {"record": 5000}),
    ],
)
def test_every_record_of_a_real_collection_is_accounted_for(
    corpora: Path, name: str, outcomes: dict[str, int]
) -> None:
    counts: Counter[str] = Counter()
    for found in find_inputs([str(corpora / name)]):
        assert isinstance(found, Found)
        with open_input(found) as source:
            for item in read_input(source, "auto", ReadOptions(now=NOW)):
                counts[item.reason if isinstance(item, Reject) else "record"] += 1
            assert source.position() == source.size
    assert counts == outcomes

"""schemathesis knows nothing of us but our description. ``make schemathesis`` is the long campaign."""

from pathlib import Path

from tests.clients.campaign import attack, target


def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    with target(tmp_path) as (url, key):
        report = attack(url, key, examples=5, seed=1)
    assert report.findings == 0, report.told
    assert report.requests > 1_000
    # What is refused for reasons that are said in words must stay the smaller part by far.
    assert report.excused < report.requests / 4

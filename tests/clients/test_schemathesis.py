"""schemathesis knows nothing of us but our description. ``make schemathesis`` is the long campaign."""

from tests.clients.campaign import attack


def test_schemathesis_finds_nothing(url: str) -> None:
    report = attack(url, examples=5, seed=1)
    assert report.findings == 0, report.told
    assert report.requests > 1_000
    # What is refused for reasons that are said in words must stay the smaller part by far.
    assert report.excused < report.requests / 4

"""Language tags."""

import pytest

from app.ingest.normalise.languages import language_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-US", "en"),
        ("en_GB.UTF-8", "en"),
        ("eng", "en"),
        ("English", "en"),
        ("ger", "de"),
        ("Deutsch", "de"),
        ("iw", "he"),
        ("zh-Hant-TW", "zh"),
        ("English (UK)", "en"),
        ("pcm", "pcm"),
        ("gsw", "gsw"),
    ],
)
def test_a_tag_or_name_becomes_a_code(text: str, code: str) -> None:
    assert language_code(text) == code


@pytest.mark.parametrize("text", ["", " ", "und", "mul", "xx", "unknown", "123", "the news", "e"])
def test_what_names_no_language_is_none(text: str) -> None:
    assert language_code(text) is None

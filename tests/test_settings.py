"""Settings are read from the environment, and nothing in it is passed over."""

import pytest

from app.errors import SettingError
from app.settings import load_settings


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("DATELINE_SEARCH_TIMEUOT", "did you mean DATELINE_SEARCH_TIMEOUT?"),
        ("DATELINE_ALOWED_HOSTS", "did you mean DATELINE_ALLOWED_HOSTS?"),
        ("DATELINE_XYZZY", "there is no such setting"),
    ],
)
def test_a_setting_that_there_is_not_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    """I15"""
    monkeypatch.setenv(name, "a secret")
    with pytest.raises(SettingError, match=name) as raised:
        load_settings()
    assert said.rstrip("?") in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATELINE_PORT", "eight"),
        ("DATELINE_PORT", "70000"),
        ("DATELINE_HEADER_TIMEOUT", "0"),
        ("DATELINE_MAX_CONNECTIONS", "x" * 2**16),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """I15"""
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError, match=name) as raised:
        load_settings()
    assert len(str(raised.value)) < 200


def test_an_empty_value_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """I15"""
    monkeypatch.setenv("DATELINE_PORT", "")
    assert load_settings().port == 8000


def test_other_variables_are_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINES", "1")
    monkeypatch.setenv("DATELINE_CORPORA", "/somewhere")
    load_settings()

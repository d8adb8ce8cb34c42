"""``uvicorn app.main:create_app --factory``."""

import threading
from pathlib import Path

import pytest

from app import main
from app.errors import SettingError
from app.main import create_app
from tests.api.serving import serve


def test_the_application_is_made_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path / "new"))
    with serve(create_app()) as client:
        assert client.get("/health/ready").status_code == 200
        assert client.get("/v1/sources").json() == {"total": 0, "results": []}


def test_an_empty_archive_answers_with_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path))
    with serve(create_app()) as client:
        for address in ("/v1/search?q=ferry", "/v1/search", "/v1/articles?since_id=0"):
            answered = client.get(address)
            assert answered.status_code == 200
            assert (answered.json()["total"], answered.json()["results"]) == (0, [])


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_SEARCH_QUEUE", "many")
    with pytest.raises(SettingError, match="DATELINE_SEARCH_QUEUE"):
        create_app()


def test_where_there_is_no_room_for_another_thread_it_ends_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """I06"""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    main._end_soon()
    assert "what hangs is waited for" in caplog.text

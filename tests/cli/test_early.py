"""Workers are started early where there is work for them."""

from pathlib import Path

import pytest

from app.cli import early


@pytest.mark.parametrize(
    ("paths", "started"),
    [(["small.jsonl"], False), (["small.jsonl", "large.jsonl"], True), (["."], True), (["none", "-"], False)],
)
def test_what_promises_work_for_several(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: list[str], started: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(early, "_MUCH", 100)
    Path("small.jsonl").write_text("x" * 99)
    Path("large.jsonl").write_text("x" * 100)
    with early.early_nursery(paths) as nursery:
        assert (nursery is not None) is started


@pytest.mark.parametrize("path", ["a\0b", "x" * 5000])
def test_a_path_that_is_none_is_told_later(path: str) -> None:
    with early.early_nursery([path]) as nursery:
        assert nursery is None

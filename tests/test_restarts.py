"""Opened and closed again and again, half the time by dying: always ready, nothing grows."""

import os
from pathlib import Path

from app.editing import Edits
from app.keys import KeyScope, Receipt, Signature
from app.runtime import open_runtime
from app.settings import Settings
from app.values import Article, Candidate
from tests.conftest import NOW

ROUNDS = 30


def add(settings: Settings, key: int, number: int, *, die: bool) -> None:
    """One life: open, write an article, end; in a process of its own, so that it can die."""
    child = os.fork()
    if child:
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == (9 if die else 0)
        return
    with open_runtime(settings, clock=lambda: NOW) as runtime:
        article = Article(
            source="Harbour Post", title=f"Ferry {number}", url=f"https://harbour.example/{number}"
        )

        def edit(edits: Edits) -> Receipt:
            edits.add([Candidate.of(article)])
            return Receipt(200, {}, b"")

        runtime.desk.perform(edit, Signature(key, "test"))
        if die:
            with runtime.writing():
                os._exit(9)
    os._exit(0)


def files(folder: Path) -> int:
    return sum(1 for path in folder.rglob("*") if path.is_file())


def test_it_is_ready_after_every_start_and_keeps_no_more_files(tmp_path: Path) -> None:
    """I18"""
    settings = Settings(data_dir=tmp_path / "data")
    with open_runtime(settings, clock=lambda: NOW) as runtime:
        _, key = runtime.keys.create("tests", [KeyScope.WRITE], NOW)
    held = []
    for number in range(ROUNDS):
        add(settings, key.id, number, die=number % 2 == 0)
        with open_runtime(settings, clock=lambda: NOW) as runtime:
            with runtime.writing():
                runtime.indexer.sync()
            assert runtime.engine.stats().documents == runtime.articles.count() == number + 1
        held.append(files(settings.data_dir))
    assert max(held[ROUNDS // 2 :]) <= max(held[: ROUNDS // 2]) + 2

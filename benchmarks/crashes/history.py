"""Histories: whatever may happen to an archive, in any order, against a model (a Hypothesis state machine).

The model is which articles there are, and which edition of each.
"""

import os
import random
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.backup import restore, write_backup
from app.errors import IndexUnavailable
from app.runtime import Runtime
from app.search.engine import SearchRequest
from app.search.query.tree import Word
from benchmarks.crashes import work
from benchmarks.crashes.damage import DAMAGE
from benchmarks.crashes.points import KILLED_AT, Kill
from benchmarks.crashes.rounds import Archive, Wrong, edition_of
from benchmarks.crashes.work import State

_MEMORY = "/dev/shm"
#: Of which article.
_WHICH = st.integers(0, 10_000)


def run(steps: int, seed: int, length: int = 50) -> None:
    """Go through histories of ``length`` steps each, about ``steps`` in all. Raises Wrong.

    The same seed makes the same histories.
    """
    chosen = settings(
        max_examples=max(1, steps // length),
        stateful_step_count=length,
        deadline=None,
        phases=[Phase.generate],  # a shorter history that goes wrong would take too long to find
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seeded(seed)(History), settings=chosen)


class History(RuleBasedStateMachine):
    """One archive's life."""

    def __init__(self) -> None:
        super().__init__()
        memory = _MEMORY if os.access(_MEMORY, os.W_OK) else None
        self._folder = tempfile.TemporaryDirectory(dir=memory)
        self._archive = Archive(Path(self._folder.name) / "archive", seed=0)
        self._open = ExitStack()
        self._runtime: Runtime | None = None
        self._now = work.NOW

    def teardown(self) -> None:
        self.restart()
        self._archive.check("at the end")
        self._folder.cleanup()

    @property
    def runtime(self) -> Runtime:
        if self._runtime is None:
            self._runtime = self._open.enter_context(work.opened(self._archive.folder))
        return self._runtime

    @property
    def model(self) -> State:
        return {number: edition for number, edition in self._archive.state.items() if edition}

    @rule(count=st.integers(1, 4))
    def add(self, count: int) -> None:
        first = max(self._archive.state) + 1
        self._store(dict.fromkeys(range(first, first + count), 1))

    @rule(which=st.sets(_WHICH, min_size=1, max_size=4))
    def update(self, which: set[int]) -> None:
        model = self.model
        numbers = sorted(model)
        chosen = {numbers[each % len(numbers)] for each in which} if numbers else ()
        self._store({number: model[number] + 1 for number in chosen})

    @rule(which=_WHICH)
    def delete(self, which: int) -> None:
        numbers = sorted(self.model)
        if numbers:
            number = numbers[which % len(numbers)]
            work.remove(self.runtime.articles, number, self._now)
            self._archive.state[number] = None

    @rule(days=st.integers(-10_000, 10_000))
    def jump(self, days: int) -> None:
        """The clock is set."""
        self._now = work.NOW + timedelta(days=days)

    @rule()
    def sync(self) -> None:
        self.runtime.indexer.heal()
        self.runtime.indexer.sync()

    @rule()
    def settle(self) -> None:
        self.sync()
        self.runtime.indexer.settle()

    @rule()
    def rebuild(self) -> None:
        self.runtime.indexer.rebuild()

    @rule()
    def restart(self) -> None:
        self._open.close()
        self._runtime = None

    @rule()
    def verify(self) -> None:
        self.sync()
        report = self.runtime.checker.verify()
        if not report.is_sound:
            raise Wrong(str(report))

    @rule(kind=st.sampled_from(sorted(DAMAGE)), seed=st.integers(0, 2**16))
    def damage(self, kind: str, seed: int) -> None:
        """A file of the index changes behind its back: the answer is right, or there is none."""
        self.settle()
        self.restart()
        chance = random.Random(seed)
        index = work.settings_of(self._archive.folder).index_dir
        files = sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size)
        DAMAGE[kind](chance.choice(files), chance)
        self.finds_what_there_is()
        self.runtime.checker.repair(lambda _: None)

    @rule()
    def backup(self) -> None:
        file = work.backup_of(self.runtime.settings)
        write_backup(self.runtime.articles, file, self._now)
        self._archive.kept = self.model

    @rule()
    def restore(self) -> None:
        runtime = self.runtime
        file, folder = work.backup_of(runtime.settings), runtime.settings.data_dir
        for former in folder.glob("before-restore-*"):
            former.unlink()
        restore(file, runtime.articles, runtime.indexer, folder, self._now, force=True)
        self._archive.state = dict.fromkeys(self._archive.state) | self._archive.kept

    @rule(
        operation=st.sampled_from(sorted(work.OPERATIONS)),
        point=st.sampled_from(KILLED_AT),
        after=st.booleans(),
        count=st.integers(1, 4),
    )
    def kill(self, operation: str, point: str, after: bool, count: int) -> None:
        """Another process works on the archive and is killed, if it comes to that point so often."""
        self.restart()
        self._archive.round(operation, Kill(point, after, count))

    @invariant()
    def holds_what_was_written(self) -> None:
        titles = self.runtime.articles.all_articles(batch=500)
        held = dict(edition_of(each.article.title) for each in titles)
        if held != self.model:
            raise Wrong(f"held {held}, not {self.model}")

    @invariant()
    def finds_what_there_is(self) -> None:
        """Where the index is in step; or it says that there is none."""
        model = self.model
        try:
            if self.runtime.indexer.lag():
                return
            found = {word: self._found(word) for word in ("ferry", "edition1", "edition2")}
        except IndexUnavailable:
            return
        wanted = {
            word: {each for each, edition in model.items() if word in ("ferry", f"edition{edition}")}
            for word in found
        }
        if found != wanted:
            raise Wrong(f"found {found}, not {wanted}")

    def _found(self, word: str) -> set[int]:
        hits = self.runtime.engine.search(SearchRequest(Word(word), limit=10_000)).hits
        articles = self.runtime.articles.by_ids([hit.id for hit in hits])
        if len(articles) < len(hits):
            raise Wrong(f"{word} finds what there is not: {hits}")
        return {edition_of(each.article.title)[0] for each in articles.values()}

    def _store(self, wanted: State) -> None:
        if wanted:
            work.store(self.runtime.articles, wanted, self._now)
            self._archive.state |= wanted

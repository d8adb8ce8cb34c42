"""The files of an index, damaged in every way: searches are right or refused, and it heals itself."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import IndexUnavailable
from app.runtime import Runtime, open_runtime
from app.search.engine import FacetAsked, SearchRequest, SearchResult, Sort
from app.search.query.tree import All, Phrase, Prefix, Word
from benchmarks.crashes import work
from benchmarks.crashes.rounds import Wrong

_PAGE = 4096
#: Between them they use every kind of array.
_ASKED = (
    SearchRequest(Word("ferry"), sort=Sort.RELEVANCE),
    SearchRequest(Phrase("ferry number7")),
    SearchRequest(Prefix("edit"), sort=Sort.OLDEST),
    SearchRequest(All(), facets=(FacetAsked("source"),), sort=Sort.ADDED),
)


def _flip(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.write_bytes(content)


def _cut(path: Path, chance: random.Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: chance.randrange(len(content))])


def _zero(path: Path, chance: random.Random) -> None:
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content)) // _PAGE * _PAGE
    content[start : start + _PAGE] = bytes(len(content[start : start + _PAGE]))
    path.write_bytes(content)


def _delete(path: Path, _: random.Random) -> None:
    path.unlink()


def _swap(path: Path, chance: random.Random) -> None:
    """With another file of the index."""
    index = path if path.name == "CURRENT" else path.parent
    other = chance.choice(sorted(each for each in index.parent.rglob("*") if each.is_file() and each != path))
    content = path.read_bytes()
    path.write_bytes(other.read_bytes())
    other.write_bytes(content)


DAMAGE: dict[str, Callable[[Path, random.Random], None]] = {
    "flip": _flip,
    "cut": _cut,
    "zero": _zero,
    "delete": _delete,
    "swap": _swap,
}


def sweep(folder: Path, trials: int, seed: int) -> Counter[str]:
    """Damage, search, heal, compare: ``trials`` times. Raises Wrong; returns what became of the searches."""
    chance = random.Random(seed)
    _make(folder)
    with _opened(folder) as runtime:
        right = _answers(runtime)
    sound = folder / "sound"
    shutil.copytree(folder / "data" / "index", sound)
    outcomes: Counter[str] = Counter()
    for _ in range(trials):
        index = folder / "data" / "index"
        shutil.rmtree(index)
        shutil.copytree(sound, index)
        kind = chance.choice([*DAMAGE])
        path = chance.choice(
            sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size)
        )
        DAMAGE[kind](path, chance)
        outcomes[_tried(folder, right, f"{kind} {path.name}, seed {seed}")] += 1
    return outcomes


def _tried(folder: Path, right: list[SearchResult], what: str) -> str:
    with _opened(folder) as runtime:
        try:
            outcome = "answered right" if _answers(runtime) == right else ""
        except IndexUnavailable:
            outcome = "refused"
        if not outcome:
            raise Wrong(f"a wrong answer after {what}")
    with _opened(folder) as runtime, runtime.writing():
        runtime.checker.repair(lambda _: None)
        if not runtime.checker.verify().is_sound or _found(_answers(runtime)) != _found(right):
            raise Wrong(f"not healed after {what}")
    return outcome


def _answers(runtime: Runtime) -> list[SearchResult]:
    return [runtime.engine.search(request) for request in _ASKED]


def _found(results: list[SearchResult]) -> list[object]:
    return [(each.total, [hit.id for hit in each.hits], each.facets) for each in results]


def _make(folder: Path) -> None:
    """A few segments, with deletions in one."""
    with work.opened(folder) as runtime:
        for first in (1, 41, 61):
            work.store(runtime.articles, dict.fromkeys(range(first, first + 20), 1))
            runtime.indexer.sync()
        work.store(runtime.articles, dict.fromkeys((3, 5, 45), 2))
        runtime.indexer.sync()


@contextmanager
def _opened(folder: Path) -> Iterator[Runtime]:
    with open_runtime(work.settings_of(folder)) as runtime:
        yield runtime

"""Search engines in this process on the same articles: queries, indexing, size, opening, growth."""

import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from app.search.engine import Document
from benchmarks import archives
from benchmarks.engines import API, FTS5, OURS, TANTIVY, WHOOSH, installed, opening, side
from benchmarks.engines.choosing import Classes, choose
from benchmarks.engines.material import articles, made_up, vocabulary
from benchmarks.engines.tables import classes_table, costs_table, growth_table
from benchmarks.engines.timing import Effort, Found, compare
from benchmarks.measure import size_of
from benchmarks.plan import Plan
from benchmarks.tables import Table

NAME = "engine"
ABOUT = "the engine beside stock Whoosh, FTS5 and tantivy, by query class (not among all: ask by name)"

LEADS = "reuters106k-lead.jsonl.xz"
#: Questions of a class.
_EACH = 8

Source = Callable[[], Iterable[Document]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """``source`` gives the articles anew each time; ``sample`` is what questions are chosen from."""

    about: str
    count: int
    source: Source
    sample: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Built:
    """An index: where it is, CPU seconds it took, bytes on disk."""

    folder: Path
    cpu: float
    size: int


def run(plan: Plan) -> Iterator[Table]:
    whole = _real(plan, archives.REUTERS, plan.pick(10_000, 500))
    yield from _compared(plan, whole, installed())
    del whole
    peers = tuple(name for name in installed() if name != WHOOSH)
    few, many = (_real(plan, LEADS, plan.pick(*counts)) for counts in ((10_000, 500), (200_000, 4000)))
    built = yield from _compared(plan, many, peers)
    yield _growth(plan, few, many, built)
    if plan.million:
        yield from _million(plan, many, tuple(name for name in peers if name != FTS5))


def _real(plan: Plan, file: str, count: int) -> Corpus:
    documents = articles(plan.corpora / file, count)
    return Corpus(f"{file}, {len(documents):,} articles", len(documents), lambda: documents, documents)


def _made_up(words: Sequence[str], count: int, sample: int) -> Corpus:
    about = f"{count:,} made-up articles of 100 words of {LEADS} drawn by Zipf's law"
    first = [document for document, _ in zip(made_up(words, count), range(sample), strict=False)]
    return Corpus(about, count, lambda: made_up(words, count), first)


def _million(plan: Plan, real: Corpus, names: Sequence[str]) -> Iterator[Table]:
    words = vocabulary(real.sample)
    few, many = (
        _made_up(words, plan.pick(*counts), 20_000) for counts in ((100_000, 400), (1_000_000, 2000))
    )
    built = yield from _compared(plan, many, names)
    yield _growth(plan, few, many, built)


def _compared(plan: Plan, corpus: Corpus, names: Sequence[str]) -> Generator[Table, None, dict[str, Built]]:
    """Also returns what it built, for more to be measured on it."""
    built = _build_all(plan, corpus, names)
    classes = choose(corpus.sample, plan.pick(_EACH, 3))
    found = _ask(built, classes, _effort(plan))
    versions = {name: side(name).version for name in names}
    yield classes_table(corpus.about, found, versions)
    word = classes["common term"][0].words[0]
    opened = {name: opening.measure(name, one.folder, word) for name, one in built.items()}
    rates = {name: corpus.count / one.cpu for name, one in built.items()}
    sizes = {name: one.size / 1e6 for name, one in built.items()}
    yield costs_table(corpus.about, rates, sizes, opened)
    return built


def _effort(plan: Plan) -> Effort:
    return Effort(plan.pick(9, 3), plan.seconds)


def _build_all(plan: Plan, corpus: Corpus, names: Iterable[str]) -> dict[str, Built]:
    idle = _cpu(lambda: sum(1 for _ in corpus.source()))  # what making the articles takes
    built = {}
    for name in names:
        folder = plan.folder(f"engines/{corpus.about}/{name}")
        cpu = _cpu(lambda: side(name).fill(corpus.source(), folder))  # noqa: B023
        built[name] = Built(folder, cpu - idle, size_of(folder))
    return built


def _cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process, all its threads and the system's work for it."""
    began = time.process_time()
    work()
    return time.process_time() - began


def _ask(built: dict[str, Built], classes: Classes, effort: Effort) -> dict[str, dict[str, Found]]:
    with ExitStack() as stack:
        folders = {name: one.folder for name, one in built.items()} | {API: built[OURS].folder}
        searchers = {name: stack.enter_context(side(name).open(folder)) for name, folder in folders.items()}
        return {
            each: compare(searchers, questions, effort) for each, questions in classes.items() if questions
        }


def _growth(plan: Plan, few: Corpus, many: Corpus, built: dict[str, Built]) -> Table:
    """The questions of the larger corpus, asked of both."""
    classes = choose(many.sample, plan.pick(_EACH, 3))
    names = [name for name in (OURS, TANTIVY) if name in built]
    smaller = _build_all(plan, few, names)
    larger = {name: built[name] for name in names}
    small, large = (_ask(each, classes, _effort(plan)) for each in (smaller, larger))
    return growth_table(many.about, (few.count, many.count), small, large)

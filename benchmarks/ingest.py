"""Articles per second into the archive, whole and by part, beside ``sqlite-utils`` on the same file."""

import shutil
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from app.articles import ArticleStore
from app.indexer import Indexer
from app.ingest.decide import Outcome, decide
from app.ingest.draft import Record
from app.ingest.normalise import Rejection, normalise
from app.ingest.opening import Found, open_input
from app.ingest.readers import ReadOptions, read_input
from app.search.analysis import Analyzer
from app.search.whoosh import WhooshEngine
from app.settings import Settings
from app.values import Candidate
from benchmarks import archives, kinds, million
from benchmarks.measure import Spent, Stopwatch, alternately, median, size_of
from benchmarks.plan import Plan
from benchmarks.tables import Cell, Table

NAME = "ingest"
ABOUT = "articles per second into the archive, whole and by part, beside sqlite-utils"

OURS = "`dateline ingest`"
PEER = "`sqlite-utils insert --nl`, `enable-fts --tokenize porter`"
PARTS = ("read", "normalise", "decide and store", "index")
#: Seconds after which no new turn of the whole pipeline is begun.
BUDGET = 200.0


def run(plan: Plan) -> Iterator[Table]:
    file = archives.articles(plan, 1000 if plan.quick else None)
    count = archives.lines(file)
    corpus = f"{archives.REUTERS}, {count:,} articles, {file.stat().st_size / 1e6:.1f} MB unpacked"
    data_dir = archives.place(plan, file)
    peer = plan.scratch / "peer.db"
    spent = alternately(
        {OURS: lambda: archives.ingest(file, data_dir), PEER: lambda: kinds.sqlite_utils(file, peer)},
        runs=plan.pick(3, 1),
        budget=BUDGET,
    )
    yield _whole(corpus, count, spent)
    yield _parts(corpus, count, measure_parts(file, plan.folder("parts")))
    yield _sizes(corpus, file, data_dir, peer)
    yield kinds.by_kind(plan, file)
    if plan.million:
        yield from million.tables(plan, plan.pick(million.MILLION, 3_000))


def _whole(corpus: str, count: int, spent: dict[str, list[Spent]]) -> Table:
    middle = {name: median(runs) for name, runs in spent.items()}
    rows = [
        (name, *_rates(count, one), len(spent[name]), one.cpu / middle[PEER].cpu)
        for name, one in middle.items()
    ]
    return Table(
        "Ingest: whole",
        corpus,
        ("", "articles per CPU s", "articles per s", "CPU s", "s", "runs", "CPU beside sqlite-utils"),
        tuple(rows),
        (
            "Each side is a process of its own from start to end, into a fresh folder; the sides take turns; "
            "medians. CPU is user and system time.",
            "sqlite-utils stores the records as they are and indexes title and body. Dateline reads dates, "
            "bylines, datelines and agencies, gives natural keys, keeps a change log, flushes every "
            "transaction to disk and indexes twelve fields.",
        ),
    )


def _rates(count: int, spent: Spent) -> tuple[Cell, ...]:
    return (count / spent.cpu, count / spent.wall, spent.cpu, spent.wall)


def measure_parts(file: Path, folder: Path) -> dict[str, Spent]:
    """The parts one after the other in this process, each on all that the one before handed on."""
    now, settings, watch = datetime.now(UTC), Settings(data_dir=folder), Stopwatch()
    with watch.part("read"):
        records = _read(file, now)
    with watch.part("normalise"):
        candidates = [found for record in records if (found := _candidate(record, now, settings))]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    store = ArticleStore.open(settings.database)
    with watch.part("decide and store"):
        for batch in _batches(candidates, settings.ingest_batch):
            _store(store, batch, now)
    engine = WhooshEngine(settings.index_dir, Analyzer())
    engine.discard()
    with watch.part("index"):
        Indexer(store, engine).sync()
    engine.close()
    store.close()
    return watch.spent


def _read(file: Path, now: datetime) -> list[Record]:
    with open_input(Found(file.name, file)) as source:
        items = read_input(source, "auto", ReadOptions(now=now))
        return [item for item in items if isinstance(item, Record)]


def _candidate(record: Record, now: datetime, settings: Settings) -> Candidate | None:
    article = normalise(record.draft, now=now, max_text_bytes=settings.max_text_bytes)
    return None if isinstance(article, Rejection) else Candidate.of(article)


def _batches(candidates: Iterable[Candidate], size: int) -> Iterator[Sequence[Candidate]]:
    """Batches without a second edition of an article, which would need a batch of its own."""
    distinct = iter({candidate.key: candidate for candidate in candidates}.values())
    while batch := list(islice(distinct, size)):
        yield batch


def _store(store: ArticleStore, batch: Sequence[Candidate], now: datetime) -> None:
    with store.transaction() as transaction:
        held = transaction.held([candidate.key for candidate in batch])
        outcomes = [decide(candidate, held) for candidate in batch]
        changed = [
            (candidate, held.get(candidate.key))
            for candidate, outcome in zip(batch, outcomes, strict=True)
            if outcome is not Outcome.UNCHANGED
        ]
        transaction.write(changed, now)


def _parts(corpus: str, count: int, spent: dict[str, Spent]) -> Table:
    total = sum(one.cpu for one in spent.values())
    return Table(
        "Ingest: parts",
        corpus,
        ("part", "articles per CPU s", "articles per s", "CPU s", "s", "share of CPU, %"),
        tuple((name, *_rates(count, spent[name]), 100 * spent[name].cpu / total) for name in PARTS),
        ("In one process, each part on all that the one before handed on; one run.",),
    )


def _sizes(corpus: str, file: Path, data_dir: Path, peer: Path) -> Table:
    settings = Settings(data_dir=data_dir)
    sizes = {
        "input": file,
        "Dateline's database": settings.database,
        "Dateline's index": settings.index_dir,
        "sqlite-utils, table and index in one file": peer,
    }
    given = size_of(file)
    rows = [(name, size_of(path) / 1e6, size_of(path) / given) for name, path in sizes.items()]
    return Table("Ingest: sizes", corpus, ("", "MB", "times the input"), tuple(rows))

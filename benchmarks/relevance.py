"""Ranking quality: test collections beside other engines, and the seed data's own judgments."""

import statistics
from collections.abc import Iterator, Mapping

from app.runtime import open_runtime
from app.settings import Settings
from benchmarks import archives, seed
from benchmarks.judged import Collection, cranfield, time_1963
from benchmarks.metrics import average_precision, best_first, ndcg, recall
from benchmarks.plan import Plan
from benchmarks.rankers import RANKERS, MakeRanker, Ranker, memory
from benchmarks.tables import Table

NAME = "relevance"
ABOUT = "nDCG@10 and MAP on TIME 1963 and Cranfield beside other engines, and on the seed data"

_READING = (
    "A query is its words, as each engine's own analyzer finds them, joined by OR, each once; defaults "
    "everywhere; means over queries; rankings cut at 1,000. nDCG@10 and MAP as trec_eval computes them."
)


def run(plan: Plan) -> Iterator[Table]:
    # The in-memory engine needs a second a query here, and half a minute on larger collections.
    rankers = RANKERS if plan.quick else RANKERS | {"Dateline's in-memory engine": memory}
    yield _compared(plan, time_1963(archives.unpacked(plan, "time-ir") / "time-ir"), rankers, (_READING,))
    if not plan.quick:
        folder = archives.unpacked(plan, "smart-cran-npl") / "smart" / "cran"
        codes = "Relevance codes 1 to 4 count as relevant, all alike; -1 as not relevant."
        yield _compared(plan, cranfield(folder), RANKERS, (_READING, codes))
    if seed.JUDGMENTS.exists():
        yield _seed(plan)


def quality(collection: Collection, rank: Ranker) -> tuple[float, float]:
    """nDCG@10 and MAP, means over the queries that have a relevant document."""
    gains, precisions = [], []
    for number, query in collection.queries.items():
        judged = collection.judged.get(number, {})
        if any(grade > 0 for grade in judged.values()):
            ranking = rank(query)
            gains.append(ndcg(ranking, judged))
            precisions.append(average_precision(ranking, judged))
    return statistics.fmean(gains), statistics.fmean(precisions)


def _compared(
    plan: Plan, collection: Collection, rankers: Mapping[str, MakeRanker], notes: tuple[str, ...]
) -> Table:
    rows = []
    for name, make in rankers.items():
        with make(collection.documents, plan.folder(f"ranker {collection.name}")) as rank:
            rows.append((name, *quality(collection, rank)))
    return Table(
        f"Relevance: {collection.name}",
        f"{collection.name}, {len(collection.documents):,} documents, {len(collection.queries):,} queries",
        ("", "nDCG@10", "MAP"),
        tuple(rows),
        notes,
    )


def seed_quality(rank: seed.Ranker) -> dict[str, float]:
    """Means over the judged queries of the seed data, by the name of the measure."""
    judged = [(rank(each.query), each.relevant) for each in seed.judgments()]
    return {
        "nDCG@10": statistics.fmean(ndcg(*each) for each in judged),
        "recall@20": statistics.fmean(recall(*each, depth=20) for each in judged),
        "best article first": statistics.fmean(best_first(*each) for each in judged),
    }


def _seed(plan: Plan) -> Table:
    with open_runtime(Settings(data_dir=plan.scratch / "seed")) as runtime:
        tally = seed.ingest(runtime, seed.SEED)
        measured = seed_quality(seed.ranker(runtime))
    return Table(
        "Relevance: seed data",
        f"seed_data, {tally.read:,} articles, {len(seed.judgments())} judged queries",
        tuple(measured),
        (tuple(measured.values()),),
        ("Queries as a person writes them, in the query language (words are joined by AND), defaults.",),
    )

"""Which ranking weights are best: the same queries with one weight changed at a time."""

import json
import lzma
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from app.articles import ArticleStore
from app.indexer import document_of
from app.runtime import open_runtime
from app.search.analysis import Analyzer
from app.search.criteria import Criteria, SearchLimits, read_criteria
from app.search.engine import Document
from app.search.fields import TEXT_FIELDS
from app.search.query.tree import Or, Word
from app.search.resolve import resolve
from app.search.resolved import Resolved
from app.settings import Settings
from benchmarks import archives, seed
from benchmarks.judged import Collection, cranfield, npl, time_1963
from benchmarks.metrics import average_precision, ndcg
from benchmarks.plan import Plan
from benchmarks.scoring import Corpus, Weights
from benchmarks.tables import Cell, Table

NAME = "tuning"
ABOUT = "ranking by other weights of fields, K1, B, neighbours (not among all: ask by name)"

ALLSIDES = "allsides-5k.jsonl.xz"
#: Articles whose title or opening is asked for.
_KNOWN = 400

#: What is tried: changes of the defaults.
TRIED: dict[str, Weights] = {
    "defaults": Weights(),
    **{f"K1 {k1}": Weights(k1=k1) for k1 in (0.9, 1.2, 1.5, 2.25, 2.5, 3.0)},
    **{f"B {b}": Weights(b=b) for b in (0.3, 0.5, 0.6, 0.9)},
    "K1 2.5, B 0.7": Weights(k1=2.5, b=0.7),
    **{f"title × {boost}": Weights(boosts={"title": boost}) for boost in (0.5, 1.0, 1.5, 3.0, 4.0, 5.0)},
    **{f"description × {boost}": Weights(boosts={"description": boost}) for boost in (0.5, 1.5, 2.0)},
    **{f"B of titles {b}": Weights(b_title=b) for b in (0.0, 0.3, 0.5)},
    **{f"neighbours × {pair}": Weights(pair=pair) for pair in (0.1, 0.2, 0.5, 1.0)},
    "lengths beside those with the field": Weights(holders=True),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and grades of the documents that answer it."""

    query: Resolved
    judged: dict[int, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """``name`` says what is measured: nDCG@10 for ``graded`` judgments, else the mean reciprocal rank."""

    name: str
    corpus: Corpus
    asked: Sequence[Asked]
    graded: bool = True

    def measure(self, weights: Weights) -> float:
        """The mean over the queries."""
        score = ndcg if self.graded else average_precision
        return statistics.fmean(
            score(self.corpus.rank(each.query, weights), each.judged) for each in self.asked
        )


def run(plan: Plan) -> Iterator[Table]:
    trials = list(_trials(plan))
    rows: list[tuple[Cell, ...]] = [
        (about, *(trial.measure(weights) for trial in trials))
        for about, weights in (list(TRIED.items())[:2] if plan.quick else TRIED.items())
    ]
    yield Table(
        "Tuning: ranking weights",
        ", ".join(f"{trial.name}: {len(trial.asked):,} queries" for trial in trials),
        ("changed", *(trial.name for trial in trials)),
        tuple(rows),
        (
            "TIME, Cranfield, NPL and seed data: nDCG@10. The others: an article is asked for by its own "
            "title in bodies, by its title in every field, or by the first 30 words of its body, which are "
            "cut out, in titles and the rest; mean reciprocal rank.",
            "Words joined by OR, each once; the queries of the seed data as they are written.",
        ),
    )


def _trials(plan: Plan) -> Iterator[Trial]:
    smart = archives.unpacked(plan, "smart-cran-npl") / "smart"
    yield _judged(time_1963(archives.unpacked(plan, "time-ir") / "time-ir"))
    yield _judged(cranfield(smart / "cran"))
    yield _judged(npl(smart / "npl"))
    for name, file in (("allsides", ALLSIDES), ("Reuters", archives.REUTERS)):
        yield from _known(name, _records(plan.corpora / file, plan.pick(5000, 100)))
    yield _seed(plan)


def _judged(collection: Collection) -> Trial:
    documents = [Document(number, {"body": text}) for number, text in collection.documents.items()]
    asked = [
        Asked(any_word(text, ("body",)), dict(collection.judged[number]))
        for number, text in collection.queries.items()
        if any(grade > 0 for grade in collection.judged.get(number, {}).values())
    ]
    return Trial(collection.name, Corpus(documents), asked)


def _known(name: str, texts: Sequence[tuple[str, str]]) -> Iterator[Trial]:
    """Known items: the one right answer is the article itself."""
    step = max(1, len(texts) // _KNOWN)
    numbered = list(enumerate(texts, 1))
    whole = Corpus([Document(n, {"title": title, "body": body}) for n, (title, body) in numbered])
    for about, fields in (("title in bodies", ("body",)), ("title in all", TEXT_FIELDS)):
        asked = [Asked(any_word(title, fields), {n: 1}) for n, (title, _) in numbered[::step]]
        yield Trial(f"{name}, {about}", whole, asked, graded=False)
    cut = [(n, title, *_opening(body)) for n, (title, body) in numbered]
    rest = Corpus([Document(n, {"title": title, "body": body}) for n, title, _, body in cut])
    asked = [Asked(any_word(opening, TEXT_FIELDS), {n: 1}) for n, _, opening, _ in cut[::step]]
    yield Trial(f"{name}, opening", rest, asked, graded=False)


def _opening(body: str, words: int = 30) -> tuple[str, str]:
    parts = body.split(maxsplit=words)
    return " ".join(parts[:words]), "".join(parts[words:])


def any_word(text: str, fields: tuple[str, ...]) -> Resolved:
    analyzer = Analyzer()
    words = dict.fromkeys(word.surface for word in analyzer.words(text))
    return resolve(Or(tuple(map(Word, words))), fields, analyzer, tags=())


def _records(file: Path, count: int) -> list[tuple[str, str]]:
    """Title and body of the first articles that have both."""
    with lzma.open(file, "rt", encoding="utf-8") as lines:
        texts = (_texts(json.loads(line)) for line in lines)
        return list(islice((each for each in texts if all(each)), count))


def _texts(record: dict[str, Any]) -> tuple[str, str]:
    return record.get("title") or "", record.get("body") or record.get("content_original") or ""


def _seed(plan: Plan) -> Trial:
    with open_runtime(Settings(data_dir=plan.scratch / "seed")) as runtime:
        seed.ingest(runtime, seed.SEED)
        limits = SearchLimits.of(runtime.settings)
        requests = [
            read_criteria(Criteria(q=each.query), limits=limits, now=runtime.clock()).request
            for each in seed.judgments()
        ]
        documents, ids = _stored(runtime.articles)
    analyzer = Analyzer()
    asked = [
        Asked(
            resolve(request.query, request.search_in, analyzer),
            {ids[url]: grade for url, grade in each.relevant.items()},
        )
        for request, each in zip(requests, seed.judgments(), strict=True)
    ]
    return Trial("seed data", Corpus(documents), asked)


def _stored(store: ArticleStore) -> tuple[list[Document], dict[str, int]]:
    stored = list(store.all_articles(batch=500))
    return list(map(document_of, stored)), {seed.folded(each.article.url): each.id for each in stored}

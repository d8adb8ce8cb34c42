"""Rankings of one collection by Dateline's engines and by peers.

A query is its words, as the engine's own analyzer finds them, each once, joined by OR.
"""

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from whoosh import fields
from whoosh.analysis import StemmingAnalyzer
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Or as WhooshOr
from whoosh.query import Term

from app.search.analysis import Analyzer
from app.search.engine import Batch, Document, Engine, SearchRequest, Sort
from app.search.memory import MemoryEngine
from app.search.query.tree import Or, Word
from app.search.whoosh import WhooshEngine

#: From the text of a query to document ids, best first.
Ranker = Callable[[str], list[int]]
#: From documents and a folder of its own to a ranker.
MakeRanker = Callable[[Mapping[int, str], Path], AbstractContextManager[Ranker]]

DEPTH = 1000


@contextmanager
def dateline(documents: Mapping[int, str], folder: Path) -> Iterator[Ranker]:
    """The product's engine with its default settings."""
    analyzer = Analyzer()
    with closing(WhooshEngine(folder, analyzer)) as engine:
        engine.discard()
        yield _filled(engine, documents, analyzer)


@contextmanager
def memory(documents: Mapping[int, str], _folder: Path) -> Iterator[Ranker]:
    """The in-memory engine: the same ranking, computed the naive and slow way from exact lengths."""
    analyzer = Analyzer()
    yield _filled(MemoryEngine(analyzer), documents, analyzer)


def _filled(engine: Engine, documents: Mapping[int, str], analyzer: Analyzer) -> Ranker:
    engine.apply(Batch(1, [Document(number, {"body": text}) for number, text in documents.items()]))

    def rank(text: str) -> list[int]:
        words = dict.fromkeys(word.surface for word in analyzer.words(text))
        request = SearchRequest(Or(tuple(map(Word, words))), sort=Sort.RELEVANCE, limit=DEPTH)
        return [hit.id for hit in engine.search(request).hits]

    return rank


@contextmanager
def stock_whoosh(documents: Mapping[int, str], _folder: Path) -> Iterator[Ranker]:
    """Whoosh as it comes: BM25F with its defaults, its stemming analyzer with its stop words."""
    analyzer = StemmingAnalyzer()
    schema = fields.Schema(number=fields.STORED(), body=fields.TEXT(analyzer=analyzer))
    index = RamStorage().create_index(schema)
    writer = index.writer()
    for number, text in documents.items():
        writer.add_document(number=number, body=text)
    writer.commit()
    with index.searcher() as searcher:

        def rank(text: str) -> list[int]:
            terms = dict.fromkeys(token.text for token in analyzer(text, mode="query"))
            # With a limit Whoosh may leave out good hits.
            found = searcher.search(WhooshOr([Term("body", term) for term in terms]), limit=None)
            return [hit["number"] for hit in found][:DEPTH]

        yield rank


@contextmanager
def fts5(documents: Mapping[int, str], _folder: Path) -> Iterator[Ranker]:
    """SQLite's FTS5: its bm25 with its defaults, porter stemmer, no stop words."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE articles USING fts5(body, tokenize = 'porter unicode61')")
        connection.executemany("INSERT INTO articles (rowid, body) VALUES (?, ?)", documents.items())

        def rank(text: str) -> list[int]:
            words = dict.fromkeys(re.findall(r"\w+", text.casefold()))
            any_of = " OR ".join(f'"{word}"' for word in words)
            found = connection.execute(
                "SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank, rowid LIMIT ?",
                (any_of, DEPTH),
            )
            return [number for (number,) in found]

        yield rank


#: What stands beside what in the tables of relevance.
RANKERS: dict[str, MakeRanker] = {
    "Dateline, defaults": dateline,
    "stock Whoosh, BM25F": stock_whoosh,
    "SQLite FTS5, bm25, porter": fts5,
}

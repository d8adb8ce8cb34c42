"""Dateline's engine as the product calls it: a ``SearchRequest`` resolved, compiled and run."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from app.search.analysis import Analyzer
from app.search.engine import DateFilter, Document, SearchRequest, Sort
from app.search.query.tree import And, Node, Or, Phrase, Prefix, Word
from app.search.whoosh import WhooshEngine
from benchmarks.engines import ours
from benchmarks.engines.side import PAGE, Answer, Ask, Form, Question, Wanted

_SORTS = {Wanted.BEST: Sort.RELEVANCE, Wanted.NEWEST: Sort.NEWEST}


class Engine:
    version = ours.Engine.version

    def __init__(self) -> None:
        self._analyzer = Analyzer()

    def fill(self, documents: Iterable[Document], folder: Path) -> None:
        ours.Engine().fill(documents, folder)

    @contextmanager
    def open(self, folder: Path) -> Iterator["Searcher"]:
        with closing(WhooshEngine(folder, self._analyzer)) as engine:
            engine.stats()
            yield Searcher(engine)


class Searcher:
    def __init__(self, engine: WhooshEngine) -> None:
        self._engine = engine

    def prepare(self, question: Question) -> Ask | None:
        """None for what a SearchRequest cannot say."""
        node, sort = _node(question), _SORTS.get(question.wanted)
        if node is None or sort is None or question.after is not None:
            return None
        dates = (DateFilter("published", question.start, question.end),)
        request = SearchRequest(
            node,
            ("body",),
            dates=dates if question.start is not None or question.end is not None else (),
            sort=sort,
            limit=PAGE,
            timeout=10.0,
        )
        return lambda: self._answer(request)

    def _answer(self, request: SearchRequest) -> Answer:
        found = self._engine.search(request)
        return Answer(tuple(hit.id for hit in found.hits), found.total)


def _node(question: Question) -> Node | None:
    words = tuple(map(Word, question.words))
    match question.form:
        case Form.ALL:
            return And(words) if len(words) > 1 else words[0]
        case Form.ANY:
            return Or(words)
        case Form.PHRASE:
            return Phrase(" ".join(question.words))
        case Form.PREFIX:
            return Prefix(question.words[0])
        case _:
            return None

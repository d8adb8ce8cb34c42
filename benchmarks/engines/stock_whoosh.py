"""Whoosh as it comes: its own codec, searcher and BM25F. Words come analysed by Dateline's analyzer."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import whoosh
from whoosh import collectors, fields, formats, index, query, sorting
from whoosh.searching import Searcher as WhooshSearcher

from app.search.analysis import Analyzer
from app.search.engine import Document
from benchmarks.engines.side import PAGE, Answer, Ask, Question, Wanted
from benchmarks.engines.whoosh_queries import to_query

_MEMORY = 512
#: Whoosh's columns hold whole numbers with this added, and the largest where there is none.
_ADDED = 1 << 63
_NO_DATE = _ADDED - 1


class Stems(fields.FieldType):
    """A list of stems in their order."""

    def __init__(self) -> None:
        super().__init__(format=formats.Positions(), analyzer=None, scorable=True)

    def index(self, value: Sequence[str], **_: object) -> Iterator[tuple[bytes, int, float, bytes]]:
        places: dict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(value):
            places[stem].append(place)
        for stem, positions in places.items():
            yield stem.encode(), len(positions), float(len(positions)), self.format.encode(positions)


def _schema() -> fields.Schema:
    number = {"numtype": int, "bits": 64, "signed": True, "sortable": True}
    return fields.Schema(
        id=fields.NUMERIC(stored=True, **number),
        title=Stems(),
        body=Stems(),
        source=fields.ID(sortable=True),
        published=fields.NUMERIC(**number),
    )


class Engine:
    version = f"Whoosh {whoosh.versionstring()}"

    def __init__(self) -> None:
        self._analyzer = Analyzer()

    def fill(self, documents: Iterable[Document], folder: Path) -> None:
        # A compound segment would be copied into memory by every searcher.
        writer = index.create_in(str(folder), _schema()).writer(limitmb=_MEMORY, compound=False)
        for document in documents:
            texts = {name: self._stems(text) for name, text in document.texts.items()}
            published = document.dates["published"]
            dated = {} if published is None else {"published": published}
            writer.add_document(id=document.id, source=document.keywords["source"][0], **texts, **dated)
        writer.commit()

    @contextmanager
    def open(self, folder: Path) -> Iterator["Searcher"]:
        with index.open_dir(str(folder)).searcher() as searcher:
            yield Searcher(searcher, self._analyzer)

    def _stems(self, text: str) -> list[str]:
        return [word.stem for word in self._analyzer.words(text)]


class Searcher:
    def __init__(self, searcher: WhooshSearcher, analyzer: Analyzer) -> None:
        self._searcher = searcher
        self._analyzer = analyzer

    def prepare(self, question: Question) -> Ask | None:
        asked = _within_dates(question, to_query(question, self._analyzer))
        match question.wanted:
            case Wanted.BEST:
                # With its default collector Whoosh loses good hits and does not know how many match.
                return lambda: self._page(asked, collectors.TopCollector(PAGE, usequality=False, replace=0))
            case Wanted.NEWEST:
                newest = sorting.FieldFacet("published", reverse=True)
                return lambda: self._page(asked, collectors.SortingCollector(newest, limit=PAGE))
            case Wanted.SOURCES:
                return lambda: self._counts(asked, sorting.FieldFacet("source", maptype=sorting.Count))
            case Wanted.MONTHS:
                return lambda: self._counts(asked, _months())

    def _page(self, asked: query.Query, collector: collectors.Collector) -> Answer:
        self._searcher.search_with_collector(asked, collector)
        results = collector.results()
        return Answer(tuple(hit["id"] for hit in results), len(results))

    def _counts(self, asked: query.Query, facet: sorting.FacetType) -> Answer:
        collector = collectors.FacetCollector(collectors.UnsortedCollector(), facet)
        self._searcher.search_with_collector(asked, collector)
        return Answer(counts=len(collector.results().groups()))


def _months() -> sorting.FacetType:
    def month(number: int) -> str:
        seconds = number - _ADDED
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m}" if seconds < _NO_DATE else ""

    return sorting.TranslateFacet(month, sorting.FieldFacet("published"))


def _within_dates(question: Question, asked: query.Query) -> query.Query:
    end = question.after[0] + 1 if question.after else question.end  # an article may come twice
    if question.start is None and end is None:
        return asked
    return query.And([asked, query.NumericRange("published", question.start, end, endexcl=True)])

"""tantivy, one thread: its English stemmer, nothing stored, columns for id, source and date."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Filter, Occur, Query, TextAnalyzerBuilder, Tokenizer

from app.search.engine import Document
from benchmarks.engines.side import BETWEEN, PAGE, Answer, Ask, Form, Question, Wanted

_HEAP = 512 << 20
_SOURCES = {"found": {"terms": {"field": "source", "size": 1000}}}
#: It has no calendar months.
_MONTHS = {"found": {"histogram": {"field": "published", "interval": 30.4375 * 86400, "min_doc_count": 1}}}


def _schema() -> tantivy.Schema:
    schema = tantivy.SchemaBuilder()
    schema.add_unsigned_field("id", indexed=True, fast=True)
    schema.add_text_field("title", tokenizer_name="en_stem")
    schema.add_text_field("body", tokenizer_name="en_stem")
    schema.add_text_field("source", tokenizer_name="raw", index_option="basic", fast=True)
    schema.add_integer_field("published", indexed=True, fast=True)
    return schema.build()


class Engine:
    version = f"tantivy-py {version('tantivy')}"

    def fill(self, documents: Iterable[Document], folder: Path) -> None:
        writer = tantivy.Index(_schema(), str(folder)).writer(_HEAP, 1)
        for document in documents:
            writer.add_document(_document(document))
        writer.commit()
        writer.wait_merging_threads()

    @contextmanager
    def open(self, folder: Path) -> Iterator["Searcher"]:
        yield Searcher(tantivy.Index.open(str(folder)))


def _document(document: Document) -> tantivy.Document:
    made = tantivy.Document()
    made.add_unsigned("id", document.id)
    made.add_text("title", document.texts["title"])
    made.add_text("body", document.texts["body"])
    made.add_text("source", document.keywords["source"][0])
    published = document.dates["published"]
    if published is not None:
        made.add_integer("published", published)
    return made


class Searcher:
    def __init__(self, index: tantivy.Index) -> None:
        self._schema = index.schema
        self._searcher = index.searcher()
        chain = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.lowercase())
        self._analyze = chain.filter(Filter.stemmer("english")).build().analyze

    def prepare(self, question: Question) -> Ask | None:
        query = self._within_dates(question, self._words(question))
        match question.wanted:
            case Wanted.BEST:
                return lambda: self._page(query)
            case Wanted.NEWEST:
                # How many match is known from the first page on.
                return lambda: self._page(query, order_by_field="published", count=question.after is None)
            case Wanted.SOURCES:
                return lambda: self._counts(query, _SOURCES)
            case Wanted.MONTHS:
                return lambda: self._counts(query, _MONTHS)

    def _page(self, query: Query, *, count: bool = True, **order: Any) -> Answer:
        found: Any = self._searcher.search(query, PAGE, count=count, **order)  # its types lack the count
        ids: Any = self._searcher.fast_field_values("id", [address for _, address in found.hits])
        return Answer(tuple(ids), found.count if count else None)

    def _counts(self, query: Query, wanted: dict[str, Any]) -> Answer:
        return Answer(counts=len(self._searcher.aggregate(query, wanted)["found"]["buckets"]))

    def _words(self, question: Question) -> Query:
        stems = [self._analyze(word)[0] for word in question.words]
        match question.form:
            case Form.ALL | Form.ANY:
                occur = Occur.Must if question.form is Form.ALL else Occur.Should
                terms = [Query.term_query(self._schema, "body", stem) for stem in stems]
                return Query.boolean_query([(occur, term) for term in terms]) if len(terms) > 1 else terms[0]
            case Form.PHRASE:
                return Query.phrase_query(self._schema, "body", list(stems))
            case Form.NEAR:
                return Query.phrase_query(self._schema, "body", list(stems), slop=BETWEEN)
            case Form.PREFIX:
                return Query.regex_query(self._schema, "body", question.words[0] + ".*")
            case Form.FUZZY:
                return Query.fuzzy_term_query(self._schema, "body", question.words[0], distance=1)

    def _within_dates(self, question: Question, query: Query) -> Query:
        end = question.after[0] + 1 if question.after else question.end  # an article may come twice
        if question.start is None and end is None:
            return query
        kind = tantivy.FieldType.Integer
        limits = Query.range_query(
            self._schema, "published", kind, question.start, end, include_upper=end is None
        )
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, Query.const_score_query(limits, 0.0))])

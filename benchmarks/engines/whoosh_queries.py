"""Questions in Whoosh's query classes: what stock Whoosh and Dateline's executor both are asked."""

from typing import Any

from whoosh import query

from app.search.analysis import Analyzer
from benchmarks.engines.side import BETWEEN, Form, Question


def to_query(question: Question, analyzer: Analyzer, *, forms: str = "body") -> query.Query:
    """Over the stems of the body; prefixes over the terms of the field ``forms``."""
    stems = [analyzer.words(word)[0].stem for word in question.words]
    terms: list[Any] = [query.Term("body", stem) for stem in stems]
    match question.form:
        case Form.ALL:
            return query.And(terms) if len(terms) > 1 else terms[0]
        case Form.ANY:
            return query.Or(terms)
        case Form.PHRASE:
            return query.Phrase("body", stems)
        case Form.NEAR:
            return query.Phrase("body", stems, slop=BETWEEN + 1)
        case Form.PREFIX:
            return query.Prefix(forms, question.words[0])
        case Form.FUZZY:
            return query.FuzzyTerm("body", question.words[0], maxdist=1, prefixlength=0)

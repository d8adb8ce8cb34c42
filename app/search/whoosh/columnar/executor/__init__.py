"""Answers Whoosh queries over a snapshot with whole arrays at a time.

A query is planned once (``plan``: terms looked up and weighed, prefixes expanded) into nodes. In each
segment the nodes are first asked for their documents, ascending numbers in 16 bits; then, if scores are
wanted, for the scores of just the documents that are left.

Memory of a query, a segment at a time, beyond what is returned: 9 bytes a document of the segment (a
mask and a sum of scores) for each level of the tree being evaluated, one mask more for each expanded
term, and for a phrase 8 bytes an occurrence of its words in the documents that hold all of them.
"""

from app.search.whoosh.columnar.executor.errors import TooManyTerms, UnknownQuery
from app.search.whoosh.columnar.executor.executor import Executor
from app.search.whoosh.columnar.executor.filters import Filter, NumberFilter, TermFilter
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.executor.node import Check
from app.search.whoosh.columnar.executor.ranking import BY_SCORE, Hit, Key, Order
from app.search.whoosh.columnar.executor.weighting import Weighting

__all__ = [
    "BY_SCORE",
    "Check",
    "Executor",
    "Filter",
    "Hit",
    "Key",
    "Match",
    "NumberFilter",
    "Order",
    "TermFilter",
    "TooManyTerms",
    "UnknownQuery",
    "Weighting",
]

"""Answers Whoosh queries over a snapshot with whole arrays at a time.

A query is planned once (``plan``: terms looked up and weighed, prefixes expanded) into nodes. In each
segment the nodes are first asked for their documents, ascending numbers in 16 bits; then, if scores are
wanted, for the scores of just the documents that are left.

Memory of a query, a segment at a time, beyond what is returned: for each node of the tree at most 4 bytes
a document (documents found, rows of postings), for each OR being summed 8 (lent by the segment, which
keeps such an array for the next query), and for phrases what 65,536 occurrences at once or a block of
32,768 take, about 1 MB.

Kept between queries, as it depends on the index alone: terms looked up (4,096 a snapshot); how often each
document holds a frequent term, for some tens of terms (at most 128 bytes a document of a segment); for a
field once asked for fuzzy terms 16 bytes a term (``shapes``). Answers are never kept.
"""

from app.search.whoosh.columnar.executor.errors import TooManyTerms, UnknownQuery
from app.search.whoosh.columnar.executor.executor import Executor
from app.search.whoosh.columnar.executor.filters import AmongFilter, Filter, NumberFilter, TermFilter
from app.search.whoosh.columnar.executor.match import Match
from app.search.whoosh.columnar.executor.node import Check
from app.search.whoosh.columnar.executor.ranking import BY_SCORE, Hit, Key, Order
from app.search.whoosh.columnar.executor.weighting import Weighting

__all__ = [
    "BY_SCORE",
    "AmongFilter",
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

"""Answers Whoosh queries over a snapshot with whole arrays at a time.

A query is planned once (``plan``: terms looked up and weighed, prefixes expanded) into nodes. In each
segment the nodes are first asked for their documents, ascending numbers in 16 bits; then, if scores are
wanted, for the scores of just the documents that are left.

Memory of a query, a segment at a time, beyond what is returned: for each node of the tree at most 4 bytes
a document (documents found, rows of postings), for each OR being summed 8 (lent by the segment, which
keeps such an array for the next query), and for phrases what a block of 32,768 occurrences takes, about 1 MB.
A field once asked for fuzzy terms keeps 16 bytes a term (``shapes``).
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
